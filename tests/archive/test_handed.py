"""What was handed over and decided by vote goes along in a bundle, and nobody who voted."""

import io
import json
import zipfile
from pathlib import Path

from inspect_app.core import chain
from inspect_app.core.journal import react
from inspect_app.core.keys import own_key
from tests import balloting, handing
from tests.archive.test_bundle import written, wrong_of
from tests.cast import Cast


def test_what_was_handed_over_and_decided_by_vote_goes_along_and_no_voter(cast: Cast, tmp_path: Path) -> None:
    project = cast.project()
    deed = handing.package(project, to="issued")
    balloting.homes(project)
    decided, running = balloting.vote(project, to="published"), balloting.vote(project, subject="property")
    while react():
        pass
    chain.seal()
    data = written(project)
    assert wrong_of(tmp_path, data, own_key().public) == []
    with zipfile.ZipFile(io.BytesIO(data)) as held:
        names = held.namelist()
        rows = {name: held.read(name).decode() for name in names if name.endswith(".jsonl")}
    assert [json.loads(each)["number"] for each in rows["data/packages.jsonl"].splitlines()] == [deed.number]
    assert rows["data/charges.jsonl"].count(deed.id)
    assert any(deed.pdf_sha256 in each for each in names), "the deed itself"
    assert decided.number in rows["data/votes.jsonl"]
    assert running.number not in rows["data/votes.jsonl"]
    verbs = {json.loads(each)["verb"] for each in rows["data/journal.jsonl"].splitlines()}
    assert {"package.sign", "deed.issue"} <= verbs
    assert not any(each.startswith(("vote.", "roll.")) for each in verbs)
    assert not {"data/voters.jsonl", "data/turnouts.jsonl", "data/roll_households.jsonl"} & set(names)
    assert not any("王小明" in each for each in rows.values())
