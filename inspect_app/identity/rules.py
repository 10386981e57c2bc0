"""The kinds of parties of a renovation, the roles people hold at them, and the limits of log-in."""

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

#: kind of party -> (Chinese, English); decree 279 art. 3 names the five parties answerable for quality
PARTY_KINDS: dict[str, tuple[str, str]] = {
    "owner": ("建设单位", "Owner"),
    "surveyor": ("勘察单位", "Surveyor"),
    "designer": ("设计单位", "Designer"),
    "contractor": ("施工单位", "Contractor"),
    "subcontractor": ("分包单位", "Subcontractor"),
    "supervisor": ("监理单位", "Supervisor"),
    "authority": ("监督机构", "Authority"),
    "street": ("街道办事处", "Street office"),
    "community": ("社区居委会", "Community committee"),
    "property": ("物业企业", "Property firm"),
    "utility": ("专营单位", "Utility"),
}
#: roles a member of each kind of party may hold; inspectors come from the authority or the supervisor
ROLES_AT: dict[str, tuple[str, ...]] = {
    **{kind: (kind,) for kind in PARTY_KINDS},
    "authority": ("authority", "inspector", "admin"),
    "supervisor": ("supervisor", "inspector"),
}


@dataclass(frozen=True, slots=True)
class Throttle:
    """How many failures in a window close the door, and for how long."""

    failures: int
    window: timedelta


#: GB/T 22239-2019 asks for a lock-out, the figures are the platform's own. Of one account from one address
#: (or from one device the account has logged in on): what a forgetful person needs, now and in a day.
LOG_IN_HERE = Throttle(5, timedelta(minutes=15))
LOG_IN_HERE_DAILY = Throttle(20, timedelta(days=1))
#: of all accounts from one address: a construction site has one address for many people
LOG_IN_BY_ADDRESS = Throttle(50, timedelta(minutes=15))
#: of one account from everywhere: closes it to places it never logged in from, and to no other. One address
#: has at most LOG_IN_HERE_DAILY, so that it takes several to get there.
LOG_IN_BY_ACCOUNT = Throttle(100, timedelta(days=1))
#: how long a device or an address is remembered as one the account has logged in from
KNOWN_FOR = timedelta(days=90)
#: a clock may be put right by a day; a log-in begun farther ahead than that is of one that was wrong, and is over, and
#: a failed try farther ahead than its window is not counted: they would hold until then
AHEAD = timedelta(days=1)
#: wrong passwords shown from within a log-in, which may be a borrowed one
CONFIRMING = Throttle(5, timedelta(minutes=15))
LEAST_PASSWORD = 10
#: apps one person may have connected at a time; the figure is the platform's own
MOST_APPS = 10
#: 网络安全法 art. 21(3) asks for at least six months of logs: log-ins that are over, and failed tries
KEEP_LOG_INS = timedelta(days=190)
#: a machine that repeats its request does so within days, not months; the figure is the platform's own
KEEP_REPLIES = timedelta(days=30)
#: kinds of parties whose office is a place; everyone else acts where the own party takes part
OF_A_PLACE = ("authority", "street", "community")


#: how much of an IPv6 address its provider gives to one customer, who may use any address within
IPV6_OF_ONE = 64


def network_of(address: str) -> str:
    """Return what counts as one address when tries are counted: an IPv4 address, or the /64 of an IPv6 one."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address[:45]
    if isinstance(parsed, IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped or ip_network((int(parsed), IPV6_OF_ONE), strict=False))
    return address


def role_fits(party_kind: str, role: str) -> bool:
    """Say whether a member of a party of this kind may hold this role."""
    return role in ROLES_AT.get(party_kind, ())


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a role reaches: one project (with the division it lies in), a division, or, with neither, its whole party."""

    project_id: str | None = None
    region: str | None = None

    def within(self, project_id: str | None, region: str | None) -> bool:
        """Say whether all of it lies within a project, a division or (neither given) the whole."""
        if project_id:
            return self.project_id == project_id
        return not region or (self.region is not None and self.region.startswith(region))


#: what is done to accounts and parties
VERBS: dict[str, tuple[str, str]] = {
    "session.begin": ("登录", "Logged in"),
    "session.end": ("退出", "Logged out"),
    "app-log-in.begin": ("连接应用", "App connected"),
    "app-log-in.end": ("断开应用", "App disconnected"),
    "party.add": ("添加单位", "Party added"),
    "person.add": ("添加人员", "Person added"),
    "person.close": ("停用账号", "Account closed"),
    "person.reopen": ("恢复账号", "Account reopened"),
    "person.change-password": ("修改密码", "Password changed"),
    "person.begin-totp": ("开启两步验证", "Two-step log-in on"),
    "person.end-totp": ("关闭两步验证", "Two-step log-in off"),
    "membership.add": ("授予角色", "Role given"),
    "membership.end": ("收回角色", "Role taken back"),
}
