"""The one table of what is done at the dock, and the stories bound to it."""

import pytest

from app.dock.works import BY_ADDRESS, MODES, WORKS, Outcome, Work
from app.edge.scanning import SHOWN
from app.journeys.dock.works import WORK


def test_every_act_has_its_row_and_its_story() -> None:
    assert set(WORKS) == set(Work)
    assert set(WORK) == set(Work) - {Work.OPEN}


@pytest.mark.parametrize("work", sorted(WORK))
def test_what_the_table_says_can_be_undone_has_a_way_back(work: Work) -> None:
    assert (WORKS[work].undo is None) is (WORK[work].back is None)


@pytest.mark.parametrize("work", sorted(set(Work) - {Work.OPEN}))
def test_what_is_done_has_words_a_business_step_and_photos(work: Work) -> None:
    facts = WORKS[work]
    assert all((facts.done, facts.then, facts.step, facts.shot))
    assert facts.mode or facts.page, "somebody must be able to do it"


def test_addresses_and_modes_are_those_that_people_have_in_use() -> None:
    assert list(BY_ADDRESS) == ["receive", "inspect", "store", "pack", "hand-out", "take-back"]
    assert [work.value for work in MODES] == [
        *("open", "receive", "hand_in", "store", "move", "pick", "pack", "hand_out", "count")
    ]


def test_every_outcome_is_answered() -> None:
    assert set(SHOWN) == set(Outcome)
