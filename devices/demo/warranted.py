"""The demonstration's warranty: a resident claims a repair, the contractor names who comes and proposes times."""

import hashlib
from datetime import UTC, datetime, timedelta

from devices.client import Caller
from devices.demo.stage import Story


def resident_claims_a_repair(story: Story) -> None:
    """A resident of p18 claims a dripping pipe; the times proposed wait for whoever tries the demonstration."""
    once = hashlib.sha256(f"claim {story.password}".encode()).hexdigest()
    body = {
        "site": "p18",
        "element_id": story.element("p18", "1号楼 / 屋面"),
        "urgency": "leak",
        "once": once,
    }
    told = {"words": "落水口旁的屋面有一道裂缝，雨后滴水。", "spot": "1单元楼梯间顶层"}
    made = Caller(story.url).post("/api/warranty/claims", {**body, **told})
    number, code = made["claim"]["number"], made["code"]
    contractor = story.person("rival")
    one = next(each for each in contractor.get("/api/warranty/claims")["rows"] if each["number"] == number)
    moves = f"/api/warranty/claims/{one['id']}/moves"
    if one["state"] == "claimed":
        contractor.post(f"{moves}/dispatch", {"worker": "防水班 赵师傅"})
    if one["state"] in ("claimed", "dispatched"):
        first = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=20)
        slots = {"slot_1": first.isoformat(), "slot_2": (first + timedelta(hours=24)).isoformat()}
        contractor.post(f"{moves}/propose", slots)
    with (story.home / "demo.txt").open("a", encoding="utf-8") as text:
        text.write(f"\nA warranty claim  居民报修: {number}  code 查询码: {code}  at /claims/follow\n")
