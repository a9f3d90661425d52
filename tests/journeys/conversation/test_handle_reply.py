"""A reply by SMS does what it says to the repair that is meant, and never more than was asked."""

import itertools
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.customers.models import Address, Customer
from app.journeys.repair.quote_repair import send_quote
from app.kernel.act import Act
from app.kernel.i18n import Language
from app.kernel.ids import new_ticket_code, spell_code
from app.messaging.conversation.incoming import PICK_PATIENCE, REPLIES_AN_HOUR, Keyword, keep_incoming
from app.messaging.conversation.models import IncomingSms, ThreadMessage
from app.messaging.conversation.queries import unplaced_replies
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.models import OptOut, Sms
from app.messaging.sms.ports import Outcome, SendResult
from app.messaging.sms.states import SmsState
from app.quotes import service as quotes
from app.quotes.models import QuoteState
from app.quotes.rules import Line
from app.tickets.models import Evidence, Ticket
from app.tickets.service import advance, open_ticket, tell
from app.tickets.states import Action, State
from jobs import read_replies
from tests.fakes.sms import FakeSms
from tests.journeys.on_the_bench import (
    KIM,
    PHONE,
    ask_for_repair,
    asked,
    at,
    look,
    offered,
    quoted,
    repairing,
    state,
    technician,
    won,
)
from tests.journeys.texting import text_us
from tests.shop import Shop

STRANGER = "+821099998888"
A_WHILE = timedelta(seconds=20)  # a text has come, was read, and is answered
_sid = itertools.count(1)


def say(
    shop: Shop,
    body: str,
    *,
    phone: str = PHONE,
    keyword: Keyword | None = None,
    at: datetime | None = None,
    pictures: int = 0,
) -> IncomingSms:
    """The customer reads what came, replies, and the jobs process reads it; `at` if that took its time."""
    if at is None:
        shop.clock.move_on(A_WHILE)
    media = [{"url": "", "type": "image/jpeg"}] * pictures
    sid = text_us(shop, body, phone=phone, keyword=keyword, at=at, media=media)
    assert read_replies.run(shop.runtime) == 1
    shop.drain()
    with shop.database.reading() as session:
        row = session.scalars(select(IncomingSms).where(IncomingSms.provider_id == sid)).one()
    assert row.processed_at == shop.clock()
    return row


def code_of(shop: Shop, ticket_id: UUID) -> str:
    return spell_code(look(shop, ticket_id).code)


def kinds(shop: Shop) -> list[SmsKind]:
    return [text.kind for text in shop.texts(PHONE)]


def last(shop: Shop, phone: str = PHONE) -> Sms:
    return shop.texts(phone)[-1]


def requote(shop: Shop, ticket_id: UUID, amount: int = 90_000) -> None:
    with at(shop, ticket_id) as (session, ticket):
        send_quote(
            session,
            ticket,
            Act(technician(shop), shop.clock()),
            lines=(Line("Keyboard", won(amount)),),
            finding="더 있었습니다",
            valid_until=shop.clock() + timedelta(days=7),
        )


def test_ok_approves_the_quote_and_keeps_which_message_it_was(shop: Shop) -> None:
    ticket_id = quoted(shop)
    shop.drain()
    row = say(shop, "승인")
    assert state(shop, ticket_id) is State.REPAIRING
    assert (row.ticket_id, row.meaning, row.handled_by) == (ticket_id, "approve", "automatic")
    with shop.database.reading() as session:
        quote = quotes.current(session, ticket_id)
    assert quote is not None
    assert (quote.state, quote.decided_via, quote.decided_message) == (
        QuoteState.APPROVED,
        "sms",
        row.provider_id,
    )
    assert last(shop).kind is SmsKind.REPAIR_STARTED


def test_decline_sends_it_back_unrepaired(shop: Shop) -> None:
    ticket_id = quoted(shop)
    shop.drain()
    say(shop, "2")
    assert state(shop, ticket_id) is State.READY_TO_RETURN
    assert last(shop).kind is SmsKind.RETURN_UNREPAIRED


