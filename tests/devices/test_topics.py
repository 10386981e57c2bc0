"""The topic grammar: what is written is read back, and everything else is refused with its rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.topics import (
    INTAKE,
    PHOTO,
    RECEIPT,
    SUBMISSION,
    TABLET_KINDS,
    BadTopic,
    Topic,
    build,
    parse,
    publish_allow,
    subscribe_allow,
)

NAMES = st.from_regex(r"[a-z0-9][a-z0-9-]{0,62}", fullmatch=True)


@given(NAMES, NAMES, NAMES | st.sampled_from(sorted(TABLET_KINDS)))
def test_what_is_built_is_read_back(site: str, device: str, kind: str) -> None:
    assert parse(build(site, device, kind)) == Topic(site, device, kind)


@given(st.text() | st.lists(st.text(), min_size=5, max_size=5).map("/".join))
def test_any_text_is_read_back_the_same_or_refused(text: str) -> None:
    try:
        found = parse(text)
    except BadTopic:
        return
    assert build(found.site, found.device, found.kind) == text


@pytest.mark.parametrize(
    ("topic", "rule"),
    [
        ("site/p17/device/d1", "5 levels"),
        ("site/p17/device/d1/telemetry/more", "5 levels"),
        ("/site/p17/device/d1", "first level"),
        ("SITE/p17/device/d1/telemetry", "first level"),
        ("site/p17/sensor/d1/telemetry", "third level"),
        ("site/P17/device/d1/telemetry", "site:"),
        ("site/-17/device/d1/telemetry", "site:"),
        ("site/p.17/device/d1/telemetry", "site:"),
        ("site/p17/device/d 1/telemetry", "device:"),
        ("site/p17/device/+/telemetry", "device:"),
        ("site/p17/device/#/telemetry", "device:"),
        ("site/p17/device/>/telemetry", "device:"),
        ("site/p17/device/*/telemetry", "device:"),
        ("site/p17/device//telemetry", "device:"),
        ("site/p17/device/d1\n/telemetry", "device:"),
        ("site/p17/device/扬尘/telemetry", "device:"),
        ("site/p17/device/" + "d" * 64 + "/telemetry", "device:"),
        ("site/p17/device/d1/te$t", "kind:"),
        ("site/p17/device/d1/receipt", "a device has no 'receipt'"),
        ("site/p17/tablet/t1/telemetry", "a tablet has no 'telemetry'"),
    ],
)
def test_a_topic_outside_the_grammar_is_refused_with_its_rule(topic: str, rule: str) -> None:
    with pytest.raises(BadTopic, match=rule):
        parse(topic)


def test_a_device_may_publish_any_codec_of_its_own_and_hear_nothing() -> None:
    assert publish_allow("p17", "d1") == ("site/p17/device/d1/+",)
    assert subscribe_allow("p17", "d1") == ()


def test_a_tablet_may_publish_its_two_kinds_and_hear_its_receipts() -> None:
    assert set(publish_allow("p17", "t1", tablet=True)) == {
        build("p17", "t1", SUBMISSION),
        build("p17", "t1", PHOTO),
    }
    assert subscribe_allow("p17", "t1", tablet=True) == (build("p17", "t1", RECEIPT),)


@pytest.mark.parametrize("name", ["+", "#", "*", ">", "a/b", "a.b", "", "a b"])
def test_no_grant_can_be_widened_by_a_name(name: str) -> None:
    for allow in (publish_allow, subscribe_allow):
        with pytest.raises(BadTopic):
            allow(name, "d1")
        with pytest.raises(BadTopic):
            allow("p17", name)


def test_the_intake_hears_everything_but_the_receipts() -> None:
    assert not any(topic_filter.endswith((RECEIPT, "tablet/+/+")) for topic_filter in INTAKE)
