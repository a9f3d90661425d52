"""The scan page: any spelling opens the right thing, every role finds its own next step, nothing changes."""

import html as markup
import re
from datetime import timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from app.kernel.actor import STAFF_ROLES, Role
from app.kernel.ids import spell_code
from app.messaging.sms.kinds import SmsKind
from app.tickets.states import State
from tests.api.stations import Station
from tests.custody.devices import authorised, inbound, return_booked, state_of, the
from tests.dock.hangul_mode import type_in_hangul_mode
from tests.journeys.dock_day import at_bench, packed, ready, received
from tests.shop import Shop


def code_of(shop: Shop, ticket_id: object) -> str:
    with shop.database.reading() as session:
        return the(session, ticket_id).code  # type: ignore[arg-type]


def version_of(shop: Shop, code: str) -> str:
    return str(shop.ticket(code).version)


def page(client: FlaskClient, code: str, **more: str) -> str:
    answer = client.get("/scan", query_string={"code": code, "lang": "en", **more})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def verdict(html: str) -> tuple[str, str]:
    """Tone and word of the verdict on a page."""
    found = re.search(r'<section class="verdict (\w+)">\s*<h1 class="verdict-word">([^<]*)<', html)
    assert found, html
    return found[1], found[2]


def test_an_empty_page_waits_for_a_scan_with_the_focus_in_the_box(sqlite_shop: Shop) -> None:
    html = sqlite_shop.signed_in(Role.WAREHOUSE).get("/scan?lang=en").get_data(as_text=True)
    assert re.search(r'<input class="input big-code" id="code" name="code"[^>]* autofocus>', html)
    assert html.count('name="code"') == 1


def test_whatever_the_keyboard_did_the_parcel_opens(sqlite_shop: Shop) -> None:
    client = sqlite_shop.signed_in(Role.WAREHOUSE)
    code = code_of(sqlite_shop, inbound(sqlite_shop))
    spelled = spell_code(code)
    for typed in (
        code,
        spelled.lower(),
        type_in_hangul_mode(spelled),
        f"HTTP://LOCALHOST:8000/Q/{code}",
        f" {code} ",
    ):
        assert verdict(page(client, typed)) == ("good", "Expected")


def test_a_code_nobody_has_is_red_and_says_what_to_do(sqlite_shop: Shop) -> None:
    answer = sqlite_shop.signed_in(Role.WAREHOUSE).get("/scan?code=<b>7K2M&lang=en")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 404
    assert verdict(html) == ("problem", "Unknown")
    assert "&lt;b&gt;7K2M" in html
    assert "Scan again" in html


def test_looking_changes_nothing_however_often(sqlite_shop: Shop) -> None:
    client = sqlite_shop.signed_in(Role.WAREHOUSE)
    ticket_id = inbound(sqlite_shop)
    for _ in range(3):
        page(client, code_of(sqlite_shop, ticket_id), done="receive")
    assert state_of(sqlite_shop, ticket_id) is State.INBOUND
    assert sqlite_shop.texts() == []


def test_an_address_cannot_claim_a_step_that_was_not_taken(sqlite_shop: Shop) -> None:
    html = page(
        sqlite_shop.signed_in(Role.WAREHOUSE), code_of(sqlite_shop, inbound(sqlite_shop)), done="receive"
    )
    assert verdict(html) == ("good", "Expected")


def test_the_dock_is_led_through_its_day(sqlite_shop: Shop) -> None:
    client = sqlite_shop.signed_in(Role.WAREHOUSE)
    booked = packed(sqlite_shop)
    return_booked(sqlite_shop, booked)
    days = {
        "Expected": inbound(sqlite_shop),
        "Open and check": received(sqlite_shop),
        "Needs a bin": at_bench(sqlite_shop),
        "Pack it": ready(sqlite_shop),
        "Hand it out": booked,
    }
    for word, ticket_id in days.items():
        assert verdict(page(client, code_of(sqlite_shop, ticket_id))) == ("good", word)
    assert verdict(page(client, code_of(sqlite_shop, packed(sqlite_shop))))[1] == "Needs a bin"


def test_what_is_not_the_docks_says_where_it_is_and_who_acts_next(sqlite_shop: Shop) -> None:
    ticket_id = authorised(sqlite_shop)
    with sqlite_shop.database.transaction() as session:
        the(session, ticket_id).state = State.OFFERED
    html = page(sqlite_shop.signed_in(Role.WAREHOUSE), code_of(sqlite_shop, ticket_id))
    assert verdict(html) == ("attention", "Terms offered")
    assert "Customer acts next, by" in html
    assert 'method="post"' not in html.split("<main")[1]