def test_an_ok_that_answers_an_old_quote_approves_nothing_and_shows_the_new_one(shop: Shop) -> None:
    ticket_id = quoted(shop)
    shop.drain()
    shop.clock.move_on(timedelta(minutes=5))
    requote(shop, ticket_id)  # its text has not left when the reply comes in
    say(shop, "OK")
    assert state(shop, ticket_id) is State.QUOTED
    assert last(shop).kind is SmsKind.QUOTE_CHANGED
    assert "95,000" in last(shop).body
    shop.clock.move_on(timedelta(minutes=1))
    say(shop, "OK")
    assert state(shop, ticket_id) is State.REPAIRING, "the new one was shown and said yes to"


def test_a_quote_that_was_never_texted_is_shown_before_it_can_be_approved(shop: Shop) -> None:
    ticket_id = quoted(shop)  # not drained: nothing has left
    say(shop, f"OK {code_of(shop, ticket_id)}")
    assert state(shop, ticket_id) is State.QUOTED
    assert last(shop).kind is SmsKind.QUOTE_ASKED
    say(shop, "ok")
    assert state(shop, ticket_id) is State.REPAIRING


def test_an_ok_after_the_last_day_decides_nothing(shop: Shop) -> None:
    ticket_id = quoted(shop, days=1)
    shop.drain()
    shop.clock.move_on(timedelta(days=2))
    say(shop, "OK")
    assert state(shop, ticket_id) is State.QUOTED
    assert last(shop).kind is SmsKind.STATUS_REPLY


def test_a_second_ok_finds_nothing_to_decide(shop: Shop) -> None:
    ticket_id = quoted(shop)
    shop.drain()
    say(shop, "OK")
    say(shop, "OK")
    assert state(shop, ticket_id) is State.REPAIRING
    assert last(shop).kind is SmsKind.NOTHING_TO_DECIDE


def test_ok_to_terms_shows_where_to_decide_and_accepts_nothing(shop: Shop) -> None:
    ticket_id = offered(shop)
    shop.drain()
    say(shop, "OK")
    assert state(shop, ticket_id) is State.OFFERED
    assert last(shop).kind is SmsKind.STATUS_REPLY


def test_a_second_ok_never_slips_over_to_another_quote(shop: Shop) -> None:
    first = quoted(shop)
    shop.drain()
    shop.clock.move_on(timedelta(hours=1))
    second = quoted(shop)
    shop.drain()
    shop.clock.move_on(timedelta(minutes=1))
    say(shop, f"OK {code_of(shop, second)}")
    assert (state(shop, first), state(shop, second)) == (State.QUOTED, State.REPAIRING)
    say(shop, "OK")
    assert state(shop, first) is State.QUOTED
    assert last(shop).kind is SmsKind.QUOTE_ASKED


def test_the_code_decides_among_several(shop: Shop) -> None:
    first = quoted(shop)
    shop.drain()
    second = quoted(shop)
    shop.drain()
    say(shop, f"{code_of(shop, first)} 승인")
    assert (state(shop, first), state(shop, second)) == (State.REPAIRING, State.QUOTED)


@pytest.mark.parametrize("pick", ["code", "letter"])
def test_asked_which_repair_is_meant_a_code_or_letter_is_enough(shop: Shop, pick: str) -> None:
    older = ask_for_repair(shop)
    shop.clock.move_on(timedelta(minutes=1))
    newer = ask_for_repair(shop)
    row = say(shop, "언제 오시나요?")
    assert (row.handled_by, row.ticket_id) == ("asked back", None)
    which = last(shop)
    assert which.kind is SmsKind.WHICH_TICKET
    model = look(shop, newer).model_name[:8].strip()
    assert f"가) {model} {code_of(shop, newer)} 나) {model} {code_of(shop, older)}" in which.body
    say(shop, code_of(shop, older) if pick == "code" else "나")
    with shop.database.reading() as session:
        (message,) = session.scalars(select(ThreadMessage).where(ThreadMessage.from_customer))
        assert session.scalar(select(IncomingSms.handled_by).where(IncomingSms.id == row.id)) == "automatic"
    assert (message.ticket_id, message.body) == (older, "언제 오시나요?")
    assert last(shop).kind is SmsKind.MESSAGE_TAKEN


