"""Who may read and publish checklists."""

from inspect_app.core.permits import a_device, holds, logged_in, register

register(
    {
        "checklist.list": (logged_in, a_device),
        "checklist.read": (logged_in, a_device),
        "checklist.publish": (holds("admin", "authority"),),
    }
)
