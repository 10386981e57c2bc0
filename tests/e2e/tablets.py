"""A tablet in the browser for its tests: the site it works on, its windows, and what its store holds."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from tests.e2e.browsing import Findings, Window
from tests.e2e.conftest import PASSWORD
from tests.running import Program

_AWAY = re.compile(
    r"ERR_(INTERNET_DISCONNECTED|CONNECTION_|EMPTY_RESPONSE|FAILED)|status of (401|503)|WebSocket"
)
_PNG: Any = {"name": "photo.png", "mimeType": "image/png"}
CHECKLIST: dict[str, Any] = {
    "zh": "屋面防水巡检", "en": "Roof patrol", "signatures": ["inspector", "contractor"], "basis": "GB 50207-2012",
    "sections": [{"key": "roof", "zh": "屋面", "en": "Roof", "items": [
        {"key": "base", "zh": "基层干净干燥", "en": "Base clean and dry", "kind": "judged", "severity": "serious",
         "clause": "GB 50207-2012 找平层", "photo": "on_fail", "veto": True},
        {"key": "thickness", "zh": "防水层厚度", "en": "Thickness", "kind": "measured", "severity": "general",
         "clause": "GB 50207-2012 卷材防水层", "norm": 3, "plus": None, "minus": 0, "unit": "mm", "points": 3,
         "least_rate": 0.6},
        {"key": "method", "zh": "施工方法", "en": "Method", "kind": "choice", "severity": "general", "clause": "设计文件",
         "choices": [{"key": "torch", "zh": "热熔", "en": "Torch", "outcome": "pass"},
                     {"key": "cold", "zh": "未按设计", "en": "Not as designed", "outcome": "fail"}]},
        {"key": "view", "zh": "全景照片", "en": "Overall photo", "kind": "photo", "severity": "general"},
        {"key": "remarks", "zh": "其他情况", "en": "Remarks", "kind": "text", "severity": "general"},
    ]}],
}  # fmt: skip


class Site:
    """A project with one inspector and as many visits as asked for, made over the API."""

    def __init__(self, town: Program, name: str) -> None:
        self.town, self.name = town, name
        self.admin = town.token("admin", PASSWORD)
        self.account = f"tab-{name}"
        party = self._make("/api/parties", kind="authority", name=f"{name} 监督站")
        self.person(self.account, party)
        self.project = self._make(
            "/api/projects/", site=name, name=f"{name} 改造工程", community="北里小区", region="110114"
        )
        firm = self._make("/api/parties", kind="contractor", name=f"{name} 施工队")
        self._make(f"/api/projects/{self.project}/parties", party_id=firm, role="contractor", leader="李工")
        building = self._make(f"/api/projects/{self.project}/elements", kind="building", name="1号楼")
        self._make(f"/api/projects/{self.project}/elements", kind="roof", name="屋面", parent_id=building)
        self.template = self._make(
            "/api/checklists/", key=f"roof-{name}", content={**CHECKLIST, "basis": f"GB 50207-2012 {name}"}
        )
        self.party = party

    def person(self, account: str, party: str) -> str:
        """Add an inspector of this authority."""
        return self._make(
            "/api/people",
            account=account,
            name="周工",
            password=PASSWORD,
            party_id=party,
            role="inspector",
            region="110114",
        )

    def visits(self, count: int = 1, account: str = "") -> list[str]:
        """Arrange visits of today for the inspector; return their keys."""
        token = self.town.token(account or self.account, PASSWORD)
        me = self.town.call("/api/me", token=token)[1]["id"]
        day = local_day(now()).isoformat()
        given = {"project_id": self.project, "template_id": self.template, "due_on": day, "assignee_id": me}
        return [self._make("/api/visits/", **given) for _ in range(count)]

    def dismiss(self, account: str) -> None:
        """End every role of an account; the account itself stays."""
        rows = self.town.call("/api/people", token=self.admin)[1]["rows"]
        person = next(each["id"] for each in rows if each["account"] == account)
        whole = self.town.call(f"/api/people/{person}", token=self.admin)[1]
        for each in whole["memberships"]:
            done = self.town.call(f"/api/memberships/{each['id']}/end", {}, token=self.admin)
            assert done[0] == 200, done

    def _make(self, path: str, **values: Any) -> str:
        status, found = self.town.call(path, values, token=self.admin)
        assert status in (200, 201), (path, found)
        return str(found.get("template_id") or found["id"])

    def received(self, visit: str) -> str | None:
        """Return the submission the server holds of a visit."""
        found = self.town.call(f"/api/visits/{visit}", token=self.admin)[1]
        return found.get("submission_id")


def picture(number: int, side: int = 48) -> bytes:
    """Return a PNG that is still unlike any other number's once a tablet has made a JPEG of it."""
    image = Image.new("RGB", (side, side), (number * 37 % 256, number * 91 % 256, 90))
    for bit in range(16):  # black or white squares as large as those a JPEG is made of
        shade = (255 if number >> bit & 1 else 0,) * 3
        left, top = bit % 4 * 8, bit // 4 * 8
        image.paste(shade, (left, top, left + 8, top + 8))
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@contextmanager
def tablet(
    browser: Browser, findings: Findings, account: str, size: tuple[int, int] = (834, 1194), *,
    password: str = PASSWORD, **more: Any,
) -> Iterator[Window]:  # fmt: skip
    """A tablet with somebody logged in and the app on board."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN", **more)
    context.set_default_timeout(60_000)
    one = Window(context.new_page(), "phone" if size[0] < 500 else "tablet", findings)
    _watch(one)
    one.go("/login?next=/tablet").fill(account=account, password=password)
    one.page.get_by_role("button", name="登录", exact=True).click()
    prepare(one.page)
    yield one
    context.close()


def _watch(one: Window) -> None:
    """Note every fault of the app's own; that a server or a network is away is what it is made for."""
    page, findings = one.page, one.findings

    def asked(request: Request) -> None:
        if not request.url.startswith((findings.url, "data:", "blob:")):
            findings.note(f"a stranger was asked: {request.url}")

    def said(line: ConsoleMessage) -> None:
        if line.type == "error" and not _AWAY.search(line.text):
            findings.note(f"console of {page.url}: {line.text}")

    page.on("request", asked)
    page.on("console", said)
    page.on("pageerror", lambda error: findings.note(f"script of {page.url}: {error}"))


