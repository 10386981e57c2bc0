"""Resident and contractor go to mediation over the leak: each on a phone, from asking to the signed paper."""

from datetime import timedelta

from inspect_app.core.calendar import CHINA, local_day
from inspect_app.core.clock import now
from tests.e2e.browsing import Window
from tests.e2e.steps_setup import Come, Story


def mediate(come: Come, story: Story, phone: Window) -> None:
    """The resident asks for mediation, both sides say their claim, agree to a time and sign; the paper opens."""
    phone.go("/complaints/follow/case").press("不同意处理结果？申请调解（免费）")
    phone.fill("#new-dispute", claim="等了三周还在漏。", wish="十日内重做屋面防水").picture("mediation-ask")
    phone.press("申请调解").sees("待受理")
    street, firm = come("street"), come("contractor", "phone")
    room = street.go("/disputes").link("tbody a[href^='/disputes/']")
    street.go(room).open("受理调解").press("确认：受理调解").sees("待对方同意调解")
    firm.go(room).open("同意调解").fill("#move-consent", answer="材料到场后可以重做。")
    firm.press("确认：同意调解").sees("调解中").picture("mediation-room")
    meet = (now() + timedelta(days=1)).astimezone(CHINA).strftime("%Y-%m-%dT%H:%M")
    street.go(room).open("约定调解会").fill("#do-meetings", meet_at=meet, where="街道二楼调解室")
    street.press("确认：约定调解会")
    phone.go("/disputes/own/complaint").sees("街道二楼调解室").picture("mediation-time").press("我能到").sees(
        "能到"
    )
    firm.go(room).press("我能到")
    day = (local_day(now()) + timedelta(days=10)).isoformat()
    street.go(room).open("拟定协议").fill("#move-draft", terms="施工单位十日内重做屋面防水。", perform_by=day)
    street.press("确认：拟定协议").sees("协议待双方签字")
    phone.go("/disputes/own/complaint").picture("mediation-sign").fill("#own-sign", name="李大爷")
    phone.press("签字", within="#own-sign").sees("收到，谢谢您")
    firm.go(room).open("签署协议").fill("#do-sign", name="王经理").press("确认：签署协议")
    street.go(room).open("见证签字").press("确认：见证签字，协议生效").sees("已达成协议").picture(
        "mediation-agreed"
    )
    paper = phone.page.request.get(f"{phone.findings.url}/disputes/own/complaint/agreement.pdf")
    assert paper.body().startswith(b"%PDF")
    shown = phone.go("/disputes/own/complaint").picture("mediation-own").text()
    assert "可共同申请司法确认" in shown
    assert "李大爷" not in street.text()
    story.defects["dispute"] = room
