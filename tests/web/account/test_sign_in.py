"""Staff sign in, are sent where they wanted, and guessing gets slow."""

import unicodedata
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.kernel.actor import Role
from app.staff.models import StaffAccount, StaffSession
from app.staff.passwords import DEMO, STRONG
from app.web.account.attempts import HOUR, PER_ACCOUNT, PER_ADDRESS, PER_PLACE, PERIOD
from app.web.account.views import local_path
from app.web.navigation import HOME
from tests.cli.keyboard import prompt
from tests.dock.hangul_mode import type_in_hangul_mode
from tests.shop import Shop, app_of
from tests.web.settings_of import with_settings

RIGHT = {"login": "technician", "password": "mendpost"}
WRONG = {"login": "technician", "password": "mendpast"}


def _live_sessions(shop: Shop) -> int:
    with shop.database.reading() as session:
        live = select(func.count()).select_from(StaffSession).where(StaffSession.revoked_at.is_(None))
        return session.scalar(live) or 0


@pytest.mark.parametrize("role", HOME)
def test_each_role_starts_at_its_own_work(sqlite_shop: Shop, role: Role) -> None:
    login = next(row.login for row in _accounts(sqlite_shop) if row.role is role)
    answer = sqlite_shop.client().post("/login", data={"login": login, "password": "mendpost"})
    assert (answer.status_code, answer.location) == (302, HOME[role])


def _accounts(shop: Shop) -> list[StaffAccount]:
    with shop.database.reading() as session:
        return list(session.scalars(select(StaffAccount).where(StaffAccount.login != "technician2")))


def test_whoever_was_sent_to_sign_in_lands_where_they_wanted(sqlite_shop: Shop) -> None:
    client = sqlite_shop.client()
    sent = client.get("/account?done=language")
    assert sent.location == "/login?next=/account%3Fdone%3Dlanguage"
    page = client.get(sent.location).get_data(as_text=True)
    assert 'value="/account?done=language"' in page
    answer = client.post("/login", data={**RIGHT, "next": "/account?done=language"})
    assert answer.location == "/account?done=language"
    assert client.get("/account").status_code == 200


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "evil",
        "",
        None,
        "/a\\b",
        "/a\nb",
        "http:/x",
    ],
)
def test_next_never_leads_off_this_site(sqlite_shop: Shop, wanted: str | None) -> None:
    assert local_path(wanted) is None
    answer = sqlite_shop.client().post("/login", data={**RIGHT, "next": wanted or ""})
    assert answer.location == "/bench"


def test_a_wrong_password_says_what_to_do_and_keeps_the_login(sqlite_shop: Shop) -> None:
    answer = sqlite_shop.client().post("/login?lang=en", data=WRONG)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Login and password do not fit together" in page
    assert 'value="technician"' in page
    assert "mendpast" not in page
    assert "<title>Error:" in page
    assert _live_sessions(sqlite_shop) == 0


def test_a_login_typed_with_korean_keys_is_the_login_and_wrong_ones_count_together(sqlite_shop: Shop) -> None:
    hangul, mixed = type_in_hangul_mode("technician"), "tech" + type_in_hangul_mode("nician")
    assert hangul != "technician"
    assert sqlite_shop.client().post("/login", data={**RIGHT, "login": hangul}).status_code == 302
    client = sqlite_shop.client()
    for turn in range(PER_PLACE):
        login = (hangul, mixed, "technician")[turn % 3]
        assert client.post("/login", data={**WRONG, "login": login}).status_code == 422
    assert client.post("/login", data={**RIGHT, "login": mixed}).status_code == 429


def test_a_refusal_names_what_a_keyboard_may_have_done_and_who_can_help(sqlite_shop: Shop) -> None:
    client = sqlite_shop.client()
    refused = client.post("/login?lang=ko", data=WRONG).text
    assert "한/영 키와 Caps Lock" in refused
    _guess(client, PER_PLACE, address="127.0.0.1")
    stopped = client.post("/login?lang=en", data=RIGHT).text
    assert "your manager" not in stopped
    assert "flask staff open-device" in stopped


