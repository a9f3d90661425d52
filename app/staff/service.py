"""Staff accounts: made, recognised, switched off; sign-ins that can each be taken back."""

import unicodedata
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.kernel.actor import STAFF_ROLES, Role
from app.kernel.errors import FieldRefused, NotFound, Refusal
from app.kernel.hangul_keyboard import as_keys
from app.kernel.i18n import Language, text
from app.kernel.ids import hash_token, new_token
from app.staff.models import StaffAccount, StaffSession
from app.staff.passwords import STRONG, Passwords


class NotRecognised(Refusal):
    """Login and password do not go together; which of the two is wrong is not said."""

    code = "not_recognised"

    def __init__(self) -> None:
        super().__init__(
            text(
                "Login and password do not fit together. Check both, the key for Korean and English (한/영) and Caps Lock, or ask whoever looks after the shop's computer for a new password."
            ),
            field="password",
        )


def read_login(typed: str) -> str:
    """A login as it is stored: no outer spaces, lower case, full-width letters folded."""
    return unicodedata.normalize("NFKC", typed).strip().lower()


def login_meant(session: Session, typed: str) -> str:
    """The login somebody meant: as typed, or by the keys that were pressed where the keyboard stood in Hangul mode.

    All spellings of the same keys come to one login, so that wrong tries count together however they are typed.
    """
    login = read_login(typed)
    keys = as_keys(login).lower()
    if keys == login or find(session, login) is not None:
        return login
    return keys


def create_account(
    session: Session,
    *,
    login: str,
    name: str,
    role: Role,
    language: Language,
    password_hash: str,
    now: datetime,
) -> StaffAccount:
    """Open an account; `password_hash` is of `hash_of_new`. Raises FieldRefused naming `login`, `name` or `role`."""
    login = read_login(login)
    if not login or len(login) > 60 or any(c.isspace() for c in login):
        raise FieldRefused(
            text("Choose a login of 1 to 60 characters without spaces."), code="bad_login", field="login"
        )
    if not name.strip() or len(name.strip()) > 80:
        raise FieldRefused(
            text("Enter the name colleagues and customers read, at most 80 characters."),
            code="bad_name",
            field="name",
        )
    if role not in STAFF_ROLES:
        raise FieldRefused(text("Choose a role of the staff."), code="bad_role", field="role")
    if find(session, login) is not None:
        raise FieldRefused(
            text("The login “%(login)s” is taken. Choose another.", login=login),
            code="login_taken",
            field="login",
        )
    account = StaffAccount(
        login=login,
        name=name.strip(),
        role=role,
        language=language,
        password_hash=password_hash,
        active=True,
        created_at=now,
    )
    session.add(account)
    session.flush()
    return account


def find(session: Session, login: str) -> StaffAccount | None:
    """The account of that login, switched off or not, or None."""
    return session.scalars(select(StaffAccount).where(StaffAccount.login == read_login(login))).one_or_none()


def account_of(session: Session, login: str, *, lock: bool = False) -> StaffAccount:
    """The account of that login, or raises NotFound; `lock` where its password is compared and then changed."""
    account = find(session, login)
    if account is not None and lock:
        session.refresh(account, with_for_update=True)
    if account is None:
        raise NotFound(
            text("Nobody has the login “%(login)s”. List the accounts to find it.", login=login[:60]),
            code="unknown_login",
            field="login",
        )
    return account


def recognise(session: Session, *, login: str, password: str, passwords: Passwords = STRONG) -> StaffAccount:
    """The account that login and password open; raises NotRecognised.

    Slow on purpose, also for an unknown login: call it where no writer waits for this session.
    """
    account = find(session, login)
    stored = account.password_hash if account is not None else None
    if not passwords.fits(stored, password) or account is None or not account.active:
        raise NotRecognised
    return account


def sign_in(
    session: Session,
    account_id: UUID,
    *,
    verified: str,
    device: str,
    now: datetime,
    lasts: timedelta,
    new_hash: str | None = None,
) -> str:
    """Open a session for somebody recognised; returns its token, of which only the hash is kept.

    It ends after `lasts` whatever happens. `verified` is the hash that the password was held against: raises
    NotRecognised where another stands there by now, or the account was switched off. `new_hash` replaces it where it was
    made by older parameters. The account's row is locked from here on, so that whoever changes the password next finds
    this session and ends it.
    """
    stands = session.scalar(
        update(StaffAccount)
        .where(
            StaffAccount.id == account_id,
            StaffAccount.password_hash == verified,
            StaffAccount.active.is_(True),
        )
        .values(password_hash=new_hash or verified)
        .returning(StaffAccount.id)
    )
    if stands is None:
        raise NotRecognised
    token = new_token()
    session.add(
        StaffSession(
            token_hash=hash_token(token),
            staff_id=account_id,
            created_at=now,
            expires_at=now + lasts,
            device=device[:200],
        )
    )
    session.flush()
    return token


def sign_out(session: Session, token: str, *, now: datetime) -> None:
    """End the session of that token; a second time changes nothing."""
    session.execute(
        update(StaffSession)
        .where(StaffSession.token_hash == hash_token(token), StaffSession.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def revoke_all(session: Session, account_id: UUID, *, now: datetime, keep: str | None = None) -> int:
    """End every live session of an account, but the one of token `keep`; returns how many ended."""
    ended = update(StaffSession).where(
        StaffSession.staff_id == account_id, StaffSession.revoked_at.is_(None), StaffSession.expires_at > now
    )
    if keep is not None:
        ended = ended.where(StaffSession.token_hash != hash_token(keep))
    hashes = session.scalars(ended.values(revoked_at=now).returning(StaffSession.token_hash)).all()
    return len(hashes)


def set_password(
    session: Session, account: StaffAccount, password_hash: str, *, now: datetime, keep: str | None = None
) -> None:
    """Set a new password, hashed before by `hash_of_new`, and end all sessions but `keep`."""
    account.password_hash = password_hash
    revoke_all(session, account.id, now=now, keep=keep)


def set_language(session: Session, account_id: UUID, language: Language) -> None:
    """The language this person's pages are written in."""
    session.execute(update(StaffAccount).where(StaffAccount.id == account_id).values(language=language))


def deactivate(session: Session, account: StaffAccount, *, now: datetime) -> None:
    """Switch an account off and end its sessions; what it did stays under its name."""
    account.active = False
    revoke_all(session, account.id, now=now)