def test_a_letter_that_was_not_on_the_list_is_said_to_nobody_by_guess(shop: Shop) -> None:
    ask_for_repair(shop)
    ask_for_repair(shop)
    say(shop, "언제 되나요?")
    say(shop, "D")
    assert [text.kind for text in shop.texts(PHONE)[-2:]] == [SmsKind.WHICH_TICKET] * 2


def test_asked_how_it_is_each_repair_of_the_number_is_answered_by_its_name(shop: Shop) -> None:
    first = ask_for_repair(shop, model_name="Moraeno 토크 2 사무용 헤드셋")
    shop.clock.move_on(timedelta(minutes=1))
    second = ask_for_repair(shop, model_name="Sora 나리 5 휴대폰")
    row = say(shop, "상태")
    told = shop.texts(PHONE)[-2:]
    assert [(text.kind, text.ticket_id) for text in told] == [
        (SmsKind.STATUS_REPLY, first),
        (SmsKind.STATUS_REPLY, second),
    ]
    assert f"{code_of(shop, first)} Moraeno 토크:" in told[0].body
    assert f"{code_of(shop, second)} Sora 나리 5:" in told[1].body
    assert (row.handled_by, row.meaning) == ("automatic", "status")
    say(shop, f"상태 {code_of(shop, first)}")  # one that is named is answered alone
    assert [text.ticket_id for text in shop.texts(PHONE)[-2:]] == [second, first]


def test_more_repairs_than_a_list_holds_are_asked_back_about(sqlite_shop: Shop) -> None:
    for _ in range(5):
        ask_for_repair(sqlite_shop)
    say(sqlite_shop, "상태")
    assert last(sqlite_shop).kind is SmsKind.WHICH_TICKET


def test_anything_else_becomes_a_task_of_the_technician(shop: Shop) -> None:
    ticket_id = repairing(shop)
    say(shop, "충전기도 같이 봐주세요")
    with shop.database.reading() as session:
        (message,) = session.scalars(select(ThreadMessage).where(ThreadMessage.from_customer))
    assert (message.ticket_id, message.via, message.handled_at) == (ticket_id, "sms", None)
    assert last(shop).kind is SmsKind.MESSAGE_TAKEN


@pytest.mark.parametrize("word", ["YES", "CANCEL", "END", "QUIT", "START"])
def test_words_that_others_own_are_only_messages(shop: Shop, word: str) -> None:
    ticket_id = quoted(shop)
    shop.drain()
    say(shop, word)
    assert state(shop, ticket_id) is State.QUOTED
    # "YES" right after the quote is asked back: whoever said it believes to have answered.
    assert last(shop).kind is (SmsKind.QUOTE_ASKED if word == "YES" else SmsKind.MESSAGE_TAKEN)


@pytest.mark.parametrize(
    ("word", "kind"),
    [("상태", SmsKind.STATUS_REPLY), ("변경", SmsKind.STATUS_REPLY), ("도움", SmsKind.HELP_REPLY)],
)
def test_status_move_and_help_are_answered_with_the_link(shop: Shop, word: str, kind: SmsKind) -> None:
    repairing(shop)
    say(shop, word)
    assert last(shop).kind is kind
    assert last(shop).body.endswith("{link}")


def test_a_lone_code_asks_for_the_status(shop: Shop) -> None:
    ticket_id = repairing(shop)
    say(shop, code_of(shop, ticket_id))
    assert last(shop).kind is SmsKind.STATUS_REPLY


def test_a_lone_number_without_a_question_is_a_message(shop: Shop) -> None:
    repairing(shop)
    say(shop, "7")
    assert last(shop).kind is SmsKind.MESSAGE_TAKEN


