"""Who reads and chooses messages, looks after the outbox and webhooks, and shows a number to be theirs."""

from typing import Any

from inspect_app.core.permits import Actor, anyone, everywhere, logged_in, register, the_system
from inspect_app.core.timeline import register_words, register_workflow
from inspect_app.messages.rules.events import HOOK_TOPICS
from inspect_app.messages.rules.life import ALL_CHANNELS, DELIVERY, VERBS


def _own(actor: Actor, message: Any) -> bool:
    """Whoever was told."""
    return actor.kind == "person" and message.person_id == actor.id


register(
    {
        "message.list": (logged_in,),
        "message.read": (_own,),
        "message.read-all": (logged_in,),
        "message.choose": (logged_in,),
        "message.prove-email": (logged_in,),
        "message.ask-email": (logged_in,),
        "message.renew-feed": (logged_in,),
        # The secret address is the permit.
        "message.feed": (anyone,),
        # A letter may be on anything anywhere, so it is nothing for the administrator of one division.
        "delivery.list": (everywhere("admin"),),
        "delivery.send": (the_system,),
        "delivery.give-up": (the_system,),
        "delivery.try-again": (everywhere("admin"),),
        "hook.list": (everywhere("admin"),),
        "hook.add": (everywhere("admin"),),
        "hook.test": (everywhere("admin"),),
        "hook.end": (everywhere("admin"),),
        # Whoever holds the number and its code.
        "phone.ask": (anyone,),
        "phone.enter": (anyone,),
        "phone.cases": (anyone,),
    }
)
register_workflow(DELIVERY)
register_words(
    VERBS,
    details={
        "channel": ("方式", "Way"), "about": ("事由", "About"), "tries": ("次数", "Tries"), "ways": ("方式", "Ways"),
        "quiet": ("免打扰", "Quiet"), "topics": ("内容", "Topics"), "count": ("条数", "How many"),
    },
    values={"channel": ALL_CHANNELS, "ways": ALL_CHANNELS, "topics": HOOK_TOPICS},
)  # fmt: skip
