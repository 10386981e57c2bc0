"""Functional tests and household acceptance of the running site: passed, failed, not to be judged; signed and not signed."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from devices.demo.past.stage import Past, photo
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.households import actions as households
from inspect_app.households.models import HouseholdCard
from inspect_app.trials import actions as trials
from inspect_app.trials.models import Trial

_SITE = "p17"
#: a recorder's curve of ten minutes: pumped up to 0.75 MPa, falling by 0.012 MPa, let off
_CURVE = [
    *((at, f"{0.25 + at * 0.004:.3f}") for at in range(0, 121, 15)),
    *((120 + at, f"{0.76 - 0.00002 * at:.4f}") for at in range(15, 616, 15)),
    (750, "0.500"), (765, "0.500"),
]  # fmt: skip


def works_are_tested(past: Past) -> None:
    """Pipes of one building pass with a recorded curve, of the other fail; a roof was sprayed too short a time."""
    if db.session.scalar(select(Trial.id).limit(1)) is not None:
        return
    gauge = {
        "gauge_no": "YL-031", "certificate": "JD-2026-0318", "full": "1.6", "division": "0.005",
        "valid_until": local_day(past.ago(days=-200)),
    }  # fmt: skip
    lines = "\n".join(f"{at} {value}" for at, value in _CURVE)
    _tested(past, "1号楼 / 给水立管", "water_metal", 6, {**gauge, "curve": lines})
    _tested(past, "2号楼 / 给水立管", "water_metal", 5, {**gauge, "curve": "0 0.75\n300 0.735\n600 0.71"})
    _tested(past, "1号楼 / 屋面", "roof_spray", 4, {"hours": 1.5})
    _tested(past, "2号楼 / 屋面", "roof_pond", 4, {"hours": 24.0, "depth": 25.0})
    _planned(past, "1号楼 / 排水立管", "drain_ball", 1)


def _planned(past: Past, place: str, kind: str, days: float) -> Trial:
    working = "0.5" if kind.startswith("water") else ""
    given = {
        "element_id": past.element(place, _SITE).id, "kind": kind, "working": working,
        "planned_on": local_day(past.ago(days=days)), "note": "",
    }  # fmt: skip
    return trials.plan(past.person("contractor"), past.project(_SITE), given, at=past.ago(days=days + 1))


def _tested(past: Past, place: str, kind: str, days: float, measured: dict[str, Any]) -> None:
    made, builder, boss = (
        _planned(past, place, kind, days),
        past.person("contractor"),
        past.person("supervisor"),
    )
    at = past.ago(days=days)
    said = {
        "began_at": at, "seen": "no", **measured, "photos": [photo(f"试验 {place}", mended=True)], "name": builder.name,
    }  # fmt: skip
    trials.move(builder, made, "run", said, at=at + timedelta(hours=1))
    trials.move(boss, made, "witness", {"name": boss.name}, at=at + timedelta(hours=2))


def homes_are_accepted(past: Past) -> None:
    """Of four homes one is signed, one waits for its resident, one has a failed point, one is not begun."""
    project, owner = past.project(_SITE), past.person("owner")
    if db.session.scalar(select(HouseholdCard.id).limit(1)) is not None:
        return
    made = households.draft(
        owner, project, ["window", "water", "drainage"], at=past.ago(days=6), building="1号楼"
    )
    builder = past.person("contractor")
    for card in made[:2]:
        _judged(builder, card, past, "")
        for name, person, days in (
            ("fill", "contractor", 5),
            ("check", "supervisor", 4.5),
            ("confirm", "owner", 4),
        ):
            who = past.person(person)
            households.move(who, card, name, {"name": who.name}, at=past.ago(days=days))
    signed = {"resident": "王建国", "signature": [photo("住户签名（演示）", mended=True)]}
    households.move(owner, made[0], "sign", signed, at=past.ago(days=3))
    tried = local_day(past.ago(days=3))
    told = {
        "kind": "absent",
        "tried_on": tried,
        "reason": "出差，电话约定改日",
        "next_on": tried + timedelta(days=7),
    }
    households.move(owner, made[1], "attempt", told, at=past.ago(days=3))
    _judged(builder, made[2], past, "外窗下口淋水后渗水")


def _judged(builder: Actor, card: HouseholdCard, past: Past, wrong: str) -> None:
    keys = [each.key for each in card.points]
    failing = {"window_spray"} if wrong else set[str]()
    shots = [photo(f"{card.element.name} 外窗渗水")] if wrong else []
    outcomes = ["fail" if key in failing else "pass" for key in keys]
    notes = [wrong if key in failing else "" for key in keys]
    households.judge(builder, card, keys, outcomes, notes, shots, at=past.ago(days=5))
