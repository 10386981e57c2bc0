"""A charge goes back to the owner by both signatures or the authority's order, and everything with it at once."""

from typing import Any

import pytest

from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.journal import react
from inspect_app.core.permits import SYSTEM, Actor, may
from inspect_app.core.seal import carried, check_pdf
from inspect_app.core.vault import read
from inspect_app.defects.actions import raise_defect
from inspect_app.handover import actions
from inspect_app.handover.models import Package, Reversion
from inspect_app.handover.queries import charge_words, to_remind
from inspect_app.handover.rules.reverting import REVERSION
from inspect_app.projects.queries import charges_of, in_charge
from inspect_app.readings import actions as readings
from inspect_app.readings import queries as seen
from tests import handing, make
from tests.cast import Cast
from tests.handover.test_actions import PEOPLE, claimed, complained

#: who may take each move of a reversion the owner began, as long as nobody has signed
WHO = {
    "sign": {"owner", "utility"}, "order": {"officer"}, "refuse": {"utility"}, "withdraw": {"owner"}, "revert": set(),
}  # fmt: skip
LATER = make.later(days=3)


def begun(actor: Actor, package: Package, **more: Any) -> Reversion:
    """Let somebody begin the reversion of what a package handed over."""
    with transaction():
        return actions.begin_reversion(
            actor, package, reason="设施权属有争议", document="会议纪要〔2026〕3 号", at=LATER, **more
        )


def take(actor: Actor, reversion: Reversion, move: str, **values: Any) -> None:
    with transaction():
        actions.move_reversion(actor, reversion, move, values, at=LATER)


def sign(reversion: Reversion, *actors: Actor) -> None:
    for each in actors:
        take(each, reversion, "sign", name=each.name)


@pytest.mark.parametrize("state", [each.name for each in REVERSION.states])
def test_every_move_of_a_reversion_is_open_from_its_states_and_to_its_people(cast: Cast, state: str) -> None:
    package = handing.package(cast.project(), to="issued")
    may_begin = {each for each in PEOPLE if may(getattr(cast, each), "reversion.begin", package)}
    assert may_begin == {"owner", "utility", "officer"}
    reversion = begun(cast.owner, package)
    if state == "reverted":
        sign(reversion, cast.utility, cast.owner)
    elif state != "signing":
        by, move = {"refused": (cast.utility, "refuse"), "withdrawn": (cast.owner, "withdraw")}[state]
        take(by, reversion, move, reason="不同意")
    assert reversion.state == state
    for move in REVERSION.moves:
        if state in move.sources:
            who = {each for each in PEOPLE if may(getattr(cast, each), f"reversion.{move.name}", reversion)}
            assert who == WHO[move.name]
            continue
        with pytest.raises(Problem) as refused:
            take(cast.owner, reversion, move.name)
        assert refused.value.slug == "wrong-state"


def test_one_act_gives_complaints_claims_defects_and_the_stream_back(cast: Cast) -> None:
    project, water = cast.project(), cast.element("1号楼 / 给水")
    package = handing.package(project, to="signing")
    with transaction():
        device = readings.register_device(
            SYSTEM, project=project, name="press-1", kind="pipe", element_id=water.id, at=make.NOW
        )[0]
    handing.sign(package)
    kept = complained(cast, "a")
    reversion = begun(cast.utility, package)
    sign(reversion, cast.utility)
    with pytest.raises(Problem):
        sign(reversion, cast.utility)
    db.session.rollback()
    assert in_charge([water.id]), "one signature moves nothing"
    sign(reversion, cast.owner)
    db.session.expire_all()
    assert (reversion.state, in_charge([water.id])) == ("reverted", {})
    utility, builder = cast.party("utility"), cast.party("contractor_a")
    assert kept.accountable_party == utility, "what it was promised it finishes"
    assert complained(cast, "b").accountable_party == builder
    assert claimed(cast, "b").owner == cast.party("owner")
    with transaction():
        ticket = raise_defect(SYSTEM, project=project, title="渗水", element_id=water.id, at=LATER)
    assert ticket.liable_party == builder
    while react():
        pass
    db.session.expire_all()
    assert (kept.accountable_party, kept.offered_party_id) == (utility, builder.id), "until it is taken"
    assert reversion.number in kept.offer.reason
    assert react() == 0
    rights = ("reading.read", "device.read", "device.rotate", "device.retire")
    assert [may(cast.owner, each, device) for each in rights] == [True] * 4
    assert [may(cast.utility, each, device) for each in rights] == [False] * 4
    assert not seen.still_sees(cast.utility, project.id, device.id)
    charges = charges_of(water.id)
    assert [each.party for each in charges] == [utility, None]
    assert [charge_words(charges)[each.id] for each in charges] == [package.number, reversion.number]
    paper = read(reversion.pdf_sha256 or "")
    assert check_pdf(paper).state == "intact"
    assert [each["side"] for each in carried(paper).record["signatures"]] == ["taker", "giver"]


def test_what_the_authority_orders_is_back_at_once_and_may_be_handed_over_anew(cast: Cast) -> None:
    project, water = cast.project(), cast.element("1号楼 / 给水")
    package = handing.package(project, to="issued", decision="conditions")
    condition, asset = package.items[0].conditions[0], package.items[0].asset
    proposed = begun(cast.utility, package)
    with pytest.raises(Problem) as twice:
        begun(cast.owner, package)
    assert twice.value.slug == "conflict"
    db.session.rollback()
    take(cast.utility, proposed, "withdraw", reason="再议")
    ordered = begun(cast.officer, package, asset_ids=[asset.id])
    assert (ordered.state, ordered.begun_by, asset.taker_id) == ("reverted", "authority", None)
    assert (ordered.number or "").startswith("TH-2026-")
    assert not list(db.session.scalars(to_remind(make.later(days=90).date()))), "its conditions ended with it"
    with pytest.raises(Problem), transaction():
        actions.meet(cast.utility, condition, at=LATER)
    with pytest.raises(Problem) as gone:
        begun(cast.owner, package)
    assert "asset_ids" in gone.value.errors
    db.session.rollback()
    again = handing.package(project, to="issued", at=make.later(days=5))
    assert [each.asset for each in again.items] == [asset]
    assert in_charge([water.id])[water.id].source_id == again.id
    parties = [each.party.name if each.party else "" for each in charges_of(water.id)]
    assert parties == [again.party.name, "", again.party.name]


def test_assets_on_one_element_go_back_together(cast: Cast) -> None:
    project, water = cast.project(), cast.element("1号楼 / 给水")
    handing.pipe_and_meter(project, water.id)
    package = handing.package(project, to="issued")
    reversion = begun(cast.owner, package, asset_ids=[package.items[0].asset_id])
    assert {each.asset_id for each in reversion.items} == {each.asset_id for each in package.items}
    take(cast.officer, reversion, "order", document="建质〔2026〕7 号", reason="撤销移交")
    assert [each.reverted_at for each in package.items] == [LATER] * 2
    assert reversion.record["order"]["document"] == "建质〔2026〕7 号"