def test_empty_fields_are_named(sqlite_shop: Shop) -> None:
    answer = sqlite_shop.client().post("/login?lang=en", data={})
    assert answer.status_code == 422
    assert "Enter your login." in answer.get_data(as_text=True)
    assert "Enter your password." in answer.get_data(as_text=True)


def _guess(client: FlaskClient, times: int, *, address: str = "203.0.113.7", **data: str) -> int:
    """The status of the last of so many wrong guesses from one address."""
    for _ in range(times):
        answer = client.post("/login", data=WRONG | data, environ_base={"REMOTE_ADDR": address})
    return answer.status_code


def test_guessing_at_one_account_is_stopped_even_for_the_right_password(shop: Shop) -> None:
    client = shop.client()
    assert _guess(client, PER_PLACE, address="127.0.0.1") == 422
    shop.clock.move_on(timedelta(minutes=5))
    stopped = client.post("/login?lang=en", data=RIGHT)
    assert stopped.status_code == 429
    page = stopped.get_data(as_text=True)
    assert "Try again in 10 minutes." in page, "it says when, not how long it takes in all"
    assert "A device on which you have signed in before is open" in page
    assert 'value="technician"' in page
    assert client.post("/login", data={**RIGHT, "login": "manager"}).status_code == 302
    shop.clock.move_on(PERIOD)
    assert client.post("/login", data=RIGHT).status_code == 302


def test_a_stranger_who_guesses_does_not_shut_the_person_out(shop: Shop) -> None:
    """Ten wrong passwords from somewhere were enough to close an account everywhere."""
    assert _guess(shop.client(), PER_PLACE + 1) == 429
    assert shop.client().post("/login", data=RIGHT).status_code == 302


