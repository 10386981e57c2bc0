"""Meetings and appraisals for whoever has an account: their moves, and what a side says of a time."""

from typing import Any

from flask import flash, redirect

from inspect_app.core.clock import now
from inspect_app.core.forms import Form
from inspect_app.core.i18n import t
from inspect_app.core.moves import page_moves
from inspect_app.core.permits import Actor
from inspect_app.core.web import page, require
from inspect_app.disputes import actions
from inspect_app.disputes.api import found_appraisal, found_meeting, take_appraisal, take_meeting
from inspect_app.disputes.pages.room import bp, show
from inspect_app.disputes.rules import life
from inspect_app.disputes.schemas import TimeIn


def _show_meeting(actor: Actor, id: str, form: Form | None = None) -> Any:
    return show(actor, found_meeting(actor, id).dispute_id, form, f"meeting-{id}")


def _show_appraisal(actor: Actor, id: str, form: Form | None = None) -> Any:
    return show(actor, found_appraisal(actor, id).dispute_id, form, f"appraisal-{id}")


page_moves(
    bp, life.MEDIATION, found_meeting, take_meeting, _show_meeting, "/disputes/meetings/<string:id>",
    name="move_meeting",
)  # fmt: skip
page_moves(
    bp, life.APPRAISAL, found_appraisal, take_appraisal, _show_appraisal, "/disputes/appraisals/<string:id>",
    name="move_appraisal",
)  # fmt: skip


def _add(below: str, kind: str, find_: Any) -> None:
    verb = f"{kind}.answer"

    def post(actor: Actor, id: str) -> Any:
        """Say for one's side whether it can come."""
        require(actor, verb, find_(actor, id))
        form = Form(TimeIn)
        if form.act(lambda values: actions.answer_time(actor, find_(actor, id), **values, at=now())) is None:
            return show(actor, find_(actor, id).dispute_id, form, f"answer-{id}"), form.status
        flash(t("已登记。", "Recorded."))
        return redirect(f"/disputes/{find_(actor, id).dispute_id}")

    path = f"/disputes/{below}/<string:id>"
    page(bp, f"{path}/answer", permit=verb, methods=("POST",), on_thing=True, name=f"answer_{kind}")(post)

    def lead(actor: Actor, id: str) -> Any:
        """Lead to the room it belongs to."""
        one = find_(actor, id)
        require(actor, "dispute.read", one.dispute)
        return redirect(f"/disputes/{one.dispute_id}")

    page(bp, path, permit="dispute.read", on_thing=True, name=kind)(lead)


_add("meetings", "mediation", found_meeting)
_add("appraisals", "appraisal", found_appraisal)
