"""The site speaks: devices with their own log-ins over MQTT, a live curve, an alarm, checklists from tablets."""

import json
import re
import threading
from pathlib import Path

from devices.codecs.canonical import canonical
from devices.demo.forms import filled
from devices.demo.pictures import draw
from devices.simulator import DUST, SimulatedDevice, SimulatorSpec, run
from devices.sources.publisher import Publisher
from devices.tablet import Counts, Receipt, Tablet
from inspect_app.core.clock import now
from inspect_app.core.signing import verify
from tests.e2e.browsing import Window
from tests.e2e.conftest import PASSWORD
from tests.e2e.steps_setup import Come, Story
from tests.running import Program

LIMIT = 300
_BAR_BELOW = "Math.abs(innerHeight - document.querySelector('.check-bar').getBoundingClientRect().bottom)"
DEVICES = {"dust-01": ("扬尘监测仪", "北门扬尘监测"), "tablet-01": ("巡检平板", "监理平板")}


def register_devices(come: Come, story: Story) -> None:
    """The supervisor registers a dust monitor and a tablet, and reads each secret from its page."""
    supervisor = come("supervisor")
    for name, (kind, label) in DEVICES.items():
        supervisor.go(f"/projects/{story.project}/devices/new").fill(name=name, kind=kind, label=label)
        supervisor.press("登记设备").sees("密钥只显示这一次")
        story.secrets[name] = (supervisor.fact("用户名"), supervisor.fact("密钥"))
    assert story.secrets["dust-01"][1] not in supervisor.press("已填好，查看设备").text()


def see_the_curve_move(come: Come, story: Story, up: Program) -> None:
    """The dust monitor sends a day over MQTT; the curve shows it, and moves when the next value comes."""
    supervisor = come("supervisor")
    device = SimulatedDevice("dust-01", *story.secrets["dust-01"], DUST)
    spec = SimulatorSpec(_broker(up), "p17", (device,), history_days=1, every_s=0, samples=5)
    assert run(spec, threading.Event()).acked > 0
    supervisor.go(f"/projects/{story.project}/site").reloads_until("可吸入颗粒物 PM10")
    page = supervisor.page
    page.locator("figure.chart canvas").first.wait_for()
    chart = page.locator("figure.chart", has_text="PM10")
    chart.get_by_text("实时", exact=True).wait_for()
    page.evaluate("window.stays = true")
    _measure(story, up, 123)
    # Nothing else: a mean of the day before may have these digits too.
    chart.locator("tbody td.num", has_text=re.compile(r"^123$")).wait_for(state="attached")
    tile = page.locator("[data-newest]", has_text="PM10")
    tile.locator("[data-value]", has_text="123").wait_for()
    assert tile.locator("time").inner_text().startswith("刚刚")
    assert page.evaluate("window.stays"), "the page was loaded anew"
    supervisor.look().picture("curve")


def hang_up_the_board(come: Come, story: Story, up: Program) -> None:
    """The board of the site's office shows what comes by itself, and is whole at every size."""
    board = come("supervisor").go(f"/projects/{story.project}/board").picture("board")
    page = board.page
    page.evaluate("window.stays = true")
    _measure(story, up, 88)
    tile = page.locator(".board-tiles > li", has_text="PM10")
    tile.locator("[data-value]", has_text="88").wait_for()
    assert tile.locator("[data-age]").inner_text() == "刚刚"
    page.locator("[data-state]", has_text="实时").wait_for()
    assert page.locator("[data-line]").is_hidden()
    assert page.evaluate("window.stays"), "the page was loaded anew"


def _broker(up: Program) -> str:
    return f"mqtt://127.0.0.1:{up.mqtt_port}"


def _measure(story: Story, up: Program, value: float) -> None:
    username, secret = story.secrets["dust-01"]
    publisher = Publisher(f"mqtt://{username}:{secret}@127.0.0.1:{up.mqtt_port}")
    try:
        sample = {"at": int(now().timestamp() * 1000), "values": {"pm10": value}}
        publisher.publish("site/p17/device/dust-01/telemetry", json.dumps(sample).encode())
    finally:
        publisher.close()


