"""The command for the key an office signs its papers with: show it, make one, take one in, exchange it."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click
from cryptography.hazmat.primitives import hashes

from inspect_app import create_app
from inspect_app.cli import FILE, settings_or_exit
from inspect_app.core import office_key, place
from inspect_app.core.calendar import CHINA
from inspect_app.core.clock import now
from inspect_app.core.db import opened
from inspect_app.core.keys import office_name
from inspect_app.core.office_key import BadOfficeKey, OfficeKey, is_self_signed

#: no PKCS#12 of an office is larger
_MOST_BYTES = 1 << 20
_STATES = {
    "good": "有效 / valid",
    "ending": "即将到期 / ends within 60 days: run inspect-app keys rotate, or keys import",
    "early": "尚未生效，不能签发 / NOT VALID YET, signs nothing",
    "expired": "已过期，不能签发 / EXPIRED, signs nothing: run inspect-app keys rotate, or keys import",
}
_NAME = click.option("--name", default="", help="Whom the certificate names; default the site's address")


@click.group("keys")
def keys_command() -> None:
    """The key papers are signed with as PAdES, and its certificate.

    Without any of this, the first start of the web makes one that vouches for itself.
    """


@keys_command.command("show")
def show_command() -> None:
    """Say whom the certificate names, until when, and which came before. Exit code 1: it signs nothing today."""
    with opened(create_app(settings_or_exit(), web=False)):
        if not office_key.exists(place.home()):
            click.echo("还没有密钥，网站首次启动时生成 / no key yet: the first start of the web makes one")
            return
        key = _known(lambda: office_key.load(place.home(), office_name(), now()))
        _tell(key, now())
        for each in office_key.earlier(place.home()):
            click.echo(f"以前 / earlier: {_subject(each)}, {_until(each)}, SHA-256 {_hash(each)}")
    if key.state(now()) in office_key.EXPIRY:
        raise SystemExit(1)


@keys_command.command("make")
@_NAME
def make_command(name: str) -> None:
    """Make a key whose certificate vouches for itself, where there is none yet."""
    with opened(create_app(settings_or_exit(), web=False)):
        if office_key.exists(place.home()):
            raise click.ClickException("已有密钥 / there is a key already; keys rotate exchanges it")
        _tell(_known(lambda: office_key.load(place.home(), name.strip() or office_name(), now())), now())


@keys_command.command("rotate")
@_NAME
def rotate_command(name: str) -> None:
    """Sign with a new key from now on. Papers signed before stay valid; the former private key is destroyed."""
    with opened(create_app(settings_or_exit(), web=False)):
        _exchange(office_key.made(name.strip() or office_name(), now()))


@keys_command.command("import")
@FILE
@click.option(
    "--password-file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File whose first line is the password; otherwise it is asked for",
)  # fmt: skip
def import_command(file: Path, password_file: Path | None) -> None:
    """Sign with the key of a PKCS#12 FILE (.p12, .pfx) from now on: RSA, with the certificates of its authorities."""
    if file.stat().st_size > _MOST_BYTES:
        raise click.ClickException(f"{file}: not a PKCS#12 file")
    if password_file is None:
        word = click.prompt("PKCS#12 密码 / password", hide_input=True, default="", show_default=False)
    else:
        word = next(iter(password_file.read_text(encoding="utf-8").splitlines()), "")
    key = _known(lambda: office_key.taken_in(file.read_bytes(), word, now()))
    with opened(create_app(settings_or_exit(), web=False)):
        _exchange(key)


def _exchange(key: OfficeKey) -> None:
    _known(lambda: office_key.replace(place.home(), key))
    _tell(key, now())


def _known(work: Any) -> Any:
    try:
        return work()
    except BadOfficeKey as wrong:
        raise click.ClickException(str(wrong)) from wrong


def _tell(key: OfficeKey, at: datetime) -> None:
    certificate = key.certificate
    if len(key.chain) > 1:
        by = " ← ".join(_subject(each) for each in key.chain[1:])
    elif is_self_signed(certificate):
        by = "自签名 / itself (self-signed)"
    else:
        by = f"{certificate.issuer.rfc4514_string()}（证书不在文件中 / its certificate did not come along）"
    click.echo(f"名称 / names: {_subject(certificate)}")
    click.echo(f"签发者 / vouched for by: {by}")
    click.echo(f"有效期 / valid: {_day(certificate.not_valid_before_utc)} – {_until(certificate)}")
    click.echo(f"SHA-256: {_hash(certificate)}")
    click.echo(f"状态 / state: {_STATES[key.state(at)]}")


def _subject(certificate: Any) -> str:
    return str(certificate.subject.rfc4514_string())


def _until(certificate: Any) -> str:
    return _day(certificate.not_valid_after_utc)


def _day(at: datetime) -> str:
    return at.astimezone(CHINA).strftime("%Y-%m-%d")


def _hash(certificate: Any) -> str:
    return str(certificate.fingerprint(hashes.SHA256()).hex())