def test_an_empty_reply_changes_and_says_nothing(shop: Shop) -> None:
    repairing(shop)
    before = len(shop.texts(PHONE))
    say(shop, "  ")
    assert len(shop.texts(PHONE)) == before


def test_stop_ends_all_texts_and_says_so_once(shop: Shop) -> None:
    ticket_id = quoted(shop)
    shop.drain()
    say(shop, "수신거부")
    say(shop, "STOP")
    assert kinds(shop).count(SmsKind.OPTED_OUT) == 1
    assert last(shop).state is SmsState.ACCEPTED
    with at(shop, ticket_id) as (session, ticket):
        tell(session, ticket, SmsKind.STATUS_REPLY, now=shop.clock())
    assert last(shop).state is SmsState.SUPPRESSED
    assert state(shop, ticket_id) is State.QUOTED


@pytest.mark.parametrize(("word", "language"), [("수신거부", Language.KO), ("STOP", Language.EN)])
def test_a_stranger_may_opt_out_too_and_is_answered_in_the_right_language(
    shop: Shop, word: str, language: Language
) -> None:
    say(shop, word, phone=STRANGER)
    assert last(shop, STRANGER).language is language
    with shop.database.reading() as session:
        assert session.get(OptOut, STRANGER) is not None


def test_a_strangers_text_is_kept_for_staff(shop: Shop) -> None:
    row = say(shop, "안녕하세요, 수리 되나요?", phone=STRANGER)
    with shop.database.reading() as session:
        assert [one.id for one in unplaced_replies(session)] == [row.id]
    assert shop.texts(STRANGER) == []


def test_knowing_somebodys_code_is_not_enough_to_decide_for_them(shop: Shop) -> None:
    ticket_id = quoted(shop)
    shop.drain()
    say(shop, f"승인 {code_of(shop, ticket_id)}", phone=STRANGER)
    assert state(shop, ticket_id) is State.QUOTED


def test_even_a_customer_cannot_use_the_code_of_somebody_else(shop: Shop) -> None:
    theirs = quoted(shop)
    shop.drain()
    with shop.database.transaction() as session:
        now = shop.clock()
        other = Customer(phone=STRANGER, name="Lee", language=Language.EN, verified_at=now)
        session.add(other)
        session.flush()
        address = Address(customer_id=other.id, recipient="Lee", postcode="04524", line1="1")
        session.add(address)
        session.flush()
        open_ticket(
            session,
            Ticket(
                code=new_ticket_code(),
                customer_id=other.id,
                address_id=address.id,
                language=Language.EN,
                model_name="Kettle",
                evidence=Evidence.NONE,
            ),
            Act(KIM, now),
        )
    row = say(shop, f"OK {code_of(shop, theirs)}", phone=STRANGER)
    assert state(shop, theirs) is State.QUOTED
    assert (row.ticket_id, row.handled_by) == (None, None), "a person looks at it"
    assert shop.texts(STRANGER) == []


def test_a_closed_repair_still_answers(shop: Shop) -> None:
    ticket_id = ask_for_repair(shop)
    with at(shop, ticket_id) as (session, ticket):
        advance(session, ticket, Action.CANCEL, Act(KIM, shop.clock(), quiet=True))
    say(shop, "상태")
    assert last(shop).kind is SmsKind.STATUS_REPLY


def test_two_machines_answering_each_other_stop(shop: Shop) -> None:
    repairing(shop)
    for _ in range(REPLIES_AN_HOUR + 4):
        say(shop, "자동 응답: 부재중입니다")
    assert kinds(shop).count(SmsKind.MESSAGE_TAKEN) == REPLIES_AN_HOUR
    with shop.database.reading() as session:
        assert len(list(session.scalars(select(ThreadMessage)))) == REPLIES_AN_HOUR + 4, "nothing is lost"
    shop.clock.move_on(timedelta(hours=2))
    say(shop, "이제 봤어요")
    assert kinds(shop).count(SmsKind.MESSAGE_TAKEN) == REPLIES_AN_HOUR + 1


