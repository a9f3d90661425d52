"""The QR on a box: staff land on their work, strangers learn the stage and nothing about the customer."""

import pytest

from app.kernel.actor import Role
from app.kernel.i18n import Language
from app.kernel.ids import spell_code
from app.tickets.states import State
from tests.shop import Shop
from tests.web.customer.walk import NAME, STORY, STREET, a_repair, collect, ticket_of


@pytest.mark.parametrize("language", list(Language))
def test_a_stranger_learns_the_stage_and_nothing_personal(sqlite_shop: Shop, language: Language) -> None:
    stranger = sqlite_shop.client()
    for number, state in enumerate(State):
        phone = f"+8210556677{number:02}"
        walk = a_repair(sqlite_shop, state, phone=phone)
        page = stranger.get(f"/Q/{walk.ticket.code}?lang={language}").get_data(as_text=True)
        private = (
            NAME,
            NAME.split()[1],
            phone,
            phone[3:],
            "5566",
            STREET,
            "03991",
            STORY,
            "65,000",
            "93,000",
            walk.token,
            "나리",
            "한지우",
        )
        assert [word for word in private if word in page] == [], state
        assert spell_code(walk.ticket.code) in page
        assert "02-000-0000" in page


def test_any_spelling_of_the_code_is_understood(sqlite_shop: Shop) -> None:
    code = a_repair(sqlite_shop).ticket.code
    for typed in (code, code.lower(), spell_code(code), code.replace("1", "l").replace("0", "o")):
        for path in (f"/Q/{typed}", f"/q/{typed}"):
            answer = sqlite_shop.client().get(path, headers={"Accept-Language": "en"})
            assert answer.status_code == 200
            assert "Request received" in answer.get_data(as_text=True)


def test_an_unknown_code_is_named_kindly(sqlite_shop: Shop) -> None:
    answer = sqlite_shop.client().get("/Q/AAAA-BBBB-CCCC", headers={"Accept-Language": "en"})
    assert answer.status_code == 404
    assert "Compare it with the label" in answer.get_data(as_text=True)


def test_staff_land_on_their_work(sqlite_shop: Shop) -> None:
    code = a_repair(sqlite_shop).ticket.code
    answer = sqlite_shop.signed_in(Role.WAREHOUSE).get(f"/Q/{code}")
    assert (answer.status_code, answer.location) == (302, f"/scan?code={code}")


def test_codes_cannot_be_guessed_in_bulk(sqlite_shop: Shop) -> None:
    code = a_repair(sqlite_shop).ticket.code
    browser = sqlite_shop.client()
    answers = {browser.get("/Q/AAAABBBBCCCC").status_code for _ in range(60)}
    assert answers == {404}
    assert browser.get(f"/Q/{code}").status_code == 429


def test_a_collected_parcel_is_no_booked_pickup(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.INBOUND)
    face = f"/Q/{walk.ticket.code}?lang=ko"
    assert "수거 예약됨" in sqlite_shop.client().get(face).get_data(as_text=True)
    with sqlite_shop.database.transaction() as session:
        collect(walk, session, ticket_of(session, walk.ticket_id))
    page = sqlite_shop.client().get(face).get_data(as_text=True)
    assert "수리센터로 가는 중" in page
    assert "수거 예약됨" not in page


@pytest.mark.parametrize(
    ("state", "customers", "staffs"),
    [
        (State.NEEDS_INFO, "답변 필요", "고객 답변 대기"),
        (State.OUTBOUND, "배송 중", "반송 중"),
        (State.ON_HOLD, "잠시 멈춤", "보류"),
    ],
)
def test_a_stage_has_a_name_for_its_customer_and_one_for_staff(
    sqlite_shop: Shop, state: State, customers: str, staffs: str
) -> None:
    walk = a_repair(sqlite_shop, state)
    own = sqlite_shop.client().get(f"/t/{walk.token}?lang=ko").get_data(as_text=True)
    assert customers in own
    assert staffs not in own
    desk = sqlite_shop.signed_in(Role.MANAGER).get(f"/bench/{walk.ticket.code}?lang=ko")
    assert staffs in desk.get_data(as_text=True)
