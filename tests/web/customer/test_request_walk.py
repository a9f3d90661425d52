"""The whole request, page by page, to a booked pickup or to the bench."""

from datetime import timedelta

from sqlalchemy import select

from app.courier.slots.models import SlotHold
from app.courier.trips.models import CourierJob
from app.courier.trips.states import JobState
from app.messaging.sms.kinds import SmsKind
from app.parts.models import PartNeed
from app.parts.rules import PartState
from app.terms.models import TermsState
from app.terms.rules import Coverage, Payer
from app.terms.service import current
from app.tickets.models import Ticket
from app.tickets.queries import history
from app.tickets.states import State
from tests.shop import Shop
from tests.web.customer.requesting import E164, PHONE, Requesting, words


def test_the_front_door_says_what_it_is_and_asks_what_is_broken(sqlite_shop: Shop) -> None:
    page = words(sqlite_shop.client().get("/?lang=en"))
    assert "Broken? We come and get it." in page
    assert "Headset" in page
    assert "Something else" in page


def test_the_front_door_speaks_korean(sqlite_shop: Shop) -> None:
    answer = sqlite_shop.client().get("/", headers={"Accept-Language": "ko"})
    assert "고장" in words(answer)
    assert '<html lang="ko">' in answer.get_data(as_text=True)


def test_seven_pages_lead_to_a_booked_pickup_and_one_text(shop: Shop) -> None:
    walk = Requesting(shop)
    pages = [walk.start(), walk.prove(), walk.contact(), walk.type_code(), walk.accept(), walk.choose()]
    ends = [answer.headers["Location"].rsplit("/", 1)[1] for answer in pages]
    assert ends == ["evidence", "contact", "code", "terms", "slot", "check"]
    answer = walk.confirm(accessories=["Charger"])
    assert answer.headers["Location"].endswith("/done")

    [ticket] = walk.tickets()
    assert ticket.state is State.INBOUND
    assert ticket.story == "It fell."
    assert ticket.accessories == ["Charger"]
    assert ticket.customer.phone == E164
    texts = [text.kind for text in shop.texts(E164)]
    assert texts == [SmsKind.PHONE_CODE, SmsKind.PICKUP_BOOKED]
    with shop.database.reading() as session:
        terms = current(session, ticket.id)
        assert terms is not None
        assert (terms.state, terms.cap_minor, terms.coverage) == (
            TermsState.LOCKED,
            0,
            Coverage.TO_BE_CHECKED,
        )
        assert session.scalars(select(PartNeed.state)).all() == [PartState.RESERVED]
        assert session.scalars(select(CourierJob.state)).one() in (JobState.BOOKED, JobState.REQUESTED)
        assert session.scalars(select(SlotHold)).all() == []

    page = words(walk.get("done"))
    assert "The courier is booked" in page
    assert "Write the code on the box" in page
    assert "/t/" in walk.get("done").get_data(as_text=True)


def test_the_page_counts_seven_steps_and_says_which_this_is(sqlite_shop: Shop) -> None:
    walk = Requesting(sqlite_shop)
    walk.up_to_terms()
    assert "Step 5 of 7" in words(walk.get("terms"))


def test_without_standing_terms_a_technician_looks_first_and_nothing_is_sent_yet(shop: Shop) -> None:
    walk = Requesting(shop)
    answers = [
        walk.start(model="Hush 7 headset", symptom="The hinge spring is missing"),
        walk.prove(),
        walk.contact(),
        walk.type_code(),
    ]
    assert answers[-1].headers["Location"].endswith("/check")
    assert "Step 5 of 5" in words(walk.get("check"))
    assert walk.confirm().status_code == 302
    [ticket] = walk.tickets()
    assert ticket.state is State.REQUESTED
    assert [text.kind for text in shop.texts(E164)][-1] is SmsKind.REQUEST_RECEIVED
    page = words(walk.get("done"))
    assert "Keep the device with you." in page
    assert "A technician answers by Tue 24 Nov 18:00" in page


def test_a_device_out_of_warranty_shows_its_cap_and_who_pays_the_courier(sqlite_shop: Shop) -> None:
    walk = Requesting(sqlite_shop)
    walk.start()
    walk.prove(evidence="serial", serial=" nr5-0007 ")
    walk.contact()
    walk.type_code()
    page = words(walk.get("terms"))
    assert "194,000 KRW Parts and work 189,000 KRW, courier to us 5,000 KRW." in page
    assert "The serial number shows the warranty has ended." in page
    assert "Courier to us You pay 5,000 KRW, contained in the price" in page
    walk.accept()
    walk.choose()
    walk.confirm()
    [ticket] = walk.tickets()
    with sqlite_shop.database.reading() as session:
        terms = current(session, ticket.id)
        assert terms is not None
        assert (terms.coverage, terms.cap_minor, terms.inbound_payer) == (
            Coverage.PAID,
            194_000,
            Payer.CUSTOMER,
        )


