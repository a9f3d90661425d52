"""Each truth can fail: a shop made by hand that lies is caught by the truth it breaks, and one that does not lie passes."""

import ast
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.year.auditor import Auditor
from tests.year.auditor.dates import EN_MONTHS, EN_WEEKDAYS, KO_WEEKDAYS, NoSuchDay, read_day, read_told
from tests.year.auditor.hand_made import CODE, PHONE, SPELLED, HandMade, at
from tests.year.auditor.sentences import TEXTS
from tests.year.seen import Received

SEOUL = ZoneInfo("Asia/Seoul")
NOT_NAMED = "does not name the device"  # today's texts never do: of every text, and no other truth's matter


def found(shop: HandMade, *moments: datetime) -> dict[str, list[str]]:
    """Look at these moments, then at the end; the reasons by truth, without what every text of today lacks."""
    auditor = Auditor(shop)
    for moment in moments:
        shop.now = moment
        auditor.look()
    by_truth: dict[str, list[str]] = {}
    for breach in auditor.breaches:
        if breach.why != NOT_NAMED and breach.truth != "T18":
            by_truth.setdefault(breach.truth, []).append(breach.why)
    return by_truth


def asked(shop: HandMade, by: str) -> None:
    """The page of a new request."""
    shop.home(
        "Request received",
        "With you. Nothing to send yet.",
        "A technician reads your request and answers with fixed terms, or with a question.",
        by,
    )


def booked(*, noted: str = "", **more: str) -> HandMade:
    """A shop whose courier comes on Tuesday, 14:00 to 16:00."""
    shop = HandMade(state="inbound")
    shop.step("book_pickup", "authorised", "inbound", at(), role="customer")
    shop.trip("inbound", at(28), at(30), **more)
    shop.home(
        "Pickup booked",
        "With you, until the courier comes.",
        "The courier collects it at your door.",
        ("Tue 24 Nov 14:00\u201116:00.", noted),
    )
    return shop


def test_the_auditor_shares_no_code_with_the_product() -> None:
    """It may read the product's sentences as a person does; an import would make it say what the product says."""
    for path in [*Path(__file__).parent.glob("auditor/*.py"), Path(__file__)]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            ours = [name for name in names if name.split(".")[0] in ("app", "jobs", "tests")]
            assert all(name == "tests.year.seen" or name.startswith("tests.year.auditor") for name in ours), (
                path,
                ours,
            )


# -- dates


@given(
    day=st.dates(date(2026, 1, 1), date(2030, 12, 31)),
    away=st.integers(-180, 180),
    minute=st.integers(0, 24 * 60 - 1),
    lasts=st.integers(1, 240),
)
def test_a_told_time_is_read_back_in_both_languages(day: date, away: int, minute: int, lasts: int) -> None:
    near = datetime(day.year, day.month, day.day, 12, tzinfo=SEOUL) + timedelta(days=away)
    clock = f"{minute // 60:02}:{minute % 60:02}"
    ends = min(minute + lasts, 24 * 60 - 1)
    en = f"{EN_WEEKDAYS[day.weekday()]} {day.day} {EN_MONTHS[day.month - 1]}"
    ko = f"{day.month}월 {day.day}일({KO_WEEKDAYS[day.weekday()]})"
    starts = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=SEOUL)
    for said in (en, ko):
        assert read_day(said, near.date()) == day
        moment = read_told(f"{said} {clock}", near, SEOUL)
        assert moment.starts == moment.ends == starts
        window = read_told(f"{said} {clock}-{ends // 60:02}:{ends % 60:02}", near, SEOUL)
        assert (window.starts, window.ends) == (starts, starts + timedelta(minutes=ends - minute))
        whole = read_told(said, near, SEOUL)
        assert whole.starts.astimezone(SEOUL).date() == day
        assert whole.ends.astimezone(SEOUL).date() == day + timedelta(days=1)


def test_a_weekday_that_no_such_date_has_is_no_day() -> None:
    with pytest.raises(NoSuchDay):
        read_day("Mon 24 Nov", date(2026, 11, 23))  # a Tuesday
    with pytest.raises(NoSuchDay):
        read_day("2월 30일(월)", date(2027, 2, 1))


def test_hours_in_a_strange_zone_are_read_there() -> None:
    told = read_told("Wed 25 Nov 14:00-16:00 Europe/Berlin", at(), SEOUL)
    assert told.starts == datetime(2026, 11, 25, 13, 0, tzinfo=UTC)


# -- reading


