"""Defects come to the contractor's phone, are put right, sent back once, confirmed; one is late and counts."""

import sqlite3
from datetime import timedelta
from pathlib import Path

from devices.demo.pictures import draw
from inspect_app.core.calendar import CHINA
from inspect_app.core.clock import now
from tests.e2e.browsing import Window
from tests.e2e.steps_setup import Come, Story
from tests.running import Program


def read_the_ticket(come: Come, story: Story) -> None:
    """The failed item has become a ticket with clause, place, liable party, deadline and photo filled in."""
    phone = come("contractor", "phone")
    phone.go("/defects").sees("临边").picture("defects")
    phone.go(story.defects["rail"])
    assert phone.fact("不符合条款") == "JGJ 80-2016 临边作业"
    assert phone.fact("部位") == "1号楼 / 屋面"
    assert phone.fact("责任单位") == "安居建设集团"
    assert "期限" in phone.fact("整改期限")
    assert phone.page.locator(".before-after img").count() == 1
    phone.picture("ticket")


def repair_in_two_rounds(come: Come, story: Story, home: Path) -> None:
    """The contractor accepts and repairs, the supervisor sends back once, then confirms; the rounds are counted."""
    phone, supervisor = come("contractor", "phone"), come("supervisor")
    phone.go(story.defects["rail"]).press("接收").sees("已完成：接收")
    _plan(phone, supervisor, story.defects["rail"])
    _rectify(phone, home, "已装一道栏杆", "只有一道栏杆")
    supervisor.go(story.defects["rail"]).open("退回重改").fill("#move-return", reason="缺下道栏杆和踢脚板")
    supervisor.press("确认：退回重改").sees("提交 1 次，退回 1 次")
    phone.go(story.defects["rail"]).sees("缺下道栏杆和踢脚板")
    _rectify(phone, home, "已补下道栏杆和踢脚板", "双道栏杆")
    confirm(supervisor, story.defects["rail"])
    assert supervisor.fact("整改轮次") == "提交 2 次，退回 1 次"
    assert supervisor.page.locator(".before-after img").count() == 3
    supervisor.picture("closed-ticket")


def _plan(phone: Window, supervisor: Window, address: str) -> None:
    """A serious ticket has its plan approved by the supervisor before the fix."""
    if not phone.page.locator("#move-plan").count():
        return
    until = (now() + timedelta(days=1)).astimezone(CHINA).strftime("%Y-%m-%dT%H:%M")
    phone.open("报整改方案").fill(
        "#move-plan", who="王工", until=until, method="装设双道防护栏杆", lot="钢管 2026-04"
    )
    phone.picture("plan").press("确认：报整改方案").sees("已完成：报整改方案")
    supervisor.go(address).open("同意").press("确认：同意").sees("已完成：同意")
    phone.go(address)


def _rectify(phone: Window, home: Path, note: str, words: str) -> None:
    photo = home / f"{words}.jpg"
    photo.write_bytes(draw(words, mended=True))
    phone.open("提交整改").fill("#move-rectify", note=note, after=photo)
    phone.picture("rectify").press("确认：提交整改").sees("已完成：提交整改")


def confirm(supervisor: Window, address: str) -> None:
    """The supervisor looks at the fix and closes the ticket."""
    supervisor.go(address).open("复查合格").fill("#move-confirm", note="现场复查合格")
    if supervisor.page.locator("#move-confirm [name=cause]").count():
        supervisor.fill("#move-confirm", cause="workmanship", share_contractor="80", share_supervisor="20")
    supervisor.press("确认：复查合格").sees("已销号")


def repair(come: Come, home: Path, address: str) -> None:
    """A ticket goes from open to closed in one round."""
    phone = come("contractor", "phone").go(address).press("接收")
    _plan(phone, come("supervisor"), address)
    _rectify(phone, home, "已按要求整改", f"整改 {address[-12:]}")
    confirm(come("supervisor"), address)


def be_late(come: Come, story: Story, up: Program) -> None:
    """A ticket is left lying beyond its deadline: the clock marks it, and credit enters it with an explanation."""
    supervisor = come("supervisor")
    supervisor.go("/defects/new").fill("#raise", title="排水立管支架缺失两处", element_id="1号楼 / 给水立管")
    story.defects["late"] = supervisor.press("登记缺陷").page.url.removeprefix(up.url)
    _let_days_pass(up.home / "inspect.db", story.defects["late"].rpartition("/")[2])
    supervisor.reloads_until("超期未整改").picture("late")
    phone = come("contractor", "phone").go("/credit").reloads_until("超期未整改")
    phone.press("超期未整改").picture("credit-entry")
    assert phone.fact("项目") == "西环里小区综合改造工程"
    said = phone.text(".note strong")
    assert "超期" in said
    assert "天" in said, said
    phone.page.locator("main a[href^='/defects/']").click()
    phone.sees("排水立管支架缺失两处")


def _let_days_pass(database: Path, defect: str) -> None:
    """Date a ticket twelve days back, and let the clock look again now and not only in some minutes."""
    with sqlite3.connect(database, timeout=15) as rows:
        for column in ("raised_at", "due_at"):
            rows.execute(
                f"UPDATE defects SET {column} = datetime({column}, '-12 days') || '.000000' WHERE id = ?",
                (defect,),
            )
        rows.execute("DELETE FROM job_runs WHERE job = 'defects.mark_overdue'")
    rows.close()
