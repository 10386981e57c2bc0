"""Where in a TOML file a field stands, so that whoever wrote it wrong finds it."""

import re

_TABLE = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(#.*)?")
_KEY = re.compile(r"\s*([A-Za-z0-9_.-]+|\"[^\"]*\")\s*=")


def line_of(text: str, path: str) -> int:
    """Return the line (from 1) of a field such as `modbus.units[0].registers[2].type`, or of the table it is missing in."""
    known = _lines(text)
    while path and path not in known:
        path = re.sub(r"(\.[^.\[\]]+|\[[^\]]*\]|^[^.\[\]]+)$", "", path)
    return known.get(path, 1)


def _lines(text: str) -> dict[str, int]:
    found: dict[str, int] = {}
    newest: dict[str, int] = {}
    here = ""
    for number, line in enumerate(text.splitlines(), 1):
        if table := _TABLE.fullmatch(line):
            here = _resolved(table[2].replace(" ", "").split("."), newest, many=table[1] == "[[")
            found.setdefault(here, number)
        elif key := _KEY.match(line):
            found.setdefault(f"{here}.{key[1]}".lstrip("."), number)
    return found


def _resolved(names: list[str], newest: dict[str, int], *, many: bool) -> str:
    """Return the path of a table, each list in it with the number of its newest element."""
    path = ""
    for name in names[:-1]:
        path = f"{path}.{name}".lstrip(".")
        path += f"[{newest[path]}]" if path in newest else ""
    path = f"{path}.{names[-1]}".lstrip(".")
    if many:
        newest[path] = newest.get(path, -1) + 1
        path += f"[{newest[path]}]"
    return path
