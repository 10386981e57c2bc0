"""JGJ 59-2011: the worked cases of exam keys and of the rules, and what must hold for any deductions."""

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_app.checklists.rules.scoring import Scored, as_data, figure
from inspect_app.checklists.rules.scoring.jgj59 import (
    STATUSES,
    SUMMARY,
    TABLES,
    Item,
    grade_of,
    item_score,
    summarise,
    table_score,
)

Taken = dict[str, tuple[Fraction, ...] | None]
#: what the tables without guarantee items, and the hoist, are called below
HEIGHT, TOOLS, HOIST = "B.13", "B.19", "B.15"
J1 = {
    "B.1": (15, 5), "B.2": (10, 6), "B.3": (18, 4), "B.12": (10, 5), HEIGHT: (0, 18), "B.14": (16, 4),
    HOIST: (18, 4), TOOLS: (0, 18), "B.11": (5, 10),
}  # fmt: skip
J1_MEANING = "表：(保证项目扣分, 一般项目扣分)"


def all_full(number: str) -> Taken:
    return {each.key: () for each in TABLES[number].items}


def losing(number: str, guarantee: int, general: int) -> Taken:
    """Take points off a table, spread so that no item loses all of its own."""
    taken = all_full(number)
    left = {True: guarantee, False: general}
    for each in TABLES[number].items:
        off = min(left[each.guarantee], each.full - 1)
        left[each.guarantee] -= off
        if off:
            taken[each.key] = (Fraction(off),)
    assert left == {True: 0, False: 0}, J1_MEANING
    return taken


def summary(lost: Mapping[str, tuple[int, int]]) -> Scored:
    return summarise({number: losing(number, *points) for number, points in lost.items()})


def graded(scored: Scored) -> str:
    assert scored.grade is not None
    return scored.grade.zh


def test_the_ten_rows_make_a_hundred_and_so_do_the_nineteen_tables() -> None:
    assert sum(each.full for each in SUMMARY) == 100
    assert list(TABLES) == [f"B.{n}" for n in range(1, 20)]
    rows = {each.key for each in SUMMARY}
    for table in TABLES.values():
        guarantee = sum(each.full for each in table.items if each.guarantee)
        assert sum(each.full for each in table.items) == 100
        assert guarantee == (0 if table.number in (HEIGHT, TOOLS) else 60), table.number
        assert table.summary in rows
        assert len({each.zh for each in table.items}) == len(table.items)
        assert all(each.status in STATUSES for each in table.items)


def test_a_table_says_what_of_it_is_not_confirmed() -> None:
    assert not any(item.verified for number in ("B.4", "B.9", "B.18") for item in TABLES[number].items)
    assert [item.zh for item in TABLES[HEIGHT].items if not item.verified] == [
        "移动式操作平台",
        "悬挑式物料钢平台",
    ]
    assert TABLES["B.10"].items[0].verified
    assert not TABLES["B.10"].verified


def test_j1_a_missing_row_of_the_summary_is_taken_in_proportion() -> None:
    found = summary(J1)
    assert found.value == Fraction("73.5") * 100 / 90
    assert (found.shown, graded(found)) == ("81.67", "优良")
    assert "73.5 ÷ 90 × 100" in [each.numbers for each in found.steps]


def test_j2_a_guarantee_subtotal_below_forty_makes_a_table_nothing_and_all_unqualified() -> None:
    found = summary({**J1, "B.2": (14, 6), "B.14": (22, 4)})
    assert found.value == Fraction("64.9") * 100 / 90
    assert (found.shown, graded(found)) == ("72.11", "不合格")
    assert [each.key for each in found.parts if each.value == 0] == ["B.14"]
    assert [each.clause for each in found.steps][-2:] == ["JGJ 59-2011 第5.0.2条", "JGJ 59-2011 第5.0.3条"]


@pytest.mark.parametrize(
    ("value", "zh"),
    [
        ("80", "优良"),
        ("79.9999", "合格"),
        ("70", "合格"),
        ("69.9999", "不合格"),
        ("0", "不合格"),
        ("100", "优良"),
    ],
)
def test_j3_the_grade_is_of_the_unrounded_total(value: str, zh: str) -> None:
    assert grade_of(Fraction(value), zero=False).zh == zh
    assert grade_of(Fraction(value), zero=True).zh == "不合格"


def test_j3_a_figure_on_paper_does_not_reach_a_bound_that_the_total_does_not() -> None:
    assert figure(Fraction("79.9999")) == "79.9999"
    assert figure(Fraction(80)) == "80"
    assert figure(Fraction("69.99999999999999")) not in ("70", "70.0")
    assert figure(Fraction(245, 3)) == "81.67"


def test_j4_scaffolds_of_several_kinds_count_as_their_mean() -> None:
    found = summary({"B.3": (18, 4), "B.10": (0, 0), "B.1": (0, 0)})
    assert found.value == (Fraction(10) * 89 / 100 + 10) * 100 / 20
    assert "(78 + 100) ÷ 2" in [each.numbers for each in found.steps]


def test_j5_with_a_guarantee_item_missing_the_ratio_of_the_rest_decides() -> None:
    ties = next(each.key for each in TABLES[HOIST].items if each.zh == "附墙架与缆风绳")
    for lost, zeroed in ((17, True), (16, False)):
        taken: Taken = {**losing(HOIST, lost, 0), ties: None}
        assert item_score(TABLES[HOIST].items[2], ()) == 10
        taken = {**taken, **_spread(lost, ties)}
        found = table_score(TABLES[HOIST], taken)
        assert (found.zeroed, found.score == 0) == (zeroed, zeroed), lost
    assert found.score == Fraction(50 - 16 + 40) * 100 / 90


