"""How long a draw takes: sites and inspectors together, with strata, weights, skills, load and recusal."""

import time

from bench.figures import Results, spread
from inspect_app.inspections.rules.draw import Frozen, Inspector, Site, draw, list_hash
from inspect_app.inspections.rules.draw_check import as_json, check

STRATA, SKILLS, WHY = 8, ("gas", "electric", "lift", "fire"), ("interest", "employer", "last-visit")


def frozen(sites: int, inspectors: int, take: int) -> Frozen:
    """Return a list of so many sites: eight strata, weights of 1 to 10, a skill for every fifth, recusals for all."""
    listed = tuple(
        Site(f"{n:032x}", f"s{n % STRATA}", 1 + n % 10, (SKILLS[n % 4],) if n % 5 == 0 else ())
        for n in range(sites)
    )
    people = tuple(
        Inspector(
            f"p{n:031x}", (SKILLS[n % 4],), 1 + n % 6,
            {f"{(n * 37 + k) % sites:032x}": WHY[k % 3] for k in range(sites // 50)},
        )
        for n in range(inspectors)
    )  # fmt: skip
    per = {f"s{k}": take // STRATA + (k < take % STRATA) for k in range(STRATA)}
    return Frozen("SSJ-2026-000001", "a lottery's numbers", listed, people, per)


def measure(results: Results, rounds: int, *, quick: bool = False) -> None:
    """Draw 50 of 10,000 and check what came of it."""
    sites, inspectors, take = (1000, 40, 20) if quick else (10_000, 200, 50)
    listed = frozen(sites, inspectors, take)
    times: dict[str, list[float]] = {"freeze (document, hash)": [], "draw": [], "check all of it": []}
    for number in range(rounds):
        times["freeze (document, hash)"].append(_seconds(lambda: list_hash(listed.document())))
        times["draw"].append(_seconds(lambda number=number: draw(listed, str(number))))
        published = {"list": listed.document(), "list_hash": list_hash(listed.document()), "chance": None}
        times["check all of it"].append(_seconds(lambda published=published: check(published)))
    found = draw(listed, "0")
    assert len(found) == take, "as many as asked"
    assert all(len(as_json(each)["team"]) == listed.team for each in found), "each with its team"
    rows = [(name, spread([each * 1000 for each in taken])) for name, taken in times.items()]
    title = f"a draw of {take} from {sites:,} sites and {inspectors} inspectors with constraints"
    results.table("draws", title, ("step", "ms: median (least–most)"), rows)
    results.raw("draws", sites=sites, inspectors=inspectors, take=take, seconds=times)


def _seconds(work: object) -> float:
    begun = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - begun
