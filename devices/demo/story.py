"""The demonstration's story: each step is done once, over HTTP and MQTT, by the person whose step it is."""

import hashlib
import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from devices.client import Caller
from devices.demo.drawn import officer_draws_site_and_team, team_arrives_and_scores
from devices.demo.forms import filled
from devices.demo.held import pipes_are_signed_before_covering, roof_waits_for_its_witnesses
from devices.demo.met import SIGNERS, meet
from devices.demo.pictures import draw
from devices.demo.stage import Story
from devices.demo.warranted import resident_claims_a_repair
from devices.tablet import Tablet

log = logging.getLogger(__name__)
_SYNC_S = 45.0
#: who hands in which papers for the acceptance of p18, and what they say
_PAPERS = {
    "rival": ("completion_report", "files", "materials", "concealed"),
    "surveyor": ("survey_check",),
    "designer": ("design_check",),
    "supervisor": ("assessment",),
    "owner": ("household", "payment", "notice"),
}
_TERMS = {"W-STR": 50, "W-WP": 5, "W-INS": 5, "W-HVAC": 2, "W-MEP": 2, "W-LIFT": 2, "W-DEC": 2, "W-OTH": 2}


def tell(story: Story) -> None:
    """Do the steps not yet done, in order; what is done stays noted over restarts."""
    notes = story.home / "demo-story.json"
    done: list[str] = json.loads(notes.read_text()) if notes.exists() else []
    for step in STEPS:
        if step.__name__ in done or story.stop.is_set():
            continue
        log.warning("story: %s", step.__name__)
        step(story)
        done.append(step.__name__)
        draft = notes.with_suffix(".new")
        draft.write_text(json.dumps(done))
        draft.replace(notes)


def patrol_by_tablet(story: Story) -> None:
    """The inspector's tablet fills in the first patrol of p17 and sends it over MQTT; two items fail."""
    visit = _first_visit(story, "p17")
    tablet = _tablet(story, "tablet-01", "p17")
    photo = tablet.add_photo(draw("2号楼 临边无防护", mended=False))
    second = tablet.add_photo(draw("消防通道堆放保温板", mended=False))
    faults = {"rail": ("2号楼屋面东侧约 6 米无栏杆", photo), "tidy": ("保温板占用消防通道", second)}
    place = story.element("p17", "2号楼 / 屋面")
    tablet.submit(filled(visit, at=datetime.now(UTC), failing=faults, element=place))
    _sync(tablet)


def contractor_answers(story: Story) -> None:
    """The contractor mends the missing rail; the other finding waits for whoever tries the demonstration."""
    contractor = story.person("contractor")
    found = contractor.get("/api/defects/")["rows"]
    for each in (row for row in found if row["title"].startswith("临边防护") and "accept" in row["moves"]):
        contractor.post(f"/api/defects/{each['id']}/moves/accept", {})
        _plan_approved(story, each["id"])
        after = contractor.photo(draw("已装防护栏杆", mended=True))
        body = {"note": "东侧临边已按 JGJ 80 装设 1.2 m 双道防护栏杆。", "after": [after]}
        contractor.post(f"/api/defects/{each['id']}/moves/rectify", body)


def _plan_approved(story: Story, defect: str) -> None:
    """A serious one is fixed by a plan the supervisor has approved."""
    by = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    plan = {
        "who": "架子班 王工",
        "until": by,
        "method": "装设 1.2 m 双道防护栏杆和踢脚板",
        "lot": "钢管 2026-04",
    }
    story.person("contractor").post(f"/api/defects/{defect}/moves/plan", plan)
    supervisor = story.person("supervisor")
    asked = supervisor.get(f"/api/defects/{defect}")["requests"][-1]["id"]
    supervisor.post(f"/api/defects/requests/{asked}/moves/grant", {"answer": "同意，先挂警示带。"})


