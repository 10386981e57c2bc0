"""The papers of warranty: sealed, read by whoever reads their page, without anybody's door or phone."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from inspect_app.core.keys import own_key
from inspect_app.core.seal import check_pdf
from tests import make
from tests.warranty import claims as told
from tests.warranty.claims import take
from tests.warranty.test_money import ask, hold


@pytest.fixture
def project(cast):
    make.certificate(cast.project())
    return cast.project()


def read(reply):
    """Return the words of a paper whose seal holds, and its record."""
    assert reply.mimetype == "application/pdf", reply.text
    verdict = check_pdf(reply.data, [own_key().public])
    assert verdict.good
    return "".join(each.extract_text() for each in PdfReader(BytesIO(reply.data)).pages), verdict.record


def test_a_claims_record_tells_appointment_repair_and_the_residents_word(browser, cast, project):
    one, _code = told.claim(project, spot="502 室", words="厨房顶棚漏水")
    for _state, name, given in told.STEPS[:5]:
        take(one, name, given(1), actor=cast.contractor_a if name != "agree" else told.resident(one))
    take(one, "confirm", {"satisfaction": "3"}, actor=told.resident(one))
    words, record = read(browser("owner").get(f"/claims/{one.id}.pdf"))
    for each in (
        one.number,
        "保修维修记录",
        "厨房顶棚漏水",
        "王师傅",
        "已重新铺贴",
        "已上门",
        "满意",
        "确认",
    ):
        assert each in words, each
    assert "502 室" not in words + str(record)
    assert record["number"] == one.number
    assert browser("contractor_b").get(f"/claims/{one.id}.pdf").status_code == 404
    assert f"/claims/{one.id}.pdf" in browser("owner").get(f"/claims/{one.id}").text
    resident = browser("")
    assert resident.get("/claims/case.pdf").location == "/claims/follow"
    with resident.session_transaction() as session:
        session["claim"] = {"id": one.id, "at": 4_000_000_000}
    assert read(resident.get("/claims/case.pdf"))[1]["number"] == one.number


def test_a_release_list_names_the_sum_what_is_open_and_each_request(browser, project):
    one = hold(project)
    defect = make.defect(project)
    asked = ask(one, 100_000)
    words, record = read(browser("owner").get(f"/retentions/{one.id}.pdf"))
    for each in ("质量保证金返还清单", "258,000.00", "100,000.00", asked.number, f"缺陷 {defect.number}"):
        assert each in words, each
    assert (record["left_fen"], record["open"]) == (25_800_000, [f"缺陷 {defect.number}"])
    assert browser("supervisor").get(f"/retentions/{one.id}.pdf").status_code in (403, 404)
    assert f"/retentions/{one.id}.pdf" in browser("owner").get(f"/retentions/{one.id}").text
