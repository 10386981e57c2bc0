"""A filled checklist: its one normal form, what is wrong with it, and what the server finds of each answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from inspect_app.checklists.rules import Judgement, items_by_key, judgement
from inspect_app.core.canonical import canonical

Words = tuple[str, str]
Errors = dict[str, list[Words]]
VERDICTS: Final[dict[str, tuple[str, str, str]]] = {
    "pass": ("合格", "Pass", "good"),
    "fail": ("有不合格项", "Items failed", "waiting"),
    "veto": ("否决项不合格", "A veto item failed", "bad"),
}
MOST_PHOTOS: Final = 1000
RECEIPT: Final = "receipt"
_TOP: Final = ("id", "visit", "template", "started_at", "finished_at")
_ANSWER: Final = ("item", "outcome", "values", "text", "severity", "note", "element")
_SIGNATURE: Final = ("role", "name", "image", "refused")


@dataclass(frozen=True, slots=True)
class Found:
    """One answer with its item and what the server finds of it; `claimed` is what the tablet said."""

    position: int
    item: Mapping[str, Any]
    answer: Mapping[str, Any]
    judgement: Judgement

    @property
    def outcome(self) -> str:
        """Return what the server finds ("" where nothing can be found)."""
        return self.judgement.outcome or ""

    @property
    def claimed(self) -> str | None:
        """Return what the tablet said."""
        said: str | None = self.answer["outcome"]
        return said


def normal(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a body with every field there, null where nothing was given: however it came, the same bytes."""
    place = body.get("place")
    return {
        **{name: body[name] for name in _TOP},
        "answers": [
            {**{name: each.get(name) for name in _ANSWER}, "photos": list(each.get("photos") or [])}
            for each in body["answers"]
        ],
        "place": place and {name: place.get(name) for name in ("lat", "lon", "accuracy")},
        "signatures": [
            {name: each.get(name) for name in _SIGNATURE} for each in body.get("signatures") or []
        ],
    }


def moment_of(text: str) -> datetime:
    """Return an RFC 3339 moment; ValueError for any other text or one without its offset."""
    moment = datetime.fromisoformat(text.upper())
    if moment.tzinfo is None:
        raise ValueError("a moment needs its offset")
    return moment


def receipt_bytes(submission_id: str, content: str, at: str) -> bytes:
    """Return what a receipt's signature stands for (purpose `RECEIPT`): these three, as canonical JSON."""
    return canonical({"id": submission_id, "content": content, "at": at})


def examine(content: Mapping[str, Any], body: Mapping[str, Any]) -> Errors:
    """Return what is wrong with a body (in normal form) for this checklist: field -> [(zh, en)]."""
    errors: Errors = {}
    _moments(body, errors)
    _answers(content, body["answers"], errors)
    _signatures(body["signatures"], errors)
    if len(photos_of(body)) > MOST_PHOTOS:
        errors["answers"] = [(f"照片最多 {MOST_PHOTOS} 张", f"at most {MOST_PHOTOS} photos")]
    return errors


def _moments(body: Mapping[str, Any], errors: Errors) -> None:
    moments = {}
    for name in ("started_at", "finished_at"):
        try:
            moments[name] = moment_of(body[name])
        except ValueError:
            errors[name] = [("应为带时区的时间，如 2026-05-11T10:00:00+08:00", "a moment with its offset")]
    if len(moments) == 2 and moments["finished_at"] < moments["started_at"]:
        errors["finished_at"] = [("不能早于开始时间", "not before it was started")]


def _answers(content: Mapping[str, Any], answers: Sequence[Mapping[str, Any]], errors: Errors) -> None:
    known = items_by_key(content)
    seen: set[tuple[str, str | None]] = set()
    for position, answer in enumerate(answers):
        path, item = f"answers.{position}", known.get(answer["item"])
        place = (answer["item"], answer["element"])
        if item is None:
            errors[f"{path}.item"] = [("该检查表没有此检查项", "this checklist has no such item")]
        elif place in seen:
            errors[f"{path}.item"] = [("同一部位的同一检查项答了两次", "answered twice for the same element")]
        else:
            _answer(item, answer, path, errors)
        seen.add(place)
    missing = [
        key for key, item in known.items() if item["kind"] != "text" and key not in {k for k, _ in seen}
    ]
    if missing:
        listed = "、".join(missing[:20])
        errors["answers"] = [(f"还有检查项未作答：{listed}", f"items not answered: {listed}")]


def _answer(item: Mapping[str, Any], answer: Mapping[str, Any], path: str, errors: Errors) -> None:
    found = judgement(item, answer)
    if found.outcome is None:
        errors[f"{path}.{found.field}"] = [(found.zh, found.en)]
        return
    rule, said = item.get("photo", "never"), answer["outcome"] or found.outcome
    # A tablet that judged "pass" asked for no photo; that the server finds otherwise is shown, not refused.
    wanted = (rule == "always" and said != "na") or (rule == "on_fail" and said == "fail")
    if wanted and not answer["photos"]:
        errors[f"{path}.photos"] = [("此项须附照片", "this item needs a photo")]


def _signatures(signatures: Iterable[Mapping[str, Any]], errors: Errors) -> None:
    seen: set[tuple[str, str]] = set()
    for position, each in enumerate(signatures):
        if (each["role"], each["name"]) in seen:
            errors[f"signatures.{position}.name"] = [("同一人签了两次", "signed twice")]
        seen.add((each["role"], each["name"]))


def found_in(content: Mapping[str, Any], body: Mapping[str, Any]) -> list[Found]:
    """Return every answer of a sound body with its item and judgement, in the order given."""
    known = items_by_key(content)
    return [
        Found(position, known[answer["item"]], answer, judgement(known[answer["item"]], answer))
        for position, answer in enumerate(body["answers"])
    ]


def verdict(found: Iterable[Found]) -> str:
    """Return "pass", "fail" where an item failed, or "veto" where one failed that vetoes the whole."""
    failed = [each for each in found if each.outcome == "fail"]
    if any(each.item.get("veto") for each in failed):
        return "veto"
    return "fail" if failed else "pass"


def photos_of(body: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return every photo a body names, with the fields that name it."""
    named: dict[str, list[str]] = {}
    for position, answer in enumerate(body["answers"]):
        for sha in answer["photos"]:
            named.setdefault(sha, []).append(f"answers.{position}.photos")
    for position, each in enumerate(body["signatures"]):
        if each["image"]:
            named.setdefault(each["image"], []).append(f"signatures.{position}.image")
    return named
