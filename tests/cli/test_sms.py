"""Texts at the keyboard: looked at, tried out, counted, and let go again."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.cli.sms_trial import LOOKS, settled
from app.kernel.actor import Role
from app.kernel.i18n import Language
from app.messaging.conversation.incoming import opt_out
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.models import BadNumber, SenderStop, Sms, SmsAttempt
from app.messaging.sms.ports import Capabilities, Outcome, SendResult
from app.messaging.sms.sender_stop import standing_stop, stop_sender
from app.messaging.sms.service import send_sms
from app.messaging.sms.states import SmsState, Trouble
from app.outbox import service as outbox
from app.outbox.models import OwedCall
from app.relay.texts import send_texts
from app.staff.models import StaffAccount
from tests.adapters.sms.providers import twilio_at
from tests.cli.keyboard import Typed, prompt
from tests.fakes.loopback import LOST_ANSWER, loopback_twilio
from tests.fakes.sms import FakeSms
from tests.shop import Shop
from tests.web.settings_of import with_settings

PHONE = "+821012345678"


def _real(shop: Shop, *plan: Any, two_way: frozenset[str] = frozenset(), **changed: Any) -> Typed:
    """A keyboard in a shop whose provider reaches people, and ends the next tries as planned."""
    sms = FakeSms(shop.clock, Capabilities("fake number", two_way=two_way))
    sms.plan = list(plan)
    site = replace(shop.runtime.site, two_way=two_way)
    return prompt(with_settings(replace(shop.runtime, sms=sms, site=site), **changed))


def _last_text(shop: Shop) -> Sms:
    return shop.texts(PHONE)[-1]


def test_every_text_is_shown_in_both_languages_with_what_it_takes(typed: Typed) -> None:
    said = typed("sms", "preview")
    assert said.exit_code == 0, said.output
    for kind in SmsKind:
        assert said.output.count(f"\n{kind.value} ") == len(Language)
    assert "!" not in "".join(line[:32] for line in said.output.splitlines() if not line.startswith(" "))
    assert "breaks" not in said.output
    assert "{link}" not in said.output
    assert "%(" not in said.output


def test_one_text_is_shown_as_it_would_leave_for_a_number(sqlite_shop: Shop) -> None:
    typed = _real(sqlite_shop, two_way=frozenset({"US"}), sms_prices="KR=20,*=150")
    abroad = typed("sms", "preview", "quote_sent", "--lang", "en", "--to", "+14155550100").output
    assert "phones there can answer by SMS. SMS_REGIONS does not let texts go there." in abroad
    assert "300 KRW  reply" in abroad
    assert "Reply OK to approve" in abroad
    at_home = typed("sms", "preview", "QUOTE_SENT", "--lang", "ko", "--to", "010-1234-5678").output
    assert "phones there cannot answer: the link is the reply.\n" in at_home
    assert "60 KRW  link " in at_home
    assert "답장" not in at_home
    assert "http://localhost:8000/t/xxxx" in at_home


def test_names_that_korean_phones_cannot_show_are_named(sqlite_shop: Shop) -> None:
    with sqlite_shop.database.transaction() as session:
        session.execute(
            update(StaffAccount)
            .where(StaffAccount.role == Role.TECHNICIAN)
            .values(name="José 쀍 " + "가" * 20)
        )
    site = replace(sqlite_shop.runtime.site, name="Fix—It")
    typed = prompt(replace(sqlite_shop.runtime, site=site))
    said = typed("sms", "preview", "technician_wrote", "--lang", "ko").output
    assert "do not carry “Fix—It”: texts say “Fix-It”" in said
    assert "do not carry “José 쀍" in said
    assert "    Fix-It" in said
    assert "Jose ㅃㅞㄺ" in said
    assert "breaks" not in said
    abroad = typed("sms", "preview", "technician_wrote", "--lang", "ko", "--to", "+14155550100").output
    assert "do not carry" not in abroad
    assert "José 쀍" in abroad


def test_a_text_past_its_budget_is_marked(sqlite_shop: Shop) -> None:
    site = replace(sqlite_shop.runtime.site, name="A very long name of a shop " * 6)
    said = prompt(replace(sqlite_shop.runtime, site=site))("sms", "preview", "closed", "--lang", "ko")
    assert " !" in said.output


@pytest.mark.parametrize(
    ("words", "refusal"),
    [(("nonsense",), "phone_code"), (("closed", "--to", "12"), "phone: No phone has the number “12”")],
)
def test_a_preview_of_nothing_says_what_there_is(typed: Typed, words: tuple[str, ...], refusal: str) -> None:
    said = typed("sms", "preview", *words)
    assert said.exit_code in (1, 2)
    assert refusal in said.output


def test_a_test_text_goes_the_whole_way_to_the_demo_phone(sqlite_shop: Shop, typed: Typed) -> None:
    said = typed("sms", "send-test", "010-1234-5678")
    assert said.exit_code == 0, said.output
    assert "To +821012345678 through demo" in said.output
    assert "accepted: the provider has it" in said.output
    assert "Read it at /demo/phone." in said.output
    (shown,) = sqlite_shop.phone(PHONE)
    assert shown in said.output
    assert "문자 발송을 시험하고 있습니다" in shown
    sqlite_shop.nothing_is_left_owed()


def test_a_test_text_speaks_the_language_asked_for(sqlite_shop: Shop, typed: Typed) -> None:
    typed("sms", "send-test", PHONE, "--lang", "en")
    assert "a trial of our texts" in sqlite_shop.phone(PHONE)[0]


@pytest.mark.parametrize(
    ("typed_number", "refusal"),
    [
        ("02-123-4567", "Texts cannot reach this number"),
        ("hello", "Type the mobile number with its digits"),
        ("+14155550100", "phone: We send texts to mobile numbers of these countries only: South Korea."),
    ],
)
def test_a_number_that_gets_no_texts_is_refused_with_the_reason(
    sqlite_shop: Shop, typed_number: str, refusal: str
) -> None:
    said = _real(sqlite_shop)("sms", "send-test", typed_number)
    assert said.exit_code == 1
    assert refusal in said.output
    assert sqlite_shop.texts() == []


def test_a_real_provider_is_named_with_price_reference_and_how_the_rest_is_learnt(sqlite_shop: Shop) -> None:
    said = _real(sqlite_shop, sms_prices="KR=20")("sms", "send-test", PHONE)
    assert said.exit_code == 0, said.output
    assert "through fake, segments: 1, 20 KRW" in said.output
    assert "fake calls it FAKE-" in said.output
    assert (
        "No report can reach http://localhost:8000: the provider is asked, first after 5 minutes"
        in said.output
    )
    outside = _real(sqlite_shop, public_url="https://fix.example")("sms", "send-test", PHONE)
    assert "Whether it arrives is reported" in outside.output


R, N, U = Outcome.REFUSED, Outcome.NOT_SENT, Outcome.UNCERTAIN
ENDS = [
    (
        SendResult(R, code="21211", trouble=Trouble.BAD_NUMBER),
        "failed:",
        "bad_number",
        "The number is flagged now",
    ),
    (
        SendResult(R, code="21610", trouble=Trouble.OPTED_OUT),
        "suppressed:",
        "opted_out",
        "by START to the sender",
    ),
    (
        SendResult(R, code="20003", detail="Authenticate", trouble=Trouble.CONFIGURATION),
        "held:",
        "configuration",
        "flask --app wsgi sms resume",
    ),
    (SendResult(R, code="30007", trouble=Trouble.FILTERED), "failed:", "filtered", "took it for spam"),
    (SendResult(R, code="99999", detail="who knows"), "failed:", "unknown", "Look it up at the provider"),
    (SendResult(N, detail="connection refused"), "pending:", "", "Check the network"),
    (SendResult(N, code="429", trouble=Trouble.CAPACITY), "pending:", "none of the classes", "Next try: "),
    (SendResult(U, detail="read timeout"), "uncertain:", "", "asks the provider what became of it"),
]


@pytest.mark.parametrize(("end", "state", "trouble", "remedy"), ENDS, ids=[f"{e[1]}{e[2]}" for e in ENDS])
def test_each_end_is_said_with_its_class_and_remedy(
    sqlite_shop: Shop, end: SendResult, state: str, trouble: str, remedy: str
) -> None:
    said = _real(sqlite_shop, end)("sms", "send-test", PHONE)
    assert said.exit_code == 1
    assert f"\n{state}" in said.output
    assert f"class: {trouble}" in said.output or not end.code
    assert remedy in said.output
    assert (end.detail or "") in said.output or end.trouble
    text = _last_text(sqlite_shop)
    is_a_task = text.attention_since is not None and text.state is not SmsState.UNCERTAIN
    assert is_a_task is ("It is a task in the inbox" in said.output)


@pytest.mark.parametrize("bad", [True, False])
def test_a_number_that_takes_none_is_not_texted_and_the_way_back_is_said(
    sqlite_shop: Shop, bad: bool
) -> None:
    with sqlite_shop.database.transaction() as session:
        if bad:
            session.add(BadNumber(phone=PHONE, code="30006", at=sqlite_shop.clock()))
        else:
            opt_out(session, PHONE, word="STOP", now=sqlite_shop.clock())
    said = _real(sqlite_shop)("sms", "send-test", PHONE)
    assert said.exit_code == 1
    assert "suppressed: this number gets no texts" in said.output
    assert ("The number works" if bad else "by START") in said.output


def test_a_number_with_its_fill_hears_when_the_next_one_goes(sqlite_shop: Shop) -> None:
    typed = _real(sqlite_shop, sms_most_a_day=1)
    typed("sms", "send-test", PHONE)
    said = typed("sms", "send-test", PHONE)
    assert said.exit_code == 1
    assert "pending:" in said.output
    assert "Too many texts to this number today" in said.output
    assert "Next try: " in said.output
    assert "raise SMS_MOST_A_DAY" in said.output


def test_while_the_sender_stands_still_nothing_is_tried(sqlite_shop: Shop) -> None:
    with sqlite_shop.database.transaction() as session:
        stop_sender(session, provider="fake", code="20003", detail="wrong token", now=sqlite_shop.clock())
    said = _real(sqlite_shop)("sms", "send-test", PHONE)
    assert said.exit_code == 1
    assert "fake says: 20003 wrong token" in said.output
    assert "sms resume" in said.output
    assert sqlite_shop.texts() == []


def test_a_trial_that_is_interrupted_while_posting_leaves_a_try_on_record(sqlite_shop: Shop) -> None:
    sms = FakeSms(sqlite_shop.clock)
    runtime = replace(sqlite_shop.runtime, sms=sms)
    seen = []

    def meanwhile() -> None:
        with sqlite_shop.database.transaction() as session:
            ours = session.scalars(select(Sms)).one()
            seen.append(ours.state)

    sms.meanwhile = meanwhile
    sms.plan = [KeyboardInterrupt()]
    said = prompt(runtime)("sms", "send-test", PHONE)
    assert said.exit_code == 1
    assert seen == [SmsState.POSTING]  # on record before it was posted; the next round asks what became of it
    assert prompt(runtime)("sms", "budget").output.count("posting 1") == 1


def test_the_budget_says_what_is_spent_waits_and_goes_where(sqlite_shop: Shop) -> None:
    typed = _real(sqlite_shop, sms_prices="KR=20", sms_daily_cap=50)
    for _ in range(3):
        typed("sms", "send-test", PHONE)
    said = typed("sms", "budget")
    assert said.exit_code == 0, said.output
    assert "2 segments, 40 KRW of at most 50 KRW" in said.output
    assert "Waiting for tomorrow's money: 1 texts with 1 segments" in said.output
    assert "Texts decided today: pending 1, accepted 2" in said.output
    assert "limit 40 to a number" in said.output
    assert f"  {PHONE}       2" in said.output
    assert "Sender: fake is sending" in said.output


def test_the_budget_of_a_quiet_day_and_of_unknown_prices(sqlite_shop: Shop) -> None:
    assert "cost nothing and are not counted" in prompt(sqlite_shop.runtime)("sms", "budget").output
    unknown = _real(sqlite_shop)("sms", "budget").output
    assert "0 segments; what they cost is not known, as SMS_PRICES is not set" in unknown
    assert "Texts decided today: none" in unknown
    assert "Most texts" not in unknown
    assert "0 KRW without a limit" in _real(sqlite_shop, sms_prices="KR=20")("sms", "budget").output


def test_yesterdays_texts_are_not_counted_as_todays(sqlite_shop: Shop, typed: Typed) -> None:
    typed("sms", "send-test", PHONE)
    sqlite_shop.clock.move_on(timedelta(days=2))
    assert "Texts decided today: none" in typed("sms", "budget").output


def test_a_stopped_sender_is_let_go_and_what_was_held_leaves(shop: Shop) -> None:
    typed = _real(shop, SendResult(R, code="20003", detail="wrong token", trouble=Trouble.CONFIGURATION))
    assert typed("sms", "send-test", PHONE).exit_code == 1
    stands = typed("sms", "budget").output
    assert "Sender: stands still since " in stands
    assert "fake says: 20003" in stands
    assert "Held back: 1." in stands
    said = typed("sms", "resume")
    assert said.exit_code == 0, said.output
    assert "held back were 1." in said.output
    with shop.database.reading() as session:
        assert standing_stop(session) is None
        assert session.scalars(select(SenderStop.lifted_by)).one() == "operator (flask sms resume)"
    shop.drain()
    assert _last_text(shop).state is SmsState.ACCEPTED


def test_a_sender_that_runs_cannot_be_resumed(typed: Typed) -> None:
    said = typed("sms", "resume")
    assert said.exit_code == 1
    assert "The sender is not stopped" in said.output


def test_what_else_is_due_goes_along(sqlite_shop: Shop, typed: Typed) -> None:
    with sqlite_shop.database.transaction() as session:
        send_sms(
            session,
            SmsKind.OPTED_OUT,
            to_phone="+821099998888",
            language=Language.EN,
            words={"note": ""},
            now=sqlite_shop.clock() - timedelta(minutes=1),
        )
    typed("sms", "send-test", PHONE)
    assert len(sqlite_shop.phone("+821099998888")) == 1
    with sqlite_shop.database.reading() as session:
        assert session.scalars(select(OwedCall)).all() == []
        assert len(session.scalars(select(SmsAttempt)).all()) == 2


def _owed(shop: Shop) -> UUID:
    with shop.database.transaction() as session:
        return send_sms(
            session, SmsKind.HELP_REPLY, to_phone=PHONE, language=Language.EN, words={}, now=shop.clock()
        ).id


def test_a_jobs_process_that_was_faster_is_given_its_time(sqlite_shop: Shop) -> None:
    """It has the call already, and posts while the operator waits."""
    sms_id = _owed(sqlite_shop)
    with sqlite_shop.database.transaction() as session:
        claims = outbox.claim(session, owner="jobs", now=sqlite_shop.clock())
    text, tries = settled(sqlite_shop.runtime, sms_id, pause=lambda: send_texts(sqlite_shop.runtime, claims))
    assert text.state is SmsState.ACCEPTED
    assert len(tries) == len(sqlite_shop.phone(PHONE)) == 1


def test_a_jobs_process_that_hangs_is_not_waited_for_for_ever(sqlite_shop: Shop) -> None:
    sms_id = _owed(sqlite_shop)
    with sqlite_shop.database.transaction() as session:
        outbox.claim(session, owner="jobs", now=sqlite_shop.clock())
    pauses: list[int] = []
    text, tries = settled(sqlite_shop.runtime, sms_id, pause=lambda: pauses.append(1))
    assert (text.state, tries, len(pauses)) == (SmsState.PENDING, [], LOOKS)
    assert sqlite_shop.phone(PHONE) == []


@pytest.mark.parametrize(
    ("plan", "ends", "accepted"),
    [
        ((), "accepted: the provider has it", 1),
        (("401 20003",), "code 20003, class: configuration", 0),
        ((LOST_ANSWER,), "uncertain: it may have left", 1),
    ],
    ids=["accepted", "wrong token", "lost answer"],
)
def test_through_twilios_own_client_the_server_has_what_the_operator_reads(
    sqlite_shop: Shop, plan: tuple[str, ...], ends: str, accepted: int
) -> None:
    with loopback_twilio() as server:
        server.plan.extend(plan)
        sms = twilio_at(server.origin)
        said = prompt(replace(sqlite_shop.runtime, sms=sms))("sms", "send-test", PHONE)
        assert ends in said.output
        assert sum(server.accepted().values()) == accepted
        for body in server.accepted():
            assert body in said.output
