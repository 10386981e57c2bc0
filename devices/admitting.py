"""Who is let in at the broker, and what he may publish and hear there."""

import logging

from sqlalchemy.exc import SQLAlchemyError

from devices import listeners, porch, sparkplug, topics
from devices.grants import Grant
from devices.speaking import gateway_publish, gateway_subscribe
from inspect_app.core.clock import now
from inspect_app.core.db import transaction
from inspect_app.core.listening import hook_of
from inspect_app.readings import actions, queries
from inspect_app.readings.queries import LogIn

log = logging.getLogger(__name__)


def log_in(name: str, secret: str) -> Grant | None:
    """Return what a device, a listener to events or a device at the porch may publish and hear; None for others."""
    if hook_of(name):
        hook = listeners.listener(name, secret)
        return Grant((), hook.filters) if hook else None
    found = queries.device_login(name, secret)
    if found is None:
        return porch.let_in(name, secret)
    if found.kind == "gateway":
        _put_into_use(found)
        names = queries.spoken_for([name]).get(name, [found.device])
        return Grant(
            gateway_publish(found.site, found.device, names),
            gateway_subscribe(found.site, found.device, names),
        )
    tablet = found.kind == "tablet"
    publish = topics.publish_allow(found.site, found.device, tablet=tablet)
    subscribe = topics.subscribe_allow(found.site, found.device, tablet=tablet)
    if not tablet:
        node = sparkplug.Address(found.site, found.device)
        publish += sparkplug.publish_allow(node, behind=False)
        publish += tuple(map(topics.observations, queries.channel_numbers(found.id)))
        subscribe += sparkplug.subscribe_allow(node, behind=False)
    return Grant(publish, subscribe)


def _put_into_use(gateway: LogIn) -> None:
    """Put a gateway into use: it sends nothing of its own, so its first log-in does it."""
    if gateway.state != "registered":
        return
    try:
        with transaction():
            actions.tablet_seen(gateway.id, at=now())
    except SQLAlchemyError as error:
        log.warning("%s is let in, and put into use at its next log-in: %s", gateway.device, error)
