"""Boxes a program proposes to cover: each large enough for a finger on a phone, none over another."""

from itertools import combinations

from devices.demo.pictures import draw
from inspect_app.core.sight_finder import _LEAST, _apart, _meet, find


def test_what_is_proposed_on_a_photo_can_be_hit_and_chosen_box_by_box() -> None:
    boxes = [each["box"] for each in find(draw("顶层屋顶漏水", mended=False))]
    assert boxes
    assert all(box[2] >= _LEAST[0] and box[3] >= _LEAST[1] for box in boxes)
    assert all(0 <= box[at] <= 10000 - box[at + 2] for box in boxes for at in (0, 1))
    assert not any(_meet(*pair) for pair in combinations(boxes, 2))


def test_boxes_that_lie_over_one_another_become_one_and_cover_what_both_covered() -> None:
    told = [
        {"kind": kind, "box": box}
        for kind, box in (("face", [0, 0, 10, 10]), ("plate", [700, 900, 900, 900]), ("number", [1500, 1700, 50, 50]),
                          ("face", [9990, 9990, 10, 10]))
    ]  # fmt: skip
    assert [each["box"] for each in _apart(told)] == [[0, 0, 1925, 2225], [9200, 9000, 800, 1000]]
