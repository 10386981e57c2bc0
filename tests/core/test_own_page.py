"""The language switch of a form that came back leads to a page that can be read."""

import re
from collections.abc import Callable

from flask.testing import FlaskClient

from tests import make
from tests.cast import Cast
from tests.complaints.test_actions import filed, moving
from tests.complaints.test_follow_and_desk import following

Browser = Callable[[str], FlaskClient]


def switch(client: FlaskClient, path: str, **typed: str) -> str:
    """Post what is refused, and return where the switch of the page that comes back leads."""
    reply = client.post(path, data=typed)
    assert reply.status_code == 422
    return re.findall(r'href="([^"]*)"[^>]*hreflang="en"', reply.text)[0]


def test_after_a_refused_move_the_switch_leads_to_the_thing(cast: Cast, browser: Browser) -> None:
    defect = make.defect(cast.project(), to="rectified")
    client = browser("supervisor")
    address = switch(client, f"/defects/{defect.id}/moves/return")
    assert address == f"/defects/{defect.id}?lang=en"
    page = client.get(address)
    assert page.status_code == 200
    assert 'lang="en"' in page.text


def test_after_a_refused_note_it_leads_to_the_complaint(cast: Cast, browser: Browser) -> None:
    complaint = filed(cast)
    address = switch(browser("street"), f"/complaints/{complaint.id}/tell")
    assert address == f"/complaints/{complaint.id}?lang=en"


def test_the_resident_comes_back_to_the_own_case(cast: Cast, browser: Browser) -> None:
    complaint = filed(cast)
    moving(cast.street, complaint, "accept")
    moving(cast.street, complaint, "answer", finding="unfounded", answer="查过")
    moving(cast.street, complaint, "resolve", answer="已处理")
    client = following(browser, complaint)
    address = switch(client, "/complaints/follow/moves/reopen")
    assert address == "/complaints/follow/case?lang=en"
    assert complaint.number in client.get(address).text


def test_a_form_at_an_address_of_its_own_stays_there(cast: Cast, browser: Browser) -> None:
    client = browser("owner")
    assert switch(client, "/projects/new") == "/projects/new?lang=en"


def test_a_page_that_was_read_keeps_its_filter(browser: Browser) -> None:
    page = browser("owner").get("/defects?state=open").text
    assert re.findall(r'href="([^"]*)"[^>]*hreflang="en"', page) == ["?state=open&amp;lang=en"]
