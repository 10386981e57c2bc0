"""Who may log in, see and change parties, people and memberships."""

from inspect_app.core.permits import anyone, holds, logged_in, register
from inspect_app.core.timeline import register_words
from inspect_app.identity.rules import PARTY_KINDS, VERBS

register(
    {
        "session.begin": (anyone,),
        "session.end": (logged_in,),
        "account.read": (logged_in,),
        "account.secure": (logged_in,),
        "party.list": (logged_in,),
        "party.add": (holds("admin"),),
        "person.list": (holds("admin"),),
        "person.add": (holds("admin"),),
        "person.close": (holds("admin"),),
        "membership.add": (holds("admin"),),
        "membership.end": (holds("admin"),),
    }
)
register_words(
    VERBS,
    details={"account": ("账号", "Account"), "person": ("人员", "Person")},
    values={
        "party.kind": PARTY_KINDS,
        "session.kind": {"web": ("网页", "Web"), "token": ("程序接口", "API token")},
    },
)
