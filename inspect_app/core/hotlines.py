"""Numbers people call in danger, each written down once."""

from typing import NamedTuple


class Number(NamedTuple):
    """A number to call, and who answers it."""

    number: str
    zh: str
    en: str


FIRE = Number("119", "消防救援", "Fire and rescue")
POLICE = Number("110", "公安报警", "Police")
HOTLINE = Number("12345", "政务服务热线", "Government hotline")
POWER = Number("95598", "供电抢修（国家电网）", "Power cuts and faults (State Grid)")
#: in some cities only
LIFT = Number("96333", "电梯应急救援（部分城市）", "Lift rescue (some cities)")
