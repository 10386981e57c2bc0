"""The life of a claim: every state, move and role in one table; exactly one party answers at any time."""

from datetime import UTC, datetime, timedelta
from random import Random
from types import SimpleNamespace

import pytest

from inspect_app.core.permits import Actor, Grant, may
from inspect_app.warranty.rules import claim, promises
from inspect_app.warranty.rules.claim import UNFINISHED, WORKFLOW, owner_of, waits_for

#: role -> the moves that are its own
OWN = {
    "contractor": {"dispatch", "propose", "attend", "resident-absent", "repair", "decline"},
    "resident": set(claim.OWN_MOVES),
    "owner": {"insist", "take-over", "repair-by-others"},
    "authority": {"insist", "rule-out", "check", "take-over", "repair-by-others"},
    "street": {"insist", "rule-out", "check"},
    "supervisor": {"check"},
    "property": set(), "community": set(), "inspector": set(), "designer": set(), "rival": set(), "nobody": set(),
}  # fmt: skip
STATES = tuple(each.name for each in WORKFLOW.states)


class Town:
    """A project whose parties are named by their roles."""

    region = "110114"

    def covered_by(self, grant):
        return grant.party_id in ("contractor", "owner", "authority", "street", "supervisor", "property", "community",
                                  "inspector", "designer")  # fmt: skip

    def party_ids(self, *roles):
        return frozenset(roles)


def thing(state, by_others=False):
    return SimpleNamespace(
        id="c1",
        state=state,
        by_others=by_others,
        contractor_id="contractor",
        owner_id="owner",
        project=Town(),
    )


def actor(role):
    if role == "resident":
        return Actor("resident", "c1", "居民")
    if role == "nobody":
        return Actor("anyone", None, "公众")
    held = "contractor" if role == "rival" else role
    return Actor("person", role, role, (Grant(held, party_id=role),))


def test_every_move_is_open_in_its_states_to_its_people_alone(app):
    tried = 0
    for role, own in OWN.items():
        for move in WORKFLOW.moves:
            for state in STATES:
                allowed = may(actor(role), f"claim.{move.name}", thing(state))
                assert allowed == (move.name in own), (role, move.name)
                opens = move in tuple(WORKFLOW.open_moves(state))
                assert opens == (state in move.sources), (move.name, state)
                tried += 1
    assert tried == len(OWN) * len(WORKFLOW.moves) * len(STATES)


def test_a_contractor_has_nothing_more_to_do_once_others_were_called_in(app):
    for name in OWN["contractor"]:
        assert not may(actor("contractor"), f"claim.{name}", thing("claimed", by_others=True))


def test_whoever_builds_judges_nothing_even_in_another_role(app):
    both = Actor("person", "x", "x", (Grant("contractor", "contractor"), Grant("authority", "authority")))
    for name in ("insist", "rule-out", "check", "take-over", "repair-by-others"):
        assert not may(both, f"claim.{name}", thing("declined")), name


def test_another_claims_code_moves_nothing(app):
    stranger = Actor("resident", "c2", "居民")
    assert not any(may(stranger, f"claim.{name}", thing("repaired")) for name in claim.OWN_MOVES)


def test_at_any_moment_of_any_life_exactly_one_party_answers():
    chance = Random(20260511)
    ended = 0
    for _life in range(2000):
        state, by_others = WORKFLOW.initial, False
        for _step in range(60):
            answers = owner_of(state, by_others)
            assert (answers in ("contractor", "owner")) == (state in UNFINISHED)
            assert (waits_for(state, by_others) is None) == (answers is None)
            open_ = list(WORKFLOW.open_moves(state))
            if not open_:
                ended += 1
                break
            taken = chance.choice(open_)
            by_others = by_others or taken.name == "take-over"
            state = taken.target
    assert ended > 1500


def test_every_unfinished_state_has_a_way_on_for_whoever_answers(app):
    for state in UNFINISHED:
        turn = waits_for(state, False)
        roles = {"resident": ("resident",), "contractor": ("contractor",), "owner": ("owner", "authority")}[
            turn
        ]
        open_ = [each.name for each in WORKFLOW.open_moves(state)]
        assert any(may(actor(role), f"claim.{name}", thing(state)) for role in roles for name in open_), state


def test_every_life_can_end_and_only_the_resident_or_an_independent_check_confirms():
    into = {each.name for each in WORKFLOW.moves if each.target == "confirmed"}
    assert into == {"confirm", "check"}
    assert "contractor" not in [role for role, own in OWN.items() if own & into]


AT = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "region", "there", "done"),
    [
        ("gas", "110114", timedelta(hours=2), timedelta(hours=24)),
        ("leak", "330100", timedelta(hours=24), timedelta(hours=84)),
        ("general", "410100", timedelta(hours=48), timedelta(hours=180)),
    ],
)
def test_somebody_must_come_within_hours_and_repair_within_days(kind, region, there, done):
    found = promises.promise(kind, region, AT)
    assert (found.there_by - AT, found.done_by - AT) == (there, done)
    assert not found.verified


def test_each_danger_has_numbers_to_call_and_each_limit_a_basis():
    assert all(
        each.calls and each.first[0] and each.first[1] for each in promises.URGENCIES.values() if each.danger
    )
    assert all(each.basis for each in promises.LIMITS)
    with pytest.raises(ValueError, match="no such kind"):
        promises.promise("flood", "", AT)
