"""The serial number on page 2: any spelling, words for none, and the question back where it names no single device."""

import pytest

from app.tickets.models import Evidence
from app.tickets.states import State
from tests.kernel.spellings import PHONE, WASHER
from tests.shop import Shop
from tests.web.customer.requesting import Requesting, words


@pytest.fixture
def walk(sqlite_shop: Shop) -> Requesting:
    """Somebody at the front door."""
    return Requesting(sqlite_shop)


def to_the_end(walk: Requesting, serial: str) -> None:
    """The whole request with that serial."""
    walk.start()
    assert walk.prove(evidence="serial", serial=serial).status_code == 302
    walk.contact()
    walk.type_code()


def test_every_spelling_is_offered_the_same_terms(walk: Requesting) -> None:
    to_the_end(walk, PHONE[0])
    first = words(walk.get("terms"))
    assert "Paid by you" in first
    assert "189,000" in first
    for typed in PHONE:
        walk.prove(evidence="serial", serial=typed)
        assert (typed, words(walk.get("terms"))) == (typed, first)


def test_every_spelling_shows_the_recall(walk: Requesting) -> None:
    walk.start(model="Tide 21 washing machine", symptom="It does not drain")
    walk.prove()
    walk.contact()
    walk.type_code()
    for typed in WASHER:
        walk.prove(evidence="serial", serial=typed)
        assert "Free replacement of the drain pump" in words(walk.get("check")), typed


@pytest.mark.parametrize("typed", ["모름", "없어요", "N/A", "0000", "?", "can't read it"])
def test_a_word_for_none_is_an_answer_and_no_serial(walk: Requesting, typed: str) -> None:
    to_the_end(walk, typed)
    assert "No serial number is known" in words(walk.get("terms"))
    walk.accept()
    walk.choose()
    walk.confirm()
    [ticket] = walk.tickets()
    assert (ticket.evidence, ticket.serial) == (Evidence.NONE, "")


@pytest.mark.parametrize(
    ("typed", "asks"),
    [
        ("8801234567893", "all devices of the model share"),
        ("Model: NR5", "all devices of the model share"),
        ("Nari 5", "name of the model"),
        ("not NR5-0007", "reads like a sentence"),
        ("no serial, model 12345", "reads like a sentence"),
        ("serial: NR5-0007 or RF8N300", "reads like a sentence"),
    ],
)
def test_a_number_that_names_no_single_device_is_asked_about_once(
    walk: Requesting, typed: str, asks: str
) -> None:
    walk.start()
    asked = walk.prove(evidence="serial", serial=typed)
    page = asked.get_data(as_text=True)
    assert asked.status_code == 422
    assert asks in page
    assert f'value="{typed}"' in page  # what was typed stays
    assert 'name="asked_about"' in page
    changed = walk.prove(evidence="serial", serial="NR5-0007", asked_about=typed)
    assert changed.status_code == 302
    assert walk.prove(evidence="serial", serial=typed, asked_about="something else").status_code == 422
    assert walk.prove(evidence="serial", serial=typed, asked_about=typed).status_code == 302
    walk.contact()
    walk.type_code()
    assert "Counts as covered until checked" in words(walk.get("terms"))  # nothing is acted on


def test_the_ticket_has_the_serial_as_the_maker_spells_it(walk: Requesting) -> None:
    to_the_end(walk, "S/N: nr5 ooo7")
    walk.accept()
    walk.choose()
    walk.confirm()
    [ticket] = walk.tickets()
    assert (ticket.serial, ticket.state) == ("NR5-0007", State.INBOUND)


@pytest.mark.parametrize("again", ["NR5-0007", "nr5 0007", "S/N NR5-OOO7"])
def test_the_same_device_is_not_taken_twice_without_asking(walk: Requesting, again: str) -> None:
    to_the_end(walk, "NR5-0007")
    walk.accept()
    walk.choose()
    walk.confirm()
    second = Requesting(walk.shop)
    to_the_end(second, again)
    second.accept()
    second.choose()
    asked = second.confirm()
    page = asked.get_data(as_text=True)
    assert (asked.status_code, len(walk.tickets())) == (409, 1)
    assert "This device has a repair already" in page
    [first] = walk.tickets()
    assert f'value="{first.code}"' in page
    assert second.confirm(asked_about=first.code).status_code == 302
    assert len(walk.tickets()) == 2


def test_another_device_or_another_persons_is_no_second_repair(walk: Requesting) -> None:
    to_the_end(walk, "NR5-0007")
    walk.accept()
    walk.choose()
    walk.confirm()
    for serial in ("NR5-2001", "모름", "ZZ9-1234"):
        second = Requesting(walk.shop)
        to_the_end(second, serial)
        second.accept()
        second.choose()
        assert second.confirm().status_code == 302
