"""Who has which desk."""

from inspect_app.core.permits import holds, register

FIRMS = ("contractor", "subcontractor", "property", "utility")
OFFICES = ("street", "community", "authority", "admin")

register({"desk.inbox": (holds(*FIRMS),), "desk.firm": (holds(*FIRMS),), "desk.cases": (holds(*OFFICES),)})
