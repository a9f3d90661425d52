"""A request is kept page by page, found by its link only, for 72 hours."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from app.kernel.db import Database
from app.kernel.errors import NotFound
from app.kernel.i18n import Language
from app.requests import drafts
from app.requests.answers import Answers, DeviceAnswers

DEVICE = DeviceAnswers(kind="phone", model="other", model_name="  ｎａｒｉ ", story="소리가 안 나요")
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def test_answers_stay_as_typed_and_can_be_replaced_or_dropped(database: Database) -> None:
    with database.transaction() as session:
        draft, token = drafts.start(session, language=Language.KO, now=NOW)
        drafts.answer(draft, device=DEVICE, now=NOW)
        drafts.answer(draft, slot=uuid4(), now=NOW)
        assert token not in (draft.token_hash,)
    with database.transaction() as session:
        draft = drafts.by_token(session, token, now=NOW, to_change=True)
        assert draft.answers.device == DEVICE
        drafts.forget_slot(draft)
    with database.reading() as session:
        assert drafts.by_token(session, token, now=NOW).answers == Answers(device=DEVICE)


def test_every_answer_keeps_it_for_another_72_hours(database: Database) -> None:
    with database.transaction() as session:
        draft, token = drafts.start(session, language=Language.EN, now=NOW)
        drafts.answer(draft, device=DEVICE, now=NOW + timedelta(hours=70))
    with database.reading() as session:
        drafts.by_token(session, token, now=NOW + timedelta(hours=141))
        with pytest.raises(NotFound) as no:
            drafts.by_token(session, token, now=NOW + timedelta(hours=142))
    assert no.value.code == "draft_expired"
