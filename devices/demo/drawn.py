"""The demonstration's draw: the officer draws site and team, and the team scores what it finds by JGJ 59."""

from datetime import UTC, datetime, timedelta
from typing import Any

from devices.client import Caller, Refused
from devices.demo.forms import scored
from devices.demo.people import PLACES, REGION
from devices.demo.pictures import draw
from devices.demo.stage import Story

#: so long after the list is frozen the source of chance speaks, and so long after that the targets open
_SPEAKS_S, _OPENS_S = 3, 2
_LIST = "jgj59-b02-conduct"
#: item -> (points off, what was seen)
_SEEN = {
    "b02-04": (3.0, "保温板靠消防通道码放，未分类、未挂牌"),
    "b02-08": (2.0, "大门口五牌一图缺消防保卫牌"),
}


def officer_draws_site_and_team(story: Story) -> None:
    """The officer freezes the list, lets the clock speak as the source of chance, draws and publishes."""
    officer = story.person("officer")
    rows = officer.get("/api/draws/")["rows"]
    one = rows[0] if rows else officer.post("/api/draws/", _wanted(story))
    url = f"/api/draws/{one['id']}/moves"
    if one["state"] == "prepared":
        one = officer.post(f"{url}/freeze", {})
    if one["state"] == "frozen":
        _wait_until(story, datetime.fromisoformat(one["entropy_at"]))
        said = {"chance": one["entropy_at"], "reference": "演示：封存名单时预告的时刻，不是公开的随机数"}
        one = officer.post(f"{url}/draw", said)
    if one["state"] == "drawn":
        officer.post(f"{url}/publish", {})


def team_arrives_and_scores(story: Story) -> None:
    """One of the team stands at p17, which opens that target, and scores it; the other stays sealed to try."""
    for account in ("inspector2", "inspector3"):  # the first has inspected both sites last, and is recused
        inspector = story.person(account)
        for each in inspector.get("/api/sealed"):
            _wait_until(story, datetime.fromisoformat(each["opens_at"]))
            if _arrives(inspector, each["visit_id"]):
                _score(inspector, each["visit_id"])
                return


def _arrives(inspector: Caller, visit_id: str) -> bool:
    try:
        inspector.post(
            f"/api/visits/{visit_id}/arrive", dict(zip(("lat", "lon"), PLACES["p17"], strict=True))
        )
    except Refused:  # another site's: what is not here does not open
        return False
    return True


def _score(inspector: Caller, visit_id: str) -> None:
    visit = inspector.get(f"/api/visits/{visit_id}")
    photo = inspector.photo(draw("材料堆放与场地清洁", mended=False))
    inspector.post(
        "/api/submissions",
        scored(visit, at=datetime.now(UTC), seen=_SEEN, photo=photo, by=inspector.get("/api/me")["name"]),
    )


def _wanted(story: Story) -> dict[str, Any]:
    speaks = datetime.now(UTC) + timedelta(seconds=_SPEAKS_S)
    return {
        "region": REGION,
        "name": "冬季文明施工双随机抽查",
        "template_id": story.person("officer").get(f"/api/checklists/{_LIST}")["id"],
        "share": 100,
        "entropy": "演示：名单封存后三秒的时刻；正式抽取请用公开的开奖号码",
        "entropy_at": speaks.isoformat(),
        "opens_at": (speaks + timedelta(seconds=_OPENS_S)).isoformat(),
        "due_on": (speaks.date() + timedelta(days=3)).isoformat(),
    }


def _wait_until(story: Story, moment: datetime) -> None:
    story.stop.wait(max(0.0, (moment - datetime.now(UTC)).total_seconds()) + 0.1)
