"""Rows about staff: the account with its one role, and sessions that can be taken back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.actor import Role
from app.kernel.db import Base, UtcDateTime, enum_column
from app.kernel.i18n import Language
from app.kernel.ids import new_row_id


class StaffAccount(Base):
    """One person at work; `role` decides what the state table lets them do."""

    __tablename__ = "staff_accounts"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_row_id)
    login: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    role: Mapped[Role] = mapped_column(enum_column(Role, "staff_role"))
    language: Mapped[Language] = mapped_column(enum_column(Language, "staff_language"))
    password_hash: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())


class StaffSession(Base):
    """One sign-in on one device; the cookie holds the token, we hold its hash."""

    __tablename__ = "staff_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff_accounts.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime())
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    device: Mapped[str] = mapped_column(String(200), default="")
