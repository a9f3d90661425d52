"""A keyboard-wedge scanner on a page: presses keys as the device does, whatever mode the keyboard was left in."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from uuid import UUID

from playwright.sync_api import Error, Page

from app.custody import queries as custody
from tests.browser.layouts import strokes
from tests.custody.devices import inbound
from tests.dock.hangul_mode import KEYS, SHIFTED
from tests.shop import Shop

PLACES = {
    "-": "Minus",
    "/": "Slash",
    ".": "Period",
    ":": "Semicolon",
    "]": "BracketRight",
    "~": "Backquote",
    "%": "Digit5",
}
CODES = {"Enter": 13, "Tab": 9}
RHYTHM = 0.001  # seconds from key to key, as the scanner says, however slowly this machine passes them on
# What falls due while a scanner presses its keys happens after the last one: between two keys a busy machine may stop
# for longer than any scanner does, and the page would take the halves for two scans.
UNHURRIED = """() => {
    if (window.unhurried) return;
    const [later, never] = [window.setTimeout, window.clearTimeout];
    let due = null;
    window.setTimeout = (what, ms, ...more) => {
        const timer = later(() => due ? due.set(timer, () => what(...more)) : what(...more), ms);
        return timer;
    };
    window.clearTimeout = timer => { due?.delete(timer); never(timer); };
    window.unhurried = {
        begin: () => { due = new Map(); },
        end: () => { const all = due ?? []; due = null; all.forEach(what => what()); },
    };
}"""


class Scanner:
    """Sends real key events through the browser's own protocol, which knows the place of a key and what it types."""

    def __init__(self, page: Page, *, hangul: bool = False, caps: bool = False, pc: str = "") -> None:
        self.page, self.hangul, self.caps, self.pc = page, hangul, caps, pc
        self.wire = page.context.new_cdp_session(page)
        self._at = 0.0  # when the last key was pressed, in seconds since 1970
        page.add_init_script(f"({UNHURRIED})()")
        page.evaluate(UNHURRIED)

    def scan(
        self, text: str, *, end: str = "Enter", stray: str = "", halfway: Callable[[], object] | None = None
    ) -> None:
        """Scan a label: its keys, what the scanner puts before it, and the key it ends with, if any.

        `halfway` happens when half of the keys have been pressed.
        """
        with self._unhurried():
            half = len(text) // 2
            self.press(stray + text[:half], end="")
            if halfway:
                halfway()
            self.press(text[half:], end=end, at=self._at + RHYTHM)

    def press(self, text: str, *, end: str = "Enter", at: float | None = None) -> None:
        """Press these keys, without a look at the page, which may be going: now, or the first one `at` (since 1970)."""
        self._at = max(time.time(), self._at) if at is None else at
        for char in text:
            if self.pc:  # set to another layout than the scanner
                (one,) = strokes(char, pc=self.pc)
                self._press("" if one.key == "Dead" else one.key, one.code, modifiers=8 * one.shift)
            else:
                self._press(self._as_typed(char), self._place(char))
        for key in end.split():
            self._press("\r" if key == "Enter" else "", key, key=key, windowsVirtualKeyCode=CODES[key])

    @contextmanager
    def _unhurried(self) -> Iterator[None]:
        self.page.evaluate("unhurried.begin()")
        yield
        with suppress(Error):  # a scan may lead to another page, and nothing is due on that
            self.page.evaluate("unhurried.end()")

    def _as_typed(self, char: str) -> str:
        if self.hangul:
            return SHIFTED.get(char, KEYS.get(char.lower(), char)) if char.isupper() else KEYS.get(char, char)
        return char.swapcase() if self.caps else char

    def _place(self, char: str) -> str:
        if char.isdigit():
            return f"Digit{char}"
        return f"Key{char.upper()}" if char.isalpha() else PLACES[char]

    def _press(self, text: str, place: str, *, key: str = "", **more: Any) -> None:
        about = {"type": "keyDown", "key": key or text, "code": place, "timestamp": self._at, **more}
        self._at += RHYTHM
        self.wire.send("Input.dispatchKeyEvent", about | ({"text": text} if text else {}))
        if key:  # of a key that presses buttons the way up counts, too
            self.wire.send("Input.dispatchKeyEvent", {"type": "keyUp", "key": key, "code": place, **more})


def stop_the_clock(page: Page) -> None:
    """On the pages opened from now on time moves by `after_a_pause` only: how quick this machine is decides nothing."""
    page.clock.install(time=0)
    page.clock.pause_at(1)


def after_a_pause(page: Page) -> None:
    """No key has been pressed for longer than a page waits for the rest of a scan."""
    page.clock.run_for(600)


def parcels(shop: Shop, count: int) -> list[UUID]:
    """So many parcels on their way, each of another customer."""
    return [inbound(shop, phone=f"+8210{number:08}") for number in range(1, count + 1)]


def steps(shop: Shop, ids: list[UUID]) -> list[str]:
    """What custody has of these devices."""
    with shop.database.reading() as session:
        return [row.step.value for ticket_id in ids for row in custody.of_ticket(session, ticket_id)]


def address(code: str) -> str:
    """What the QR code of a label says."""
    return f"HTTPS://REPAIR.EXAMPLE/Q/{code}"
