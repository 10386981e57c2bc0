"""Enter assets from elements, change them, hand papers in and take them back, invite a taker."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from inspect_app.core import journal, vault
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.files import attach
from inspect_app.core.ids import next_number
from inspect_app.core.permits import Actor
from inspect_app.handover.actions.holding import changeable, lock
from inspect_app.handover.models import Asset, HandoverPaper, Invitation
from inspect_app.handover.rules import KINDS, PAPERS, PROPERTY_PAPERS, TRADES, boundary, drafted
from inspect_app.projects.models import Element, Project
from inspect_app.projects.queries import in_charge, tree

Values = Mapping[str, Any]
EDITED = ("name", "spec", "amount", "spot", "boundary")
_MOST = 500


def add_assets(
    actor: Actor, project: Project, *, kind: str = "", element_ids: Sequence[str] = (), at: datetime
) -> list[Asset]:
    """Enter assets at elements: of one kind, or (without one) drafted from the kinds of the elements.

    Without elements the whole tree is drafted. What is entered already, and what is in a taker's charge, is left out.
    """
    lock(project.id)
    wanted = _wanted(project, kind, element_ids)
    here = {each.id for each, _kind in wanted}
    stmt = select(Asset.element_id, Asset.kind).where(Asset.element_id.in_(here))
    known = {(element_id, entered) for element_id, entered in db.session.execute(stmt)}
    taken = in_charge(list(here))
    made = [
        _asset(actor, project, element, found, at)
        for element, found in wanted
        if (element.id, found) not in known and element.id not in taken
    ]
    if not made:
        raise Problem(
            "conflict", zh="没有可以登记的新资产：都已登记、已移交，或部位没有对应的资产类别。",
            en="Nothing new to enter: all are entered or handed over, or no kind of asset fits the elements.",
        )  # fmt: skip
    db.session.add_all(made)
    db.session.flush()
    told = {"assets": [f"{each.number} {each.name}" for each in made[:20]], "number": len(made)}
    journal.record(actor, "asset.add", project, at=at, data=told)
    return made


def _wanted(project: Project, kind: str, element_ids: Sequence[str]) -> list[tuple[Element, str]]:
    if kind and kind not in KINDS:
        raise field_problem("kind", "没有这种资产", "no such kind of asset")
    nodes = list(db.session.scalars(tree(project.id)))
    chosen = {each for each in element_ids if each}
    if chosen - {each.id for each in nodes}:
        raise field_problem("element_ids", "有部位不属于本项目", "not all are elements of this project")
    if kind and not chosen:
        raise field_problem("element_ids", "请选择部位", "choose the elements")
    nodes = [each for each in nodes if not chosen or each.id in chosen]
    kinds = [kind] * len(nodes) if kind else drafted(each.kind for each in nodes)
    found = [(node, each) for node, each in zip(nodes, kinds, strict=True) if each]
    if len(found) > _MOST:
        raise field_problem("element_ids", f"一次最多 {_MOST} 项", f"at most {_MOST} at once")
    return found


def _asset(actor: Actor, project: Project, element: Element, kind: str, at: datetime) -> Asset:
    one = KINDS[kind]
    limit = boundary(one.trade, project.region)
    return Asset(
        number=next_number("ZC", local_day(at).year), project=project, element=element, kind=kind, trade=one.trade,
name=_name(element, kind), boundary=limit.zh,
        boundary_basis=limit.basis, boundary_verified=limit.verified, added_at=at, added_by_name=actor.name,
    )  # fmt: skip


def _name(element: Element, kind: str) -> str:
    """Return what an asset is called at first: its place, and what it is where the place does not say so."""
    place = element.path.replace(" / ", " ")
    said = place if element.kind in KINDS[kind].elements else f"{place} {KINDS[kind].zh}"
    return said[-120:]


def edit_asset(actor: Actor, asset: Asset, values: Values, *, at: datetime) -> Asset:
    """Change what an asset's register says, and add photos of it; not while it is signed for."""
    lock(asset.project_id)
    db.session.refresh(asset, ["taker_id"])
    if asset.taker_id:
        raise Problem(
            "conflict", zh="该资产已移交，不能再修改。", en="It is handed over and changed no more."
        )
    changeable(asset)
    changed = [
        each for each in EDITED if values.get(each) is not None and values[each] != getattr(asset, each)
    ]
    for each in changed:
        setattr(asset, each, values[each])
    attach("asset", asset.id, values.get("photos") or (), "asset", actor.name, at)
    told = {"asset": asset.name, "changed": changed, "photos": list(values.get("photos") or ())}
    journal.record(actor, "asset.edit", asset, at=at, data=told)
    return asset