def test_a_sentence_nobody_knows_is_a_breach_and_counted_once() -> None:
    shop = HandMade()
    shop.home("Request received", "By Tue 24 Nov 18:00.", "We may come on Tue 24 Nov, or not.")
    auditor = Auditor(shop)
    auditor.look()
    auditor.look()
    assert [b.sentence for b in auditor.breaches if b.truth == "reading"] == [
        "We may come on Tue 24 Nov, or not."
    ]
    assert dict(auditor.unknown) == {"We may come on DAY, or not.": 2}


def test_a_text_nobody_knows_is_a_breach() -> None:
    shop = HandMade()
    asked(shop, "By Tue 24 Nov 18:00.")
    shop.text(": look at our offers of the week.", at())
    assert "reading" in found(shop, at())


def test_what_people_wrote_is_no_sentence_of_the_shop() -> None:
    shop = HandMade()
    asked(shop, "By Tue 24 Nov 18:00.")
    shop.pages["/t/x"] = shop.pages["/t/x"].replace(
        "</main>",
        "<p class='told'>It broke on Mon 1 Jan.</p><ol class='thread'><li><p>By Friday!</p></li></ol></main>",
    )
    assert found(shop, at()) == {}


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_text_is_read_in_its_language_only(language: str) -> None:
    said = {
        "en": f"Mendpost {SPELLED}: at our workshop, being repaired, done by Thu 26 Nov 18:00.",
        "ko": f"Mendpost {SPELLED} 수리센터에서 수리를 시작했습니다. 11월 26일(목) 18:00까지 마칩니다.",
    }
    other = "ko" if language == "en" else "en"
    assert TEXTS.read(said[language], language) is not None
    assert TEXTS.read(said[language], other) is None


# -- T1


def test_t1_an_open_repair_names_a_time() -> None:
    shop = HandMade()
    asked(shop, "The date is not known yet. We write as soon as it is.")
    assert found(shop, at())["T1"] == ["an open repair names no time"]
    asked(shop, "By Tue 24 Nov 18:00.")
    assert found(shop, at()) == {}


def test_t1_what_is_asked_can_be_done() -> None:
    shop = HandMade(state="authorised")
    shop.home("Pickup to be chosen", "Choose the time by Tue 24 Nov 18:00.", "Choose when the courier comes.")
    assert found(shop, at())["T1"] == ["the customer is asked for “pickup” and no way leads there"]
    shop.home(
        "Pickup to be chosen",
        "Choose the time by Tue 24 Nov 18:00.",
        "Choose when the courier comes.",
        links=["pickup"],
    )
    shop.below("pickup", "No times are open just now")
    assert found(shop, at())["T1"] == ["the customer is asked for “pickup” and can do nothing there"]
    shop.below("pickup", button="Book this pickup")
    assert found(shop, at()) == {}


def test_t1_a_manager_can_always_do_something() -> None:
    shop = HandMade()
    asked(shop, "By Tue 24 Nov 18:00.")
    shop.staff.clear()
    assert found(shop, at())["T1"] == ["a manager finds nothing to do for it"]


# -- T2


def test_t2_a_passed_time_is_not_shown_as_coming() -> None:
    shop = booked()
    assert found(shop, at(29)) == {}
    late = found(shop, at(30.1))
    assert "the page shows a passed time as coming" in late["T2"]
    shop = booked(noted="We are late with this. Your technician sees it and writes to you with a new date.")
    assert "T2" not in found(shop, at(30.1))


def test_t2_a_window_on_offer_lies_ahead() -> None:
    shop = HandMade(state="authorised")
    shop.home("Pickup to be chosen", "Choose the time by Wed 25 Nov 18:00.", links=["pickup"])
    shop.below("pickup", button="Book this pickup")
    shop.pages["/t/x/pickup"] += (
        "<main><div class='slot-day'><p class='slot-day-title'>Mon 23 Nov</p><div class='options slots'>"
        "<div class='option'><label>14:00-16:00</label><p class='hint'>8 left, book by 12:00</p></div></div></div></main>"
    )
    shop.pages["/t/x/pickup"] = shop.pages["/t/x/pickup"].replace("</main><main>", "")
    assert found(shop, at(3)) == {}
    assert found(shop, at(5))["T2"] == ["a window is offered that has begun"]


def test_t2_a_text_arrives_before_the_time_it_names_and_on_the_day_it_means() -> None:
    shop = booked()
    shop.text(": courier collects today, Tue 24 Nov 14:00-16:00. Have the box ready.", at(23))
    assert found(shop, at(23)) == {}
    shop = booked()
    shop.text(": courier collects today, Tue 24 Nov 14:00-16:00. Have the box ready.", at(10))
    assert found(shop, at(10))["T2"] == ["today or tomorrow, and it is another day"]
    shop = booked()
    shop.text(": at our workshop, being repaired, done by Mon 23 Nov 9:00.", at(1))
    assert "a text leaves after the time it names as coming" in found(shop, at(1))["T2"]


