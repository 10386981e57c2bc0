"""Limits that cannot be judged are refused by field; every figure offered can be set."""

import pytest

from inspect_app.core.errors import Problem
from inspect_app.readings.actions.limits import tried
from inspect_app.readings.rules.offered import OFFERED


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"measure": "count", "per_s": 600}, "times"), ({"measure": "rise"}, "per_s"), ({"times": 10**12}, "times"),
        ({"measure": "fall", "per_s": 86_400}, "window_s"), ({"measure": "silence", "duration_s": 60}, "duration_s"),
        ({"measure": "rise", "per_s": 60, "above": False}, "above"), ({"measure": "met", "per_s": 60}, "conditions"),
        ({"measure": "met", "per_s": 60, "conditions": [{"quantity": "tilt", "value": 400.0}]}, "conditions"), ({"stage": "x"}, "stage"),
    ],
)  # fmt: skip
def test_what_cannot_be_judged_is_refused_naming_its_field(more: dict[str, object], field: str) -> None:
    with pytest.raises(Problem) as refused:
        tried(quantity="settlement", value=6.0, **more)
    assert list(refused.value.errors) == [field]


_JUDGED = "quantity value clear_value above inclusive duration_s window_s max_gap_s measure per_s times key"


def test_every_figure_offered_can_be_set_as_it_is() -> None:
    for rule in OFFERED:
        further = [each._asdict() for each in rule.conditions[1:]]
        assert (
            tried(**{name: getattr(rule, name) for name in _JUDGED.split()}, conditions=further).measure
            == rule.measure
        )
