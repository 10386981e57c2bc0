"""Years of public holidays that an operator adds beside those of the release: one JSON file a year."""

import json
from pathlib import Path

from inspect_app.core.holidays import YEARS, BadYear, read_year


def load(folder: Path) -> list[int]:
    """Add the years written down in `folder`/*.json and return them; BadYear names the file and its fault."""
    added = []
    for path in sorted(folder.glob("*.json")):
        try:
            year = read_year(json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, OSError, RecursionError) as wrong:
            raise BadYear(f"{path}: {wrong}") from wrong
        YEARS[year.year] = year
        added.append(year.year)
    return added
