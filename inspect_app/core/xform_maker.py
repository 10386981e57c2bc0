"""Makes an XForm of the sheets of an XLSForm with pyxform, in a process of its own: JSON in, XML out.

pyxform and what it brings take some 40 MB; no process of the service keeps them.
"""

import json
import sys
from typing import Any

from pyxform.xls2xform import convert


def make(sheets: dict[str, list[dict[str, str]]]) -> str:
    """Return the XForm; whatever pyxform refuses is its own error."""
    # Without them pyxform looks for the columns in the first hundred rows alone.
    heads: dict[str, Any] = {
        f"{name}_header": [dict.fromkeys(column for row in rows for column in row)]
        for name, rows in sheets.items()
    }
    made: str = convert({**sheets, **heads}).xform
    return made


def main() -> None:
    """Read the sheets from standard input and write the XForm; what pyxform refuses ends in exit code 1."""
    sys.stdout.buffer.write(make(json.load(sys.stdin)).encode())


if __name__ == "__main__":
    main()
