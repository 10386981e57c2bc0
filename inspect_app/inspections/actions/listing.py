"""Acts before a draw: prepare it, change it, and freeze its list, whose hash is published from then on."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from inspect_app.checklists.queries import latest
from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.ids import next_number
from inspect_app.core.permits import Actor
from inspect_app.core.times import CHINA
from inspect_app.inspections.models import Draw
from inspect_app.inspections.queries import scope
from inspect_app.inspections.queries.scope import Candidate, Pooled
from inspect_app.inspections.rules import draw_seal, recusal
from inspect_app.inspections.rules.draw import ALWAYS, LEAST_TEAM, Frozen, Inspector, Site, faults, list_hash
from inspect_app.inspections.rules.draw_life import STRATA
from inspect_app.inspections.rules.draw_weights import CEILING, FLOOR, LEAST_SHARE, share_of, weight

MOST_TEAM = 6


def prepare_draw(
    actor: Actor, *, region: str, name: str, template_id: str, entropy: str, entropy_at: datetime,
    opens_at: datetime, due_on: date, at: datetime, share: float = LEAST_SHARE, strata: str = "",
    team: int = LEAST_TEAM, needs: Sequence[str] = (), weights: Mapping[str, Any] | None = None,
) -> Draw:  # fmt: skip
    """Prepare a draw among the sites of a division; nothing is public yet.

    `weights` gives projects tickets other than the rule would, each with its reason: {project: [tickets, reason]}.
    """
    made = Draw(
        number=next_number("SSJ", local_day(at).year), region=region, name=name.strip(), template_id=template_id,
        strata=strata, share=share, team=team, needs=sorted(set(needs)), weights=dict(weights or {}),
        entropy=entropy.strip(), entropy_at=entropy_at, opens_at=opens_at, due_on=due_on,
        secret=secrets.token_hex(32), created_at=at,
    )  # fmt: skip
    _check(made, at)
    db.session.add(made)
    told = {"number": made.number, "name": made.name, "region": region, "entropy": made.entropy}
    journal.record(actor, "draw.add", made, at=at, data=told)
    return made


def _check(made: Draw, at: datetime) -> None:
    if latest(made.template_id) is None:
        raise field_problem("template_id", "没有这份检查表", "no such checklist")
    if made.strata not in STRATA:
        raise field_problem("strata", "没有这种分层", "no such strata")
    if not LEAST_TEAM <= made.team <= MOST_TEAM:
        words = f"{LEAST_TEAM} 到 {MOST_TEAM} 人", f"{LEAST_TEAM} to {MOST_TEAM} people"
        raise field_problem("team", *words)
    if not LEAST_SHARE <= made.share <= 100:
        raise field_problem("share", f"{LEAST_SHARE}% 到 100%", f"{LEAST_SHARE} to 100 per cent")
    if not made.entropy:
        raise field_problem(
            "entropy", "须事先公布随机数来源", "the source of chance must be named beforehand"
        )
    check_moments(made, at)
    for tickets, reason in made.weights.values():
        if not FLOOR <= tickets <= CEILING or not str(reason).strip():
            words = f"{FLOOR} 到 {CEILING}，并写明理由", f"{FLOOR} to {CEILING}, with a reason"
            raise field_problem("weights", *words)


def check_moments(made: Draw, at: datetime) -> None:
    """Refuse a draw whose source has spoken already, or whose visits would begin before it speaks."""
    if made.entropy_at <= at:
        raise field_problem("entropy_at", "随机数须在名单封存之后公布", "must come after the list is frozen")
    if made.opens_at <= made.entropy_at:
        raise field_problem("opens_at", "须晚于随机数公布时刻", "after the source has spoken")
    if made.due_on < local_day(made.opens_at):
        raise field_problem("due_on", "不能早于开始检查的日期", "not before the visits begin")


def freeze(actor: Actor, made: Draw, *, at: datetime) -> Draw:
    """Freeze the list and publish its hash; from now on nothing of it can change."""
    made.WORKFLOW.take(made.state, "freeze")
    check_moments(made, at)
    found = scope.candidates(made.region, at)
    listed, names = _listed(made, found, scope.pool(made.region), at)
    _check_list(listed)
    document = listed.document()
    made.document, made.names, made.list_hash = document, names, list_hash(document)
    made.readable = not draw_seal.recognisable(document)
    counts = {
        "sites": len(listed.sites),
        "inspectors": len(listed.inspectors),
        "left_out": len(listed.left_out),
    }
    journal.move(actor, made, "freeze", at=at, data={"list_hash": made.list_hash, **counts})
    return made


def _check_list(listed: Frozen) -> None:
    if not listed.sites:
        raise Problem("conflict", zh="范围内没有可检查的项目。", en="There is no site in scope.")
    if wrong := faults(listed):
        raise Problem("bad-input", errors={name: [(zh, en)] for name, zh, en in wrong})
    if len(listed.inspectors) < listed.team:
        raise field_problem("team", "可用的检查人员不足", "there are not so many inspectors with room")
    needed, there = sum(listed.take.values()) * listed.team, sum(each.room for each in listed.inspectors)
    if there < needed:
        zh = f"需要 {needed} 人次，检查人员合计只能再承担 {there} 人次：请降低比例或增加人员。"
        en = f"{needed} places are needed and the inspectors have room for {there}: lower the share or add people."
        raise Problem("conflict", zh=zh, en=en)


def _listed(
    made: Draw, found: list[Candidate], pool: list[Pooled], at: datetime
) -> tuple[Frozen, dict[str, dict[str, str]]]:
    names: dict[str, dict[str, str]] = {}

    def hidden(kind: str, key: str, name: str, known_as: str) -> str:
        veil = draw_seal.nonce(made.secret, kind, key)
        sealed = draw_seal.sealed_id(made.number, name, known_as, veil)
        names[sealed] = {"kind": kind, "key": key, "name": name, "known_as": known_as, "nonce": veil}
        return sealed

    ids = {
        each.project.id: hidden("site", each.project.id, each.project.name, each.project.number)
        for each in found
    }
    going = [each for each in found if each.project.state != "planned" or each.causes]
    sites = tuple(_site(made, each, ids[each.project.id]) for each in going)
    people = {
        each.person.id: hidden("inspector", each.person.id, each.person.name, each.party) for each in pool
    }
    barred = _barred(ids, [each.project.id for each in going], people, local_day(at))
    out = {ids[each.project.id]: "planned" for each in found if each not in going}
    out |= {people[each.person.id]: "no-room" for each in pool if not each.room}
    listed = Frozen(
        made.number, made.entropy, sites, take=_take(made, sites), team=made.team, left_out=out,
        inspectors=tuple(
            Inspector(people[each.person.id], each.skills, each.room, barred[each.person.id])
            for each in pool if each.room
        ),
        always={ids[each.project.id]: ",".join(each.causes) for each in going if each.causes},
        not_before=made.entropy_at.astimezone(CHINA).isoformat(timespec="minutes"),
    )  # fmt: skip
    return listed, names


def _site(made: Draw, one: Candidate, sealed: str) -> Site:
    given = made.weights.get(one.project.id)
    heavy = int(given[0]) if given else weight(one.risk)
    made_by = {
        "": "",
        "region": one.project.region,
        "stage": one.project.state,
        "grade": one.risk.grade or "-",
    }
    return Site(sealed, ALWAYS if one.causes else made_by[made.strata], heavy, tuple(made.needs))


def _take(made: Draw, sites: Sequence[Site]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for each in sites:
        counted[each.stratum] = counted.get(each.stratum, 0) + 1
    return {
        name: count if name == ALWAYS else share_of(count, made.share)
        for name, count in sorted(counted.items())
    }


def _barred(
    sites: Mapping[str, str], going: Sequence[str], people: Mapping[str, str], on: date
) -> dict[str, dict[str, str]]:
    """Return by person the sealed ids of the sites they may not inspect, each with its reason."""
    facts = scope.facts_of(people, on)
    parties, last = scope.parties_of(going), scope.last_inspected_by(going)
    found: dict[str, dict[str, str]] = {each: {} for each in people}
    for project_id in going:
        for person, why in recusal.barred(
            facts, project_id, parties[project_id], last[project_id], on
        ).items():
            if person in found:
                found[person][sites[project_id]] = why
    return found
