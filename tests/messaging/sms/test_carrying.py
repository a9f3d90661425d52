"""What networks carry leaves; what they do not is written otherwise before it is stored, counted and shown."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from app.journeys.conversation.talk import write_to_customer
from app.kernel.act import Act
from app.kernel.actor import Role
from app.kernel.i18n import Language
from app.messaging.sms.carrying import carried, passes_korean_networks
from app.staff.models import StaffAccount
from app.tickets.states import State
from tests.shop import Shop
from tests.tiers import examples
from tests.web.customer.walk import a_repair, ticket_of

# A name, and how a Korean phone can show it.
TABLE = [
    ("김민지", "김민지"),
    ("José", "Jose"),
    ("Jose\u0301", "Jose"),
    ("Nguyễn Thị Đức", "Nguyen Thi Duc"),
    ("쀍", "ㅃㅞㄺ"),
    ("똠방", "ㄸㅗㅁ방"),
    ("Łukasz Ørsted", "Łukasz Ørsted"),  # KS X 1001 has these
    ("ﬁ Ⅷ ½", "fi Ⅷ ½"),
    ("A — B – C", "A - B - C"),
    ("₩5", "W5"),
    ("민지😀", "민지"),
    ("👩‍🔧", ""),
    ("張偉", "張偉"),
    ("张伟", "??"),
    ("สมชาย", "?????"),
]


@pytest.mark.parametrize(("name", "arrives"), TABLE)
def test_a_name_keeps_what_korean_networks_have_letters_for(name: str, arrives: str) -> None:
    assert carried(name, "KR") == arrives
    assert carried(name, "US") == name


@settings(max_examples=examples(50, 1500))
@given(st.text(max_size=60))
def test_whatever_is_in_a_text_it_passes_and_what_passed_is_not_touched(body: str) -> None:
    left = carried(body, "KR")
    assert passes_korean_networks(left)
    assert carried(left, "KR") == left
    if passes_korean_networks(body):
        assert left == body


@pytest.mark.parametrize("language", list(Language))
def test_a_technician_of_any_name_writes_to_a_phone_in_korea(sqlite_shop: Shop, language: Language) -> None:
    walk = a_repair(sqlite_shop, State.OFFERED, language=language)
    abroad = a_repair(sqlite_shop, State.OFFERED, language=language, phone="+14155552671")
    with sqlite_shop.database.transaction() as session:
        session.execute(
            update(StaffAccount).where(StaffAccount.role == Role.TECHNICIAN).values(name="José 쀍")
        )
    act = Act(sqlite_shop.staff(Role.TECHNICIAN), sqlite_shop.clock())
    for one in (walk, abroad):
        with sqlite_shop.database.transaction() as session:
            write_to_customer(session, ticket_of(session, one.ticket_id), "안녕하세요", act)
    at_home, far = sqlite_shop.texts(walk.phone)[-1], sqlite_shop.texts(abroad.phone)[-1]
    assert "Jose ㅃㅞㄺ" in at_home.body
    assert passes_korean_networks(at_home.body)
    assert "José 쀍" in far.body
