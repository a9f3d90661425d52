"""What a customer reads on the private page and its sub-pages; looking never changes anything."""

from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import func, select

from app.journeys.conversation.talk import write_to_customer
from app.journeys.transport.book_pickup import cancel_pickup, move_pickup
from app.kernel.act import Act
from app.kernel.actor import Role, customer
from app.kernel.db import Base
from app.kernel.i18n import Language
from app.kernel.ids import spell_code
from app.tickets.legs import Leg
from app.tickets.models import TicketLink
from app.tickets.service import Says
from app.tickets.states import Action, Disposition, State
from tests.adapters.labels.samples import paper, read_text, squeezed, symbols
from tests.shop import Shop
from tests.web.customer.walk import NAME, PHONE, Walk, a_repair, collect, ticket_of

PAGES = (
    "",
    "/terms",
    "/answer",
    "/prepare",
    "/cancel",
    "/pickup",
    "/return",
    "/quote",
    "/pay",
    "/messages",
    "/photos",
    "/label",
    "/label.pdf",
    "/calendar.ics",
    "/follow-up",
    "/again",
    "/texts",
)
QUESTIONS = {
    Language.EN: (
        "Where is it?",
        "What happens next?",
        "By when?",
        "What do I have to do?",
        "Who is my technician?",
    ),
    Language.KO: ("어디에 있나요", "다음은", "언제까지", "제가 할 일", "담당 기사"),
}


def everything(shop: Shop) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with shop.database.reading() as session:
        return {
            table.name: [tuple(row) for row in session.execute(select(table)).all()]
            for table in Base.metadata.sorted_tables
        }


def everywhere(shop: Shop, language: Language = Language.EN) -> dict[State, Walk]:
    """One repair in every state, each of another customer."""
    return {
        state: a_repair(shop, state, language=language, phone=f"+8210556677{number:02}")
        for number, state in enumerate(State)
    }


@pytest.mark.parametrize("language", list(Language))
def test_every_state_answers_all_five(sqlite_shop: Shop, language: Language) -> None:
    for state, walk in everywhere(sqlite_shop, language).items():
        page = walk.read()
        assert [question for question in QUESTIONS[language] if question not in page] == [], state
        assert f'lang="{language}"' in page, state
        assert page.count('class="button primary"') <= 1, state


def test_looking_changes_nothing(sqlite_shop: Shop) -> None:
    walks = everywhere(sqlite_shop)
    before = everything(sqlite_shop)
    for state, walk in walks.items():
        assert {walk.get(page).status_code for page in PAGES} <= {200, 404}, state
    assert everything(sqlite_shop) == before


def test_a_strange_or_retired_link_opens_nothing(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.OFFERED)
    stranger = sqlite_shop.client()
    assert {stranger.get(f"/t/{'x' * 22}{page}").status_code for page in PAGES} == {404}
    with sqlite_shop.database.transaction() as session:
        for link in session.scalars(select(TicketLink)):
            link.revoked_at = sqlite_shop.clock()
    assert {walk.get(page).status_code for page in PAGES} == {404}


def test_the_reader_may_choose_another_language(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, language=Language.KO)
    assert 'lang="ko"' in walk.client.get(walk.url, headers={"Accept-Language": "en"}).get_data(as_text=True)
    assert "Where is it?" in walk.read(lang="en")
    assert "Where is it?" in walk.read()  # remembered on this device


def test_the_page_stays_out_of_search_engines_and_caches(sqlite_shop: Shop) -> None:
    headers = a_repair(sqlite_shop).get().headers
    assert "noindex" in headers["X-Robots-Tag"]
    assert headers["Cache-Control"] == "no-store"


def test_one_customers_link_shows_no_other_repairs_photo(sqlite_shop: Shop) -> None:
    mine, other = a_repair(sqlite_shop), a_repair(sqlite_shop, phone="+821099998888")
    picture = other.ticket_id  # any id that is not a photo of mine
    assert mine.get(f"/photos/{picture}/thumb").status_code == 404


def test_a_page_without_anything_to_do_says_so(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.REPAIRING)
    for page in (
        "/terms",
        "/answer",
        "/cancel",
        "/pickup",
        "/return",
        "/pay",
        "/label",
        "/follow-up",
    ):
        assert "Open the repair" in walk.read(page), page


def test_the_collected_parcel_is_on_its_way(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.INBOUND)
    with sqlite_shop.database.transaction() as session:
        collect(walk, session, ticket_of(session, walk.ticket_id))
    page = walk.read()
    assert "on its way to the workshop" in page
    assert "Move or cancel" not in page
    assert "Open the repair" in walk.read("/pickup")


def test_a_vain_pickup_is_told_with_its_reason(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.INBOUND)
    walk.step(Action.PICKUP_FAILED, Role.COURIER, note="nobody_home", says=Says(words={"slots": "…"}))
    page = walk.read()
    assert "(nobody was at home)" in page
    assert "Choose a pickup time" in page


