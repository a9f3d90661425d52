"""A code is six digits, kept as a hash, for one request, and guessed at most five times by any number of hands."""

import threading
from datetime import timedelta

from sqlalchemy import select

from app.customers.models import PhoneCode
from app.journeys.verify_phone import try_code
from app.tickets import drafts
from tests.shop import Shop
from tests.web.customer.requesting import E164, Requesting


def test_the_database_holds_no_digits(shop: Shop) -> None:
    walk = Requesting(shop)
    walk.start()
    walk.prove()
    walk.contact()
    with shop.database.reading() as session:
        code = session.scalars(select(PhoneCode)).one()
    assert walk.texted_code() not in code.code_hash
    assert len(code.code_hash) == 64
    assert code.expires_at - code.sent_at == timedelta(minutes=10)


def test_a_code_for_another_number_proves_nothing(shop: Shop) -> None:
    walk = Requesting(shop)
    walk.start()
    walk.prove()
    walk.contact()
    with shop.database.transaction() as session:
        draft = drafts.by_token(session, walk.token, now=shop.clock())
        no = try_code(session, draft, walk.texted_code(), phone="+821099998888", now=shop.clock())
        assert no is not None
        assert no.code == "code_none"
        assert draft.verified_phone is None


def test_full_width_digits_and_spaces_are_the_same_code(shop: Shop) -> None:
    walk = Requesting(shop)
    walk.start()
    walk.prove()
    walk.contact()
    digits = walk.texted_code()
    typed = " ".join(chr(ord(digit) - ord("0") + ord("０")) for digit in digits)
    assert walk.type_code(typed).headers["Location"].endswith("/terms")


def test_ten_guesses_at_once_are_five_tries(shop: Shop) -> None:
    walk = Requesting(shop)
    walk.start()
    walk.prove()
    walk.contact()
    guess = f"{(int(walk.texted_code()) + 1) % 1_000_000:06}"
    codes: list[str] = []

    def one() -> None:
        with shop.database.transaction() as session:
            draft = drafts.by_token(session, walk.token, now=shop.clock())
            no = try_code(session, draft, guess, phone=E164, now=shop.clock())
            assert no is not None
            codes.append(no.code)

    threads = [threading.Thread(target=one) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == ["code_spent"] * 5 + ["code_wrong"] * 5