def test_t2_boards_say_overdue() -> None:
    shop = booked()
    assert "the time has passed and no board says overdue" in found(shop, at(), at(30.1))["T2"]
    shop = booked()
    shop.staff["/manage/tickets?late=1&state=inbound"] = f"<main><a href='/scan?code={CODE}'>it</a></main>"
    assert "the time has passed and no board says overdue" not in found(shop, at(), at(30.1))["T2"]


# -- T3


def test_t3_another_time_without_a_step_or_a_word_is_an_edit() -> None:
    shop = HandMade()
    asked(shop, "By Tue 24 Nov 18:00.")
    auditor = Auditor(shop)
    auditor.look()
    asked(shop, "By Wed 25 Nov 18:00.")
    for hours in (2, 3):
        shop.now = at(hours)
        auditor.look()
    assert [b.why[:24] for b in auditor.breaches if b.truth == "T3"] == ["the promise was edited: "]


def test_t3_another_time_that_a_text_tells_is_none() -> None:
    shop = HandMade()
    asked(shop, "By Tue 24 Nov 18:00.")
    auditor = Auditor(shop)
    auditor.look()
    asked(shop, "By Wed 25 Nov 18:00.")
    shop.text(
        " (Request received) takes longer: your technician needs more time to answer. New date: Wed 25 Nov 18:00.",
        at(2.1),
    )
    for hours in (2, 3):
        shop.now = at(hours)
        auditor.look()
    assert [b for b in auditor.breaches if b.truth == "T3"] == []


def test_t3_the_overview_admits_what_customers_saw_broken() -> None:
    shop = HandMade()
    asked(shop, "By Mon 23 Nov 18:00.")
    auditor = Auditor(shop)
    auditor.look()
    asked(shop, "By Tue 24 Nov 18:00.")
    shop.step("offer", "requested", "offered", at(20))
    rosy = "5 of 5 promises of ours were kept, 0 are overdue; 0 were moved in time. Waiting for customers is not counted."
    shop.staff["/manage"] = f"<main><p>{rosy}</p></main>"
    shop.now = at(24)
    auditor.look()
    assert [b.sentence for b in auditor.breaches if b.truth == "T3"] == ["5 of 5 promises of ours were kept"]


def test_t3_the_page_follows_what_a_text_has_replaced() -> None:
    shop = booked()
    auditor = Auditor(shop)
    auditor.look()
    shop.text(
        " (Pickup booked) takes longer: we are looking for your parcel. New date: Wed 25 Nov 18:00.", at(2)
    )
    shop.now = at(2)
    auditor.look()
    assert [b.why for b in auditor.breaches if b.truth == "T3"] == [
        "the page still shows what a text has replaced"
    ]


# -- T4


def test_t4_a_broken_promise_is_told_within_fifteen_minutes() -> None:
    assert found(booked(), at(), at(29), at(30.3))["T4"] == ["pickup: broken and not told within 15 minutes"]
    shop = booked()
    shop.text(
        ": not collected (our courier was late, we are sorry). Next: none is open yet. Choose:", at(30.2)
    )
    assert "T4" not in found(shop, at(), at(29), at(30.3))


def test_t4_who_cannot_be_reached_needs_a_call() -> None:
    shop = booked()
    shop.put("opt_outs", phone=PHONE)
    assert found(shop, at(), at(29), at(30.3))["T4"] == ["broken, no text can tell, and no call is noted"]


def test_t4_a_machine_that_stood_still_has_its_time_when_it_goes_again() -> None:
    shop = booked()
    shop.text(
        ": not collected (our courier was late, we are sorry). Next: none is open yet. Choose:", at(40.2)
    )
    assert "T4" not in found(shop, at(), at(29), at(40), at(40.3))  # it stood from 29 to 40
    assert "T4" in found(booked(), at(), at(29), at(40), at(40.3))


def _delayed(until: str = "Wed 25 Nov") -> str:
    return f" (Request received) takes longer: your technician needs more time to answer. New date: {until} 18:00."


def test_t4_no_delay_is_told_of_what_is_done_in_time() -> None:
    shop = HandMade()
    asked(shop, "By Tue 24 Nov 18:00.")
    shop.text(_delayed(), at(30))
    auditor = Auditor(shop)
    auditor.look()
    shop.step("offer", "requested", "offered", at(31))
    shop.now = at(31)
    auditor.look()
    assert "delay told, and “offer” done in time: nobody was asked" in [b.why for b in auditor.breaches]


