"""The demonstration's hold points: one signed before it is covered, one whose notice still runs."""

from datetime import UTC, datetime, timedelta

from devices.demo.pictures import draw
from devices.demo.stage import Story

_RISER, _ROOF = "排水立管穿板处封堵", "2号楼屋面防水附加层"
#: longer than any notice, so that the second one is still to be answered while people look at it
_NOTICE = timedelta(hours=50)


def pipes_are_signed_before_covering(story: Story) -> None:
    """Everybody invited says they do not come, so the supervisor signs at once and it may be covered."""
    hold = _announced(story, "1号楼 / 排水立管", _RISER)
    for account in ("owner", "officer"):
        if "answer" in _seen(story, account, hold):
            body = {"answer": "absent", "note": "委托监理单位检查，影像资料留存。"}
            story.person(account).post(f"/api/holds/{hold}/answer", body)
    supervisor = story.person("supervisor")
    if "sign" in supervisor.get(f"/api/holds/{hold}")["moves"]:
        name = supervisor.get("/api/me")["name"]
        supervisor.post(f"/api/holds/{hold}/moves/sign", {"name": name, "note": "封堵密实，同意隐蔽。"})


def roof_waits_for_its_witnesses(story: Story) -> None:
    """The authority comes; whether the owner does is open, and silence would be recorded."""
    hold = _announced(story, "2号楼 / 屋面", _ROOF)
    if "answer" in _seen(story, "officer", hold):
        story.person("officer").post(
            f"/api/holds/{hold}/answer", {"answer": "come", "note": "派李检查到场。"}
        )


def _announced(story: Story, path: str, title: str) -> str:
    """Set a hold point and announce it, as far as that is not done; return its key."""
    project, supervisor = story.project("p17")["id"], story.person("supervisor")
    rows = supervisor.get(f"/api/holds/?state=all&project_id={project}")["rows"]
    known = [each["id"] for each in rows if each["title"] == title]
    body = {"project_id": project, "element_id": story.element("p17", path), "title": title}
    hold = str(known[0] if known else supervisor.post("/api/holds/", body)["id"])
    contractor = story.person("contractor")
    if "announce" in contractor.get(f"/api/holds/{hold}")["moves"]:
        photo = contractor.photo(draw(f"{title} 覆盖前", mended=True))
        meet_at = (datetime.now(UTC) + _NOTICE).isoformat()
        said = {"meet_at": meet_at, "note": "自检合格，申请隐蔽验收。", "photos": [photo]}
        contractor.post(f"/api/holds/{hold}/moves/announce", said)
    return hold


def _seen(story: Story, account: str, hold: str) -> list[str]:
    moves: list[str] = story.person(account).get(f"/api/holds/{hold}")["moves"]
    return moves
