"""Dangers that must not wait for a form: what to do at once and whom to call."""

from dataclasses import dataclass

from inspect_app.core.hotlines import FIRE, HOTLINE, POLICE, POWER, Number


@dataclass(frozen=True, slots=True)
class Emergency:
    """A danger: words, the first thing to do, whom to call in order."""

    key: str
    zh: str
    en: str
    first_zh: str
    first_en: str
    calls: tuple[Number, ...]


_ALL = (
    Emergency(
        "gas", "闻到燃气味", "Smell of gas",
        "关阀门、开窗户、不碰开关、不打电话，人先到楼外，再拨打：",
        "Close the valve, open windows, touch no switch, leave the building, then call:",
        (FIRE, POLICE, HOTLINE),
    ),
    Emergency(
        "electric", "电线裸露、有人触电", "Bare wires, electric shock",
        "不要靠近，不要用手拉人，能断电先断电，马上拨打：",
        "Keep away, do not pull anybody by hand, cut the power if you can, call now:",
        (FIRE, POWER, HOTLINE),
    ),
    Emergency(
        "flood", "大量进水", "Flooding",
        "先断电，离开地下室和电梯，马上拨打：", "Cut the power, leave cellars and lifts, call now:",
        (FIRE, HOTLINE),
    ),
    Emergency(
        "falling", "有东西要掉下来", "Something is about to fall",
        "离开下方，提醒邻居绕行，马上拨打：", "Keep clear below, warn the neighbours, call now:",
        (POLICE, FIRE, HOTLINE),
    ),
)  # fmt: skip
EMERGENCIES: dict[str, Emergency] = {each.key: each for each in _ALL}
