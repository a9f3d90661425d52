"""Every SMS provider as the contract test meets it; one more is one function and one line in PROVIDERS."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from uuid import uuid4

from pydantic import SecretStr
from solapi import SolapiMessageService
from twilio.rest import Client

from app.adapters.sms.demo import DemoPhone
from app.adapters.sms.solapi.sender import SolapiSender
from app.adapters.sms.twilio.client import OurHttpClient
from app.adapters.sms.twilio.reach import capabilities_of
from app.adapters.sms.twilio.sender import TwilioSender
from app.kernel.clock import system_clock
from app.kernel.db import Database
from app.kernel.settings import Settings
from app.messaging.sms.models import DemoSms
from app.messaging.sms.ports import SmsSender, SmsToSend
from tests.fakes.loopback import ACCOUNT, LOST_ANSWER, loopback_twilio
from tests.fakes.loopback_solapi import KEY, SECRET, loopback_solapi
from tests.fakes.sms import LOST_ANSWER as FAKE_LOST_ANSWER
from tests.fakes.sms import FakeSms
from tests.settings import real_settings

FROM = "+15005550006"
PHONE = "+821012345678"


@dataclass(frozen=True)
class Desk:
    """A provider, what its other side has accepted (bodies in order), and two faults it can be told to have.

    `lose_next_answer`: the next text is accepted and its answer lost. `fall_silent`: it can no longer be
    asked. None where that cannot happen.
    """

    sender: SmsSender
    accepted: Callable[[], list[str]]
    lose_next_answer: Callable[[], None] | None = None
    fall_silent: Callable[[], None] | None = None


def a_text(body: str = "안녕하세요 OK", to: str = PHONE) -> SmsToSend:
    """A text of a new attempt."""
    return SmsToSend(attempt_id=str(uuid4()), to_phone=to, body=body)


def twilio_settings(origin: str = "", **more: str) -> Settings:
    """Settings of a shop that sends through Twilio, at another origin if one is given."""
    return real_settings(
        twilio_account_sid=ACCOUNT,
        twilio_auth_token=SecretStr("token"),
        twilio_api_url=origin,
        **({"twilio_from": FROM} | more),
    )


def twilio_at(
    origin: str = "", *, timeouts: tuple[float, float] = (2.0, 2.0), whole: float = 10.0
) -> TwilioSender:
    """The sender with the unmodified official client, as `make` builds it, with the limits of a test."""
    client = Client(ACCOUNT, "token", http_client=OurHttpClient(origin=origin, timeouts=timeouts))
    able = capabilities_of(twilio_settings())
    return TwilioSender(client, capabilities=able, from_phone=FROM, whole=whole)


def solapi_at(origin: str, *, secret: str = SECRET, whole: float = 10.0) -> SolapiSender:
    """The sender with the unmodified official client, as `make` builds it, with the limit of a test."""
    service = SolapiMessageService(KEY, secret)
    service.base_url = origin
    return SolapiSender(service, from_phone="029302266", whole_call=whole)


@contextmanager
def _fake(_database: Database) -> Iterator[Desk]:
    fake = FakeSms()
    yield Desk(
        fake,
        lambda: [sms.body for sms in fake.sent],
        lambda: fake.plan.append(FAKE_LOST_ANSWER),
        lambda: setattr(fake, "silent", True),
    )


@contextmanager
def _demo(database: Database) -> Iterator[Desk]:
    def shown() -> list[str]:
        with database.reading() as session:
            return [row.body for row in session.query(DemoSms).order_by(DemoSms.id)]

    yield Desk(DemoPhone(database, system_clock), shown)


@contextmanager
def _twilio(_database: Database) -> Iterator[Desk]:
    with loopback_twilio() as server:
        yield Desk(
            twilio_at(server.origin),
            lambda: [message["body"] for message in server.messages],
            lambda: server.plan.append(LOST_ANSWER),
            lambda: server.plan_get.extend(["broken"] * 10),
        )


@contextmanager
def _solapi(_database: Database) -> Iterator[Desk]:
    with loopback_solapi() as server:
        yield Desk(
            solapi_at(server.origin),
            lambda: [message["text"] for message in server.seen],
            lambda: server.plan.append("reset"),
            lambda: server.list_plan.extend(["broken"] * 10),
        )


PROVIDERS: dict[str, Callable[[Database], AbstractContextManager[Desk]]] = {
    "fake": _fake,
    "demo": _demo,
    "twilio": _twilio,
    "solapi": _solapi,
}
