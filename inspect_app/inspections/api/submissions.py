"""Filled checklists from tablets, over HTTP."""

from typing import Any

from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.errors import field_problem
from inspect_app.core.fields import PageIn
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find, paged, require
from inspect_app.inspections import actions, queries
from inspect_app.inspections.api.visits import bp
from inspect_app.inspections.models import Submission
from inspect_app.inspections.schemas import (
    ReceiptOut,
    SubmissionIn,
    SubmissionOut,
    SubmissionPage,
)


@endpoint(
    bp,
    "/submissions",
    permit="submission.receive",
    method="POST",
    body=SubmissionIn,
    out=ReceiptOut,
    on_thing=True,
)
def receive(actor: Actor, body: dict[str, Any]) -> actions.Receipt:
    """Take a filled checklist; the same again gets the same receipt."""
    one = db.session.scalars(queries.one(actor, body["visit"])).unique().first()
    require(actor, "submission.receive", one)
    if one is None:
        raise field_problem("visit", "没有这个检查任务", "no such visit")
    return actions.submit(actor, body, at=now())


@endpoint(bp, "/submissions", permit="submission.list", query=PageIn, out=SubmissionPage)
def submissions(actor: Actor, query: dict[str, Any]) -> Any:
    """List the submissions the caller may see, newest first."""
    return paged(queries.submissions(actor), number=query["page"])


@endpoint(bp, "/submissions/<string:id>", permit="submission.read", out=SubmissionOut, on_thing=True)
def submission(actor: Actor, id: str) -> Submission:
    """Show a submission as it came, with what the server found."""
    one = find(queries.submission(actor, id))
    require(actor, "submission.read", one)
    return one
