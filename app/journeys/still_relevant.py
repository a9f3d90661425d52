"""Texts whose time is over before they left: a quote replaced, a trip moved, a question answered."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.messaging.dispatch import OwedText, Verdict


def outdated(session: Session, texts: Sequence[OwedText], *, now: datetime) -> dict[UUID, Verdict]:
    """The texts not worth sending any more, and why (Step.DROP); the ones not named still are."""
    return {}