def ready(page: Page) -> Page:
    """Wait until the app stands."""
    page.locator("html[data-ready='1']").wait_for(state="attached")
    return page


def prepare(page: Page) -> None:
    """Take the day on board, and wait until the app itself is there too."""
    ready(page)
    page.locator("#prepare").click()
    page.locator(".state.tone-good").first.wait_for()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("caches.keys().then((names) => names.some((each) => each.startsWith('tablet-')))")


def go(page: Page, url: str, where: str = "") -> Page:
    """Open a page of the app as a person who starts it anew."""
    page.goto(f"{url}/tablet{where}")
    page.reload()
    return ready(page)


def shown(page: Page, where: str, what: str) -> None:
    """Turn to a page of the app, and wait for something on it."""
    page.evaluate("(where) => { location.hash = where; }", where)
    page.wait_for_timeout(150)
    page.locator(f"main {what}").first.wait_for()


def kept(page: Page) -> None:
    """Wait until the last tap is said to be on the device."""
    page.locator("#kept", has_text="已存在本机").wait_for()


def walk(page: Page, url: str, visit: str, photos: list[bytes], *, failing: bool = False) -> None:
    """Fill in the whole checklist of a visit, with photos at the overall view."""
    page.goto(f"{url}/tablet#/visit/{visit}")
    page.get_by_role("button", name="无利害关系，开始检查").click()
    answer(page, visit, photos, failing=failing)


def answer(page: Page, visit: str, photos: list[bytes], *, failing: bool = False) -> None:
    """Answer every item of a visit that was begun."""
    item(page, visit, "base")
    page.locator("label.big", has_text="不合格" if failing else "合格").first.click()
    kept(page)
    if failing:
        page.locator("#photo-base").set_input_files({**_PNG, "buffer": photos[0]})
        page.locator("figure[data-photo]").first.wait_for()
    item(page, visit, "thickness")
    for box, value in zip(page.locator(".values input").all(), ("3.1", "3", "3.25"), strict=True):
        box.fill(value)
    kept(page)
    item(page, visit, "method")
    page.locator("label.big", has_text="热熔").click()
    kept(page)
    item(page, visit, "view")
    page.locator("#photo-view").set_input_files([{**_PNG, "buffer": each} for each in photos])
    page.locator("figure[data-photo]").nth(len(photos) - 1).wait_for()


def item(page: Page, visit: str, key: str) -> None:
    """Turn to an item."""
    page.evaluate(f"location.hash = '#/visit/{visit}/{key}'")
    page.locator(f"[data-item='{key}']").wait_for()


def sign(page: Page, visit: str, *, refusing: bool = False, begun: bool = False) -> None:
    """Sign in order (or, where the inspector has, only the contractor), and finish."""
    page.evaluate(f"location.hash = '#/review/{visit}'")
    if not begun:
        page.locator("#name-inspector").wait_for()
        page.get_by_role("button", name="签字", exact=True).click()
    page.locator("#name-contractor").fill("王经理")
    if refusing:
        page.get_by_role("button", name="拒绝签字").click()
        page.locator("#ask-words").fill("对厚度有异议")
        page.get_by_role("button", name="记录拒签").click()
    else:
        page.get_by_role("button", name="签字", exact=True).click()
    page.locator("li", has_text="施工单位").locator(".signed").wait_for()
    page.get_by_role("button", name="完成并发送").click()
    page.locator("[data-record]").first.wait_for()


def sealed(page: Page, count: int, seconds: float = 40) -> None:
    """Wait until so many checklists are sealed."""
    page.locator("[data-state='sealed']").nth(count - 1).wait_for(timeout=seconds * 1000)


def table(page: Page, name: str) -> list[dict[str, Any]]:
    """Return the rows of a table of the tablet's store, without the bytes of photos."""
    found: list[dict[str, Any]] = page.evaluate(_ROWS, name)
    return found


_ROWS = """(name) => new Promise((done, no) => {
  const asked = indexedDB.open("inspect-tablet");
  asked.onerror = () => no(asked.error);
  asked.onsuccess = () => {
    const base = asked.result;
    const all = base.transaction(name).objectStore(name).getAll();
    all.onsuccess = () => { base.close(); done(all.result.map(({ bytes, ...rest }) => rest)); };
  };
})"""
