# mypy: ignore-errors
# Handed out to be read by anybody: the fewest words, so no types.
"""Checks a published draw with nothing but Python: python3 verify_draw.py DRAW.json.

The file holds "list" (as frozen), "list_hash" (as published before), "chance" (what the source said), "seed",
"drawn", and "names" of ids. Everything is computed anew from list and chance; exit code 0 when all of it agrees.
"""

import hashlib
import json
import sys


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


def ticket(seed, *words):
    return sha("\n".join([seed, *map(str, words)]))


def queue(listed, seed):
    """The taken sites as (stratum, place, site), the smallest of each site's tickets deciding."""
    keyed = sorted(
        (each["stratum"], min(ticket(seed, "site", each["id"], n) for n in range(each["weight"])), each["id"])
        for each in listed["sites"]
    )
    sites, places, taken = {each["id"]: each for each in listed["sites"]}, {}, []
    for stratum, _key, name in keyed:
        places[stratum] = places.get(stratum, 0) + 1
        if places[stratum] <= listed["take"].get(stratum, 0):
            taken.append((stratum, places[stratum], sites[name]))
    return taken


def team(listed, site, possible, skills, room):
    found, needed = [], set(site["needs"])
    free = [name for name in possible if room[name] > 0]
    for name in free:
        if needed & skills[name] and len(found) < listed["team"]:
            found.append(name)
            needed -= skills[name]
    for name in free:
        if len(found) < listed["team"] and name not in found:
            found.append(name)
    for name in found:
        room[name] -= 1
    lacking = set(site["needs"]).difference(*(skills[name] for name in found))
    few = ["people"] if len(found) < listed["team"] else []
    return {"team": found, "missing": [f"skill:{each}" for each in sorted(lacking)] + few}


def possible(listed, site, seed):
    allowed = [one["id"] for one in listed["inspectors"] if site not in one["barred"] and one["room"] > 0]
    return sorted(allowed, key=lambda name: (ticket(seed, "inspector", site, name), name))


def draw(listed, seed):
    taken, people = queue(listed, seed), listed["inspectors"]
    able = {site["id"]: possible(listed, site["id"], seed) for _, _, site in taken}
    room = {each["id"]: each["room"] for each in people}
    skills = {each["id"]: set(each["skills"]) for each in people}
    teams = {}
    for _, _, site in sorted(taken, key=lambda one: (len(able[one[2]["id"]]), one[1], one[2]["id"])):
        teams[site["id"]] = team(listed, site, able[site["id"]], skills, room)
    return [
        {"site": site["id"], "stratum": stratum, "place": place, **teams[site["id"]]}
        for stratum, place, site in taken
    ]


def check(published):
    """Return what does not agree; nothing when the draw is right."""
    listed = published["list"]
    text = json.dumps(listed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    wrong = (
        [] if sha(text) == published["list_hash"] else ["list_hash: the list is not the one published before"]
    )
    for key, each in published.get("names", {}).items():
        words = [listed["number"], each["name"], each["known_as"], each["nonce"]]
        if sha("\n".join(words))[:32] != key:
            wrong.append(f"names.{key}: is not the name behind this id")
    if published.get("chance") is None:
        return wrong  # not drawn yet
    seed = sha(f"{published['list_hash']}\n{published['chance'].strip()}")
    if seed != published["seed"]:
        wrong.append("seed: does not follow from list and chance")
    if draw(listed, seed) != published["drawn"]:
        wrong.append("drawn: another outcome follows from the list and the chance")
    return wrong


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:  # noqa: PTH123 -- the fewest imports
        faults = check(json.load(file))
    print("\n".join(faults) or "the draw is right")  # noqa: T201 -- its answer
    sys.exit(1 if faults else 0)
