"""Who may read by SensorThings: whoever may read a site's readings anywhere, and a device about itself."""

from inspect_app.core.permits import a_device, holds, register
from inspect_app.readings.permits import SEERS, TAKERS

register({"observation.read": (holds(*SEERS, *TAKERS), a_device)})
