"""The messages that the stand-in for Twilio has accepted, in the words of its Message resource."""

from collections.abc import Iterator
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from app.kernel.clock import Clock, system_clock

ACCOUNT = "AC" + "0" * 32
ROOT = f"/2010-04-01/Accounts/{ACCOUNT}/Messages"

Message = dict[str, Any]


class Messages:
    """What was accepted, by SID, in the order of acceptance. Its owner keeps threads apart."""

    def __init__(self, clock: Clock = system_clock) -> None:
        self.clock = clock  # a test whose shop lives in another time sets it
        self._by_sid: dict[str, Message] = {}
        self._by_phone: dict[str, list[Message]] = {}

    def __iter__(self) -> Iterator[Message]:
        return iter(list(self._by_sid.values()))

    def __len__(self) -> int:
        return len(self._by_sid)

    def add(
        self, form: dict[str, str], *, at: datetime | None = None, direction: str = "outbound-api"
    ) -> Message:
        """Accept a message; `at` is when, now without it."""
        sid = f"SM{len(self._by_sid) + 1:032x}"
        message = {
            "sid": sid,
            "account_sid": ACCOUNT,
            "to": form["To"],
            "from": form.get("From"),
            "messaging_service_sid": form.get("MessagingServiceSid"),
            "body": form["Body"],
            "status": "queued",
            "direction": direction,
            "date_created": format_datetime(at or self.clock()),
            "date_sent": None,
            "error_code": None,
        }
        self._by_sid[sid] = message
        self._by_phone.setdefault(form["To"], []).append(message)
        return message

    def tell(self, sid: str, **what: object) -> None:
        """Change what is said of a message: `status`, `error_code`, `body`, …"""
        self._by_sid[sid].update(what)

    def asked(self, target: str) -> tuple[int, dict[str, object]]:
        """The answer to a GET: a page of the list, one message, or Twilio's own "not found"."""
        parts = urlsplit(target)
        if parts.path == f"{ROOT}.json":
            return 200, self._page({name: values[0] for name, values in parse_qs(parts.query).items()})
        message = self._by_sid.get(parts.path.removeprefix(f"{ROOT}/").removesuffix(".json"))
        if message is None:
            return 404, {"code": 20404, "message": "not found", "more_info": "", "status": 404}
        return 200, message

    def _page(self, query: dict[str, str]) -> dict[str, object]:
        """A page, the newest first; without a number, of everything."""
        size, page = int(query.get("PageSize", 50)), int(query.get("Page", 0))
        chosen = self._by_phone.get(query["To"], []) if "To" in query else list(self._by_sid.values())
        newest_first = chosen[::-1]
        rest = f"{ROOT}.json?PageSize={size}&Page={page + 1}" + (
            f"&To=%2B{query['To'].lstrip('+')}" if "To" in query else ""
        )
        more = len(newest_first) > (page + 1) * size
        return {
            "messages": newest_first[page * size : (page + 1) * size],
            "page": page,
            "page_size": size,
            "next_page_uri": rest if more else None,
        }
