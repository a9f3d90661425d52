"""The table of spellings at the records: one device, one verdict, one campaign; in doubt somebody is asked."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalogue.models import Campaign, DeviceModel, KnownSerial
from app.catalogue.queries import matching_campaigns
from app.catalogue.serial_doubts import doubt_about
from app.catalogue.serials import devices_answering, known_serial, serials_differ, spell_serial
from app.kernel.serials import Names
from app.terms.rules import Coverage
from app.terms.service import judge_device
from tests.asked import asked
from tests.kernel.spellings import NONE, PHONE, STRUCTURED, VACUUM, WASHER
from tests.shop import Shop


def model(session: Session, name: str) -> UUID:
    """A model of the demo shop."""
    return session.scalars(select(DeviceModel.id).where(DeviceModel.name_en == name)).one()


def verdict(shop: Shop, session: Session, typed: str) -> tuple[Coverage, str]:
    """What the evidence ladder says of a Nari 5 with that serial."""
    judged = judge_device(
        session,
        model_id=model(session, "Nari 5 phone"),
        serial=typed,
        label_photo=False,
        proof_photo=False,
        now=shop.clock(),
    )
    return judged.coverage, judged.reason


def register(session: Session, *serials: str) -> None:
    """More devices that the maker knows."""
    vacuum = model(session, "Glide V9 cordless vacuum cleaner")
    session.add_all(KnownSerial(serial=one, model_id=vacuum, made_on=date(2020, 1, 1)) for one in serials)
    session.flush()


def test_every_spelling_of_a_phone_has_the_same_verdict(sqlite_shop: Shop) -> None:
    with sqlite_shop.database.reading() as session:
        verdicts = {typed: verdict(sqlite_shop, session, typed) for typed in PHONE}
        assert verdicts == dict.fromkeys(PHONE, (Coverage.PAID, "serial_out_of_warranty"))
        assert {spell_serial(session, typed) for typed in PHONE} == {"NR5-0007"}


def test_every_spelling_of_a_washer_finds_its_recall(sqlite_shop: Shop) -> None:
    with sqlite_shop.database.reading() as session:
        for model_id in (model(session, "Tide 21 washing machine"), None):
            found = {
                typed: len(matching_campaigns(session, model_id=model_id, serial=typed)) for typed in WASHER
            }
            assert found == dict.fromkeys(WASHER, 1)


def test_a_device_the_records_do_not_know_has_its_recall_in_every_spelling(sqlite_shop: Shop) -> None:
    typed = [
        "TD21-K555",
        "td21k555",
        "TD2l–K555",
        "S/N TD21-K555",
        "STD21-K555",
        "ㅆㅇ21-ㅏ555",
        "(21)TD21-K555",
    ]
    with sqlite_shop.database.reading() as session:
        washer = model(session, "Tide 21 washing machine")
        found = {one: len(matching_campaigns(session, model_id=washer, serial=one)) for one in typed}
        assert found == dict.fromkeys(typed, 1)
        assert [matching_campaigns(session, model_id=washer, serial=one) for one in ("TD21-A1", *NONE)] == [
            []
        ] * 10
        session.add(Campaign(model_id=washer, serial_prefix="", title_en="All of them", title_ko="전부"))
        session.flush()
        assert len(matching_campaigns(session, model_id=washer, serial="모름")) == 1  # whatever the serial


def test_what_the_dock_reads_is_the_device_that_was_told(sqlite_shop: Shop) -> None:
    with sqlite_shop.database.reading() as session:
        for typed in [*VACUUM, *STRUCTURED]:
            assert known_serial(session, typed).serial == "BV9-0003", typed  # type: ignore[union-attr]
            assert not serials_differ(session, "BV9-0003", typed)
            assert not serials_differ(session, typed, "BV9-0003")
            assert serials_differ(session, "BV9-5501", typed)


def test_each_of_two_serials_is_looked_up_once(sqlite_shop: Shop) -> None:
    with sqlite_shop.database.reading() as session, asked(sqlite_shop.database.engine) as statements:
        assert serials_differ(session, "BV9-5501", "BV9-0003")
    assert len([one for one in statements if "FROM known_serials" in one]) == 2


@pytest.mark.parametrize("told", NONE)
def test_none_is_no_serial_and_never_differs(sqlite_shop: Shop, told: str) -> None:
    with sqlite_shop.database.reading() as session:
        assert verdict(sqlite_shop, session, told) == (Coverage.TO_BE_CHECKED, "no_serial")
        assert not serials_differ(session, told, "BV9-0003")
        assert not serials_differ(session, "BV9-0003", told)
        assert (spell_serial(session, told), doubt_about(session, told)) == ("", None)


@pytest.mark.parametrize(
    ("told", "read", "differ"),
    [
        ("ZZ9-1111", "ZZ9-2222", True),
        ("ZZ9-1111", "S/N zz9 1111", False),
        ("8801234567893", "BV9-0003", False),  # a product's number says nothing about the device
        ("BV9-0003", "8801234567893", False),
        ("AB1-0007", "ABI-0007", True),  # alike, but two devices of the records
        ("ABl-0007", "ABI-0007", False),  # unclear: not the customer's fault
        ("AB1-0007", "ABL-0007", False),
    ],
)
def test_what_differs(sqlite_shop: Shop, told: str, read: str, differ: bool) -> None:
    with sqlite_shop.database.reading() as session:
        register(session, "AB1-0007", "ABI-0007")
        assert serials_differ(session, told, read) is differ


def test_where_two_devices_answer_none_is_acted_on_and_somebody_is_asked(sqlite_shop: Shop) -> None:
    with sqlite_shop.database.reading() as session:
        register(session, "NR5-OOO7", "AB1-0007", "ABI-0007")
        assert known_serial(session, "NR5-0007").serial == "NR5-0007"  # type: ignore[union-attr]
        assert known_serial(session, "nr5ooo7").serial == "NR5-OOO7"  # type: ignore[union-attr]
        both = devices_answering(session, "ABl-0007")
        assert (len(both.devices), both.device, both.names_one) == (2, None, False)
        assert verdict(sqlite_shop, session, "NR5-0OO7") == (Coverage.TO_BE_CHECKED, "serial_unknown")
        assert spell_serial(session, "NR5-0oo7") == "NR5-0OO7"  # as typed: nothing is guessed
        assert "letter by letter" in str(doubt_about(session, "ABl-0007"))


@pytest.mark.parametrize(
    "typed", ["8801234567893", "(01)08801234567893", "GTIN 8801234567893", "Model: V9", "모델명 BV9"]
)
def test_a_products_number_is_asked_about_and_never_acted_on(sqlite_shop: Shop, typed: str) -> None:
    with sqlite_shop.database.reading() as session:
        assert devices_answering(session, typed).read.names is Names.PRODUCT
        assert "all devices of the model share" in str(doubt_about(session, typed))
        assert verdict(sqlite_shop, session, typed) == (Coverage.TO_BE_CHECKED, "no_serial")


@pytest.mark.parametrize(
    "typed", ["Nari 5", "nari5", "Sora Nari 5", "Glide V9", "V9", "나리 5", "Tide 21", "TIDE-21"]
)
def test_a_models_name_is_asked_about(sqlite_shop: Shop, typed: str) -> None:
    with sqlite_shop.database.reading() as session:
        assert "name of the model" in str(doubt_about(session, typed))


@pytest.mark.parametrize(
    "typed",
    [
        *["NR5-0007 NR5-0008", "앞 NR5-0001 뒤 NR5-0007", "NR5-0001 / NR5-0007", "NR5-0007 or ZZ9-1234", "NR5-0007 아니면 NR5-0008"],
        *["NR5-0007, ZZ9-1234", "ZZ9-1234\nNR5-0007", "S/N NR5-0007, NR5-0008"],
    ],
)  # fmt: skip
def test_of_two_numbers_none_decides_and_both_are_named(sqlite_shop: Shop, typed: str) -> None:
    with sqlite_shop.database.reading() as session:
        said = str(doubt_about(session, typed))
        assert said.startswith("More than one number stands here: ")
        assert all(one in said for one in devices_answering(session, typed).read.apart[:2])
        assert (known_serial(session, typed), spell_serial(session, typed)) == (None, "")
        assert verdict(sqlite_shop, session, typed) == (Coverage.TO_BE_CHECKED, "no_serial")


@pytest.mark.parametrize(
    "typed",
    [
        *["not NR5-0007", "NR5-0007 (old device)", "no serial, model 12345"],
        *["I lost it, was NR5-0007", "예전 기기 NR5-0007"],
    ],
)  # fmt: skip
def test_a_serial_that_words_deny_is_asked_about_and_never_acted_on(sqlite_shop: Shop, typed: str) -> None:
    with sqlite_shop.database.reading() as session:
        assert "reads like a sentence" in str(doubt_about(session, typed))
        assert (known_serial(session, typed), spell_serial(session, typed)) == (None, "")
        assert verdict(sqlite_shop, session, typed) == (Coverage.TO_BE_CHECKED, "no_serial")


def test_a_sentence_around_a_known_serial_is_understood_and_another_asked_about(sqlite_shop: Shop) -> None:
    with sqlite_shop.database.reading() as session:
        assert doubt_about(session, "my serial is NR5-0007 thanks") is None
        assert spell_serial(session, "my serial is nr5-0007 thanks") == "NR5-0007"
        assert "reads like a sentence" in str(doubt_about(session, "my serial is ABC1234 thanks"))


@pytest.mark.parametrize("typed", ["NR5-0007", "ZZ9-1234", "s/n zz9-1234", "2024123456", "Nari 5-1234", ""])
def test_nothing_else_is_asked_about(sqlite_shop: Shop, typed: str) -> None:
    with sqlite_shop.database.reading() as session:
        assert doubt_about(session, typed) is None
