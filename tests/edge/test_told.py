"""What was refused stands in the log with the number the visitor reads on the page, and nothing private beside it."""

import logging
import re

import pytest

from app.kernel.actor import Role
from app.web.account.attempts import PER_PLACE
from tests.shop import Shop

WRONG = {"login": "technician", "password": "my-secret-guess"}


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name.startswith("mendpost.")]


@pytest.mark.parametrize("path", ["/t/Abcdefghijklmnopqrstuv", "/nowhere/at-all?token=abc", "/logout"])
def test_the_number_of_an_error_page_is_in_the_log_and_the_address_is_not(
    sqlite_shop: Shop, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    with caplog.at_level(logging.INFO):
        page = sqlite_shop.client().get(path)
    number = page.headers["X-Request-Id"]
    assert number in page.get_data(as_text=True)
    [line] = [line for line in told(caplog) if number in line]
    assert f"answered {page.status_code}" in line
    assert "Abcdefg" not in line
    assert "token=" not in line


def test_a_wrong_password_is_a_line_and_the_typed_words_are_not(
    sqlite_shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    client = sqlite_shop.client()
    with caplog.at_level(logging.INFO):
        number = client.post("/login", data=WRONG).headers["X-Request-Id"]
        client.post("/login", data={"login": "my-own-secret", "password": "x"})
    lines = told(caplog)
    assert (
        f"request {number}: sign-in as technician had a wrong password, from 127.0.0.1 on a device unknown to the account"
    ) in lines
    assert any("sign-in as nobody we know had a wrong password" in line for line in lines)
    assert not re.search("secret", "\n".join(lines))


def test_a_lock_out_is_a_line_and_says_when_to_come_again(
    sqlite_shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    client = sqlite_shop.client()
    for _ in range(PER_PLACE):
        client.post("/login", data=WRONG)
    with caplog.at_level(logging.WARNING):
        stopped = client.post("/login", data=WRONG)
    assert stopped.status_code == 429
    assert 0 < int(stopped.headers["Retry-After"]) <= 15 * 60
    lines = told(caplog)
    assert any("sign-in as technician was tried too often" in line for line in lines)
    number = stopped.headers["X-Request-Id"]
    assert f"request {number}: POST /login answered 429 too_many sign-in to 127.0.0.1" in lines


def test_who_may_not_is_a_line(sqlite_shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    client = sqlite_shop.signed_in(Role.COURIER)
    with caplog.at_level(logging.WARNING):
        assert client.get("/manage").status_code == 403
    assert any("GET /manage answered 403 not_allowed to 127.0.0.1" in line for line in told(caplog))
