"""The plan of a grave ticket as a paper: what is to be done, those refused before, who approved it."""

from datetime import timedelta
from io import BytesIO

from pypdf import PdfReader
from sqlalchemy import select

from inspect_app.core.db import db, transaction
from inspect_app.core.keys import own_key
from inspect_app.core.permits import SYSTEM
from inspect_app.core.seal import check_pdf
from inspect_app.defects import actions, queries
from inspect_app.identity.models import Membership
from tests import make


def test_the_paper_of_a_plan_tells_all_rounds_and_its_approval(browser, cast):
    defect = make.defect(cast.project(), severity="serious", title="悬挑梁开裂")
    contractor = browser("contractor_a")
    url = f"/defects/{defect.id}/plan.pdf"
    with transaction():
        actions.move(cast.contractor_a, defect, "accept", {}, at=make.NOW)
    assert contractor.get(url).status_code == 409, "there is no plan yet"
    for hours, method, name, answer in (
        (1, "表面抹灰", "refuse", "治标不治本"), (5, "碳纤维加固", "grant", "同意，注意养护"),
    ):  # fmt: skip
        at = make.NOW + timedelta(hours=hours)
        values = {"method": method, "who": "李工班组", "until": at + timedelta(days=2), "lot": "TX-2026-07"}
        with transaction():
            asked = actions.hand_in_plan(cast.contractor_a, defect, values, at=at)
        with transaction():
            actions.decide(cast.supervisor, asked, name, {"answer": answer}, at=at + timedelta(hours=1))
    with transaction():
        # Whoever decided has left the supervisor since: the plan was decided for it all the same.
        for each in db.session.scalars(select(Membership).where(Membership.person_id == cast.supervisor.id)):
            each.ended_at = make.NOW + timedelta(days=2)
    reply = contractor.get(url)
    words = "".join(each.extract_text() for each in PdfReader(BytesIO(reply.data)).pages)
    for each in (
        defect.number,
        "悬挑梁开裂",
        "碳纤维加固",
        "李工班组",
        "TX-2026-07",
        "表面抹灰",
        "治标不治本",
        "已同意",
        "第十四条",
        cast.project().party("supervisor").name,
    ):
        assert each in words, each
    verdict = check_pdf(reply.data, [own_key().public])
    assert verdict.good
    assert [each["state"] for each in verdict.record["plans"]] == ["refused", "granted"]
    assert url in contractor.get(f"/defects/{defect.id}").text
    assert browser("contractor_b").get(url).status_code == 404
    assert len(queries.requests_of(defect)) == 2


def test_a_plan_that_ended_with_its_ticket_was_decided_for_nobody(browser, cast):
    defect = make.defect(cast.project(), severity="serious")
    values = {"method": "植筋", "who": "李工班组", "until": make.NOW + timedelta(days=2)}
    with transaction():
        actions.move(cast.contractor_a, defect, "accept", {}, at=make.NOW)
        asked = actions.hand_in_plan(cast.contractor_a, defect, values, at=make.NOW)
        actions.decide(SYSTEM, asked, "refuse", {"answer": "工单已结束"}, at=make.NOW)
    assert browser("contractor_a").get(f"/defects/{defect.id}/plan.pdf").status_code == 200