@pytest.mark.parametrize(
    ("role", "address"),
    [
        (Role.TECHNICIAN, "/bench/{code}"),
        (Role.MANAGER, "/bench/{code}"),
        (Role.DISPATCHER, "/dispatch/trips/{code}"),
    ],
)
def test_every_other_role_is_sent_to_its_own_page(sqlite_shop: Shop, role: Role, address: str) -> None:
    code = code_of(sqlite_shop, inbound(sqlite_shop))
    html = page(sqlite_shop.signed_in(role), code).split("<main")[1]
    assert f'href="{address.format(code=code)}"' in html
    assert (f'action="/dock/{code}/receive"' in html) == (role is Role.MANAGER)


def test_strangers_sign_in_first(sqlite_shop: Shop) -> None:
    answer = sqlite_shop.client().get("/scan?code=7K2M")
    assert answer.status_code == 302
    assert answer.location.startswith("/login?next=")


def test_the_text_is_shown_before_the_button_that_sends_it(sqlite_shop: Shop) -> None:
    clerk, code = sqlite_shop.signed_in(Role.WAREHOUSE), code_of(sqlite_shop, inbound(sqlite_shop))
    html = page(clerk, code)
    assert 'name="no_text"' in html
    assert f'formaction="/dock/{code}/receive#sent"' in html
    assert "도착했습니다" in clerk.post(f"/dock/{code}/receive", data={"look": "1"}).text
    assert sqlite_shop.texts() == []


NOTHING_SENT = "Nothing was sent to the customer yet. If you undo it now, nothing will be."
HAS_LEFT = "The text about this scan has left, or may have."


def received_by_form(shop: Shop, clerk: FlaskClient) -> tuple[UUID, str]:
    """A parcel that was scanned at the station without scripts, and the page that answers."""
    ticket_id = inbound(shop)
    clerk.set_cookie("language", "en")
    answer = clerk.post("/scan", data={"mode": "receive", "code": code_of(shop, ticket_id)})
    return ticket_id, answer.location


def undo_form(html: str) -> dict[str, str]:
    """What the form that takes a scan back holds."""
    form = html.split('action="/scan/undo"')[1].split("</form>")[0]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))


def test_undo_says_that_nothing_goes_until_a_text_has_left_and_then_shows_the_other(
    sqlite_shop: Shop,
) -> None:
    clerk = sqlite_shop.signed_in(Role.WAREHOUSE)
    _, answer = received_by_form(sqlite_shop, clerk)
    before = clerk.get(answer).text
    assert NOTHING_SENT in before
    assert HAS_LEFT not in before
    assert "no_text" not in before
    sqlite_shop.drain()
    after = clerk.get(answer).text
    assert NOTHING_SENT not in after
    assert HAS_LEFT in after
    assert "no_text" not in after  # one press away, as looking at it takes the write lock
    asked = clerk.post("/scan/undo", data=undo_form(after)).text
    assert "스캔 실수" in asked
    assert 'name="no_text"' in asked


def test_a_text_that_leaves_while_the_page_is_open_is_asked_about_and_nothing_is_undone(
    sqlite_shop: Shop,
) -> None:
    clerk = sqlite_shop.signed_in(Role.WAREHOUSE)
    ticket_id, answer = received_by_form(sqlite_shop, clerk)
    old_page = undo_form(clerk.get(answer).text)
    sqlite_shop.drain()
    asked = clerk.post("/scan/undo", data=old_page)
    assert asked.status_code == 409
    assert state_of(sqlite_shop, ticket_id) is State.RECEIVED
    assert [text.kind for text in sqlite_shop.texts()] == [SmsKind.PARCEL_RECEIVED]
    shown = re.search(r'class="bubble-body sms" lang="ko">([^<]+)<', asked.text)
    assert shown
    assert f'href="{answer.split("&")[0]}">Let it stand' in asked.text
    done = clerk.post("/scan/undo", data=undo_form(asked.text))
    assert done.status_code == 303
    assert state_of(sqlite_shop, ticket_id) is State.INBOUND
    base = sqlite_shop.runtime.settings.public_url
    assert sqlite_shop.texts()[-1].body == markup.unescape(shown[1]).replace(f"{base}/t/…", "{link}")
    html = clerk.get(done.location).text
    assert "Undone: Receive." in html
    assert "The customer gets the text that corrects it." in html


def test_undone_in_silence_says_so(sqlite_shop: Shop) -> None:
    clerk = sqlite_shop.signed_in(Role.WAREHOUSE)
    ticket_id, answer = received_by_form(sqlite_shop, clerk)
    sqlite_shop.drain()
    done = clerk.post("/scan/undo", data=undo_form(clerk.get(answer).text) | {"no_text": "1"})
    assert [text.kind for text in sqlite_shop.texts()] == [SmsKind.PARCEL_RECEIVED]
    assert "No text goes to the customer." in clerk.get(done.location).text
    assert "Undone:" not in page(clerk, code_of(sqlite_shop, received(sqlite_shop)), undone="1")
    assert state_of(sqlite_shop, ticket_id) is State.INBOUND


