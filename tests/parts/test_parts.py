"""Parts before parcels: when a part counts as there, and what is written about it."""

from dataclasses import dataclass
from datetime import date

import pytest

from app.kernel.errors import FieldRefused, NotFound
from app.kernel.ids import new_row_id
from app.parts import rules, service
from app.parts.rules import PartState
from app.parts.service import WantedPart
from tests.journeys.on_the_bench import ask_for_repair
from tests.shop import Shop

DAY = date(2026, 11, 30)


@dataclass(frozen=True)
class APart:
    """A part as the rules look at it."""

    state: PartState
    expected_on: date | None = None


@pytest.mark.parametrize(
    ("part", "by_the_day", "here", "known"),
    [
        (APart(PartState.RESERVED), True, True, True),
        (APart(PartState.IN), True, True, True),
        (APart(PartState.USED), True, True, True),
        (APart(PartState.DATED, DAY), True, False, True),
        (APart(PartState.DATED, date(2026, 12, 1)), False, False, True),
        (APart(PartState.DATED), False, False, False),
        (APart(PartState.NEEDED, DAY), False, False, False),
        (APart(PartState.UNOBTAINABLE), False, False, False),
    ],
)
def test_a_part_counts_once_it_is_here_or_dated(
    part: APart, by_the_day: bool, here: bool, known: bool
) -> None:
    assert rules.ready_by([part], DAY) is by_the_day
    assert rules.all_here([part]) is here
    assert rules.all_known([part]) is known


def test_one_missing_part_holds_everything_up() -> None:
    assert rules.ready_by([], DAY)
    assert not rules.ready_by([APart(PartState.IN), APart(PartState.NEEDED)], DAY)


def test_the_last_part_decides_when_all_are_here() -> None:
    early, late = APart(PartState.DATED, DAY), APart(PartState.DATED, date(2026, 12, 4))
    assert rules.last_arrival([early, late, APart(PartState.IN)]) == date(2026, 12, 4)
    assert rules.last_arrival([early, APart(PartState.NEEDED)]) is None
    assert rules.last_arrival([APart(PartState.IN)]) is None


def test_parts_are_named_replaced_and_used(shop: Shop) -> None:
    ticket_id = ask_for_repair(shop)
    with shop.database.transaction() as session:
        service.need(session, ticket_id, " Spring ", state=PartState.RESERVED)
        service.use_all(session, ticket_id)
        service.need(session, ticket_id, "Pad", state=PartState.NEEDED)
        named = service.name_all(session, ticket_id, [WantedPart("Cable", PartState.DATED, DAY)])
        assert {part.name: part.state for part in named} == {
            "Spring": PartState.USED,
            "Cable": PartState.DATED,
        }


def test_a_part_needs_a_name_and_a_dated_one_a_day(sqlite_shop: Shop) -> None:
    ticket_id = ask_for_repair(sqlite_shop)
    with sqlite_shop.database.transaction() as session:
        with pytest.raises(FieldRefused) as no:
            service.need(session, ticket_id, "  ", state=PartState.NEEDED)
        assert no.value.field == "parts"
        with pytest.raises(FieldRefused) as no:
            service.need(session, ticket_id, "Spring", state=PartState.DATED)
        assert no.value.field == "expected_on"


def test_another_repairs_part_is_not_found(sqlite_shop: Shop) -> None:
    mine, theirs = ask_for_repair(sqlite_shop), ask_for_repair(sqlite_shop)
    with sqlite_shop.database.transaction() as session:
        part = service.need(session, theirs, "Spring", state=PartState.NEEDED)
        for strange in (part.id, new_row_id()):
            with pytest.raises(NotFound):
                service.one_of(session, mine, strange)
