"""What follows when works were covered without release, and who pays when they are opened again."""

from dataclasses import dataclass

Words = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Graveness:
    """How grave the defect is of having covered a kind of element without release."""

    kinds: tuple[str, ...]
    severity: str
    basis: str
    verified: bool = False


CLAUSE = "《建设工程质量管理条例》第三十条、第三十七条"
#: decree 279 says that it may not be done and grades nothing; the grades are the platform's own
GRAVENESS: tuple[Graveness, ...] = (
    Graveness(("structure", "gas"), "major", "平台默认分级"),
    Graveness(("roof", "insulation", "wet_room", "water", "drainage", "heating", "electric", "fire"), "serious", "平台默认分级"),
)  # fmt: skip
OTHERWISE = Graveness((), "serious", "平台默认分级")


@dataclass(frozen=True, slots=True)
class Cost:
    """Who pays for opening covered works again: whether they were released, what was found, the payer, what says so."""

    released: bool
    in_order: bool
    payer: str
    basis: str
    verified: bool = False


_FORM = "《建设工程施工合同（示范文本）》GF-2017-0201 第{}条"
COSTS: tuple[Cost, ...] = (
    Cost(True, True, "owner", _FORM.format("5.3.3")),
    Cost(True, False, "contractor", _FORM.format("5.3.3")),
    # Covered on the quiet: the contractor pays whatever is found.
    Cost(False, True, "contractor", _FORM.format("5.3.4")),
    Cost(False, False, "contractor", _FORM.format("5.3.4")),
)
PAYERS: dict[str, Words] = {"owner": ("建设单位", "Owner"), "contractor": ("施工单位", "Contractor")}


def graveness(kind: str) -> Graveness:
    """Return how grave it is that an element of this kind was covered without release (279 arts. 30, 37)."""
    return next((each for each in GRAVENESS if kind in each.kinds), OTHERWISE)


def cost(released: bool, in_order: bool) -> Cost:
    """Return who pays for opening works again, and by which clause."""
    return next(each for each in COSTS if (each.released, each.in_order) == (released, in_order))
