"""The layer over a photo of an answer: which photo it belongs to, and what two checklists say of it together."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from inspect_app.core.canonical import canonical

Shape = dict[str, Any]


def normal_layers(layers: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return layers as plain lists and mappings, however they came."""
    return [
        {"photo": each["photo"], "shapes": [_plain(shape) for shape in each["shapes"]]} for each in layers
    ]


def _plain(shape: Mapping[str, Any]) -> Shape:
    points = [[float(x), float(y)] for x, y in shape["points"]]
    return {"kind": shape["kind"], "colour": shape["colour"], "points": points}


def layers_of(answer: Mapping[str, Any]) -> dict[str, list[Shape]]:
    """Return the shapes over each photo of an answer that has any."""
    return {each["photo"]: each["shapes"] for each in answer.get("layers") or ()}


def wrong_layers(
    answers: Sequence[Mapping[str, Any]], of: str = "answers"
) -> dict[str, list[tuple[str, str]]]:
    """Return which layers belong to no photo of their answer, or to one that has its layer already."""
    errors = {}
    for position, answer in enumerate(answers):
        seen: set[str] = set()
        for number, each in enumerate(answer.get("layers") or ()):
            field = f"{of}.{position}.layers.{number}.photo"
            if each["photo"] not in answer["photos"]:
                errors[field] = [("不是这一项的照片", "not a photo of this answer")]
            elif each["photo"] in seen:
                errors[field] = [("这张照片已有标注层", "this photo has its layer already")]
            seen.add(each["photo"])
    return errors


def both_layers(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the layers of both answers, the marks of either over the same photo, in a set order."""
    one, other = layers_of(ours), layers_of(theirs)
    whole = {}
    for photo in {*one, *other}:
        shapes = {canonical(each): each for each in (*one.get(photo, ()), *other.get(photo, ()))}
        whole[photo] = [shapes[key] for key in sorted(shapes)]
    return [{"photo": photo, "shapes": whole[photo]} for photo in sorted(whole)]
