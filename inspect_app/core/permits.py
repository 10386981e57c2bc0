"""Who may do what: a table from verb to predicates, and the one question `may`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

ROLES: dict[str, tuple[str, str]] = {
    "admin": ("系统管理员", "Administrator"),
    "authority": ("监督机构", "Authority"),
    "inspector": ("检查员", "Inspector"),
    "owner": ("建设单位", "Owner"),
    "designer": ("设计单位", "Designer"),
    "surveyor": ("勘察单位", "Surveyor"),
    "contractor": ("施工单位", "Contractor"),
    "subcontractor": ("分包单位", "Subcontractor"),
    "supervisor": ("监理单位", "Supervisor"),
    "street": ("街道", "Street office"),
    "community": ("社区", "Community committee"),
    "property": ("物业", "Property firm"),
    "utility": ("专营单位", "Utility"),
}


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held at a party, narrowed to a project or to a region (prefix of the division code)."""

    role: str
    party_id: str | None = None
    project_id: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts: a person, a device, the system itself or anyone at all."""

    kind: str
    id: str | None
    name: str
    grants: tuple[Grant, ...] = ()
    session: str | None = field(default=None, repr=False, compare=False)

    def has(self, *roles: str) -> bool:
        """Say whether the actor holds any of these roles anywhere."""
        return any(each.role in roles for each in self.grants)

    def party_ids(self, *roles: str) -> frozenset[str]:
        """Return the parties the actor belongs to, in these roles (all roles when none is named)."""
        found = (each for each in self.grants if not roles or each.role in roles)
        return frozenset(each.party_id for each in found if each.party_id)


ANYONE = Actor("anyone", None, "公众")
SYSTEM = Actor("system", None, "系统")


class Covered(Protocol):
    """A project as permits see it: it knows whether a grant reaches it."""

    def covered_by(self, grant: Grant) -> bool:
        """Say whether this grant reaches the project."""


Predicate = Callable[[Actor, Any], bool]
TABLE: dict[str, tuple[Predicate, ...]] = {}


def register(rows: Mapping[str, tuple[Predicate, ...]]) -> None:
    """Add a room's rows; a verb may be written only once in the whole house."""
    for verb, predicates in rows.items():
        if TABLE.get(verb, predicates) != predicates:
            raise ValueError(f"permit {verb} is written twice")
        TABLE[verb] = predicates


def may(actor: Actor, verb: str, thing: Any = None) -> bool:
    """Say whether `actor` may do `verb` to `thing` (None: to the collection). Unknown verb: KeyError."""
    return any(predicate(actor, thing) for predicate in TABLE[verb])


def anyone(_actor: Actor, _thing: Any) -> bool:
    """Everyone, without an account."""
    return True


def logged_in(actor: Actor, _thing: Any) -> bool:
    """Any person with an account."""
    return actor.kind == "person"


def a_device(actor: Actor, _thing: Any) -> bool:
    """A device with its own log-in."""
    return actor.kind == "device"


def the_system(actor: Actor, _thing: Any) -> bool:
    """The platform itself: jobs and reactions."""
    return actor.kind == "system"


def holds(*roles: str) -> Predicate:
    """Anyone who holds one of these roles anywhere: for collections."""

    def holds_role(actor: Actor, _thing: Any) -> bool:
        return actor.has(*roles)

    return holds_role


def everywhere(*roles: str) -> Predicate:
    """Anyone who holds one of these roles without bounds: for what belongs to no project and no division."""

    def holds_whole(actor: Actor, _thing: Any) -> bool:
        return any(each.role in roles and not each.project_id and not each.region for each in actor.grants)

    return holds_whole


def acts_as(*roles: str) -> Predicate:
    """Whoever holds one of these roles on the project the thing belongs to."""

    def acts(actor: Actor, thing: Any) -> bool:
        project: Covered = getattr(thing, "project", thing)
        return any(each.role in roles and project.covered_by(each) for each in actor.grants)

    return acts


def of_party(attribute: str, *roles: str) -> Predicate:
    """Whoever belongs, in one of these roles, to the party named by `thing.<attribute>`."""

    def belongs(actor: Actor, thing: Any) -> bool:
        party_id, project = getattr(thing, attribute), getattr(thing, "project", None)
        return any(
            party_id is not None
            and each.party_id == party_id
            and (not roles or each.role in roles)
            and (project is None or project.covered_by(each))
            for each in actor.grants
        )

    return belongs
