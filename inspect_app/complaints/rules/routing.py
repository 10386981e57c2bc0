"""Who answers for a complaint: a table read from the top, and exactly one party for every case."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Route:
    """A row: the case (duty, covered by warranty, works under way, handed over; None: either), the roles in order."""

    key: str
    zh: str
    en: str
    duty: str | None
    covered: bool | None
    building: bool | None
    roles: tuple[str, ...]
    basis: str
    verified: bool
    #: the part was handed over: whoever took it answers, before any role is asked
    taken: bool | None = None


_OWN = "平台默认分工"
ROUTES: tuple[Route, ...] = (
    Route(
        "works", "施工造成的问题，由施工单位负责", "Caused by the works: the contractor answers",
        "works", None, None, ("contractor", "owner"), "《建设工程安全生产管理条例》第 30 条", verified=False,
    ),
    Route(
        "fairness", "收费、公示和协商由建设单位负责", "Cost and publicity: the owner answers",
        "fairness", None, None, ("owner", "street"), _OWN, verified=False,
    ),
    Route(
        "taken", "已移交，由接管单位负责", "Handed over: whoever took it answers",
        None, None, None, ("utility", "property"), "《物业管理条例》第五十一条；《城镇燃气管理条例》第十九条",
        verified=True, taken=True,
    ),
    Route(
        "warranty", "在保修期内，由施工单位保修", "Within warranty: the contractor must repair",
        None, True, None, ("contractor", "owner"), "《建设工程质量管理条例》第 41 条", verified=True,
    ),
    Route(
        "building", "工程尚未竣工，由施工单位负责", "The works are not finished: the contractor answers",
        None, None, True, ("contractor", "owner"), "《建设工程质量投诉处理暂行规定》（建监〔1997〕60 号）", verified=True,
    ),
    Route(
        "utility", "不在保修期内，由专营单位办理", "Not within warranty: the utility answers",
        "utility", False, False, ("utility", "property"), _OWN, verified=False,
    ),
    Route(
        "expired", "不在保修期内，由物业办理", "Not within warranty: the property firm answers",
        None, False, False, ("property", "community", "street"), _OWN, verified=False,
    ),
)  # fmt: skip
DESK = Route(
    "desk",
    "由街道先行受理",
    "The street office takes it first",
    None,
    None,
    None,
    ("street",),
    _OWN,
    verified=False,
)
_BY_KEY: dict[str, Route] = {each.key: each for each in (*ROUTES, DESK)}
#: roles of parties a complaint may be passed to: those that see complaints at all
ANSWERING = (
    "contractor", "subcontractor", "utility", "property", "owner", "street", "community", "supervisor", "authority",
)  # fmt: skip
#: asked in turn when a route's own roles are not filled in the project
LAST_RESORT = ("street", "owner", "community", "property", "contractor", "authority", "supervisor")


def route_for(duty: str, covered: bool, building: bool, taken: bool = False) -> Route:
    """Return the first row of the table that fits the case; `taken`: a utility or property firm has charge of it."""
    for each in ROUTES:
        fits = each.duty in (None, duty) and each.covered in (None, covered)
        if fits and each.building in (None, building) and each.taken in (None, taken):
            return each
    return DESK


def by_key(key: str) -> Route:
    """Return a row by its key."""
    return _BY_KEY[key]


def accountable(route: Route, parties: Mapping[str, str]) -> str | None:
    """Return the one party (of role -> party id) that answers; None only when the project has none at all."""
    for role in (*route.roles, *LAST_RESORT):
        if role in parties:
            return parties[role]
    return next(iter(parties.values()), None)
