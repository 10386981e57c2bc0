"""OpenRosa 1.0 for ODK Collect and its like: the list of forms, a form, its files, and what was filled in."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from hashlib import md5
from typing import Any, Final
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Response, request
from marshmallow import ValidationError
from werkzeug.datastructures import FileStorage

from inspect_app.core.clock import now
from inspect_app.core.db import acted
from inspect_app.core.errors import Problem
from inspect_app.core.fields import by_field
from inspect_app.core.i18n import locale, t
from inspect_app.core.permits import Actor
from inspect_app.core.problems import TONGUES
from inspect_app.core.web import find, page, require
from inspect_app.core.xml_in import read_xml
from inspect_app.identity.queries import carrier
from inspect_app.inspections import actions, queries
from inspect_app.inspections.models import Visit
from inspect_app.inspections.pages.openrosa_log_in import AT, challenges
from inspect_app.inspections.pages.visits import bp
from inspect_app.inspections.rules.openrosa import Sent, body_of
from inspect_app.inspections.schemas import SubmissionIn

XML: Final = "text/xml; charset=utf-8"
MOST_BODY: Final = 60 * 1024 * 1024
MOST_FILES: Final = 200
_LIST, _MANIFEST = "http://openrosa.org/xforms/xformsList", "http://openrosa.org/xforms/xformsManifest"
_REPLY = "http://openrosa.org/http/response"


@page(bp, f"{AT}/formList", permit="form.list", name="form_list", by_machine=True)
def form_list(actor: Actor) -> Response:
    """List the forms of the caller's open visits."""
    visits = queries.forms(_person(actor))
    asked = request.args.get("formID")
    root = Element("xforms", xmlns=_LIST)
    for visit in (each for each in visits if asked in (None, each.id)):
        with suppress(Problem):  # one that cannot be had this way does not cost the others
            _list(root, visit)
    return _spoken(_written(root))


def _list(root: Element, visit: Visit) -> None:
    known = {
        "formID": visit.id, "name": queries.form_name(visit), "version": visit.template_version_id,
        "hash": _hash(queries.form_of(visit)), "downloadUrl": _address(f"{AT}/forms/{visit.id}"),
        "manifestUrl": _address(f"{AT}/forms/{visit.id}/manifest"),
    }  # fmt: skip
    form = SubElement(root, "xform")
    for name, value in known.items():
        SubElement(form, name).text = value


@page(bp, f"{AT}/forms/<string:id>", permit="form.read", name="form", by_machine=True)
def form(actor: Actor, id: str) -> Response:
    """Give the XForm of a visit."""
    return _spoken(queries.form_of(_fillable(_person(actor), id)))


@page(bp, f"{AT}/forms/<string:id>/manifest", permit="form.read", name="form_manifest", by_machine=True)
def manifest(actor: Actor, id: str) -> Response:
    """Name the files a form needs: the elements of its project."""
    visit = _fillable(_person(actor), id)
    root = Element("manifest", xmlns=_MANIFEST)
    file = SubElement(root, "mediaFile")
    address = _address(f"{AT}/forms/{visit.id}/elements.csv")
    known = {"filename": "elements.csv", "hash": _hash(queries.elements_of(visit)), "downloadUrl": address}
    for name, value in known.items():
        SubElement(file, name).text = value
    return _spoken(_written(root))


@page(bp, f"{AT}/forms/<string:id>/elements.csv", permit="form.read", name="form_elements", by_machine=True)
def elements(actor: Actor, id: str) -> Response:
    """Give the elements of a form's project."""
    return _spoken(queries.elements_of(_fillable(_person(actor), id)), media="text/csv; charset=utf-8")


@page(
    bp,
    f"{AT}/submission",
    permit="form.send",
    name="form_submission",
    methods=("HEAD", "POST"),
    by_machine=True,
)
def submission(actor: Actor) -> Response:
    """Take what was filled in, or a part of it; HEAD says how much is taken at once."""
    person = _person(actor)
    if request.method == "HEAD":
        reply = _spoken(b"", 204)
        reply.headers["Location"] = _address(f"{AT}/submission")
        return reply
    at = now()
    sent, files = _sent()
    try:
        acted(lambda: actions.keep_form_files(person, sent.id, _read(files), at=at))
    finally:
        for each in files:
            each.close()
    if request.form.get("*isIncomplete*") == "yes":
        return _told(t("已收到一部分，等待其余照片。", "A part is received; waiting for the rest."), 202)
    receipt = acted(lambda: _taken(person, sent, at))
    words = t("检查表已收到，回执 {id}。", "The checklist is received; receipt {id}.").replace(
        "{id}", receipt.id
    )
    return _told(words, 201)


