"""A trip nobody noted: page, boards and texts say so, we take the blame at two hours, and put right what was otherwise."""

from datetime import timedelta

from sqlalchemy import select

from app.courier.trips.models import CourierJob
from app.courier.trips.states import ACTIVE
from app.kernel.actor import Role
from app.tickets.states import State
from tests.stories.conftest import OpenShop
from tests.stories.scenes import Repair


def over(shop: OpenShop, told: Repair) -> None:
    """The booked window ends."""
    told.courier_comes()
    with shop.database.reading() as session:
        jobs = session.scalars(select(CourierJob).where(CourierJob.state.in_(ACTIVE))).all()
        slot = jobs[0].slot
    shop.clock.time = slot.ends_at + timedelta(seconds=30)


def looked_into(shop: OpenShop, told: Repair, *, stop: str = "김하늘") -> None:
    """Within a minute page, run and board say so; ten minutes later one text does."""
    customer = told.customer
    customer.open(told.link).sees(
        "The time is over, nothing is noted", "Nothing. You can tell us how it was."
    )
    customer.does_not_see(customer.say("Move or cancel the pickup"), customer.say("Move the return"))
    told.at_work(Role.COURIER).open("/run").sees("Window over: how did it go?", stop)
    told.at_work(Role.DISPATCHER).open("/dispatch").sees("Window over, nothing noted", told.code)
    before = len(shop.phone(told.phone))
    shop.wait(minutes=10)
    shop.wait(minutes=3)
    assert len(shop.phone(told.phone)) == before + 1
    told.read(told.code, "확인 중" if customer.language == "ko" else "We are asking", told.link)


def blamed_on_us(shop: OpenShop, told: Repair) -> None:
    """Nobody answers for two hours: our fault, three new windows."""
    before = len(shop.phone(told.phone))
    shop.wait(hours=1, minutes=51)
    assert len(shop.phone(told.phone)) == before + 1
    text = told.read("저희 잘못" if told.customer.language == "ko" else "our fault", told.link)
    assert text.count(":00-") == 3, text


def at_our_house(told: Repair) -> None:
    """Told, fetched, repaired, ready to go back."""
    told.tell(
        kind="Vacuum cleaner",
        model="Glide V9 cordless vacuum cleaner",
        symptom="The brush does not turn",
        story="",
    )
    told.show_serial("BV9-5501")
    told.say_who()
    told.accept_at_once()


def test_a_pickup_the_courier_forgot_to_note(shop: OpenShop, told: Repair) -> None:
    at_our_house(told)
    over(shop, told)
    looked_into(shop, told)
    told.customer.open(f"{told.link}/pickup").sees("Nothing is noted, and we are asking")
    blamed_on_us(shop, told)
    told.customer.open(told.link).sees("Whenever you like: nothing is closed, and your terms stay.")

    # He had it after all, and says so with the time it was.
    courier = told.at_work(Role.COURIER).open("/run")
    courier.follow("Look at the stop").sees("The customer was told that we did not come")
    courier.type("Code on the box", told.code).type("When was it?", "14:40").press("Collected")
    told.read("저희 잘못" if told.customer.language == "ko" else "That was wrong, sorry")
    told.customer.open(told.link).sees("14:40")
    told.receive()
    assert shop.state(told.code) is State.DIAGNOSING
    shop.nothing_is_left_owed()


def test_a_parcel_at_the_dock_of_which_nobody_knew(shop: OpenShop, repair: Repair) -> None:
    at_our_house(repair)
    over(shop, repair)
    looked_into(shop, repair)
    blamed_on_us(shop, repair)
    repair.scan(Role.WAREHOUSE).press("Receive the parcel")
    assert shop.state(repair.code) is State.RECEIVED
    repair.read("That was wrong, sorry: it is at the workshop")


def test_a_return_missed_both_ways_and_noted_late(shop: OpenShop, repair: Repair) -> None:
    customer = repair.customer
    at_our_house(repair)
    repair.collect()
    repair.receive()
    repair.repair_within_the_terms()

    # Never handed out: the dock sees it, too, and nobody is locked out.
    repair.choose_return()
    repair.scan(Role.WAREHOUSE).follow("Pack it").press("It is packed")
    over(shop, repair)
    repair.at_work(Role.WAREHOUSE).open("/dock").sees("window over: was it handed out?")
    looked_into(shop, repair)
    blamed_on_us(shop, repair)
    customer.open(repair.link).sees("With us. We did not bring it back as promised")
    customer.follow("Choose the day")
    customer.tick("10:00-12:00").press("Book this return")
    repair.read("10:00-12:00")

    # Handed out, and the courier notes nothing until the next morning.
    repair.scan(Role.WAREHOUSE).press("Hand to the courier")
    over(shop, repair)
    looked_into(shop, repair)
    blamed_on_us(shop, repair)
    courier = repair.at_work(Role.COURIER).open("/run")
    courier.follow("Look at the stop").type("Who took it?", "김하늘").type("When was it?", "11:05").press(
        "Delivered"
    )
    repair.read("That was wrong, sorry: it was handed to 김하늘")
    assert shop.state(repair.code) is State.DELIVERED
    customer.open(repair.link).sees("11:05")
    shop.nothing_is_left_owed()
