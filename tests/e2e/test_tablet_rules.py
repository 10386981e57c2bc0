"""The app's own small rules, asked in the browser, give what the server's rules give."""

import json
from typing import Any

import pytest
from playwright.sync_api import Browser

from inspect_app.checklists.rules.conditions import Value, holds, parse
from inspect_app.core.canonical import content_hash
from tests.running import Program

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120), pytest.mark.xdist_group("town")]
CONDITIONS = (
    "${a} = 'pass'", "${a} != 'pass'", "${b} > 3", "3 < ${b}", "${b} <= 3 and ${a} = 'fail'", "not(${a} = 'fail')",
    "selected(${c}, 'torch')", "(${a} = 'pass' or ${b} = 4) and not(selected(${c}, 'cold'))", "${none} != 'x'",
    "${none} = 'x'", "${b} = 'pass'", "'pass' = ${a}", "${b} >= 4.0 or ${c} = 'na'",
)  # fmt: skip
VALUES = (
    {"a": Value("pass"), "b": Value("pass", 4.0), "c": Value("torch")},
    {"a": Value("fail"), "b": Value("fail", 2.5), "c": Value("na")},
    {"a": Value("na"), "b": Value(), "c": Value("cold")},
)
BODIES: tuple[Any, ...] = (
    {"b": 1, "a": [3.0, 0.1, 1e21, 1e-7, -0.0], "é": "中\u2028文\"\\\n", "z": None, "t": True},
    {"\U0001f600": 1, "\ufb33": 2, "1": {"10": 1, "2": [[0, 0.6], [600, 0.58]]}},
)  # fmt: skip


def test_a_condition_and_a_hash_are_the_same_on_the_tablet_and_on_the_server(
    town: Program, chromium: Browser
) -> None:
    page = chromium.new_page()
    page.goto(f"{town.url}/tablet")
    for text in CONDITIONS:
        for values in VALUES:
            told = {key: {"said": each.word, "number": each.number} for key, each in values.items()}
            ask = (
                "async ([text, told]) => (await import('/static/js/tablet/when.js'))"
                ".holds(text, (key) => told[key] || null)"
            )
            server = holds(parse(text), lambda key, known=values: known.get(key, Value()))
            assert page.evaluate(ask, [text, told]) == server, (text, told)
    for body in BODIES:
        ask = "async (text) => (await import('/static/js/tablet/canonical.js')).contentHash(JSON.parse(text))"
        assert page.evaluate(ask, json.dumps(body)) == content_hash(body)
    page.close()
