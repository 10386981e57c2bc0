"""First steps of the chain: the administrator's people, the owner's project, the authority's plan."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from inspect_app import HERE
from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from tests.e2e.browsing import Window
from tests.e2e.conftest import PASSWORD

Come = Callable[..., Window]
REGION = "110114"
STATION = "昌平区质量安全监督站"
#: kind of party -> name
PARTIES = {
    "建设单位": "安居城市更新有限公司",
    "勘察单位": "北山岩土勘察院",
    "设计单位": "清源建筑设计院",
    "施工单位": "安居建设集团",
    "监理单位": "正信工程监理公司",
    "街道办事处": "城北街道办事处",
    "专营单位": "昌平自来水公司",
}
#: account -> (name, party, role, region)
PEOPLE = {
    "officer": ("陈站长", STATION, "监督机构", REGION),
    "inspector": ("李检查", STATION, "检查员", REGION),
    "owner": ("孙主任", "安居城市更新有限公司", "建设单位", ""),
    "surveyor": ("吴勘察", "北山岩土勘察院", "勘察单位", ""),
    "designer": ("钱设计", "清源建筑设计院", "设计单位", ""),
    "contractor": ("王经理", "安居建设集团", "施工单位", ""),
    "supervisor": ("周总监", "正信工程监理公司", "监理单位", ""),
    "street": ("郑科长", "城北街道办事处", "街道", REGION),
    "utility": ("卫工", "昌平自来水公司", "专营单位", ""),
}
#: (above, kind, name)
ELEMENTS = (
    ("", "楼栋", "1号楼"),
    ("1号楼", "屋面防水", "屋面"),
    ("1号楼", "给水管道", "给水立管"),
    ("1号楼", "门窗", "楼道门窗"),
    ("", "施工现场", "施工现场"),
)


@dataclass
class Story:
    """What the steps learn on their way and later steps need."""

    project: str = ""
    visits: list[str] = field(default_factory=list)
    secrets: dict[str, tuple[str, str]] = field(default_factory=dict)
    defects: dict[str, str] = field(default_factory=dict)
    number: str = ""
    pdf: Path = Path()


def add_parties_and_people(come: Come) -> None:
    """The administrator adds every party and every person on the pages."""
    admin = come("admin")
    for kind, name in PARTIES.items():
        admin.go("/parties/new").fill(kind=kind, name=name, region=REGION).press("添加")
    admin.sees("安居建设集团").picture("parties")
    for account, (name, party, role, region) in PEOPLE.items():
        admin.go("/people/new").fill(
            account=account, name=name, password=PASSWORD, party_id=party, role=role, region=region
        )
        admin.press("添加")
    admin.sees("郑科长")


def a_wrong_form_says_what_is_wrong(come: Come) -> None:
    """What the administrator typed wrong is named beside its field, and nothing was added."""
    admin = come("admin")
    admin.allowed.add(422)
    admin.go("/people/new").fill(
        account="second", name="短", password="short", party_id=STATION, role="检查员"
    )
    admin.press("添加").sees("至少")
    admin.allowed.clear()
    assert "second" not in admin.go("/people").text()


def make_the_project(come: Come, story: Story) -> None:
    """The owner makes the project, names the five parties and grows the building tree."""
    owner = come("owner")
    owner.go("/projects/new").fill(
        name="西环里小区综合改造工程",
        community="西环里小区",
        site="p17",
        region=REGION,
        address="昌平区西环路 17 号",
    )
    owner.press("建立项目")
    story.project = owner.page.url.split("/projects/")[1].partition("/")[0]
    leaders = {party: name for name, party, _role, _region in PEOPLE.values()}
    for kind, party in PARTIES.items():
        form = f"main form[action='/projects/{story.project}/parties']"
        owner.fill(form, role=kind, party_id=party, leader=leaders[party]).press("添加参建单位")
    for above, kind, name in ELEMENTS:
        form = f"main form[action='/projects/{story.project}/elements']"
        owner.fill(form, kind=kind, name=name, **({"parent_id": above} if above else {})).press("添加部位")


def publish_the_checklists(come: Come) -> None:
    """The library came with the program; the officer publishes a further checklist from its file."""
    officer = come("officer").go("/checklists")
    library = HERE / "checklists" / "library"
    assert officer.text().count("随产品提供") == len(list(library.glob("*.json")))
    text = (library / "roof-waterproofing.json").read_text(encoding="utf-8")
    own = {
        "name": "own.json",
        "mimeType": "application/json",
        "buffer": text.replace("屋面", "平屋面").encode(),
    }
    officer.go("/checklists/new").fill(key="flat-roof", file=own)
    officer.press("检查并发布").sees("已发布第 1 版").picture("checklist")


def make_the_plan(come: Come, story: Story) -> None:
    """The supervisor makes a patrol plan, and its visits stand in the calendar ahead."""
    supervisor = come("supervisor")
    supervisor.go(f"/projects/{story.project}").press("制定检查计划").fill(
        name="安全文明施工巡检", template_id="现场文明与安全巡查", every=2,
        since=local_day(now()).isoformat(), party_id=PARTIES["监理单位"],
    )  # fmt: skip
    supervisor.press("制定计划并生成任务").sees("计划已制定").picture("plan")
    rows = supervisor.page.locator("tbody th[scope='row'] a")
    story.visits = [str(each.get_attribute("href")).rpartition("/")[2] for each in rows.all()][::-1]
    days = {each.inner_text() for each in rows.all()}
    assert len(days) == len(story.visits) >= 3, days