def test_when_the_brake_holds_back_the_question_a_person_takes_over(shop: Shop) -> None:
    ask_for_repair(shop)
    for _ in range(REPLIES_AN_HOUR):
        say(shop, "상태")
    ask_for_repair(shop)
    row = say(shop, "언제 되나요?")
    assert (row.handled_by, row.ticket_id) == (None, None)


def test_a_question_long_answered_does_not_decide_where_a_message_goes(shop: Shop) -> None:
    repairing(shop)
    shop.drain()
    ask_for_repair(shop)
    say(shop, "언제 되나요?")
    assert last(shop).kind is SmsKind.WHICH_TICKET


def test_an_ok_with_nothing_open_to_decide_says_so(shop: Shop) -> None:
    quoted(shop)
    ask_for_repair(shop)
    shop.drain()
    shop.clock.move_on(timedelta(minutes=1))
    say(shop, "OK")
    say(shop, "OK")
    assert last(shop).kind is SmsKind.NOTHING_TO_DECIDE


def test_a_number_reads_help_even_with_several_repairs(shop: Shop) -> None:
    ask_for_repair(shop)
    ask_for_repair(shop)
    say(shop, "HELP")
    assert last(shop).kind is SmsKind.HELP_REPLY


def test_a_word_that_only_looks_like_a_code_is_part_of_the_message(shop: Shop) -> None:
    ticket_id = quoted(shop)
    shop.drain()
    say(shop, f"ok {new_ticket_code()}")
    assert state(shop, ticket_id) is State.QUOTED
    assert last(shop).kind is SmsKind.MESSAGE_TAKEN


def two_quotes(shop: Shop) -> tuple[UUID, UUID]:
    """Two repairs of one number, both quoted, the second an hour later."""
    first = quoted(shop)
    shop.drain()
    shop.clock.move_on(timedelta(hours=1))
    second = quoted(shop)
    return first, second


def test_an_ok_sent_before_the_newer_question_could_be_read_is_asked_about(shop: Shop) -> None:
    first, second = two_quotes(shop)
    shop.drain()
    shop.clock.move_on(timedelta(seconds=2))
    say(shop, "OK")
    assert (state(shop, first), state(shop, second)) == (State.QUOTED, State.QUOTED)
    assert last(shop).kind is SmsKind.WHICH_TICKET
    shop.clock.move_on(timedelta(minutes=1))
    say(shop, "나")
    assert (state(shop, first), state(shop, second)) == (State.REPAIRING, State.QUOTED)


def test_an_ok_and_a_new_quote_in_the_same_second_approve_nothing(shop: Shop) -> None:
    ticket_id = quoted(shop)
    shop.drain()
    shop.clock.move_on(timedelta(hours=1))
    sent_at = shop.clock()
    requote(shop, ticket_id)
    shop.drain()
    say(shop, "OK", at=sent_at)
    assert state(shop, ticket_id) is State.QUOTED
    assert last(shop).kind is SmsKind.QUOTE_CHANGED


def test_questions_posted_at_the_same_time_are_not_told_apart(shop: Shop) -> None:
    first, second = quoted(shop), quoted(shop)
    shop.drain()
    shop.clock.move_on(timedelta(minutes=5))
    say(shop, "OK")
    assert (state(shop, first), state(shop, second)) == (State.QUOTED, State.QUOTED)
    assert last(shop).kind is SmsKind.WHICH_TICKET


def test_a_question_that_may_have_left_counts_as_maybe_read(shop: Shop) -> None:
    first, second = two_quotes(shop)
    sms = FakeSms()
    sms.plan = [SendResult(Outcome.UNCERTAIN)] * 9
    shop.runtime = replace(shop.runtime, sms=sms)
    shop.drain()
    shop.clock.move_on(timedelta(seconds=50))
    say(shop, "OK")
    assert (state(shop, first), state(shop, second)) == (State.QUOTED, State.QUOTED)
    say(shop, f"OK {code_of(shop, second)}")
    assert state(shop, second) is State.QUOTED, "nobody knows whether its price was read"
    assert last(shop).kind is SmsKind.QUOTE_ASKED


