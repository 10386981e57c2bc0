"""Who may see, set up and move projects."""

from inspect_app.core.permits import acts_as, holds, logged_in, register

ALL = (
    "admin", "authority", "inspector", "owner", "designer", "surveyor", "contractor", "subcontractor",
    "supervisor", "street", "community", "property", "utility",
)  # fmt: skip

register(
    {
        "project.list": (logged_in,),
        "project.read": (acts_as(*ALL),),
        "project.add": (holds("admin", "authority", "owner"),),
        "project.edit": (acts_as("admin", "owner", "authority"),),
        "project.start": (acts_as("owner", "supervisor"),),
        "project.suspend": (acts_as("authority", "supervisor"),),
        "project.resume": (acts_as("authority", "supervisor"),),
        # Completion is a consequence of the certificate; only the platform takes this move.
        "project.complete": (acts_as("owner"),),
    }
)
