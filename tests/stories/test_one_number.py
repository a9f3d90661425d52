"""The single number: what was accepted, what the button says, what the text asks for and what is billed are one sum."""

from typing import Any

from app.kernel.actor import Role
from app.messaging.sms.kinds import SmsKind
from app.tickets.states import State
from tests.stories.conftest import OpenShop
from tests.stories.scenes import Repair


def at_the_bench(told: Repair, serial: str = "NR5-0007") -> None:
    """A cracked phone, its terms accepted in the request, opened by the dock."""
    told.tell(kind="Phone", model="Nari 5 phone", symptom="The screen is cracked", story="떨어뜨렸어요.")
    told.show_serial(serial)
    told.say_who()
    told.accept_at_once()
    told.collect()
    told.receive()


def won(told: Repair, thousands: int) -> str:
    """A sum as the customer reads it."""
    return f"{thousands},000" + ("원" if told.customer.language == "ko" else " KRW")


def approve(told: Repair, thousands: int) -> str:
    """The words of the button that says yes to that sum."""
    return (
        won(told, thousands) + " 승인"
        if told.customer.language == "ko"
        else f"Approve {won(told, thousands)}"
    )


def test_the_most_that_was_accepted_is_the_most_that_is_billed(shop: OpenShop, told: Repair) -> None:
    at_the_bench(told)
    told.customer.open(told.link).sees(won(told, 194), won(told, 189), won(told, 5))
    bench = told.bench("Start the repair").type("What you found", "파손")
    bench.type("Price of the repair, VAT contained", "194,000").press("Start the repair", 422)
    bench.type("Price of the repair, VAT contained", "189,000").press("Start the repair")
    told.bench("Repair done, test it").type("What you did", "교체").press("Repair done, test it")
    bench = told.bench("Test passed").type("What you tested", "모든 기능")
    bench.type("Final price, VAT contained", "189,001").press("Test passed", 422)
    bench.type("Final price, VAT contained", "189,000").press("Test passed")
    told.read(won(told, 194))
    told.customer.open(f"{told.link}/pay").sees(won(told, 194), won(told, 189), won(told, 5))


def test_a_yes_does_not_cover_the_quote_that_came_after_it(shop: OpenShop, told: Repair) -> None:
    customer: Any = told.customer  # a person of the browser answers with codes, too
    at_the_bench(told)
    told.quote("231,000")
    told.read(won(told, 236))
    customer.open(f"{told.link}/quote").sees(won(told, 236), won(told, 231), won(told, 5))
    customer.does_not_see(won(told, 241))
    old = f"{told.link}/quote"
    customer.press(approve(told, 236))
    assert shop.state(told.code) is State.REPAIRING

    # Something else turns up: a new number, and the yes to the one before is no yes to it.
    told.quote("260,000")
    told.read(won(told, 265))
    assert shop.state(told.code) is State.QUOTED
    customer.open(old).sees(won(told, 265), won(told, 29))
    told.requote("250,000")
    customer.press(approve(told, 265), 409)
    assert shop.state(told.code) is State.QUOTED
    customer.open(old).sees(won(told, 255))
    customer.press(approve(told, 255))
    assert shop.state(told.code) is State.REPAIRING
    told.finish()
    told.read(won(told, 255))


def test_a_covered_repair_asks_for_nothing_at_all(shop: OpenShop, told: Repair) -> None:
    at_the_bench(told, "NR5-2001")
    told.repair_within_the_terms()
    assert shop.state(told.code) is State.READY_TO_RETURN
    assert SmsKind.PAYMENT_DUE not in [text.kind for text in shop.texts(told.phone)]
    told.at_work(Role.TECHNICIAN).open(f"/bench/{told.code}").does_not_see("5,000")
