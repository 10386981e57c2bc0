"""The rules over the API, the command and the page: the same answer through every door."""

import json
import subprocess
import sys
from typing import Any

import pytest
from click.testing import CliRunner

from inspect_app.asking import rule_command
from inspect_app.core import rulebook

CASE = {"lot": 95}


def test_anybody_may_list_the_rules_with_their_schemas(browser: Any) -> None:
    client = browser("")
    found = client.get("/api/rules").get_json()
    assert len(found) == len(rulebook.rules()) > 20
    least = next(each for each in found if each["key"] == "sampling.least")
    assert least["inputs"]["required"] == ["lot"]
    assert least["outputs"]["properties"]["n"]["type"] == ["integer", "null"]


def test_the_same_answer_comes_through_every_door(browser: Any) -> None:
    client = browser("")
    over_api = client.post("/api/rules/sampling.least", json=CASE).get_json()
    assert over_api["result"] == {"n": 8}
    ran = CliRunner().invoke(rule_command, ["sampling.least", json.dumps(CASE), "--json"])
    assert json.loads(ran.output)["result"] == over_api["result"]
    page = client.get("/rules/sampling.least?lot=95").get_data(as_text=True)
    assert "<dd>8" in page


def test_a_wrong_input_is_named_over_the_api(browser: Any) -> None:
    client = browser("")
    refused = client.post("/api/rules/sampling.least", json={"lot": "many", "size": 3})
    assert refused.status_code == 422
    assert set(refused.get_json()["errors"]) == {"lot", "size"}
    assert client.post("/api/rules/no.such", json={}).status_code == 404


def test_a_wrong_input_is_named_on_the_page_and_kept(browser: Any) -> None:
    client = browser("")
    refused = client.get("/rules/sampling.general-item?n=8&bad=x&lang=en")
    shown = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "must be a number" in shown
    assert 'value="x"' in shown


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_every_rule_has_a_page_with_an_example(browser: Any, locale: str) -> None:
    client = browser("")
    for rule in rulebook.rules():
        reply = client.get(f"/rules/{rule.key}?lang={locale}")
        assert reply.status_code == 200, rule.key
        assert (rule.en if locale == "en" else rule.zh) in reply.get_data(as_text=True)


def test_large_figures_are_grouped_and_small_ones_left_alone(browser: Any) -> None:
    page = browser("").get("/rules/sizing.installation?sites=36000&devices=1").get_data(as_text=True)
    assert "<dd>311,040,000 " in page
    assert "<dd>3600 " in page


def test_small_tables_are_asked_row_by_row(browser: Any) -> None:
    client = browser("")
    query = (
        "entries.0.code=overdue_rectification&entries.0.occurred_on=2026-05-11&entries.0.days=2&on=2026-06-01"
    )
    shown = client.get(f"/rules/credit.score?{query}").get_data(as_text=True)
    assert "97" in shown


def test_the_command_lists_shows_and_refuses_in_words() -> None:
    run = CliRunner()
    assert "sampling.least" in run.invoke(rule_command, []).output
    assert "example" in run.invoke(rule_command, ["sampling.least"]).output
    assert "no rule" in run.invoke(rule_command, ["no.such"]).output
    refused = run.invoke(rule_command, ["sampling.least", '{"lot": "x"}', "--lang", "en"])
    assert refused.exit_code == 1
    assert "lot: must be a number" in refused.output
    assert run.invoke(rule_command, ["sampling.least", "{"]).exit_code == 1
    assert run.invoke(rule_command, ["sampling.least", "[]"]).exit_code == 2


def test_the_command_needs_no_database(tmp_path: Any) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "inspect_app.cli", "rule", "acceptance.filing", '{"accepted_on": "2026-04-30"}', "--lang", "en"],
        capture_output=True, text=True, cwd=tmp_path, check=True, timeout=60,
    )  # fmt: skip
    assert "2026-05-15" in ran.stdout
    assert "verified" in ran.stdout
