"""Which lines of a dossier are there, missing or not applicable, from what its registers hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from inspect_app.dossier.rules.chapters import CHAPTERS, ITEMS, SHORT
from inspect_app.dossier.rules.registers import DUTIES, FUND_KINDS

Words = tuple[str, str]
THERE, MISSING, LACKS, LATER = "there", "missing", "lacks", "later"
STATES: dict[str, tuple[Words, str]] = {
    THERE: (("已有", "There"), "good"), MISSING: (("缺失", "Missing"), "bad"),
    LACKS: (("不适用", "Not applicable"), "neutral"), LATER: (("开工后填写", "After the start"), "waiting"),
}  # fmt: skip


class Entered(Protocol):
    """A standing line as the count of completeness reads it."""

    id: str
    register: str
    kind: str
    what: str
    note: str
    lacks: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether one thing of an archive is there: its key and chapter, words, basis, and by what that is known."""

    key: str
    chapter: str
    zh: str
    en: str
    state: str
    basis: str
    verified: bool
    #: (kind of thing, id) of the rows it rests on
    evidence: tuple[tuple[str, str], ...] = ()
    reason: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class Planned:
    """A utility's work or a finding, as far as completeness asks: its key, and whether it stands in the way."""

    id: str
    settled: bool


def standing_of(
    lines: Sequence[Entered], works: Sequence[Planned], findings: Sequence[Planned], *, begun: bool
) -> list[Standing]:
    """Return the state of everything a dossier holds, in the order of its chapters; `begun`: the works are under way."""
    values = {each.kind: each for each in lines if each.register == "value"}
    found = []
    for item in ITEMS:
        line = values.get(item.key)
        state = _state(line, later=item.after_start and not begun)
        proof = (("dossier", line.id),) if line else ()
        reason = line.note if line and line.lacks else ""
        found.append(
            Standing(
                item.key, item.chapter, item.zh, item.en, state, item.basis, item.verified, proof, reason
            )
        )
    found += _counted(lines, begun=begun)
    plan = "统筹施工方案逐家会签或说明", "Coordinated plan signed or reasoned by each"
    found.append(_settled("coordinated", "utilities", plan, works, needed=True))
    closed = "审计督查问题已销号", "Audit findings closed"
    found.append(_settled("audits", "findings", closed, findings, needed=False))
    order = list(CHAPTERS)
    return sorted(found, key=lambda each: order.index(each.chapter))


def _state(line: Entered | None, *, later: bool) -> str:
    if line is not None:
        return LACKS if line.lacks else THERE
    return LATER if later else MISSING


def _counted(lines: Sequence[Entered], *, begun: bool) -> list[Standing]:
    def held(register: str, **wanted: str) -> tuple[tuple[str, str], ...]:
        return tuple(
            ("dossier", each.id)
            for each in lines
            if each.register == register
            and all(getattr(each, name) == value for name, value in wanted.items())
        )

    def of(key: str, chapter: str, words: Words, proof: tuple[tuple[str, str], ...], basis: str, verified: bool = True,
           later: bool = False) -> Standing:  # fmt: skip
        state = THERE if proof else LATER if later and not begun else MISSING
        return Standing(key, chapter, *words, state, basis, verified, proof, count=len(proof))

    pool, funds = CHAPTERS["effect"][1], CHAPTERS["funds"][1]
    made = [
        of("scope", "scheme", ("改造内容清单", "List of scope items"), held("scope"), SHORT),
        of("photos_before", "effect", ("改造前照片", "Photos before"), held("picture", kind="before"), pool),
        of(
            "photos_after",
            "effect",
            ("改造后照片", "Photos after"),
            held("picture", kind="after"),
            pool,
            later=True,
        ),
    ]
    made += [
        of(each.key, "duties", (each.zh, each.en), held("duty", kind=each.key), each.basis, each.verified)
        for each in DUTIES
    ]
    made += [
        of(f"fund_{kind}", "funds", words, held("fund", kind=kind, what="planned"), funds)
        for kind, words in FUND_KINDS.items()
    ]
    return made


def _settled(key: str, chapter: str, words: Words, rows: Sequence[Planned], *, needed: bool) -> Standing:
    """Return whether all of these are settled; with none, `needed` says whether one has to be there."""
    basis = CHAPTERS[chapter][1]
    waiting = [each for each in rows if not each.settled]
    state = MISSING if waiting or (needed and not rows) else THERE if rows else LACKS
    kind = "utility-work" if chapter == "utilities" else "audit-finding"
    return Standing(
        key, chapter, *words, state, basis, True, tuple((kind, each.id) for each in waiting or rows), count=len(waiting)
    )  # fmt: skip


def shares(found: Sequence[Standing]) -> Mapping[str, tuple[int, int]]:
    """Return, by chapter, how many lines are there and how many have to be: those not applicable or later are neither."""
    said: dict[str, tuple[int, int]] = {}
    for each in found:
        there, of = said.get(each.chapter, (0, 0))
        counts = each.state in (THERE, MISSING)
        said[each.chapter] = there + (each.state == THERE), of + counts
    return said
