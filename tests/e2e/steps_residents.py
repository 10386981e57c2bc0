"""A resident reports a leak without an account, follows it, and says in the end that it is settled."""

import time
from pathlib import Path

from devices.demo.pictures import draw
from tests.e2e.browsing import Window
from tests.e2e.steps_repair import repair
from tests.e2e.steps_setup import Come, Story


def report_in_three_screens(come: Come, story: Story, home: Path) -> Window:
    """A resident reports a leak in three screens and gets number, code, coverage and who answers."""
    phone, began = come("", "phone"), time.monotonic()
    phone.go("/complaints/new").picture("community")
    phone.page.locator("main a[href*='site=p17']").click()
    phone.look().press("1号楼").picture("place").press("屋面")
    photo = home / "leak.jpg"
    photo.write_bytes(draw("顶层屋顶漏水", mended=False))
    phone.fill(
        "#tell", category="roof_leak", words="下雨天顶层漏水，滴在床上。", spot="1 单元 601", photos=photo
    )
    phone.picture("tell").press("下一步").fill("#contact", phone="13800138000", visit_consent=True)
    phone.press("提交").sees("已收到您的反映").picture("filed")
    print(
        f"{time.monotonic() - began:5.1f} s  from the first screen to number and code, on a phone (a person may take 90)"
    )
    assert "安居建设集团" in phone.fact("负责单位")
    assert "在保修期内" in phone.fact("保修")
    number, code = phone.page.locator("main .keep-line").all_inner_texts()
    phone.press("我记好了，清除本页")
    phone.go("/complaints/follow").fill("#follow", number=number, code=code).press("查看").sees("待受理")
    story.defects["complaint"] = number
    return phone.picture("case")


def wrong_codes_open_nothing(come: Come, story: Story) -> None:
    """A right number with a wrong code opens nothing."""
    phone = come("", "phone")
    phone.allowed |= {403, 404, 422}
    phone.go("/complaints/follow").fill(
        "#follow", number=story.defects["complaint"], code="AAAA-BBBB-CCCC-DDDD"
    )
    phone.press("查看")
    assert "顶层漏水" not in phone.text()
    phone.close()


def take_it_up(come: Come, story: Story) -> None:
    """The street office takes the complaint up and upholds it: the contractor gets a ticket."""
    street = come("street")
    street.go("/complaints").press("屋顶漏水").picture("complaint").open("受理").fill(
        "#move-accept", answer="已受理"
    )
    street.press("确认：受理").open("答复").fill(
        "#move-answer", finding="upheld", answer="经查属实，由施工单位维修。"
    )
    street.press("确认：答复").reloads_until("整改单 QX-")
    story.defects["leak"] = street.link("main a[href^='/defects/']")


def settle_it(come: Come, story: Story, home: Path, phone: Window) -> None:
    """The leak is mended and confirmed; the resident is asked, and says yes."""
    repair(come, home, story.defects["leak"])
    phone.go("/complaints/follow/case").reloads_until("解决了吗？").picture("settled")
    phone.press("解决了").sees("已办结")
    said = phone.text()
    assert "经查属实" in said
    assert "138*" not in said
    phone.close()


def see_every_start_page(come: Come) -> None:
    """Everybody has a start page of their own, in Chinese and in English."""
    for account in ("officer", "supervisor", "owner", "street", "admin"):
        come(account).go("/").picture(f"start-{account}")
    come("contractor", "phone").go("/").picture("start-contractor")
    anybody = come("", "phone").go("/").picture("start")
    assert "Report" in anybody.go("/?lang=en").text()
    anybody.close()


def see_it_all_again(come: Come, story: Story) -> None:
    """Journal, project and ticket tell what happened, when and by whom."""
    journal = come("officer").go("/journal").picture("journal").text()
    assert "西环里小区综合改造工程" in journal
    officer = come("officer").go(f"/projects/{story.project}").picture("project")
    assert "竣工" in officer.text(".page-head")
    timeline = officer.text("ol.timeline")
    assert "建立项目" in timeline
    assert "孙主任" in timeline
    told = come("supervisor").go(story.defects["rail"]).text("ol.timeline")
    for words in ("登记缺陷", "接收", "提交整改", "退回重改", "复查合格"):
        assert words in told
