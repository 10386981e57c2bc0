"""A person's browser window, and what it finds wrong on its way: errors, strangers, barriers, overflow."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, Request, Response

AXE = (Path(__file__).resolve().parent.parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SIZES = {"phone": (360, 740), "tablet": (834, 1194), "desk": (1440, 900)}
#: a folder to put pictures of the pages into, e.g. for the README; without it none are taken
PICTURES = os.environ.get("INSPECT_TEST_PICTURES")
_KEYS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(QX|XJ|TS|ZS|XM)-\d{4}-\d{6}|\d+")
_ASK_AXE = """async (tags) => {
  const found = await axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]});
  return found.violations.map((each) =>
    `${each.id}: ${each.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(" | ")}`);
}"""
_TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_WIDEST = """() => {
  const edge = (each) => each.getBoundingClientRect().right + window.scrollX;
  const found = [...document.querySelectorAll("body *")].sort((a, b) => edge(b) - edge(a)).slice(0, 3);
  return found.map((each) => `${each.tagName}.${each.className} ${edge(each)}`).join("; ");
}"""


@dataclass
class Findings:
    """Everything wrong that any window met, and which kinds of pages were looked at."""

    url: str
    faults: list[str] = field(default_factory=list)
    looked_at: dict[tuple[str, str], str] = field(default_factory=dict)

    def note(self, words: str) -> None:
        """Keep a fault, once."""
        if words not in self.faults:
            self.faults.append(words)


@dataclass
class Window:
    """One person's window of a size."""

    page: Page
    size: str
    findings: Findings
    #: answers of 400 and more that the person is meant to meet
    allowed: set[int] = field(default_factory=set)

    def go(self, path: str) -> "Window":
        """Open a page of the site and look it over."""
        self.page.goto(self.findings.url + path)
        return self.look()

    def press(self, words: str, within: str = "main", nth: int = 0) -> "Window":
        """Press the button or link of these words, wait for the page that follows, and look it over."""
        place = self.page.locator(within)
        found = place.get_by_role("button", name=words, exact=True).or_(
            place.get_by_role("link", name=words, exact=True)
        )
        with self.page.expect_navigation():
            found.nth(nth).click()
        return self.look()

    def open(self, words: str) -> "Window":
        """Open the folded form of a move."""
        self.page.locator("summary", has_text=words).first.click()
        return self

    def fill(self, within: str = "main form", /, **values: Any) -> "Window":
        """Fill in fields by their names; `_` stands for `-`, and a list of paths is files."""
        for name, value in values.items():
            self.put(f"{within} [name='{name.replace('__', '-')}']", value)
        return self

    def put(self, where: str, value: Any) -> None:
        """Fill in one field, whatever kind it is."""
        boxes = self.page.locator(where)
        kind = boxes.first.evaluate("each => each.localName === 'input' ? each.type : each.localName")
        if kind == "radio":
            self.choose(f"{where}[value='{value}']")
        elif kind == "checkbox":
            boxes.first.set_checked(bool(value))
        elif kind == "select":
            words = boxes.first.locator("option").all_inner_texts()
            boxes.first.select_option(index=next(n for n, each in enumerate(words) if value in each))
        elif kind == "file":
            boxes.first.set_input_files(value)
        else:
            boxes.first.fill(str(value))

    def choose(self, where: str) -> None:
        """Choose one of several by its words, as a finger does: the box itself may be drawn over."""
        box = self.page.locator(where).first
        around = self.page.locator("label", has=self.page.locator(where))
        label = around if around.count() else self.page.locator(f"label[for='{box.get_attribute('id')}']")
        label.first.click()
        assert box.is_checked(), f"{where} was not chosen"

    def text(self, where: str = "main") -> str:
        """Return what is written on the page."""
        return str(self.page.locator(where).first.inner_text())

    def fact(self, words: str) -> str:
        """Return what a list of facts says of a thing."""
        rows = self.page.locator("dl.facts > div").filter(has=self.page.get_by_text(words, exact=True))
        return str(rows.first.locator("dd").inner_text())

    def sees(self, words: str, seconds: float = 60) -> "Window":
        """Wait until the page says something."""
        self.page.locator("main, .messages").get_by_text(words).first.wait_for(timeout=seconds * 1000)
        return self

    def reloads_until(self, words: str, seconds: float = 120) -> "Window":
        """Reload the page until it says something that happens elsewhere."""
        for _ in range(int(seconds * 2)):
            if words in self.text():
                return self.look()
            self.page.wait_for_timeout(500)
            self.page.reload()
        raise AssertionError(f"{self.page.url} never said {words}: {self.text()}")

    def link(self, where: str) -> str:
        """Return the address a link leads to."""
        return str(self.page.locator(where).first.get_attribute("href"))

    def look(self) -> "Window":
        """Look the page over: barriers for people, width, language; each kind of page once a size."""
        path = self.page.url.removeprefix(self.findings.url).partition("?")[0]
        kind = (_KEYS.sub("#", path), self.size)
        heading = self._heading()
        if self.findings.looked_at.get(kind) == heading:
            return self
        self.findings.looked_at[kind] = heading
        self.page.evaluate(AXE)
        for violation in self.page.evaluate(_ASK_AXE, WCAG):
            self.findings.note(f"{self.size} {path}: {violation}")
        if (wide := self.page.evaluate(_TOO_WIDE)) > 0:
            widest = self.page.evaluate(_WIDEST)
            self.findings.note(f"{self.size} {path}: {wide} px wider than the screen ({widest})")
        return self

    def _heading(self) -> str:
        heading: Locator = self.page.locator("h1")
        shown = _KEYS.sub("#", heading.first.inner_text()) if heading.count() else ""
        return f"{shown} {self.page.locator('.error-summary, .note').count()}"

    def picture(self, name: str) -> "Window":
        """Take a picture of the page, where pictures are wanted."""
        if PICTURES:
            folder = Path(PICTURES)
            folder.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=folder / f"{name}-{self.size}.png")
        return self

    def close(self) -> None:
        """Close the window with all it remembers."""
        self.page.context.close()


def window(browser: Browser, findings: Findings, size: str = "desk", **more: Any) -> Window:
    """Open a new window that knows nobody."""
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN", **more)
    context.set_default_timeout(60_000)
    opened = Window(context.new_page(), size, findings)
    _watch(opened)
    return opened


def _watch(opened: Window) -> None:
    """Note whatever goes wrong or leaves the house while the window is open."""
    page, findings = opened.page, opened.findings

    def asked(request: Request) -> None:
        if not request.url.startswith((findings.url, "data:", "blob:")):
            findings.note(f"a stranger was asked: {request.url}")

    def failed(request: Request) -> None:
        # The browser itself ends a stream, or a picture still on its way, when the person leaves the page.
        if request.failure != "net::ERR_ABORTED":
            findings.note(f"{request.method} {request.url}: {request.failure}")

    def answered(response: Response) -> None:
        if response.status >= 400 and response.status not in opened.allowed:
            findings.note(f"{response.request.method} {response.url}: {response.status}")

    def said(words: str) -> None:
        if not any(f"status of {code}" in words for code in opened.allowed):
            findings.note(f"console of {page.url}: {words}")

    page.on("request", asked)
    page.on("requestfailed", failed)
    page.on("response", answered)
    page.on("console", lambda line: said(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: findings.note(f"script of {page.url}: {error}"))
