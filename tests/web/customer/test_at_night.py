"""Who does something at night waits for what we say to it: that text leaves at once, others wait for the morning."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from app.kernel.actor import Role
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.states import SmsState
from app.tickets.states import Action, State
from tests.fakes.sms import FakeSms
from tests.shop import Shop
from tests.web.customer.requesting import E164, Requesting
from tests.web.customer.walk import PHONE, Walk, a_repair

TO_THE_NIGHT = timedelta(hours=13)  # from ten in the morning to eleven at night, in Seoul


def asks_for_a_repair(shop: Shop) -> str:
    """A device we do not list: a technician answers."""
    visit = Requesting(shop)
    visit.up_to_terms(model=None, symptom="")
    assert visit.confirm(accuracy="yes").status_code == 302
    return E164


def takes_the_yes_back(shop: Shop) -> str:
    """On the page, while it is being repaired."""
    return _decide(a_repair(shop, State.REPAIRING), "decline")


def takes_the_no_back_while_on_hold(shop: Shop) -> str:
    """On the page, while it stands still for another reason."""
    walk = a_repair(shop, State.QUOTED)
    _decide(walk, "decline")
    walk.step(Action.HOLD, Role.WAREHOUSE, note="상자가 젖었습니다")
    return _decide(walk, "approve")


def says_it_is_broken_again(shop: Shop) -> str:
    """On the page, after the delivery."""
    walk = a_repair(shop, State.DELIVERED)
    assert walk.post("/follow-up", decision="broken", body="It switches off again.").status_code == 303
    return PHONE


def _decide(walk: Walk, decision: str) -> str:
    assert walk.post("/quote", decision=decision, quote_version="1").status_code == 303
    return PHONE


@pytest.mark.parametrize(
    ("does", "told"),
    [
        (asks_for_a_repair, SmsKind.REQUEST_RECEIVED),
        (takes_the_yes_back, SmsKind.ANSWERS_DIFFER),
        (takes_the_no_back_while_on_hold, SmsKind.ANSWERS_DIFFER),
        (says_it_is_broken_again, SmsKind.RE_REPAIR_OPENED),
    ],
)
def test_what_answers_an_act_of_the_customer_leaves_at_night(
    sqlite_shop: Shop, does: Callable[[Shop], str], told: SmsKind
) -> None:
    sqlite_shop.clock.move_on(TO_THE_NIGHT)
    sqlite_shop.runtime = replace(sqlite_shop.runtime, sms=FakeSms(sqlite_shop.clock))
    phone = does(sqlite_shop)
    sqlite_shop.drain()
    (answer,) = [text for text in sqlite_shop.texts(phone) if text.kind is told]
    assert (answer.state, answer.reason) == (SmsState.ACCEPTED, None)
