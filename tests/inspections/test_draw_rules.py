"""The draw: even, in proportion to weights, with its constraints, and the same on every machine."""

import json
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspect_app.inspections.rules.draw import (
    Frozen,
    Inspector,
    Site,
    draw,
    faults,
    list_hash,
    seed_of,
    ticket,
)

SCRIPT = Path(__file__).resolve().parent.parent.parent / "inspect_app/static/verify_draw.py"
PEOPLE = tuple(Inspector(f"i{n}", ("gas",) if n < 3 else (), 3) for n in range(8))


def frozen(**more):
    sites = tuple(
        Site(f"s{n}", "a" if n % 3 else "b", 1 + n % 4, ("gas",) if n == 1 else ()) for n in range(12)
    )
    given = {"sites": sites, "inspectors": PEOPLE, "take": {"a": 3, "b": 2}, **more}
    return Frozen("CQ-1", "drand 4311000", **given)


def test_the_seed_is_the_hash_of_list_and_chance():
    # Written out, so that whoever checks a draw by hand finds the same: printf 'ab\n7' | sha256sum
    assert seed_of("ab", " 7 ") == "d4e2fed2db58e911144038880ece6ad32b9e3a358c7b74a7ac2c2761f564f457"
    assert ticket("s", "site", "x", 0) == "8262813ddf3b7986c22e42aac4b0a124d1058e2bbae8ed595ac506d6b3f6b38d"


@pytest.mark.slow
def test_in_a_hundred_thousand_draws_every_site_has_the_same_odds():
    names = [f"s{n}" for n in range(20)]
    found = Counter()
    for round_ in range(100_000):
        seed = seed_of("list", str(round_))
        found[min(names, key=lambda name, seed=seed: ticket(seed, "site", name, 0))] += 1
    expected = 100_000 / 20
    chi = sum((found[name] - expected) ** 2 / expected for name in names)
    assert chi < 43.8, "19 degrees of freedom, one in a thousand"  # the series is fixed: this never flickers
    assert min(found.values()) > 0


def test_odds_are_in_proportion_to_weights():
    listed = Frozen("CQ-1", "x", tuple(Site(f"s{w}", weight=w) for w in (1, 2, 3, 4)), (), {"": 1})
    found = Counter(draw(listed, str(n))[0].site for n in range(4000))
    chi = sum((found[f"s{w}"] - 400 * w) ** 2 / (400 * w) for w in (1, 2, 3, 4))
    assert chi < 16.3, "3 degrees of freedom, one in a thousand"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=20), st.integers(0, 8), st.integers(0, 4), st.integers(2, 4))
def test_a_draw_takes_what_was_asked_and_bars_who_is_barred(chance, many, few, team):
    barred = tuple(replace(each, barred={"s1": "interest", "s2": "employer"}) for each in PEOPLE[:5])
    listed = frozen(take={"a": many, "b": few}, team=team, inspectors=(*barred, *PEOPLE[5:]))
    found = draw(listed, chance)
    assert Counter(each.stratum for each in found) == Counter({"a": many, "b": few})
    assert len({each.site for each in found}) == many + few
    load = Counter(name for each in found for name in each.team)
    assert all(load[each.id] <= each.room for each in listed.inspectors)
    for each in found:
        assert len(set(each.team)) == len(each.team) <= team
        assert (len(each.team) < team) == ("people" in each.missing)
        if each.site in ("s1", "s2"):
            assert not set(each.team) & {one.id for one in barred}


def test_a_needed_skill_is_on_the_team_or_said_to_be_missing():
    everything = {"a": 8, "b": 4}
    gas = next(each for each in draw(frozen(take=everything), "7") if each.site == "s1")
    assert set(gas.team) & {"i0", "i1", "i2"}
    without = frozen(take=everything, inspectors=PEOPLE[3:])
    assert "skill:gas" in next(each for each in draw(without, "7") if each.site == "s1").missing


def test_another_order_of_the_list_is_the_same_list():
    listed = frozen()
    turned = replace(listed, sites=listed.sites[::-1], inspectors=listed.inspectors[::-1])
    assert list_hash(listed.document()) == list_hash(turned.document())
    assert draw(listed, "7") == draw(turned, "7")


def test_any_change_of_the_list_is_another_draw():
    listed = frozen()
    heavier = replace(listed, sites=(replace(listed.sites[0], weight=9), *listed.sites[1:]))
    hashes = {list_hash(each.document()) for each in (listed, heavier, replace(listed, entropy="drand 1"))}
    assert len(hashes) == 3


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"take": {"a": 9}}, "take.a"),
        ({"take": {"z": 1}}, "take.z"),
        ({"team": 1}, "team"),
        ({"sites": (Site("x"), Site("x")), "take": {}}, "sites"),
        ({"sites": (Site("x", weight=0),), "take": {}}, "weight"),
        ({"inspectors": (*PEOPLE, PEOPLE[0])}, "inspectors"),
    ],
)
def test_an_impossible_list_is_refused_with_its_field(more, field):
    assert field in [name for name, _zh, _en in faults(frozen(**more))]
    with pytest.raises(ValueError, match=field):
        draw(frozen(**more), "7")


def published(listed, chance):
    document = listed.document()
    drawn = [
        {"site": each.site, "stratum": each.stratum, "place": each.place, "team": list(each.team),
         "missing": list(each.missing)}
        for each in draw(listed, chance)
    ]  # fmt: skip
    hashed = list_hash(document)
    seed = seed_of(hashed, chance)
    return {"list": document, "list_hash": hashed, "chance": chance, "seed": seed, "drawn": drawn}


@pytest.mark.parametrize("chance", ["7", "  8  ", "沪深300 3871.25", "x"])
def test_the_stand_alone_script_finds_the_same_and_every_change(tmp_path, chance):
    path = tmp_path / "draw.json"
    barred = Inspector("i9", ("gas",), 2, {"s1": "last-visit"})
    document = published(frozen(inspectors=(*PEOPLE, barred), left_out={"s77": "停工"}), chance)

    def verdict(**changed):
        path.write_text(json.dumps({**document, **changed}, ensure_ascii=False), encoding="utf-8")
        argv = [sys.executable, "-I", str(SCRIPT), str(path)]
        return subprocess.run(argv, capture_output=True, text=True, check=False)

    assert verdict().returncode == 0
    assert "list_hash" in verdict(list={**document["list"], "entropy": "another"}).stdout
    assert "drawn" in verdict(drawn=document["drawn"][::-1]).stdout
    assert "seed" in verdict(chance="9").stdout


def test_the_stand_alone_script_is_short_and_needs_only_python():
    text = SCRIPT.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 100
    assert [line for line in text.splitlines() if line.startswith(("import", "from"))] == [
        "import hashlib",
        "import json",
        "import sys",
    ]
