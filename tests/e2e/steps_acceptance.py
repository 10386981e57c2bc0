"""The five parties accept the works: what is missing, papers, signatures, a certificate anybody can check."""

import subprocess
from datetime import timedelta
from pathlib import Path

from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from tests.e2e.conftest import command
from tests.e2e.steps_setup import PEOPLE, Come, Story
from tests.running import Program

#: account -> the papers it hands in
PAPERS = {
    "contractor": ("completion_report", "warranty_letter", "files", "materials", "concealed"),
    "surveyor": ("survey_check",),
    "designer": ("design_check",),
    "supervisor": ("assessment",),
    "owner": ("household", "payment", "notice"),
}


def see_what_is_missing(come: Come, story: Story) -> None:
    """The gate says what is missing, each with its article, and signing cannot open before it is there."""
    owner = come("owner").go(f"/projects/{story.project}/acceptance")
    owner.press("开始验收准备").sees("暂不能提交会签").picture("gate")
    said = owner.text()
    assert "工程质量保修书" in said
    assert "《建设工程质量管理条例》第十六条" in said
    assert owner.page.get_by_role("button", name="提交会签").count() == 0


def hand_in_the_papers(come: Come, story: Story) -> None:
    """Each party hands in its papers; the gate turns green."""
    notice = (local_day(now()) - timedelta(days=40)).isoformat()
    for account, kinds in PAPERS.items():
        person = come(account)
        for kind in kinds:
            person.go(f"/projects/{story.project}/acceptance/documents/new?kind={kind}")
            person.fill(note="原件存项目部资料室", **({"dated_on": notice} if kind == "notice" else {}))
            person.press("提交资料").sees("已提交")


def meet(come: Come, story: Story) -> None:
    """The contractor asks for pre-acceptance, the supervisor passes it, the owner calls a meeting, everybody agrees."""
    page = f"/projects/{story.project}/acceptance"
    come("contractor").go(page).open("报请预验收").press("确认：报请预验收")
    supervisor = come("supervisor").go(page).open("登记预验收结论")
    supervisor.fill("#move-precheck", outcome="pass").picture("precheck").press("确认：登记预验收结论")
    owner = come("owner").go(page).open("确定验收会议")
    owner.fill("#move-convene", held_on=local_day(now()).isoformat(), place="项目部会议室")
    owner.picture("convene").press("确认：确定验收会议")
    for account in PAPERS:
        person = come(account).go(page).open("登记组员意见")
        person.fill("#move-opine", opinion="agree").press("确认：登记组员意见")
    owner = come("owner").go(page).open("写会议纪要")
    owner.fill("#move-minute", minutes="各方同意验收。").press("确认：写会议纪要")
    owner.picture("steps").sees("条件全部满足")


def sign_in_order(come: Come, story: Story) -> None:
    """The five sign in their order and nobody before his turn; the fifth signature issues the certificate."""
    page = f"/projects/{story.project}/acceptance"
    come("owner").go(page).press("提交会签").sees("会签中")
    assert come("owner").page.locator("#move-sign").count() == 0, "the owner may sign before the others"
    for account in PAPERS:
        person = come(account).go(page).open("签署合格意见")
        person.fill("#move-sign", name=PEOPLE[account][0], note="同意验收").picture("sign")
        person.press("确认：签署合格意见")
    owner = come("owner").reloads_until("证书 ZS-").picture("accepted")
    owner.press("查看证书").picture("certificate")
    story.number = owner.text("h1").split()[-1]


def read_the_certificate(come: Come, story: Story, up: Program, home: Path) -> None:
    """The certificate is a sealed PDF with its own letters; a flipped byte is found without any network."""
    owner = come("owner")
    reply = owner.page.context.request.get(up.url + owner.link("main .page-head a[href$='.pdf']"))
    assert reply.body().startswith(b"%PDF-")
    story.pdf = home / f"{story.number}.pdf"
    story.pdf.write_bytes(reply.body())
    fonts = _said("pdffonts", str(story.pdf)).splitlines()[2:]
    assert fonts
    assert all(line.split()[-5] == "yes" for line in fonts), fonts
    text = _said("pdftotext", str(story.pdf), "-")
    assert story.number in text
    assert "西环里小区" in text
    assert f"number: {story.number}" in command(up, "verify", str(story.pdf))
    body = bytearray(story.pdf.read_bytes())
    body[len(body) // 2] ^= 1
    spoiled = home / "spoiled.pdf"
    spoiled.write_bytes(body)
    command(up, "verify", str(spoiled), code=1)


def _said(*argv: str) -> str:
    return subprocess.run(argv, capture_output=True, text=True, check=True).stdout


def anybody_checks_it(come: Come, story: Story, home: Path) -> None:
    """A passer-by's phone learns that the certificate is valid, and whether a file is the one issued."""
    phone = come("", "phone").go(f"/verify/{story.number}").sees("今天的状态：有效").picture("verify")
    phone.fill(file=story.pdf).press("核对文件").sees("文件未被改动")
    phone.fill(file=home / "spoiled.pdf").press("核对文件").sees("这不是本证书的原件")
    phone.allowed.add(404)
    phone.go("/verify/ZS-2020-999999").sees("没有查到这张证书")
    phone.close()


def warranty_runs(come: Come, story: Story) -> None:
    """Every element with a class has its clock, and a resident asks for one without an account."""
    owner = come("owner").go(f"/projects/{story.project}/warranty").reloads_until("1号楼 / 屋面")
    said = owner.picture("warranty").text()
    assert all(place in said for place in ("1号楼 / 给水立管", "1号楼 / 楼道门窗", story.number))
    phone = come("", "phone").go("/warranty/p17")
    phone.choose("main form [name='element']")
    phone.press("继续").page.locator("label", has_text="屋面").click()
    phone.press("继续").sees("在保修期内").picture("covered")
    assert phone.fact("负责单位").startswith("安居建设集团")
    phone.close()
