"""Webhooks: set up with a secret of their own, and ended."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from inspect_app.core import journal, place
from inspect_app.core.db import db
from inspect_app.core.errors import field_problem
from inspect_app.core.ids import uuid7
from inspect_app.core.listening import MQTT, READINGS, topic
from inspect_app.core.permits import Actor
from inspect_app.messages.actions.telling import put_out
from inspect_app.messages.models import Hook
from inspect_app.messages.rules import signing
from inspect_app.messages.rules.life import WEBHOOK
from inspect_app.messages.rules.reaching import named
from inspect_app.messages.rules.signing import secret_of
from inspect_app.projects.models import Project
from inspect_app.readings import actions as readings


def add_hook(
    actor: Actor, *, name: str, url: str, topics: Sequence[str], project_id: str | None, at: datetime
) -> Hook:
    """Set up a webhook; its secret is shown to whoever sets it up, and kept sealed, for every sending needs it."""
    if project_id and db.session.get(Project, project_id) is None:
        raise field_problem("project_id", "没有这个项目", "no such project")
    parts = urlsplit(url)
    if (
        url != MQTT
        and parts.scheme != "https"
        and not named(parts.hostname or "", place.setting("webhook_allow"))
    ):
        raise field_problem("url", "应为 https:// 网址", "must be an https:// address")
    if READINGS in topics and url != MQTT:
        raise field_problem(
            "topics", "“读数”只能由地址为 mqtt: 的订阅方收听，不能发到网址",
            "'readings' are heard by a listener with the address mqtt: alone, and not posted",
        )  # fmt: skip
    hook = Hook(
        name=name, url=url, secret=secret_of(secrets.token_bytes(32)), topics=list(dict.fromkeys(topics)),
        project_id=project_id or None, added_at=at, added_by=actor.name,
    )  # fmt: skip
    db.session.add(hook)
    if READINGS in hook.topics:
        readings.forget()
    journal.record(actor, "hook.add", hook, at=at, data={"name": name, "topics": hook.topics})
    return hook


def test_hook(actor: Actor, hook: Hook, *, at: datetime) -> Hook:
    """Put out an event that tells of nothing, so that whoever set a webhook up sees whether it arrives."""
    to = topic(hook.id, "none", ("hook", hook.id), "hook.test") if hook.listens else ""
    body = signing.cloud_event(
        seq=uuid7(), verb="hook.test", thing=("hook", hook.id), at=at, source=place.address(), data={},
    ).decode()  # fmt: skip
    put_out(f"hook-test:{uuid7()}", WEBHOOK, to, body, at=at, about="hook-test", hook_id=hook.id)
    journal.record(actor, "hook.test", hook, at=at, data={"name": hook.name})
    return hook


def end_hook(actor: Actor, hook: Hook, *, at: datetime) -> Hook:
    """End a webhook: nothing more is put out to it, what waits for it is given up, and the broker shows it out."""
    hook.ended_at = at
    if hook.listens:
        readings.forget()
    journal.record(actor, "hook.end", hook, at=at, data={"name": hook.name})
    return hook