def spot_check_of_p18(story: Story) -> None:
    """p18 is nearly done: a spot check of its roof passes, filled in on a tablet."""
    visit = _first_visit(story, "p18")
    tablet = _tablet(story, "tablet-02", "p18")
    proof = tablet.add_photo(draw("1号楼屋面 附加层与收头", mended=True))
    tablet.submit(filled(visit, at=datetime.now(UTC), failing={}, proof=proof))
    _sync(tablet)


def papers_of_p18(story: Story) -> None:
    """Each party hands in its papers for the acceptance of p18."""
    project = story.project("p18")["id"]
    today = datetime.now(UTC).date()
    for account, kinds in _PAPERS.items():
        person = story.person(account)
        for kind in kinds:
            dated = today - timedelta(days=20 if kind == "notice" else 2)
            body = {"project_id": project, "kind": kind, "dated_on": dated.isoformat()}
            person.post("/api/documents", {**body, "note": "演示：原件存项目部资料室。"})
    letter = {
        "project_id": project,
        "kind": "warranty_letter",
        "terms": _TERMS,
        "note": "演示：保修书已签收。",
    }
    story.person("rival").post("/api/documents", {**letter, "dated_on": today.isoformat()})


def five_parties_sign_p18(story: Story) -> None:
    """The five parties sign in order and the certificate is issued."""
    owner = story.person("owner")
    begun = owner.post("/api/acceptances", {"project_id": story.project("p18")["id"]})
    url = f"/api/acceptances/{begun['id']}"
    meet(story, url)
    owner.post(f"{url}/moves/open", {})
    for account in SIGNERS:
        person = story.person(account)
        person.post(f"{url}/moves/sign", {"name": person.get("/api/me")["name"], "note": "同意验收。"})
    if "issue" in owner.get(url)["moves"]:
        owner.post(f"{url}/moves/issue", {})


def resident_reports_a_leak(story: Story) -> None:
    """A resident of p18 reports, without an account, that the new roof leaks; it is within its warranty."""
    body = {
        "site": "p18",
        "element_id": story.element("p18", "1号楼 / 屋面"),
        "category": "roof_leak",
        "words": "下雨后 302 室卧室顶板渗水，墙皮起泡。",
        "spot": "1单元 302",
        "phone": "13800000000",
        "visit_consent": True,
        "once": hashlib.sha256(f"leak {story.password}".encode()).hexdigest(),
    }
    filed = Caller(story.url).post("/api/complaints", body)
    with (story.home / "demo.txt").open("a", encoding="utf-8") as text:
        text.write(
            f"\nA resident's complaint  居民投诉: {filed['complaint']['number']}  code 查询码: {filed['code']}\n"
        )


def _first_visit(story: Story, site: str) -> dict[str, Any]:
    inspector = story.person("inspector")
    project = story.project(site)["id"]
    rows = inspector.get(f"/api/visits/?state=planned&project_id={project}")["rows"]
    first = min(rows, key=lambda row: row["due_on"])
    found: dict[str, Any] = inspector.get(f"/api/visits/{first['id']}")
    return found


def _tablet(story: Story, name: str, site: str) -> Tablet:
    """Return a tablet with its outbox on disk."""
    return Tablet(
        story.broker, story.usernames[name], story.keys[name], site, name, story.home / f"{name}.outbox"
    )


def _sync(tablet: Tablet) -> None:
    counts = tablet.sync(_SYNC_S)
    if counts.on_device or counts.sent or counts.refused:
        raise RuntimeError(f"the tablet could not send: {counts}")


STEPS: tuple[Callable[[Story], None], ...] = (
    patrol_by_tablet,
    contractor_answers,
    spot_check_of_p18,
    papers_of_p18,
    five_parties_sign_p18,
    resident_reports_a_leak,
    resident_claims_a_repair,
    officer_draws_site_and_team,
    team_arrives_and_scores,
    pipes_are_signed_before_covering,
    roof_waits_for_its_witnesses,
)
