"""Somebody who walks through pages by hand; the browser itself counts what the hand does.

A step (一步) is a tap, a key that acts, or the filling-in of one form however many fields it has. No
address is typed on the way: a walk begins at the page it names and goes on by what is on the screen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Locator, Page, expect

_COUNT: Final = """
const filled = new WeakSet();
addEventListener("pointerdown", (event) => event.isTrusted && counted("tap"), true);
addEventListener("keydown", (event) => {
  if (event.isTrusted && (event.key === "Enter" || event.ctrlKey || event.metaKey)) counted("key");
}, true);
addEventListener("input", (event) => {
  const { form, type } = event.target;
  if (!form || type === "checkbox" || type === "radio" || filled.has(form)) return;
  filled.add(form);
  counted("form");
}, true);
"""


class Walker:
    """A pair of hands at a page, and how many steps they made."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.steps: list[str] = []
        page.expose_binding("counted", lambda _source, step: self.steps.append(step))
        page.add_init_script(_COUNT)

    def at(self, address: str) -> None:
        """Stand at a page with nothing counted."""
        self.page.goto(address)
        self.steps.clear()

    def made(self) -> int:
        """How many steps since."""
        self.page.evaluate("0")  # whatever the page still has to say comes first
        return len(self.steps)

    def seen(self, selector: str) -> Locator:
        """What a person sees of it: the first that is not hidden."""
        found = self.page.locator(f"{selector} >> visible=true").first
        expect(found).to_be_visible()
        return found


Act = Callable[[Walker], None]


def tap(selector: str) -> Act:
    """Touch it."""
    return lambda walker: walker.seen(selector).click()


def go(place: str) -> Act:
    """Go to a place of the navigation: in the rail, in the bar below, or in the menu behind it."""

    def act(walker: Walker) -> None:
        entry = walker.page.locator(f"nav a:has-text('{place}') >> visible=true")
        if not entry.count():
            walker.seen("nav.bar button").click()
        walker.seen(f"nav a:has-text('{place}')").click()

    return act


def fill(**fields: str) -> Act:
    """Fill in one form; a field that is a list is chosen from."""

    def act(walker: Walker) -> None:
        for name, value in fields.items():
            field = walker.seen(f"main [name='{name}'], dialog [name='{name}']")
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(label=value)
            else:
                field.fill(value)

    return act


def search(text: str) -> Act:
    """Type into the search box: in the head of every page, on a phone behind the glass in its place."""

    def act(walker: Walker) -> None:
        if not walker.page.locator(".topbar [type=search] >> visible=true").count():
            walker.seen(".topbar .find").click()
            walker.seen("main [type=search]")
        walker.seen("[type=search]").press_sequentially(text)

    return act


def download(selector: str) -> Act:
    """Touch it, and a file comes."""

    def act(walker: Walker) -> None:
        with walker.page.expect_download() as saved:
            walker.seen(selector).click()
        assert saved.value.path().stat().st_size > 0

    return act


@dataclass(frozen=True, slots=True)
class Walked:
    """How many steps a journey took: to where the work is, and to have done it."""

    reach: int
    finish: int


def walk(walker: Walker, reach: tuple[Act, ...], finish: tuple[Act, ...], done: str) -> Walked:
    """Go there, do it, and see that it is done."""
    for act in reach:
        act(walker)
    reached = walker.made()
    for act in finish:
        act(walker)
    walker.seen(done)
    return Walked(reached, walker.made() - reached)