def test_t4_whoever_was_asked_and_said_nothing_is_no_breach() -> None:
    shop = HandMade()
    asked(shop, "By Tue 24 Nov 18:00.")
    shop.put("promises", id="p", ticket_id="t", kind="answer", party="technician")
    shop.put("slip_tasks", promise_id="p", kind="ask", opened_at=at(28), answer_by=at(30))
    shop.text(_delayed(), at(30))
    auditor = Auditor(shop)
    auditor.look()
    shop.step("offer", "requested", "offered", at(31))
    shop.now = at(31)
    auditor.look()
    assert not any("nobody was asked" in b.why for b in auditor.breaches)


def test_t4_a_noted_call_tells_it() -> None:
    shop = booked()
    shop.put("opt_outs", phone=PHONE)
    shop.put("promises", id="p", ticket_id="t", kind="pickup", party="courier")
    shop.put(
        "slip_tasks", promise_id="p", kind="call", opened_at=at(28), outcome="called", settled_at=at(30.1)
    )
    assert "T4" not in found(shop, at(), at(29), at(30.3))


def test_t4_the_third_delay_is_not_told_by_a_machine() -> None:
    shop = HandMade()
    asked(shop, "By Fri 27 Nov 18:00.")
    for day, until in enumerate(("Wed 25 Nov", "Thu 26 Nov", "Fri 27 Nov"), start=1):
        shop.text(_delayed(until), at(days=day))
    assert "delay text number 3: a person should call" in found(shop, at(days=3))["T4"]


# -- T5


def test_t5_two_texts_with_two_times_contradict_each_other() -> None:
    shop = HandMade(state="repairing")
    shop.step("start_repair", "diagnosing", "repairing", at())
    shop.home("Being repaired", "Repaired by Thu 26 Nov 18:00.")
    shop.text(": at our workshop, being repaired, done by Thu 26 Nov 18:00.", at(0.1))
    shop.text(": at our workshop, being repaired, done by Fri 27 Nov 18:00.", at(2))
    assert [why[:11] for why in found(shop, at(3))["T5"]] == ["contradicts"]
    shop.arrived.pop()
    shop.text(" (Being repaired) takes longer: the repair takes longer. New date: Fri 27 Nov 18:00.", at(2))
    assert "T5" not in found(shop, at(3))


def test_t5_what_is_settled_is_not_asked_for() -> None:
    shop = HandMade(state="authorised")
    shop.home("Pickup to be chosen", "Choose the time by Wed 25 Nov 18:00.")
    shop.text(": terms locked. Choose your pickup by Wed 25 Nov 18:00:", at(2))
    shop.put("terms", ticket_id="t", version=1, state="locked", cap_minor=0, currency="KRW", decided_at=at())
    assert found(shop, at(2)) == {}
    shop.step("book_pickup", "authorised", "inbound", at(1), role="customer")
    assert found(shop, at(2))["T5"] == ["asks for what is settled: the repair is inbound"]


def test_t5_a_parcel_with_the_courier_is_no_booked_pickup() -> None:
    shop = booked(state="collected")
    shop.step("collect", "inbound", "inbound", at(1), role="courier")
    shop.text(
        " (Pickup booked) takes longer: we are looking for your parcel. New date: Wed 25 Nov 18:00.", at(2)
    )
    assert "says that a pickup is booked, and the courier has the parcel" in found(shop, at(2))["T5"]


# -- T6


@pytest.mark.parametrize(
    ("happened", "table", "row"),
    [
        ("A part was ordered", "part_needs", {"name": "Spring", "state": "reserved"}),
        ("It was handed over", "custody_events", {"number": 1, "step": "accepting", "at": at()}),
        (
            "Unpacked, checked, and passed to your technician",
            "custody_events",
            {"number": 1, "step": "inspecting", "at": at()},
        ),
    ],
)
def test_t6_what_happened_has_its_row(happened: str, table: str, row: dict[str, Any]) -> None:
    shop = HandMade()
    shop.home("Request received", "By Tue 24 Nov 18:00.", happened=[happened])
    shop.trip("outbound", at(1), at(2), state="delivered")
    assert [why[-10:] for why in found(shop, at())["T6"]] == ["has no row"]
    shop.put(table, ticket_id="t", **row)
    assert found(shop, at()) == {}


