"""One repair from the request to the follow-up in a real browser, with and without JavaScript."""

import re
from functools import partial

import pytest

from app.kernel.actor import Role
from app.tickets.states import Disposition, State
from tests.browser.conftest import Crowd
from tests.browser.faults import faults
from tests.stories.scenes import Repair
from tests.tiers import WHOLE

pytestmark = pytest.mark.browser
STORY = "계단에서 떨어졌어요."


@pytest.mark.parametrize(
    ("scripts", "language"),
    [
        pytest.param(True, "ko", id="scripts-ko"),
        pytest.param(False, "en", id="no-scripts-en", marks=pytest.mark.whole),
        pytest.param(True, "en", id="scripts-en", marks=pytest.mark.whole),
        pytest.param(False, "ko", id="no-scripts-ko", marks=pytest.mark.whole),
    ],
)
def test_a_phone_goes_all_the_way(crowd: Crowd, language: str, scripts: bool) -> None:
    shop = crowd.shop
    # The pages that only an act leads to are looked at on the way; axe needs scripts, and its time.
    minds = partial(faults, axe=scripts and WHOLE)
    customer = crowd.customer(language, scripts=scripts, minds=minds)
    told = Repair(shop, customer, crowd.staff(language, scripts=scripts, minds=minds), shop.tick)
    cap, total = ("194,000원", "236,000원") if language == "ko" else ("194,000 KRW", "236,000 KRW")

    # One sitting at the phone: story, evidence, who and where, terms, pickup.
    told.tell(kind="Phone", model="Nari 5 phone", symptom="The screen is cracked", story=STORY)
    told.show_serial("nr5-0007")
    told.say_who()
    customer.sees("Your terms", cap, "The serial number shows the warranty has ended.")
    told.accept_at_once()
    told.read(told.code, "14:00-16:00", told.link)

    # From the door over the dock to the bench.
    shop.wait(hours=2)
    told.collect()
    shop.wait(hours=18)
    told.receive()

    # More than the locked terms cover: one tap on the page behind the text's link lets the price rise.
    told.quote("231,000")
    told.read(total, told.link)
    customer.open(f"{told.link}/quote").sees(total, cap)
    customer.press(total)  # the button names the sum: “Approve 236,000 KRW”
    assert shop.state(told.code) is State.REPAIRING

    # Repaired, tested, paid as the customer's page says.
    told.finish()
    customer.open(f"{told.link}/pay")
    bill = re.search(r"\d{3},\d{3}", customer.text)
    assert bill is not None
    dispatcher = told.at_work(Role.DISPATCHER)
    dispatcher.open(f"/bench/{told.code.replace('-', '')}").follow("Payment received")
    dispatcher.type("Amount received", bill[0]).tick("Bank transfer")
    dispatcher.type("Reference of the bank or card slip", "KB-1124").press("Payment received")

    # Back to the door, and a week later the question whether it works.
    told.choose_return()
    told.pack_and_hand_out()
    told.deliver()
    told.read("김하늘")
    shop.wait(days=7, hours=1)
    customer.open(told.link).follow("Tell us whether it works").press("Yes, it works")
    assert shop.state(told.code) is State.CLOSED
    assert shop.ticket(told.code).disposition is Disposition.REPAIRED
    shop.nothing_is_left_owed()
