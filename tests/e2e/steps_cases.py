"""Whoever handles cases covers the photo of a complaint; the pages of cases are looked over."""

from playwright.sync_api import Page

from tests.e2e.steps_setup import Come, Story

#: pages that have no thing of their own, by who opens them; a page opened is looked over (Window.look)
_PAGES = {
    "officer": ("/notices", "/projects/{}/notices", "/projects/{}/notices/new", "/defects", "/projects/{}/defects/new",
                "/warranty-calendar", "/disputes?state=all", "/credit", "/credit/desk", "/credit/drafts", "/credit/rules",
                "/messages"),
    "contractor": ("/desks/inbox", "/desks/firm", "/desks/firm/open?kind=defect&age=week", "/messages", "/messages/choices"),
    "admin": ("/outbox", "/hooks"),
    "owner": ("/claims", "/retentions", "/projects/{}/retention", "/projects/{}/return-visits", "/projects/{}/warranty",
              "/projects/{}/warranty/agree", "/projects/{}/warranty/calendar"),
    "street": ("/desks/cases", "/complaints?state=all", "/complaints/import", "/redactions?state=all"),
}  # fmt: skip
_ANYBODYS = (
    "/complaints/at/p17", "/complaints/emergency/gas", "/complaints/joined", "/complaints/follow", "/claims/follow",
    "/warranty", "/ticket", "/phone", "/credit/public",
)  # fmt: skip


def cover_the_photo(come: Come, story: Story) -> None:
    """The street office draws a box over part of the photo by keys alone; then everybody sees the covered copy."""
    street = come("street", "phone").go("/redactions")
    street.page.locator(f"main a:has-text('{story.defects['complaint']}')").first.click()
    street.look().picture("cover")
    street.page.locator("[data-covers-add]").focus()
    for key in ("Enter", "ArrowLeft", "Shift+ArrowDown"):
        street.page.keyboard.press(key)
    assert street.page.locator("#f-boxes").input_value().endswith("3900,4000,2000,1600")
    street.press("遮挡并公开").sees("已确认，可见").picture("covered")


def look_at_the_pages_of_cases(come: Come, story: Story) -> None:
    """Every list and form of notices, defects, warranty and complaints is looked over on a phone."""
    for account, paths in _PAGES.items():
        opened = come(account, "phone")
        for path in paths:
            opened.go(path.format(story.project))
    _choose_places_by_keys(come("officer", "phone").go(f"/projects/{story.project}/notices/new").page)
    anybody = come("", "phone")
    anybody.allowed |= {410}  # a ticket without its link
    for path in _ANYBODYS:
        anybody.go(path)
    anybody.close()


def _choose_places_by_keys(page: Page) -> None:
    """A branch of the building tree takes all below it along; one below it alone leaves the branch half chosen."""
    tree, said = page.locator(".pick-box"), page.locator("[data-pick-said]")
    branch, below = tree.locator("input").nth(0), tree.locator("input").nth(1)
    branch.focus()
    for key in ("ArrowRight", "Space"):
        page.keyboard.press(key)
    assert (below.is_visible(), below.is_checked(), below.is_disabled()) == (True, True, True)
    assert "选中 1 处" in said.inner_text()
    for key in ("Space", "ArrowDown", "Space"):
        page.keyboard.press(key)
    assert (branch.is_checked(), below.is_checked()) == (False, True)
    assert branch.evaluate("each => each.indeterminate")
    page.locator("#f-element_ids-find").fill("没有这个部位")
    assert "找到 0 处" in said.inner_text()
    assert tree.locator("li:visible").count() == 0
