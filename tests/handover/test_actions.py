"""A handover from the register to the deed: decided asset by asset, signed in order, and one act changes everything."""

from typing import Any

import pytest
from sqlalchemy import event, select

from inspect_app.complaints.actions import Told, file_complaint
from inspect_app.complaints.models import Complaint
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.permits import ANYONE, SYSTEM, may
from inspect_app.core.seal import carried, check_pdf
from inspect_app.core.vault import read
from inspect_app.defects.actions import raise_defect
from inspect_app.handover import actions
from inspect_app.handover.queries import assets as register
from inspect_app.handover.rules import WORKFLOW
from inspect_app.projects.models import Charge
from inspect_app.projects.queries import charges_of, in_charge
from inspect_app.readings import actions as readings
from inspect_app.readings import queries as seen
from inspect_app.warranty import actions as warranty
from inspect_app.warranty.models import Claim
from inspect_app.warranty.queries.claims import visible as claims_seen
from tests import handing, make
from tests.cast import Cast

PEOPLE = (
    "admin", "officer", "inspector", "supervisor", "contractor_a", "contractor_b", "owner", "street", "property", "utility",
    "stranger",
)  # fmt: skip
WHO = {
    "offer": {"owner"}, "withdraw": {"owner"}, "object": {"owner", "utility"}, "issue": set(),
    "settle": {"utility"}, "sign": {"owner"},
}  # fmt: skip


@pytest.mark.parametrize("state", handing.STATES)
def test_every_move_is_open_from_its_states_and_to_its_people(cast: Cast, state: str) -> None:
    package = handing.package(cast.project(), to=state)
    assert package.state == state
    for move in WORKFLOW.moves:
        who = {each for each in PEOPLE if may(getattr(cast, each), f"package.{move.name}", package)}
        if state in move.sources and not (move.name == "settle" and package.undecided):
            assert who == WHO[move.name]
        if state not in move.sources:
            with pytest.raises(Problem) as refused, transaction():
                actions.move(cast.owner, package, move.name, {}, at=make.NOW)
            assert refused.value.slug == "wrong-state"


def complained(cast: Cast, once: str, path: str = "1号楼 / 给水") -> Complaint:
    """File a complaint about the water of a place."""
    said = Told(category="water", words="没水", element_id=cast.element(path).id)
    with transaction():
        return file_complaint(
            ANYONE, project=cast.project(), told=said, once=once * 32, key="k" * 32, at=make.NOW
        )[0]


def claimed(cast: Cast, once: str) -> Claim:
    """Claim the repair of the water of house 1."""
    said = warranty.Told("漏水", element_id=cast.element("1号楼 / 给水").id)
    with transaction():
        return warranty.claim(
            SYSTEM, cast.project(), said, source_kind="resident", source_id=once, at=make.NOW
        )[0]


def test_one_act_passes_complaints_claims_defects_and_the_stream_on(cast: Cast) -> None:
    project, water = cast.project(), cast.element("1号楼 / 给水")
    package = handing.package(project, to="signing")
    with transaction():
        device = readings.register_device(
            SYSTEM, project=project, name="press-1", kind="pipe", element_id=water.id, at=make.NOW
        )[0]
    utility, builder = cast.party("utility"), cast.party("contractor_a")
    rights = ("reading.read", "device.read", "device.rotate", "device.retire")
    assert [may(cast.utility, each, device) for each in rights] == [False] * 4
    assert [may(cast.owner, each, device) for each in rights] == [True] * 4
    before = claimed(cast, "a")
    assert complained(cast, "a").accountable_party == builder
    handing.sign(package)
    db.session.expire_all()
    assert (package.state, in_charge([water.id])[water.id].party) == ("issued", utility)
    assert db.session.scalar(seen.device(cast.utility, device.id)) is device
    assert [may(cast.utility, each, device) for each in rights] == [True] * 4
    assert [may(cast.owner, each, device) for each in rights] == [True, True, False, False]
    assert seen.still_sees(cast.utility, project.id, device.id)
    after = claimed(cast, "b")
    assert (before.owner, after.owner, after.contractor) == (cast.party("owner"), utility, builder)
    assert [may(cast.utility, "claim.read", each) for each in (before, after)] == [False, True]
    assert list(db.session.scalars(claims_seen(cast.utility))) == [after]
    told, at_large = complained(cast, "b"), complained(cast, "c", "1号楼")
    assert {(each.accountable_party, each.route) for each in (told, at_large)} == {(utility, "taken")}
    assert may(cast.utility, "complaint.hand-over", told), "it claims the repair from the contractor"
    with transaction():
        tickets = [
            raise_defect(SYSTEM, project=project, title="渗水", element_id=each.id, at=make.NOW)
            for each in (water, cast.element())
        ]
    assert [each.liable_party for each in tickets] == [utility, builder]
    asset = db.session.scalars(register(cast.utility)).one()
    assert (asset.taker, asset.open_complaints, asset.open_claims, asset.open_defects) == (utility, 2, 2, 1)
    assert asset.warranty_until == make.NOW.date().replace(year=make.NOW.year + 2)


