"""The draw in the rulebook: worked cases that anybody may ask for again."""

from datetime import date
from typing import Any

import pytest

from inspect_app.asking import load
from inspect_app.core import rulebook
from inspect_app.core.errors import Problem
from inspect_app.inspections.rules.draw_units import pick, seed_of_units, units_hash

load()
TODAY = date(2026, 11, 20)


def asked(key: str, **given: Any) -> dict[str, Any]:
    return rulebook.ask(rulebook.rule(f"inspections.{key}"), given, TODAY)


@pytest.mark.parametrize(
    ("key", "given", "found"),
    [
        ("draw-weight", {"grade": "A"}, {"tickets": 1}),
        ("draw-weight", {"grade": "none", "waited": 3}, {"tickets": 5}),
        ("draw-weight", {"grade": "D", "listed": True, "waited": 9}, {"tickets": 10}),  # 6 + 3 + 8, at most 10
        ("draw-odds", {"weights": [1, 1, 1, 1], "take": 1}, {"odds": [0.25] * 4}),
        ("draw-odds", {"weights": [1, 2], "take": 2}, {"odds": [1.0, 1.0]}),
        # q + q² + q³ = 2 has q = 0.810536: the odds are 1 − q, 1 − q², 1 − q³
        ("draw-odds", {"weights": [1, 2, 3], "take": 1}, {"odds": [0.189464, 0.343032, 0.467504]}),
        ("draw-share", {"sites": 101, "share": 5}, {"take": 6}),
        ("draw-share", {"sites": 3, "share": 5}, {"take": 1}),
        ("recusal", {"kind": "employer", "until": "2023-11-20"}, {"barred": True}),  # the last of 36 months
        ("recusal", {"kind": "employer", "until": "2023-11-19"}, {"barred": False}),
        ("recusal", {"kind": "interest", "until": "2026-11-19"}, {"barred": False}),
        ("recusal", {"kind": "interest", "since": "2026-11-21"}, {"barred": False}),
        ("recusal", {"kind": "last-visit"}, {"barred": True}),
        ("doubles", {"visits": 60}, {"expected": 2.4, "least": 2, "most": 3}),
        ("doubles", {"visits": 100}, {"expected": 4.0, "least": 4, "most": 4}),
    ],
)  # fmt: skip
def test_worked_cases(key: str, given: dict[str, Any], found: dict[str, Any]) -> None:
    assert asked(key, **given)["result"] == found


def test_units_come_out_as_the_visit_itself_draws_them() -> None:
    answer = asked("draw-units", count=500, visit="v-1", sample="gb2828", aql="0.40", seed="s")["result"]
    units = [f"u{number:04d}" for number in range(1, 501)]
    seed = seed_of_units(units_hash(units), "v-1", "s")
    assert (answer["take"], answer["seed"]) == (32, seed)
    assert answer["drawn"] == pick(units, seed, 32)
    with pytest.raises(Problem) as wrong:
        asked("draw-units", count=5, visit="v", sample="number")
    assert "number" in wrong.value.errors


def test_agreement_is_reckoned_with_its_working() -> None:
    cells = {("pass", "pass"): 20, ("pass", "fail"): 5, ("fail", "pass"): 10, ("fail", "fail"): 15}
    rows = [{"first": one, "second": two, "count": many} for (one, two), many in cells.items()]
    answer = asked("agreement", pairs=rows)
    assert answer["result"] == {"n": 50, "percent": 70.0, "kappa": 0.4}
    assert "0.4000" in answer["steps"][-1]["zh"]
    with pytest.raises(Problem) as wrong:
        asked("agreement", pairs=[{"first": "pass", "second": "pass", "count": 100_000}] * 3)
    assert "pairs" in wrong.value.errors


def test_a_weight_beyond_its_bounds_is_refused_by_name() -> None:
    for weights in ([0, 1], [1.5], [11]):
        with pytest.raises(Problem) as wrong:
            asked("draw-odds", weights=weights, take=1)
        assert "weights" in wrong.value.errors