def add_paper(
    actor: Actor, project: Project, asset: Asset | None, *, kind: str, dated_on: date, at: datetime, title: str = "",
    result: str = "", note: str = "", sha256: str | None = None,
) -> HandoverPaper:  # fmt: skip
    """Hand in a paper of an asset, or (without one) of art. 29: as a file kept (`sha256`), or where it lies."""
    known = PAPERS if asset is not None else PROPERTY_PAPERS
    if kind not in known:
        raise field_problem("kind", "没有这种资料", "no such kind of paper here")
    if dated_on > local_day(at):
        raise field_problem("dated_on", "不能晚于今天", "not after today")
    if sha256 and not vault.known(sha256):
        raise field_problem("sha256", "文件尚未收到，请重新上传", "the file has not arrived; upload it again")
    if not (sha256 or note):
        raise field_problem(
            "note", "请上传文件，或写明原件存放处", "upload the file, or say where the paper lies"
        )
    lock(project.id)
    if asset is not None:
        changeable(asset)
    made = HandoverPaper(
        project=project, asset=asset, kind=kind, title=title, result=result, dated_on=dated_on, sha256=sha256, note=note,
        at=at, by_name=actor.name,
    )  # fmt: skip
    db.session.add(made)
    told = {"paper": kind, "title": title, "asset": asset.name if asset else "", "sha256": sha256}
    journal.record(actor, "handover.add-paper", made, at=at, data=told)
    return made


def withdraw_paper(actor: Actor, paper: HandoverPaper, *, reason: str, at: datetime) -> HandoverPaper:
    """Take a paper back; it stays with the reason and counts no more."""
    lock(paper.project_id)
    db.session.refresh(paper, ["withdrawn_at"])
    if paper.withdrawn_at is not None:
        raise Problem("conflict", zh="该资料已撤回。", en="This paper was withdrawn already.")
    if paper.asset is not None:
        changeable(paper.asset)
    paper.withdrawn_at, paper.reason = at, reason
    journal.record(
        actor, "handover.withdraw-paper", paper, at=at, data={"paper": paper.kind, "reason": reason}
    )
    return paper


def invite(
    actor: Actor,
    project: Project,
    *,
    party_id: str,
    trade: str,
    invited_on: date,
    at: datetime,
    note: str = "",
) -> Invitation:
    """Record that a party was invited to plan and accept what it will take over; once for each trade."""
    known = TRADES.get(trade)
    if known is None:
        raise field_problem("trade", "没有这个专业", "no such trade")
    if party_id not in project.party_ids(known.role):
        raise field_problem(
            "party_id", "应为本项目的专营单位或物业", "must be a utility or property firm of this project"
        )
    if invited_on > local_day(at):
        raise field_problem("invited_on", "不能晚于今天", "not after today")
    lock(project.id)
    mine = Invitation.project_id == project.id, Invitation.trade == trade, Invitation.party_id == party_id
    if db.session.scalar(select(Invitation.id).where(*mine)):
        raise field_problem("party_id", "已邀请过该单位", "this party was invited already")
    party = next(each.party for each in project.parties if each.party_id == party_id)
    made = Invitation(
        project=project, party=party, trade=trade, invited_on=invited_on, note=note, at=at, by_name=actor.name
    )  # fmt: skip
    db.session.add(made)
    told = {"party": party.name, "trade": trade, "invited_on": invited_on.isoformat()}
    journal.record(actor, "handover.invite", made, at=at, data=told)
    return made
