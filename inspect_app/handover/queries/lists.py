"""Which assets, papers and packages an actor may see, their lists, and what waits for whom."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload, undefer_group

from inspect_app.core.calendar import CHINA
from inspect_app.core.db import db
from inspect_app.core.permits import Actor, may
from inspect_app.core.todo import Todo
from inspect_app.handover.models import Asset, Condition, HandoverPaper, Package, PackageItem
from inspect_app.handover.rules import TRADES, WORKFLOW
from inspect_app.handover.rules.reminders import LEAD, STEPS
from inspect_app.projects.models import Element, Project
from inspect_app.projects.queries import in_sight, narrow_grants

#: roles that see the whole handover of their projects
READERS = (
    "admin", "authority", "inspector", "owner", "designer", "surveyor", "supervisor", "street", "community", "contractor",
)  # fmt: skip
TAKERS = ("utility", "property")
#: what the register may be asked for: all, those still the owner's, those handed over
WHERE = ("all", "held", "handed")
#: what the packages may be asked for: those under way, all, or one state
STATES = ("open", "all", *(each.name for each in WORKFLOW.states))
_OPEN = tuple(each.name for each in WORKFLOW.states if not each.final)
#: states in which a taker sees what is offered to it
SHOWN = ("offered", "signing", "issued")
MOST_TODOS = 50


def _takers(actor: Actor) -> list[tuple[str, Actor]]:
    return [(party, alone) for party, alone in narrow_grants(actor) if alone.grants[0].role in TAKERS]


def _assets_in_sight(actor: Actor) -> ColumnElement[bool]:
    parts = [in_sight(actor, roles=READERS)]
    for party, alone in _takers(actor):
        offered = exists().where(
            PackageItem.asset_id == Asset.id, PackageItem.live, PackageItem.package_id == Package.id,
            Package.party_id == party, Package.state.in_(SHOWN),
        )  # fmt: skip
        parts.append(and_(in_sight(alone), or_(Asset.taker_id == party, offered)))
    return or_(*parts)


def assets(
    actor: Actor, *, project_id: str = "", trade: str = "", where: str = "all", number: str = ""
) -> Select[Asset]:
    """Return the assets of a filter that the actor may see, with their counts, in the order of places."""
    stmt = select(Asset).join(Asset.project).join(Asset.element).where(_assets_in_sight(actor))
    stmt = stmt.options(
        contains_eager(Asset.project), contains_eager(Asset.element), joinedload(Asset.taker), undefer_group("counts")
    )  # fmt: skip
    if project_id:
        stmt = stmt.where(Asset.project_id == project_id)
    if trade:
        stmt = stmt.where(Asset.trade == trade)
    if where != "all":
        stmt = stmt.where(Asset.taker_id.is_not(None) if where == "handed" else Asset.taker_id.is_(None))
    if number:
        stmt = stmt.where(or_(Asset.number == number.upper(), Asset.name.icontains(number, autoescape=True)))
    return stmt.order_by(Project.number.desc(), Element.path, Asset.number)


def ids_in_sight(actor: Actor, asset_ids: Collection[str]) -> set[str]:
    """Return those of these assets the actor may see: a taker that refused one no longer does."""
    stmt = select(Asset.id).join(Asset.project).where(Asset.id.in_(asset_ids), _assets_in_sight(actor))
    return set(db.session.scalars(stmt))


def asset(actor: Actor, asset_id: str) -> Select[Asset]:
    """Return the query for one asset the actor may see, with its papers."""
    return assets(actor).where(Asset.id == asset_id).options(selectinload(Asset.papers))


def paper(actor: Actor, paper_id: str) -> Select[HandoverPaper]:
    """Return the query for one paper the actor may see: of an asset in sight, or of a project it takes part in."""
    stmt = select(HandoverPaper).join(HandoverPaper.project).outerjoin(HandoverPaper.asset)
    firms = [in_sight(actor, roles=READERS), in_sight(actor, roles=("property",))]
    own = and_(HandoverPaper.asset_id.is_(None), or_(*firms))
    of_assets = and_(HandoverPaper.asset_id.is_not(None), _assets_in_sight(actor))
    return stmt.where(HandoverPaper.id == paper_id, or_(own, of_assets)).options(
        contains_eager(HandoverPaper.project), contains_eager(HandoverPaper.asset)
    )


def visible(actor: Actor) -> Select[Package]:
    """Return the packages the actor may see: those of their projects, and of a taker those offered to it."""
    parts = [in_sight(actor, roles=READERS)]
    for party, alone in _takers(actor):
        parts.append(and_(in_sight(alone), Package.party_id == party, Package.state.in_(SHOWN)))
    return select(Package).join(Package.project).where(or_(*parts)).options(contains_eager(Package.project))


def packages(actor: Actor, *, state: str = "all", project_id: str = "") -> Select[Package]:
    """Return the packages of a filter that the actor may see, the newest first."""
    stmt = visible(actor).options(selectinload(Package.items).selectinload(PackageItem.conditions))
    if state == "open":
        stmt = stmt.where(Package.state.in_(_OPEN))
    elif state != "all":
        stmt = stmt.where(Package.state == state)
    if project_id:
        stmt = stmt.where(Package.project_id == project_id)
    return stmt.order_by(Package.begun_at.desc(), Package.id)


def package(actor: Actor, package_id: str) -> Select[Package]:
    """Return the query for one package the actor may see, with its items."""
    asset = selectinload(Package.items).joinedload(PackageItem.asset)
    return packages(actor).where(Package.id == package_id).options(
        asset.joinedload(Asset.element), asset.selectinload(Asset.papers), asset.undefer_group("counts")
    )  # fmt: skip


def item(actor: Actor, item_id: str) -> Select[PackageItem]:
    """Return the query for one item of a package the actor may see."""
    seen = visible(actor).with_only_columns(Package.id)
    return select(PackageItem).where(PackageItem.id == item_id, PackageItem.package_id.in_(seen))


def condition(actor: Actor, condition_id: str) -> Select[Condition]:
    """Return the query for one condition of a package the actor may see."""
    seen = visible(actor).with_only_columns(Package.id)
    stmt = select(Condition).join(Condition.item)
    return stmt.where(Condition.id == condition_id, PackageItem.package_id.in_(seen))


def whole(asset_ids: Collection[str]) -> list[Asset]:
    """Return these assets with all their files are made of, freshly read, whoever asks."""
    stmt = select(Asset).where(Asset.id.in_(asset_ids)).order_by(Asset.number)
    loaded = stmt.options(joinedload(Asset.element), selectinload(Asset.papers), undefer_group("counts"))
    return list(db.session.scalars(loaded.execution_options(populate_existing=True)))


def under_way(asset_ids: Collection[str]) -> dict[str, PackageItem]:
    """Return the item by which each of these assets lies in a package under way."""
    stmt = select(PackageItem).where(PackageItem.asset_id.in_(asset_ids), PackageItem.live)
    loaded = stmt.options(joinedload(PackageItem.package))
    return {each.asset_id: each for each in db.session.scalars(loaded)}


def to_remind(today: date) -> Select[Condition]:
    """Return the conditions not met that have a step of the reminders to come or behind them, the soonest first."""
    return (
        select(Condition)
        .join(Condition.item)
        .join(PackageItem.package)
        .where(
            Condition.met_at.is_(None), Condition.steps < len(STEPS), Package.state == "issued",
            PackageItem.reverted_at.is_(None), Condition.due_on <= today + timedelta(days=LEAD),
        )
        .order_by(Condition.due_on, Condition.id)
    )  # fmt: skip


def todos(actor: Actor, _at: datetime) -> list[Todo]:
    """Return what a person has to do about packages now: decide, sign, see that a condition is met."""
    rows = db.session.scalars(packages(actor, state="open").limit(MOST_TODOS)).unique()
    found = [made for each in rows if (made := _todo(actor, each))]
    stmt = select(Condition).join(Condition.item).join(PackageItem.package).where(
        Condition.met_at.is_(None), Package.state == "issued", PackageItem.reverted_at.is_(None),
        Package.id.in_(visible(actor).with_only_columns(Package.id)),
    )  # fmt: skip
    way = joinedload(Condition.item).joinedload(PackageItem.package).joinedload(Package.project)
    for one in db.session.scalars(
        stmt.options(way).order_by(Condition.due_on, Condition.id).limit(MOST_TODOS)
    ):
        if may(actor, "package.meet", one) or may(actor, "package.offer", one.package):
            due = datetime.combine(one.due_on, time.max, CHINA)
            words = ("满足移交条件", "meet a condition of the handover")
            url = f"/packages/{one.package.id}"
            found.append(Todo(url, (one.words, one.words), one.project.name, words, due))
    return found


def _todo(actor: Actor, package: Package) -> Todo | None:
    if package.state == "offered" and may(actor, "package.decide", package):
        words = ("逐项答复移交资产", "decide on the assets offered")
    elif package.state == "signing" and may(actor, "package.sign", package):
        words = ("签署移交确认书", "sign the deed of handover")
    else:
        return None
    trade = TRADES[package.trade]
    title = (f"{package.project.community} {trade.zh}移交", f"{package.project.community}: {trade.en}")
    return Todo(f"/packages/{package.id}", title, package.project.name, words, None)
