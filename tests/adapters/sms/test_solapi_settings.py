"""Which settings send by SOLAPI, and which are refused with their remedy."""

from collections.abc import Iterator

import pytest

from app.adapters.sms.registry import make_sender
from app.adapters.sms.solapi.sender import SolapiSender
from app.kernel.clock import system_clock
from app.kernel.db import Database
from app.kernel.settings import Settings
from app.messaging.sms.ports import Outcome
from tests.adapters.sms.providers import a_text
from tests.fakes.loopback_solapi import KEY, SECRET, LoopbackSolapi, loopback_solapi
from tests.settings import real_settings


@pytest.fixture
def server() -> Iterator[LoopbackSolapi]:
    with loopback_solapi() as running:
        yield running


def a_solapi_shop(**more: object) -> Settings:
    given: dict[str, object] = {
        "sms_provider": "solapi",
        "solapi_api_key": KEY,
        "solapi_api_secret": SECRET,
        "solapi_from": "+82-2-930-2266",
    }
    return real_settings(**(given | more))


def test_the_settings_choose_solapi(server: LoopbackSolapi, sqlite_database: Database) -> None:
    sender = make_sender(a_solapi_shop(solapi_api_url=f"{server.origin}/"), sqlite_database, system_clock)
    assert sender.name == "solapi"
    assert sender.send(a_text()).outcome is Outcome.ACCEPTED
    assert server.seen[0]["from"] == "029302266"


def test_without_another_address_it_calls_solapi_itself(sqlite_database: Database) -> None:
    sender = make_sender(a_solapi_shop(), sqlite_database, system_clock)
    assert isinstance(sender, SolapiSender)
    assert sender._service.base_url == "https://api.solapi.com"


@pytest.mark.parametrize(
    ("changes", "remedy"),
    [
        ({"sms_provider": "pigeon"}, "must be one of twilio, solapi, demo"),
        ({"sms_provider": "twilio"}, "needs the credentials of twilio"),
        ({"sms_provider": ""}, "say SMS_PROVIDER=solapi"),
        ({"solapi_api_key": ""}, "set both or none"),
        ({"solapi_api_secret": ""}, "set both or none"),
        ({"solapi_api_key": "two words"}, "without spaces"),
        ({"solapi_from": ""}, "SOLAPI_API_KEY needs SOLAPI_FROM"),
        ({"solapi_from": "Mendpost"}, "must be a Korean number"),
        ({"solapi_from": "+12025550100"}, "must be a Korean number"),
        ({"solapi_api_url": "relay"}, "must be an address"),
    ],
)
def test_what_cannot_send_is_refused_with_its_remedy(changes: dict[str, str], remedy: str) -> None:
    with pytest.raises(ValueError, match=remedy):
        a_solapi_shop(**changes)


@pytest.mark.parametrize("number", ["02-930-2266", "1588-0000", "010 1234 5678", "+8229302266"])
def test_the_sender_number_may_be_written_as_people_write_it(number: str) -> None:
    assert a_solapi_shop(solapi_from=number).solapi_from.lstrip("+").isdigit()


@pytest.mark.parametrize(
    ("given", "provider"),
    [
        ({}, "demo"),
        ({"twilio_account_sid": "AC1", "twilio_auth_token": "t", "twilio_from": "+15005550006"}, "twilio"),
        (
            {
                "twilio_account_sid": "AC1",
                "twilio_auth_token": "t",
                "twilio_from": "+15005550006",
                "sms_provider": "demo",
            },
            "demo",
        ),
    ],
)
def test_without_a_provider_named_the_credentials_decide(given: dict[str, str], provider: str) -> None:
    assert real_settings(**given).texts_go_by == provider
