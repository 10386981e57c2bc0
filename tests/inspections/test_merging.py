"""Two tablets on one visit: what they say together, and what a person must decide."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from inspect_app.core.db import db, transaction
from inspect_app.core.permits import Actor
from inspect_app.defects.models import Defect
from inspect_app.inspections import actions
from inspect_app.inspections.models import Submission, Twin, Visit
from inspect_app.inspections.rules.merging import merge, together
from tests import make
from tests.make import NOW, later

NAMES = st.sampled_from(["base", "thickness", "remarks"])
ANSWER = st.fixed_dictionaries(
    {
        "item": NAMES, "element": st.sampled_from([None, "e1"]), "outcome": st.sampled_from([None, "pass", "fail"]),
        "values": st.sampled_from([None, [1.0], [2.0]]), "text": st.sampled_from([None, "a", "b"]),
        "severity": st.none(), "note": st.sampled_from([None, "x", "y"]),
        "photos": st.lists(st.sampled_from(["1" * 64, "2" * 64]), unique=True),
    },
    optional={"layers": st.sampled_from([[{"photo": "1" * 64, "shapes": [each]}] for each in make.SHAPES])},
)  # fmt: skip
BODY = st.lists(ANSWER, unique_by=lambda each: (each["item"], each["element"])).map(
    lambda rows: {"answers": rows}
)


@given(BODY, BODY)
def test_merging_commutes_and_loses_no_word(one: dict[str, Any], other: dict[str, Any]) -> None:
    whole = together(one, other)
    assert whole == together(other, one)
    for each in (*one["answers"], *other["answers"]):
        found = whole[each["item"], each["element"]]
        for name in ("outcome", "values", "text"):
            said = found[name]
            assert each[name] is None or each[name] == said or each[name] in said
        assert each["note"] is None or each["note"] in found["note"].split("\n")
        assert set(each["photos"]) <= set(found["photos"])
        for layer in each.get("layers", ()):
            assert layer["shapes"][0] in found["layers"][0]["shapes"]


@given(BODY)
def test_a_checklist_merged_with_itself_adds_nothing(one: dict[str, Any]) -> None:
    merged = merge(one, one)
    assert (merged.added, dict(merged.filled), merged.conflicts) == ((), {}, ())


def submit(actor: Actor, body: dict[str, Any], hours: int = 0) -> actions.Receipt:
    with transaction():
        return actions.submit(actor, body, at=later(hours=hours))


def outcomes(visit: Visit) -> dict[str, str]:
    one = db.session.scalars(select(Submission).where(Submission.visit_id == visit.id)).one()
    db.session.refresh(one)
    return {each.item_key: each.outcome for each in one.answers}


def test_what_the_second_adds_is_taken_and_opens_its_defect(cast: Any) -> None:
    visit = make.visit(cast.project())
    submit(cast.inspector, make.filled(visit))
    more = {"item": "remarks", "text": "女儿墙开裂", "outcome": "fail"}
    body = make.filled(visit, more)
    body["answers"] = [more]
    receipt = submit(cast.supervisor, body, 1)
    assert submit(cast.supervisor, body, 2) == receipt, "the same again gets the same receipt"
    assert outcomes(visit) == {"base": "pass", "thickness": "pass", "remarks": "fail"}
    assert [each.description for each in db.session.scalars(select(Defect))] == ["女儿墙开裂"]
    assert db.session.get_one(Twin, body["id"]).conflicts == []


def test_a_conflict_keeps_both_and_waits_for_a_person(cast: Any, browser: Any) -> None:
    visit = make.visit(cast.project())
    submit(cast.inspector, make.filled(visit))
    photo = make.received("blue")
    submit(
        cast.supervisor,
        make.filled(visit, {"item": "base", "outcome": "fail", "photos": [photo]}),
        1,
    )
    assert outcomes(visit)["base"] == "pass", "no rule decides"
    twin = db.session.scalars(select(Twin)).one()
    assert [(each["field"], each["first"], each["second"]) for each in twin.conflicts] == [
        ("outcome", "pass", "fail")
    ]
    client = browser("supervisor")
    assert "有冲突待裁定" in client.get(f"/visits/{visit.id}").text
    path = f"/visits/{visit.id}/merge"
    assert client.post(path, data={"reason": "看不清"}).status_code == 422
    assert client.post(path, data={"chosen-0": "second", "reason": "现场复看，基层潮湿"}).status_code == 302
    assert outcomes(visit)["base"] == "fail"
    assert db.session.scalars(select(Defect)).one().severity == "serious"
    assert "有冲突待裁定" not in client.get(f"/visits/{visit.id}").text
    assert twin.received_at > NOW
