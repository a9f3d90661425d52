"""A proxy nobody told the shop of is said in the log and by the doctor; a trusted one is read well."""

import logging

import pytest

from app.web.account.attempts import PER_PLACE
from tests.cli.keyboard import prompt
from tests.shop import Shop, app_of
from tests.web.settings_of import with_settings

WRONG = {"login": "technician", "password": "mendpast"}
RIGHT = {"login": "technician", "password": "mendpost"}


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if "X-Forwarded-For" in record.getMessage()]


def test_a_header_nobody_trusts_is_said_once_an_hour_and_by_the_doctor(
    sqlite_shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    client = sqlite_shop.client()
    assert "ok  Visitors: no call came through" in prompt(sqlite_shop.runtime)("doctor").output
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            client.get("/login", headers={"X-Forwarded-For": "203.0.113.7"})
    [line] = lines(caplog)
    assert "names 1 addresses and TRUSTED_PROXIES is 0, so 127.0.0.1 is taken for the visitor" in line
    said = prompt(sqlite_shop.runtime)("doctor").output
    assert "!!  Visitors: X-Forwarded-For came last on Mon 23 Nov" in said
    assert "Set TRUSTED_PROXIES to the number of proxies in front" in said


def test_fewer_addresses_than_proxies_are_said_too(
    sqlite_shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    client = app_of(with_settings(sqlite_shop.runtime, trusted_proxies=2)).test_client()
    with caplog.at_level(logging.WARNING):
        client.get("/login", headers={"X-Forwarded-For": "203.0.113.7, 10.0.0.1"})
        assert lines(caplog) == []
        client.get("/login", headers={"X-Forwarded-For": "203.0.113.7"})
    assert len(lines(caplog)) == 1


@pytest.mark.parametrize(
    "others",
    [
        [f"203.0.113.7:{port}" for port in range(50000, 50000 + PER_PLACE)],
        [f"[2001:db8:1:2::{host:x}]:443" for host in range(1, 1 + PER_PLACE)],
        [f"198.51.100.{forged}, 203.0.113.7" for forged in range(1, 1 + PER_PLACE)],
    ],
    ids=["a port each time", "an address of the line each time", "another forged one each time"],
)
def test_behind_a_trusted_proxy_nobody_becomes_many(sqlite_shop: Shop, others: list[str]) -> None:
    app = app_of(with_settings(sqlite_shop.runtime, trusted_proxies=1))
    app.config["WTF_CSRF_ENABLED"] = False
    for address in others:
        refused = app.test_client().post("/login", data=WRONG, headers={"X-Forwarded-For": address})
        assert refused.status_code == 422
    again = app.test_client().post("/login", data=RIGHT, headers={"X-Forwarded-For": others[0]})
    assert again.status_code == 429
    elsewhere = app.test_client().post("/login", data=RIGHT, headers={"X-Forwarded-For": "192.0.2.9"})
    assert elsewhere.status_code == 302