def test_t6_a_supplier_s_day_is_no_order() -> None:
    shop = HandMade()
    shop.home("Request received", "By Tue 24 Nov 18:00.", happened=["A part was ordered"])
    shop.put("part_needs", ticket_id="t", name="Spring", state="dated", expected_on="2026-12-28")
    assert found(shop, at())["T6"] == ["“ordered” has no row"]


def test_t6_paid_needs_a_payment_and_posted_a_shipment() -> None:
    shop = HandMade()
    shop.home("Request received", "By Tue 24 Nov 18:00.", happened=["Your payment has arrived"])
    assert found(shop, at())["T6"] == ["“paid” has no row"]
    shop.bill(100, state="paid")
    shop.put("payments", bill_id="b", amount_minor=100, at=at())
    assert "T6" not in found(shop, at())
    shop.step("close_without_shipping", "requested", "closed", at(), facts={"way": "part_posted"})
    assert found(shop, at())["T6"] == ["“posted” has no shipment"]


def test_t6_a_warranty_that_is_over_and_one_person_for_all_need_their_rows() -> None:
    def told() -> HandMade:
        shop = HandMade()
        shop.home(
            "Request received",
            ("By Tue 24 Nov 18:00.", "Write any time; the answer comes from the same person."),
            rows={"Coverage": "Outside the warranty\nThe serial number shows the warranty has ended."},
        )
        shop.put("staff_accounts", id="s", name="Han")
        shop.set(owner_id="s", serial_key="S1")
        shop.put("quotes", ticket_id="t", version=1, state="sent", drafted_by="Han")
        return shop

    assert [why[:20] for why in found(told(), at())["T6"]] == ["“the serial says tha"]
    shop = told()
    shop.put("known_serials", serial_key="S1", sold_on="2020-01-01")
    assert "T6" not in found(shop, at())
    shop.put("thread_messages", ticket_id="t", at=at(), from_customer=0, author="Kim", body="Hello")
    assert found(shop, at())["T6"] == ["“one person for all of it” has no row"]


def test_t6_a_window_told_as_booked_is_some_trip_s() -> None:
    shop = booked()
    shop.text(
        ": courier collects Tue 24 Nov 14:00-16:00. Write the code on the box. Move or cancel:", at(0.1)
    )
    assert found(shop, at(0.1)) == {}
    shop.text(
        ": courier collects Wed 25 Nov 14:00-16:00. Write the code on the box. Move or cancel:", at(0.2)
    )
    assert found(shop, at(0.2))["T6"] == ["no trip was booked for this window"]


# -- T7


def locked(cap: int) -> HandMade:
    shop = HandMade(state="awaiting_payment")
    shop.home("Repaired, to be paid", "By Tue 24 Nov 18:00.")
    shop.put(
        "terms", ticket_id="t", version=1, state="locked", cap_minor=cap, currency="KRW", decided_at=at()
    )
    return shop


def test_t7_the_bill_stays_below_the_last_yes() -> None:
    shop = locked(60_000)
    shop.bill(60_000, 5_000)
    assert found(shop, at())["T7"] == ["billed more than the last yes, which was to 60000"]
    shop = locked(60_000)
    shop.bill(55_000, 5_000)
    assert found(shop, at()) == {}
    shop = locked(60_000)
    shop.bill(88_000)
    shop.put(
        "quotes",
        ticket_id="t",
        version=1,
        state="approved",
        total_minor=88_000,
        currency="KRW",
        decided_at=at(1),
    )
    assert "T7" not in found(shop, at())


def test_t7_each_unit_has_a_line_and_no_more_is_taken_or_asked() -> None:
    shop = locked(60_000)
    shop.bill(50_000, total=55_000)
    assert found(shop, at())["T7"] == ["the lines do not add up"]
    shop = locked(60_000)
    shop.bill(50_000)
    shop.put("payments", bill_id="b", amount_minor=50_001, at=at())
    assert found(shop, at())["T7"] == ["more was taken than was billed"]
    shop = locked(60_000)
    shop.bill(50_000)
    shop.home("Repaired, to be paid", "By Tue 24 Nov 18:00.", "Pay 55,000 KRW.", links=["pay"])
    shop.below("pay")
    assert found(shop, at())["T7"] == ["/t/x asks for another sum than the bill's"]


def test_t7_nothing_comes_on_top_of_at_most() -> None:
    shop = locked(60_000)
    rows = {"Price at most": "60,000 KRW", "Courier to us": "You pay 5,000 KRW Added to the final bill."}
    shop.home("Repaired, to be paid", "By Tue 24 Nov 18:00.", rows=rows)
    assert found(shop, at())["T7"] == ["“at most” is not everything: this comes on top"]


