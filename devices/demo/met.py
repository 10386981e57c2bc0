"""The acceptance of p18 before its five parties sign: asked for, checked on site, met upon."""

from datetime import UTC, datetime
from typing import Any, Final

from devices.demo.stage import Story
from inspect_app.acceptance.rules import ORDER
from inspect_app.core.calendar import local_day

SIGNERS: Final = ("rival", "surveyor", "designer", "supervisor", "owner")


def meet(story: Story, url: str) -> None:
    """Take every step before signing; all agree. What was taken before a restart is not taken again."""
    people = {role: story.person(account) for role, account in zip(ORDER, SIGNERS, strict=True)}
    names = {role: str(person.get("/api/me")["name"]) for role, person in people.items()}
    day = local_day(datetime.now(UTC)).isoformat()
    listed = "\n".join(f"{role}，{name}，{role}" for role, name in names.items())
    told: list[tuple[str, str, dict[str, Any]]] = [
        ("contractor", "report", {"note": "自检合格，资料齐全。"}),
        ("supervisor", "precheck", {"checked_on": day, "outcome": "pass", "findings": "现场与资料相符。"}),
        ("owner", "convene", {"held_on": day, "place": "项目部会议室", "members": listed}),
        *((role, "opine", {"member": name, "opinion": "agree"}) for role, name in names.items()),
        ("owner", "minute", {"minutes": "听取各方汇报、查看现场和资料，一致同意验收。"}),
    ]
    for role, name, values in told:
        if name in people[role].get(url)["moves"]:
            people[role].post(f"{url}/moves/{name}", values)
