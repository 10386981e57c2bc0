"""Properties of a Sparkplug metric (Eclipse Sparkplug 3.0, 6.4.8); of them the unit is used, and nothing else."""

from typing import Final

from devices.codecs import protobuf
from devices.codecs.protobuf import Field
from devices.codecs.shapes import Unreadable

UNIT: Final = "engUnit"
MOST_UNIT: Final = 32


def unit_of(field: Field, where: str) -> str:
    """Return the text of the property `engUnit`, "" without one; keys and values stand in two lists, in one order.

    Raises Unreadable where the two lists differ in length, or the unit is no short text.
    """
    keys: list[str] = []
    values: list[bytes] = []
    for each in protobuf.fields(protobuf.inner(field, where), where):
        if each.tag == 1:
            keys.append(protobuf.text(each, where))
        elif each.tag == 2:
            values.append(protobuf.inner(each, where))
    if len(keys) != len(values):
        raise Unreadable(where, "count", least=len(keys), got=len(values))
    if UNIT not in keys:
        return ""
    told = {each.tag: each for each in protobuf.fields(values[keys.index(UNIT)], where)}
    if 8 not in told or (2 in told and protobuf.whole(told[2], where)):
        return ""
    unit = protobuf.text(told[8], where).strip()
    if len(unit) > MOST_UNIT or not unit.isprintable():
        raise Unreadable(f"{where}.{UNIT}", "length", most=MOST_UNIT)
    return unit
