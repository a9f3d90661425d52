"""What every SMS provider must keep to; its other side is asked what it accepted."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from app.adapters.calls import CalledInTransaction
from app.adapters.counters import COUNTERS, Ended
from app.kernel.db import Database
from app.messaging.sms.ports import CLOCKS_DIFFER, Outcome, SenderSilent, SmsSought, SmsToSend
from app.messaging.sms.states import RANK, AttemptState
from tests.adapters.sms.providers import PHONE, PROVIDERS, Desk, a_text


@pytest.fixture(params=PROVIDERS)
def desk(request: pytest.FixtureRequest, sqlite_database: Database) -> Iterator[Desk]:
    with PROVIDERS[request.param](sqlite_database) as made:
        yield made


def sought(sms: SmsToSend, *, began: timedelta = timedelta()) -> SmsSought:
    """The try at that text, begun now or `began` from now."""
    return SmsSought(sms.attempt_id, sms.to_phone, sms.body, datetime.now(UTC) - timedelta(seconds=2) + began)


class TestEverySender:
    def test_has_a_name_that_fits_the_column(self, desk: Desk) -> None:
        assert 0 < len(desk.sender.name) <= 30

    def test_says_what_can_be_expected_of_it(self, desk: Desk) -> None:
        can = desk.sender.capabilities
        assert can.sender_type
        assert can.most_units >= 70
        assert can.parallel >= 1
        assert all(region == "*" or (len(region) == 2 and region.isupper()) for region in can.two_way)
        assert can.answers_from("KR") is bool(can.two_way & {"*", "KR"})

    def test_hands_one_text_over_once_as_it_is(self, desk: Desk) -> None:
        assert desk.sender.send(a_text()).outcome is Outcome.ACCEPTED
        assert desk.accepted() == ["안녕하세요 OK"]

    def test_gives_a_reference_that_fits_the_column(self, desk: Desk) -> None:
        first, second = (desk.sender.send(a_text()).reference for _ in range(2))
        assert first
        assert second
        assert first != second
        assert len(first) <= 64

    def test_knows_a_text_again_by_its_reference(self, desk: Desk) -> None:
        sms = a_text()
        reference = desk.sender.send(sms).reference
        assert reference
        record = desk.sender.look_up(reference)
        assert record
        assert (record.reference, record.to_phone) == (reference, PHONE)
        assert record.body in (sms.body, None)
        assert record.attempt_id in (sms.attempt_id, None)
        assert record.state
        assert RANK[record.state] >= RANK[AttemptState.ACCEPTED]
        assert record.trouble is None

    def test_knows_no_text_that_it_never_had(self, desk: Desk) -> None:
        assert desk.sender.look_up("SM" + "f" * 32) is None

    def test_proves_by_an_empty_list_that_nothing_was_accepted(self, desk: Desk) -> None:
        desk.sender.send(a_text(to="+821087654321"))
        if desk.sender.capabilities.can_list:
            assert list(desk.sender.find(sought(a_text()))) == []

    def test_lists_what_went_to_a_number_the_oldest_first(self, desk: Desk) -> None:
        if not desk.sender.capabilities.can_list:
            return
        texts = [a_text(f"no. {number}") for number in range(3)]
        references = [desk.sender.send(text).reference for text in texts]
        found = desk.sender.find(sought(texts[0]))
        assert [record.reference for record in found] == references
        assert {record.to_phone for record in found} == {PHONE}

    def test_leaves_out_what_is_older_than_the_try(self, desk: Desk) -> None:
        sms = a_text()
        desk.sender.send(sms)
        if desk.sender.capabilities.can_list:
            assert list(desk.sender.find(sought(sms, began=CLOCKS_DIFFER * 2))) == []

    def test_can_be_asked_about_a_text_whose_answer_was_lost(self, desk: Desk) -> None:
        if desk.lose_next_answer is None:
            return
        desk.lose_next_answer()
        sms = a_text("did it go?")
        result = desk.sender.send(sms)
        assert (result.outcome, result.reference) == (Outcome.UNCERTAIN, None)
        assert desk.accepted() == ["did it go?"], "it was accepted, once"
        if desk.sender.capabilities.can_list:
            (found,) = desk.sender.find(sought(sms))
            assert found.body in (sms.body, None)
            assert desk.sender.look_up(found.reference) == found

    def test_says_when_it_cannot_be_asked_instead_of_guessing(self, desk: Desk) -> None:
        if desk.fall_silent is None:
            return
        reference = desk.sender.send(a_text()).reference
        assert reference
        desk.fall_silent()
        with pytest.raises(SenderSilent):
            desk.sender.look_up(reference)
        if desk.sender.capabilities.can_list:
            with pytest.raises(SenderSilent):
                desk.sender.find(sought(a_text()))

    def test_is_never_called_while_a_transaction_is_open(self, desk: Desk, sqlite_database: Database) -> None:
        sms = a_text()
        for call in (
            lambda: desk.sender.send(sms),
            lambda: desk.sender.look_up("SM1"),
            lambda: desk.sender.find(sought(sms)),
        ):
            with sqlite_database.reading(), pytest.raises((CalledInTransaction, pytest.fail.Exception)):
                call()
        assert desk.accepted() == []

    def test_is_counted_by_how_it_ended(self, desk: Desk) -> None:
        if desk.sender.name == "fake":
            return
        before = counted(desk.sender.name)
        desk.sender.send(a_text())
        if desk.lose_next_answer is not None:
            desk.lose_next_answer()
            desk.sender.send(a_text())
        desk.sender.look_up("SM" + "f" * 32)
        after = counted(desk.sender.name)
        more = {what: after[what] - before.get(what, 0) for what in after}
        lost = {("send", Ended.UNKNOWN): 1} if desk.lose_next_answer is not None else {}
        assert {what: count for what, count in more.items() if count} == {
            ("send", Ended.OK): 1,
            ("look_up", Ended.OK): 1,
        } | lost


def counted(party: str) -> dict[tuple[str, Ended], int]:
    """How many calls of each kind were made in this process."""
    rows = COUNTERS.snapshot().rows
    return {(row.act, row.ended): row.count for row in rows if row.party == party}