def _spread(lost: int, missing: str) -> Taken:
    taken: Taken = {}
    for each in (each for each in TABLES[HOIST].items if each.guarantee and each.key != missing):
        off = min(lost, each.full - 1)
        lost -= off
        taken[each.key] = (Fraction(off),)
    return taken


def test_j6_a_missing_general_item_is_taken_in_proportion_inside_its_table() -> None:
    tools = {each.key: () for each in TABLES[TOOLS].items if each.zh in ("平刨", "圆盘锯", "电焊机")}
    first = next(iter(tools))
    found = table_score(TABLES[TOOLS], {**tools, first: (Fraction(4),)})
    assert found.score == Fraction(26) * 100 / 30
    assert found.steps[-1].formula == "A₂ = D ÷ E × 100"
    assert "桩工机械" in found.steps[-1].zh


def test_j7_deductions_never_exceed_the_points_of_their_item() -> None:
    helmet = TABLES[HEIGHT].items[0]
    five = (Fraction(5),) * 5
    assert (helmet.zh, item_score(helmet, five)) == ("安全帽", 0)
    found = table_score(TABLES[HEIGHT], {**all_full(HEIGHT), helmet.key: five})
    assert found.score == 90
    assert found.steps[0].numbers == "10 − 5 − 5 − 5 − 5 − 5"
    assert found.steps[0].result_zh == "0"


def test_one_guarantee_item_at_nothing_makes_the_table_nothing_though_the_sum_is_high() -> None:
    plan = TABLES["B.10"].items[0]
    found = table_score(TABLES["B.10"], {**all_full("B.10"), plan.key: (Fraction(10),)})
    assert (found.score, found.zeroed) == (0, True)
    assert found.steps[-1].clause == "JGJ 59-2011 第4.0.3条第3款"


def test_a_table_alone_has_a_score_and_no_grade() -> None:
    found = summary({"B.10": (0, 4)})
    assert (found.value, found.grade) == (96, None)


def test_what_is_nowhere_on_site_has_no_score() -> None:
    assert table_score(TABLES["B.9"], {}).score is None
    nothing = summarise({"B.9": {}, "B.8": {}})
    assert (nothing.value, nothing.grade, nothing.parts, nothing.shown) == (None, None, (), "—")
    assert as_data(nothing)["value"] is None


def test_a_table_nobody_knows_and_points_added_instead_of_taken_are_refused() -> None:
    with pytest.raises(ValueError, match=r"B\.20"):
        summarise({"B.20": {}})
    with pytest.raises(ValueError, match="not negative"):
        item_score(TABLES["B.1"].items[0], (Fraction(-1),))


points = st.integers(0, 150).map(lambda tenths: Fraction(tenths, 10))
off = st.none() | st.lists(points, max_size=3).map(tuple)


@st.composite
def tables(draw: st.DrawFn) -> dict[str, Taken]:
    """Some tables with nothing taken off, but for some items: missing, or with points taken off."""
    numbers = draw(st.lists(st.sampled_from(list(TABLES)), min_size=2, max_size=5, unique=True))
    taken = {number: all_full(number) for number in numbers}
    keys = [(number, key) for number in numbers for key in taken[number]]
    for number, key in draw(st.lists(st.sampled_from(keys), max_size=12, unique=True)):
        taken[number][key] = draw(off)
    return taken


sets = tables()


@given(sets)
def test_a_score_stays_within_its_bounds_in_every_part(taken: dict[str, Taken]) -> None:
    found = summarise(taken)
    assert found.value is None or 0 <= found.value <= 100
    assert all(each.value is not None and 0 <= each.value <= 100 for each in found.parts)
    if any(each.value == 0 for each in found.parts):
        assert graded(found) == "不合格"


@given(sets, st.randoms(use_true_random=False))
def test_the_order_of_tables_items_and_deductions_changes_nothing(taken: dict[str, Taken], chance) -> None:  # type: ignore[no-untyped-def]
    def mixed(table: Taken) -> Taken:
        keys = list(table)
        chance.shuffle(keys)
        return {key: (lost := table[key]) and tuple(chance.sample(lost, len(lost))) for key in keys}

    numbers = list(taken)
    chance.shuffle(numbers)
    found, again = summarise(taken), summarise({number: mixed(taken[number]) for number in numbers})
    assert (found.value, found.grade, found.parts) == (again.value, again.grade, again.parts)


@given(sets, st.data())
def test_taking_a_deduction_back_never_lowers_the_score(taken: dict[str, Taken], data: st.DataObject) -> None:
    lost = [(number, key) for number, table in taken.items() for key, each in table.items() if each]
    if not lost:
        return
    number, key = data.draw(st.sampled_from(lost))
    kinder = {**taken, number: {**taken[number], key: (taken[number][key] or ())[1:]}}
    before, after = summarise(taken).value, summarise(kinder).value
    assert before is not None
    assert after is not None
    assert after >= before


def test_every_line_of_the_working_has_words_in_both_languages_and_a_clause() -> None:
    found = summary({**J1, "B.14": (22, 4)})
    for each in found.steps:
        assert each.zh
        assert each.en
        assert each.en.isascii() or "“" in each.en
        assert each.clause.startswith("JGJ 59-2011")
    assert isinstance(TABLES["B.1"].items[0], Item)
