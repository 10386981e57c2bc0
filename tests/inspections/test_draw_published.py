"""What is published of a draw: checked by script and command, and named only when it gives nothing away."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from inspect_app.core.db import db
from inspect_app.inspections.queries import draws as reads
from inspect_app.inspections.rules.draw_check import check
from tests import drawing

SCRIPT = Path(__file__).resolve().parent.parent.parent / "inspect_app/static/verify_draw.py"


@pytest.fixture
def town(cast):
    """Ten sites besides the cast's two, and five inspectors besides its one."""
    drawing.sites(10)
    drawing.inspectors(5)
    return cast


def checked(tmp_path, document):
    path = tmp_path / "公布的抽取.json"
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    script = [sys.executable, "-I", str(SCRIPT), str(path)]
    command = [sys.executable, "-m", "inspect_app.cli", "verify-draw", str(path)]
    return [subprocess.run(argv, capture_output=True, text=True, check=False) for argv in (script, command)]


@pytest.mark.slow
def test_script_and_command_find_the_published_draw_right_and_name_what_was_changed(town, tmp_path):
    made = drawing.draw(to="published", share=25, strata="stage")
    drawing.finish_all(made)
    document = reads.public_document(made)
    assert {each["kind"] for each in document["names"].values()} == {"site", "inspector"}
    assert check(document) == []
    assert [each.returncode for each in checked(tmp_path, document)] == [0, 0]
    key = next(key for key, told in document["names"].items() if told["kind"] == "site")
    tampered = [
        ("list_hash", {"list": {**document["list"], "left_out": {"x": "y"}}}),
        ("seed", {"chance": "another"}),
        ("drawn", {"drawn": [{**document["drawn"][0], "team": ["x", "y"]}, *document["drawn"][1:]]}),
        (f"names.{key}", {"names": {**document["names"], key: {**document["names"][key], "name": "别的"}}}),
    ]
    for field, changed in tampered:
        for done in checked(tmp_path, {**document, **changed}):
            assert done.returncode == 1
            assert field in done.stdout
            assert "Traceback" not in done.stderr


def test_a_list_in_which_a_site_could_be_known_is_published_after_its_visits(town):
    made = drawing.draw(to="published", weights={town.project().id: [9, "群众反映较多"]}, share=25)
    told = reads.public_document(made)
    assert not made.readable
    assert "list" not in told
    assert told["list_hash"] == made.list_hash
    drawing.finish_all(made)
    db.session.expire_all()
    assert check(reads.public_document(made)) == []


def test_names_are_told_when_the_visits_are_over_and_not_before(town):
    made = drawing.draw(to="published", share=25)
    assert made.readable
    told = reads.public_document(made)
    assert told["names"] == {}
    assert "改造项目" not in json.dumps(told, ensure_ascii=False)
    drawing.finish_all(made)
    db.session.expire_all()
    names = reads.public_document(made)["names"]
    assert {each["name"] for each in names.values() if each["kind"] == "site"} == {
        each.visit.project.name for each in made.seals
    }