def test_a_covered_device_costs_nothing_and_says_why(sqlite_shop: Shop) -> None:
    walk = Requesting(sqlite_shop)
    walk.start()
    walk.prove(evidence="serial", serial="ＮＲ５-2001")
    walk.contact()
    walk.type_code()
    page = words(walk.get("terms"))
    assert "0 KRW" in page
    assert "The serial number shows the warranty still runs." in page


def test_a_serial_nobody_knows_never_means_you_pay(sqlite_shop: Shop) -> None:
    walk = Requesting(sqlite_shop)
    walk.start()
    assert "a missing number never means that you pay" in words(walk.get("evidence"))
    walk.prove(evidence="serial", serial="WHAT-EVER")
    walk.contact()
    walk.type_code()
    page = words(walk.get("terms"))
    assert "until we know, it counts as covered" in page
    assert "You pay" not in page.replace("You pay after the repair", "")


def test_whoever_wants_a_technician_first_books_nothing(sqlite_shop: Shop) -> None:
    walk = Requesting(sqlite_shop)
    walk.up_to_check()
    assert walk.accept("ask").headers["Location"].endswith("/check")
    assert "A technician looks first" in words(walk.get("check"))
    walk.confirm()
    [ticket] = walk.tickets()
    assert ticket.state is State.REQUESTED
    assert walk.slot(walk.windows()[0].id).booked == 0


def test_something_we_do_not_list_is_told_in_words(sqlite_shop: Shop) -> None:
    walk = Requesting(sqlite_shop)
    assert "White fan" not in words(walk.client.get("/request?kind=other&lang=en"))
    walk.start(model=None)
    walk.prove()
    walk.contact()
    assert walk.type_code().headers["Location"].endswith("/check")
    walk.confirm()
    [ticket] = walk.tickets()
    assert ticket.model_name == "White fan heater"
    assert ticket.model_id is None


def test_a_safety_campaign_is_found_without_asking_and_noted(sqlite_shop: Shop) -> None:
    walk = Requesting(sqlite_shop)
    walk.start(model="Tide 21 washing machine", symptom="It does not drain")
    walk.prove(evidence="serial", serial="TD21-K100")
    walk.contact()
    walk.type_code()
    assert "Free replacement of the drain pump" in words(walk.get("check"))
    walk.confirm()
    with sqlite_shop.database.reading() as session:
        ticket = session.scalars(select(Ticket)).one()
        assert "drain pump" in history(session, ticket)[0].note


def test_the_same_person_is_met_again_by_the_proved_number(shop: Shop) -> None:
    for name in ("김하늘", "Kim Haneul"):
        walk = Requesting(shop)
        walk.start()
        walk.prove()
        walk.contact(name=name, phone="+82 10 1234 5678")
        walk.type_code()
        walk.accept()
        walk.choose()
        walk.confirm()
        shop.clock.move_on(timedelta(hours=1))
    first, second = walk.tickets()
    assert first.customer_id == second.customer_id
    assert first.address_id != second.address_id
    assert second.customer.name == "Kim Haneul"


def test_change_leads_straight_back_to_the_answers(sqlite_shop: Shop) -> None:
    walk = Requesting(sqlite_shop)
    walk.up_to_check()
    page = walk.get("check").get_data(as_text=True)
    assert page.count("Change<span") == 9
    answer = walk.contact(line1="남대문로 5")
    assert answer.headers["Location"].endswith("/check")
    assert "남대문로 5" in words(walk.get("check"))
    assert walk.url("check") in walk.get("contact").get_data(as_text=True)


def test_a_change_that_changes_the_terms_asks_for_a_new_yes(sqlite_shop: Shop) -> None:
    walk = Requesting(sqlite_shop)
    walk.up_to_check()
    answer = walk.prove(evidence="serial", serial="NR5-0007")
    assert answer.headers["Location"].endswith("/terms")


def test_another_kind_of_device_can_be_chosen_later(sqlite_shop: Shop) -> None:
    walk = Requesting(sqlite_shop)
    walk.up_to_check()
    page = words(walk.client.get(walk.url("device"), query_string={"kind": "laptop"}))
    assert "Slate 14 laptop" in page
    answer = walk.post("device", **walk.device("Slate 14 laptop", "The screen is cracked"))
    assert answer.headers["Location"].endswith("/check")
    assert "Slate 14" in words(walk.get("check"))


def test_the_link_goes_on_where_it_was_left_even_on_another_phone(sqlite_shop: Shop) -> None:
    walk = Requesting(sqlite_shop)
    walk.start()
    walk.prove()
    page = walk.get("contact").get_data(as_text=True)
    assert f"/request/{walk.token}" in page
    assert "<svg" in page
    other = sqlite_shop.client()
    assert other.get(walk.url()).headers["Location"].endswith("/contact")
    walk.contact()
    assert PHONE in words(other.get(walk.url("code")))
