"""Printing from the browser: every label asked for comes out, on the right trip, and what is unknown is said."""

import re
from uuid import UUID

import pypdfium2 as pdfium
import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select, update
from werkzeug.test import TestResponse

from app.adapters.labels import typeface
from app.courier.routes.models import Run
from app.courier.slots.models import Zone
from app.documents.labels.writing import leg_of
from app.journeys.transport.prepare_runs import prepare_run
from app.kernel.actor import Role
from app.kernel.i18n import Language
from app.kernel.ids import spell_code
from app.storage.models import Bin
from app.tickets.legs import Leg
from app.tickets.models import Ticket
from app.tickets.states import State
from tests.adapters.labels.samples import paper, png, read_text, squeezed, symbols
from tests.adapters.labels.zpl_reader import read_zpl
from tests.custody.devices import HOUR, authorised, inbound, return_booked, state_of, the
from tests.journeys.dock_day import packed
from tests.shop import Shop


@pytest.fixture
def clerk(sqlite_shop: Shop) -> FlaskClient:
    client = sqlite_shop.signed_in(Role.WAREHOUSE)
    client.get("/labels?lang=en")
    return client


def code_of(shop: Shop, ticket_id: UUID) -> str:
    with shop.database.reading() as session:
        return the(session, ticket_id).code


