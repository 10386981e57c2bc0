"""How the walls find an address of SensorThings: the Observations of a channel of a site."""

from typing import Any

from sqlalchemy import Select, String, cast, literal, select

from inspect_app.projects.models import Project
from inspect_app.readings.models import Channel, Device

#: an address of a channel there is not
ABSENT = "Datastreams(999999999)/Observations"


def observations(site: str) -> Select[Any]:
    """Return the query for the addresses of the Observations of a site's channels."""
    name = literal("Datastreams(", String) + cast(Channel.id, String) + literal(")/Observations", String)
    return select(name).select_from(Channel).join(Device).join(Project).where(Project.site == site)
