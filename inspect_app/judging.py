"""The command that checks a paper without a network: who, what, when, by which keys, and whether it was changed."""

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from cryptography import x509
from sqlalchemy.exc import SQLAlchemyError

from inspect_app import create_app
from inspect_app.acceptance.queries import by_number
from inspect_app.acceptance.rules import CERTIFICATE
from inspect_app.cli import FILE, settings_or_exit
from inspect_app.core.calendar import CHINA
from inspect_app.core.db import opened
from inspect_app.core.office_key import is_self_signed
from inspect_app.core.pades import Signed
from inspect_app.core.seal import MOST_BYTES, check_pdf, fingerprint
from inspect_app.core.verdict import Verdict

_SAID = ("kind", "number", "accepted_on", "issued_at", "filing_due_on", "verify")


@click.command("verify")
@FILE
@click.option(
    "--key", "keys", multiple=True, help="Trusted key: 64 digits, or its 16-digit name. May be repeated"
)
@click.option(
    "--state", is_flag=True, help="Also say its state today, as the database of this installation has it"
)
def verify_command(file: Path, keys: tuple[str, ...], *, state: bool) -> None:
    """Check a paper: what it says, whether it is unchanged, by which keys it was signed.

    Needs no network, and without --state no database and no settings. Exit code 0: unchanged (and signed by a key given); else 1.
    """
    data = _pdf(file)
    verdict = check_pdf(data)
    if verdict.state == "intact" and keys:
        trusted = verdict.public in keys or verdict.key in keys
        verdict = Verdict(
            "good" if trusted else "stranger", verdict.public, record=verdict.record, office=verdict.office
        )
    for language in ("zh", "en"):
        click.echo(f"{file.name}: {verdict.words(language)}")
    if verdict.public:
        click.echo(f"key {verdict.key} ({verdict.public})")
    if verdict.office:
        for line in _of_office(verdict.office):
            click.echo(_printable(line))
    elif verdict.public and not verdict.changed:
        click.echo("no signature of an office (PAdES): it is from before there was one")
    for line in _told(verdict.record):
        click.echo(line)
    number = verdict.record.get("number") if isinstance(verdict.record, dict) else None
    if verdict.state in ("good", "intact"):
        for line in _today(str(number)) if state else _as_issued(verdict.record):
            click.echo(_printable(line))
    sys.exit(0 if verdict.state in ("good", "intact") else 1)


def _pdf(file: Path) -> bytes:
    if file.stat().st_size > MOST_BYTES:
        raise click.ClickException(f"{file}: larger than {MOST_BYTES >> 20} MB: no paper of this system")
    data = file.read_bytes()
    if not data.startswith(b"%PDF-"):
        raise click.ClickException(f"{file}: not a PDF (it does not begin with %PDF-)")
    return data


def _told(record: Any) -> list[str]:
    """Return what the record inside the paper states; of a changed paper it is only what it claims."""
    try:
        accepted = record["acceptance"]["record"]["project"]
        lines = [f"{name}: {record[name]}" for name in _SAID if name in record]
        lines.append(f"project: {accepted['name']} ({accepted['number']})")
        lines += [_signed(each) for each in record["signatures"]]
    except (KeyError, TypeError, ValueError, AttributeError):
        return []  # a paper of another kind, or one made up: nothing in it is vouched for
    return [_printable(line) for line in lines]


def _signed(each: dict[str, str]) -> str:
    moment = datetime.fromisoformat(each["at"]).astimezone(CHINA)
    return f"signed: {each['role']} {each['party']} {each['name']} {moment:%Y-%m-%d %H:%M}"


def _printable(line: str) -> str:
    return "".join(char for char in line if char.isprintable())


def _of_office(found: Signed) -> Iterator[str]:
    signer = found.chain[0]
    yield f"PAdES: {_name(signer)}, {found.at.astimezone(CHINA):%Y-%m-%d %H:%M} +08:00, certificate SHA-256 {fingerprint(signer)}"
    if is_self_signed(signer):
        yield "vouched for by: itself (self-signed): compare its SHA-256 with the one its issuer publishes"
    elif len(found.chain) == 1:
        yield f"vouched for by: {signer.issuer.rfc4514_string()}, whose certificate did not come along"
    for each in found.chain[1:]:
        root = " (a root: trust it only if you know its SHA-256)" if is_self_signed(each) else ""
        yield f"vouched for by: {_name(each)}, SHA-256 {fingerprint(each)}{root}"
    begin, end = (
        each.astimezone(CHINA).strftime("%Y-%m-%d")
        for each in (signer.not_valid_before_utc, signer.not_valid_after_utc)
    )
    yield f"certificate valid: {begin} to {end}"
    if found.stamp is None:
        yield "time stamp: none"
    else:
        given = f"{found.stamp.at.astimezone(CHINA):%Y-%m-%d %H:%M:%S} +08:00"
        by = f"{found.stamp.name}, certificate SHA-256 {fingerprint(found.stamp.certificate)}"
        yield f"time stamp: {given} by {by}"


def _name(certificate: x509.Certificate) -> str:
    return certificate.subject.rfc4514_string()


def _as_issued(record: Any) -> Iterator[str]:
    if isinstance(record, dict) and record.get("kind") == "certificate":
        yield f"state: as issued; today's is shown at {record.get('verify')}, or here with --state"


def _today(number: str) -> Iterator[str]:
    try:
        with opened(create_app(settings_or_exit(), web=False)):
            one = by_number(number)
            if one is None:
                yield f"state today: this installation knows no certificate {number}"
                return
            named = CERTIFICATE.state(one.state)
            yield f"state today: {named.zh} / {named.en}, since {one.since.astimezone(CHINA):%Y-%m-%d %H:%M}"
            if one.reason:
                yield f"reason: {one.reason}"
            if one.successor:
                yield f"corrected certificate in its place: {one.successor.number}"
    except SQLAlchemyError as wrong:
        raise click.ClickException("state today: no database here that could be asked") from wrong
