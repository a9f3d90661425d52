"""The five answers are there in every state, in both languages; what was promised late is said to be late."""

from datetime import UTC, datetime, timedelta

import pytest

from app.kernel.i18n import Language, load_catalog
from app.kernel.show import show
from app.tickets.states import ACTS_NEXT, FINAL, Action, State
from app.tickets.status.answers import Facts, five_answers, is_late, tone_of
from app.tickets.status.pages import PAGES, Twist, page_of
from app.tickets.status.timeline import HAPPENED

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
ROWS = [(state, None) for state in State] + [row for row in PAGES if isinstance(row, tuple)]
VALUES = {"window": "W", "cap": "C", "amount": "A", "reason": "R", "closed": "D", "until": "U"}


def facts(
    state: State,
    twist: Twist | None = None,
    *,
    due: datetime | None = NOW + timedelta(days=1),
    technician: str | None = "한지우",
) -> Facts:
    return Facts(state, NOW, due, technician, twist, VALUES)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(("state", "twist"), ROWS)
def test_every_state_answers_the_five_questions(
    state: State, twist: Twist | None, language: Language
) -> None:
    answers = five_answers(facts(state, twist))
    said = [
        (show(a.question, language, "Asia/Seoul"), show(a.answer, language, "Asia/Seoul")) for a in answers
    ]
    assert len(said) == 5
    assert all(question and answer and "%(" not in answer for question, answer in said)


@pytest.mark.parametrize(("state", "twist"), ROWS)
def test_every_answer_has_its_korean(state: State, twist: Twist | None) -> None:
    korean = load_catalog(Language.KO)
    row = page_of(state, twist)
    said = [row.where, row.next, row.by, row.do] + ([row.action.label] if row.action else [])
    assert [sentence for sentence in said if not (m := korean.get(sentence)) or not m.string] == []


def test_whoever_has_to_act_finds_the_one_button_for_it() -> None:
    customers = {state for state, role in ACTS_NEXT.items() if role == "customer"}
    assert {state for state in customers if page_of(state).action is None} == set()


def test_everything_that_can_happen_has_customer_words() -> None:
    assert set(HAPPENED) == {None, *Action}


def test_an_unknown_date_is_said_to_be_unknown() -> None:
    by = five_answers(facts(State.AWAITING_PARTS, due=None))[2]
    assert "not known yet" in str(by.answer)


@pytest.mark.parametrize("state", [State.REPAIRING, State.REQUESTED, State.OUTBOUND])
def test_a_broken_promise_of_ours_is_admitted(state: State) -> None:
    late = facts(state, due=NOW - timedelta(minutes=1))
    assert is_late(late)
    assert tone_of(late) == "attention"
    assert "late" in str(five_answers(late)[2].note)


@pytest.mark.parametrize("state", [State.QUOTED, State.AWAITING_PAYMENT, State.AUTHORISED])
def test_nobody_is_blamed_for_answering_late(state: State) -> None:
    waiting = facts(state, due=NOW - timedelta(days=1))
    assert not is_late(waiting)
    assert tone_of(waiting) == "waiting"
    by = five_answers(waiting)[2]
    assert by.note is None
    # A time that has passed is not told as one to come.
    assert ("was valid until" if state is State.QUOTED else "not too late") in str(by.answer)


@pytest.mark.parametrize("state", sorted(FINAL))
def test_what_is_over_asks_for_nothing(state: State) -> None:
    over = facts(state, technician=None)
    assert tone_of(over) == "neutral"
    assert page_of(state).action is None
    assert "Nobody" in str(five_answers(over)[4].answer)


def test_the_tone_follows_whose_turn_it_is() -> None:
    assert tone_of(facts(State.REPAIRING)) == "working"
    assert tone_of(facts(State.ON_HOLD)) == "attention"
    assert tone_of(facts(State.DELIVERED)) == "good"
    assert tone_of(facts(State.PARTS_HOLD, Twist.UNOBTAINABLE)) == "waiting"


def test_the_technician_is_named_or_said_to_come() -> None:
    assert five_answers(facts(State.REPAIRING))[4].answer == "한지우"
    assert "as soon as" in str(five_answers(facts(State.REQUESTED, technician=None))[4].answer)
