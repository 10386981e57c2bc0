"""What the broker is told of a client that is let in: who he is, and what he may publish and hear."""

import re
from collections.abc import Sequence

from devices.grants import Grant
from devices.question import Asked
from devices.revocation import badge, mark
from devices.sparkplug import NAMESPACE
from devices.topics import STA
from inspect_app.identity.queries import fingerprint

# Subjects the server itself uses for one client's QoS 1 and 2 deliveries; the names in them are random.
_SERVER_SUBJECTS = ("$MQTT.sub.>", "$MQTT.deliver.pubrel.>")


def user_claims(asked: Asked, account: str, grant: Grant) -> dict[str, object]:
    """The permissions of one client as the broker reads them."""
    return {
        "aud": account,
        "sub": asked.user_key,
        "name": badge(asked.name, fingerprint(asked.secret), mark(grant.publish)),
        "nats": {
            "type": "user",
            "version": 2,
            "pub": _only(subjects(grant.publish)),
            "sub": _only((*subjects(grant.subscribe), *_SERVER_SUBJECTS)),
            "subs": -1,
            "data": -1,
            "payload": -1,
            "allowed_connection_types": ["MQTT", "MQTT_WS"],
        },
    }


def subjects(filters: Sequence[str]) -> tuple[str, ...]:
    """Translate MQTT topic filters into NATS subjects; raises ValueError for what NATS would misread."""
    return tuple(_subject(topic_filter) for topic_filter in filters)


def _subject(topic_filter: str) -> str:
    first, _, rest = topic_filter.partition("/")
    if first in (NAMESPACE, STA):  # the server writes its dot as two slashes
        return f"{first.replace('.', '//')}.{_subject(rest)}"
    if topic_filter.startswith("/") and not topic_filter.startswith("//"):  # an empty first level
        return f"/.{_subject(topic_filter[1:])}"
    if re.search(r"[.*>\s\x7f]|^/|//|/$|^$", topic_filter):
        raise ValueError(f"{topic_filter!r}: no '.', '*', '>', space or empty level in a filter")
    return topic_filter.replace("/", ".").replace("+", "*").replace("#", ">")


def _only(allowed: tuple[str, ...]) -> dict[str, list[str]]:
    # An empty list of what is allowed would mean everything.
    return {"allow": list(allowed)} if allowed else {"deny": [">"]}
