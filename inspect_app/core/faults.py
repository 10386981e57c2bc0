"""What is wrong with one line of a file somebody hands in, as every room that takes files tells it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line: its number in the file, the column ("" for the line as a whole), and why."""

    line: int
    field: str
    zh: str
    en: str