def test_a_number_chooses_nothing_from_a_list_of_letters(shop: Shop) -> None:
    ask_for_repair(shop)
    shop.clock.move_on(timedelta(minutes=1))
    other = quoted(shop)
    first = say(shop, "언제 되나요?")  # asked back, as the quote leaves only now
    shop.clock.move_on(timedelta(minutes=1))
    say(shop, "1")
    assert state(shop, other) is State.QUOTED
    assert last(shop).kind is SmsKind.QUOTE_ASKED, "1 means yes, and the list was said since the quote"
    shop.clock.move_on(timedelta(minutes=1))
    say(shop, "상태")
    shop.clock.move_on(timedelta(minutes=1))
    say(shop, "가")
    with shop.database.reading() as session:
        row = session.get_one(IncomingSms, first.id)
        assert (row.ticket_id, row.handled_by) == (None, "asked back"), (
            "the list that was sent last was picked from"
        )
    assert state(shop, other) is State.QUOTED


@pytest.mark.parametrize("asked", ["OK", "변경", "언제 되나요?"])
@pytest.mark.parametrize("answer", ["가 승인", "{code} 승인", "{code} 언제 되나요?"])
def test_what_was_answered_waits_no_more_and_words_reach_the_technician(
    sqlite_shop: Shop, asked: str, answer: str
) -> None:
    shop = sqlite_shop
    other, newer = quoted(shop), quoted(shop)
    shop.drain()
    shop.clock.move_on(timedelta(minutes=1))
    waiting = say(shop, asked)
    assert waiting.handled_by == "asked back"
    shop.clock.move_on(timedelta(minutes=1))
    say(shop, answer.format(code=code_of(shop, newer)))
    decides = "승인" in answer
    assert state(shop, newer) is (State.REPAIRING if decides else State.QUOTED)
    assert state(shop, other) is State.QUOTED
    shop.clock.move_on(PICK_PATIENCE + timedelta(minutes=1))
    read_replies.run(shop.runtime)
    with shop.database.reading() as session:
        left = [one.body for one in unplaced_replies(session)]
        told = session.scalars(select(ThreadMessage.body).where(ThreadMessage.ticket_id == newer)).all()
    undecided = asked == "OK" and not decides
    assert (asked in left) is undecided, "a person looks at a yes that nothing came of"
    if asked.endswith("?"):
        assert asked in told


def test_pictures_of_a_yes_and_of_the_letter_after_it_reach_the_technician(sqlite_shop: Shop) -> None:
    quoted(sqlite_shop)
    newer = quoted(sqlite_shop)
    sqlite_shop.drain()
    sqlite_shop.clock.move_on(timedelta(minutes=1))
    yes = say(sqlite_shop, "OK", pictures=1)
    letter = say(sqlite_shop, "가", pictures=1)
    assert state(sqlite_shop, newer) is State.REPAIRING
    with sqlite_shop.database.reading() as session:
        task = select(ThreadMessage.incoming_id).where(
            ThreadMessage.ticket_id == newer, ThreadMessage.from_customer
        )
        assert set(session.scalars(task)) == {yes.id, letter.id}


def test_one_who_never_says_which_repair_is_left_to_staff(shop: Shop) -> None:
    ask_for_repair(shop)
    ask_for_repair(shop)
    row = say(shop, "언제 되나요?")
    shop.clock.move_on(PICK_PATIENCE + timedelta(minutes=1))
    read_replies.run(shop.runtime)
    with shop.database.reading() as session:
        assert [one.id for one in unplaced_replies(session)] == [row.id]


def test_a_question_of_ours_is_not_answered_by_a_message(shop: Shop) -> None:
    ticket_id = asked(shop)
    shop.drain()
    say(shop, "왼쪽입니다")
    assert state(shop, ticket_id) is State.NEEDS_INFO
    with shop.database.reading() as session:
        (message,) = session.scalars(select(ThreadMessage).where(ThreadMessage.from_customer))
    assert (message.body, message.handled_at) == ("왼쪽입니다", None)