def test_an_unobtainable_part_asks_which_way(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.PARTS_HOLD)
    walk.step(Action.PARTS_UNOBTAINABLE, Role.TECHNICIAN)
    assert "wait, exchange, refund, or cancel" in walk.read()


def test_a_declined_quote_comes_back_without_follow_up(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.QUOTED)
    walk.step(Action.DECLINE, Role.CUSTOMER, disposition=Disposition.DECLINED)
    page = walk.to(State.DELIVERED).read()
    assert "Back with you, unrepaired." in page
    assert "Tell us whether it works" not in page


def test_a_late_promise_is_admitted(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.REPAIRING)
    sqlite_shop.clock.move_on(timedelta(days=20))
    assert "We are late with this." in walk.read()


def test_terms_talk_and_story_are_on_the_page(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.AUTHORISED)
    with sqlite_shop.database.transaction() as session:
        ticket = ticket_of(session, walk.ticket_id)
        write_to_customer(
            session, ticket, "Is it <hot>?", Act(sqlite_shop.staff(Role.TECHNICIAN), sqlite_shop.clock())
        )
    page = walk.read()
    for seen in (
        "65,000 KRW",
        "Paid by you",
        "You pay 5,000 KRW",
        "We pay",
        "한지우",
        "Is it &lt;hot&gt;?",
        "화면이",
    ):
        assert seen in page


def test_staff_notes_stay_in_the_shop(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.TESTING)
    walk.step(Action.TEST_FAILED, Role.TECHNICIAN, note="solder joint was mine")
    assert "solder" not in walk.read()


def test_the_notice_tells_what_happened_and_what_is_next(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.AUTHORISED)
    assert "Next: A courier collects it" in walk.read(done="step")
    assert "Next:" not in walk.read(done="<script>")
    assert "Your message is with your technician" in walk.read(done="sent")


def test_the_code_on_the_phone_and_on_paper_reads_back(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.INBOUND, language=Language.KO)
    code = walk.ticket.code
    assert spell_code(code) in walk.read("/label")
    answer = walk.get("/label.pdf")
    assert answer.mimetype == "application/pdf"
    assert {found.text for found in symbols(paper(answer.data))} == {f"HTTP://LOCALHOST:8000/Q/{code}"}
    printed = read_text(answer.data)
    for seen in (NAME, "성미산로 29길 14", "03991", "수거", "02-000-0000", spell_code(code)):
        assert squeezed(seen) in printed


def test_an_address_beyond_any_label_leads_to_the_code_on_the_box(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.AUTHORISED)
    with sqlite_shop.database.transaction() as session:
        ticket_of(session, walk.ticket_id).address.line1 = "가" * 2500
    answer = walk.get("/label.pdf")
    assert answer.status_code == 422
    assert "Write the code on the box" in answer.get_data(as_text=True)


def calendar(walk: Walk) -> tuple[Any, Any]:
    answer = walk.get("/calendar.ics")
    assert answer.mimetype == "text/calendar"
    file = Calendar.from_ical(answer.data)
    (event,) = file.walk("VEVENT")
    assert "url" not in event
    assert b"/t/" not in answer.data, "calendars are shared: the private link stays out of them"
    return file, event


def test_the_calendar_follows_a_moved_and_cancelled_pickup(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.AUTHORISED)
    assert walk.get("/calendar.ics").status_code == 404
    walk.to(State.INBOUND)
    booked, first = calendar(walk)
    assert booked["method"] == "PUBLISH"
    assert str(first["dtstart"].params["TZID"]) == "Asia/Seoul"
    assert [str(zone["tzid"]) for zone in booked.walk("VTIMEZONE")] == ["Asia/Seoul"]
    third = walk.slots()[3].id
    with sqlite_shop.database.transaction() as session:
        move_pickup(
            session,
            ticket_of(session, walk.ticket_id),
            Act(customer(NAME), sqlite_shop.clock()),
            slot_id=third,
        )
    _, moved = calendar(walk)
    with sqlite_shop.database.transaction() as session:
        cancel_pickup(session, ticket_of(session, walk.ticket_id), Act(customer(NAME), sqlite_shop.clock()))
    off, cancelled = calendar(walk)
    assert off["method"] == "CANCEL"
    assert cancelled["status"] == "CANCELLED"
    assert first["uid"] == moved["uid"] == cancelled["uid"]
    assert first["sequence"] < moved["sequence"] < cancelled["sequence"]
    assert first["dtstart"].dt != moved["dtstart"].dt


def test_the_return_has_an_event_of_its_own(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.OUTBOUND)
    _, event = calendar(walk)
    assert "brings back" in event["summary"]
    assert str(event["uid"]).startswith(Leg.OUTBOUND)


def test_the_way_to_another_phone_is_on_the_page(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop)
    page = walk.read()
    assert "Continue on another phone" in page
    assert "<svg" in page
    assert PHONE not in page


def test_pages_are_few_bytes(sqlite_shop: Shop) -> None:
    assert len(a_repair(sqlite_shop, State.CLOSED).read().encode()) < 60 * 1024
    with sqlite_shop.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(TicketLink)) == 1