# -- T8


def quoted(*said: str, asked_at: float = 1) -> HandMade:
    """A quote asked for by text at eleven, approved by a text at noon, with what was said in between."""
    shop = HandMade(state="quoted")
    shop.text(
        " is at our workshop: quote 88,000 KRW, valid until Wed 23 Dec 10:00. Reply OK to approve, DECLINE to refuse:",
        at(asked_at),
    )
    for place, words in enumerate(said):
        shop.said.append(Received(at(1.1 + place / 100), PHONE, words))
    shop.said.append(Received(at(2), PHONE, "OK"))
    shop.put("incoming_sms", provider_id="m", body="OK", received_at=at(2))
    shop.step(
        "approve", "quoted", "repairing", at(2), role="customer", facts={"quote": 1, "amount_minor": 88_000}
    )
    shop.put(
        "quotes",
        ticket_id="t",
        version=1,
        state="approved",
        total_minor=88_000,
        currency="KRW",
        decided_at=at(2),
        decided_message="m",
    )
    shop.home("Being repaired", "Repaired by Thu 26 Nov 18:00.")
    return shop


def test_t8_a_yes_decides_only_what_was_asked_last() -> None:
    assert "T8" not in found(quoted(), at(2))
    assert found(quoted("When is it ready?"), at(2))["T8"] == [
        "decided, although the customer had said since: When is it ready?"
    ]
    shop = quoted()
    shop.text(": with us and going on. Next step by Thu 26 Nov 18:00.", at(1.5))
    assert found(shop, at(2))["T8"][0].startswith("decided, and the last thing said was")
    assert found(quoted(asked_at=3), at(3))["T8"] == ["decided, and nothing had been asked"]


def test_t8_the_record_names_version_and_amount() -> None:
    shop = HandMade(state="quoted")
    shop.step("decline", "quoted", "ready_to_return", at(), role="customer", facts={"quote": 1})
    shop.home("Ready to come back", "Choose the day by Wed 25 Nov 18:00.")
    assert found(shop, at())["T8"] == ["the record names no version or no amount"]


# -- T9


def silent(*reminded: float) -> HandMade:
    """Terms offered, reminded of on these days, and ended for silence."""
    shop = HandMade()
    shop.step("offer", "requested", "offered", at(1))
    for day in (at(1), *(at(days=days) for days in reminded)):
        shop.text(
            ": 60,000 KRW at most, all included. Read the terms and choose a pickup by Thu 3 Dec 18:00:", day
        )
    shop.step("expire", "offered", "expired", at(days=10), role="system")
    shop.set(closed_at=at(days=10))
    shop.home("Closed, as no answer came", "Closed on Thu 3 Dec.", links=["again"])
    return shop


def test_t9_nothing_ends_for_silence_without_two_reminders_days_apart() -> None:
    assert found(silent(), at(days=10))["T9"] == [
        "ended for silence after 0 reminders that arrived (since offer)"
    ]
    assert "T9" in found(silent(3, 3.1), at(days=10))
    assert "T9" not in found(silent(3, 6), at(days=10))


def test_t9_nothing_ends_because_we_failed() -> None:
    shop = HandMade(state="inbound")
    shop.step("pickup_failed", "inbound", "authorised", at(1), role="system", note="no_time")
    shop.step("expire", "authorised", "expired", at(days=10), role="system")
    shop.home("Closed, as no answer came", "Closed on Thu 3 Dec.")
    assert "ended after our own failure: we did not come" in found(shop, at(days=10))["T9"]


def test_t9_what_ended_can_be_taken_up_again() -> None:
    shop = silent(3, 6)
    shop.home("Closed, as no answer came", "Closed on Thu 3 Dec.")
    shop.staff.clear()
    assert found(shop, at(days=10))["T9"] == [
        "what ended cannot be taken up again by the customer",
        "what ended cannot be taken up again by staff",
    ]


# -- T10, T11


def test_t10_what_lies_on_the_dock_is_not_refused() -> None:
    shop = HandMade(state="authorised")
    shop.home("Pickup to be chosen", "Choose the time by Wed 25 Nov 18:00.")
    scan = {"ticket_id": "t", "work": "receive", "outcome": "refused", "refusal_code": "wrong_state"}
    shop.put("scans", at=at(1), **scan)
    assert [why[:15] for why in found(shop, at(1))["T10"]] == ["lies on the doc"]
    shop.put("custody_events", ticket_id="t", number=1, step="receiving", at=at(0.5))
    assert "T10" not in found(shop, at(1))


