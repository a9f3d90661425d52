"""A story is run and taken back, to see the texts it would send: a preview cannot differ from what is sent."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from app.messaging.sms.models import Sms
from app.messaging.sms.service import texts_written


def rehearse(session: Session, story: Callable[[Session], object]) -> tuple[Sms, ...]:
    """The texts `story` would send, in their order, with the recipients' real numbers; nothing stays written.

    Takes the write lock like the story itself: only where somebody opens a preview, never for a list. Raises
    whatever the story raises: what cannot be done now sends nothing.
    """
    savepoint = session.begin_nested()
    try:
        with texts_written(session) as written:
            story(session)
    finally:
        savepoint.rollback()
    return tuple(written)
