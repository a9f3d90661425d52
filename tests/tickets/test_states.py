"""The state table keeps its promises: no dead ends, no silent tickets, words for everything."""

import pytest

from app.kernel.actor import Role
from app.kernel.i18n import Language, translate
from app.messaging.sms.kinds import SmsKind
from app.promises.rules import BY_PLAN, NOBODY
from app.tickets.states import ACTS_NEXT, BY_START_AND_ACTION, FINAL, STEPS, Action, State, allowed
from app.tickets.words import ACTION_NAME, STAGE

OPEN = [state for state in State if state not in FINAL]


def test_no_two_rows_start_the_same_way() -> None:
    assert len(BY_START_AND_ACTION) == len(STEPS)


@pytest.mark.parametrize("state", OPEN)
def test_every_open_state_has_somebody_who_acts_next_and_can(state: State) -> None:
    acting = ACTS_NEXT[state]
    assert acting is not None
    if state is State.AWAITING_PAYMENT:
        acting = Role.DISPATCHER  # the customer pays at the bank; whoever sees the money notes it
    assert allowed(state, acting), f"{acting} is to act on {state} but no row lets them"


@pytest.mark.parametrize("state", sorted(FINAL))
def test_an_ended_one_is_left_only_by_taking_it_up_again_or_by_what_lies_on_the_dock(state: State) -> None:
    assert ACTS_NEXT[state] is None
    assert [row.action for row in STEPS if row.start is state] == [Action.RECEIVE, Action.TAKE_UP]


@pytest.mark.parametrize("row", STEPS, ids=lambda row: f"{row.start}-{row.action}")
def test_every_step_into_an_open_state_makes_a_promise(row: object) -> None:
    assert row in STEPS
    step = next(known for known in STEPS if known is row)
    if step.to in FINAL:
        assert step.due is NOBODY
    else:
        assert step.due is BY_PLAN or step.due.hours or step.due.days


def test_every_state_can_be_reached_and_left_again() -> None:
    reached, waiting = {State.REQUESTED}, [State.REQUESTED]
    while waiting:
        here = waiting.pop()
        for row in STEPS:
            if row.start is here and row.to is not None and row.to not in reached:
                reached.add(row.to)
                waiting.append(row.to)
    assert reached == set(State)
    for state in OPEN:
        assert [row for row in STEPS if row.start is state and row.to is not state], f"{state} is a trap"


def test_every_action_is_used_and_named_in_both_languages() -> None:
    assert {row.action for row in STEPS} == set(Action) == set(ACTION_NAME)
    for label in ACTION_NAME.values():
        assert translate(Language.KO, label) != label


def test_every_state_is_named_in_both_languages() -> None:
    assert set(STAGE) == set(State)
    for label in STAGE.values():
        assert translate(Language.KO, label) != label


def test_managers_may_do_what_any_of_the_staff_may() -> None:
    for row in STEPS:
        if row.who - {Role.CUSTOMER, Role.SYSTEM}:
            assert Role.MANAGER in row.who


def test_a_customer_never_moves_the_workshops_own_steps() -> None:
    workshop = {
        State.RECEIVED,
        State.DIAGNOSING,
        State.REPAIRING,
        State.TESTING,
        State.AWAITING_PARTS,
        State.OUTBOUND,
    }
    for state in workshop:
        assert allowed(state, Role.CUSTOMER) == ()


@pytest.mark.parametrize(
    "kind",
    [
        SmsKind.TERMS_OFFERED,
        SmsKind.PARCEL_RECEIVED,
        SmsKind.QUOTE_SENT,
        SmsKind.ON_ITS_WAY,
        SmsKind.DELIVERED,
    ],
)
def test_the_customer_hears_of_the_great_moments(kind: SmsKind) -> None:
    assert kind in {row.tells for row in STEPS}
