"""The hotline's file: read, shown with every fault, taken over whole or not at all; and the answers back to it."""

from typing import Any

from flask import Response, current_app, flash, redirect, render_template

from inspect_app.complaints import actions, queries
from inspect_app.complaints.actions.hotline import Imported
from inspect_app.complaints.pages.case import WORDS, bp
from inspect_app.complaints.rules.hotline import COLUMNS
from inspect_app.complaints.schemas import ImportIn
from inspect_app.core.clock import now
from inspect_app.core.csv_out import safe_csv
from inspect_app.core.forms import Form, rows_kept, rows_sent
from inspect_app.core.i18n import t
from inspect_app.core.permits import Actor
from inspect_app.core.web import page


@page(bp, "/complaints/import", permit="complaint.import", methods=("GET", "POST"))
def import_hotline(actor: Actor) -> Any:
    """Read a hotline's file: first only to show what would come of it."""
    form = Form(ImportIn)
    found: dict[str, Any] = {}

    def taken(values: dict[str, Any]) -> Imported:
        found["rows"] = rows_sent(values["kept"])
        key = str(current_app.secret_key)
        dry = values["step"] != "take"
        return actions.import_hotline(actor, found["rows"], key=key, at=now(), dry=dry)

    done = form.act(taken)
    if done is not None and not done.faults and form.values.get("step") == "take":
        new, known = len(done.new), len(done.known)
        flash(t(f"已导入 {new} 件，{known} 件早已导入。", f"{new} taken over, {known} known."), "good")
        return redirect("/complaints?state=all")
    kept = rows_kept(found["rows"]) if done is not None and not done.faults else ""
    shown = {"form": form, "done": done, "kept": kept, "columns": COLUMNS, **WORDS}
    status = 422 if done is not None and done.faults else form.status
    return render_template("complaints/import.html", **shown), status


@page(bp, "/complaints/answers.csv", permit="complaint.import")
def answers(actor: Actor) -> Any:
    """Give the hotline its own numbers back, each with state and answer."""
    reply = Response(safe_csv(queries.ANSWER_COLUMNS, queries.answers(actor)), mimetype="text/csv")
    reply.headers["Content-Disposition"] = 'attachment; filename="answers.csv"'
    return reply