def test_t10_a_late_record_says_when_it_happened() -> None:
    shop = HandMade()
    asked(shop, "By Tue 24 Nov 18:00.")
    scan = {"ticket_id": "t", "work": "receive", "outcome": "done", "custody_number": 1}
    shop.put("scans", at=at(3), device_at=at(1), **scan)
    shop.put("custody_events", ticket_id="t", number=1, step="receiving", at=at(3))
    assert found(shop, at(3))["T10"] == ["written late, and when it happened is lost"]


def test_t11_what_was_told_wrongly_is_corrected_in_words() -> None:
    def denied() -> HandMade:
        shop = booked(state="attempt_failed")
        shop.step("pickup_failed", "inbound", "authorised", at(32), role="system", note="no_time")
        shop.text(
            ": not collected (our courier was late, we are sorry). Next: none is open yet. Choose:", at(32)
        )
        shop.step("receive", "authorised", "received", at(33), role="warehouse")
        shop.put("custody_events", ticket_id="t", number=1, step="receiving", at=at(33))
        shop.home(
            "Arrived at the workshop",
            "We unpack it, photograph it, and pass it to your technician.",
            "By Tue 24 Nov 23:00.",
        )
        return shop

    assert "was wrong, and no text corrects it" in found(denied(), at(34))["T11"]
    shop = denied()
    shop.text(
        ": our last text was a scanning slip of ours. It stands at: Arrived at the workshop. Next step by Tue 24 Nov 23:00.",
        at(33.1),
    )
    assert "T11" not in found(shop, at(34))


def test_t11_no_record_is_gone() -> None:
    shop = HandMade()
    asked(shop, "By Tue 24 Nov 18:00.")
    shop.put("custody_events", ticket_id="t", number=2, step="receiving", at=at(), undoes=None)
    assert found(shop, at())["T11"] == ["a record is gone from the ledger"]


# -- T12


def test_t12_an_ending_leaves_nothing_open() -> None:
    def ended() -> HandMade:
        shop = HandMade()
        shop.step("cancel", "requested", "cancelled", at(1), role="customer")
        shop.set(closed_at=at(1), disposition="CANCELLED")
        shop.home("Cancelled", "Cancelled on Mon 23 Nov.", links=["again"])
        return shop

    assert found(ended(), at(2)) == {}
    left_open: list[tuple[str, dict[str, Any], str]] = [
        ("part_needs", {"name": "Spring", "state": "reserved"}, "a part (reserved)"),
        ("dock_tasks", {"kind": "discrepancy", "opened_at": at()}, "a task at the dock"),
        (
            "custody_events",
            {"number": 1, "step": "receiving", "at": at()},
            "the device (last hand-over: receiving)",
        ),
        ("quotes", {"version": 1, "state": "sent"}, "a quote that waits for an answer"),
    ]
    for table, row, left in left_open:
        shop = ended()
        shop.put(table, ticket_id="t", **row)
        assert found(shop, at(2))["T12"] == [f"ended and left open: {left}"]
    shop = ended()
    shop.trip("inbound", at(28), at(30))
    assert found(shop, at(2))["T12"] == ["ended and left open: a trip"]
    shop = ended()
    shop.set(disposition=None)
    assert found(shop, at(2))["T12"] == ["ended without saying how"]


# -- T15


def test_t15_no_text_is_lost_or_doubled() -> None:
    def told(*arrived: float) -> HandMade:
        shop = HandMade()
        asked(shop, "By Tue 24 Nov 18:00.")
        words = ": request received, nothing to send yet. A technician answers by Tue 24 Nov 18:00."
        row = {
            "kind": "request_received",
            "body": f"Mendpost {SPELLED}{words} {{link}}",
            "state": "delivered",
        }
        shop.put("sms", id=1, ticket_id="t", to_phone=PHONE, created_at=at(), settled_at=at(), **row)
        for hours in arrived:
            shop.text(words, at(hours))
        return shop

    assert found(told(0.01), at(1)) == {}
    assert found(told(), at(1))["T15"] == ["the rows say it left, and it arrived nowhere"]
    assert found(told(0.01, 0.02), at(1))["T15"] == ["arrived twice, and was written once"]


def test_t15_no_trip_scan_or_payment_is_doubled() -> None:
    shop = HandMade()
    asked(shop, "By Tue 24 Nov 18:00.")
    shop.trip("inbound", at(28), at(30))
    shop.trip("inbound", at(30), at(32))
    scan = {"ticket_id": "t", "work": "receive", "outcome": "done", "custody_number": 1, "at": at()}
    shop.put("scans", **scan)
    shop.put("scans", **scan)
    assert found(shop, at(1))["T15"] == ["two trips of one leg at once", "2 scans wrote it"]


