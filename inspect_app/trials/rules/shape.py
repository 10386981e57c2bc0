"""The shape of what is known of a kind of trial: its stages, its figures, and the text they come from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Words = tuple[str, str]
#: share of a stage that may pass without a value before the curve has a gap: the platform's own figure
GAP = Decimal("0.1")
#: how far above its level a lowered stage may stand when it begins: the platform's own figure
LOWERED = Decimal("1.1")


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage under pressure: `factor` × working + `plus`, at least `floor` (MPa), held for `minutes`, `drop` at most.

    `division` is the coarsest gauge (MPa) on which the drop can be read; the platform's own figure.
    """

    zh: str
    en: str
    minutes: int
    drop: Decimal
    division: Decimal
    factor: Decimal = Decimal(1)
    plus: Decimal = Decimal(0)
    floor: Decimal = Decimal(0)

    def level(self, working: Decimal) -> Decimal:
        """Return the pressure to be reached (MPa) for a working pressure (MPa)."""
        return max(working * self.factor + self.plus, self.floor)


@dataclass(frozen=True, slots=True)
class Edition:
    """A text in force between two days, in a region ("": the whole country), with its figures; None: not asked."""

    basis: str
    since: date | None = None
    until: date | None = None
    region: str = ""
    #: False where it was written from memory
    verified: bool = False
    stages: tuple[Stage, ...] = ()
    #: figure by name of what is measured: at least that much
    asked: tuple[tuple[str, Decimal], ...] = ()
    #: each value at least, their mean at least, each at most; how many values a group has at least
    least: Decimal | None = None
    mean: Decimal | None = None
    most: Decimal | None = None
    count: int = 1
    #: how many may lie below `least`, and above which value they stay
    tolerated: int = 0
    tolerated_least: Decimal | None = None
    division: Decimal | None = None

    def holds(self, region: str, day: date) -> bool:
        """Say whether it is in force there on that day (both ends included)."""
        begun = self.since is None or self.since <= day
        return region.startswith(self.region) and begun and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of trial: the requirement it meets (`group`), on which elements, how it is judged and what is typed in.

    `form`: hold (a curve under pressure), time (water for hours), values (each measured), ball, closed (sewer), fill.
    `look` is what somebody looks for; `inputs` are names of INPUTS.
    """

    key: str
    zh: str
    en: str
    group: str
    form: str
    elements: tuple[str, ...]
    editions: tuple[Edition, ...]
    inputs: tuple[str, ...] = ()
    unit: str = ""
    look: Words = ("渗漏", "a leak")

    @property
    def gauged(self) -> bool:
        """Say whether it is judged by what an instrument shows."""
        return self.form in ("hold", "values")

    def edition(self, region: str, day: date) -> Edition:
        """Return the edition in force, a region's own before the country's; ValueError where there is none."""
        found = [each for each in self.editions if each.holds(region, day)]
        if not found:
            raise ValueError("on: no edition in force")
        return max(found, key=lambda each: len(each.region))


def by_key(kinds: Iterable[Kind]) -> dict[str, Kind]:
    """Return kinds by their keys."""
    return {each.key: each for each in kinds}
