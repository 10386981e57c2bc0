"""What the gate before acceptance is asked about: the facts of a project, a requirement, and how it stands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from inspect_app.acceptance.rules.procedure import Steps
from inspect_app.gates.rules import Said

Words = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a project on a day, as far as its acceptance depends on it."""

    day: date
    region: str
    project_state: str
    #: the works went through the gate before their start
    started: bool
    #: role -> name of its leader there ("" when none is named)
    leaders: Mapping[str, str]
    #: (path, kind) of the elements that carry a warranty
    elements: Sequence[tuple[str, str]]
    submissions: int
    visits_late: int
    #: paths of elements that are covered up and have neither an inspection answer nor a released hold point
    unrecorded: Sequence[str]
    open_by_severity: Mapping[str, int]
    overdue: int
    #: kind of paper -> day it is dated
    papers: Mapping[str, date]
    terms: Mapping[str, int] = field(default_factory=dict)
    #: hold points that nobody has released, as people name them
    unreleased: Sequence[str] = ()
    #: numbers of the stop-work notices that stand
    stopped: Sequence[str] = ()
    #: works not accepted by GB 50300, as people name them; None where nobody divided them
    unaccepted: Sequence[str] | None = None
    #: elements and functional tests that are not passed, where a project keeps its tests here
    untested: Sequence[Words] = ()
    #: cards of household acceptance still open or with defects; homes without one as "+3"
    homes: Sequence[str] = ()
    #: how far its pre-acceptance and meeting are; None where the acceptance was begun before they were asked for
    steps: Steps | None = None
    #: what a named person let pass: key of the requirement -> who, why
    waived: Mapping[str, Said] = field(default_factory=dict)


#: what is missing, in both languages; None when nothing is
Missing = Words | None


@dataclass(frozen=True, slots=True)
class Requirement:
    """One condition: its words, article, how it is computed, where it is mended, and its check."""

    key: str
    zh: str
    en: str
    clause: str
    verified: bool
    how: Words
    #: path to mend it at; {id} is the project
    mend: str
    check: Callable[[Facts], Missing]
    #: whether it is asked of such a project at all
    asked: Callable[[Facts], bool] = lambda _facts: True
    #: a named person may let it pass with a reason
    overridable: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """A requirement as it stands: what is missing (None: nothing), and who let it pass all the same."""

    requirement: Requirement
    missing: Missing
    waived: Said | None = None

    @property
    def ok(self) -> bool:
        """Say whether it stands in nobody's way."""
        return self.missing is None or self.waived is not None
