"""What the tests of OpenRosa share: a tablet's log-in, the form list, and an instance sent by hand."""

import base64
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element, fromstring

from flask.testing import FlaskClient

from inspect_app.core.db import db, transaction
from inspect_app.core.ids import uuid7
from inspect_app.core.permits import Actor
from inspect_app.inspections.models import Visit
from inspect_app.readings.actions import enrol_tablet
from tests import make

SPACE = "{http://openrosa.org/xforms/xformsList}"
HEADERS = {"X-OpenRosa-Version": "1.0"}


def log_in(actor: Actor) -> dict[str, str]:
    """Return the headers a tablet of this person shows."""
    with transaction():
        device, secret = enrol_tablet(actor, None, at=make.NOW)
        name = f"{device.project.site}_{device.name}"
    return HEADERS | {"Authorization": f"Basic {base64.b64encode(f'{name}:{secret}'.encode()).decode()}"}


def listed(client: FlaskClient, headers: dict[str, str]) -> list[dict[str, str]]:
    """Return the form list."""
    reply = client.get("/openrosa/formList", headers=headers)
    assert reply.status_code == 200, reply.text
    return [
        {each.tag.removeprefix(SPACE): each.text or "" for each in form} for form in fromstring(reply.data)
    ]


def instance(visit: Visit, inner: str, key: str = "") -> bytes:
    """Return an instance of a visit's form with these answers."""
    return (
        f'<data xmlns:orx="http://openrosa.org/xforms" id="{visit.id}" version="{visit.template_version_id}">'
        "<start>2026-05-11T09:00:00.000+08:00</start><end>2026-05-11T09:40:00.000+08:00</end>"
        f"{inner}<orx:meta><orx:instanceID>uuid:{key or uuid7()}</orx:instanceID></orx:meta></data>"
    ).encode()


def send(
    client: FlaskClient,
    headers: dict[str, str],
    xml: bytes,
    files: dict[str, bytes] | None = None,
    **more: str,
) -> Any:
    """Send an instance with its files."""
    parts: dict[str, Any] = {"xml_submission_file": (BytesIO(xml), "submission.xml", "text/xml"), **more}
    parts |= {name: (BytesIO(data), name, "image/jpeg") for name, data in (files or {}).items()}
    reply = client.post("/openrosa/submission", headers=headers, data=parts)
    db.session.rollback()
    return reply


def message(reply: Any) -> str:
    """Return what a reply says."""
    root: Element = fromstring(reply.data)
    assert root.tag == "{http://openrosa.org/http/response}OpenRosaResponse"
    return root[0].text or ""
