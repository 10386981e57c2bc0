"""Files of assets, invitations, the property firm's papers, and who has charge of an element since when."""

from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from inspect_app.complaints.actions import Told, file_complaint
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.permits import ANYONE, SYSTEM
from inspect_app.handover import actions
from inspect_app.handover.queries import assets as register
from inspect_app.handover.queries import standing
from inspect_app.projects import actions as projects
from inspect_app.projects.queries import charges_of, in_charge
from tests import handing, make
from tests.cast import Cast


def test_a_file_names_what_it_lacks_and_an_uninvited_utility_may_refuse_in_henan(cast: Cast) -> None:
    project = cast.project()
    with transaction():
        project.region = "410102"
    asset = next(each for each in handing.assets(project) if each.trade == "water")
    assert asset.boundary_verified
    found = {each.trade.key: each for each in standing(project, make.NOW.date())}
    assert found["water"].standing == "missing"
    assert found["water"].may_refuse is not None
    assert found["property"].may_refuse is None
    lacks = {each.key for each in found["water"].files[asset.id].lacks}
    assert lacks == {"spot", "as_built", "test", "lots", "warranty", "photos"}
    handing.paper(project, asset, "as_built", title="水施-01")
    with transaction():
        actions.edit_asset(cast.owner, asset, {"spot": "水井", "photos": [make.received()]}, at=make.NOW)
        actions.invite(
            cast.owner, project, party_id=cast.party("utility").id, trade="water", invited_on=make.NOW.date(), at=make.NOW
        )  # fmt: skip
    again = next(each for each in standing(project, make.NOW.date()) if each.trade.key == "water")
    assert again.may_refuse is None
    assert {each.key for each in again.files[asset.id].lacks} == {"test", "lots", "warranty"}
    for party, trade in (("utility", "property"), ("property", "water")):
        with pytest.raises(Problem) as refused, transaction():
            actions.invite(
                cast.owner, project, party_id=cast.party(party).id, trade=trade, invited_on=make.NOW.date(), at=make.NOW
            )  # fmt: skip
        assert "party_id" in refused.value.errors


def test_the_property_firm_takes_the_common_parts_with_the_papers_of_article_29(cast: Cast) -> None:
    project = cast.project()
    handing.paper(project, None, "p29_drawings", title="竣工图一套")
    package = handing.package(project, to="issued", trade="property")
    assert [bool(each) for each in package.record["article_29"].values()] == [True, False, False, False]
    roof = cast.element()
    assert in_charge([roof.id])[roof.id].party == cast.party("property")
    with transaction():
        below = projects.add_element(
            SYSTEM, project, kind="roof", name="女儿墙", parent=roof, at=make.later(days=1)
        )
    assert in_charge([below.id])[below.id].party == cast.party("property"), "what is added belongs to it"
    assert complained_at(cast) == cast.party("property")


def complained_at(cast: Cast) -> Any:
    """Return who answers for a leaking roof."""
    said = Told(category="roof_leak", words="屋顶漏水", element_id=cast.element().id)
    with transaction():
        made = file_complaint(
            ANYONE, project=cast.project(), told=said, once="z" * 32, key="k" * 32, at=make.later(days=1)
        )[0]
    return made.accountable_party


def test_two_handovers_of_one_element_leave_a_history_without_overlap(cast: Cast) -> None:
    water = cast.element("1号楼 / 给水")
    first, second = cast.party("utility"), cast.party("property")
    for party, days in ((first, 0), (second, 3)):
        with transaction():
            projects.put_in_charge([water.id], party.id, ("package", "x"), at=make.later(days=days))
    assert [each.party for each in charges_of(water.id)] == [first, second]
    assert in_charge([water.id])[water.id].party == second
    with pytest.raises(IntegrityError), transaction():
        projects.put_in_charge([water.id], first.id, ("package", "y"), at=make.later(days=3))


def test_the_register_asks_the_database_the_same_few_times_however_long_it_is(
    cast: Cast, queries: Any
) -> None:
    project = cast.project()
    handing.assets(project)
    rows = list(db.session.scalars(register(cast.owner)).unique())
    standing(project, make.NOW.date())
    queries.clear()
    standing(project, make.NOW.date())
    few = len(queries)
    with transaction():
        actions.add_assets(
            cast.owner, project, kind="gas_meter", element_ids=[each.element_id for each in rows], at=make.NOW
        )
    standing(project, make.NOW.date())
    queries.clear()
    standing(project, make.NOW.date())
    assert len(queries) == few
