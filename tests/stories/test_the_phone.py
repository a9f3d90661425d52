"""The phone: instant terms, pickup, a quote above the cap approved by SMS, returned, followed up."""

from app.kernel.actor import Role
from app.messaging.sms.kinds import SmsKind
from app.tickets.states import Disposition, State
from tests.stories.conftest import OpenShop
from tests.stories.scenes import Repair


def test_the_phone(shop: OpenShop, told: Repair) -> None:
    customer, korean = told.customer, told.customer.language == "ko"
    unit = "원" if korean else " KRW"
    cap, total, courier, due = (f"{won},000{unit}" for won in (194, 231, 5, 236))

    # One sitting: terms that are shown with their reason, a pickup, a code. One text says it all.
    told.tell(
        kind="Phone", model="Nari 5 phone", symptom="The screen is cracked", story="계단에서 떨어뜨렸어요."
    )
    told.show_serial("nr5-0007")
    told.say_who()
    customer.sees("Your terms", cap, courier, "The serial number shows the warranty has ended.")
    told.accept_at_once()
    told.read(told.code, "14:00-16:00", told.link)
    assert len(shop.phone(told.phone)) == 2  # the phone code and the booking

    # Reminded once on the morning of the day, though two tickers run.
    told.courier_comes()
    assert [text.kind for text in shop.texts(told.phone)].count(SmsKind.PICKUP_TODAY) <= 1
    told.collect()
    told.read(told.code)
    told.receive()
    told.read(told.code)

    # The bench finds more than the locked terms cover: only a yes to this very version lets the price rise.
    told.quote("231,000")
    told.read(due, told.link)
    customer.open(f"{told.link}/quote").sees(total, courier, due)
    told.reply("승인" if korean else "OK")
    assert shop.state(told.code) is State.REPAIRING
    told.read(told.code)

    # Repaired, tested, paid.
    told.finish()
    told.read(due)
    customer.open(f"{told.link}/pay").sees(total, courier, due)
    dispatcher = told.at_work(Role.DISPATCHER)
    dispatcher.open(f"/bench/{told.code.replace('-', '')}").follow("Payment received")
    dispatcher.type("Amount received", "236000").tick("Bank transfer").type(
        "Reference of the bank or card slip", "KB-1124"
    ).press("Payment received")
    told.read(told.link)

    # Back to the door.
    told.choose_return()
    told.read("14:00-16:00")
    told.pack_and_hand_out()
    told.deliver()
    told.read("김하늘")
    assert shop.state(told.code) is State.DELIVERED

    # A week later the same technician asks; one tap ends it.
    shop.wait(days=7, hours=1)
    told.read(told.link)
    customer.open(told.link).follow("Tell us whether it works").press("Yes, it works")
    assert shop.state(told.code) is State.CLOSED
    assert shop.ticket(told.code).disposition is Disposition.REPAIRED
    shop.nothing_is_left_owed()
