"""How a ticket, a complaint or a claim lies on a desk."""

from datetime import datetime, timedelta
from typing import Any

from inspect_app.complaints.models import Complaint
from inspect_app.complaints.rules.categories import CATEGORIES
from inspect_app.complaints.rules.life import WORKFLOW as COMPLAINT
from inspect_app.complaints.rules.promises import running
from inspect_app.complaints.rules.transfers import must_decide
from inspect_app.complaints.schemas import late as complaint_late
from inspect_app.complaints.schemas import place_for
from inspect_app.core.calendar import end_of_day, local_day
from inspect_app.core.permits import Actor
from inspect_app.defects.models import Defect
from inspect_app.defects.rules import WORKFLOW as DEFECT
from inspect_app.defects.rules import next_step, owner_of
from inspect_app.defects.schemas import late as defect_late
from inspect_app.desks.rules import Row, Words, at_stake
from inspect_app.warranty.models import Claim
from inspect_app.warranty.rules.claim import WORKFLOW as CLAIM

_TURNS: dict[str | None, Words] = {
    "contractor": ("施工单位处理", "the contractor acts"), "owner": ("建设单位处理", "the owner acts"),
    "resident": ("等居民选择或确认", "the resident chooses or confirms"), None: ("已结", "ended"),
}  # fmt: skip
_TO_DO: dict[str, Words] = {
    "received": ("受理", "take it up"), "accepted": ("调查并答复", "investigate and answer"),
    "answered": ("处理并报告", "settle it and report"), "resolved": ("等居民确认", "the resident confirms"),
    "reopened": ("上一级重新受理", "taken up one level higher"),
}  # fmt: skip


def same(words: str) -> Words:
    """Return what is said alike in both languages: a number, a name."""
    return words, words


def of_thing(actor: Actor, one: Any, own: frozenset[str], at: datetime) -> Row:
    """Return a ticket, complaint or claim as it lies before the parties `own`."""
    if isinstance(one, Defect):
        return of_defect(one, own, at)
    return of_complaint(actor, one, own, at) if isinstance(one, Complaint) else of_claim(one, own, at)


def of_defect(one: Defect, own: frozenset[str], at: datetime) -> Row:
    """Return a ticket as it lies before the parties `own`."""
    supervisor = one.project.party("supervisor")
    side, owner = owner_of(one, supervisor.id if supervisor else None) or ("", None)
    step = next_step(one.state)
    what = step[1:] if step else ("", "")
    if one.plan == "asked":
        what = ("批准整改方案", "approve the plan")
    late, names = defect_late(one), {each.party_id: each.party.name for each in one.project.parties}
    fallback = {"authority": ("监督机构", "Authority"), "": ("", "")}.get(side, same(one.liable_party.name))
    return Row(
        "defect", f"/defects/{one.id}", one.number, same(one.title), one.project_id, one.project.name, one.place,
        (DEFECT.state(one.state).zh, DEFECT.state(one.state).en), DEFECT.state(one.state).tone, what,
        same(names[owner]) if owner in names else fallback, one.due_at, mine=owner in own,
        disputed=one.state == "disputed", late=late,
        stake=at_stake("overdue_rectification", at, region=one.project.region, due=one.due_at)
        if owner == one.liable_party_id else None,
    )  # fmt: skip


def of_complaint(actor: Actor, one: Complaint, own: frozenset[str], at: datetime) -> Row:
    """Return a complaint as it lies before the parties `own`, as far as its reader may see the place."""
    offered, state = one.offer, COMPLAINT.state(one.state)
    kind = CATEGORIES[one.category]
    what, who, mine = _TO_DO[one.state], one.accountable_party.name, one.accountable_party_id in own
    if must_decide(one.bounces) and offered is None:
        what = ("指定由谁办理", "decide who answers")
    elif offered is not None:
        mine = offered.to_party_id in own
        what, who = ("接收或退回", "take it or refuse it"), offered.to_party.name
    elif one.state in ("resolved", "reopened"):
        mine = False
    decide_by = one.due_on(local_day(at))
    # What runs first: that its resident is told, that the hotline is answered, the decision; then the decision alone.
    promised = running(one.state, one.notice_by, one.hotline_waits, decide_by)
    due = promised[0] if promised else decide_by
    return Row(
        "complaint", f"/complaints/{one.id}", one.number, (kind.zh, kind.en), one.project_id, one.project.name,
        place_for(actor, one), (state.zh, state.en), state.tone, what, same(who), end_of_day(due) if due else None,
        mine=mine, disputed=one.state == "reopened", late=complaint_late(one),
        stake=at_stake("complaint_upheld", at, region=one.project.region)
        if one.accountable_party_id in own and one.finding is None else None,
    )  # fmt: skip


def of_claim(one: Claim, own: frozenset[str], at: datetime) -> Row:
    """Return a claim as it lies before the parties `own`."""
    state, accountable = CLAIM.state(one.state), one.accountable
    due = one.there_by if one.attended_at is None else one.done_by
    mine = one.turn in ("contractor", "owner") and accountable is not None and accountable.id in own
    late = one.turn in ("contractor", "owner") and due < at
    return Row(
        "claim", f"/claims/{one.id}", one.number, same(_short(one.words)), one.project_id, one.project.name, one.place,
        (state.zh, state.en), state.tone, _TURNS[one.turn], same(accountable.name if accountable else ""),
        due - timedelta(seconds=1), mine=mine, disputed=one.state in ("contested", "declined"), late=late,
        stake=at_stake("warranty_late", at, region=one.project.region) if mine else None,
    )  # fmt: skip


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= 40 else f"{words[:39]}…"
