"""A program of the tests: says which settings it was given, or fails where it is told to."""

import json
import os
import sys

if sys.stdin.buffer.read():
    raise ValueError("as asked")
print(json.dumps([name for name in os.environ if name.startswith("INSPECT_")]), end="")
