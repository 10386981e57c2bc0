"""Who may see and set up devices, readings, limits and alarms, and who looks after dead letters."""

from inspect_app.core.permits import a_device, acts_as, everywhere, holds, register, the_system

#: a site's readings concern everybody who answers for it, not those who only own a part of it
SEERS = (
    "admin", "authority", "inspector", "owner", "designer", "surveyor", "contractor", "supervisor", "street",
    "community",
)  # fmt: skip
KEEPERS = ("admin", "authority", "supervisor", "owner")

register(
    {
        "reading.read": (acts_as(*SEERS),),
        "reading.send": (a_device,),
        "device.list": (acts_as(*SEERS),),
        "device.read": (acts_as(*SEERS),),
        "device.register": (acts_as(*KEEPERS),),
        "device.rotate": (acts_as(*KEEPERS),),
        "device.retire": (acts_as(*KEEPERS),),
        # Whoever carries a tablet to sites; what it may send is asked of the person each time.
        "tablet.enrol": (holds("inspector", "supervisor", "authority"),),
        # The first message does it.
        "device.activate": (the_system,),
        "alarm.list": (holds(*SEERS),),
        "alarm.read": (acts_as(*SEERS),),
        "alarm.acknowledge": (
            acts_as("admin", "authority", "inspector", "owner", "contractor", "supervisor"),
        ),
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
