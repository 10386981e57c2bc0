"""What the page of a dossier shows of each chapter: standing lines, what stood before them, pairs, funds, duties."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.files import Attachment, signed_url
from inspect_app.core.permits import Actor
from inspect_app.dossier import queries
from inspect_app.dossier.models import AuditFinding, Line, UtilityWork
from inspect_app.dossier.rules.chapters import BY_KEY, CHAPTERS, ITEMS, PAIRS, rate
from inspect_app.dossier.rules.clashes import Clash
from inspect_app.dossier.rules.completing import Standing, shares
from inspect_app.dossier.rules.registers import DUTIES, FUND_KINDS, FUND_MEASURES, MOMENTS, SCOPE_CLASSES
from inspect_app.identity.rules import PARTY_KINDS
from inspect_app.projects.models import Project


@dataclass(slots=True)
class Bar:
    """A kind of fund: by measure the newest figure in fen with its line, None where nobody gave one."""

    kind: str
    words: tuple[str, str]
    figures: dict[str, Line | None]
    #: of the greatest figure shown, in percent
    widths: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class Whole:
    """All that the page shows of a dossier."""

    standing: list[Standing]
    shares: dict[str, tuple[int, int]]
    values: dict[str, Line]
    history: dict[str, list[Line]]
    scope: list[tuple[tuple[str, str], list[Line]]]
    pairs: list[dict[str, Any]]
    bars: list[Bar]
    duties: list[dict[str, Any]]
    photos: dict[str, list[dict[str, Any]]]
    works: list[UtilityWork]
    clashes: list[tuple[Clash, UtilityWork, UtilityWork]]
    findings: list[AuditFinding]
    rates: list[tuple[tuple[str, str], float | None]]
    chapters: Any = field(default_factory=lambda: CHAPTERS)
    measures: Any = field(default_factory=lambda: FUND_MEASURES)
    items: Any = field(default_factory=lambda: ITEMS)
    before_after: Any = field(default_factory=lambda: PAIRS)


def whole_of(actor: Actor, project: Project) -> Whole:
    """Return what the page shows of a project's dossier, with a fixed number of questions to the database."""
    lines, found = queries.lines(project.id), queries.standing(project)
    standing = [each for each in lines if each.replaced_at is None]
    values = {each.kind: each for each in standing if each.register == "value"}
    photos = _photos(standing)
    works = list(db.session.scalars(queries.works(actor, project_id=project.id)).unique())
    stmt = queries.findings(actor, on=local_day(now()), project_id=project.id)
    said = {key: "" if each.lacks else each.said for key, each in values.items()}
    return Whole(
        found, dict(shares(found)), values, _history(lines), _scope(standing), _pairs(standing, photos), _bars(standing),
        _duties(project, standing, photos), photos, works, queries.clashing(actor, works),
        list(db.session.scalars(stmt).unique()),
        [
            (("参与率", "Took part"), rate(said.get("took_part", ""), said.get("asked", ""))),
            (("同意率（占参与户）", "Consent, of those"), rate(said.get("consented", ""), said.get("took_part", ""))),
        ],
    )  # fmt: skip


def _history(lines: Sequence[Line]) -> dict[str, list[Line]]:
    """Return, by the line that stands, those it took the place of, the newest first."""
    by_id = {each.id: each for each in lines}
    found: dict[str, list[Line]] = {}
    for each in lines:
        if each.replaced_at is not None:
            continue
        found[each.id], before = [], by_id.get(each.replaces_id or "")
        while before is not None:
            found[each.id].append(before)
            before = by_id.get(before.replaces_id or "")
    return found


def _scope(lines: Sequence[Line]) -> list[tuple[tuple[str, str], list[Line]]]:
    rows = sorted((each for each in lines if each.register == "scope"), key=lambda each: each.entered_at)
    return [(words, [each for each in rows if each.kind == key]) for key, words in SCOPE_CLASSES.items()]


def _photos(lines: Sequence[Line]) -> dict[str, list[dict[str, Any]]]:
    stmt = select(Attachment).where(
        Attachment.thing_kind == "dossier", Attachment.thing_id.in_([each.id for each in lines])
    )
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for each in db.session.scalars(stmt.order_by(Attachment.at, Attachment.position)):
        found[each.thing_id].append(
            {"url": signed_url(each.sha256, "public"), "thumb": signed_url(each.sha256)}
        )
    return dict(found)


def _pairs(lines: Sequence[Line], photos: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return the photos of each element: the newest of before and of after, side by side."""
    rows: dict[str, dict[str, Any]] = {}
    shown = sorted(
        (each for each in lines if each.register == "picture"), key=lambda each: (each.on, each.id)
    )
    for each in shown:
        if each.element is None or not photos.get(each.id):
            continue
        row = rows.setdefault(each.element_id or "", {"place": each.element.path, **dict.fromkeys(MOMENTS)})
        row[each.kind] = {**photos[each.id][0], "line": each, "many": len(photos[each.id])}
    return sorted(rows.values(), key=lambda row: str(row["place"]))


def _bars(lines: Sequence[Line]) -> list[Bar]:
    newest: dict[tuple[str, str], Line] = {}
    for each in lines:
        held = newest.get((each.kind, each.what))
        if each.register == "fund" and (held is None or each.on > held.on):
            newest[each.kind, each.what] = each
    most = max((each.amount or 0 for each in newest.values()), default=0) or 1
    bars = [
        Bar(key, words, {one: newest.get((key, one)) for one in FUND_MEASURES})
        for key, words in FUND_KINDS.items()
    ]
    for bar in bars:
        bar.widths = {one: 100 * (line.amount or 0) / most for one, line in bar.figures.items() if line}
    return bars


def _duties(
    project: Project, lines: Sequence[Line], photos: dict[str, list[dict[str, Any]]]
) -> list[dict[str, Any]]:
    said = {each.kind: each for each in lines if each.register == "duty"}
    found = []
    for duty in DUTIES:
        line, party = said.get(duty.key), project.party(duty.role)
        leader = next((each.leader for each in project.parties if each.role == duty.role), "")
        found.append(
            {
                "duty": duty, "role": PARTY_KINDS[duty.role], "party": party.name if party else "", "line": line,
                "leader": line.said if line else leader, "photos": photos.get(line.id, []) if line else [],
            }
        )  # fmt: skip
    return found


def shown_amount(line: Line) -> str:
    """Return a quantity with its unit, or money in yuan, as a page shows it."""
    if line.amount is None:
        return ""
    whole = Decimal(line.amount) / 100
    plain = f"{whole:,.2f}" if line.register == "fund" else f"{whole.normalize():,f}"
    return f"{plain} {line.unit}".strip()


def shown_value(line: Line) -> tuple[str, str]:
    """Return what a value says, in both languages, with its unit."""
    item = BY_KEY[line.kind]
    words = next(((zh, en) for key, zh, en in item.choices if key == line.said), (line.said, line.said))
    return f"{words[0]} {item.unit[0]}".strip(), f"{words[1]} {item.unit[1]}".strip()


def shown_line(line: Line) -> tuple[str, str]:
    """Return what any line says, in both languages: what stood before a correction."""
    if line.lacks:
        return f"不适用：{line.note}", f"Not applicable: {line.note}"
    zh, en = shown_value(line) if line.register == "value" else (line.said, line.said)
    return f"{zh} {shown_amount(line)}".strip(), f"{en} {shown_amount(line)}".strip()