def test_what_cannot_be_undone_any_more_has_no_button(sqlite_shop: Shop) -> None:
    clerk = sqlite_shop.signed_in(Role.WAREHOUSE)
    ticket_id, answer = received_by_form(sqlite_shop, clerk)
    clerk.post(f"/dock/{code_of(sqlite_shop, ticket_id)}/store", data={"bin": "A-01"})
    assert 'action="/scan/undo"' not in clerk.get(answer).text
    _, answer = received_by_form(sqlite_shop, clerk)
    sqlite_shop.clock.move_on(timedelta(minutes=11))
    assert 'action="/scan/undo"' not in clerk.get(answer).text


def test_scans_that_could_not_be_done_are_one_tap_from_the_station_and_the_dock(sqlite_shop: Shop) -> None:
    clerk = sqlite_shop.signed_in(Role.WAREHOUSE)
    hidden = '<p class="scan-choices" id="conflicts" hidden>'
    assert hidden in clerk.get("/scan?mode=receive&lang=en").text
    station = Station(sqlite_shop)
    station.post("ABC", "store", queued=True)
    address = f"/dock/tasks/{station.tasks()[0].id}"
    html = clerk.get("/scan?mode=receive&lang=en").text
    assert hidden not in html
    assert re.search(r'href="/dock/tasks#conflict">.*?data-count>1</span>', html)
    assert 'href="/dock/tasks"' in clerk.get("/dock").text
    tasks_page = clerk.get("/dock/tasks").text
    assert 'id="conflict"' in tasks_page
    assert address in tasks_page
    clerk.post(address, data={"note": "scanned again"})
    assert hidden in clerk.get("/scan?mode=receive&lang=en").text


@pytest.mark.parametrize("role", [role for role in STAFF_ROLES if role is not Role.COURIER])
def test_the_evidence_is_offered_to_whoever_may_open_it(sqlite_shop: Shop, role: Role) -> None:
    client = sqlite_shop.signed_in(role)
    code = code_of(sqlite_shop, received(sqlite_shop))
    links = re.findall(r'href="(/dock/\w+/(?:evidence\.pdf|epcis\.json))"', page(client, code))
    files = [f"/dock/{code}/evidence.pdf", f"/dock/{code}/epcis.json"]
    may = [client.get(file).status_code == 200 for file in files]
    assert links == [file for file, opens in zip(files, may, strict=True) if opens]
    assert all(may)


def test_where_nobody_had_it_in_hand_there_is_no_evidence(sqlite_shop: Shop) -> None:
    html = page(sqlite_shop.signed_in(Role.WAREHOUSE), code_of(sqlite_shop, inbound(sqlite_shop)))
    assert "evidence.pdf" not in html


def test_after_undoing_the_storing_it_says_what_still_counts_and_offers_that_next(sqlite_shop: Shop) -> None:
    clerk = sqlite_shop.signed_in(Role.WAREHOUSE)
    clerk.set_cookie("language", "en")
    code = code_of(sqlite_shop, inbound(sqlite_shop))
    done = clerk.post(f"/dock/{code}/receive", data={"bin": "A-01", "version": version_of(sqlite_shop, code)})
    sqlite_shop.drain()
    panel = clerk.get(done.location).text
    assert "Undo: Put away" in panel
    assert panel.index("Next: ") < panel.index("Undo: Put away"), "one thing first"
    assert 'class="button quiet">Undo: Put away' in panel
    scan = re.search(r'name="scan" value="([^"]+)"', panel)
    assert scan
    after = clerk.get(clerk.post("/scan/undo", data={"scan": scan[1]}).location).text
    assert "Undone: Put away." in after
    assert "Still counts: Receive." in after
    assert "Its text to the customer has gone" in after
    assert "Undo: Receive" in after


def test_an_unknown_name_is_not_compared_with_a_label_and_a_box_leads_on(sqlite_shop: Shop) -> None:
    clerk = sqlite_shop.signed_in(Role.WAREHOUSE)
    named = clerk.get("/scan?code=남궁없음&lang=en").text
    assert "nobody is called so" in named
    assert "12 characters" not in named
    assert "12 letters" not in named
    for html in (named, clerk.get("/scan?code=7K2M&lang=en").text):
        assert "red?" not in html
        assert 'href="/dock/unknown"' in html.split("<main")[1]
    assert "/dock/unknown" not in sqlite_shop.signed_in(Role.TECHNICIAN).get("/scan?code=남궁없음").text
