"""A keyboard-wedge scanner on a page: presses keys as the device does, whatever mode the keyboard was left in."""

import asyncio
from typing import Any
from uuid import UUID

from playwright.sync_api import Page

from app.custody import queries as custody
from tests.custody.devices import inbound
from tests.custody.hangul_mode import KEYS, SHIFTED
from tests.shop import Shop

PLACES = {"-": "Minus", "/": "Slash", ".": "Period", ":": "Semicolon", "]": "BracketRight", "~": "Backquote"}
CODES = {"Enter": 13, "Tab": 9}


class Scanner:
    """Sends real key events through the browser's own protocol, which knows the place of a key and what it types."""

    def __init__(self, page: Page, *, hangul: bool = False, caps: bool = False) -> None:
        self.page, self.hangul, self.caps = page, hangul, caps
        self.wire = page.context.new_cdp_session(page)

    def scan(self, text: str, *, end: str = "Enter", stray: str = "") -> None:
        """Press the keys of a label, what the scanner puts before it, and the key it ends with, if any."""
        keys = [self._key(self._as_typed(char), self._place(char)) for char in stray + text]
        for key in end.split():
            code = {"key": key, "windowsVirtualKeyCode": CODES[key]}
            keys.append(self._key("\r" if key == "Enter" else "", key, **code))
            keys.append(
                {"type": "keyUp", "code": key, **code}
            )  # of a key that presses buttons it counts, too
        self._press(keys)

    def _as_typed(self, char: str) -> str:
        if self.hangul:
            return SHIFTED.get(char, KEYS.get(char.lower(), char)) if char.isupper() else KEYS.get(char, char)
        return char.swapcase() if self.caps else char

    def _place(self, char: str) -> str:
        if char.isdigit():
            return f"Digit{char}"
        return f"Key{char.upper()}" if char.isalpha() else PLACES[char]

    def _key(self, text: str, place: str, **more: Any) -> dict[str, Any]:
        return {"type": "keyDown", "key": text, "code": place, **({"text": text} if text else {}), **more}

    def _press(self, keys: list[dict[str, Any]]) -> None:
        """Send all of them before the first is answered: between two, a busy test may pause, a scanner does not."""
        wire = self.wire._impl_obj

        async def burst() -> None:
            await asyncio.gather(*(wire.send("Input.dispatchKeyEvent", key, None) for key in keys))

        self.wire._sync(burst())


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
