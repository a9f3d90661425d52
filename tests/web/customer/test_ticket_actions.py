"""Pressing the buttons of the private page: once, in time, about what was read; a refusal keeps what was typed."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select, update

from app.courier.slots.models import Slot
from app.kernel.actor import Role
from app.kernel.i18n import Language
from app.kernel.money import Money
from app.messaging.conversation.models import ThreadMessage
from app.messaging.sms.kinds import SmsKind
from app.photos.models import Photo, PhotoKind
from app.tickets.legs import Leg
from app.tickets.states import Action, State
from tests.shop import Shop
from tests.web.customer.walk import Walk, a_repair, quote_again, ticket_of


def moved_on(walk: Walk, answer: Any, state: State, done: str = "step") -> None:
    assert (answer.status_code, answer.location) == (303, f"{walk.url}?done={done}"), answer.get_data(
        as_text=True
    )
    assert walk.ticket.state is state


def refused(walk: Walk, answer: Any, status: int, *seen: str) -> str:
    page = str(answer.get_data(as_text=True))
    assert answer.status_code == status, page
    assert "<title>Error:" in page
    assert 'role="alert"' in page
    assert [words for words in seen if words not in page] == []
    return page


def picture() -> tuple[BytesIO, str]:
    file = BytesIO()
    Image.new("RGB", (8, 8), "red").save(file, "JPEG")
    file.seek(0)
    return file, "photo.jpg"


# -- terms


def test_accepting_locks_and_leads_on(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.OFFERED)
    moved_on(walk, walk.post("/terms", terms_version=1, decision="accept"), State.AUTHORISED)
    assert "You accepted the terms" in walk.read(done="step")


def test_declining_closes(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.OFFERED)
    moved_on(walk, walk.post("/terms", terms_version=1, decision="decline"), State.CANCELLED)


def test_terms_that_changed_are_shown_and_not_accepted(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.OFFERED)
    answer = walk.post("/terms", terms_version=7, decision="accept")
    refused(walk, answer, 409, "not on offer any more", 'name="terms_version" value="1"')
    assert walk.ticket.state is State.OFFERED


@pytest.mark.parametrize("page", ["/terms", "/quote", "/follow-up"])
def test_a_form_without_a_decision_decides_nothing(sqlite_shop: Shop, page: str) -> None:
    state = {"/terms": State.OFFERED, "/quote": State.QUOTED, "/follow-up": State.DELIVERED}[page]
    walk = a_repair(sqlite_shop, state)
    refused(walk, walk.post(page), 422, "Press one of the buttons")
    assert walk.ticket.state is state


def test_pressing_twice_is_pressing_once(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.OFFERED)
    sent = {"terms_version": 1, "decision": "accept", "idempotency_key": "k"}
    first, texts = walk.post("/terms", **sent), len(sqlite_shop.texts())
    second = walk.post("/terms", **sent)
    assert first.location.partition("?")[0] == second.location.partition("?")[0]
    assert len(sqlite_shop.texts()) == texts


def test_a_strange_link_decides_nothing(sqlite_shop: Shop) -> None:
    a_repair(sqlite_shop, State.OFFERED)
    for page in ("/terms", "/quote", "/messages", "/photos", "/pickup", "/follow-up", "/cancel", "/answer"):
        assert sqlite_shop.client().post(f"/t/{'y' * 22}{page}", data={"body": "x"}).status_code == 404


def test_without_a_csrf_token_nothing_happens(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.OFFERED)
    walk.client = sqlite_shop.client(csrf=True)
    assert walk.post("/terms", terms_version=1, decision="accept").status_code == 400
    assert walk.ticket.state is State.OFFERED


# -- question, preparation, cancel


def test_an_answer_is_sent_and_an_empty_one_comes_back(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.NEEDS_INFO)
    assert "충전할 때도 꺼지나요?" in walk.read("/answer")
    refused(walk, walk.post("/answer", body=" "), 422, 'href="#body"', "body-error")
    moved_on(walk, walk.post("/answer", body="네"), State.REQUESTED)


def test_a_stale_answer_keeps_what_was_typed(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.NEEDS_INFO)
    refused(walk, walk.post("/answer", body="항상 그래요", version=1), 409, "항상 그래요", "fresh page")


def test_ticks_are_kept_and_change_no_version(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.INBOUND)
    version = walk.ticket.version
    moved_on(walk, walk.post("/prepare", done=["backup", "coded", "nonsense"]), State.INBOUND, "prepared")
    assert walk.ticket.prepared == ["backup", "coded"]
    assert walk.ticket.version == version
    assert walk.read("/prepare").count(" checked") == 2


def test_cancelling_is_asked_first_and_done_once(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.AUTHORISED)
    assert "Cancel the repair?" in walk.read("/cancel")
    moved_on(walk, walk.post("/cancel"), State.CANCELLED)
    refused(walk, walk.post("/cancel"), 409, "cannot be cancelled here now")


# -- pickup and return


def test_a_pickup_is_booked_moved_and_called_off(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.AUTHORISED)
    first, second = walk.slots()[0], walk.slots()[4]
    moved_on(walk, walk.post("/pickup", slot=first.id, decision="choose"), State.INBOUND)
    moved_on(walk, walk.post("/pickup", slot=first.id, decision="choose"), State.INBOUND, "unchanged")
    moved_on(walk, walk.post("/pickup", slot=second.id, decision="choose"), State.INBOUND)
    assert "You can change it until" in walk.read("/pickup")
    moved_on(walk, walk.post("/pickup", decision="cancel"), State.AUTHORISED)


@pytest.mark.parametrize("typed", [{}, {"slot": "nonsense"}])
def test_no_window_chosen_is_said_beside_the_list(sqlite_shop: Shop, typed: dict[str, str]) -> None:
    walk = a_repair(sqlite_shop, State.AUTHORISED)
    refused(walk, walk.post("/pickup", **typed), 422, "Choose one of the times below.", "slot-error")


def test_a_full_window_offers_the_next_three(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.AUTHORISED)
    wanted, *others = walk.slots()
    with sqlite_shop.database.transaction() as session:
        session.execute(update(Slot).where(Slot.id == wanted.id).values(booked=Slot.capacity))
    page = refused(walk, walk.post("/pickup", slot=wanted.id), 422, "All places for")
    next_three = "Mon 23 Nov 18:00-20:00, Tue 24 Nov 10:00-12:00, Tue 24 Nov 14:00-16:00"
    assert next_three in page.replace("\N{NON-BREAKING HYPHEN}", "-")
    assert walk.ticket.state is State.AUTHORISED
    assert others


def test_past_the_cut_off_nothing_moves(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.INBOUND)
    later = walk.slots()[3]
    sqlite_shop.clock.move_on(timedelta(hours=3))  # 13:00; the window of 14:00 closed at 12:00
    assert "cannot be changed here any more" in walk.read("/pickup")
    for typed in ({"slot": later.id}, {"decision": "cancel"}):
        refused(walk, walk.post("/pickup", **typed), 422)
    assert walk.ticket.state is State.INBOUND


def test_a_stale_page_books_nothing(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.AUTHORISED)
    chosen = walk.slots()[1]
    page = refused(walk, walk.post("/pickup", slot=chosen.id, version=1), 409, "fresh page")
    assert f'value="{chosen.id}" checked' in page.replace("\n", " ").replace("  ", " ")


def test_later_days_are_a_tap_away(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.AUTHORISED)
    last = walk.slots()[-1]
    assert str(last.id) not in walk.read("/pickup")
    assert str(last.id) in walk.read("/pickup", later="1")
    moved_on(walk, walk.post("/pickup", slot=last.id), State.INBOUND)
    assert f'value="{last.id}"' in walk.read("/pickup")


def test_no_open_window_is_said_with_a_remedy(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.AUTHORISED)
    with sqlite_shop.database.transaction() as session:
        session.execute(update(Slot).values(booked=Slot.capacity))
    assert "Look again tomorrow" in walk.read("/pickup")


def test_the_day_of_return_is_chosen_and_moved(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.READY_TO_RETURN)
    for slot in walk.slots(Leg.OUTBOUND)[:2]:
        moved_on(walk, walk.post("/return", slot=slot.id), State.READY_TO_RETURN, "return")
    page = walk.read()
    assert "Be at home then, or move the return." in page
    assert "Mon 23 Nov 18:00\N{NON-BREAKING HYPHEN}20:00" in page
    refused(walk, walk.post("/return"), 422, "Choose one of the times below.")
    sqlite_shop.clock.move_on(timedelta(hours=8))  # 18:00: past the cut-off, and still to come
    fixed = walk.read()
    assert "move the return" not in fixed
    assert "Be at home to take it." in fixed


# -- quote and payment


def test_the_quote_shows_lines_tax_total_and_limit(sqlite_shop: Shop) -> None:
    page = a_repair(sqlite_shop, State.QUOTED).read("/quote")
    for seen in (
        "Display",
        "68,000 KRW",
        "8,454 KRW",
        "93,000 KRW",
        "65,000 KRW",
        "28,000 KRW above",
        "Valid until",
    ):
        assert seen in page


@pytest.mark.parametrize(
    ("decision", "state"), [("approve", State.REPAIRING), ("decline", State.READY_TO_RETURN)]
)
def test_a_quote_is_decided(sqlite_shop: Shop, decision: str, state: State) -> None:
    walk = a_repair(sqlite_shop, State.QUOTED)
    moved_on(walk, walk.post("/quote", quote_version=1, decision=decision), state)
    refused(walk, walk.post("/quote", quote_version=1, decision=decision), 409)


def test_a_changed_quote_is_shown_and_not_approved(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.QUOTED)
    with sqlite_shop.database.transaction() as session:
        quote_again(walk, session, ticket_of(session, walk.ticket_id), Money(99_000))
    answer = walk.post("/quote", quote_version=1, decision="approve")
    refused(walk, answer, 409, "104,000 KRW", 'name="quote_version" value="2"')
    assert walk.ticket.state is State.QUOTED


def test_a_quote_that_ran_out_offers_to_write(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.QUOTED)
    sqlite_shop.clock.move_on(timedelta(days=31))
    assert "This quote has run out" in walk.read("/quote")
    refused(walk, walk.post("/quote", quote_version=1, decision="approve"), 409)


def test_how_to_pay_is_told(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.AWAITING_PAYMENT)
    page = walk.read("/pay")
    for seen in ("93,000 KRW", "Demo Bank", "Thu 26 Nov 18:00"):
        assert seen in page


# -- talk and photos


def test_a_message_with_a_photo_reaches_the_technician(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.REPAIRING)
    moved_on(walk, walk.post("/messages", body="", photos=picture()), State.REPAIRING, "sent")
    with sqlite_shop.database.reading() as session:
        said = session.scalars(select(ThreadMessage)).all()
        photo = session.scalars(select(Photo)).one()
    assert [(row.body, row.from_customer) for row in said] == [("(photos)", True)]
    shown = walk.get(f"/photos/{photo.id}/thumb")
    assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")
    assert str(photo.id) in walk.read()


def test_an_empty_message_comes_back(sqlite_shop: Shop) -> None:
    refused(walk := a_repair(sqlite_shop), walk.post("/messages", body=" "), 422, "body-error")


def test_a_file_that_is_no_photo_keeps_the_words(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop)
    answer = walk.post("/messages", body="보세요", photos=(BytesIO(b"no picture"), "a.jpg"))
    refused(walk, answer, 422, "보세요", "photos-error", "a.jpg")


def test_packing_photos_are_kept_as_such(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.INBOUND)
    moved_on(walk, walk.post("/photos", kind="packed", photos=picture()), State.INBOUND, "photos")
    with sqlite_shop.database.reading() as session:
        assert session.scalars(select(Photo.kind)).all() == [PhotoKind.PACKED_BY_CUSTOMER]
    refused(walk, walk.post("/photos", kind="packed"), 422, "Choose at least one photo.")


def test_a_repair_takes_only_so_many_photos(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop)
    with sqlite_shop.database.transaction() as session:
        session.add_all(
            Photo(
                ticket_id=walk.ticket_id,
                kind=PhotoKind.SYMPTOM,
                sha256=f"{n:064}",
                width=1,
                height=1,
                size=1,
                by_role=Role.CUSTOMER,
                by_name="x",
                at=sqlite_shop.clock(),
            )
            for n in range(60)
        )
    refused(walk, walk.post("/photos", photos=picture()), 422, "A repair holds 60 photos.")


# -- after the delivery


def test_it_works(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.DELIVERED)
    moved_on(walk, walk.post("/follow-up", decision="works"), State.CLOSED)
    assert sqlite_shop.texts()[-1].kind is SmsKind.THANKS


def test_still_broken_leads_to_the_new_repair(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.DELIVERED, language=Language.EN)
    refused(walk, walk.post("/follow-up", decision="broken", body=""), 422, "body-error")
    moved_on(walk, walk.post("/follow-up", decision="broken", body="Off again."), State.CLOSED)
    assert "Open the new repair" in walk.read()
    onward = walk.get("/again")
    assert onward.status_code == 302
    page = walk.client.get(onward.location).get_data(as_text=True)
    assert "Choose a pickup time" in page
    assert "Off again." in page
    assert "This continues the repair" in page
    assert "Open the repair" in walk.read("/follow-up")


def test_a_link_that_is_not_made_yet_is_looked_for_in_the_text(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.DELIVERED)
    assert walk.get("/again").status_code == 404
    walk.step(Action.CLOSE, Role.SYSTEM)
    assert "It is broken again" in walk.read()


def test_after_the_warranty_the_door_is_closed_kindly(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.CLOSED)
    sqlite_shop.clock.move_on(timedelta(days=91))
    assert "It is broken again" not in walk.read()
    refused(walk, walk.post("/follow-up", decision="broken", body="Off."), 409, "90 days has ended")
