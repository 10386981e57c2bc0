"""Anyone who scans a certificate learns whether it stands today, and whether a file is the one issued."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from inspect_app.acceptance import actions
from inspect_app.acceptance.rules.lives import GUESSES
from inspect_app.core import apart, vault
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.identity.models import Failure
from tests import make
from tests.make import later


@pytest.fixture
def issued(cast):
    return make.certificate(cast.project())


def check(browser, one, data: bytes, lang=""):
    return browser().post(f"/verify/{one.number}{lang}", data={"file": (io.BytesIO(data), "c.pdf")})


def test_anyone_sees_that_it_is_valid_of_what_and_by_whom_and_no_persons_name(browser, issued):
    shown = browser().get(f"/verify/{issued.number}").text
    for words in (
        "今天的状态：有效",
        issued.number,
        "p17 老旧小区改造",
        "正信监理公司",
        "2026-05-11",
        issued.pdf_sha256,
    ):
        assert words in shown
    assert "王工" not in shown
    assert "State today: Valid" in browser().get(f"/verify/{issued.number}?lang=en").text


def test_suspending_shows_at_once_with_since_and_reason(browser, caller, cast, issued):
    with transaction():
        actions.move_certificate(
            cast.officer, issued, "suspend", {"reason": "渗漏投诉集中"}, at=later(days=9)
        )
    shown = browser().get(f"/verify/{issued.number}").text
    assert "今天的状态：已暂停" in shown
    assert "渗漏投诉集中" in shown
    assert "2026-05-20" in shown
    reply = caller().get(f"/api/verify/{issued.number.lower()}").json
    assert (reply["state"], reply["reason"]) == ("suspended", "渗漏投诉集中")


def test_machines_get_the_state_without_a_log_in_and_without_persons(caller, issued):
    reply = caller().get(f"/api/verify/{issued.number}")
    assert reply.json["state"] == "valid"
    assert reply.json["pdf_sha256"] == issued.pdf_sha256
    assert "王工" not in reply.text


def test_the_file_as_issued_is_recognised(browser, issued):
    assert "文件未被改动" in check(browser, issued, vault.read(issued.pdf_sha256)).text


def test_a_file_with_one_flipped_byte_is_not(browser, issued):
    data = bytearray(vault.read(issued.pdf_sha256))
    data[len(data) // 2] ^= 1
    shown = check(browser, issued, bytes(data), "?lang=en").text
    assert "not the certificate as it was issued" in shown
    assert "Changed since it was issued" in shown


def test_another_certificate_of_ours_is_told_apart(browser, cast, issued):
    other = make.certificate(cast.project("p18"))
    shown = check(browser, issued, vault.read(other.pdf_sha256)).text
    assert "另一份文件" in shown
    assert other.number in shown


@pytest.mark.parametrize("data", [b"", b"not a pdf at all", b"%PDF-1.7\nbroken"])
def test_what_is_no_paper_is_answered_clearly(browser, issued, data):
    reply = check(browser, issued, data)
    assert reply.status_code == (200 if data else 422)
    assert "请选择要核对的 PDF 文件" in reply.text or "不是本证书的原件" in reply.text


@pytest.mark.parametrize("number", ["ZS-2026-999999", "x" * 300, "<script>alert(1)</script>"])
def test_an_unknown_number_says_how_to_ask(browser, number):
    reply = browser().get(f"/verify/{number}")
    assert reply.status_code == 404
    assert "<script>alert" not in reply.text
    if "/" not in number:
        assert "向证书上的建设单位" in reply.text


def test_the_number_can_be_typed(browser, issued):
    assert "证书编号" in browser().get("/verify").text
    assert browser().get(f"/verify?number={issued.number}").location == f"/verify/{issued.number}"


def test_guessing_numbers_is_slowed_and_opens_again(browser, caller, issued):
    client = browser()
    for number in range(GUESSES.failures):
        assert client.get(f"/verify/ZS-2025-{number:06d}").status_code == 404
    assert client.get("/verify/ZS-2025-000099").status_code == 429
    assert caller().get("/api/verify/ZS-2025-000099").status_code == 429
    with transaction():
        for each in db.session.scalars(select(Failure)):
            each.at = now() - GUESSES.window - timedelta(minutes=1)
    assert client.get(f"/verify/{issued.number}").status_code == 200


def test_the_original_is_known_by_its_hash_and_never_opened(browser, issued, monkeypatch):
    monkeypatch.setattr(apart, "_WAIT", 0)
    with apart._turns, apart._turns:
        assert "就是本证书的原件" in check(browser, issued, vault.read(issued.pdf_sha256)).text
        reply = check(browser, issued, b"%PDF-1.7")
    assert reply.status_code == 503
    assert "系统繁忙" in reply.text
    assert check(browser, issued, b"%PDF-1.7").status_code == 200
