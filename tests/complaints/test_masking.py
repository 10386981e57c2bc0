"""What is hidden in a resident's words, and what must stay."""

import random

import pytest

from inspect_app.complaints.rules.masking import MASK, hides, masked

HIDDEN = [
    "13812345678", "138 1234 5678", "138-1234-5678", "138 12345678", "1381 234 5678", "+86 13812345678",
    "008613812345678", "１３８１２３４５６７８", "19912345678", "一三八一二三四五六七八", "幺三八幺二三四五六七八",
    "010-62345678", "(010)62345678", "（０１０）６２３４５６７８", "0312-1234567", "0755 8234 5678", "01062345678",
    "010-62345678-8001",
    "110105194912310021", "11010519491231002X", "11010519491231002x", "110105 19491231 002X", "110105491231002",
    "6222 0212 3456 7890 123", "6222021234567890123",
    "wang.xm@example.com", "wang_xm+1@mail.example.com.cn", "a@qq.com", "a＠qq．com",
]  # fmt: skip
KEPT = [
    "2026-05-11", "2026年5月11日", "2026.05.11", "20260511", "2026-05-11 08:30:00", "05/11/2026", "二〇二六年五月十一日",
    "3-2-501", "13号楼2单元1801", "1-12-1202室", "13-2-1501-2", "3 单元 502 卫生间", "三单元五零二",
    "GB 50300-2013", "GB/T 50375-2016 5.0.4", "JGJ 59-2011", "建质〔2013〕171号", "第 3.2.1 条", "GB18030-2005",
    "12.5 mm", "0.85 MPa", "1350mm", "-3.25", "13.5 12.6 11.2 10.1", "13.812345678", "1350×1200×3600", "150/1234/5678",
    "TS-2026-000001", "QX-2026-123456", "12345", "110", "96116", "400元", "1500000元", "100085", "13812345",
    "@物业", "user@", "a@b",
]  # fmt: skip


@pytest.mark.parametrize("number", HIDDEN)
@pytest.mark.parametrize("around", ["{}", "请打{}联系我", "电话：{}，谢谢", "tel {} 漏水", "（{}）"])
def test_what_reaches_a_resident_is_hidden(number: str, around: str) -> None:
    said = masked(around.format(number))
    assert said == around.format(MASK) or (around == "（{}）" and MASK in said)
    assert hides(around.format(number))


@pytest.mark.parametrize("said", KEPT)
@pytest.mark.parametrize("around", ["{}", "测得{}，不合格", "在 {} 漏水"])
def test_dates_rooms_clauses_and_values_stay(said: str, around: str) -> None:
    assert masked(around.format(said)) == around.format(said)


def test_several_are_hidden_and_the_words_between_stay() -> None:
    said = (
        "我住3-2-501，手机13812345678，家里010-62345678，身份证11010519491231002X，5月11日起漏水，约2.5米。"
    )
    assert masked(said) == f"我住3-2-501，手机{MASK}，家里{MASK}，身份证{MASK}，5月11日起漏水，约2.5米。"


def test_two_numbers_side_by_side_are_both_hidden() -> None:
    for between in ("/", "、", ",", " ", "-", ".", "或"):
        for second in ("13912345678", "010-62345678"):
            said = masked(f"13812345678{between}{second}")
            assert not any(char.isdigit() for char in said), said


def test_hiding_twice_hides_nothing_more() -> None:
    dice = random.Random(5)
    signs = "0123456789 -.x@（）一二三号楼a,，/"
    for _each in range(3000):
        said = "".join(dice.choice(signs) for _sign in range(40))
        assert masked(masked(said)) == masked(said)


@pytest.mark.parametrize("seed", range(5))
def test_no_mobile_number_among_other_words_is_overlooked(seed: int) -> None:
    dice = random.Random(seed)
    for _each in range(300):
        number = f"1{dice.choice('3456789')}" + "".join(dice.choice("0123456789") for _digit in range(9))
        before, after = (
            dice.choice(["", "电话", "3-2-501 ", "5月11日，", "a", "：", "12.5mm；"]) for _part in "ab"
        )
        assert number not in masked(f"{before}{number}{after if not after[:1].isdigit() else '，'}")
