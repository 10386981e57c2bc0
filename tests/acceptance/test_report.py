"""The owner's report of the acceptance: numbered, sealed, its gaps shown, once for the same facts; the filing finds it."""

import json
from io import BytesIO

from pypdf import PdfReader
from sqlalchemy import select

from inspect_app.acceptance.models import Document
from inspect_app.core import vault
from inspect_app.core.db import db
from inspect_app.core.keys import own_key
from inspect_app.core.seal import check_pdf
from inspect_app.gates.queries import SOURCES, Scope
from tests import make


def reports():
    kept = select(Document).where(Document.kind == "acceptance_report").order_by(Document.at)
    return db.session.scalars(kept).all()


def test_the_owner_issues_the_report_and_the_filing_finds_it(cast, browser, caller):
    one = make.certificate(cast.project())
    asked, path = Scope(cast.project(), make.NOW), f"/certificates/{one.id}"
    assert SOURCES["acceptance.acceptance_report"](asked).state == "no_data"
    owner = browser("owner")
    assert "出具竣工验收报告" in owner.get(path).text
    assert "出具竣工验收报告" not in browser("supervisor").get(path).text
    reply = owner.post(f"{path}/report", data={"permit": "建施2026-17", "assessment": "各方履约良好"})
    assert reply.location == f"{path}#report"
    (made,) = reports()
    assert made.title == "BG-2026-000001"
    assert made.title in owner.get(path).text
    assert SOURCES["acceptance.acceptance_report"](Scope(cast.project(), make.NOW)).state == "met"
    pdf = vault.read(made.sha256)
    reader = PdfReader(BytesIO(pdf))
    words = "".join(page.extract_text() for page in reader.pages)
    assert "建施2026-17" in words
    assert "未填" in words
    assert check_pdf(pdf, [own_key().public]).good
    told = json.loads(reader.attachments["record.json"][0])
    assert (told["number"], told["given"]["review"], told["certificate"]["number"]) == (
        made.title,
        "",
        one.number,
    )
    assert (
        "内容与已出具的 BG-2026-000001 相同"
        in owner.post(f"{path}/report", data={"permit": "建施2026-17", "assessment": "各方履约良好"}).text
    )
    newer = caller("owner").post(
        f"/api{path}/report", json={"permit": "建施2026-17", "reported_on": "2025-11-03"}
    )
    assert (newer.status_code, [each.title for each in reports()]) == (
        201,
        ["BG-2026-000001", "BG-2026-000002"],
    )
    assert caller("contractor_a").post(f"/api{path}/report", json={}).status_code == 403
    assert caller("stranger").post(f"/api{path}/report", json={}).status_code == 404


def test_a_certificate_that_does_not_stand_gives_no_report(cast, caller):
    one = make.certificate(cast.project())
    caller("officer").post(f"/api/certificates/{one.id}/moves/suspend", json={"reason": "复查"})
    assert caller("owner").post(f"/api/certificates/{one.id}/report", json={}).status_code == 409
    assert reports() == []
