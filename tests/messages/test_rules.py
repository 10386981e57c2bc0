"""What is told to whom and when, how it is signed, how a calendar is written: without a database."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, time, timedelta

import pytest

from inspect_app.messages.rules import events, feed, phones, sending, signing
from inspect_app.messages.rules.life import DELIVERY
from inspect_app.messages.rules.reaching import reachable
from inspect_app.messages.rules.sending import NIGHT, Quiet, held_until, next_try

AT = datetime(2026, 5, 11, 2, 0, tzinfo=UTC)


def china(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 5, 11, tzinfo=UTC) + timedelta(hours=hour - 8, minutes=minute)


@pytest.mark.parametrize(
    ("hour", "quiet", "urgent", "out"),
    [
        (12, NIGHT, False, 12),
        (22, NIGHT, False, 31),
        (23, NIGHT, False, 31),
        (3, NIGHT, False, 7),
        (7, NIGHT, False, 7),
        (3, NIGHT, True, 3),
        (13, Quiet(time(12), time(14)), False, 14),
        (14, Quiet(time(12), time(14)), False, 14),
        (3, Quiet(time(0), time(0)), False, 3),
        (23, Quiet(time(22), time(0)), False, 24),
    ],
)
def test_nobody_is_woken_in_quiet_hours_but_for_what_is_urgent(hour, quiet, urgent, out) -> None:
    assert held_until(china(hour), quiet, urgent) == china(out)


def test_a_failure_is_tried_again_later_and_later_and_at_last_given_up() -> None:
    waits = [next_try(tries, AT) for tries in range(1, 9)]
    assert waits[-1] is None
    moments = [each for each in waits if each]
    assert moments == sorted(moments)
    assert moments[0] - AT == timedelta(minutes=1)
    assert sending.BACKOFF.verified is False
    assert sending.LEASE.total_seconds() > sending.BATCH * sending.SECONDS


def test_an_act_is_urgent_always_or_only_on_a_grave_thing() -> None:
    raised, issued, fixed = (
        events.EVENTS[f"{each}"] for each in ("defect.raise", "notice.issue", "defect.confirm")
    )
    found = {
        (each.verb, how): events.is_urgent(each, how)
        for each in (raised, issued, fixed)
        for how in ("", "general", "major")
    }
    assert [key for key, urgent in found.items() if urgent] == [
        ("defect.raise", "major"), ("notice.issue", ""), ("notice.issue", "general"), ("notice.issue", "major"),
    ]  # fmt: skip


def test_every_event_is_of_a_topic_and_concerns_somebody() -> None:
    for each in events.EVENTS.values():
        assert each.topic in events.TOPICS, each.verb
        assert each.parties or each.roles or each.verb in ("alarm.clear", "alarm.withdraw"), each.verb
    assert {each.topic for each in events.EVENTS.values()} == set(events.TOPICS)


def test_a_webhook_is_signed_as_standard_webhooks_ask() -> None:
    # The worked example of the specification's own libraries: this secret, id, second and body give this signature.
    secret, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", b'{"test": 2432232314}'
    given = signing.sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert given == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    raw = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    told = b"msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330." + body
    assert given[3:] == base64.b64encode(hmac.new(raw, told, hashlib.sha256).digest()).decode()
    made = signing.secret_of(b"k" * 32)
    assert signing.headers(made, "id", AT, body) != signing.headers(made, "id", AT, body + b" ")


def test_a_cloud_event_has_the_fields_the_specification_requires() -> None:
    told = json.loads(
        signing.cloud_event(
            seq=7, verb="defect.raise", thing=("defect", "x"), at=AT, source="https://a", data={"n": "号"}
        )
    )
    assert told == {
        "specversion": "1.0", "id": "7", "source": "https://a", "type": "inspect.defect.raise", "subject": "defect/x",
        "time": "2026-05-11T02:00:00Z", "datacontenttype": "application/json", "data": {"n": "号"},
    }  # fmt: skip


def test_a_calendar_breaks_lines_at_75_bytes_and_no_title_makes_a_line_of_its_own() -> None:
    day = feed.Day(
        "k", AT, "整改期限：" + "屋面卷材，搭接;不足\\" * 9 + "\r\nBEGIN:VALARM", "1号楼, 屋面", "http://a/b"
    )
    text = feed.calendar("王工", [day], "a").decode()
    lines = text.split("\r\n")
    assert lines[-1] == ""
    assert all(len(each.encode()) <= 75 for each in lines)
    whole = text.replace("\r\n ", "").split("\r\n")
    assert "DTSTART:20260511T020000Z" in whole
    assert "LOCATION:1号楼\\, 屋面" in whole
    summary = next(each for each in whole if each.startswith("SUMMARY:"))
    assert summary.endswith("BEGIN:VALARM")
    assert "\\;不足\\\\" in summary
    assert whole.count("BEGIN:VEVENT") == whole.count("END:VEVENT") == 1
    assert "BEGIN:VALARM" not in whole


def test_another_salt_is_another_address_and_none_tells_whose_it_is() -> None:
    first, second = feed.token_of("p", "a", "k"), feed.token_of("p", "b", "k")
    assert first != second
    assert len(first) == 43
    assert feed.seal(first) != feed.seal(second)
    feed.seal("\udcff")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("13812345678", "13812345678"), ("+86 138-1234-5678", "13812345678"), ("0086 13812345678", "13812345678"),
        ("8613812345678", "13812345678"), ("010-6666666", ""), ("12812345678", ""), ("１３８１２３４５６７８", ""),
        ("1381234567", ""), ("", ""), ("138123456789", ""), ("'; drop", ""),
    ],
)  # fmt: skip
def test_a_number_is_one_however_it_is_written(typed, number) -> None:
    assert phones.normal(typed) == number


def test_a_code_opens_only_its_own_asking() -> None:
    sealed = phones.seal("004217", "one", "key")
    assert phones.code_of(4217) == "004217"
    assert phones.opens(" 004 217 ", sealed, "one", "key")
    for typed, ask, key in (
        ("004218", "one", "key"),
        ("004217", "two", "key"),
        ("004217", "one", "other"),
        ("", "one", "key"),
    ):
        assert not phones.opens(typed, sealed, ask, key)
    assert not phones.opens("", "", "", "key")
    assert phones.masked("13812345678") == "138****5678"


@pytest.mark.parametrize("state", [each.name for each in DELIVERY.states])
def test_each_move_of_a_delivery_is_open_exactly_from_its_sources(state) -> None:
    open_now = {each.name for each in DELIVERY.open_moves(state)}
    assert open_now == {"waiting": {"send", "give-up"}, "sent": set(), "dead": {"try-again"}}[state]


@pytest.mark.parametrize(
    ("address", "host", "allow", "may"),
    [
        ("93.184.216.34", "example.com", "", True), ("2606:2800:220:1::1", "example.com", "", True),
        ("127.0.0.1", "example.com", "", False), ("10.1.2.3", "example.com", "", False), ("::1", "example.com", "", False),
        ("169.254.169.254", "example.com", "", False), ("fe80::1%eth0", "example.com", "", False), ("fd00::1", "x", "", False),
        ("0.0.0.0", "x", "", False), ("100.64.0.1", "x", "", False), ("224.0.0.1", "x", "", False),
        ("::ffff:10.0.0.1", "x", "", False), ("64:ff9b::a00:1", "x", "", False), ("2002:a00:1::", "x", "", False),
        ("10.1.2.3", "x", "10.0.0.0/8", True), ("10.1.2.3", "Receiver.lan", "a.lan, receiver.lan", True),
        ("10.1.2.3", "receiver.lan.evil.com", "receiver.lan", False), ("nonsense", "x", "", False),
    ],
)  # fmt: skip
def test_a_webhook_reaches_public_addresses_and_those_named(
    address: str, host: str, allow: str, may: bool
) -> None:
    assert reachable(address, host, allow) == may