# -- T17


def test_t17_a_text_names_the_device() -> None:
    shop = HandMade()
    asked(shop, "By Tue 24 Nov 18:00.")
    shop.text(": request received, nothing to send yet. A technician answers by Tue 24 Nov 18:00.", at())
    auditor = Auditor(shop)
    auditor.look()
    assert [b.why for b in auditor.breaches if b.truth == "T17"] == [NOT_NAMED]


def test_t17_none_at_night_that_can_wait_and_not_too_many() -> None:
    def repairing(*hours: float) -> HandMade:
        shop = HandMade(state="diagnosing")
        shop.home("Being examined", "You hear the result by Wed 25 Nov 18:00.")
        shop.put("custody_events", ticket_id="t", number=1, step="inspecting", at=at())
        for place, hour in enumerate(hours):
            shop.text(f": unpacked and checked at our workshop. Result by Wed 25 Nov 18:0{place}.", at(hour))
        return shop

    assert found(repairing(13), at(13))["T17"] == ["arrives at 23:00, and could wait"]
    assert "text number 3 of this day" in found(repairing(1, 2, 3), at(3))["T17"]
    assert [why[:13] for why in found(repairing(1, 1.01), at(2))["T17"]] == ["fell together"]
    assert "T17" not in found(repairing(1, 3), at(3))


def test_t17_it_speaks_the_customer_s_language() -> None:
    shop = HandMade(language="ko")
    shop.home("접수됨", "11월 24일(화) 18:00까지입니다.")
    shop.text(": request received, nothing to send yet. A technician answers by Tue 24 Nov 18:00.", at())
    assert found(shop, at())["T17"] == ["is not in the customer's language (ko)"]
    shop = HandMade(language="ko")
    shop.home("접수됨", "11월 24일(화) 18:00까지입니다.")
    shop.text(": 담당 기사가 여쭤볼 것이 있습니다. 11월 24일(화) 18:00까지 답해 주세요.", at())
    assert "T17" in found(shop, at())  # asks, and does not say where the device is
    shop.arrived[:] = [
        Received(
            at(), PHONE, f"Mendpost {SPELLED} 문의를 José☃님께 전했습니다. 11월 24일(화) 18:00까지 답합니다."
        )
    ]
    assert found(shop, at())["T17"] == ["holds letters that Korean networks cannot carry"]


# -- T18 and figures


def test_t18_a_figure_equals_the_one_from_history() -> None:
    def overview(count: int, late: int) -> list[str]:
        shop = HandMade()
        asked(shop, "By Tue 24 Nov 18:00.")
        shop.put(
            "promises",
            id="p",
            ticket_id="t",
            kind="answer",
            party="technician",
            made_at=at(-9),
            due_at=at(-1),
        )
        shop.staff["/manage"] = (
            f"<main><p>0 of {late} promises of ours were kept, {late} are overdue; 0 were moved in time.</p>"
            f"<dl class='figures'><div><dt>Open repairs</dt><dd>{count}</dd></div><div><dt>Overdue</dt>"
            f"<dd>{late}</dd></div><div><dt>Waiting for the customer</dt><dd>0</dd></div></dl><table class='counts'><tbody><tr><td><a href='/manage/tickets?state=requested'>"
            f"x</a></td><td>{count}</td><td>{late}</td></tr></tbody></table></main>"
        )
        auditor = Auditor(shop)
        auditor.look()
        return [f"{b.sentence}; {b.why}" for b in auditor.breaches if b.truth == "T18"]

    assert overview(1, 1) == []
    assert overview(2, 1) == ["Open repairs: 2; history says 1", "requested: 2; history says 1"]
    assert overview(1, 0) == [
        "Overdue: 0; history says 1",
        "promises kept: (0, 0, 0, 0); history says (0, 1, 1, 0)",
        "requested, overdue: 0; history says 1",
    ]


def test_the_figures_count_what_was_promised() -> None:
    shop = booked()
    auditor = Auditor(shop)
    auditor.look()
    shop.step("collect", "inbound", "inbound", at(29), role="courier")
    shop.home("On its way to us", "At the workshop by Wed 25 Nov 18:00.")
    shop.now = at(30.1)
    auditor.look()
    shop.now = at(days=4)
    auditor.finish()
    assert auditor.figures["promises made"] == 2
    assert auditor.figures["promises kept"] == 1
    assert auditor.figures["promises broken"] == 1
    assert auditor.figures["broken and not told in time"] == 1
