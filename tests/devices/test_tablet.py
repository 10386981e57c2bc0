"""What a tablet was given stays on it until the server's receipt says otherwise."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from devices import tablet as field_tablet
from devices import topics
from devices.codecs.canonical import content_hash
from devices.tablet import AlreadySubmitted, Counts, Receipt, Tablet, Unreadable
from tests.brokers import PATIENCE, until
from tests.devices.codecs.payloads import filled
from tests.devices.mosquitto import Mosquitto
from tests.devices.service import NAMES, PHOTOS, Server, hand_over, service, submission, tablet


@pytest.fixture
def wire() -> Iterator[tuple[Mosquitto, Server]]:
    with service() as running:
        yield running


@pytest.fixture
def broker(wire: tuple[Mosquitto, Server]) -> Mosquitto:
    return wire[0]


@pytest.fixture
def server(wire: tuple[Mosquitto, Server]) -> Server:
    return wire[1]


def test_photos_go_before_submissions_and_every_item_is_sealed(
    broker: Mosquitto, server: Server, tmp_path: Path
) -> None:
    one = tablet(broker, tmp_path)
    content = one.submit(submission())
    assert [one.add_photo(data) for data in PHOTOS] == NAMES
    assert one.counts() == Counts(on_device=3)
    assert one.sync(PATIENCE) == Counts(sealed=3)
    assert server.kinds() == ["photo", "photo", "submission"]
    found = one.receipt(submission()["id"])
    assert isinstance(found, Receipt)
    assert (found.status, found.content) == ("received", content)
    assert found.content == content_hash(decoded(server.arrived[2][2]))


def decoded(payload: bytes) -> dict[str, Any]:
    found = json.loads(payload)
    assert isinstance(found, dict)
    return found


def test_nothing_is_lost_or_sent_twice_when_there_is_no_broker_for_a_day(tmp_path: Path) -> None:
    away = Tablet("mqtt://127.0.0.1:1", "tablet", "t", "p17", "tab-01", tmp_path / "outbox.sqlite")
    away.add_photo(PHOTOS[0])
    away.add_photo(PHOTOS[0])
    away.submit(submission())
    away.submit(submission())
    assert away.sync(0.2) == Counts(on_device=2)


def test_without_a_receipt_an_item_is_sent_but_never_sealed_and_goes_again_unchanged(
    broker: Mosquitto, server: Server, tmp_path: Path
) -> None:
    server.silent = True
    tablet(broker, tmp_path).submit(submission())
    assert hand_over(tablet(broker, tmp_path)) == Counts(sent=1)
    until(lambda: server.arrived, what="the submission")
    before = len(server.arrived)
    server.silent = False
    assert tablet(broker, tmp_path).sync(PATIENCE) == Counts(sealed=1)
    assert len(server.arrived) == before + 1
    assert len({payload for _, _, payload in server.arrived}) == 1


def test_a_receipt_sent_while_the_tablet_was_away_waits_for_it(
    broker: Mosquitto, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(field_tablet, "_GRACE", PATIENCE)  # a slow broker is no reason to send again
    server.silent = True
    one = tablet(broker, tmp_path)
    content = one.submit(submission())
    hand_over(one)
    until(lambda: server.arrived, what="the submission")
    before = len(server.arrived)
    server.send(submission()["id"], content)
    assert one.sync(PATIENCE) == Counts(sealed=1)
    assert len(server.arrived) == before


def test_a_refused_submission_is_kept_with_the_reason_and_may_be_corrected(
    broker: Mosquitto, server: Server, tmp_path: Path
) -> None:
    one = tablet(broker, tmp_path)
    server.refuse = {submission()["id"]}
    wrong = one.submit(submission())
    assert one.sync(PATIENCE) == Counts(refused=1)
    found = one.receipt(submission()["id"])
    assert found is not None
    assert found.problem == {"slug": "not-found"}
    one.submit(submission(place=None))
    server.send(
        submission()["id"], wrong
    )  # the old refusal once more: it says nothing about the corrected one
    server.refuse = set()
    assert one.sync(PATIENCE) == Counts(sealed=1)


def test_other_content_under_the_same_id_is_refused_and_the_first_is_kept(
    broker: Mosquitto, server: Server, tmp_path: Path
) -> None:
    one = tablet(broker, tmp_path)
    content = one.submit(submission())
    with pytest.raises(AlreadySubmitted):
        one.submit(submission(place=None))
    assert one.submit(submission()) == content
    one.sync(PATIENCE)
    assert [content_hash(decoded(payload)) for _, _, payload in server.arrived] == [content]


@pytest.mark.parametrize("broken", [{"visit": "x"}, {"extra": 1}, {"place": {"lat": float("nan"), "lon": 0}}])
def test_a_submission_the_server_could_not_read_never_enters_the_outbox(
    tmp_path: Path, broken: dict[str, Any]
) -> None:
    one = Tablet("mqtt://127.0.0.1:1", "tablet", "t", "p17", "tab-01", tmp_path / "outbox.sqlite")
    with pytest.raises(Unreadable):
        one.submit(submission(**broken))
    with pytest.raises(Unreadable):
        one.submit(filled(answers=[{"item": "a", "note": "\ud800"}]))
    assert one.counts() == Counts()


@pytest.mark.parametrize("receipt", [{"content": "0" * 64}, {"content": None}, {"id": "someone else"}])
def test_a_receipt_for_anything_else_seals_nothing(
    broker: Mosquitto, server: Server, tmp_path: Path, receipt: dict[str, Any]
) -> None:
    server.silent = True
    one = tablet(broker, tmp_path)
    content = one.submit(submission())
    hand_over(one)
    server.send(submission()["id"], content, **receipt)
    server.client.publish(topics.build("p17", "tab-01", topics.RECEIPT), b"\xff{", 1)
    assert one.sync(0.5) == Counts(sent=1)
    # The right one comes after the others: what is sealed by now was not sealed by any of them.
    server.send(submission()["id"], content)
    assert one.sync(PATIENCE) == Counts(sealed=1)
    found = one.receipt(submission()["id"])
    assert found is not None
    assert (found.id, found.content) == (submission()["id"], content)


def test_a_receipt_with_a_false_signature_seals_nothing(
    broker: Mosquitto, server: Server, tmp_path: Path
) -> None:
    looked_at: list[Receipt] = []

    def genuine(receipt: Receipt) -> bool:
        looked_at.append(receipt)
        return receipt.signature != "00" * 64

    one = tablet(broker, tmp_path, genuine=genuine)
    one.submit(submission())
    until(lambda: one.sync(0.5) and looked_at, what="the receipt")
    assert hand_over(one) == Counts(sent=1)


def test_a_tablet_that_is_not_let_in_says_so(broker: Mosquitto, tmp_path: Path) -> None:
    stranger = Tablet(broker.url, "tablet", "wrong", "p17", "tab-01", tmp_path / "outbox.sqlite")
    stranger.submit(submission())
    with pytest.raises(PermissionError, match="log-in"):
        until(lambda: not stranger.sync(0.5).open, what="the broker's answer")
    assert stranger.counts() == Counts(on_device=1)