# -- the provider keeps a list of its own


def opted_out(shop: Shop, phone: str = PHONE) -> bool:
    with shop.database.reading() as session:
        return session.get(OptOut, phone) is not None


def test_an_opt_out_the_provider_has_confirmed_is_not_confirmed_again(shop: Shop) -> None:
    repairing(shop)
    say(shop, "Arrêt", keyword=Keyword.STOP)
    assert opted_out(shop)
    assert SmsKind.OPTED_OUT not in kinds(shop)


def test_an_opt_out_wins_over_a_choice(shop: Shop) -> None:
    ask_for_repair(shop)
    ask_for_repair(shop)
    say(shop, "언제 되나요?")
    say(shop, "1", keyword=Keyword.STOP)
    assert opted_out(shop)


@pytest.mark.parametrize(
    ("word", "keyword"), [("START", None), (" yes ", None), ("Unstop", None), ("다시", Keyword.START)]
)
def test_texts_come_again_by_the_words_networks_know(shop: Shop, word: str, keyword: Keyword | None) -> None:
    ticket_id = quoted(shop)
    shop.drain()
    say(shop, "STOP")
    shop.clock.move_on(timedelta(minutes=1))
    row = say(shop, word, keyword=keyword)
    assert not opted_out(shop)
    assert (last(shop).kind, last(shop).ticket_id) == (SmsKind.OPTED_IN, ticket_id)
    assert (row.meaning, row.handled_by) == ("start", "automatic")
    assert state(shop, ticket_id) is State.QUOTED, "a yes to texts is no yes to the quote"


def test_a_stranger_may_have_texts_again_too(shop: Shop) -> None:
    say(shop, "STOP", phone=STRANGER)
    say(shop, "START", phone=STRANGER)
    assert not opted_out(shop, STRANGER)
    assert last(shop, STRANGER).kind is SmsKind.OPTED_IN


def test_a_start_from_before_the_stop_lifts_nothing(shop: Shop) -> None:
    repairing(shop)
    before = shop.clock()
    shop.clock.move_on(timedelta(minutes=1))
    say(shop, "STOP")
    say(shop, "START", at=before)
    assert opted_out(shop)


def test_a_stop_said_again_holds_against_a_start_in_between(shop: Shop) -> None:
    repairing(shop)
    say(shop, "STOP")
    shop.clock.move_on(timedelta(minutes=1))
    between = shop.clock()
    shop.clock.move_on(timedelta(minutes=1))
    say(shop, "STOP")
    say(shop, "START", at=between)
    assert opted_out(shop)


def test_a_start_nobody_needed_from_a_stranger_is_left_to_staff(shop: Shop) -> None:
    row = say(shop, "START", phone=STRANGER)
    assert row.handled_by is None
    assert shop.texts(STRANGER) == []


def test_the_providers_help_word_gets_our_help(shop: Shop) -> None:
    repairing(shop)
    say(shop, "Ayuda", keyword=Keyword.HELP)
    assert last(shop).kind is SmsKind.HELP_REPLY


def test_stop_and_start_by_turns_are_braked_too(shop: Shop) -> None:
    repairing(shop)
    for _ in range(REPLIES_AN_HOUR):
        say(shop, "STOP")
        say(shop, "START")
    assert (
        len([kind for kind in kinds(shop) if kind in (SmsKind.OPTED_IN, SmsKind.OPTED_OUT)])
        == REPLIES_AN_HOUR
    )


def test_the_same_reply_delivered_twice_is_kept_once(shop: Shop) -> None:
    def keep() -> bool:
        with shop.database.transaction() as session:
            return keep_incoming(
                session,
                provider="twilio",
                provider_id="SMX",
                from_phone=PHONE,
                to_phone="+1",
                body="a\0b",
                now=shop.clock(),
            )

    assert [keep(), keep()] == [True, False]
    with shop.database.reading() as session:
        assert session.scalars(select(IncomingSms)).one().body == "ab"