def page(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


def pages(pdf: bytes) -> int:
    with pdfium.PdfDocument(pdf) as document:
        return len(document)


def todays_run(shop: Shop) -> UUID:
    with shop.database.transaction() as session:
        zone = session.scalars(select(Zone.id).where(Zone.name.contains("Seoul"))).one()
        run = prepare_run(session, zone, day=shop.runtime.site.today(shop.clock()), now=shop.clock())
        assert run is not None
        return run.id


def test_a_pickup_label_says_from_whom_it_comes_and_a_return_label_to_whom_it_goes(
    sqlite_shop: Shop, clerk: FlaskClient
) -> None:
    coming, going = inbound(sqlite_shop), packed(sqlite_shop)
    return_booked(sqlite_shop, going)
    codes = [code_of(sqlite_shop, ticket_id) for ticket_id in (coming, going)]
    answer = clerk.get("/labels/print", query_string={"code": codes, "format": "4x6"})
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'inline; filename="labels-2.pdf"'
    first, second = (read_text(answer.data, page=number) for number in range(2))
    shop = squeezed(sqlite_shop.runtime.settings.shop_name)
    assert "수거" in first
    assert "반송" in second
    assert first.index(shop) < first.index("김하늘")
    assert second.index("김하늘") < second.index(shop)
    for text, code in zip((first, second), codes, strict=True):
        assert text.count(spell_code(code)) == 2
        assert "방문시간" in text


@pytest.mark.parametrize(
    ("state", "held_from", "leg"),
    [
        (State.OFFERED, None, Leg.INBOUND),
        (State.INBOUND, None, Leg.INBOUND),
        (State.RECEIVED, None, Leg.OUTBOUND),
        (State.OUTBOUND, None, Leg.OUTBOUND),
        (State.ON_HOLD, State.INBOUND, Leg.INBOUND),
        (State.ON_HOLD, State.REPAIRING, Leg.OUTBOUND),
    ],
)
def test_the_label_is_for_the_trip_that_comes_next(state: State, held_from: State | None, leg: Leg) -> None:
    assert leg_of(Ticket(state=state, held_from=held_from)) is leg


def test_the_symbol_opens_the_repair(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    code = code_of(sqlite_shop, authorised(sqlite_shop))
    answer = clerk.get("/labels/print", query_string={"code": spell_code(code)})
    assert answer.headers["Content-Disposition"] == f'inline; filename="label-{code}.pdf"'
    assert [found.text for found in symbols(paper(answer.data))] == [f"HTTP://LOCALHOST:8000/Q/{code}"] * 2
    assert clerk.get(f"/Q/{code}").location == f"/scan?code={code}"


def test_a_label_speaks_the_customers_language_whoever_prints_it(
    sqlite_shop: Shop, clerk: FlaskClient
) -> None:
    code = code_of(sqlite_shop, authorised(sqlite_shop, phone="+821055556666", language=Language.EN))
    assert "PICKUP" in read_text(clerk.get(f"/labels/print?code={code}").data)


def test_many_scanned_codes_all_come_out_in_that_order_and_doubles_once(
    sqlite_shop: Shop, clerk: FlaskClient
) -> None:
    codes = [code_of(sqlite_shop, authorised(sqlite_shop)) for _ in range(7)]
    typed = "\r\n".join(
        [
            f"HTTP://LOCALHOST:8000/Q/{codes[0]}",
            *map(spell_code, codes[1:]),
            codes[3].lower(),
            "HTTP://X.KR/B/A-01",
        ]
    )
    with sqlite_shop.database.reading() as session:
        assert session.get(Bin, "A-01") is not None
    answer = clerk.post("/labels/print", data={"what": "codes", "codes": typed, "format": "4x6"})
    assert pages(answer.data) == 8
    shown = [read_text(answer.data, page=number) for number in range(8)]
    assert all(spell_code(code) in text for code, text in zip([*codes], shown, strict=False))
    assert "A-01" in shown[7]


def test_a_half_used_sheet_is_used_up(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    codes = [code_of(sqlite_shop, authorised(sqlite_shop)) for _ in range(5)]
    answer = clerk.post(
        "/labels/print", data={"codes": "\n".join(codes), "format": "a4-24", "start": "23", "copies": "2"}
    )
    assert pages(answer.data) == 2
    text = read_text(answer.data) + read_text(answer.data, page=1)
    assert all(text.count(spell_code(code)) == 2 for code in codes)
    assert "김하늘" not in text  # a shelf is open to everybody's eyes
    assert read_text(answer.data).count(spell_code(codes[0])) == 2


def test_what_nobody_knows_is_listed_and_nothing_is_dropped_silently(
    sqlite_shop: Shop, clerk: FlaskClient
) -> None:
    code = code_of(sqlite_shop, authorised(sqlite_shop))
    form = {"codes": f"{code}\nZZZZ-ZZZZ-ZZZZ\nNO-SUCH-BIN", "format": "a4-8", "start": "3"}
    answer = clerk.post("/labels/print", data=form)
    html = page(answer)
    assert answer.status_code == 422
    assert "neither a repair nor a bin has: ZZZZ-ZZZZ-ZZZZ, NO-SUCH-BIN" in html
    assert f"{code}\nZZZZ" in html
    assert 'id="format-a4-8" name="format" value="a4-8" aria-describedby="format-a4-8-hint" checked' in html
    assert 'name="start" value="3"' in html
    assert "<title>Error:" in html
    assert "Print only those found: 1" in html
    answer = clerk.post("/labels/print", data=form | {"only_known": "1"})
    assert answer.status_code == 200
    assert read_text(answer.data).count(spell_code(code)) == 2
    alone = clerk.post("/labels/print", data={"codes": "NO-SUCH-BIN"})
    assert "Print only those found" not in page(alone)


@pytest.mark.parametrize("name", ["张伟", "สมชาย", "김하늘 😀"])
def test_letters_that_a_label_lacks_are_named_before_it_is_printed(
    sqlite_shop: Shop, clerk: FlaskClient, name: str
) -> None:
    ticket_id = inbound(sqlite_shop)
    code = code_of(sqlite_shop, ticket_id)
    with sqlite_shop.database.transaction() as session:
        the(session, ticket_id).address.recipient = name
    form = {"codes": f"{code}\nNO-SUCH-BIN", "only_known": "1"}
    answer = clerk.post("/labels/print", data=form)
    html = page(answer)
    assert answer.status_code == 422
    assert f"{spell_code(code)}: {' '.join(typeface.lacking(name))}." in html
    assert '<input type="hidden" name="only_known" value="1">' in html  # the choice before stands
    assert "Print all the same" in html
    answer = clerk.post("/labels/print", data=form | {"despite_gaps": "1"})
    assert answer.mimetype == "application/pdf"
    small = clerk.post("/labels/print", data=form | {"format": "a4-24"})
    assert small.mimetype == "application/pdf"  # no name on it


def test_a_number_from_abroad_is_printed_as_it_is_dialled(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    codes = [
        code_of(sqlite_shop, inbound(sqlite_shop, phone=number))
        for number in ("+12125550123", "+821023456789")
    ]
    answer = clerk.get("/labels/print", query_string={"code": codes})
    assert "+1212-555-0123" in read_text(answer.data)
    assert "010-2345-6789" in read_text(answer.data, page=1)
    assert "+82" not in read_text(answer.data, page=1)


def test_all_labels_of_a_run_come_in_driving_order_each_for_its_own_trip(
    sqlite_shop: Shop, clerk: FlaskClient
) -> None:
    assert "No run with stops to drive" in page(clerk.get("/labels?what=run"))
    tickets = [inbound(sqlite_shop), packed(sqlite_shop)]
    return_booked(sqlite_shop, tickets[1])
    run = todays_run(sqlite_shop)
    with sqlite_shop.database.reading() as session:
        stops = session.scalars(select(Run)).all()
    html = page(clerk.get("/labels?what=run"))
    assert [str(stop.id) for stop in stops] == re.findall(r'<option value="([^"]+)"', html)
    answer = clerk.post("/labels/print", data={"what": "run", "run": str(run), "format": "zpl"})
    assert answer.mimetype == "application/vnd.zebra-zpl"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="labels-2.zpl"'
    read = [symbols(slip.picture.convert("L"))[0].text[-12:] for slip in read_zpl(answer.data)]
    assert sorted(read) == sorted(code_of(sqlite_shop, ticket_id) for ticket_id in tickets)
    pdf = clerk.get(f"/labels/print?run={run}").data
    words = [("수거" in text, "반송" in text) for text in (read_text(pdf, page=0), read_text(pdf, page=1))]
    assert sorted(words) == [(False, True), (True, False)]


def test_every_bin_gets_a_label_that_opens_it(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    with sqlite_shop.database.reading() as session:
        codes = sorted(session.scalars(select(Bin.code)))
    assert f"Labels of all bins: {len(codes)}." in page(clerk.get("/labels?what=bins"))
    answer = clerk.post("/labels/print", data={"what": "bins", "format": "a4-24"})
    read = [
        found.text
        for number in range(pages(answer.data))
        for found in symbols(paper(answer.data, page=number, dpi=300))
    ]
    assert sorted(read) == [f"HTTP://LOCALHOST:8000/B/{code}" for code in codes]
    assert clerk.get(f"/B/{codes[0]}").location == f"/dock/bins/{codes[0]}"
    with sqlite_shop.database.transaction() as session:
        session.execute(update(Ticket).values(bin_code=None))
        for row in session.scalars(select(Bin)):
            session.delete(row)
    assert "No bins yet" in page(clerk.get("/labels?what=bins"))
    assert "There is nothing to print." in page(clerk.post("/labels/print", data={"what": "bins"}))


def test_one_label_is_also_a_picture(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    codes = [code_of(sqlite_shop, authorised(sqlite_shop)) for _ in range(2)]
    answer = clerk.get("/labels/print", query_string={"code": codes[:1], "format": "png"})
    assert answer.mimetype == "image/png"
    assert png(answer.data).size == (812, 1218)
    answer = clerk.get("/labels/print", query_string={"code": codes[:1], "format": "svg"})
    assert (answer.mimetype, answer.data[:4]) == ("image/svg+xml", b"<svg")
    for form in ("png", "svg"):
        answer = clerk.get("/labels/print", query_string={"code": codes, "format": form})
        assert answer.status_code == 422
        assert "A picture holds one label." in page(answer)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"codes": " \n"}, "Scan or paste at least one code, one a line."),
        ({"codes": "A-01", "format": "a4-24", "start": "25"}, "This sheet has 24 places. Write 1 to 24."),
        ({"codes": "A-01", "format": "a4-2", "start": "two"}, "This sheet has 2 places. Write 1 to 2."),
        ({"codes": "A-01", "copies": "0"}, "Write how many of each label are printed, 1 to 99."),
        ({"codes": "A-01", "format": "papyrus"}, "Choose how the labels are printed."),
        ({"what": "run", "run": "today"}, "Choose the run whose labels are printed."),
        ({"what": "run", "run": str(UUID(int=7))}, "There is no such run."),
    ],
)
def test_a_refusal_names_the_field_and_the_remedy(
    clerk: FlaskClient, form: dict[str, str], said: str
) -> None:
    answer = clerk.post("/labels/print", data=form)
    assert answer.status_code in (404, 422)
    assert said in page(answer)


def test_more_than_five_hundred_are_refused_and_not_cut(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    with sqlite_shop.database.transaction() as session:
        session.add_all(Bin(code=f"R-{number:04}", note="") for number in range(501))
    typed = "\n".join(f"R-{number:04}" for number in range(501))
    answer = clerk.post("/labels/print", data={"codes": typed, "format": "a4-24"})
    assert "501 labels are more than the 500 that go into one file." in page(answer)
    answer = clerk.post("/labels/print", data={"codes": typed[7:], "format": "a4-24"})
    assert pages(answer.data) == 21


def test_an_address_too_long_for_any_label_is_said_with_its_code(
    sqlite_shop: Shop, clerk: FlaskClient
) -> None:
    ticket_id = authorised(sqlite_shop)
    with sqlite_shop.database.transaction() as session:
        the(session, ticket_id).model_name = "가나다라" * 400
    code = code_of(sqlite_shop, ticket_id)
    answer = clerk.get(f"/labels/print?code={code}")
    assert answer.status_code == 422
    assert f"The texts of {spell_code(code)} are too long for its label." in page(answer)


def test_printing_changes_nothing(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    ticket_id = inbound(sqlite_shop)
    before = sqlite_shop.ticket(code_of(sqlite_shop, ticket_id)).version
    sqlite_shop.clock.move_on(HOUR)
    clerk.get(f"/labels/print?code={code_of(sqlite_shop, ticket_id)}")
    assert sqlite_shop.ticket(code_of(sqlite_shop, ticket_id)).version == before
    assert state_of(sqlite_shop, ticket_id).value == "inbound"


def test_a_hundred_labels_ask_as_many_questions_as_one(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    codes = [code_of(sqlite_shop, inbound(sqlite_shop)) for _ in range(6)]

    def questions(asked_for: list[str]) -> int:
        asked: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            asked.append(statement)

        event.listen(sqlite_shop.database.engine, "before_cursor_execute", note)
        assert clerk.get("/labels/print", query_string={"code": asked_for}).status_code == 200
        event.remove(sqlite_shop.database.engine, "before_cursor_execute", note)
        return len(asked)

    assert questions(codes) == questions(codes[:1])


@pytest.mark.parametrize("role", [Role.TECHNICIAN, Role.COURIER])
def test_only_those_who_hand_out_boxes_print_addresses(sqlite_shop: Shop, role: Role) -> None:
    code = code_of(sqlite_shop, authorised(sqlite_shop))
    client = sqlite_shop.signed_in(role)
    assert client.get("/labels").status_code == 403
    assert client.get(f"/labels/print?code={code}").status_code == 403
    assert sqlite_shop.signed_in(Role.DISPATCHER).get("/labels").status_code == 200


def test_the_page_speaks_korean(sqlite_shop: Shop, clerk: FlaskClient) -> None:
    html = page(clerk.get("/labels?lang=ko"))
    assert "라벨 인쇄" in html
    assert "감열 프린터" in html


def test_a_refusal_can_be_read_in_the_other_language_without_losing_what_was_typed(
    sqlite_shop: Shop, clerk: FlaskClient
) -> None:
    codes = [code_of(sqlite_shop, authorised(sqlite_shop)) for _ in range(2)]
    form = {
        "codes": "\n".join([*codes, *["NO-SUCH-BIN"] * 400]),
        "format": "a4-8",
        "start": "3",
        "copies": "2",
    }
    html = page(clerk.post("/labels/print", data=form))
    asks = re.findall(
        r'<button [^>]*form="labels" formaction="([^"]+)" name="look" value="1" lang="(..)"', html
    )
    assert asks == [("/labels/print?lang=ko", "ko"), ("/labels/print?lang=en", "en")]
    again = clerk.post(asks[0][0], data=form | {"look": "1"})
    assert again.status_code == 422
    korean = page(again)
    assert "라벨 인쇄" in korean
    assert "NO-SUCH-BIN" in korean.split("</textarea>")[0].split("<textarea")[1]
    assert all(code in korean for code in codes)
    assert 'name="start" value="3"' in korean
    assert 'value="a4-8" aria-describedby="format-a4-8-hint" checked' in korean
    assert "라벨 인쇄" in page(clerk.get("/labels"))  # and it stays so


def test_what_was_put_right_meanwhile_is_not_printed_by_choosing_a_language(
    sqlite_shop: Shop, clerk: FlaskClient
) -> None:
    code = code_of(sqlite_shop, authorised(sqlite_shop))
    answer = clerk.post("/labels/print?lang=ko", data={"codes": code, "format": "4x6", "look": "1"})
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert code in page(answer)
    assert 'name="look"' not in page(answer).split("<main")[1].split("</main>")[0]