def break_a_limit(come: Come, story: Story, up: Program) -> None:
    """The officer sets a limit; a value above it opens an alarm, and the alarm a defect."""
    officer = come("officer")
    officer.go(f"/projects/{story.project}/limits").press("设定项目限值").fill(
        zh="工地 PM10 上限", quantity="PM10 (", value=LIMIT, severity="serious", opens_defect=True,
        basis="扬尘治理专项方案 3.2",
    )  # fmt: skip
    officer.press("从现在起生效").sees("工地 PM10 上限").picture("limits")
    officer.go(f"/projects/{story.project}/site")
    officer.page.locator("figure.chart .chart-key", has_text=f"工地 PM10 上限 {LIMIT}").wait_for()
    board = come("supervisor").go(f"/projects/{story.project}/board").page
    board.locator("[data-state]", has_text="实时").wait_for()
    board.route("**/board", lambda _asked: None)  # never answered: only the stream can tell it now
    _measure(story, up, 2 * LIMIT)
    board.locator(".board-tiles > li.is-over", has_text="PM10").get_by_text("超限").wait_for()
    board.unroute("**/board")
    officer.go("/alarms").reloads_until("工地 PM10 上限").picture("alarms")
    officer.press("工地 PM10 上限").reloads_until("隐患单 QX-")
    story.defects["alarm"] = officer.link("main a[href^='/defects/']")
    officer.fill("form[action$='acknowledge']", note="已开启喷淋，覆盖裸土").press("确认报警").sees(
        "报警已确认"
    )
    assert officer.picture("alarm").fact("峰值").startswith("600")
    _measure(story, up, LIMIT / 2)
    officer.reloads_until("报警解除")


def fill_a_checklist_on_a_tablet(come: Come, story: Story, up: Program, home: Path) -> None:
    """A tablet sends a filled checklist and its photo over MQTT and gets the server's signed receipts."""
    visit = up.call(f"/api/visits/{story.visits[0]}", token=up.token("supervisor", PASSWORD))[1]
    tree = up.call(f"/api/projects/{story.project}/elements", token=up.token("supervisor", PASSWORD))[1]
    roof = next(each["id"] for each in tree if each["path"] == "1号楼 / 屋面")
    tablet = Tablet(_broker(up), *story.secrets["tablet-01"], "p17", "tablet-01", home / "outbox.sqlite")
    photo = tablet.add_photo(draw("屋面东侧 临边无防护", mended=False))
    body = filled(visit, at=now(), failing={"rail": ("东侧约 6 米无栏杆", photo)}, element=roof)
    content = tablet.submit(body)
    assert tablet.counts() == Counts(on_device=2)
    assert tablet.sync(120) == Counts(sealed=2)
    receipt = tablet.receipt(body["id"])
    assert receipt is not None
    assert receipt.content == content
    supervisor = come("supervisor").go(f"/submissions/{body['id']}")
    assert _signed(receipt, supervisor.fact("公钥")), "the receipt is not signed with the key on the page"
    story.defects["rail"] = supervisor.picture("submission").link("main a[href^='/defects/']")


def _signed(receipt: Receipt, public: str) -> bool:
    told = canonical({"id": receipt.id, "content": receipt.content, "at": receipt.at})
    return verify(public, receipt.signature or "", "receipt", told)


def fill_a_checklist_on_the_page(come: Come, story: Story, home: Path) -> None:
    """The supervisor fills the next checklist in on the page of a tablet; one item fails, with a photo."""
    tablet = come("supervisor", "tablet")
    tablet.go("/visits").go(f"/visits/{story.visits[1]}").press("开始检查")
    tablet.fill(element="1号楼 / 屋面", sign__contractor="王经理")
    for item in tablet.page.locator("[data-item]").all():
        _answer(tablet, str(item.get_attribute("data-item")), str(item.get_attribute("data-kind")))
    tablet.fill(note__tidy="保温板占用消防通道")
    picture = home / "tidy.jpg"
    picture.write_bytes(draw("消防通道堆放保温板", mended=False))
    tablet.put("[name='photos-tidy'][type='file']", picture)
    tablet.sees("照片已收到")
    tablet.page.locator("[data-item='tidy']").scroll_into_view_if_needed()
    assert tablet.page.evaluate(_BAR_BELOW) < 2, "the bar with the button does not stand at the screen's end"
    tablet.picture("checklist").press("提交检查表").sees("检查表已收到并签发回执").picture("submission")
    story.defects["tidy"] = tablet.link("main a[href^='/defects/']")


def _answer(tablet: Window, key: str, kind: str) -> None:
    item = tablet.page.locator(f"[data-item='{key}']")
    if kind == "measured":
        norm = item.get_attribute("data-norm")
        for box in item.locator(f"input[name='values-{key}']").all():
            box.fill(str(norm))
    elif kind == "judged":
        tablet.put(f"[name='outcome-{key}']", "fail" if key == "tidy" else "pass")
