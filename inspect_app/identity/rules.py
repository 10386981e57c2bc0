"""The kinds of parties of a renovation, the roles people hold at them, and the limits of log-in."""

from dataclasses import dataclass
from datetime import timedelta

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


#: by account and by address: GB/T 22239-2019 asks for a lock-out, the figures are the platform's own
LOG_IN_BY_ACCOUNT = Throttle(5, timedelta(minutes=15))
LOG_IN_BY_ADDRESS = Throttle(50, timedelta(minutes=15))
LEAST_PASSWORD = 10
#: 网络安全法 art. 21(3) asks for at least six months of logs: log-ins that are over, and failed tries
KEEP_LOG_INS = timedelta(days=190)
#: a machine that repeats its request does so within days, not months; the figure is the platform's own
KEEP_REPLIES = timedelta(days=30)
#: kinds of parties whose office is a place; everyone else acts where the own party takes part
OF_A_PLACE = ("authority", "street", "community")


def role_fits(party_kind: str, role: str) -> bool:
    """Say whether a member of a party of this kind may hold this role."""
    return role in ROLES_AT.get(party_kind, ())


#: what is done to accounts and parties
VERBS: dict[str, tuple[str, str]] = {
    "session.begin": ("登录", "Logged in"),
    "session.end": ("退出", "Logged out"),
    "party.add": ("添加单位", "Party added"),
    "person.add": ("添加人员", "Person added"),
    "person.close": ("停用账号", "Account closed"),
    "person.change-password": ("修改密码", "Password changed"),
    "person.begin-totp": ("开启两步验证", "Two-step log-in on"),
    "person.end-totp": ("关闭两步验证", "Two-step log-in off"),
    "membership.add": ("授予角色", "Role given"),
    "membership.end": ("收回角色", "Role taken back"),
}
