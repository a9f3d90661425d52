"""One's own account: where I am signed in, my language, my password."""

from dataclasses import replace
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient

from app.kernel.actor import Role
from app.kernel.db import in_transaction
from app.staff.passwords import Passwords
from app.web.account.attempts import PER_PLACE
from app.web.account.devices import device_name
from tests.shop import Shop

NEW = "blue door at noon"


def _page(client: FlaskClient) -> str:
    return client.get("/account?lang=en").get_data(as_text=True)


def _change(client: FlaskClient, current: str = "mendpost", new: str = NEW, key: str = "") -> tuple[int, str]:
    data = {"current": current, "password": new, "idempotency_key": key}
    answer = client.post("/account/password?lang=en", data=data)
    return answer.status_code, answer.get_data(as_text=True)


def test_the_page_lists_every_device_and_marks_this_one(sqlite_shop: Shop) -> None:
    for device in ("Old phone", "New phone"):
        client = sqlite_shop.client()
        client.post(
            "/login",
            data={"login": "courier", "password": "mendpost"},
            headers={"User-Agent": device},
        )
    page = _page(client)
    assert "Old phone" in page
    assert page.index("This device") > page.index("New phone")
    assert page.count("This device") == 1


def test_signing_out_everywhere_means_everywhere(sqlite_shop: Shop) -> None:
    here, there = sqlite_shop.signed_in(Role.COURIER), sqlite_shop.signed_in(Role.COURIER)
    other = sqlite_shop.signed_in(Role.MANAGER)
    assert here.post("/account/sign-out-everywhere").location == "/login"
    assert [c.get("/account").status_code for c in (here, there, other)] == [302, 302, 200]


def test_a_new_password_works_and_signs_other_devices_out(sqlite_shop: Shop) -> None:
    here, there = sqlite_shop.signed_in(Role.COURIER), sqlite_shop.signed_in(Role.COURIER)
    assert _change(here)[0] == 302
    assert here.get("/account?done=password&lang=en").get_data(as_text=True).count("is changed") == 1
    assert there.get("/account").status_code == 302
    assert there.post("/login", data={"login": "courier", "password": "mendpost"}).status_code == 422
    assert there.post("/login", data={"login": "courier", "password": NEW}).status_code == 302


def test_a_double_click_changes_the_password_once_and_says_so_twice(sqlite_shop: Shop) -> None:
    client = sqlite_shop.signed_in(Role.COURIER)
    assert [_change(client, key="k1")[0] for _ in range(2)] == [302, 302]


def test_a_wrong_old_password_changes_nothing_and_names_the_field(sqlite_shop: Shop) -> None:
    client = sqlite_shop.signed_in(Role.COURIER)
    status, page = _change(client, current="something")
    assert status == 422
    assert "not the password you have used" in page
    assert 'id="current-error"' in page
    assert sqlite_shop.signed_in(Role.COURIER)


def test_a_short_new_password_names_the_remedy(sqlite_shop: Shop) -> None:
    status, page = _change(sqlite_shop.signed_in(Role.COURIER), new="short")
    assert status == 422
    assert "at least 10 characters" in page
    assert 'id="password-error"' in page


@pytest.mark.parametrize("new", ["Yongsan Bench 26", "yongsanbench26", "courier2026"])
def test_the_shops_name_and_ones_own_are_no_password(sqlite_shop: Shop, new: str) -> None:
    site = replace(sqlite_shop.runtime.site, name="Yongsan Bench")
    sqlite_shop.runtime = replace(sqlite_shop.runtime, site=site)
    status, page = _change(sqlite_shop.signed_in(Role.COURIER), new=new)
    assert (status, "easy to guess" in page) == (422, True)


class Listening(PasswordHasher):
    """Hashes as always, and notes whether the database was held meanwhile."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=64, parallelism=1)
        self.held: list[bool] = []

    def hash(self, *args: Any, **how: Any) -> str:
        """As always."""
        self.held.append(in_transaction())
        return super().hash(*args, **how)

    def verify(self, *args: Any, **how: Any) -> Any:
        """As always."""
        self.held.append(in_transaction())
        return super().verify(*args, **how)


def test_nobody_waits_for_the_database_while_passwords_are_hashed(
    sqlite_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, listening = sqlite_shop.signed_in(Role.COURIER), Listening()
    way = Passwords(listening, 1, renews=False)
    monkeypatch.setattr("app.staff.passwords.STRONG", way)
    monkeypatch.setattr("app.web.account.letting_in.DEMO", way)
    assert _change(client)[0] == 302
    assert listening.held == [False, False], "the old one and the new one"


def test_empty_fields_are_named(sqlite_shop: Shop) -> None:
    status, page = _change(sqlite_shop.signed_in(Role.COURIER), current="", new="")
    assert status == 422
    assert "Enter a new password." in page


def test_an_unlocked_phone_is_no_place_to_guess_the_old_password(sqlite_shop: Shop) -> None:
    client = sqlite_shop.signed_in(Role.COURIER)
    for _ in range(PER_PLACE):
        assert _change(client, current="guess")[0] == 422
    assert _change(client)[0] == 429


def test_my_pages_follow_my_language_on_every_device(sqlite_shop: Shop) -> None:
    here, there = sqlite_shop.signed_in(Role.COURIER), sqlite_shop.signed_in(Role.COURIER)
    assert '<html lang="ko">' in there.get("/account").get_data(as_text=True)
    assert here.post("/account/language", data={"language": "en"}).location == "/account?done=language"
    for client in (here, there):
        assert '<html lang="en">' in client.get("/account").get_data(as_text=True)


def test_only_languages_of_the_house_are_taken(sqlite_shop: Shop) -> None:
    client = sqlite_shop.signed_in(Role.COURIER)
    assert client.post("/account/language", data={"language": "fr"}).status_code == 422


def test_the_address_of_an_answered_form_can_be_reloaded(sqlite_shop: Shop) -> None:
    client = sqlite_shop.signed_in(Role.COURIER)
    for action in ("password", "language", "sign-out-everywhere"):
        assert client.get(f"/account/{action}?lang=en").location == "/account"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Whale/4.1 Safari/537.36", "Whale, Windows"),
        ("Scanner 3", "Scanner 3"),
        ("", ""),
    ],
)
def test_a_device_is_called_what_people_call_it(agent: str, name: str) -> None:
    assert device_name(agent) == name
