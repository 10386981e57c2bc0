"""Fills in checklists as an inspector would: within tolerance, but for the items that are to fail."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from devices.demo.people import PLACES


def filled(
    visit: Mapping[str, Any],
    *,
    at: datetime,
    failing: Mapping[str, tuple[str, str]],
    element: str | None = None,
    proof: str = "",
) -> dict[str, Any]:
    """Return a submission of `visit`; `failing` maps item keys to (note, SHA-256 of the photo).

    `proof` is the photo of items that always need one.
    """
    answers = [_answer(item, failing.get(item["key"]), element, proof) for item in items(visit)]
    return {
        "id": str(uuid4()),
        "visit": visit["id"],
        "template": visit["template"],
        "started_at": (at - timedelta(minutes=35)).astimezone(UTC).isoformat(),
        "finished_at": at.astimezone(UTC).isoformat(),
        "place": {"lat": PLACES["p17"][0], "lon": PLACES["p17"][1], "accuracy": 12.0},
        "answers": answers,
        "signatures": [
            {"role": "inspector", "name": "李检查", "image": None, "refused": None},
            {"role": "contractor", "name": "王经理", "image": None, "refused": None},
        ],
    }


def scored(
    visit: Mapping[str, Any], *, at: datetime, seen: Mapping[str, tuple[float, str]], photo: str, by: str
) -> dict[str, Any]:
    """Return a submission of a list by points: each item's points off; `seen` maps keys to (points, note).

    `by` signs as the inspector.
    """
    whole = filled(visit, at=at, failing={key: (note, photo) for key, (_points, note) in seen.items()})
    for answer in whole["answers"]:
        answer["values"] = [seen[answer["item"]][0] if answer["item"] in seen else 0.0]
    whole["signatures"][0]["name"] = by
    whole["signatures"].append({"role": "supervisor", "name": "周总监", "image": None, "refused": None})
    return whole


def items(visit: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the items of a visit's checklist in order."""
    for section in visit["content"]["sections"]:
        yield from section["items"]


def _answer(
    item: Mapping[str, Any], fault: tuple[str, str] | None, element: str | None, proof: str
) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "item": item["key"], "outcome": "fail" if fault else "pass", "values": None, "text": None,
        "photos": [fault[1]] if fault else [], "severity": None, "note": fault[0] if fault else None,
        "element": element if fault else None,
    }  # fmt: skip
    if not fault and item.get("photo") == "always":
        answer["photos"] = [proof]
    # What fails at sight is not measured.
    if item["kind"] == "measured" and not fault:
        answer["values"] = _measured(item)
    if item["kind"] in ("text", "choice"):
        answer["text"] = "正常"
    return answer


def _measured(item: Mapping[str, Any]) -> list[float]:
    norm, plus, minus = item["norm"], item.get("plus") or 0.0, item.get("minus") or 0.0
    points = item.get("points") or 1
    # Spread over the middle half of what is allowed.
    span = (plus + minus) / 4
    return [round(norm + (plus - minus) / 2 + span * ((n % 3) - 1), 3) for n in range(points)]
