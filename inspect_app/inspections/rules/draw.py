"""双随机: who is inspected and by whom, drawn so that anybody can recompute it from what was published.

Only SHA-256 and whole numbers are used: every machine and every language finds the same. A site of weight w has
w tickets; the smallest of their hashes is its place in the queue, so that each place goes to a site with odds in
proportion to the weights of those still waiting.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

VERSION: Final = 1
MOST_WEIGHT: Final = 100
#: two persons at least (各地双随机细则; 重庆市建筑管理条例 art. 36 asks for two signatures)
LEAST_TEAM: Final = 2
#: the stratum of sites that are inspected without a draw: all of it is taken, and teams are found for them too
ALWAYS: Final = "always"
#: why somebody may not inspect a site
CONFLICTS: Final[dict[str, tuple[str, str]]] = {
    "interest": ("与检查对象有利害关系", "has an interest in the site"),
    "employer": ("曾受雇于参建单位", "was employed by a party of the works"),
    "last-visit": ("上一次检查由其进行", "made the visit before"),
}


@dataclass(frozen=True, slots=True)
class Site:
    """What may be drawn: its key, its stratum, its weight (tickets), and the skills its inspection needs."""

    id: str
    stratum: str = ""
    weight: int = 1
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Inspector:
    """Who may be drawn: skills, how many more visits may come, and the sites barred with the reason (CONFLICTS)."""

    id: str
    skills: tuple[str, ...] = ()
    room: int = 1
    barred: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Frozen:
    """The list as it was published before the draw. `take` says how many of each stratum.

    `left_out` holds what was taken off the list, with the reason; `always` what is inspected without a draw, with
    the causes; `entropy` names the source of chance beforehand, `not_before` the moment it speaks.
    """

    number: str
    entropy: str
    sites: tuple[Site, ...]
    inspectors: tuple[Inspector, ...]
    take: Mapping[str, int]
    team: int = LEAST_TEAM
    left_out: Mapping[str, str] = field(default_factory=dict)
    always: Mapping[str, str] = field(default_factory=dict)
    not_before: str = ""

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Frozen":
        """Return the list that a document holds; KeyError or TypeError when it is none."""
        rest = {name: document[name] for name in ("number", "entropy", "take", "team", "left_out")}
        return cls(
            sites=tuple(Site(**{**each, "needs": tuple(each["needs"])}) for each in document["sites"]),
            inspectors=tuple(
                Inspector(**{**each, "skills": tuple(each["skills"])}) for each in document["inspectors"]
            ),
            always=document["always"],
            not_before=document["not_before"],
            **rest,
        )

    def document(self) -> dict[str, Any]:
        """Return the list as plain JSON values; its canonical bytes are what is hashed."""
        return {
            "version": VERSION,
            "number": self.number,
            "entropy": self.entropy,
            "not_before": self.not_before,
            "team": self.team,
            "take": dict(self.take),
            "sites": [_site(each) for each in sorted(self.sites, key=lambda one: one.id)],
            "inspectors": [_inspector(each) for each in sorted(self.inspectors, key=lambda one: one.id)],
            "left_out": dict(self.left_out),
            "always": dict(self.always),
        }


@dataclass(frozen=True, slots=True)
class Drawn:
    """One drawn site with its team. `missing` says what could not be found: skills, or that people are too few."""

    site: str
    stratum: str
    place: int
    team: tuple[str, ...]
    missing: tuple[str, ...] = ()


def faults(frozen: Frozen) -> list[tuple[str, str, str]]:
    """Return (field, words in Chinese, words in English) for everything that makes a list impossible."""
    found: list[tuple[str, str, str]] = []
    for name, ids in (("sites", frozen.sites), ("inspectors", frozen.inspectors)):
        if len({each.id for each in ids}) != len(ids):
            found.append((name, "名单中有重复", "somebody is on the list twice"))
    if any(not 1 <= each.weight <= MOST_WEIGHT for each in frozen.sites):
        found.append(("weight", f"权重应为 1 到 {MOST_WEIGHT} 的整数", f"from 1 to {MOST_WEIGHT}"))
    if frozen.team < LEAST_TEAM:
        found.append(("team", f"检查人员不得少于 {LEAST_TEAM} 人", f"at least {LEAST_TEAM} inspectors"))
    if not frozen.entropy.strip():
        found.append(("entropy", "须事先公布随机数来源", "the source of chance must be named beforehand"))
    strata: dict[str, int] = {}
    for site in frozen.sites:
        strata[site.stratum] = strata.get(site.stratum, 0) + 1
    for stratum, count in frozen.take.items():
        there = strata.get(stratum, 0)
        if not 0 <= count <= there:
            place = stratum or "*"
            found.append((f"take.{place}", f"应为 0 到 {there}", f"from 0 to {there}"))
    return found


def _site(each: Site) -> dict[str, Any]:
    return {"id": each.id, "stratum": each.stratum, "weight": each.weight, "needs": list(each.needs)}


def _inspector(each: Inspector) -> dict[str, Any]:
    skills, barred = list(each.skills), dict(each.barred)
    return {"id": each.id, "skills": skills, "room": each.room, "barred": barred}


def list_hash(document: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a frozen list: published before the source of chance speaks.

    Written as every checker can write it: keys in order, no blanks, UTF-8. A list holds words and whole numbers
    alone, of which these are the canonical bytes (core/canonical.py).
    """
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def seed_of(listed: str, chance: str) -> str:
    """Return the seed: SHA-256 of the list's hash, a line feed, and what the source of chance said (UTF-8)."""
    return hashlib.sha256(f"{listed}\n{chance.strip()}".encode()).hexdigest()


