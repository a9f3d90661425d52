"""Asking SOLAPI what it has: only a whole list proves anything, and its codes are read without guessing."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from app.adapters.sms.solapi.words import ERRORS, FAILED, ON_ITS_WAY, TROUBLES, state_of, trouble_of
from app.messaging.sms.ports import CLOCKS_DIFFER, SenderSilent, SmsSought, SmsToSend
from app.messaging.sms.states import AttemptState, Trouble
from tests.adapters.sms.providers import a_text, solapi_at
from tests.fakes.loopback_solapi import LoopbackSolapi, loopback_solapi

BODY = "안녕하세요 OK"


@pytest.fixture
def server() -> Iterator[LoopbackSolapi]:
    with loopback_solapi() as running:
        yield running


def sought(text: SmsToSend, *, since: datetime | None = None) -> SmsSought:
    return SmsSought(text.attempt_id, text.to_phone, text.body, since or datetime.now(UTC))


@pytest.mark.parametrize(
    ("code", "state", "trouble"),
    [
        ("2000", AttemptState.ACCEPTED, None),
        ("3000", AttemptState.SENT, None),
        ("4000", AttemptState.DELIVERED, None),
        ("1062", AttemptState.FAILED, Trouble.CONFIGURATION),
        ("2230", AttemptState.FAILED, Trouble.CONFIGURATION),
        ("2061", AttemptState.FAILED, Trouble.OPTED_OUT),
        ("3032", AttemptState.UNDELIVERED, Trouble.BAD_NUMBER),
        ("3043", AttemptState.UNDELIVERED, Trouble.LATER),
        ("3053", AttemptState.UNDELIVERED, Trouble.CAPACITY),
        ("3054", AttemptState.UNDELIVERED, Trouble.FILTERED),
        ("3047", AttemptState.UNDELIVERED, Trouble.UNKNOWN),
        ("3014", None, Trouble.UNKNOWN),
        ("TEST1000", None, Trouble.UNKNOWN),
        ("5999", None, Trouble.UNKNOWN),
        (None, None, None),
    ],
)
def test_a_later_look_tells_how_far_the_text_came(
    server: LoopbackSolapi, code: str | None, state: AttemptState | None, trouble: Trouble | None
) -> None:
    sender = solapi_at(server.origin)
    reference = sender.send(a_text()).reference or ""
    server.kept[reference]["statusCode"] = code
    record = sender.look_up(reference)
    assert record
    assert (record.state, record.trouble) == (state, trouble)
    assert record.code == (code if trouble else None)


def test_no_code_is_in_two_lists() -> None:
    assert not FAILED & ON_ITS_WAY.keys()
    assert not TROUBLES.keys() & ERRORS.keys()
    assert {state_of(code) for code in FAILED} == {AttemptState.FAILED, AttemptState.UNDELIVERED}
    assert all(trouble_of(code) for code in FAILED | ERRORS.keys())


class TestTheList:
    def test_is_read_to_its_end(self, server: LoopbackSolapi) -> None:
        for _ in range(250):
            server.keep({"to": "01012345678", "text": BODY, "country": "82"})
        assert len(solapi_at(server.origin).find(sought(a_text()))) == 250
        assert [query.get("startKey") is None for query in server.asked] == [True, False, False]
        assert {query["path"] for query in server.asked} == {"/messages/v4/list-old"}
        assert {query["to"] for query in server.asked} == {"01012345678"}

    def test_asks_for_the_moment_in_a_form_that_is_understood_anywhere(self, server: LoopbackSolapi) -> None:
        since = datetime(2026, 11, 22, 9, 0, 0, 123456, tzinfo=UTC)
        solapi_at(server.origin).find(sought(a_text(), since=since))
        (query,) = server.asked
        assert datetime.fromisoformat(query["startDate"]) == since - CLOCKS_DIFFER
        assert "T" in query["startDate"]

    def test_leaves_out_what_is_older_or_to_somebody_else(self, server: LoopbackSolapi) -> None:
        now = datetime.now(UTC)
        server.keep({"to": "01012345678", "text": "old"}, at=now - CLOCKS_DIFFER * 2)
        server.keep({"to": "01099999999", "text": "stranger"}, at=now)
        server.keep({"to": "01012345678", "text": "second"}, at=now + timedelta(seconds=2))
        server.keep({"to": "01012345678", "text": "first"}, at=now + timedelta(seconds=1))
        sender = solapi_at(server.origin)
        expected = ["first", "second"]
        assert [one.body for one in sender.find(sought(a_text(), since=now))] == expected
        server.list_plan = ["unfiltered"]
        assert [one.body for one in sender.find(sought(a_text(), since=now))] == expected

    def test_that_is_full_and_does_not_say_whether_it_is_the_last_proves_nothing(
        self, server: LoopbackSolapi
    ) -> None:
        for _ in range(100):
            server.keep({"to": "01012345678", "text": BODY})
        server.list_plan = ["without_next_key"]
        with pytest.raises(SenderSilent, match="full page"):
            solapi_at(server.origin).find(sought(a_text()))

    def test_that_is_short_needs_no_word_for_its_end(self, server: LoopbackSolapi) -> None:
        server.keep({"to": "01012345678", "text": BODY})
        server.list_plan = ["without_next_key"]
        assert len(solapi_at(server.origin).find(sought(a_text()))) == 1

    def test_that_does_not_end_proves_nothing(self, server: LoopbackSolapi) -> None:
        server.keep({"to": "01012345678", "text": BODY})
        server.list_plan = ["never_ending"] * 9
        with pytest.raises(SenderSilent, match="more than 400"):
            solapi_at(server.origin).find(sought(a_text()))
        assert len(server.asked) == 4

    def test_that_lacks_what_was_accepted_proves_no_absence(self, server: LoopbackSolapi) -> None:
        sender = solapi_at(server.origin)
        sender.send(a_text(to="+821099999999"))
        server.list_plan = ["nothing_listed"] * 2
        with pytest.raises(SenderSilent, match="even show"):
            sender.find(sought(a_text()))
        assert list(sender.find(sought(a_text()))) == [], "shown again: now it is a proof"

    def test_of_other_messages_is_no_answer_to_a_look(self, server: LoopbackSolapi) -> None:
        server.keep({"to": "01012345678", "text": BODY})
        server.list_plan = ["unfiltered"]
        with pytest.raises(SenderSilent, match="other messages"):
            solapi_at(server.origin).look_up("M4V-ours")

    @pytest.mark.parametrize(
        "fault",
        [
            "broken",
            "html_404",
            "list_404",
            "not_json",
            "another_shape",
            "truncated",
            "reset",
            "hang",
            "drip",
            "moved",
            "no_money",
            "too_many_nameless",
        ],
    )
    @pytest.mark.parametrize("ask", ["look_up", "find"])
    def test_that_does_not_come_proves_nothing(self, server: LoopbackSolapi, fault: str, ask: str) -> None:
        server.list_plan = [fault]
        sender = solapi_at(server.origin, whole=0.3)
        question: dict[str, Callable[[], object]] = {
            "look_up": lambda: sender.look_up("M4V-ours"),
            "find": lambda: sender.find(sought(a_text())),
        }
        with pytest.raises(SenderSilent):
            question[ask]()

    @pytest.mark.parametrize(
        "changes", [{"dateCreated": None}, {"dateCreated": "2026-11-22T00:00:00"}, {"to": ["01012345678"]}]
    )
    def test_with_a_message_that_says_too_little_proves_nothing(
        self, server: LoopbackSolapi, changes: dict[str, object]
    ) -> None:
        name = server.keep({"to": "01012345678", "text": BODY})
        server.kept[name] |= changes
        server.list_plan = ["a_page"]
        with pytest.raises(SenderSilent):
            solapi_at(server.origin).look_up(name)
