"""A life declared once: states, moves, and everything that follows from them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from inspect_app.core.errors import Problem

TONES = ("neutral", "waiting", "good", "bad")
FIELD_KINDS = (
    "text", "textarea", "number", "date", "datetime", "choice", "photos", "password",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class State:
    """A state: its name in code, its words, its tone on the screen; `final` ends the life."""

    name: str
    zh: str
    en: str
    tone: str = "neutral"
    final: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """What a move asks for: name, kind of input, words; `choices` are (value, zh, en)."""

    name: str
    kind: str
    zh: str
    en: str
    required: bool = True
    choices: tuple[tuple[str, str, str], ...] = ()
    hint_zh: str = ""
    hint_en: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """A step from any of `sources` to `target`; `stamp` names the column that gets the moment."""

    name: str
    zh: str
    en: str
    sources: tuple[str, ...]
    target: str
    fields: tuple[Field, ...] = ()
    stamp: str | None = None
    tone: str = "neutral"


@dataclass(frozen=True)
class Workflow:
    """A life: its kind of thing, its states (the first is where it begins) and its moves."""

    kind: str
    zh: str
    en: str
    states: tuple[State, ...]
    moves: tuple[Move, ...]
    _by_state: dict[str, State] = field(init=False, repr=False, compare=False)
    _by_move: dict[str, Move] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_state", {each.name: each for each in self.states})
        object.__setattr__(self, "_by_move", {each.name: each for each in self.moves})
        for move in self.moves:
            for name in (*move.sources, move.target):
                if name not in self._by_state:
                    raise ValueError(f"{self.kind}.{move.name} names no state {name}")

    @property
    def initial(self) -> str:
        """Return the name of the state every life begins in."""
        return self.states[0].name

    def state(self, name: str) -> State:
        """Return the state of that name."""
        return self._by_state[name]

    def move(self, name: str) -> Move:
        """Return the move of that name; an unknown one is a 404."""
        if name not in self._by_move:
            raise Problem("not-found")
        return self._by_move[name]

    def open_moves(self, state: str) -> Iterator[Move]:
        """Yield the moves that start from `state`, in the order declared."""
        return (each for each in self.moves if state in each.sources)

    def take(self, state: str, name: str) -> Move:
        """Return the move if it starts from `state`; otherwise refuse with both names."""
        move = self.move(name)
        if state not in move.sources:
            now = self.state(state)
            raise Problem("wrong-state", state=(now.zh, now.en), move=(move.zh, move.en))
        return move

    def finals(self) -> tuple[str, ...]:
        """Return the names of the states that end the life."""
        return tuple(each.name for each in self.states if each.final)

    def checks(self) -> dict[str, str]:
        """Return SQL CHECK texts by name: the allowed states, and each stamp tied to its target state.

        A stamp is tied only where every move into its target sets it, so that the state and the fact
        can never disagree.
        """
        listed = ", ".join(f"'{each.name}'" for each in self.states)
        found = {"state": f"state IN ({listed})"}
        for move in self.moves:
            into = [each for each in self.moves if each.target == move.target]
            tied = move.stamp and all(each.stamp == move.stamp for each in into)
            if tied and self.state(move.target).final:
                found[str(move.stamp)] = f"(state <> '{move.target}') OR ({move.stamp} IS NOT NULL)"
        return found
