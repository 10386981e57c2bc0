"""Certificates for people, and the public check of a number or a file by anyone."""

from collections import Counter
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from flask import redirect, render_template, request

from inspect_app.acceptance import actions, queries
from inspect_app.acceptance.api import found_certificate, looked_up, take_certificate
from inspect_app.acceptance.models import Certificate
from inspect_app.acceptance.pages.desk import bp
from inspect_app.acceptance.rules import CERTIFICATE
from inspect_app.acceptance.rules.lives import FILING
from inspect_app.acceptance.schemas import CERTIFICATES, CHAIN, ReportIn
from inspect_app.core import journal, onward, place, vault
from inspect_app.core.calendar import local_day
from inspect_app.core.citing import cited
from inspect_app.core.clock import now
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale, t
from inspect_app.core.keys import office_certificate, own_key
from inspect_app.core.moves import buttons, page_moves
from inspect_app.core.office_key import is_self_signed, name_of
from inspect_app.core.pades import Signed
from inspect_app.core.permits import Actor, may
from inspect_app.core.seal import MOST_BYTES, check_pdf, fingerprint, office_signed, signer
from inspect_app.core.signing import key_id
from inspect_app.core.timeline import as_lines
from inspect_app.core.web import page, paged, require, whole
from inspect_app.identity.rules import PARTY_KINDS

#: state of the key papers are signed with -> what those are told who answer for it
KEY_WARNINGS = {
    "ending": ("机构签名证书即将到期", "The certificate papers are signed with ends soon"),
    "early": ("机构签名证书尚未生效，不能签发文书", "Not valid yet, so no paper can be signed"),
    "expired": ("机构签名证书已过期，不能签发文书", "Expired, so no paper can be signed"),
    "spoiled": ("机构签名密钥文件损坏，不能签发文书", "The key file is broken, so no paper can be signed"),
}


@page(bp, "/certificates", permit="certificate.list")
def certificates(actor: Actor) -> Any:
    """List the certificates."""
    key, office = office_certificate()
    warned = key in KEY_WARNINGS and any(each.role in ("admin", "authority") for each in actor.grants)
    return render_template(
        "acceptance/certificates.html",
        warning=KEY_WARNINGS[key] if warned else None,
        ends=local_day(office.not_valid_after_utc) if office else None,
        page=paged(queries.certificates(actor), table=CERTIFICATES),
        workflow=CERTIFICATE,
    )


@page(bp, "/certificates/<string:id>", permit="certificate.read", on_thing=True)
def certificate(actor: Actor, id: str) -> Any:
    """Show a certificate: its state, what it rests on, what happened to it."""
    return _show_certificate(actor, id)


def _show_certificate(actor: Actor, id: str, form: Form | None = None) -> Any:
    one = found_certificate(actor, id)
    require(actor, "certificate.read", one)
    shown = {
        "one": one, "project": one.project, "state": CERTIFICATE.state(one.state), "moves": buttons(actor, one),
        "form": form, "opened": request.path.rpartition("/")[2] if form else "", "roles": PARTY_KINDS,
        "told": one.record["acceptance"]["record"], "filing": cited(FILING.basis, locale()), "address": place.address(),
        "sees_visits": may(actor, "visit.list"), "onward": onward.links(actor, one),
        "lines": as_lines(reversed(journal.timeline("certificate", one.id)), locale()),
        "may_report": one.state == "valid" and may(actor, "certificate.report", one),
        "reports": [each for each in queries.documents(one.project_id) if each.kind == "acceptance_report"],
    }  # fmt: skip
    return render_template("acceptance/certificate.html", **shown)


@page(bp, "/certificates/<string:id>/report", permit="certificate.report", on_thing=True, methods=("POST",))
def report(actor: Actor, id: str) -> Any:
    """Issue the report of the acceptance, or show what is to be mended."""
    one = found_certificate(actor, id)
    require(actor, "certificate.report", one)
    form = Form(ReportIn)
    made = form.act(
        lambda values: actions.issue_report(actor, found_certificate(actor, id), values, at=now())
    )
    return _show_certificate(actor, id, form) if made is None else redirect(f"/certificates/{id}#report")


