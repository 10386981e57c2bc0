"""Many numbers as one parameter of a statement."""

import json
from collections.abc import Sequence

from inspect_app.core.db import db


def listed(values: Sequence[object]) -> str:
    """Return numbers or words without a comma or quote as one parameter: an array as PostgreSQL writes it, JSON for SQLite.

    One text is many times cheaper than the driver's own arrays, and than a parameter for each value.
    """
    if db.engine.dialect.name != "postgresql":
        return json.dumps(values)
    told = str(list(values))  # many times faster than each by itself
    if "'" in told or "None" in told:
        told = ",".join(["NULL" if each is None else str(each) for each in values])
        return f"{{{told}}}"
    return f"{{{told[1:-1]}}}"
