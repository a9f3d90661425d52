"""A name that no label can print whole is asked for in Latin letters, too: once, calmly, and it may stay empty."""

from urllib.parse import urlsplit

import pytest

from app.kernel.actor import Role
from tests.adapters.labels.samples import read_text
from tests.shop import Shop
from tests.web.customer.requesting import Requesting, words

FIELD = 'name="name_latin"'


@pytest.fixture
def walk(sqlite_shop: Shop) -> Requesting:
    made = Requesting(sqlite_shop)
    made.start()
    made.prove()
    return made


@pytest.mark.parametrize("name", ["김하늘", "José Müller", "Nguyễn Văn Đức", "王 金", "Иван"])
def test_a_name_that_a_label_can_print_is_not_asked_for_twice(walk: Requesting, name: str) -> None:
    assert FIELD not in walk.get("contact").get_data(as_text=True)
    assert walk.contact(name=name).status_code == 302


@pytest.mark.parametrize(
    ("name", "letters"), [("张伟", "张 伟"), ("สมชาย", "ส ม ช า ย"), ("김하늘 😀", "😀")]
)
def test_a_name_that_it_cannot_print_is_asked_for_in_latin_letters(
    walk: Requesting, name: str, letters: str
) -> None:
    answer = walk.contact(name=name, line2="7동 701호")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert f"Our labels cannot print {letters}." in words(answer)
    assert FIELD in html
    assert "7동 701호" in html
    assert "data-error-summary" not in html  # nobody did anything wrong
    assert walk.shop.texts("+821012345678") == []  # the code goes when the page is complete
    assert walk.contact(name=name, name_latin="Zhang Wei").status_code == 302
    assert 'value="Zhang Wei"' in walk.get("contact").get_data(as_text=True)


def test_it_may_stay_empty(walk: Requesting) -> None:
    walk.contact(name="张伟")
    assert walk.contact(name="张伟", name_latin="").status_code == 302


@pytest.mark.parametrize(("latin", "printed"), [("Zhang Wei", "ZhangWei"), ("", "□□")])
def test_the_label_prints_it_where_it_lacks_the_name(
    sqlite_shop: Shop, walk: Requesting, latin: str, printed: str
) -> None:
    walk.contact(name="张伟", name_latin=latin)
    walk.type_code()
    walk.accept()
    walk.choose()
    assert ("Zhang Wei" in words(walk.get("check"))) == bool(latin)
    walk.confirm()
    (ticket,) = walk.tickets()
    with sqlite_shop.database.transaction() as session:
        link = sqlite_shop.runtime.private_url(session, session.merge(ticket), now=sqlite_shop.clock())
    page = urlsplit(link).path
    assert printed in read_text(walk.client.get(f"{page}/label.pdf").data)
    said = words(walk.client.get(f"{page}/label?lang=en"))
    assert ("shows □ for these letters: 张 伟" in said) == (not latin)  # named to whoever prints
    clerk = sqlite_shop.signed_in(Role.WAREHOUSE)
    assert clerk.get("/labels/print", query_string={"code": ticket.code}).status_code == (
        200 if latin else 422
    )
