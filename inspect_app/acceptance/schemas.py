"""How papers, acceptances and certificates are written in and out."""

from typing import Any

from marshmallow import fields, validate

from inspect_app.acceptance.rules import ACCEPTANCE, CERTIFICATE
from inspect_app.acceptance.rules.letter import CLASSES
from inspect_app.acceptance.rules.papers import KINDS
from inspect_app.core import web
from inspect_app.core.fields import SHA256, Day, Schema, Text
from inspect_app.core.moves import open_moves
from inspect_app.core.tables_out import Column, Table, lived

_TERM = fields.Integer(strict=True, validate=validate.Range(1, 100))

CERTIFICATES = Table("certificates", "合格证书", "Certificates", (
    Column("编号", "Number", "number"), Column("项目", "Project", "project.name"), Column("状态", "State", lived(CERTIFICATE)),
    Column("验收合格日期", "Accepted on", "accepted_on"), Column("备案期限", "Filing due", "filing_due_on"),
))  # fmt: skip
CHAIN = Table("certificate-evidence", "证据清单", "Evidence", (
    Column("类别", "Kind", "words"), Column("编号", "Number", "number"), Column("SHA-256", "SHA-256", "sha256"),
))  # fmt: skip


def _moves(thing: Any) -> list[str]:
    return [each.name for each in open_moves(web.actor(), thing)]


class BeginIn(Schema):
    """The project an acceptance is begun for."""

    project_id = fields.String(required=True, validate=validate.Length(1, 36))


class AuthorityIn(Schema):
    """Of a document of authority: who signs for the party's leader, from which day to which, and what."""

    delegate = Text(required=True, most=60)
    from_on = Day(required=True)
    to_on = Day(required=True)
    scope = Text(required=True, most=200)


class DocumentIn(Schema):
    """A paper handed in: a file sent before (`sha256`) or a note of where it lies."""

    kind = fields.String(required=True, validate=validate.OneOf([each.key for each in KINDS]))
    title = Text(load_default="", most=200)
    note = Text(load_default="", most=2000)
    dated_on = Day(load_default=None, allow_none=True)
    sha256 = fields.String(load_default=None, allow_none=True, validate=validate.Regexp(SHA256))
    terms = fields.Dict(
        keys=fields.String(validate=validate.OneOf(list(CLASSES))), values=_TERM, load_default=dict
    )
    authority = fields.Nested(AuthorityIn, load_default=None, allow_none=True)


class DocumentInProject(DocumentIn):
    """A paper handed in for the project named."""

    project_id = fields.String(required=True, validate=validate.Length(1, 36))


class DocumentForm(Schema):
    """A paper from a form; its file, where there is one, comes beside it."""

    kind = fields.String(required=True, validate=validate.OneOf([each.key for each in KINDS]))
    title = Text(load_default="", most=200)
    note = Text(load_default="", most=2000)
    dated_on = Day(load_default=None, allow_none=True)


class AuthorityForm(DocumentForm):
    """A document of authority from a form."""

    delegate = Text(required=True, most=60)
    from_on = Day(required=True)
    to_on = Day(required=True)
    scope = Text(required=True, most=200)


def _term_field() -> fields.Integer:
    return fields.Integer(load_default=None, allow_none=True, validate=validate.Range(1, 100))


#: a warranty letter from a form: one box for each class of works
LetterForm = DocumentForm.from_dict({f"term-{code}": _term_field() for code in CLASSES}, name="LetterForm")


class ReasonIn(Schema):
    """Why something is taken back."""

    reason = Text(required=True, most=2000)


class ReportIn(Schema):
    """What the report of the acceptance says besides the records; what is left out is shown as not given."""

    permit = Text(load_default="", most=120)
    reported_on = Day(load_default=None, allow_none=True)
    review = Text(load_default="", most=400)
    procedure = Text(load_default="", most=4000)
    assessment = Text(load_default="", most=4000)


class KeptOut(Schema):
    """A file received, by the name a paper is handed in with."""

    sha256 = fields.String(required=True)


