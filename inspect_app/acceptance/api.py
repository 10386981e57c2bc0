"""Acceptance for machines: the gate, papers, signing, certificates, and the public check of a number."""

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_smorest import Blueprint

from inspect_app.acceptance import actions, queries
from inspect_app.acceptance.models import Acceptance, Certificate, Document
from inspect_app.acceptance.rules import ACCEPTANCE, CERTIFICATE
from inspect_app.acceptance.rules.gate import is_clear
from inspect_app.acceptance.rules.lives import GUESSES
from inspect_app.acceptance.schemas import (
    AcceptanceOut,
    BeginIn,
    CertificateOut,
    CertificatePage,
    CertificateWhole,
    DocumentInProject,
    DocumentOut,
    GateOut,
    KeptOut,
    PublicOut,
    ReasonIn,
    ReportIn,
)
from inspect_app.core import vault
from inspect_app.core.clock import now
from inspect_app.core.db import transaction
from inspect_app.core.errors import Problem
from inspect_app.core.fields import PageIn
from inspect_app.core.moves import api_moves
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find, paged, require
from inspect_app.identity.actions import note_failure, refuse_when_throttled
from inspect_app.identity.rules import network_of
from inspect_app.projects import queries as projects
from inspect_app.projects.models import Project

_BYTES = {"type": "string", "format": "binary"}
_FILES = {"application/pdf": _BYTES, "image/jpeg": _BYTES, "image/png": _BYTES}
bp = Blueprint(
    "acceptance_api", __name__, url_prefix="/api", description="竣工验收与证书 / Acceptance and certificates"
)


@endpoint(bp, "/acceptances/gate/<string:id>", permit="acceptance.read", out=GateOut, on_thing=True)
def gate(actor: Actor, id: str) -> Any:
    """Show what a project's acceptance still lacks."""
    lines = queries.gate(the_project(actor, id, "acceptance.read"), now(), to=actor)
    return {"clear": is_clear(lines), "lines": lines}


@endpoint(
    bp, "/acceptances", permit="acceptance.begin", method="POST", body=BeginIn, out=AcceptanceOut, status=201,
    on_thing=True,
)  # fmt: skip
def begin(actor: Actor, values: dict[str, Any]) -> Acceptance:
    """Begin to prepare a project's acceptance."""
    return actions.begin(actor, the_project(actor, values["project_id"], "acceptance.begin"), at=now())


@endpoint(bp, "/acceptances/<string:id>", permit="acceptance.read", out=AcceptanceOut, on_thing=True)
def acceptance(actor: Actor, id: str) -> Acceptance:
    """Show an acceptance."""
    one = found(actor, id)
    require(actor, "acceptance.read", one)
    return one


@endpoint(
    bp, "/documents/files", permit="document.keep", method="POST", takes=_FILES, out=KeptOut, status=201
)
def keep(_actor: Actor) -> Any:
    """Take a file (PDF, JPEG or PNG) as the raw body, to hand it in with a paper."""
    return {"sha256": vault.keep(request.get_data(), at=now())}


@endpoint(
    bp, "/documents", permit="document.add", method="POST", body=DocumentInProject, out=DocumentOut, status=201,
    on_thing=True,
)  # fmt: skip
def add_document(actor: Actor, values: dict[str, Any]) -> Document:
    """Hand in a paper."""
    project = the_project(actor, values.pop("project_id"), "document.add")
    return actions.add_document(actor, project, **values, at=now())


@endpoint(
    bp, "/documents/<string:id>/withdraw", permit="document.withdraw", method="POST", body=ReasonIn,
    out=DocumentOut, on_thing=True,
)  # fmt: skip
def withdraw_document(actor: Actor, values: dict[str, Any], id: str) -> Document:
    """Take a paper back."""
    one = find(queries.document(actor, id))
    require(actor, "document.withdraw", one)
    return actions.withdraw_document(actor, one, reason=values["reason"], at=now())


@endpoint(bp, "/certificates", permit="certificate.list", query=PageIn, out=CertificatePage)
def certificates(actor: Actor, query: dict[str, Any]) -> Any:
    """List the certificates the caller may see, newest first."""
    return paged(queries.certificates(actor), number=query["page"])


@endpoint(bp, "/certificates/<string:id>", permit="certificate.read", out=CertificateWhole, on_thing=True)
def certificate(actor: Actor, id: str) -> Certificate:
    """Show a certificate with its record."""
    one = found_certificate(actor, id)
    require(actor, "certificate.read", one)
    return one


@endpoint(
    bp, "/certificates/<string:id>/report", permit="certificate.report", method="POST", body=ReportIn,
    out=DocumentOut, status=201, on_thing=True,
)  # fmt: skip
def report(actor: Actor, values: dict[str, Any], id: str) -> Document:
    """Issue the report of the acceptance for the filing."""
    one = found_certificate(actor, id)
    require(actor, "certificate.report", one)
    return actions.issue_report(actor, one, values, at=now())


@endpoint(bp, "/verify/<string:number>", permit="certificate.verify", out=PublicOut)
def verify(_actor: Actor, number: str) -> Certificate:
    """Say, to anyone, whether a certificate stands today."""
    one = looked_up(number)
    if one is None:
        raise Problem("not-found")
    return one


def looked_up(number: str) -> Certificate | None:
    """Return the certificate of a number anyone gives; wrong guesses are counted and slowed."""
    key, at = f"verify:{network_of(request.remote_addr or '')}", now()
    refuse_when_throttled([(key, GUESSES)], at)
    one = queries.by_number(number) if len(number) <= 40 else None
    if one is None:
        with transaction():
            note_failure(key, at)
    return one


def the_project(actor: Actor, id: str, verb: str) -> Project:
    """Return a project the actor may see and do `verb` to."""
    project = find(projects.one(actor, id))
    require(actor, verb, project)
    return project


def found(actor: Actor, id: str) -> Acceptance:
    """Return an acceptance the actor may see, or 404."""
    return find(queries.one(actor, id))


def found_certificate(actor: Actor, id: str) -> Certificate:
    """Return a certificate the actor may see, or 404."""
    return find(queries.certificate(actor, id))


def take(actor: Actor, one: Acceptance, name: str, values: Mapping[str, Any]) -> Acceptance:
    """Take a move of the acceptance now."""
    return actions.move(actor, one, name, values, at=now())


def take_certificate(actor: Actor, one: Certificate, name: str, values: Mapping[str, Any]) -> Certificate:
    """Take a move of the certificate now."""
    return actions.move_certificate(actor, one, name, values, at=now())


api_moves(bp, ACCEPTANCE, found, take, AcceptanceOut, below="/acceptances")
api_moves(bp, CERTIFICATE, found_certificate, take_certificate, CertificateOut, below="/certificates")
