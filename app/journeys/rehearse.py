"""A story is run and taken back, to see the texts it would send: a preview cannot differ from what is sent."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.errors import Refusal
from app.messaging.sms.models import Sms
from app.messaging.sms.service import texts_written

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Rehearsed(Generic[Result]):
    """What one of several stories came to, or why it was refused; and the texts it would send."""

    result: Result | None
    no: Refusal | None
    texts: tuple[Sms, ...] = ()


def rehearse(session: Session, story: Callable[[Session], object]) -> tuple[Sms, ...]:
    """The texts `story` would send, in their order, as their rows would stand; nothing of it stays written.

    Takes the write lock like the story itself: only where somebody opens a preview, never for a list. Raises
    whatever the story raises: what cannot be done now sends nothing. Whatever the session held before is read
    anew when it is looked at next; the texts are detached from it.
    """
    with taken_back(session), texts_written(session) as written:
        story(session)
        return _as_they_stand(session, written)


def rehearse_in_turn(
    session: Session, stories: Iterable[Callable[[Session], Result]]
) -> list[Rehearsed[Result]]:
    """Several stories, each after what the ones before it have done; a refused one leaves the others.

    Takes the write lock once for all of them: who has many hands over an iterator that ends before others have waited
    too long, and goes on in another transaction. Nothing stays written.
    """
    with taken_back(session):
        return [_one_of_them(session, story) for story in stories]


def _one_of_them(session: Session, story: Callable[[Session], Result]) -> Rehearsed[Result]:
    try:
        with session.begin_nested(), texts_written(session) as written:
            result = story(session)
            return Rehearsed(result, None, _as_they_stand(session, written))
    except Refusal as no:
        return Rehearsed(None, no)


@contextmanager
def taken_back(session: Session) -> Iterator[None]:
    """Whatever is written within the block is gone after it, and read anew."""
    savepoint = session.begin_nested()
    try:
        yield
    finally:
        savepoint.rollback()
        session.expire_all()  # SQLAlchemy forgets what was changed, not what was read of it


def _as_they_stand(session: Session, written: Sequence[UUID]) -> tuple[Sms, ...]:
    """The rows at the story's end: one that it took back by a savepoint of its own is none."""
    rows = session.scalars(
        select(Sms).where(Sms.id.in_(written)).execution_options(populate_existing=True)
    ).all()
    for row in rows:
        session.expunge(row)
    return tuple(sorted(rows, key=lambda row: written.index(row.id)))
