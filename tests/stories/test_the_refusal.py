"""The refusal: the quote is declined by SMS, and the device comes back unrepaired, with nothing to pay."""

from sqlalchemy import select

from app.messaging.sms.kinds import SmsKind
from app.quotes.models import Quote, QuoteState
from app.tickets.states import Disposition, State
from tests.stories.conftest import OpenShop
from tests.stories.scenes import Repair


def test_the_refusal(shop: OpenShop, told: Repair) -> None:
    customer, korean = told.customer, told.customer.language == "ko"
    told.tell(kind="Phone", model="Nari 5 phone", symptom="The screen is cracked", story="떨어뜨렸어요.")
    told.show_serial("NR5-0007")
    told.say_who()
    told.accept_at_once()
    told.collect()
    told.receive()

    # A first quote, then a better one: the old one is superseded before anybody answered.
    told.quote("245,000")
    told.requote("235,000")
    told.read("240,000")

    # The customer looks (looking changes nothing), then says no by text.
    customer.open(f"{told.link}/quote").sees("240,000" + ("원" if korean else " KRW"))
    assert shop.state(told.code) is State.QUOTED
    told.reply("거절" if korean else "decline")
    assert shop.state(told.code) is State.READY_TO_RETURN
    with shop.database.reading() as session:
        quotes = session.scalars(select(Quote).order_by(Quote.version)).all()
    assert [quote.state for quote in quotes] == [QuoteState.SUPERSEDED, QuoteState.DECLINED]
    assert (quotes[1].decided_via, bool(quotes[1].decided_message)) == ("sms", True)

    # It goes back without a bill, and nobody asks whether the repair holds.
    told.choose_return()
    told.pack_and_hand_out()
    told.deliver()
    back = shop.ticket(told.code)
    assert (back.state, back.disposition) == (State.DELIVERED, Disposition.DECLINED)
    shop.wait(days=8)
    assert shop.state(told.code) is State.CLOSED
    kinds = [text.kind for text in shop.texts(told.phone)]
    assert SmsKind.FOLLOW_UP not in kinds
    assert SmsKind.PAYMENT_DUE not in kinds
    shop.nothing_is_left_owed()
