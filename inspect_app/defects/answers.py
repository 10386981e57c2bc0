"""What defects answer to the gates: whether a serious or major one is open."""

from sqlalchemy import ColumnElement, select

from inspect_app.core.db import db
from inspect_app.defects.models import Defect
from inspect_app.defects.queries import UNFINISHED, unveiled, visible
from inspect_app.gates.queries import Scope, answers
from inspect_app.gates.rules import Answer
from inspect_app.projects.models import Element
from inspect_app.projects.queries import within

GRAVE = ("serious", "major")
_MOST = 5


@answers("defects.grave")
def _grave(scope: Scope) -> Answer:
    return _open(scope)


@answers("defects.before_cover")
def _before_cover(scope: Scope) -> Answer:
    """That it was covered without release is settled by looking at it again, not before."""
    return _open(scope, Defect.source_kind != "hold")


def _open(scope: Scope, *also: ColumnElement[bool]) -> Answer:
    stmt = select(Defect.id, Defect.number).where(
        Defect.project_id == scope.project.id, Defect.severity.in_(GRAVE), Defect.state.in_(UNFINISHED),
        *also, *(unveiled(scope.to) if scope.to else ()),
    )  # fmt: skip
    if scope.element is not None:
        stmt = stmt.join(Element, Element.id == Defect.element_id).where(within(scope.element))
    rows = db.session.execute(stmt.order_by(Defect.number)).all()
    if not rows:
        return Answer("met", ("没有未销号的较重、重大缺陷", "no serious or major defect is open"))
    mine = {each.id for each in rows}
    if scope.to is not None:
        mine = set(
            db.session.scalars(visible(scope.to).with_only_columns(Defect.id).where(Defect.id.in_(mine)))
        )
    shown = tuple((each.number, each.number, f"/defects/{each.id}") for each in rows if each.id in mine)[
        :_MOST
    ]
    return Answer("not_met", (f"{len(rows)} 条未销号", f"{len(rows)} open"), shown)
