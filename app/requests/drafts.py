"""The request while it is being told: kept here page by page, found again by its link."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.errors import NotFound
from app.kernel.i18n import Language, text
from app.kernel.ids import hash_token, new_token
from app.requests.answers import NOTHING_TOLD, PageAnswers
from app.requests.models import Draft

LIFETIME = timedelta(hours=72)  # counted from the last answer


def start(session: Session, *, language: Language, now: datetime) -> tuple[Draft, str]:
    """A fresh draft and the token of its link; only the token's hash is stored."""
    token = new_token()
    draft = Draft(
        token_hash=hash_token(token),
        language=language,
        answers=NOTHING_TOLD,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    session.add(draft)
    session.flush()
    return draft, token


def by_token(session: Session, token: str, *, now: datetime, to_change: bool = False) -> Draft:
    """The draft behind a link. Raises NotFound "unknown_draft", or "draft_expired" after 72 hours.

    `to_change` keeps a second writer waiting until this transaction ends.
    """
    query = select(Draft).where(Draft.token_hash == hash_token(token))
    draft = session.scalars(query.with_for_update() if to_change else query).one_or_none()
    if draft is None:
        raise NotFound(
            text("No request is kept under this link. Start a new one from the front page."),
            code="unknown_draft",
        )
    if draft.expires_at <= now:
        raise NotFound(
            text("This request was kept for 72 hours. Start a new one from the front page."),
            code="draft_expired",
        )
    return draft


def answer(draft: Draft, *, now: datetime, **pages: PageAnswers | UUID | tuple[str, ...]) -> None:
    """Keep the answers of pages, by their names in `Answers`, in place of what stood there."""
    draft.answers = draft.answers.model_copy(update=pages)
    draft.expires_at = now + LIFETIME


def forget_slot(draft: Draft) -> None:
    """Drop the chosen window, as something it rests on has changed."""
    draft.answers = draft.answers.model_copy(update={"slot": None})
