"""What can fail at the station, found by watching it work: its calls to the browser and its requests, each at each moment."""

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Error, Page, Request, Route

_SCRIPT = (Path(__file__).parent / "chaos.js").read_text("utf-8")
_OF_SCRIPTS = ("abort", "missing", "broken", "half", "hangs")
_OF_REQUESTS = (
    "abort",
    "answered 500",
    "page 500",
    "page 403",
    "shut",
    "hotel",
    "signed out",
    "hangs",
    "lost",
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One call that fails once: its name, which of its kind it is, and how it fails."""

    call: str
    nth: int
    how: str

    def __str__(self) -> str:
        return f"{self.call} #{self.nth} {self.how}"


class Watched:
    """A page whose calls and requests are counted; one of them fails, if a fault is given."""

    def __init__(self, page: Page, fault: Fault | None) -> None:
        self.page, self.fault, self.is_spent = page, fault, False
        self.requests: list[tuple[str, int, str]] = []
        self.errors: list[str] = []
        self._seen: Counter[str] = Counter()
        page.add_init_script(f"({_SCRIPT})({json.dumps(asdict(fault) if fault else None)})")
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        if fault is None or not re.match(r"\w+\.\w+$", fault.call):
            page.route(re.compile(r"/scripts/|/static/.*\.js|/api/|/scan/undo"), self._route)

    def calls(self) -> list[tuple[str, int, str]]:
        """What the page asked its browser for so far: the call, which of its kind, what it gave back."""
        return [(call, nth, kind) for call, nth, kind in self.page.evaluate("window.calls")]

    def _route(self, route: Route) -> None:
        request = route.request
        name = _name(request)
        self._seen[name] += 1
        self.requests.append((name, self._seen[name], request.resource_type))
        fault = self.fault
        if fault and not self.is_spent and (fault.call, fault.nth) == (name, self._seen[name]):
            self.is_spent = True
            _ANSWERS[fault.how](route)
        else:
            route.continue_()


def faults_of(watched: Watched) -> list[Fault]:
    """Everything that was seen to happen, in each way in which it can fail."""
    found = list[Fault]()
    for call, nth, kind in watched.calls():
        found += [
            Fault(call, nth, how)
            for how in (("throws",) if kind == "value" else ("throws", "fails", "hangs"))
        ]
    for name, nth, kind in watched.requests:
        found += [Fault(name, nth, how) for how in (_OF_SCRIPTS if kind == "script" else _OF_REQUESTS)]
    return found


def _name(request: Request) -> str:
    return f"{request.method} {re.sub('/scripts/[0-9a-f]+/', '/scripts/', urlsplit(request.url).path)}"


def _lose(route: Route) -> None:
    route.fetch()
    route.abort()


def _half(route: Route) -> None:
    body = route.fetch().body()
    route.fulfill(body=body[: len(body) // 2], content_type="text/javascript")


def _answer(status: int, **how: object) -> Callable[[Route], None]:
    return lambda route: route.fulfill(status=status, **how)  # type: ignore[arg-type]


_SAID = {"error": "broken on purpose", "code": "internal"}
_PAGE = {"body": "<!doctype html><title>Welcome</title>", "content_type": "text/html"}
_ANSWERS: dict[str, Callable[[Route], None]] = {
    "abort": lambda route: route.abort(),
    "missing": _answer(404, **_PAGE),
    "broken": _answer(200, body="throw new Error('broken on purpose');", content_type="text/javascript"),
    "half": _half,
    "answered 500": _answer(500, json=_SAID),
    "page 500": _answer(500, **_PAGE),
    "page 403": _answer(403, **_PAGE),
    "shut": _answer(503, json=_SAID),
    "hotel": _answer(200, **_PAGE),
    "signed out": _answer(401, json=_SAID),
    "hangs": lambda route: None,
    "lost": _lose,
}


def has_settled(page: Page) -> bool:
    """Whether nothing waits on this device; asked for now, as when a network comes back."""
    try:
        page.evaluate("dispatchEvent(new Event('online'))")
        return page.locator("#waiting").is_hidden()
    except Error:  # just going to another page
        return False
