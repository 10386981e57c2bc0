"""A filled checklist: its one normal form, what is wrong with it, and what the server finds of each answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from inspect_app.checklists.rules import Asked, Judgement, asked, items_by_key, judgement
from inspect_app.core.canonical import canonical
from inspect_app.inspections.rules.extras import extras_of, normal_extras
from inspect_app.inspections.rules.layers import normal_layers, wrong_layers

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
#: fields that came later: where they are not given they are not there, so that what was signed before keeps its hash
_LATER: Final = ("counted", "image", "pin", "voice")
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
    """Return a body with every field there, null where nothing was given: however it came, the same bytes.

    Fields that an answer can have since version 2 of checklists, and the log of the filling, are there only where
    they are given.
    """
    place = body.get("place")
    return {
        **{name: body[name] for name in _TOP},
        "answers": [
            {
                **{name: each.get(name) for name in _ANSWER},
                **{name: each[name] for name in _LATER if each.get(name) is not None},
                **({"layers": normal_layers(each["layers"])} if each.get("layers") is not None else {}),
                "photos": list(each.get("photos") or []),
            }
            for each in body["answers"]
        ],
        **({"extras": normal_extras(body["extras"])} if body.get("extras") is not None else {}),
        **({"log": body["log"]} if body.get("log") is not None else {}),
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
    errors.update(wrong_layers(body["answers"]))
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
    found = asked(content, [each for each in answers if each["item"] in known])
    in_rounds = {
        item["key"] for section in content["sections"] if section.get("repeat") for item in section["items"]
    }
    seen: set[tuple[str, str | None]] = set()
    for position, answer in enumerate(answers):
        path, item = f"answers.{position}", known.get(answer["item"])
        place = (answer["item"], answer["element"])
        if item is None:
            errors[f"{path}.item"] = [("该检查表没有此检查项", "this checklist has no such item")]
        elif place in seen:
            errors[f"{path}.item"] = [("同一部位的同一检查项答了两次", "answered twice for the same element")]
        elif found.counts(answer):  # what is not asked cannot be wrong
            _answer(item, answer, path, errors)
            if item["key"] in in_rounds and not answer["element"] and answer["outcome"] != "na":
                errors[f"{path}.element"] = [("须选择部位，或判定为不适用", "choose the element, or say N/A")]
        seen.add(place)
    _complete(found, errors)


def _complete(found: Asked, errors: Errors) -> None:
    words: list[Words] = []
    if found.missing:
        listed = "、".join(key if place is None else f"{key} ({place})" for key, place in found.missing[:20])
        words.append((f"还有检查项未作答：{listed}", f"items not answered: {listed}"))
    words += [
        (f"“{each['zh']}”一个部位也没有检查", f"{each['en']}: not a single element was inspected")
        for each in found.no_round
    ]
    if words:
        errors["answers"] = words


def wrong_elements(content: Mapping[str, Any], body: Mapping[str, Any], kinds: Mapping[str, str]) -> Errors:
    """Return which answers name an element that is not the project's, or not of the kind its section repeats over.

    `kinds` says of what kind each element of the project is.
    """
    over = {
        item["key"]: section["repeat"]["over"]
        for section in content["sections"]
        if section.get("repeat")
        for item in section["items"]
    }
    errors: Errors = {}
    for position, each in enumerate(body["answers"]):
        field, kind = f"answers.{position}.element", kinds.get(each["element"] or "")
        if each["element"] and kind is None:
            errors[field] = [("该部位不属于本项目", "not an element of this project")]
        elif each["element"] and kind != over.get(each["item"], kind):
            errors[field] = [("这一部分要检查另一类部位", "this section is about another kind of element")]
    return errors


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
    """Return every answer of a sound body with its item and judgement, in the order given.

    An answer to an item that is not asked is left out: it stays in the body and decides nothing.
    """
    known = items_by_key(content)
    counting = asked(content, body["answers"])
    return [
        Found(position, known[answer["item"]], answer, judgement(known[answer["item"]], answer))
        for position, answer in enumerate(body["answers"])
        if counting.counts(answer)
    ]


def verdict(found: Iterable[Found]) -> str:
    """Return "pass", "fail" where an item failed, or "veto" where one failed that vetoes the whole."""
    failed = [each for each in found if each.outcome == "fail"]
    if any(each.item.get("veto") for each in failed):
        return "veto"
    return "fail" if failed else "pass"


def sounds_of(body: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return every spoken note a body names, with the fields that name it."""
    named: dict[str, list[str]] = {}
    for position, answer in enumerate(body["answers"]):
        if answer.get("voice"):
            named.setdefault(answer["voice"]["sha256"], []).append(f"answers.{position}.voice")
    return named


def photos_of(body: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return every photo a body names, with the fields that name it."""
    named: dict[str, list[str]] = {}
    for position, answer in enumerate(body["answers"]):
        for sha in answer["photos"]:
            named.setdefault(sha, []).append(f"answers.{position}.photos")
        if answer.get("image"):
            named.setdefault(answer["image"], []).append(f"answers.{position}.image")
    for position, each in enumerate(extras_of(body)):
        for sha in each["photos"]:
            named.setdefault(sha, []).append(f"extras.{position}.photos")
    for position, each in enumerate(body["signatures"]):
        if each["image"]:
            named.setdefault(each["image"], []).append(f"signatures.{position}.image")
    return named
