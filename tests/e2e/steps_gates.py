"""From the reserve pool through the gates to the start, and at the end the handover of a pipe to its utility."""

from tests.e2e.browsing import Window
from tests.e2e.steps_setup import PARTIES, PEOPLE, Come, Story

WHY = "居民意愿调查表和表决结果存街道档案室"


def enter_the_pool(come: Come, story: Story) -> None:
    """The street enters the community into the reserve pool; what is missing of its dossier is shown as missing."""
    street, enter = come("street"), f"/projects/{story.project}/dossier/enter?register=value&kind="
    for kind, said in (
        ("entered_pool", "2025-09-10"),
        ("asked", "120"),
        ("took_part", "112"),
        ("consented", "108"),
    ):
        street.go(enter + kind).fill(said=said, source="区储备库").press("登记")
    dossier = street.go(f"/projects/{story.project}/dossier").picture("dossier").text()
    assert "2025-09-10" in dossier
    assert "93.3 %" in dossier, "took part: reckoned from what was entered"


def pass_the_gates(come: Come, story: Story) -> None:
    """Nothing is built before its gate: refused, then confirmed line by line, the rest overridden by name."""
    owner, street, page = come("owner"), come("street"), f"/projects/{story.project}/gates"
    owner.allowed.add(409)
    owner.go(f"/projects/{story.project}").press("开工").sees("已纳入改造计划")
    owner.allowed.clear()
    street.go(page).sees("缺资料").picture("gates-red")
    for line in ("eligible", "consent", "management_agreed"):
        _confirm(street, "plan_entry", line)
    street.fill("#plan_entry form[action$='/passages']", reference="计〔2026〕3号")
    street.press("通过：纳入改造计划").sees("已通过")
    _confirm(come("officer").go(page), "start", "supervision")
    _confirm(come("supervisor").go(page), "start", "safety")
    _confirm(owner.go(page), "start", "permit")
    officer = come("officer").go(page).open("以同一理由特准全部")
    officer.fill("#start form:has([name='line'][value='*'])", reason=WHY).press("特准并记入").sees(
        "已记入说明"
    )
    assert "特准通过" in officer.picture("gates-green").text()
    owner.go(f"/projects/{story.project}").press("开工").sees("在建").picture("project")
    assert WHY in officer.go("/gates").text()


def _confirm(person: Window, gate: str, line: str) -> None:
    row = f"#f-{gate}-{line}"
    person.page.locator(f"{row} summary", has_text="作出说明").click()
    person.fill(f"{row} form", kind="confirmed", reason=WHY)
    person.press("记入", row).sees("已记入说明")


def hand_over(come: Come, story: Story) -> None:
    """The water company is invited, decides on the pipe and signs after the owner: the charge passes on at once."""
    firm = PARTIES["专营单位"]
    owner = come("owner").go(f"/projects/{story.project}/handover").press("按部位生成清单")
    owner.open("登记邀请").fill("form[action$='/invitations']", trade="供水", party_id=firm)
    owner.press("登记邀请", "form[action$='/invitations']").open("编制移交包")
    owner.fill("form[action$='/packages']", trade="供水", party_id=firm)
    owner.press("编制", "form[action$='/packages']").press("提交接管单位").sees("待接管单位答复")
    address = "/packages/" + owner.page.url.rpartition("/packages/")[2].partition("/")[0].partition("?")[0]
    taker = come("utility").go(address).open("答复")
    taker.choose("form[action$='/decide'] [name='decision'][value='accept']")
    taker.press("保存答复").press("答复完毕，提交签署").sees("待双方签署")
    for account, person in (("owner", owner), ("utility", taker)):
        person.go(address).open("签署移交确认书").fill("#move-sign", name=PEOPLE[account][0])
        person.press("确认：签署移交确认书")
    taker.sees("已移交 1 项").picture("handed-over")
    assert "给水立管" in taker.go("/assets").text()
