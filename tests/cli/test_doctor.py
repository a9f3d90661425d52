"""What the doctor says of a shop, and what it tells people to do."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import select, text

from app.kernel.i18n import Language
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.models import Sms
from app.messaging.sms.ports import Capabilities
from app.messaging.sms.reasons import Reason
from app.messaging.sms.sender_stop import stop_sender
from app.messaging.sms.states import SmsState
from app.outbox.models import CallState, OwedCall
from app.runtime import Runtime
from app.staff.models import StaffAccount
from app.staff.passwords import STRONG
from tests.cli.keyboard import Typed, prompt
from tests.fakes.sms import FakeSms
from tests.shop import Shop
from tests.web.settings_of import with_settings

GOOD = "blue door at noon"


def test_a_healthy_demo_shop_passes_the_doctor(typed: Typed) -> None:
    said = typed("doctor")
    assert said.exit_code == 0, said.output
    assert "!!" not in said.output


def test_a_careless_real_shop_hears_each_remedy(sqlite_shop: Shop) -> None:
    careless = with_settings(
        sqlite_shop.runtime,
        demo=False,
        public_url="http://fix.example",
        secret_key=SecretStr("an-own-secret-of-thirty-two-bytes-or-more"),
        data_dir=Path("/proc/nowhere"),
        bank_account="Demo Bank 000-0000-0000, Mendpost",
    )
    with sqlite_shop.database.transaction() as session:
        session.scalars(select(StaffAccount).where(StaffAccount.login == "manager")).one().active = False
    said = prompt(careless)("doctor")
    assert said.exit_code == 1
    for remedy in (
        "Set PUBLIC_URL to the https://",
        "Create the folder, or let DATA_DIR",
        "Set TWILIO_ACCOUNT_SID",
        "Set BANK_ACCOUNT",
        "Set SHOP_PHONE and SHOP_ADDRESS",
        "staff create LOGIN --role manager",
        "staff deactivate LOGIN",
    ):
        assert remedy in said.output
    assert "SECRET_KEY is your own" in said.output


def test_a_well_kept_real_shop_passes_the_doctor(database_url: str, opened: Callable[..., Runtime]) -> None:
    runtime = opened(
        database_url,
        demo=False,
        public_url="https://fix.example",
        bank_account="Bank 1",
        shop_phone="02-123-4567",
        shop_address="12 Mapo-daero, Mapo-gu, Seoul 04175",
        secret_key=SecretStr("an-own-secret-of-thirty-two-bytes-or-more"),
        twilio_account_sid="AC1",
        trusted_proxies=1,
    )
    typed = prompt(runtime)
    typed(
        "staff", "create", "anna", "--name", "A", "--role", "manager", "--password-stdin", stdin=f"{GOOD}\n"
    )
    said = typed("doctor")
    assert said.exit_code == 0, said.output
    assert "go out through Twilio" in said.output
    assert "Demo accounts: none" in said.output


def test_a_database_that_cannot_be_reached_is_said_in_one_line(
    tmp_path: Path, opened: Callable[..., Runtime]
) -> None:
    said = prompt(opened(f"sqlite:///{tmp_path}/none/x.db"))("doctor")
    assert said.exit_code == 1
    assert "!!  Database: cannot be reached: unable to open database file" in said.output
    assert "Traceback" not in said.output


@pytest.mark.parametrize(
    ("state", "remedy"), [(CallState.OWED, "Start: python -m jobs"), (CallState.GIVEN_UP, "Look at /manage")]
)
def test_calls_nobody_makes_point_at_the_jobs(
    sqlite_shop: Shop, typed: Typed, state: CallState, remedy: str
) -> None:
    with sqlite_shop.database.transaction() as session:
        session.add(
            OwedCall(
                topic="send_text",
                key="text:1",
                payload={},
                state=state,
                created_at=sqlite_shop.clock(),
                due_at=sqlite_shop.clock() - timedelta(minutes=6),
            )
        )
    said = typed("doctor")
    assert said.exit_code == 1
    assert remedy in said.output


REAL: dict[str, Any] = {
    "demo": False,
    "public_url": "https://fix.example",
    "bank_account": "Bank 1",
    "secret_key": SecretStr("an-own-secret-of-thirty-two-bytes-or-more"),
}
TWILIO = {"twilio_account_sid": "AC1", "sms_provider": "twilio"}
SOLAPI = {"sms_provider": "solapi"}


def _said_of(shop: Shop, **changed: Any) -> str:
    able = Capabilities("number")
    return prompt(with_settings(replace(shop.runtime, sms=FakeSms(shop.clock, able)), **changed))(
        "doctor"
    ).output


def test_solapi_is_told_apart_and_its_countries_are_compared(sqlite_shop: Shop) -> None:
    assert "go out through SOLAPI" in _said_of(sqlite_shop, **REAL, **SOLAPI)
    assert "ok  Countries: texts go to KR" in _said_of(sqlite_shop, **REAL, **SOLAPI)
    assert "ok  Reports: none are needed" in _said_of(sqlite_shop, **REAL, **SOLAPI)
    for regions in ("KR,US", "*"):
        said = _said_of(sqlite_shop, **REAL, **SOLAPI, sms_regions=regions)
        assert "!!  Countries: " in said
        assert "Set SMS_REGIONS=KR" in said
    assert "ok  Countries: texts go to KR, US" in _said_of(sqlite_shop, **REAL, **TWILIO, sms_regions="KR,US")


def test_a_shop_without_a_provider_hears_of_both(sqlite_shop: Shop) -> None:
    said = _said_of(sqlite_shop, **REAL)
    assert "!!  Texts: reach nobody" in said
    assert "TWILIO_ACCOUNT_SID" in said
    assert "SMS_PROVIDER=solapi" in said


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost:8000",
        "http://192.168.1.4:8000",
        "https://fixer",
        "https://fix.local",
        "http://[::1]",
    ],
)
def test_an_address_twilio_cannot_reach_is_said(sqlite_shop: Shop, address: str) -> None:
    said = _said_of(sqlite_shop, **REAL | TWILIO | {"public_url": address})
    assert f"!!  Reports: Twilio cannot reach {address}" in said
    assert "Set PUBLIC_URL to an https:// address that the internet can reach." in said


@pytest.mark.parametrize("address", ["https://fix.example", "https://8.8.8.8"])
def test_an_address_twilio_can_reach_is_fine(sqlite_shop: Shop, address: str) -> None:
    assert "ok  Reports: come to" in _said_of(sqlite_shop, **REAL | TWILIO | {"public_url": address})


def test_prices_without_a_cap_are_said(sqlite_shop: Shop) -> None:
    said = _said_of(sqlite_shop, **REAL, **TWILIO, sms_prices="KR=20")
    assert "!!  Budget: texts have prices, and a day may cost any sum" in said
    assert "Set SMS_DAILY_CAP" in said
    capped = _said_of(sqlite_shop, **REAL, **TWILIO, sms_prices="KR=20", sms_daily_cap=5000)
    assert "ok  Budget: 5,000 KRW a day at most" in capped
    assert "ok  Budget: prices are not known" in _said_of(sqlite_shop, **REAL, **TWILIO)


def _a_text(shop: Shop, **changed: Any) -> None:
    row: dict[str, Any] = {
        "kind": SmsKind.HELP_REPLY,
        "to_phone": "+821012345678",
        "language": Language.EN,
        "body": "x",
        "segments": 1,
        "created_at": shop.clock(),
    }
    with shop.database.transaction() as session:
        session.add(Sms(**row | changed))


def test_a_stopped_sender_is_said_with_what_it_holds(sqlite_shop: Shop) -> None:
    with sqlite_shop.database.transaction() as session:
        stop_sender(session, provider="twilio", code="20003", detail="wrong token", now=sqlite_shop.clock())
    _a_text(sqlite_shop, state=SmsState.HELD)
    said = _said_of(sqlite_shop)
    assert "!!  Sender: stands still since " in said
    assert "held back: 1; twilio says: 20003 wrong token" in said
    assert "flask --app wsgi sms resume" in said


def test_texts_that_wait_for_money_are_counted(sqlite_shop: Shop) -> None:
    assert "ok  Today's money" in _said_of(sqlite_shop)
    _a_text(sqlite_shop, state=SmsState.PENDING, reason=Reason.DAILY_CAP)
    said = _said_of(sqlite_shop)
    assert "!!  Today's money: is spent; texts that wait for midnight: 1" in said
    assert "sms budget" in said


def test_a_number_that_has_had_its_fill_is_said(sqlite_shop: Shop) -> None:
    assert "ok  A number's fill" in _said_of(sqlite_shop)
    _a_text(sqlite_shop, state=SmsState.PENDING, reason=Reason.TOO_MANY)
    said = _said_of(sqlite_shop)
    assert "!!  A number's fill: 1 had as many texts as a day allows; waiting: 1, codes not sent: 0" in said
    assert "/manage/texts" in said


@pytest.mark.parametrize(
    "in_doubt",
    [{"state": SmsState.UNCERTAIN}, {"state": SmsState.DROPPED, "reason": Reason.NOBODY_KNOWS}],
    ids=["nobody asks", "dropped"],
)
def test_a_doubt_is_said_once_it_is_a_day_old(sqlite_shop: Shop, in_doubt: dict[str, Any]) -> None:
    _a_text(sqlite_shop, **in_doubt, attention_since=sqlite_shop.clock())
    assert "ok  Doubts" in _said_of(sqlite_shop)
    sqlite_shop.clock.move_on(timedelta(days=1, minutes=1))
    said = _said_of(sqlite_shop)
    assert "!!  Doubts: texts of which nobody knows for longer than a day whether they left: 1" in said
    assert "/bench/inbox?show=uncertain" in said


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({}, "!!  Proxies: PUBLIC_URL is https://, so a proxy stands in front, and none is trusted"),
        ({"trusted_proxies": 1}, "ok  Proxies: trusted: 1; it listens on 127.0.0.1:8000\n"),
        (
            {"trusted_proxies": 1, "bind": "0.0.0.0"},
            "ok  Proxies: trusted: 1; it listens on 0.0.0.0:8000: see that only they reach it",
        ),
        ({"public_url": "http://192.168.0.5:8000"}, "ok  Proxies: none; it listens on 0.0.0.0:8000"),
    ],
)
def test_what_stands_before_the_door_is_held_against_the_settings(
    sqlite_shop: Shop, changed: dict[str, Any], line: str
) -> None:
    assert line in _said_of(sqlite_shop, **REAL | changed)


def test_people_called_like_a_demo_account_are_people(sqlite_shop: Shop) -> None:
    with sqlite_shop.database.transaction() as session:
        for account in session.scalars(select(StaffAccount)):
            if account.login == "manager":
                account.password_hash = STRONG.hash(GOOD)
            else:
                account.active = False
    said = _said_of(sqlite_shop, **REAL)
    assert "ok  Demo accounts: none" in said
    assert "ok  Staff: managers who can sign in: 1" in said


def test_a_manager_with_the_demo_password_is_no_manager_who_can_sign_in(sqlite_shop: Shop) -> None:
    said = _said_of(sqlite_shop, **REAL)
    assert "!!  Staff: there is no manager who can sign in" in said
    assert "!!  Demo accounts: courier, dispatcher, manager, technician, technician2, warehouse" in said


def test_a_demo_over_the_accounts_of_people_is_said(sqlite_shop: Shop) -> None:
    with sqlite_shop.database.transaction() as session:
        session.scalars(select(StaffAccount).where(StaffAccount.login == "courier")).one().login = "anna"
    said = _said_of(sqlite_shop)
    assert "!!  Demo accounts: this is a demo, and people have accounts in it: anna" in said
    assert "Set DEMO=false" in said


def test_a_database_newer_than_the_program_is_not_to_be_upgraded(sqlite_shop: Shop) -> None:
    with sqlite_shop.database.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    said = _said_of(sqlite_shop)
    assert "is at revision 9999, newer than this program" in said
    assert "start the newer program" in said.lower()
    assert "db upgrade" not in said


def test_the_file_of_the_database_is_named(sqlite_shop: Shop) -> None:
    assert f"{sqlite_shop.database.engine.url.database}\n" in _said_of(sqlite_shop)


def test_a_database_file_that_is_not_there_is_said_and_not_made(
    tmp_path: Path, opened: Callable[..., Runtime]
) -> None:
    said = prompt(opened(f"sqlite:///{tmp_path}/second.db"))("doctor")
    assert f"!!  Database: there is no {tmp_path}/second.db" in said.output
    assert not (tmp_path / "second.db").exists()
