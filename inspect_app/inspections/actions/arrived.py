"""Whether everything a filled checklist names is here: elements and drawings of its project, photos received."""

from typing import Any

from sqlalchemy import select

from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.files import StoredFile
from inspect_app.core.sounds import known_sounds
from inspect_app.inspections.models import Visit
from inspect_app.inspections.rules import photos_of, sounds_of, wrong_elements
from inspect_app.inspections.rules.extras import extras_of, wrong_extras
from inspect_app.projects.models import Element, Sheet

_AT_ONCE = 500


def wrong_places(visit: Visit, body: dict[str, Any], errors: dict[str, list[tuple[str, str]]]) -> None:
    """Add to `errors` which answers name an element or a drawing that is not the project's."""
    kinds: dict[str, str] = {}
    if any(each["element"] for each in (*body["answers"], *extras_of(body))):
        stmt = select(Element.id, Element.kind).where(Element.project_id == visit.project_id)
        kinds = {each.id: each.kind for each in db.session.execute(stmt)}
        errors.update(wrong_elements(visit.template_version.content, body, kinds))
    errors.update(wrong_extras(body, kinds))
    pins = {n: each["pin"]["sheet"] for n, each in enumerate(body["answers"]) if each.get("pin")}
    own = select(Sheet.id).where(Sheet.project_id == visit.project_id, Sheet.id.in_(pins.values()))
    known = set(db.session.scalars(own)) if pins else set()
    words = [("该图纸不属于本项目", "not a drawing of this project")]
    errors.update({f"answers.{n}.pin": words for n, sheet in pins.items() if sheet not in known})


def check_photos(body: dict[str, Any]) -> None:
    """Refuse a checklist that names photos or spoken notes which have not arrived."""
    named = photos_of(body)
    shas, known = list(named), set[str]()
    for start in range(0, len(shas), _AT_ONCE):
        some = shas[start : start + _AT_ONCE]
        known |= set(db.session.scalars(select(StoredFile.sha256).where(StoredFile.sha256.in_(some))))
    errors: dict[str, list[tuple[str, str]]] = {}
    for sha in shas:
        if sha not in known:
            for field in named[sha]:
                errors.setdefault(field, []).append((f"照片 {sha} 尚未收到", f"photo {sha} has not arrived"))
    sounds = sounds_of(body)
    silent = set(sounds) - known_sounds(list(sounds))
    for sha in silent:
        for field in sounds[sha]:
            errors.setdefault(field, []).append((f"录音 {sha} 尚未收到", f"sound {sha} has not arrived"))
    if errors:
        raise Problem("photos-missing", errors=errors, count=len(shas) - len(known) + len(silent))
