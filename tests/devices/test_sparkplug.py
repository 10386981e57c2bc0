"""The host of Sparkplug knows births, numbers, gaps and deaths, and asks for what it does not know."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices import sparkplug
from devices.codecs.shapes import Unreadable
from devices.sparkplug import Address, Heard, Session
from tests.devices.codecs.payloads import AT
from tests.devices.codecs.tahu import read, written

NODE, DEVICE = Address("p17", "edge-1"), Address("p17", "edge-1", "dust-03")
BIRTH = [
    {"name": "bdSeq", "datatype": 4, "long_value": 7},
    {"name": "Node Control/Rebirth", "datatype": 11, "boolean_value": False},
]
PM = {"name": "Air/PM10", "alias": 1, "datatype": 9, "float_value": 83.5}
WIND = {"name": "windSpeed", "alias": 2, "datatype": 3, "int_value": 4}


def told(session: Session, kind: str, seq: int | None, *metrics: dict[str, Any], at: int = AT) -> Heard:
    address = NODE if kind[0] == "N" else DEVICE
    count = {} if seq is None else {"seq": seq}
    return sparkplug.hear(session, kind, address, written(list(metrics), timestamp=at, **count), at + 5)


def born() -> Session:
    session = Session()
    assert told(session, "NBIRTH", 0, *BIRTH).born
    assert told(session, "DBIRTH", 1, PM, WIND).rows == [
        (AT, "air_pm10", 83.5, "N"),
        (AT, "wind_speed", 4, "N"),
    ]
    return session


def refused(session: Session, seq: int, *metrics: dict[str, Any]) -> str:
    with pytest.raises(Unreadable) as wrong:
        told(session, "DDATA", seq, *metrics)
    return wrong.value.rule


def test_after_the_births_a_number_stands_for_its_name() -> None:
    session = born()
    heard = told(
        session, "DDATA", 2, {"alias": 2, "timestamp": AT - 9, "int_value": 5}, {"alias": 1, "is_null": True}
    )
    assert heard == Heard(DEVICE, [(AT - 9, "wind_speed", 5, "N")])
    assert told(session, "DDATA", 2, {"alias": 2, "int_value": 5}).ask is False
    assert told(session, "NDATA", 3, {"name": "temp", "datatype": 10, "double_value": 20.5}).rows[0][1:3] == (
        "temp",
        20.5,
    )


def with_unit(metric: dict[str, Any], unit: str, **more: Any) -> dict[str, Any]:
    values = [{"type": 12, "string_value": "low"}, {"type": 12, "string_value": unit, **more}]
    return {**metric, "properties": {"keys": ["quality", "engUnit"], "values": values}}


def test_the_unit_a_birth_told_holds_for_its_data_until_the_next_birth() -> None:
    session = born()
    assert told(session, "DBIRTH", 2, with_unit(PM, "mg/m³"), WIND).rows[0][1] == "air_pm10@mg/m³"
    assert told(session, "DDATA", 3, {"alias": 1, "float_value": 0.08}).rows[0][1] == "air_pm10@mg/m³"
    assert told(session, "DDATA", 4, with_unit(WIND, "km/h")).rows[0][1] == "wind_speed@km/h"
    assert told(session, "DDATA", 5, {"alias": 2, "int_value": 5}).rows[0][1] == "wind_speed"
    again = told(session, "DBIRTH", 6, with_unit(PM, "", is_null=True), with_unit(WIND, " "))
    assert [row[1] for row in again.rows] == ["air_pm10", "wind_speed"]
    assert refused(session, 7, with_unit(PM, "x" * 33)) == "length"


def test_a_missing_message_asks_for_a_birth_and_names_go_on_but_numbers_do_not() -> None:
    session = born()
    heard = told(session, "DDATA", 4, {"name": "windSpeed", "int_value": 6})
    assert (heard.ask, heard.rows) == (True, [(AT, "wind_speed", 6, "N")])
    assert told(session, "DDATA", 5, {"name": "windSpeed", "int_value": 7}, at=AT + 5000).ask is False
    assert refused(session, 6, {"alias": 1, "float_value": 1.0}) == "birth"
    assert told(session, "DDATA", 7, {"name": "windSpeed", "int_value": 7}, at=AT + 10_000).ask
    told(session, "NBIRTH", 0, *BIRTH)
    told(session, "DBIRTH", 1, WIND | {"alias": 1})
    assert told(session, "DDATA", 2, {"alias": 1, "int_value": 8}).rows == [(AT, "wind_speed", 8, "N")]
    assert refused(session, 3, {"alias": 2, "int_value": 8}) == "birth"


def test_the_count_goes_from_255_to_0() -> None:
    session = born()
    for seq in [*range(2, 256), 0, 1]:
        assert not told(session, "DDATA", seq, {"alias": 1, "float_value": 1.0}).ask


def test_a_death_ends_its_own_session_and_no_later_one() -> None:
    session = born()
    assert told(session, "NDEATH", None, {"name": "bdSeq", "datatype": 4, "long_value": 6}) == Heard(NODE, [])
    assert told(session, "DDEATH", 2) == Heard(DEVICE, [], died=True)
    assert told(session, "NDEATH", None, BIRTH[0]).died
    assert refused(session, 3, {"alias": 1, "float_value": 1.0}) == "birth"
    assert told(session, "DDATA", 4, {"name": "windSpeed", "datatype": 3, "int_value": 1}).ask


def test_without_a_birth_one_is_asked_for_and_the_node_understands() -> None:
    heard = told(Session(), "NDATA", 9, {"name": "t", "datatype": 3, "int_value": 2**32 - 4})
    assert (heard.ask, heard.rows) == (True, [(AT, "t", -4, "N")])
    topic, body = sparkplug.request(NODE, AT)
    assert topic == "spBv1.0/p17/NCMD/edge-1"
    message = read(body)
    (metric,) = message.metrics
    assert (message.timestamp, metric.name, metric.datatype, metric.boolean_value) == (
        AT,
        "Node Control/Rebirth",
        11,
        True,
    )


@pytest.mark.parametrize(("topic", "parsed"), [
    ("spBv1.0/g/NDATA/n", ("NDATA", Address("g", "n"))), ("spBv1.0/g/DBIRTH/n/d", ("DBIRTH", Address("g", "n", "d"))),
    ("spBv1.0/STATE/host", None), ("spBv1.0/g/NCMD/n", None), ("spBv1.0/g/DATA/n", None),
])  # fmt: skip
def test_a_topic_names_group_node_and_device(topic: str, parsed: object) -> None:
    assert sparkplug.parse(topic) == parsed


@pytest.mark.parametrize(
    "topic",
    [
        "site/g/NDATA/n",
        "spBv1.0/g/NDATA/n/d",
        "spBv1.0/g/DDATA/n",
        "spBv1.0//NDATA/n",
        "spBv1.0/g/DDATA/n/d/e",
    ],
)
def test_a_topic_of_another_shape_is_refused(topic: str) -> None:
    with pytest.raises(Unreadable):
        sparkplug.parse(topic)


STEP = st.tuples(
    st.sampled_from(["NBIRTH", "NDEATH", "NDATA", "DBIRTH", "DDEATH", "DDATA"]), st.integers(0, 3),
    st.lists(st.sampled_from([*BIRTH, PM, WIND, {"alias": 1, "float_value": 2.0}, {"alias": 2, "int_value": 3}]), max_size=3),
)  # fmt: skip


@given(st.lists(STEP, max_size=12))
@settings(max_examples=200, deadline=None)
def test_in_whatever_order_a_number_is_never_given_another_name(steps: list[Any]) -> None:
    session = Session()
    for kind, seq, metrics in steps:
        try:
            heard = told(session, kind, seq, *metrics)
        except Unreadable:
            continue
        names: dict[str, set[float]] = {"air_pm10": {83.5, 2.0}, "wind_speed": {4, 3}}
        for _, name, value, _ in heard.rows:
            assert value in names[name]
