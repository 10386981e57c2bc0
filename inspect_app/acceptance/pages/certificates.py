"""Certificates for people, and the public check of a number or a file by anyone."""

from hashlib import sha256
from typing import Any
from urllib.parse import quote

from flask import redirect, render_template, request

from inspect_app.acceptance import queries
from inspect_app.acceptance.api import found_certificate, looked_up, take_certificate
from inspect_app.acceptance.models import Certificate
from inspect_app.acceptance.pages.desk import bp
from inspect_app.acceptance.rules import CERTIFICATE
from inspect_app.acceptance.rules.lives import FILING
from inspect_app.acceptance.schemas import CERTIFICATES
from inspect_app.core import journal, place, vault
from inspect_app.core.citing import cited
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale, t
from inspect_app.core.keys import own_key
from inspect_app.core.moves import buttons, page_moves
from inspect_app.core.permits import Actor, may
from inspect_app.core.seal import MOST_BYTES, check_pdf, signer
from inspect_app.core.signing import key_id
from inspect_app.core.timeline import as_lines
from inspect_app.core.web import page, paged, require
from inspect_app.identity.rules import PARTY_KINDS


@page(bp, "/certificates", permit="certificate.list")
def certificates(actor: Actor) -> Any:
    """List the certificates."""
    return render_template(
        "acceptance/certificates.html",
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
        "form": form, "opened": request.path.rpartition("/moves/")[2] if form else "", "roles": PARTY_KINDS,
        "told": one.record["acceptance"]["record"], "filing": cited(FILING.basis, locale()), "address": place.address(),
        "sees_visits": may(actor, "visit.list"),
        "lines": as_lines(reversed(journal.timeline("certificate", one.id)), locale()),
    }  # fmt: skip
    return render_template("acceptance/certificate.html", **shown)


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
    finding, refused = None, ""
    if request.method == "POST":
        finding, refused = _checked(one)
    shown = {
        "one": one, "project": one.project, "state": CERTIFICATE.state(one.state), "roles": PARTY_KINDS,
        "parties": one.record["acceptance"]["record"]["parties"], "finding": finding, "refused": refused,
        "key": own_key().id,
    }  # fmt: skip
    return render_template("acceptance/verify.html", **shown), 422 if refused else 200


def _checked(one: Certificate) -> tuple[tuple[str, str, str] | None, str]:
    """Return (tone, title, text) of the finding, or why the upload cannot be looked at."""
    upload = request.files.get("file")
    data = upload.read(MOST_BYTES + 1) if upload and upload.filename else b""
    if not data or len(data) > MOST_BYTES:
        return None, t(
            "请选择要核对的 PDF 文件（不超过 50 MB）。", "Choose the PDF to check (at most 50 MB)."
        )
    if sha256(data).hexdigest() == one.pdf_sha256:
        key = key_id(signer(data) or "")
        title = t("文件未被改动，就是本证书的原件。", "Unchanged: this is the certificate as it was issued.")
        return ("good", title, t(f"签名密钥 {key}", f"Signed by key {key}")), ""
    verdict = check_pdf(data, [own_key().public])
    if verdict.good:
        other = (verdict.record or {}).get("number", "—")
        title = t("这是本系统签发的另一份文件。", "This is another paper of this system.")
        return ("bad", title, t(f"编号：{other}", f"Number: {other}")), ""
    title = t("这不是本证书的原件。", "This is not the certificate as it was issued.")
    return ("bad", title, verdict.words(locale())), ""


page_moves(
    bp, CERTIFICATE, found_certificate, take_certificate, _show_certificate, "/certificates/<string:id>"
)
