"""Known cases near by, and joining one, for machines."""

import secrets
from typing import Any

from flask import current_app

from inspect_app.complaints import actions, queries
from inspect_app.complaints.api.cases import bp, spend
from inspect_app.complaints.models import Complaint, Supporter
from inspect_app.complaints.rules.life import POSTING
from inspect_app.complaints.schemas import JoinedOut, JoinIn, KnownNear, NearIn
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.errors import field_problem
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find
from inspect_app.projects.models import Element


@endpoint(bp, "/nearby", permit="complaint.file", query=NearIn, out=KnownNear)
def nearby(_actor: Actor, query: dict[str, Any]) -> Any:
    """List the open cases near a place, without words, names or doors."""
    project = db.session.scalar(queries.at_site(query["site"]))
    if project is None:
        raise field_problem("site", "没有这个小区", "no such community")
    element = db.session.get(Element, query["element_id"]) if query["element_id"] else None
    here = element if element is not None and element.project_id == project.id else None
    return {"rows": queries.nearby(project.id, here, query["category"])}


@endpoint(
    bp, "/<string:id>/join", permit="complaint.join", method="POST", body=JoinIn, out=JoinedOut, status=201,
    tells_secret=True,
)  # fmt: skip
def join(actor: Actor, values: dict[str, Any], id: str) -> Any:
    """Join a known case: "me too". The reply holds number and code; keep them."""
    one = find(queries.of_id(id))
    made, code = join_now(actor, one, values["once"] or secrets.token_hex(16), values["phone"])
    return {"number": made.number, "code": code}


def join_now(actor: Actor, one: Complaint, once: str, phone: str = "") -> tuple[Supporter, str]:
    """Join a case now; without an account only so many from one address."""
    spend("complaint", POSTING, actor)
    return actions.join(actor, one, once=once, key=str(current_app.secret_key), at=now(), phone=phone)
