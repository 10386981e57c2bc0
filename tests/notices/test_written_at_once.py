"""Two people write on one draft: nothing is lost, both versions are shown, and one is chosen."""

import re
from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient

from inspect_app.core.db import db, transaction
from inspect_app.notices.actions import draft
from inspect_app.notices.models import Notice
from tests.cast import Cast
from tests.make import NOW

Browser = Callable[[str], FlaskClient]


def _hidden(page: str) -> dict[str, str]:
    found = re.findall(r'name="(seen|known)" value="([^"]*)"', page)
    return {name: value.replace("&#34;", '"') for name, value in found}


def test_a_draft_two_people_write_on_shows_both_versions_and_keeps_the_one_chosen(
    browser: Browser, cast: Cast
) -> None:
    with transaction():
        one = draft(
            cast.officer, project=cast.project(), kind="rectification", facts="原来的事实", at=NOW,
        )  # fmt: skip
    address, key = f"/notices/{one.id}/edit", one.id
    mine = browser("officer")
    opened = _hidden(mine.get(address).text)
    typed: dict[str, Any] = {"kind": "rectification", "facts": "我写的事实", "clause": "", **opened}
    saved = browser("officer").post(address, data={**typed, "facts": "别人写的 <b>", "clause": "条例第 5 条"})
    assert saved.status_code == 302

    refused = mine.post(address, data=typed)
    assert refused.status_code == 409
    assert "我写的事实" in refused.text
    assert "别人写的 &lt;b&gt;" in refused.text
    assert "officer" in refused.text
    assert db.session.get_one(Notice, key).facts == "别人写的 <b>"
    # What only the other changed is chosen already; what both changed waits for a choice.
    radios = {
        (name, which): "checked" in rest
        for name, which, rest in re.findall(r'name="keep-(\w+)" value="(\w+)" required([^>]*)>', refused.text)
    }
    assert radios == {
        ("facts", "mine"): False, ("facts", "theirs"): False, ("clause", "mine"): False, ("clause", "theirs"): True,
    }  # fmt: skip

    chosen = {**typed, **_hidden(refused.text), "keep-clause": "theirs"}
    assert mine.post(address, data=chosen).status_code == 409
    assert mine.post(address, data={**chosen, "keep-facts": "mine"}).status_code == 302
    db.session.expire_all()
    kept = db.session.get_one(Notice, key)
    assert (kept.facts, kept.clause) == ("我写的事实", "条例第 5 条")
    # Somebody wrote once more between the two versions and the choice: the new one is shown.
    again = mine.post(address, data={**chosen, "keep-facts": "mine", "facts": "第三种"})
    assert again.status_code == 409
    assert "我写的事实" in again.text
