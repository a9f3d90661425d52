"""Nobody home: the courier comes in vain, the customer picks a new time by the link in the text."""

from sqlalchemy import select

from app.courier.slots.models import Slot
from app.courier.trips.models import CourierJob
from app.courier.trips.states import JobState
from app.tickets.states import State
from tests.stories.conftest import OpenShop
from tests.stories.scenes import Repair


def test_nobody_home(shop: OpenShop, told: Repair) -> None:
    customer, korean = told.customer, told.customer.language == "ko"
    told.tell(
        kind="Vacuum cleaner",
        model="Glide V9 cordless vacuum cleaner",
        symptom="The brush does not turn",
        story="",
    )
    told.show_serial("BV9-5501")
    told.say_who()
    told.accept_at_once()
    told.courier_comes()

    courier = told.at_the_door()
    courier.unfold("It did not work out").tick("nobody home").press("Note it and tell the customer")
    text = told.read(told.code, told.link)
    assert text.count(":00-") == 3, f"three new windows are named: {text}"
    ticket = shop.ticket(told.code)
    assert ticket.state is State.AUTHORISED  # the terms stay locked

    # One tap on the link, another window, and the courier comes again.
    customer.open(told.link).follow("Choose a pickup time")
    customer.tick("18:00-20:00").press("Book this pickup")
    told.read("18:00-20:00")
    assert shop.state(told.code) is State.INBOUND

    # Moved once more, and the place given up is free again for others.
    customer.open(f"{told.link}/pickup").tick("10:00-12:00").press("Move the pickup here")
    told.read("10:00-12:00")
    told.collect()
    told.receive()
    assert shop.state(told.code) is State.DIAGNOSING
    with shop.database.reading() as session:
        jobs = session.scalars(select(CourierJob).order_by(CourierJob.attempt)).all()
        assert [job.state for job in jobs] == [
            JobState.ATTEMPT_FAILED,
            JobState.CANCELLED,
            JobState.COLLECTED,
        ]
        # The vain one was driven, the moved one was not.
        assert sum(session.scalars(select(Slot.booked))) == 2
    assert korean == (ticket.language == "ko")
    shop.nothing_is_left_owed()
