"""Who may see and set up devices, readings, limits and alarms, and who looks after dead letters."""

from typing import Any

from inspect_app.core.permits import (
    Actor,
    a_device,
    acts_as,
    anyone,
    everywhere,
    holds,
    of_party,
    register,
    the_system,
)

#: a site's readings concern everybody who answers for it, not those who only own a part of it
SEERS = (
    "admin", "authority", "inspector", "owner", "designer", "surveyor", "contractor", "supervisor", "street",
    "community",
)  # fmt: skip
KEEPERS = ("admin", "authority", "supervisor", "owner")
#: roles of parties that parts are handed over to, with the devices in them
TAKERS = ("utility", "property")
_keeps, _oversees, _took_it = acts_as(*KEEPERS), acts_as("admin", "authority"), of_party("keeper_id", *TAKERS)
_judges_data = acts_as("authority", "supervisor", "owner")
#: whoever is at work at the site or watches over it
_works = acts_as("contractor", "supervisor", "owner", "inspector", "authority")
_sees, _builds = acts_as(*SEERS), acts_as("contractor")
_looks = acts_as("admin", "authority", "inspector", "owner", "supervisor")
_acknowledges = acts_as("admin", "authority", "inspector", "owner", "contractor", "supervisor")


def _takes(actor: Actor, thing: Any) -> bool:
    """Whoever took over the part the device is built into."""
    return hasattr(thing, "keeper_id") and _took_it(actor, thing)


def _minds(actor: Actor, device: Any) -> bool:
    """Administrator, authority, supervisor or owner; once its part is handed over, whoever took it and those above."""
    if device.keeper_id is None:
        return _keeps(actor, device)
    return _oversees(actor, device) or _took_it(actor, device)


def _lists(actor: Actor, project: Any) -> bool:
    """Those of the site; the inventory of all sites also those who took parts over."""
    return actor.has(*SEERS, *TAKERS) if project is None else _sees(actor, project)


def _asks(actor: Actor, device: Any) -> bool:
    """Whoever minds the device, or the site's contractor while its part is the owner's; a tablet is carried about."""
    asks = _minds(actor, device) or (device.keeper_id is None and _builds(actor, device))
    return asks and device.kind != "tablet"


def _claims(actor: Actor, device: Any) -> bool:
    """Whoever may ask for the place of the device: of any while none is named yet."""
    return actor.has(*KEEPERS, "contractor", *TAKERS) if device is None else _asks(actor, device)


def _installs(actor: Actor, placement: Any) -> bool:
    """Whoever minds the device or builds on its site; nobody once it is retired."""
    return placement.device.state != "retired" and _asks(actor, placement.device)


def _approves(actor: Actor, placement: Any) -> bool:
    """Whoever minds the device, and did not ask for the place; nobody once it is retired."""
    apart = actor.id != placement.asked_by_id
    return apart and placement.device.state != "retired" and _minds(actor, placement.device)


def _judges(actor: Actor, placement: Any) -> bool:
    """Whoever minds the device, and did not install it; nobody once it is retired."""
    apart = actor.id != placement.installed_by_id
    return apart and placement.device.state != "retired" and _minds(actor, placement.device)


def _declines(actor: Actor, placement: Any) -> bool:
    """Whoever minds the device, and whoever asked for the place."""
    return _minds(actor, placement.device) or actor.id == placement.asked_by_id


def _rotates(actor: Actor, device: Any) -> bool:
    """As for its retirement; one behind a gateway has no secret."""
    return device.gateway_id is None and _minds(actor, device)


def _answers_alarm(actor: Actor, alarm: Any) -> bool:
    """Those of the site, and whoever took over the part the device is built into."""
    return _acknowledges(actor, alarm) or _took_it(actor, alarm.channel.device)


def _decides(actor: Actor, correction: Any) -> bool:
    """Authority, supervisor or owner; never about what was told first."""
    return not correction.is_first and _judges_data(actor, correction)


def _confirms_alarm(actor: Actor, alarm: Any) -> bool:
    """Inspector, administrator, authority, supervisor or owner, not those it would count against; and whoever took it over."""
    return _looks(actor, alarm) or _took_it(actor, alarm.channel.device)


def _reads_alarm(actor: Actor, alarm: Any) -> bool:
    """Whoever took over the part the device is built into."""
    return _took_it(actor, alarm.channel.device)


register(
    {
        "reading.read": (acts_as(*SEERS), _takes),
        "reading.send": (a_device,),
        "device.list": (_lists,),
        "device.read": (acts_as(*SEERS), _takes),
        "device.register": (acts_as(*KEEPERS),),
        "device.rotate": (_rotates,),
        "device.retire": (_minds,),
        "device.edit": (_minds,),
        # How the payload of a model is read is the same for every site.
        "profile.list": (holds(*KEEPERS, *TAKERS),),
        "profile.set": (everywhere("admin"),),
        "profile.end": (everywhere("admin"),),
        "device.calibrate": (_minds,),
        "device.import": (acts_as(*KEEPERS),),
        "device.claim": (_claims,),
        # Whoever shows a key of the project and its secret.
        "device.provision": (anyone,),
        "provisioning-key.list": (acts_as(*KEEPERS),),
        "provisioning-key.make": (acts_as(*KEEPERS),),
        "provisioning-key.end": (acts_as(*KEEPERS),),
        "placement.plan": (_asks,),
        "placement.approve": (_approves,),
        "placement.decline": (_declines,),
        "placement.install": (_installs,),
        "placement.accept": (_judges,),
        "placement.fail": (_judges,),
        # Whoever carries a tablet to sites; what it may send is asked of the person each time.
        "tablet.enrol": (holds("inspector", "supervisor", "authority"),),
        # The first message does it.
        "device.activate": (the_system,),
        "alarm.list": (holds(*SEERS, *TAKERS),),
        "alarm.read": (acts_as(*SEERS), _reads_alarm),
        "alarm.acknowledge": (_answers_alarm,),
        "month.list": (holds(*SEERS),),
        "activity.list": (acts_as(*SEERS),),
        "activity.read": (acts_as(*SEERS),),
        "activity.start": (_works,),
        "activity.stop": (_works,),
        "activity.amend-begin": (_works,),
        "activity.amend": (_works,),
        "activity.resume": (_works,),
        "activity.void": (_works,),
        "correction.list": (acts_as(*SEERS),),
        "correction.read": (acts_as(*SEERS),),
        "correction.accept": (_decides,),
        "correction.refuse": (_decides,),
        "correction.undo": (_decides,),
        "alarm.confirm": (_confirms_alarm,),
        "limit.list": (acts_as(*SEERS),),
        "limit.set": (acts_as("authority", "supervisor", "owner"),),
        "limit.end": (acts_as("authority", "supervisor", "owner"),),
        # A letter may hold anybody's message, so it is nothing for the administrator of one division.
        "letter.list": (everywhere("admin"),),
        "letter.read": (everywhere("admin"),),
        "letter.replay": (everywhere("admin"),),
        "letter.discard": (everywhere("admin"),),
        # The intake answers for what became of a replay.
        "letter.settle": (the_system,),
        "letter.refuse": (the_system,),
        "letter.recur": (the_system,),
    }
)
