"""Accounts are opened, recognised and switched off; every sign-in can be taken back."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.actor import Role
from app.kernel.db import Database
from app.kernel.errors import FieldRefused, NotFound
from app.kernel.i18n import Language
from app.kernel.ids import hash_token
from app.staff import queries, service
from app.staff.models import StaffAccount, StaffSession
from app.staff.passwords import STRONG, Passwords

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
LASTS = timedelta(days=14)
GOOD = "blue door at noon"
LIGHT = Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1), 10, renews=False)


def _account(database: Database, login: str = "anna", **changed: Any) -> StaffAccount:
    """A row as `create_account` writes it, hashed cheaply."""
    with database.transaction() as session:
        values = {
            "login": login,
            "name": "Anna",
            "role": Role.TECHNICIAN,
            "language": Language.EN,
            "password_hash": LIGHT.hash(GOOD),
            "active": True,
            "created_at": NOW,
        }
        account = StaffAccount(**(values | changed))
        session.add(account)
    return account


def _create(database: Database, **changed: Any) -> StaffAccount:
    values: dict[str, Any] = {
        "login": "anna",
        "name": "Anna",
        "role": Role.TECHNICIAN,
        "language": Language.EN,
        "password_hash": STRONG.hash(GOOD),
    }
    with database.transaction() as session:
        return service.create_account(session, **(values | changed), now=NOW)


def test_a_new_account_signs_in_however_the_login_is_typed(database: Database) -> None:
    _create(database, login=" Anna ")
    with database.reading() as session:
        assert service.recognise(session, login="ＡＮＮＡ", password=GOOD).name == "Anna"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"login": ""}, "login"),
        ({"login": "an na"}, "login"),
        ({"login": "x" * 61}, "login"),
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"role": Role.CUSTOMER}, "role"),
        ({"role": Role.SYSTEM}, "role"),
    ],
)
def test_what_cannot_be_an_account_is_refused_by_field(
    sqlite_database: Database, changed: dict[str, Any], field: str
) -> None:
    with pytest.raises(FieldRefused) as refused:
        _create(sqlite_database, **changed)
    assert refused.value.field == field
    with sqlite_database.reading() as session:
        assert queries.accounts(session) == []


def test_a_login_belongs_to_one_person(sqlite_database: Database) -> None:
    _account(sqlite_database)
    with pytest.raises(FieldRefused, match="login_taken"):
        _create(sqlite_database, login="ANNA")


@pytest.mark.parametrize(
    ("login", "password", "active"),
    [("anna", "wrong password", True), ("nobody", GOOD, True), ("anna", GOOD, False)],
)
def test_wrong_password_unknown_login_and_switched_off_read_the_same(
    sqlite_database: Database, login: str, password: str, active: bool
) -> None:
    _account(sqlite_database, active=active)
    with sqlite_database.reading() as session, pytest.raises(service.NotRecognised) as refused:
        service.recognise(session, login=login, password=password, passwords=LIGHT)
    assert "do not fit together" in str(refused.value.message)


def test_only_the_hash_of_a_session_is_kept(database: Database) -> None:
    account = _account(database)
    with database.transaction() as session:
        token = service.sign_in(
            session,
            account.id,
            verified=account.password_hash,
            device="Phone" * 100,
            now=NOW,
            lasts=LASTS,
            new_hash="newer",
        )
    with database.reading() as session:
        row = session.scalars(select(StaffSession)).one()
        assert row.token_hash == hash_token(token) != token
        assert len(row.device) == 200
        assert session.get_one(StaffAccount, account.id).password_hash == "newer"


def test_signing_out_ends_one_session_and_everywhere_ends_all(database: Database) -> None:
    account = _account(database)
    with database.transaction() as session:
        first, second, third = (
            service.sign_in(
                session, account.id, verified=account.password_hash, device=name, now=NOW, lasts=LASTS
            )
            for name in ("a", "b", "c")
        )
        service.sign_out(session, first, now=NOW)
        service.sign_out(session, first, now=NOW + timedelta(hours=1))
        live = queries.live_sessions(session, account.id, token=second, now=NOW)
        assert {(row.device, row.current) for row in live} == {("b", True), ("c", False)}
        assert service.revoke_all(session, account.id, now=NOW, keep=third) == 1
        assert service.revoke_all(session, account.id, now=NOW) == 1
        assert queries.live_sessions(session, account.id, token=third, now=NOW) == []


def test_a_session_outlives_nobody(sqlite_database: Database) -> None:
    account = _account(sqlite_database)
    with sqlite_database.transaction() as session:
        token = service.sign_in(
            session, account.id, verified=account.password_hash, device="a", now=NOW, lasts=LASTS
        )
        later = NOW + LASTS
        assert queries.live_sessions(session, account.id, token=token, now=later) == []


def test_a_new_password_signs_the_others_out(sqlite_database: Database) -> None:
    account = _account(sqlite_database)
    with sqlite_database.transaction() as session:
        here, _there = (
            service.sign_in(
                session, account.id, verified=account.password_hash, device=d, now=NOW, lasts=LASTS
            )
            for d in "ab"
        )
        found = service.account_of(session, "anna")
        service.set_password(session, found, LIGHT.hash("another good sentence"), now=NOW, keep=here)
        assert [row.device for row in queries.live_sessions(session, account.id, token=here, now=NOW)] == [
            "a"
        ]
        assert service.recognise(session, login="anna", password="another good sentence")


CHANGES: dict[str, Callable[[Session], object]] = {
    "changed": lambda session: service.set_password(
        session, service.account_of(session, "anna"), LIGHT.hash("another good sentence"), now=NOW
    ),
    "switched off": lambda session: service.deactivate(session, service.account_of(session, "anna"), now=NOW),
}


@pytest.mark.parametrize("new_hash", [None, LIGHT.hash(GOOD)], ids=["kept", "renewed"])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_sign_in_under_way_while_the_account_changes_is_not_let_in(
    database: Database, change: Callable[[Session], object], new_hash: str | None
) -> None:
    """Its password was held against a hash that stands no longer; the other transaction is still open when it writes."""
    account = _account(database)
    with database.reading() as session:
        known = service.recognise(session, login="anna", password=GOOD, passwords=LIGHT)

    def signs_in() -> str:
        with database.transaction() as session:
            return service.sign_in(
                session,
                known.id,
                verified=known.password_hash,
                device="a",
                now=NOW,
                lasts=LASTS,
                new_hash=new_hash,
            )

    with ThreadPoolExecutor(1) as other:
        with database.transaction() as session:
            change(session)
            session.flush()
            entering = other.submit(signs_in)
        with pytest.raises(service.NotRecognised):
            entering.result()
    with database.reading() as session:
        assert queries.live_sessions(session, account.id, token="", now=NOW) == []
        stored = session.get_one(StaffAccount, account.id).password_hash
        assert stored == account.password_hash or LIGHT.fits(stored, "another good sentence")


def test_a_sign_in_that_came_first_is_ended_by_the_change_that_waited_for_it(database: Database) -> None:
    account = _account(database)

    def changes() -> None:
        with database.transaction() as session:
            CHANGES["changed"](session)

    with ThreadPoolExecutor(1) as other:
        with database.transaction() as session:
            token = service.sign_in(
                session, account.id, verified=account.password_hash, device="a", now=NOW, lasts=LASTS
            )
            changing = other.submit(changes)
        changing.result()
    with database.reading() as session:
        assert queries.live_sessions(session, account.id, token=token, now=NOW) == []


def test_who_left_is_switched_off_but_not_forgotten(sqlite_database: Database) -> None:
    account = _account(sqlite_database)
    _account(sqlite_database, login="zoe", name="Zoe", role=Role.MANAGER)
    with sqlite_database.transaction() as session:
        service.sign_in(session, account.id, verified=account.password_hash, device="a", now=NOW, lasts=LASTS)
        service.deactivate(session, service.account_of(session, "anna"), now=NOW)
        assert [(row.login, row.active) for row in queries.accounts(session)] == [
            ("zoe", True),
            ("anna", False),
        ]
        assert queries.live_sessions(session, account.id, token="", now=NOW) == []
        assert [name for _, name in queries.owners(session)] == ["Zoe"]


def test_an_unknown_login_is_named(sqlite_database: Database) -> None:
    with sqlite_database.reading() as session, pytest.raises(NotFound, match="nobody"):
        service.account_of(session, "nobody")


def test_a_person_chooses_a_language(sqlite_database: Database) -> None:
    account = _account(sqlite_database)
    with sqlite_database.transaction() as session:
        service.set_language(session, account.id, Language.KO)
    with sqlite_database.reading() as session:
        assert queries.accounts(session)[0].language is Language.KO