@page(bp, "/certificates/<string:id>/evidence", permit="certificate.read", on_thing=True)
def evidence(actor: Actor, id: str) -> Any:
    """List what a certificate rests on, each line with its hash and the way to the thing itself."""
    one = found_certificate(actor, id)
    require(actor, "certificate.read", one)
    kind = request.args.get("kind", "")
    kind = kind if kind in queries.KINDS else ""
    counted = Counter(str(each["kind"]) for each in one.evidence)
    return render_template(
        "acceptance/evidence.html", one=one, kind=kind, kinds=queries.KINDS, counted=counted,
        page=whole(queries.chain(one, actor, kind), CHAIN), link=f"?kind={kind}&" if kind else "?",
    )  # fmt: skip


@page(bp, "/certificates/<string:id>.pdf", permit="certificate.read", on_thing=True, name="pdf")
def pdf(actor: Actor, id: str) -> Any:
    """Give out the certificate as it was issued."""
    one = found_certificate(actor, id)
    require(actor, "certificate.read", one)
    return vault.as_download(one.pdf_sha256, one.number)


@page(bp, "/verify", permit="certificate.verify", name="ask")
def ask(_actor: Actor) -> Any:
    """Ask for the number on a paper."""
    number = request.args.get("number", "").strip()[:40]
    return redirect(f"/verify/{quote(number, safe='')}") if number else render_template("acceptance/ask.html")


@page(bp, "/verify/<string:number>", permit="certificate.verify", methods=("GET", "POST"))
def verify(_actor: Actor, number: str) -> Any:
    """Say whether a certificate stands today, and whether a file is the one that was issued."""
    one = looked_up(number)
    if one is None:
        return render_template("acceptance/unknown.html", number=number[:40]), 404
    finding, refused, signed = None, "", None
    if request.method == "POST":
        finding, refused, signed = _checked(one)
    office = office_certificate()[1]
    shown = {
        "one": one, "project": one.project, "state": CERTIFICATE.state(one.state), "roles": PARTY_KINDS,
        "parties": one.record["acceptance"]["record"]["parties"], "finding": finding, "refused": refused,
        "signed": signed, "key": own_key().id, "office": fingerprint(office) if office else "",
    }  # fmt: skip
    return render_template("acceptance/verify.html", **shown), 422 if refused else 200


Finding = tuple[tuple[str, str, str] | None, str, dict[str, Any] | None]


def _checked(one: Certificate) -> Finding:
    """Return (tone, title, text) of the finding, or why the upload cannot be looked at, and who signed for the office."""
    upload = request.files.get("file")
    data = upload.read(MOST_BYTES + 1) if upload and upload.filename else b""
    if not data or len(data) > MOST_BYTES:
        words = t("请选择要核对的 PDF 文件（不超过 50 MB）。", "Choose the PDF to check (at most 50 MB).")
        return None, words, None
    if sha256(data).hexdigest() == one.pdf_sha256:
        key = key_id(signer(data) or "")
        title = t("文件未被改动，就是本证书的原件。", "Unchanged: this is the certificate as it was issued.")
        return ("good", title, t(f"签名密钥 {key}", f"Signed by key {key}")), "", _signed(office_signed(data))
    verdict = check_pdf(data, [own_key().public])
    if verdict.good:
        other = (verdict.record or {}).get("number", "—")
        title = t("这是本系统签发的另一份文件。", "This is another paper of this system.")
        return ("bad", title, t(f"编号：{other}", f"Number: {other}")), "", _signed(verdict.office)
    title = t("这不是本证书的原件。", "This is not the certificate as it was issued.")
    return ("bad", title, verdict.words(locale())), "", None


def _signed(found: Signed | None) -> dict[str, Any] | None:
    """Return who signed a paper for the office, as the page says it; None where nobody did."""
    if found is None:
        return None
    certificate = found.chain[0]
    return {
        "name": name_of(certificate.subject), "at": found.at, "until": local_day(certificate.not_valid_after_utc),
        "by": "" if is_self_signed(certificate) else name_of(certificate.issuer),
        "fingerprint": fingerprint(certificate),
        "stamp": found.stamp and {"at": found.stamp.at, "by": name_of(found.stamp.certificate.subject)},
    }  # fmt: skip


page_moves(
    bp, CERTIFICATE, found_certificate, take_certificate, _show_certificate, "/certificates/<string:id>"
)