def _taken(person: Actor, sent: Sent, at: datetime) -> actions.Receipt:
    visit = find(queries.one(person, sent.form))
    require(person, "submission.receive", visit)
    sent.files, sent.missing, sent.errors = queries.form_files(person, sent.id), [], {}
    content = visit.template_version.content
    body = body_of(content, sent, at.isoformat())
    actions.refuse_missing(sent.missing)
    try:
        if sent.errors:
            raise Problem("bad-input", errors=sent.errors)
        if body["template"] == visit.template_version_id and not body["answers"]:
            raise Problem("bad-input", errors={"answers": [("一项也没有填写", "nothing is filled in")]})
        return actions.submit(person, _loaded(body), at=at)
    except Problem as problem:
        raise _at_items(problem, content, body) from problem


def _loaded(body: dict[str, Any]) -> dict[str, Any]:
    try:
        return dict(SubmissionIn().load(body))
    except ValidationError as wrong:
        raise Problem("bad-input", errors=by_field(wrong.messages)) from wrong


def _at_items(problem: Problem, content: dict[str, Any], body: dict[str, Any]) -> Problem:
    """Return a refusal in which answers are called by the words of their items."""
    known = {item["key"]: item for section in content["sections"] for item in section["items"]}
    errors: dict[str, list[Any]] = {}
    for name, words in problem.errors.items():
        _, _, rest = name.partition("answers.")
        position = rest.partition(".")[0]
        item = known.get(body["answers"][int(position)]["item"] if position.isdecimal() else name)
        errors.setdefault(t(item["zh"], item["en"]) if item else name, []).extend(words)
    return Problem(problem.slug, errors=errors, keep=problem.keep, **problem.detail)


def _sent() -> tuple[Sent, list[FileStorage]]:
    """Return the instance of a request, and its files."""
    if (request.content_length or 0) > MOST_BODY:
        raise Problem("too-large", limit=f"{MOST_BODY >> 20} MB")
    uploads = [(name, each) for name, each in request.files.items(multi=True)]
    xml = next((each for name, each in uploads if name == "xml_submission_file"), None)
    data = xml.read() if xml is not None else request.form.get("xml_submission_file", "").encode()
    if xml is not None:
        xml.close()
    if not data:
        words = ("没有 xml_submission_file", "there is no xml_submission_file")
        raise Problem("bad-input", errors={"xml_submission_file": [words]})
    others = [each for name, each in uploads if name != "xml_submission_file"]
    if len(others) > MOST_FILES:
        words = (f"一次最多 {MOST_FILES} 个文件", f"at most {MOST_FILES} files at once")
        raise Problem("bad-input", errors={"files": [words]})
    return Sent(read_xml(data, "xml_submission_file")), others


def _read(files: list[FileStorage]) -> Iterator[tuple[str, bytes]]:
    for each in files:
        each.stream.seek(0)  # an act that is done once more reads its files once more
        yield each.filename or "", each.read()


def _person(actor: Actor) -> Actor:
    found = carrier(actor)
    if found is None:
        raise Problem("forbidden", verb=("填写检查表", "fill in checklists"))
    require(found, "form.send")
    return found


def _fillable(person: Actor, id: str) -> Visit:
    """Return a visit whose checklist this person may fill in, opened if it came of a draw."""
    visit = find(queries.one(person, id))
    require(person, "submission.receive", visit)
    if not queries.seals.is_open(visit.id):
        raise Problem("not-found")
    return visit


def _address(path: str) -> str:
    return urljoin(request.host_url, path)


def _hash(data: bytes) -> str:
    # What OpenRosa asks for, to see whether a form has changed.
    return f"md5:{md5(data, usedforsecurity=False).hexdigest()}"


def _written(root: Element) -> bytes:
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="utf-8")


def _told(words: str, status: int) -> Response:
    root = Element("OpenRosaResponse", xmlns=_REPLY)
    SubElement(root, "message", nature="submit_success" if status < 300 else "error").text = words
    return _spoken(_written(root), status)


def _spoken(data: bytes, status: int = 200, media: str = XML) -> Response:
    reply = Response(data, status, content_type=media)
    reply.headers["X-OpenRosa-Version"] = "1.0"
    reply.headers["X-OpenRosa-Accept-Content-Length"] = str(MOST_BODY)
    return reply


def _refused(problem: Problem) -> Response:
    """Say a refusal as an OpenRosa client shows it."""
    language = locale()
    said = [f"{name}: {'; '.join(words)}" for name, words in problem.field_words(language).items()]
    reply = _told("\n".join([problem.words(language), *said[:20]]), problem.status)
    if problem.status == 401:
        for asked in challenges(problem):
            reply.headers.add("WWW-Authenticate", asked)
    return reply


TONGUES[f"{AT}/"] = _refused
