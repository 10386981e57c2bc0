"""Which devices of a site can be compared: those that measure one quantity, up to six of them in one chart."""

from collections import defaultdict
from typing import Any, Final

from inspect_app.readings.queries import Newest

#: more lines than these nobody tells apart
MOST_COMPARED: Final = 6


def compared(newest: list[Newest], quantity: str, hours: int) -> dict[str, Any]:
    """Return the quantities that several devices measure, and the curves of the one that was asked for."""
    by_quantity: dict[str, list[Newest]] = defaultdict(list)
    for row in newest:
        by_quantity[row.channel.quantity].append(row)
    several = {key: rows for key, rows in by_quantity.items() if len(rows) > 1}
    rows = [
        {
            "url": f"/api/channels/{row.channel.id}/series?hours={hours}",
            "name": " ".join(filter(None, (row.channel.device.label, row.channel.device.name))),
        }
        for row in several.get(quantity, [])[:MOST_COMPARED]
    ]
    return {"comparable": list(several), "comparing": quantity if rows else "", "compared": rows}