def draw(frozen: Frozen, chance: str) -> list[Drawn]:
    """Draw sites and inspectors together; ValueError when the list is impossible (see faults).

    In each stratum the sites with the smallest hashes are taken. Sites with the fewest possible inspectors are
    staffed first; for each the possible ones stand in the order of their own hashes, and one is taken if he brings
    a skill that is still needed, or if nothing is needed any more.
    """
    if wrong := faults(frozen):
        raise ValueError("; ".join(f"{name}: {words}" for name, _zh, words in wrong))
    seed = seed_of(list_hash(frozen.document()), chance)
    taken = _queue(frozen, seed)
    possible = {site.id: _possible(site, frozen.inspectors, seed) for site, _place in taken}
    room = {each.id: each.room for each in frozen.inspectors}
    skills = {each.id: frozenset(each.skills) for each in frozen.inspectors}
    found = {}
    for site, place in sorted(taken, key=lambda one: (len(possible[one[0].id]), one[1], one[0].id)):
        team = _team(site, possible[site.id], skills, room, frozen.team)
        found[site.id] = Drawn(site.id, site.stratum, place, team, _missing(site, team, skills, frozen.team))
    return [found[site.id] for site, _place in taken]


def stand_ins(frozen: Frozen, seed: str, site: str) -> list[str]:
    """Return who may inspect a site, in the order in which they are asked when somebody drawn gives it back."""
    found = next(each for each in frozen.sites if each.id == site)
    return _possible(found, frozen.inspectors, seed)


def ticket(seed: str, *words: object) -> str:
    """Return the hash of one ticket: SHA-256 over the seed and the words, joined by line feeds."""
    return hashlib.sha256("\n".join((seed, *map(str, words))).encode()).hexdigest()


def _queue(frozen: Frozen, seed: str) -> list[tuple[Site, int]]:
    """Return the taken sites, stratum by stratum, with their places from 1."""
    keyed = sorted((each.stratum, _smallest(seed, each), each.id) for each in frozen.sites)
    sites = {each.id: each for each in frozen.sites}
    places: dict[str, int] = {}
    taken = []
    for stratum, _key, name in keyed:
        place = places[stratum] = places.get(stratum, 0) + 1
        if place <= frozen.take.get(stratum, 0):
            taken.append((sites[name], place))
    return taken


def _smallest(seed: str, site: Site) -> bytes:
    """Return the smallest of a site's tickets, as ticket() makes them; the shared beginning is hashed once."""
    begun = hashlib.sha256(f"{seed}\nsite\n{site.id}\n".encode())
    found = []
    for number in range(site.weight):
        one = begun.copy()
        one.update(str(number).encode())
        found.append(one.digest())
    return min(found)


def _possible(site: Site, inspectors: Iterable[Inspector], seed: str) -> list[str]:
    keyed = [
        (ticket(seed, "inspector", site.id, each.id), each.id)
        for each in inspectors
        if site.id not in each.barred and each.room > 0
    ]
    return [name for _key, name in sorted(keyed)]


def _team(
    site: Site,
    possible: Sequence[str],
    skills: Mapping[str, frozenset[str]],
    room: dict[str, int],
    size: int,
) -> tuple[str, ...]:
    team: list[str] = []
    needed = set(site.needs)
    free = [each for each in possible if room[each] > 0]
    for name in free:
        if needed & skills[name] and len(team) < size:
            team.append(name)
            needed -= skills[name]
    for name in free:
        if len(team) < size and name not in team:
            team.append(name)
    for name in team:
        room[name] -= 1
    return tuple(team)


def _missing(
    site: Site, team: Sequence[str], skills: Mapping[str, frozenset[str]], size: int
) -> tuple[str, ...]:
    there = frozenset[str]().union(*(skills[name] for name in team))
    lacking = [f"skill:{name}" for name in sorted(set(site.needs) - there)]
    return (*lacking, *(["people"] if len(team) < size else []))
