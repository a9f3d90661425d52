"""How often a sign-in may go wrong: per account and per address, counted in rows all workers share."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.kernel.ids import hash_token
from app.kernel.limits import give_back, spend

PER_ACCOUNT = 10  # wrong passwords within PERIOD
PER_ADDRESS = 50  # a whole shop may share one address
PERIOD = timedelta(minutes=15)


def note_try(session: Session, *, login: str, address: str, now: datetime) -> None:
    """Count a try before the password is looked at; raises TooMany and counts nothing at the limit.

    Commit it by itself, so that a wrong password cannot roll its own count back.
    """
    spend(session, _by_account(login), limit=PER_ACCOUNT, per=PERIOD, now=now)
    spend(session, _by_address(address), limit=PER_ADDRESS, per=PERIOD, now=now)


def take_back_try(session: Session, *, login: str, address: str) -> None:
    """A right password is no wrong one: give both counts back."""
    give_back(session, _by_account(login))
    give_back(session, _by_address(address))


def _by_account(login: str) -> str:
    return f"login:{hash_token(login)[:32]}"  # hashed: people type their password into the wrong field


def _by_address(address: str) -> str:
    return f"login-from:{address[:60]}"