class DocumentOut(Schema):
    """A paper handed in."""

    id = fields.String()
    project_id = fields.String()
    kind = fields.String(validate=validate.OneOf([each.key for each in KINDS]))
    title = fields.String()
    role = fields.String()
    party = fields.String(attribute="party.name")
    dated_on = fields.Date()
    sha256 = fields.String(allow_none=True)
    note = fields.String()
    terms = fields.Dict(keys=fields.String(), values=fields.Integer())
    by_name = fields.String()
    at = fields.AwareDateTime()
    withdrawn_at = fields.AwareDateTime(allow_none=True)


class LineOut(Schema):
    """A requirement of the gate as it stands; `missing` is null when it is met."""

    key = fields.String(attribute="requirement.key")
    zh = fields.String(attribute="requirement.zh")
    en = fields.String(attribute="requirement.en")
    clause = fields.String(attribute="requirement.clause")
    verified = fields.Boolean(attribute="requirement.verified")
    ok = fields.Boolean()
    missing = fields.Function(
        lambda line: {"zh": line.missing[0], "en": line.missing[1]} if line.missing else None,
        metadata={"type": ["object", "null"]},
    )
    overridden_by = fields.String(attribute="waived.name")


class GateOut(Schema):
    """The gate of a project's acceptance."""

    clear = fields.Boolean()
    lines = fields.List(fields.Nested(LineOut))


class SignatureOut(Schema):
    """A signature, and the hash of what was signed."""

    role = fields.String()
    party = fields.String(attribute="party.name")
    name = fields.String()
    note = fields.String()
    signed_for = fields.String()
    authority_sha256 = fields.String(allow_none=True)
    content = fields.String()
    at = fields.AwareDateTime()


class AcceptanceOut(Schema):
    """An acceptance with the signatures of its present round."""

    id = fields.String()
    project_id = fields.String()
    state = fields.String(validate=validate.OneOf([each.name for each in ACCEPTANCE.states]))
    round = fields.Integer()
    content = fields.String(allow_none=True)
    record = fields.Dict(allow_none=True)
    next_role = fields.String(allow_none=True)
    signatures = fields.List(fields.Nested(SignatureOut), attribute="signed")
    began_at = fields.AwareDateTime()
    opened_at = fields.AwareDateTime(allow_none=True)
    issued_at = fields.AwareDateTime(allow_none=True)
    version = fields.Integer()
    moves = fields.Function(_moves, metadata={"type": "array"})


class CertificateOut(Schema):
    """A certificate."""

    id = fields.String()
    number = fields.String()
    project_id = fields.String()
    project = fields.String(attribute="project.name")
    acceptance_id = fields.String()
    state = fields.String(validate=validate.OneOf([each.name for each in CERTIFICATE.states]))
    accepted_on = fields.Date()
    filing_due_on = fields.Date()
    issued_at = fields.AwareDateTime()
    since = fields.AwareDateTime()
    reason = fields.String()
    content = fields.String()
    pdf_sha256 = fields.String()
    version = fields.Integer()
    moves = fields.Function(_moves, metadata={"type": "array"})


class CertificateWhole(CertificateOut):
    """A certificate with its record."""

    supersedes = fields.String(attribute="supersedes.number")
    successor = fields.String(attribute="successor.number")
    record = fields.Dict()
    evidence = fields.List(fields.Dict())


class CertificatePage(Schema):
    """A page of certificates."""

    rows = fields.List(fields.Nested(CertificateOut))
    number = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()


class PublicPartyOut(Schema):
    """A party as anyone may see it: no person is named."""

    role = fields.String()
    name = fields.String()


class PublicOut(Schema):
    """What anyone may know of a certificate: whether it stands today, of what, by whom, since when."""

    number = fields.String()
    state = fields.String(validate=validate.OneOf([each.name for each in CERTIFICATE.states]))
    since = fields.AwareDateTime()
    reason = fields.String()
    supersedes = fields.String(attribute="supersedes.number")
    successor = fields.String(attribute="successor.number")
    project = fields.String(attribute="project.name")
    community = fields.String(attribute="project.community")
    parties = fields.Function(
        lambda one: PublicPartyOut(many=True).dump(one.record["acceptance"]["record"]["parties"]),
        metadata={"type": "array"},
    )
    accepted_on = fields.Date()
    issued_at = fields.AwareDateTime()
    content = fields.String()
    pdf_sha256 = fields.String()
