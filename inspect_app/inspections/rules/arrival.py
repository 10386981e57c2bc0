"""Whether an inspector has arrived: near enough to the site, and not before the time."""

from math import asin, cos, radians, sin, sqrt
from typing import Final

#: metres around a project's point within which somebody is on the site; the platform's own figure
RADIUS_M: Final = 300
VERIFIED: Final = False
EARTH_M: Final = 6_371_000
HOWS: Final[dict[str, tuple[str, str]]] = {
    "place": ("定位", "by place"),
    "code": ("现场码", "by the site's code"),
}


def metres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the distance of two points (degrees, WGS-84) along the ground, in metres."""
    across = radians(other_lon - lon) / 2
    up = radians(other_lat - lat) / 2
    chord = sin(up) ** 2 + cos(radians(lat)) * cos(radians(other_lat)) * sin(across) ** 2
    return 2 * EARTH_M * asin(min(1.0, sqrt(chord)))