def test_a_device_that_was_signed_in_before_stays_open_whoever_guesses_wherever(sqlite_shop: Shop) -> None:
    own = sqlite_shop.signed_in(Role.TECHNICIAN)
    own.post("/logout")
    assert _guess(sqlite_shop.client(), PER_PLACE + 1, address="127.0.0.1") == 429, "behind the same address"
    for number in range(PER_ACCOUNT // PER_PLACE):
        _guess(sqlite_shop.client(), PER_PLACE, address=f"198.51.100.{number}")
    stranger = sqlite_shop.client().post("/login", data=RIGHT, environ_base={"REMOTE_ADDR": "192.0.2.9"})
    assert stranger.status_code == 429, "guessing from everywhere is slowed down, too"
    assert own.post("/login", data=RIGHT).status_code == 302
    sqlite_shop.clock.move_on(HOUR)
    later = sqlite_shop.client().post("/login", data=RIGHT, environ_base={"REMOTE_ADDR": "192.0.2.9"})
    assert later.status_code == 302


def test_a_known_device_guesses_no_faster_and_no_other_account(sqlite_shop: Shop) -> None:
    own = sqlite_shop.signed_in(Role.TECHNICIAN)
    own.post("/logout")
    assert _guess(own, PER_PLACE) == 422
    assert _guess(own, 1) == 429
    assert _guess(own, PER_PLACE, login="manager") == 422
    assert _guess(own, 1, login="manager") == 429
    forged = sqlite_shop.client()
    forged.set_cookie("device", "anything")
    assert _guess(forged, 1) == 422


def test_a_managers_link_opens_a_new_device_and_nothing_else(sqlite_shop: Shop) -> None:
    _guess(sqlite_shop.client(), PER_PLACE + 1, address="127.0.0.1")
    printed = prompt(sqlite_shop.runtime)("staff", "open-device", "technician").output
    link = printed.splitlines()[0].removeprefix("http://localhost:8000")
    new = sqlite_shop.client()
    assert new.post("/login", data=RIGHT).status_code == 429
    assert new.get(link).location == "/login?known=1"
    assert "This device is open for you." in new.get("/login?known=1&lang=en").get_data(as_text=True)
    assert new.get("/bench").status_code == 302
    assert new.post("/login", data=WRONG).status_code == 422
    assert new.post("/login", data=RIGHT).status_code == 302
    assert sqlite_shop.client().get(f"{link}x").status_code == 404


def test_guessing_at_many_accounts_from_one_address_is_stopped(sqlite_shop: Shop) -> None:
    client = sqlite_shop.client()
    for number in range(PER_ADDRESS):
        client.post("/login", data={"login": f"somebody{number}", "password": "x"})
    assert client.post("/login", data=RIGHT).status_code == 429
    elsewhere = client.post("/login", data=RIGHT, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert elsewhere.status_code == 302


def test_right_passwords_are_never_counted(sqlite_shop: Shop) -> None:
    client = sqlite_shop.client()
    for _ in range(PER_PLACE + 2):
        assert client.post("/login", data=RIGHT).status_code == 302


def test_one_browser_is_one_person(sqlite_shop: Shop) -> None:
    client = sqlite_shop.signed_in(Role.TECHNICIAN)
    assert "한지우" in client.get("/login?lang=ko").get_data(as_text=True)
    client.post("/login", data={"login": "manager", "password": "mendpost"})
    assert "김도현" in client.get("/account").get_data(as_text=True)
    assert _live_sessions(sqlite_shop) == 1


def test_signing_out_closes_the_door_and_may_be_repeated(sqlite_shop: Shop) -> None:
    client = sqlite_shop.signed_in(Role.TECHNICIAN)
    cookie = client.get_cookie("session")
    assert client.post("/logout").location == "/login"
    assert client.get("/account").status_code == 302
    assert client.post("/logout").location == "/login"
    assert cookie is not None
    thief = sqlite_shop.client()
    thief.set_cookie("session", cookie.value)
    assert thief.get("/account").status_code == 302, "a copied cookie must not outlive the sign-out"


def test_signing_out_is_not_a_link(sqlite_shop: Shop) -> None:
    client = sqlite_shop.signed_in(Role.TECHNICIAN)
    assert client.get("/logout").status_code == 405
    assert client.get("/account").status_code == 200


def test_a_session_ends_after_two_weeks(sqlite_shop: Shop) -> None:
    client = sqlite_shop.signed_in(Role.COURIER)
    sqlite_shop.clock.move_on(timedelta(days=13))
    assert client.get("/account").status_code == 200
    sqlite_shop.clock.move_on(timedelta(days=1, seconds=1))
    assert client.get("/account").status_code == 302


def test_the_demo_shop_offers_every_role_with_one_tap(sqlite_shop: Shop) -> None:
    page = sqlite_shop.client().get("/login?lang=en").get_data(as_text=True)
    for login in ("technician", "warehouse", "dispatcher", "courier", "manager"):
        assert f'name="login" value="{login}"' in page
    assert "mendpost" in page


def _real_shop(shop: Shop) -> FlaskClient:
    app = app_of(with_settings(shop.runtime, demo=False))
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client()


def test_a_real_shop_shows_no_accounts_and_knows_no_demo_password(sqlite_shop: Shop) -> None:
    client = _real_shop(sqlite_shop)
    page = client.get("/login?lang=en").get_data(as_text=True)
    assert "one tap" not in page
    assert "mendpost" not in page
    assert client.post("/login", data=RIGHT).status_code == 422


def test_a_real_shop_renews_an_old_hash_at_sign_in(sqlite_shop: Shop) -> None:
    with sqlite_shop.database.transaction() as session:
        account = session.scalars(select(StaffAccount).where(StaffAccount.login == "manager")).one()
        account.password_hash = DEMO.hash("blue door at noon")
        assert STRONG.hasher.check_needs_rehash(account.password_hash)
    client = _real_shop(sqlite_shop)
    signed_in = client.post("/login", data={"login": "manager", "password": "blue door at noon"})
    assert signed_in.status_code == 302
    with sqlite_shop.database.reading() as session:
        account = session.scalars(select(StaffAccount).where(StaffAccount.login == "manager")).one()
        assert not STRONG.hasher.check_needs_rehash(account.password_hash)


def _a_managers_device(shop: Shop, **changed: int) -> FlaskClient:
    """A browser of a real shop in which the manager has signed in."""
    with shop.database.transaction() as session:
        account = session.scalars(select(StaffAccount).where(StaffAccount.login == "manager")).one()
        account.password_hash = DEMO.hash("blue door at noon")
    app = app_of(with_settings(shop.runtime, demo=False, **changed))
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.post("/login", data={"login": "manager", "password": "blue door at noon"})
    assert client.get("/account").status_code == 200
    return client


def test_a_device_that_lies_unused_is_signed_out_with_calm_words(sqlite_shop: Shop) -> None:
    client = _a_managers_device(sqlite_shop)
    for _ in range(3):
        sqlite_shop.clock.move_on(timedelta(hours=11))
        assert client.get("/account").status_code == 200, "used every day it stays signed in"
    sqlite_shop.clock.move_on(timedelta(hours=12, seconds=1))
    sent = client.get("/manage")
    assert sent.location == "/login?next=/manage"
    page = client.get(f"{sent.location}&lang=en").get_data(as_text=True)
    assert "This device was not used for 12 hours, so it was signed out." in page
    assert "go on where you were" in page
    again = {"login": "manager", "password": "blue door at noon", "next": "/manage"}
    assert client.post("/login", data=again).location == "/manage"
    assert client.get("/manage").status_code == 200
    assert "not used for" not in client.get("/login?lang=en").get_data(as_text=True)


def test_a_copied_cookie_is_not_kept_alive_by_its_owner(sqlite_shop: Shop) -> None:
    client = _a_managers_device(sqlite_shop)
    cookie = client.get_cookie("session")
    assert cookie is not None
    for _ in range(2):
        sqlite_shop.clock.move_on(timedelta(hours=7))
        assert client.get("/account").status_code == 200
    thief = client.application.test_client()
    thief.set_cookie("session", cookie.value)
    assert thief.get("/account").status_code == 302


def test_no_device_stays_signed_in_for_ever(sqlite_shop: Shop) -> None:
    client = _a_managers_device(sqlite_shop, session_days=2)
    for _ in range(4):
        sqlite_shop.clock.move_on(timedelta(hours=11))
        assert client.get("/account").status_code == 200
    sqlite_shop.clock.move_on(timedelta(hours=5))
    assert client.get("/account").status_code == 302
    assert "This device was signed out." in client.get("/login?lang=en").get_data(as_text=True)


def test_what_was_typed_stays_when_the_device_was_signed_out_meanwhile(sqlite_shop: Shop) -> None:
    client = _a_managers_device(sqlite_shop)
    sqlite_shop.clock.move_on(timedelta(hours=13))
    answer = client.post("/account/language?lang=en", data={"language": "en"})
    assert (answer.status_code, answer.location) == (302, "/login")
    kept = client.post("/bench/callers?lang=en", data={"phone": "010-1234-5678"})
    assert kept.status_code == 401
    assert "010-1234-5678" in kept.get_data(as_text=True)


def test_a_password_set_in_pieces_signs_in_whole(sqlite_shop: Shop) -> None:
    client = sqlite_shop.signed_in(Role.COURIER)
    new = unicodedata.normalize("NFD", "파란 문은 정오에 열린다")
    changed = client.post("/account/password", data={"current": "mendpost", "password": new})
    assert changed.status_code == 302
    whole = unicodedata.normalize("NFC", new)
    again = sqlite_shop.client().post("/login", data={"login": "courier", "password": whole})
    assert again.status_code == 302
