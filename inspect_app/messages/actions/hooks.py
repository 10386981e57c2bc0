"""Webhooks: set up with a secret of their own, and ended."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from inspect_app.core import journal
from inspect_app.core.db import db
from inspect_app.core.errors import field_problem
from inspect_app.core.permits import Actor
from inspect_app.messages.models import Hook
from inspect_app.messages.rules.signing import secret_of
from inspect_app.projects.models import Project


def add_hook(
    actor: Actor, *, name: str, url: str, topics: Sequence[str], project_id: str | None, at: datetime
) -> Hook:
    """Set up a webhook; its secret is shown to whoever sets it up, and kept sealed, for every sending needs it."""
    if project_id and db.session.get(Project, project_id) is None:
        raise field_problem("project_id", "没有这个项目", "no such project")
    hook = Hook(
        name=name, url=url, secret=secret_of(secrets.token_bytes(32)), topics=list(dict.fromkeys(topics)),
        project_id=project_id or None, added_at=at, added_by=actor.name,
    )  # fmt: skip
    db.session.add(hook)
    journal.record(actor, "hook.add", hook, at=at, data={"name": name, "topics": hook.topics})
    return hook


def end_hook(actor: Actor, hook: Hook, *, at: datetime) -> Hook:
    """End a webhook: nothing more is put out to it, and what waits for it is given up."""
    hook.ended_at = at
    journal.record(actor, "hook.end", hook, at=at, data={"name": hook.name})
    return hook
