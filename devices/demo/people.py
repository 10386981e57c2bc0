"""Who takes part in the demonstration; all names are made up."""

from dataclasses import dataclass

REGION = "110114"


@dataclass(frozen=True, slots=True)
class Player:
    """A person of the demonstration: account, name, party, role, and the region of an officer."""

    account: str
    name: str
    party: str
    role: str
    region: str | None = None
    first_page: str = "/"


#: key -> (kind, name)
PARTIES = {
    "owner": ("owner", "安居城市更新有限公司"),
    "surveyor": ("surveyor", "北山岩土勘察院"),
    "designer": ("designer", "清源建筑设计院"),
    "contractor": ("contractor", "安居建设集团"),
    "rival": ("contractor", "宏达建筑工程公司"),
    "supervisor": ("supervisor", "正信工程监理公司"),
    "authority": ("authority", "昌平区质量安全监督站"),
    "street": ("street", "城北街道办事处"),
    "community": ("community", "西环里社区居委会"),
    "property": ("property", "安居物业服务公司"),
    "utility": ("utility", "昌平燃气公司"),
}
PLAYERS = (
    Player("admin", "系统管理员", "authority", "admin"),
    Player("officer", "陈站长", "authority", "authority", REGION),
    Player("inspector", "李检查", "authority", "inspector", REGION),
    Player("inspector2", "郝检查", "authority", "inspector", REGION),
    Player("inspector3", "柳检查", "authority", "inspector", REGION),
    Player("supervisor", "周总监", "supervisor", "supervisor"),
    Player("contractor", "王经理", "contractor", "contractor"),
    Player("technician", "韩工长", "contractor", "contractor"),
    Player("rival", "赵经理", "rival", "contractor"),
    Player("owner", "孙主任", "owner", "owner"),
    Player("designer", "钱设计", "designer", "designer"),
    Player("surveyor", "吴勘察", "surveyor", "surveyor"),
    Player("street", "郑科长", "street", "street", REGION),
    Player("community", "冯主任", "community", "community"),
    Player("property", "褚经理", "property", "property"),
    Player("utility", "卫工", "utility", "utility"),
)
TEAM = ("owner", "surveyor", "designer", "supervisor", "street", "community", "property", "utility")
#: site -> (name, community, contractor, address)
SITES = {
    "p17": ("西环里小区综合改造工程", "西环里小区", "contractor", "昌平区西环路 17 号"),
    "p18": ("东关北里屋面与管网改造工程", "东关北里小区", "rival", "昌平区东关北里 18 号"),
}
#: a community whose works were accepted almost a year ago: what comes after is to be seen there
PAST = "p16"
PAST_SITE = ("南环里小区综合改造工程", "南环里小区", "contractor", "昌平区南环路 16 号")
#: where the sites lie: whoever stands there may open a sealed target
PLACES = {"p17": (40.2207, 116.2312), "p18": (40.2264, 116.2401), "p16": (40.2131, 116.2375)}
#: the building tree of each building: (kind, name, children)
PARTS = (
    ("roof", "屋面", ()),
    ("insulation", "外墙保温", ()),
    ("window", "楼道门窗", ()),
    ("water", "给水立管", ()),
    ("drainage", "排水立管", ()),
    ("electric", "楼道电气", ()),
    (
        "stairwell",
        "1单元",
        (("household", "101"), ("household", "102"), ("household", "201"), ("household", "302")),
    ),
)
BUILDINGS = ("1号楼", "2号楼")
GROUNDS = (("road", "小区道路"), ("greenery", "绿化"), ("site", "施工现场"))
