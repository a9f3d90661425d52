"""A code is six digits, kept as a hash, for one request, and guessed at most five times by any number of hands."""

import re
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.customers.codes import fingerprint
from app.customers.models import PhoneCode
from app.journeys.request.verify_phone import send_code, try_code
from app.kernel.db import Base
from app.kernel.errors import FieldRefused
from app.messaging.sms.models import DemoSms
from app.messaging.sms.writing import count_segments
from app.requests import drafts
from tests.shop import Shop
from tests.web.customer.requesting import E164, Requesting


def asked_for_a_code(shop: Shop) -> Requesting:
    """Somebody who has given their number and waits for the text."""
    walk = Requesting(shop)
    walk.start()
    walk.prove()
    walk.contact()
    return walk


def secret_of(shop: Shop) -> str:
    return shop.runtime.settings.secret_key.get_secret_value()


def test_the_phone_shows_six_digits_that_stand_nowhere_in_the_database(shop: Shop) -> None:
    asked_for_a_code(shop)
    shop.drain()
    [said] = shop.phone(E164)
    found = re.search(r"code: (\d{6})\. Type it", said)
    assert found, said
    with shop.database.reading() as session:
        for table in Base.metadata.sorted_tables:
            if table is not DemoSms.__table__:  # the stranger's phone, not our books
                rows = session.execute(select(table)).all()
                assert not [row for row in rows if re.search(rf"\b{found[1]}\b", str(row))], table.name


def test_who_reads_the_rows_cannot_try_out_the_million_codes(shop: Shop) -> None:
    walk = asked_for_a_code(shop)
    with shop.database.reading() as session:
        code = session.scalars(select(PhoneCode)).one()
    digits = walk.texted_code()
    assert len(code.code_hash) == 64
    assert code.code_hash == fingerprint(secret_of(shop), code.draft_id, digits)
    assert code.code_hash != fingerprint("another secret", code.draft_id, digits)
    assert code.expires_at - code.sent_at == timedelta(minutes=10)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_code_costs_as_many_segments_as_it_takes_on_the_phone(sqlite_shop: Shop, language: str) -> None:
    walk = Requesting(sqlite_shop)
    walk.start()
    walk.prove()
    walk.contact(language=language)
    sqlite_shop.drain()
    [text], [said] = sqlite_shop.texts(E164), sqlite_shop.phone(E164)
    assert text.segments == count_segments(said)


def test_the_digits_on_the_phone_are_the_ones_that_are_taken(shop: Shop) -> None:
    walk = asked_for_a_code(shop)
    shop.drain()
    found = re.search(r"\d{6}", shop.phone(E164)[-1])
    assert found
    assert walk.type_code(found[0]).headers["Location"].endswith("/terms")


def test_a_number_of_a_country_we_do_not_text_to_gets_no_code(shop: Shop) -> None:
    walk = asked_for_a_code(shop)
    with shop.database.transaction() as session, pytest.raises(FieldRefused) as no:
        draft = drafts.by_token(session, walk.token, now=shop.clock())
        send_code(
            session,
            draft,
            phone="+14155550100",
            address="-",
            shop_phone="02-123-4567",
            secret=secret_of(shop),
            regions={"KR"},
            now=shop.clock(),
        )
    assert (no.value.code, no.value.field) == ("phone_abroad", "phone")
    assert shop.texts("+14155550100") == []


def test_a_code_for_another_number_proves_nothing(shop: Shop) -> None:
    walk = asked_for_a_code(shop)
    with shop.database.transaction() as session:
        draft = drafts.by_token(session, walk.token, now=shop.clock())
        no = try_code(
            session,
            draft,
            walk.texted_code(),
            phone="+821099998888",
            secret=secret_of(shop),
            now=shop.clock(),
        )
        assert no is not None
        assert no.code == "code_none"
        assert draft.verified_phone is None


def test_full_width_digits_and_spaces_are_the_same_code(shop: Shop) -> None:
    walk = asked_for_a_code(shop)
    digits = walk.texted_code()
    typed = " ".join(chr(ord(digit) - ord("0") + ord("０")) for digit in digits)
    assert walk.type_code(typed).headers["Location"].endswith("/terms")


def test_ten_guesses_at_once_are_five_tries(shop: Shop) -> None:
    walk = asked_for_a_code(shop)
    guess = f"{(int(walk.texted_code()) + 1) % 1_000_000:06}"
    codes: list[str] = []

    def one() -> None:
        with shop.database.transaction() as session:
            draft = drafts.by_token(session, walk.token, now=shop.clock())
            no = try_code(session, draft, guess, phone=E164, secret=secret_of(shop), now=shop.clock())
            assert no is not None
            codes.append(no.code)

    threads = [threading.Thread(target=one) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == ["code_spent"] * 6 + ["code_wrong"] * 4  # the fifth is told that it was the last
