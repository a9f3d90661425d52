"""Looking at staff: the list of accounts, where one person is signed in, and who is behind a session."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.orm import Session

from app.kernel.actor import Role
from app.kernel.i18n import Language
from app.kernel.ids import hash_token
from app.staff.models import StaffAccount, StaffSession
from app.staff.permissions import HELD_BY, Capability


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account as a list shows it."""

    login: str
    name: str
    role: Role
    language: Language
    active: bool


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One device a person is signed in on; `current` is the one that asks."""

    device: str
    since: datetime
    until: datetime
    current: bool


def accounts(session: Session) -> list[AccountRow]:
    """All accounts, those at work first, by login."""
    rows = session.scalars(select(StaffAccount).order_by(StaffAccount.active.desc(), StaffAccount.login))
    return [AccountRow(row.login, row.name, row.role, row.language, row.active) for row in rows]


def owners(session: Session) -> list[tuple[UUID, str]]:
    """Who can own a ticket: technicians and managers at work, by name."""
    rows = session.execute(
        select(StaffAccount.id, StaffAccount.name)
        .where(StaffAccount.active, StaffAccount.role.in_(HELD_BY[Capability.OWN_REPAIRS]))
        .order_by(StaffAccount.name, StaffAccount.id)
    )
    return [(key, name) for key, name in rows]


def live_sessions(session: Session, account_id: UUID, *, token: str, now: datetime) -> list[SessionRow]:
    """Where a person is signed in now, the newest first; `token` is the session that asks."""
    rows = session.scalars(
        select(StaffSession)
        .where(
            StaffSession.staff_id == account_id,
            StaffSession.revoked_at.is_(None),
            StaffSession.expires_at > now,
        )
        .order_by(StaffSession.created_at.desc(), StaffSession.token_hash)
    )
    own = hash_token(token)
    return [SessionRow(r.device, r.created_at, r.expires_at, r.token_hash == own) for r in rows]


def behind_token(session: Session, token: str, *, now: datetime) -> Row[UUID, str, str, Role, str] | None:
    """Id, name, login, role and language behind a session token that was neither revoked nor outlived.

    Asked at every request of staff, hence past the ORM and built once.
    """
    values = {"token_hash": hash_token(token), "now": now}
    return session.connection().execute(_behind_token(), values).one_or_none()


@cache
def _behind_token() -> Select[UUID, str, str, Role, str]:
    return (
        select(
            StaffAccount.id, StaffAccount.name, StaffAccount.login, StaffAccount.role, StaffAccount.language
        )
        .join(StaffSession, StaffSession.staff_id == StaffAccount.id)
        .where(
            StaffSession.token_hash == bindparam("token_hash"),
            StaffSession.revoked_at.is_(None),
            StaffSession.expires_at > bindparam("now"),
            StaffAccount.active,
        )
    )
