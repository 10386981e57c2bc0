"""Who may see, set up and move projects."""

from inspect_app.core.permits import ROLES, acts_as, holds, logged_in, register, the_system
from inspect_app.core.timeline import register_words, register_workflow
from inspect_app.projects.rules import ELEMENT_KINDS, VERBS, WORKFLOW

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
        "sheet.list": (acts_as(*ALL),),
        "sheet.add": (acts_as("admin", "owner", "authority", "supervisor", "designer"),),
        "sheet.withdraw": (acts_as("admin", "owner", "authority", "supervisor", "designer"),),
        "project.start": (acts_as("owner", "supervisor"),),
        "project.suspend": (acts_as("authority", "supervisor"),),
        "project.resume": (acts_as("authority", "supervisor"),),
        # Completion is a consequence of the certificate; only the platform takes this move.
        "project.complete": (the_system,),
    }
)
register_workflow(WORKFLOW)
register_words(
    VERBS,
    details={"party": ("单位", "Party"), "role": ("角色", "Role"), "path": ("部位", "Element")},
    values={"role": ROLES, "element.kind": ELEMENT_KINDS},
)
