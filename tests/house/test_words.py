"""Words that have no place in the tracked files: unfinished work, foreign machines, secrets."""

import re
import tomllib

from tests.house.source import ROOT, none, text, tracked

# The brackets keep this file from finding itself.
UNFINISHED = re.compile(
    r"\b(TO[D]O|FIX[M]E|X[X]X|HA[C]K)\b|NotImplemented[E]rror|pytest\.ski[p]\(|importor[s]kip|mark\.(ski[p]|xfai[l])"
)
FOREIGN = re.compile(
    r"(?i)\bsub-?age[n]ts?\b|\bcl[a]ude|anthr[o]pic|\bcopi[l]ot\b|chatg[p]t|\bLL[M]s?\b|/wor[k]/|/far[m]/|\.\./share[d]\b"
    r"|/op[t]/(pypi|wheels)|/tm[p]/bash|/roo[t]/"
)
REGISTRY = re.compile(
    r"(?i)\bpypi\.or[g]|pythonhoste[d]|registry\.npm|npmmirro[r]|tsinghua\.ed[u]|--(extra-)?inde[x]-url|--find-link[s]|--trusted-hos[t]"
)
SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KE[Y]-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{30,}|\bxox[bp]-[0-9A-Za-z-]{10,}"
    r"|\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.|:/[/](?!user:secret@)[^/\s:@{}<>$]+:[^/\s:@{}<>$]{6,}@"
)
CODE = (".py", ".js", ".html", ".css", ".sh", ".toml", "Makefile")
LOCKS = ("requirements.lock", "requirements-dev.lock")


def found(pattern: re.Pattern[str], *, suffixes: tuple[str, ...] = ("",)) -> list[str]:
    return [
        f"{path}:{number}: {hit[0]}"
        for path in tracked()
        if path.endswith(suffixes)
        for number, line in enumerate(text(path).splitlines(), 1)
        if (hit := pattern.search(line))
    ]


def test_nothing_is_left_undone_or_skipped() -> None:
    none(found(UNFINISHED, suffixes=CODE), "finish it or leave it out")


def test_the_project_speaks_of_itself_alone() -> None:
    none(found(FOREIGN), "no word of the machines and tools it was written with")


def test_no_registry_is_named() -> None:
    none(found(REGISTRY), "where parts come from is the business of whoever installs")


def test_no_secret_is_written_down() -> None:
    none(found(SECRET), "a secret is made at first start or given by the environment")


def test_the_patterns_find_what_they_look_for() -> None:
    assert UNFINISHED.search("# TO" + "DO: later")
    assert FOREIGN.search("see /wor" + "k/main/x")
    assert REGISTRY.search("--inde" + "x-url here")
    assert SECRET.search("postgresql://me:let" + "mein@db/x")
    assert not SECRET.search("postgresql+psycopg://postgres@127.0.0.1:5432/x")


def test_the_locks_hold_pins_and_nothing_else() -> None:
    places = [
        f"{name}: {line}"
        for name in LOCKS
        for line in text(name).splitlines()
        if not re.fullmatch(r"#.*|[a-z0-9-]+==[0-9][0-9a-z.!+]*", line)
    ]
    none(places, "a lock line is name==version")


def test_every_part_asked_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    for name, wanted in zip(LOCKS, ([], [line for extra in extras for line in extra]), strict=True):
        pinned = {line.partition("==")[0] for line in text(name).splitlines()}
        asked = [
            re.split(r"[\[<>=!~; ]", line)[0].lower().replace("_", "-")
            for line in [*project["dependencies"], *wanted]
        ]
        none(sorted(set(asked) - pinned), f"make lock writes {name} anew")
