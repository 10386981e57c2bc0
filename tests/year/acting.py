"""What people do beside the moves: tell of something new, pass a case on, ask for time, answer at the door."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from inspect_app.complaints import actions as complaints
from inspect_app.complaints.models import Complaint
from inspect_app.complaints.rules.categories import CATEGORIES
from inspect_app.complaints.rules.clocks import PAUSES
from inspect_app.complaints.rules.privacy import PURPOSES
from inspect_app.complaints.rules.routing import ANSWERING
from inspect_app.core.db import db
from inspect_app.core.permits import ANYONE, Actor, may
from inspect_app.defects import actions as defects
from inspect_app.defects.models import Defect
from inspect_app.holds import actions as holds
from inspect_app.notices import actions as notices
from inspect_app.warranty import actions as warranty
from inspect_app.warranty.models import Retention, ReturnVisit
from inspect_app.warranty.rules.promises import URGENCIES
from inspect_app.warranty.rules.visits import questions
from tests.year.mediating import ACTS as MEDIATING
from tests.year.mediating import whoever as _whoever
from tests.year.world import KEY, World


def do_any(world: World) -> None:
    """Do one of these things, where somebody may."""
    world.chance.choices([each for each, _often in ACTS], [often for _each, often in ACTS])[0](world)


def complain(world: World) -> None:
    """A resident complains; a neighbour may join at once, and whoever sends the form twice has one case."""
    project, (name, phone, door) = world.project(), world.resident()
    told = complaints.Told(
        category=world.chance.choice(sorted(CATEGORIES)), words=f"墙角渗水，我叫{name}，电话{phone}，家在{door}。",
        spot=door, phone=phone, element_id=world.home(project), visit_consent=True,
        photos=[world.photo_now()] if world.chance.random() < 0.3 else [],
    )  # fmt: skip
    for _each in range(1 + (world.chance.random() < 0.1)):
        world.act("complaint.file", lambda: complaints.file_complaint(
            ANYONE, project=project, told=told, once=phone, key=KEY, at=world.at
        ))  # fmt: skip


def claim(world: World) -> None:
    """A resident claims a repair; whoever sends the form twice has one claim."""
    project, (name, phone, door) = world.project(), world.resident()
    told = warranty.Told(
        words=f"窗边漏水，我叫{name}，电话{phone}", urgency=world.chance.choice(sorted(URGENCIES)),
        element_id=world.home(project), spot=door,
    )  # fmt: skip
    for _each in range(1 + (world.chance.random() < 0.1)):
        world.act("claim.file", lambda: warranty.claim(
            ANYONE, project, told, source_kind="resident", source_id=phone, key=KEY, at=world.at
        ))  # fmt: skip


def raise_ticket(world: World) -> None:
    """Supervisor, inspector or authority finds something."""
    project = world.project()
    actor = _whoever(world, "defect.raise", project)
    given = {
        "title": "保温板粘结不牢", "kind": world.chance.choice(("quality", "hazard")),
        "severity": world.chance.choice(("general", "general", "serious")), "photos": [world.photo_now()],
        "element_id": world.home(project),
    }  # fmt: skip
    world.act("defect.raise", lambda: defects.raise_defect(actor, project=project, at=world.at, **given))


def set_hold(world: World) -> None:
    """Something will be covered where building goes on."""
    project = world.project()
    actor = _whoever(world, "hold.add", project)
    if actor and project.site == "y3":
        place = world.home(project)
        world.act(
            "hold.add", lambda: holds.add(actor, project, element_id=place, title="防水层", at=world.at)
        )


def draft_notice(world: World) -> None:
    """A notice orders something of a site."""
    project, kind = world.project(), world.chance.choice(("rectification", "rectification", "partial_stop"))
    actor, place = _whoever(world, "notice.draft", project), world.home(project)
    world.act("notice.draft", lambda: notices.draft(
        actor, project=project, kind=kind, facts="脚手架连墙件缺失", element_ids=[place], at=world.at
    ))  # fmt: skip


def ask_release(world: World) -> None:
    """A contractor asks for its money."""
    one = world.chance.choice(db.session.scalars(select(Retention).order_by(Retention.id)).all())
    actor = _whoever(world, "release.ask", one)
    world.act("release.ask", lambda: warranty.ask_release(actor, one, amount=50_000.0, at=world.at))


def answer_at_the_door(world: World) -> None:
    """Whoever makes a return visit notes what the drawn households said, and finishes it."""
    visit = _some(world, ReturnVisit, ("planned",))
    actor = _whoever(world, "return-visit.answer", visit) if visit else None
    if actor is None:
        return
    noted = {each.element_id for each in visit.households}
    for home in [each for each in visit.sample if each not in noted][:8]:
        away = world.chance.random() < 0.2
        said = {each.key: world.chance.choices(("good", "bad"), (12, 1))[0] for each in questions(visit.kind)}
        world.act("return-visit.answer", lambda home=home, away=away, said=said: warranty.answer_visit(
            actor, visit, element_id=home, at=world.at, away=away, satisfaction=2, answers=said
        ))  # fmt: skip


def _some(world: World, model: Any, states: tuple[str, ...]) -> Any:
    ids = db.session.scalars(select(model.id).where(model.state.in_(states)).order_by(model.id)).all()
    return db.session.get(model, world.chance.choice(ids)) if ids else None


Work = Callable[[World, Actor, Any], Any]


def on_a_case(model: Any, verb: str, states: tuple[str, ...], work: Work) -> Callable[[World], None]:
    """Return an act on any thing in one of these states, by whoever may."""

    def act(world: World) -> None:
        thing = _some(world, model, states)
        resident = Actor("resident", thing.id, "居民") if thing and model is Complaint else None
        own = resident is not None and may(resident, verb, thing)
        actor = resident if own else _whoever(world, verb, thing) if thing else None
        if actor is not None:
            world.act(verb, lambda: work(world, actor, thing))

    return act


def _elsewhere(world: World, one: Complaint) -> str:
    return world.chance.choice(sorted(one.project.party_ids(*ANSWERING) - {one.accountable_party_id}))


def _subcontractor(world: World, one: Defect) -> str:
    return world.chance.choice(sorted(one.project.party_ids("subcontractor")))


_OPEN = ("received", "accepted", "answered", "reopened")
_LIVE = ("open", "accepted", "returned")


def _complaint(name: str, work: Work, states: tuple[str, ...] = _OPEN) -> Callable[[World], None]:
    return on_a_case(Complaint, f"complaint.{name}", states, work)


def _defect(name: str, work: Work, states: tuple[str, ...] = _LIVE) -> Callable[[World], None]:
    return on_a_case(Defect, f"defect.{name}", states, work)


#: (act, how often); a new room adds what people do there
ACTS: list[tuple[Callable[[World], None], int]] = [
    (complain, 14), (claim, 12), (raise_ticket, 7), (set_hold, 2), (draft_notice, 2), (ask_release, 1),
    (answer_at_the_door, 6), *MEDIATING,
    (_complaint("assign", lambda w, a, c: complaints.assign(a, c, party_id=_elsewhere(w, c), reason="归口", at=w.at)), 4),
    (_complaint("take-over", lambda w, a, c: complaints.take_over(a, c, at=w.at)), 6),
    (_complaint("refuse", lambda w, a, c: complaints.refuse(a, c, reason="不归我们", at=w.at)), 5),
    (_complaint("recall", lambda w, a, c: complaints.recall(a, c, at=w.at)), 1),
    (_complaint("decide", lambda w, a, c: complaints.decide(a, c, party_id=_elsewhere(w, c), reason="指定", at=w.at)), 1),
    (_complaint("pause", lambda w, a, c: complaints.pause(
        a, c, reason=w.chance.choice(sorted(PAUSES)), note="", at=w.at)), 1),
    (_complaint("resume", lambda w, a, c: complaints.resume(a, c, at=w.at)), 1),
    (_complaint("extend", lambda w, a, c: complaints.extend(a, c, reason="要做检测", at=w.at)), 1),
    (_complaint("tell", lambda w, a, c: complaints.tell(a, c, words="明天上门查看", at=w.at)), 1),
    (_complaint("see-phone", lambda w, a, c: complaints.see_phone(
        a, c, purpose=w.chance.choice(sorted(PURPOSES)), at=w.at)), 1),
    (_complaint("join", lambda w, _a, c: complaints.join(
        ANYONE, c, once=w.resident()[1], key=KEY, at=w.at, phone=w.resident()[1])), 3),
    (_complaint("partly", lambda w, a, c: complaints.partly(
        a, c, reason=f"还有一处，电话 {w.resident()[1]}", at=w.at), ("resolved", "closed")), 1),
    (_complaint("call-back", lambda w, a, c: complaints.call_back(
        a, c, answer=w.chance.choice(("yes", "no", "partly", "absent")), note="", at=w.at), ("resolved", "closed")), 5),
    (_complaint("erase", lambda w, a, c: complaints.erase_own(a, c, at=w.at), ("closed", "withdrawn")), 1),
    (_defect("more-time", lambda w, a, d: defects.ask_more_time(
        a, d, {"until": max(d.due_at, w.at) + timedelta(days=3), "reason": "材料未到"}, at=w.at)), 3),
    (_defect("plan", lambda w, a, d: defects.hand_in_plan(
        a, d, {"who": "王工", "until": w.at + timedelta(days=2), "method": "返工", "lot": "7"}, at=w.at)), 4),
    (_defect("delegate", lambda w, a, d: defects.delegate(
        a, d, {"party_id": _subcontractor(w, d), "title": "重贴", "until": None}, at=w.at)), 2),
    (_defect("split", lambda w, a, d: defects.split(a, d, {"title": "另一处", "liable_party_id": ""}, at=w.at)), 1),
]  # fmt: skip
