"""How projects stand by GB 50300, for the gates above: each level met, not met, or with data missing."""

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import select

from inspect_app.core.db import db
from inspect_app.projects.models import Project
from inspect_app.works.models import Work
from inspect_app.works.rules import CLAUSES, LEVELS, PASSED


@dataclass(frozen=True, slots=True)
class Gap:
    """A work that is not accepted: its level and state, and where it is read about."""

    id: str
    number: str
    level: str
    path: str
    state: str
    doubted: bool

    @property
    def url(self) -> str:
        """Return the page of the work."""
        return f"/works/{self.id}"

    @property
    def name(self) -> str:
        """Return it as people name it."""
        return f"{self.number} {self.path}"


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a project's works are accepted; without any work nobody has divided them and nothing is asked.

    `levels` says of each level 'met', 'not_met' or 'no_data' (not yet submitted, being signed or tested, or none
    there), `gaps` names all that is not accepted, from the unit works down.
    """

    levels: dict[str, str] = field(default_factory=dict)
    gaps: tuple[Gap, ...] = ()

    @property
    def drafted(self) -> bool:
        """Say whether the works were divided."""
        return bool(self.levels)

    def clause(self, level: str) -> str:
        """Return the clause that a level is accepted by."""
        return CLAUSES[level]


def standing(project: Project) -> Standing:
    """Return how a project's works stand."""
    return standings([project.id])[project.id]


def standings(project_ids: Collection[str]) -> dict[str, Standing]:
    """Return how the works of each project stand, by its id, in one query."""
    stmt = select(
        Work.project_id,
        Work.id,
        Work.number,
        Work.level,
        Work.path,
        Work.state,
        Work.doubted_at,
        Work.parent_id,
    ).where(Work.project_id.in_(project_ids), Work.state != "dropped")
    rows: dict[str, list[tuple[Gap, str | None]]] = {each: [] for each in project_ids}
    for project_id, key, number, level, path, state, doubted, parent in db.session.execute(
        stmt.order_by(Work.path, Work.id)
    ):
        rows[project_id].append((Gap(key, number, level, path, state, doubted is not None), parent))
    return {key: _stands(found) for key, found in rows.items()}


def _stands(rows: list[tuple[Gap, str | None]]) -> Standing:
    if not rows:
        return Standing()
    by_id = {one.id: one for one, _parent in rows}
    above = {one.id: parent for one, parent in rows}
    shaken: set[str] = set()
    # What stands on something doubted, or no longer accepted, is not met either, though its paper stays as it was signed.
    for one, _parent in rows:
        at = above[one.id] if one.doubted or one.state not in PASSED else None
        while at in by_id and at not in shaken:
            shaken.add(str(at))
            at = above[str(at)]
    levels, gaps = {}, []
    for level in LEVELS:
        mine = [one for one, _parent in rows if one.level == level]
        short = [one for one in mine if one.state not in PASSED or one.doubted or one.id in shaken]
        bad = any(one.state in ("failed", "barred", *PASSED) for one in short)
        levels[level] = "not_met" if bad else "no_data" if short or not mine else "met"
        gaps += short
    return Standing(levels, tuple(gaps))
