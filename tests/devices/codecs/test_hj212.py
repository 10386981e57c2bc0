"""HJ 212 is framed, checked and read as the standard says, however the line cuts and damages it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.codecs.hj212 import Answer, Frames, answer, crc, frame, moment, readings, telegram
from devices.codecs.shapes import Unreadable
from tests.devices.codecs.payloads import AT

# The example of HJ 212-2017, annex A: its check sum is printed there.
PRINTED = (
    "QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&"
)
HEAD = "QN=20160221042640123;ST=39;CN={code};PW=123456;MN=010000A8900016F000169DC0;Flag=5;"
NOW = HEAD.format(code=2011) + (
    "CP=&&DataTime=20160221042640;a34002-Rtd=83.5,a34002-Flag=N;a34004-Rtd=41,a34004-Flag=D;LA-Rtd=54.2,LA-Flag=N&&"
)


def heard(*pieces: bytes) -> list[object]:
    frames = Frames()
    return [each if isinstance(each, bytes) else each.rule for piece in pieces for each in frames.feed(piece)]


def test_the_printed_example_has_the_printed_length_and_check_sum() -> None:
    assert frame(PRINTED) == f"##0101{PRINTED}1C80\r\n".encode()
    assert heard(frame(PRINTED).replace(b"1C80", b"1c80")) == [PRINTED.encode()]


@pytest.mark.parametrize(("damage", "rules"), [
    (lambda it: it.replace(b"CN=1062", b"CN=1063"), ["checksum"]), (lambda it: it.replace(b"##0101", b"##01O1"), ["length"]),
    (lambda it: it.replace(b"##0101", b"##0090"), ["checksum"]), (lambda it: it[:-1] + b"x", ["checksum"]),
    (lambda it: it.replace(b"##0101", b"##9999"), ["length"]), (lambda it: b"noise#" + it[2:], []), (lambda it: it[:40], ["checksum"]),
    (lambda it: b"##" + it[2:30] + b"##", ["checksum", "length"]),
])  # fmt: skip
def test_after_damage_the_next_frame_is_found(damage: object, rules: list[str]) -> None:
    good = frame(NOW)
    assert callable(damage)
    assert heard(damage(frame(PRINTED)) + good + good) == [*rules, NOW.encode(), NOW.encode()]


@given(
    st.lists(st.sampled_from([NOW, PRINTED]), min_size=1, max_size=4),
    st.lists(st.integers(1, 60), max_size=12),
)
@settings(max_examples=100, deadline=None)
def test_a_line_may_be_cut_anywhere(sent: list[str], cuts: list[int]) -> None:
    line, pieces = b"".join(map(frame, sent)), []
    for cut in cuts:
        pieces.append(line[:cut])
        line = line[cut:]
    assert heard(*pieces, line) == [each.encode() for each in sent]


@given(
    st.lists(
        st.binary(max_size=40) | st.sampled_from([b"##", b"##0101", frame(PRINTED)[:50], b"##0000FFFF\r\n"]),
        max_size=12,
    )
)
@settings(max_examples=300, deadline=None)
def test_no_bytes_raise_anything_or_pile_up(pieces: list[bytes]) -> None:
    frames = Frames()
    for piece in pieces:
        for each in frames.feed(piece):
            if isinstance(each, bytes):
                with pytest.raises(Unreadable):
                    readings(telegram(each))
    assert len(frames._held) <= 1024 + 12 + 40


def test_values_are_dated_in_chinese_time_with_their_flags() -> None:
    found = readings(telegram(NOW.encode()))
    assert found.device_values == [(AT, "a34002", 83.5, "N"), (AT, "a34004", 41, "D"), (AT, "la", 54.2, "N")]


@pytest.mark.parametrize(("code", "names"), [
    (2051, ["a34002_minute", "a34002_minute_min", "a34002_minute_max", "a34002_minute_total"]),
    (2061, ["a34002_hour", "a34002_hour_min", "a34002_hour_max", "a34002_hour_total"]),
    (2031, ["a34002_day", "a34002_day_min", "a34002_day_max", "a34002_day_total"]),
])  # fmt: skip
def test_means_over_a_time_are_quantities_of_their_own(code: int, names: list[str]) -> None:
    told = HEAD.format(code=code) + (
        "CP=&&DataTime=20160221042640;a34002-Avg=1,a34002-Min=0.5,a34002-Max=2,a34002-Cou=9,a34002-Flag=N&&"
    )
    assert [row[1] for row in readings(telegram(told.encode())).device_values] == names


@pytest.mark.parametrize(("values", "field", "rule"), [
    ("a34002-Rtd=1", "DataTime", "missing"), ("DataTime=20160221042640;DataTime=20160221042640;a34002-Rtd=1", "DataTime", "duplicate"),
    ("DataTime=20161321042640;a34002-Rtd=1", "DataTime", "time"), ("DataTime=20160221042640", "CP", "value"),
    ("DataTime=20160221042640;a34002-Rtd=x", "a34002-Rtd", "finite"), ("DataTime=20160221042640;a34002-Rtd=1e999", "a34002-Rtd", "finite"),
    ("DataTime=20160221042640;a34002-Rtd=1,a34002-Flag=X", "a34002-Flag", "choice"), ("a", "a", "pattern"), ("a=1,a=2", "a", "duplicate"),
    ("DataTime=20160221042640;a34002-Rtd=1;a34002-Rtd=2", "CP", "duplicate"),
])  # fmt: skip
def test_values_that_say_nothing_sure_are_refused(values: str, field: str, rule: str) -> None:
    with pytest.raises(Unreadable) as wrong:
        readings(telegram(f"{HEAD.format(code=2011)}CP=&&{values}&&".encode()))
    assert (wrong.value.field, wrong.value.rule) == (field, rule)


@pytest.mark.parametrize(("changed", "field", "rule"), [
    (PRINTED.replace("CP=&&", "CP="), "CP", "missing"), (PRINTED[:-2], "CP", "missing"), (PRINTED.replace("MN=0", "XX=0"), "MN", "missing"),
    (PRINTED.replace("QN=2", "XX=2"), "QN", "missing"), (PRINTED.replace("CN=1062;", ""), "CN", "missing"),
    (PRINTED.replace("1062", "l062"), "CN", "pattern"), (PRINTED.replace("Flag=5", "Flag=5;PNUM=2;PNO=3"), "PNO", "range"),
    (PRINTED.replace("Flag=5", "Flag=5;PNUM=0;PNO=0"), "PNO", "range"), (PRINTED.replace("ST=32", "ST=32;ST=33"), "ST", "duplicate"),
    (PRINTED.replace("30", "三"), "payload", "utf8"),
])  # fmt: skip
def test_a_data_segment_of_another_shape_is_refused(changed: str, field: str, rule: str) -> None:
    with pytest.raises(Unreadable) as wrong:
        telegram(changed.encode())
    assert (wrong.value.field, wrong.value.rule) == (field, rule)


def test_an_answer_names_what_it_answers() -> None:
    told = telegram(NOW.encode())
    assert (
        told.wants_answer,
        told.edition,
        told._replace(flag=1).edition,
        told._replace(flag=8).edition,
    ) == (True, 2017, 2005, None)
    (back,) = Frames().feed(answer(told, Answer.DATA))
    assert back == b"QN=20160221042640123;ST=91;CN=9014;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&&&"
    (ran,) = Frames().feed(answer(told, Answer.RESULT, "ExeRtn=1"))
    assert isinstance(ran, bytes)
    assert telegram(ran).values == [{"ExeRtn": "1"}]
    assert crc(b"") == 0xFFFF
    assert moment("20160221042640123", "QN") == AT + 123
