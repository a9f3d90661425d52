"""The settings choose the provider, and say what can be expected of it."""

import pytest

from app.adapters.sms.registry import PROVIDERS, make_sender
from app.adapters.sms.twilio.reach import NOT_TWO_WAY, capabilities_of
from app.kernel.clock import system_clock
from app.kernel.db import Database
from app.messaging.sms.ports import Outcome
from tests.adapters.sms.providers import a_text, twilio_settings
from tests.fakes.loopback import LoopbackTwilio
from tests.settings import demo_settings


def test_without_credentials_the_demo_phone_sends_and_wakes_nobody(sqlite_database: Database) -> None:
    sender = make_sender(demo_settings(), sqlite_database, system_clock)
    assert sender.name == "demo"
    assert not sender.capabilities.wakes_people
    assert sender.capabilities.answers_from("KR")


def test_with_credentials_twilio_sends(server: LoopbackTwilio, sqlite_database: Database) -> None:
    settings = twilio_settings(server.origin, twilio_from="", twilio_messaging_service_sid="MG1")
    sender = make_sender(settings, sqlite_database, system_clock)
    assert sender.name == "twilio"
    assert sender.capabilities.wakes_people
    assert sender.send(a_text()).outcome is Outcome.ACCEPTED
    assert server.seen[0]["MessagingServiceSid"] == "MG1"


def test_every_provider_is_found_under_its_own_name() -> None:
    assert {"twilio", "demo"} <= PROVIDERS.keys()


@pytest.mark.parametrize(
    ("sender", "sender_type", "answer", "silent"),
    [
        ({"twilio_from": "+15005550006"}, "long number", {"US", "CA", "GB"}, {"KR", "JP", "DE"}),
        ({"twilio_from": "+12125550123"}, "long number", {"US", "CA", "GB"}, {"KR", "JP"}),
        ({"twilio_from": "+4915112345678"}, "long number", {"DE", "US"}, {"KR", "FR"}),
        ({"twilio_from": "+821012345678"}, "long number", {"US"}, {"KR"}),
        ({"twilio_from": "+9999999999"}, "long number", {"US"}, {"KR"}),
        ({"twilio_from": "0000000000"}, "long number", {"US"}, {"KR"}),
        ({"twilio_from": "12345", "default_region": "CA"}, "short code", {"CA"}, {"US", "KR"}),
        ({"twilio_from": "12345"}, "short code", set(), {"US", "KR"}),
        ({"twilio_from": "Mendpost"}, "name", set(), {"US", "KR"}),
        (
            {"twilio_messaging_service_sid": "MG1", "default_region": "FR"},
            "messaging service",
            {"FR", "US"},
            {"KR", "DE"},
        ),
        ({"twilio_messaging_service_sid": "MG1"}, "messaging service", {"US"}, {"KR"}),
    ],
)
def test_twilio_takes_answers_only_from_where_they_can_arrive(
    sender: dict[str, str], sender_type: str, answer: set[str], silent: set[str]
) -> None:
    can = capabilities_of(twilio_settings(**sender))
    assert can.sender_type == sender_type
    assert {region for region in answer | silent if can.answers_from(region)} == answer
    assert not can.two_way & NOT_TWO_WAY
    assert (can.most_units, can.parallel, can.can_list) == (1600, 8, True)
