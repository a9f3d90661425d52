"""The telephone network of the year: which texts get through, when they arrive, what is reported, and what is answered."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

from tests.fakes.loopback import ACCOUNT, LOST_ANSWER
from tests.year.browser import ORIGIN, Browser, local
from tests.year.odds import happens, hours
from tests.year.seen import Received
from tests.year.shop import SENDER, TOKEN, YearShop

if TYPE_CHECKING:
    from tests.year.year import Year

DIFFERS = re.compile(r"https://\S+|[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}|\b\d{6}\b")  # from run to run
OPTED_OUT = "400 21610"
TWILIO = "34.203.250.0"


class Weather(list[str]):
    """How the provider's next answer ends: a list to whoever asks, drawn for the text it has just been handed."""

    def __init__(self, shop: YearShop, seed: int, phones: "Phones") -> None:
        super().__init__()
        self._shop, self._seed, self._phones = shop, seed, phones

    def __bool__(self) -> bool:
        return True

    def pop(self, _index: Any = -1) -> str:
        """The fate of the text that came in last, the same in each run."""
        form = self._shop.provider.seen[-1]
        self._phones.callbacks[form["To"], form["Body"]] = form.get("StatusCallback", "")
        if form["To"] in self._phones.refused:
            return OPTED_OUT
        rng = Random(
            f"{self._seed}/{form['To']}/{self._shop.clock().timestamp():.0f}/{DIFFERS.sub('#', form['Body'])}"
        )
        if happens(rng, "the provider's answer is lost"):
            return LOST_ANSWER
        if happens(rng, "the provider is busy"):
            return "broken"
        return "reset" if happens(rng, "a connection breaks before the text is taken") else "accept"


@dataclass
class Phones:
    """Everybody's phones: what has arrived, what is on its way, what was said back."""

    seed: int
    arrived: list[Received] = field(default_factory=list)
    by_number: dict[str, list[Received]] = field(default_factory=dict)
    answered: dict[str, list[Received]] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)  # numbers that told the provider to stop
    callbacks: dict[tuple[str, str], str] = field(default_factory=dict)
    on_their_way: dict[str, dict[str, Any]] = field(default_factory=dict)
    taken: int = 0
    said: int = 0

    def bring(self, year: "Year") -> None:
        """What the provider has taken since: it arrives now, or once the phone is on again."""
        provider = year.shop.provider
        if len(provider.messages) == self.taken:
            return
        fresh = list(provider.messages)[self.taken :]
        self.taken = len(provider.messages)
        for message in sorted(fresh, key=lambda one: (one["to"], DIFFERS.sub("#", one["body"]))):
            sid = str(message["sid"])
            self.on_their_way[sid] = message
            shape = DIFFERS.sub("#", message["body"])
            rng = Random(f"{self.seed}/on/{message['to']}/{year.now.timestamp():.0f}/{shape}")
            if happens(rng, "a phone is off for hours"):
                provider.messages.tell(sid, status="sent")
                year.agenda.put(year.now + hours(rng, 1, 9), "network", "arrive", sid)
            else:
                self.arrive(year, sid)
        provider.seen.clear()
        provider.calls.clear()

    def arrive(self, year: "Year", sid: str) -> None:
        """The phone shows it; the provider reports so; its owner reads it in their own time."""
        message = self.on_their_way.pop(sid)
        year.shop.provider.messages.tell(sid, status="delivered")
        text = Received(year.now, str(message["to"]), str(message["body"]))
        self.arrived.append(text)
        self.by_number.setdefault(text.number, []).append(text)
        callback = self.callbacks.pop((text.number, text.body), "")
        if callback:
            said = {"MessageSid": sid, "MessageStatus": "delivered", "To": text.number, "From": SENDER}
            self._tell(year, local(callback), said)
        year.rings(text.number)

    def reply(self, year: "Year", number: str, body: str) -> None:
        """Somebody answers by text; STOP is heard by the provider, too."""
        self.answered.setdefault(number, []).append(Received(year.now, number, body))
        self.said += 1
        said = {
            "MessageSid": f"SM{self.said:032d}",
            "From": number,
            "To": SENDER,
            "Body": body,
            "NumMedia": "0",
        }
        if body.strip().upper() == "STOP":
            self.refused.add(number)
            said["OptOutType"] = "STOP"
        elif body.strip().upper() == "START":
            self.refused.discard(number)
            said["OptOutType"] = "START"
        self._tell(year, "/webhooks/twilio/inbound", said)

    def _tell(self, year: "Year", path: str, said: dict[str, str]) -> None:
        said["AccountSid"] = ACCOUNT
        signature = RequestValidator(TOKEN).compute_signature(ORIGIN + path, said)
        answer = Browser("en", TWILIO).call_form(path, urlencode(said), {"X-Twilio-Signature": signature})
        if answer.status >= 300:
            year.notes.fault(year.now, f"the webhook {path.split('/')[3]} answered {answer.status}")

    def shown_on(self, number: str) -> list[Received]:
        """What that phone shows, the oldest first."""
        return self.by_number.get(number, [])


def newest_link(text: str) -> str | None:
    """The path behind the link in a text, None without one."""
    found = re.search(r"https://[^/\s]+(/t/[A-Za-z0-9_-]+)", text)
    return found[1] if found else None


def at(moment: datetime) -> str:
    """A moment as the report writes it."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"
