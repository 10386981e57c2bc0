"""The keys of the running instance, from its data folder: its own for records, the office's for papers."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from cryptography import x509
from flask import current_app

from inspect_app.core import log, office_key, place
from inspect_app.core.clock import now
from inspect_app.core.errors import Problem
from inspect_app.core.office_key import EXPIRY, BadOfficeKey
from inspect_app.core.pades import Office
from inspect_app.core.paper import Paper
from inspect_app.core.seal import seal
from inspect_app.core.signing import SigningKey, load_key
from inspect_app.core.stamping import stamps


def own_key() -> SigningKey:
    """Return the key this instance signs with; it is made at the first call ever."""
    return load_key(Path(current_app.config["DATA_DIR"]))


def office() -> Office:
    """Return what papers are signed with as PAdES; refused where there is none that is valid today."""
    try:
        key = office_key.load(place.home(), office_name(), now())
    except BadOfficeKey as spoiled:
        raise _refused(spoiled.zh, spoiled.en) from spoiled
    state = key.state(now())
    until = key.certificate.not_valid_after_utc
    if state in EXPIRY:
        log.warning("papers cannot be signed", certificate=state, until=until.isoformat())
        zh, en = EXPIRY[state]
        raise _refused(f"机构签名{zh}", en)
    if state == "ending":
        log.warning("the certificate papers are signed with ends soon", until=until.isoformat())
    authority = current_app.config["SETTINGS"].tsa_url
    return replace(key.office, stamps=stamps(authority)) if authority else key.office


def prepare() -> None:
    """Have both keys there before the first paper asks for them: making the office's takes seconds.

    Several processes may do so at once; all take the key of whichever came first. What is wrong is logged, and told
    again to whoever issues a paper.
    """
    try:
        own_key()
        office_key.load(place.home(), office_name(), now())
    except (ValueError, OSError) as wrong:
        log.warning("the keys could not be prepared", said=str(wrong))


def _refused(zh: str, en: str) -> Problem:
    return Problem(
        "conflict",
        zh=f"不能签发文书：{zh}。请管理员运行 inspect-app keys show。",
        en=f"No paper can be signed: {en}. An operator runs inspect-app keys show.",
    )


def office_certificate() -> tuple[str, x509.Certificate | None]:
    """Return the state of the office's certificate today and the certificate; 'none' and 'spoiled' come without."""
    if not office_key.exists(place.home()):
        return "none", None
    try:
        key = office_key.load(place.home(), office_name(), now())
    except BadOfficeKey:
        return "spoiled", None
    return key.state(now()), key.certificate


def issued(paper: Paper, data: object, more: Mapping[str, object] | None = None) -> bytes:
    """Return a paper as a PDF with its record and all its signatures: the one way papers leave this installation.

    `more` are further attachments by name. Refused where the office's certificate is not valid today.
    """
    return seal(paper, data, own_key(), office(), more)


def office_name() -> str:
    """Return whom a certificate made here names, unless told: the address of the installation."""
    return place.address().partition("://")[2]