def test_what_is_refused_stays_with_the_owner_and_a_second_package_takes_it(cast: Cast) -> None:
    project, water = cast.project(), cast.element("1号楼 / 给水")
    handing.pipe_and_meter(project, water.id)
    package = handing.package(project, to="offered")
    handing.decide(package, "accept", n=0)
    assert not may(cast.utility, "package.settle", package)
    handing.decide(package, "refuse", n=1)
    handing.move(package, cast.utility, "settle")
    handing.sign(package)
    held = [each.asset.name for each in package.items if not each.asset.taker_id]
    assert held == [package.items[1].asset.name]
    deed = read(package.pdf_sha256 or "")
    assert check_pdf(deed).state == "intact"
    attached = carried(deed).record
    assert [each["decision"] for each in attached["assets"]] == ["accept", "refuse"]
    assert (package.number or "").startswith("YJ-2026-")
    second = handing.package(project, to="issued", decision="conditions")
    assert [each.asset.name for each in second.items] == held
    assert len(charges_of(water.id)) == 1, "it was in that taker's charge already"
    condition = second.items[0].conditions[0]
    with transaction():
        actions.meet(cast.utility, condition, note="已补", at=make.NOW)
    with pytest.raises(Problem), transaction():
        actions.meet(cast.utility, condition, at=make.NOW)
    with pytest.raises(Problem) as nothing, transaction():
        handing.package(project)
    assert "asset_ids" in nothing.value.errors


def test_both_sign_in_order_once_and_what_is_signed_is_changed_no_more(cast: Cast) -> None:
    package = handing.package(cast.project(), to="signing")
    asset = package.items[0].asset
    for who, name in ((cast.utility, cast.utility.name), (cast.owner, "别人")):
        with pytest.raises(Problem), transaction():
            actions.move(who, package, "sign", {"name": name}, at=make.NOW)
    handing.move(package, cast.owner, "sign", name=cast.owner.name)
    assert not may(cast.owner, "package.sign", package)
    with pytest.raises(Problem), transaction():
        actions.move(cast.owner, package, "sign", {"name": cast.owner.name}, at=make.NOW)
    with pytest.raises(Problem) as frozen, transaction():
        actions.edit_asset(cast.owner, asset, {"name": "改名"}, at=make.NOW)
    assert frozen.value.slug == "conflict"
    handing.move(package, cast.utility, "object", reason="缺图")
    handing.move(package, cast.utility, "settle")
    assert (package.round, package.next_side) == (2, "giver"), (
        "a signature of an earlier round counts no more"
    )


def test_killed_between_signature_and_deed_nothing_has_happened(cast: Cast) -> None:
    package = handing.package(cast.project(), to="signing")
    handing.move(package, cast.owner, "sign", name=cast.owner.name)

    def dies(*_args: Any) -> None:
        raise KeyboardInterrupt

    event.listen(Charge, "before_insert", dies)
    try:
        with pytest.raises(KeyboardInterrupt), transaction():
            actions.move(cast.utility, package, "sign", {"name": cast.utility.name}, at=make.NOW)
    finally:
        event.remove(Charge, "before_insert", dies)
    db.session.expire_all()
    assert (package.state, package.number, package.next_side) == ("signing", None, "taker")
    assert db.session.scalar(select(Charge)) is None
    handing.move(package, cast.utility, "sign", name=cast.utility.name)
    assert package.state == "issued"


def test_an_open_major_defect_and_works_not_accepted_bar_the_handover(cast: Cast) -> None:
    project = cast.project()
    handing.assets(project)
    with transaction():
        early = actions.begin(
            cast.owner, project, party_id=cast.party("utility").id, trade="water", at=make.NOW
        )
    with pytest.raises(Problem) as refused, transaction():
        actions.move(cast.owner, early, "offer", {}, at=make.NOW)
    assert "第十六条" in refused.value.words("zh")
    handing.move(early, cast.owner, "withdraw", reason="未验收")
    package = handing.package(project, to="signing")
    with transaction():
        found = raise_defect(
            SYSTEM, project=project, title="爆管", severity="major", at=make.NOW,
            element_id=cast.element("1号楼 / 给水").id,
        )  # fmt: skip
    with pytest.raises(Problem) as refused, transaction():
        actions.move(cast.owner, package, "sign", {"name": cast.owner.name}, at=make.NOW)
    assert found.number in refused.value.words("en")


LITTLE: tuple[tuple[dict[str, Any], str], ...] = (
    ({"decision": "refuse", "reason": "漏"}, "clause"),
    ({"decision": "refuse", "clause": "4.2.1"}, "reason"),
    ({"decision": "conditions"}, "words"),
    ({"decision": "conditions", "words": ["补图"]}, "due_on"),
    ({"decision": "conditions", "words": ["补图"], "due_on": ["2020-01-01"]}, "due_on"),
    ({"decision": "conditions", "due_on": ["2026-12-01"]}, "words"),
    ({"decision": "accept", "words": ["补图"], "due_on": ["2026-12-01"]}, "words"),
    ({"decision": "perhaps"}, "decision"),
)


def test_a_decision_that_says_too_little_names_the_field(cast: Cast) -> None:
    package = handing.package(cast.project(), to="offered")
    for said, field in LITTLE:
        with pytest.raises(Problem) as refused, transaction():
            actions.decide(cast.utility, package.items[0], **said, at=make.NOW)
        assert list(refused.value.errors) == [field]
