"""Who may log in, see and change parties, people and memberships."""

from typing import Any

from inspect_app.core.permits import Actor, anyone, holds, logged_in, register
from inspect_app.core.timeline import register_words
from inspect_app.identity.rules import PARTY_KINDS, VERBS, Reach


def administers(actor: Actor, thing: Any) -> bool:
    """An administrator of everything the role, or each role of the person, reaches."""
    own = [each for each in actor.grants if each.role == "admin"]
    reaches: list[Reach] = thing or []
    return bool(own) and all(
        any(each.within(grant.project_id, grant.region) for grant in own) for each in reaches
    )


def _own_app(actor: Actor, app: Any) -> bool:
    """Whoever connected the app."""
    return actor.kind == "person" and app.person_id == actor.id


register(
    {
        "session.begin": (anyone,),
        "session.end": (logged_in,),
        "account.read": (logged_in,),
        "account.secure": (logged_in,),
        "app-log-in.end": (_own_app,),
        "party.list": (logged_in,),
        "party.add": (holds("admin"),),
        "person.list": (holds("admin"),),
        "person.add": (holds("admin"),),
        "person.read": (holds("admin"),),
        "person.close": (administers,),
        "person.reopen": (administers,),
        "membership.add": (administers,),
        "membership.end": (administers,),
        "membership.narrow": (administers,),
    }
)
register_words(
    VERBS,
    details={
        "account": ("账号", "Account"),
        "label": ("名称", "Label"),
        "person": ("人员", "Person"),
        "project": ("项目", "Project"),
        "region": ("区划", "Division"),
    },
    values={
        "party.kind": PARTY_KINDS,
        "session.kind": {"web": ("网页", "Web"), "token": ("程序接口", "API token")},
    },
)
