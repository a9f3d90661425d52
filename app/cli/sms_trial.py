"""`flask sms send-test`: one harmless text the whole real way, and what came of it in words."""

import os
import socket
import time
from collections.abc import Callable
from uuid import UUID

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from app.cli.edge import refusals_in_words, writing
from app.edge.current import runtime
from app.journeys.conversation.reachable_number import read_reachable
from app.kernel.i18n import Language
from app.kernel.money import Money
from app.kernel.show import show_moment
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.models import Sms, SmsAttempt
from app.messaging.sms.reasons import REASON_SAYS, Reason
from app.messaging.sms.regions import region_of
from app.messaging.sms.send_policy import price_class
from app.messaging.sms.sender_stop import standing_stop
from app.messaging.sms.service import send_sms
from app.messaging.sms.states import WITH_PROVIDER, SmsState, Trouble
from app.messaging.sms.writing import LINK
from app.outbox.models import CallState, OwedCall
from app.relay.drain import drain
from app.runtime import Runtime

# True for whoever gets it, asks for nothing, and links to the front page.
HARMLESS = SmsKind.TRIAL
T = SmsState
PAUSE, LOOKS = 0.5, 40  # seconds between looks, and how many: 20 s, longer than most answers take
SAYS = {
    T.ACCEPTED: "accepted: the provider has it",
    T.SENT: "sent: the provider has passed it on",
    T.DELIVERED: "delivered: the phone has it",
    T.UNDELIVERED: "undelivered: the network could not hand it over",
    T.FAILED: "failed: certainly not sent, and not tried again as it is",
    T.POSTING: "posting: another process has it just now",
    T.PENDING: "pending: certainly not sent yet, goes later by itself while `python -m jobs` runs",
    T.UNCERTAIN: "uncertain: it may have left; it is not sent again blindly",
    T.HELD: "held: it goes once the sender is put right",
    T.SUPPRESSED: "suppressed: this number gets no texts",
    T.DROPPED: "dropped: it was not worth sending any more",
}
REMEDIES = {
    Trouble.BAD_NUMBER: "The number is flagged now. Compare it; if it is right, say “The number works” in the inbox.",
    Trouble.OPTED_OUT: "Its owner lifts that: by START to the sender's number, or on the web page of a repair.",
    Trouble.CONFIGURATION: "The sender stands still for everybody. Put the account or the settings right, then: "
    "flask --app wsgi sms resume",
    Trouble.FILTERED: "A phone network took it for spam. Register the sender, or the wording, with the provider.",
    Trouble.LATER: "The phone or the network was away. Try again in half an hour.",
    Trouble.CAPACITY: "Too much went at once. Try again in some minutes.",
    Trouble.UNKNOWN: "We do not know this code. Look it up at the provider.",
}
STATE_REMEDIES = {
    T.UNCERTAIN: "After a minute `python -m jobs` asks the provider what became of it. Nothing is left to do here.",
    T.PENDING: "Check the network, the proxy and the provider's address if this does not pass.",
    T.POSTING: "Wait a moment, then look at: flask --app wsgi sms budget",
}
REASON_REMEDIES = {
    Reason.TOO_MANY: "Wait, or raise SMS_MOST_A_DAY.",
    Reason.DAILY_CAP: "Wait for midnight, or raise SMS_DAILY_CAP.",
    Reason.OPTED_OUT: REMEDIES[Trouble.OPTED_OUT],
    Reason.BAD_NUMBER: "If the number is right, say “The number works” at one of its texts in the inbox.",
}


@click.command("send-test")
@click.argument("phone")
@click.option("--lang", type=click.Choice([code.value for code in Language]), help="Else by the number.")
@with_appcontext
def send_test(phone: str, lang: str | None) -> None:
    """Text PHONE the way every text goes: row, outbox, try; then say what came of it.

    What else is due goes along, as with `python -m jobs`. Exits with 1 unless the provider took the text.
    """
    here = runtime()
    number = _allowed(here, phone)
    language = Language(lang or ("ko" if region_of(number) == "KR" else "en"))
    with writing() as session:
        sms_id = send_sms(
            session, HARMLESS, to_phone=number, language=language, words={}, now=here.clock()
        ).id
    text, tries = settled(here, sms_id, pause=lambda: time.sleep(PAUSE))
    for line in (*_sent(here, text), *_came_of(here, text, tries)):
        click.echo(line)
    if text.state not in WITH_PROVIDER:
        raise SystemExit(1)


def settled(here: Runtime, sms_id: UUID, *, pause: Callable[[], None]) -> tuple[Sms, list[SmsAttempt]]:
    """The text and its tries once its turn has come; a jobs process that was faster is given its time."""
    owner = f"send-test {socket.gethostname()[:40]}:{os.getpid()}"
    for _ in range(LOOKS):
        drain(here, owner=owner, stop=lambda: _text(here, sms_id)[0].tries > 0)
        text, tries = _text(here, sms_id)
        untouched = text.state is T.PENDING and not tries and not text.reason
        if text.state is not T.POSTING and not untouched:
            break
        pause()
    return _text(here, sms_id)


def _allowed(here: Runtime, typed: str) -> str:
    """The number as E.164, or a refusal before anything is written."""
    with refusals_in_words():
        number = read_reachable(typed, region=here.site.region, regions=here.send_policy.regions)
    with here.database.reading() as session:
        stop = standing_stop(session)
    if stop is not None:
        raise click.ClickException(
            f"The sender stands still, {stop.provider} says: {stop.code} {stop.detail}. Put it right, then: "
            "flask --app wsgi sms resume"
        )
    return number


def _text(here: Runtime, sms_id: UUID) -> tuple[Sms, list[SmsAttempt]]:
    tries = select(SmsAttempt).where(SmsAttempt.sms_id == sms_id).order_by(SmsAttempt.number)
    with here.database.reading() as session:
        return session.get_one(Sms, sms_id), list(session.scalars(tries))


def _sent(here: Runtime, text: Sms) -> list[str]:
    cost = (
        price_class(text.to_phone, here.send_policy, text.segments)
        if here.sms.capabilities.wakes_people
        else 0
    )
    price = f", {Money(cost, here.site.currency).show('en')}" if cost else ""
    body = text.body.replace(LINK, here.settings.public_url)
    return [f"To {text.to_phone} through {here.sms.name}, segments: {text.segments}{price}", f"    {body}"]


def _came_of(here: Runtime, text: Sms, tries: list[SmsAttempt]) -> list[str]:
    """How far it is, what the provider said, and what to do about it."""
    lines = [f"{SAYS[text.state]}{_why(text)}"]
    last = tries[-1] if tries else None
    if last is not None and last.reference:
        lines.append(f"  {last.provider} calls it {last.reference}")
    if last is not None and last.code:
        trouble = text.trouble.value if text.trouble else "none of the classes that end a text"
        lines.append(f"  code {last.code}, class: {trouble}")
    if text.state in WITH_PROVIDER:
        return [*lines, f"  {_how_we_learn(here, last)}"]
    if text.attention_since is not None and text.state is not T.UNCERTAIN:  # that may pass by itself
        lines.append("  It is a task in the inbox: settle it there when you are done.")
    if text.state is T.PENDING:
        lines.append(f"  {_when(here, text)}")
    remedy = _remedy(text)
    return [*lines, f"  {remedy}"] if remedy else lines


def _why(text: Sms) -> str:
    if not text.reason:
        return ""
    return f" ({REASON_SAYS[Reason(text.reason)] if text.reason in set(Reason) else text.reason})"


def _how_we_learn(here: Runtime, last: SmsAttempt | None) -> str:
    if not here.sms.capabilities.wakes_people:
        return "Read it at /demo/phone."
    if last is not None and here.report_url(last.id) is None:
        return (
            f"No report can reach {here.settings.public_url}: the provider is asked, first after 5 minutes."
        )
    return "Whether it arrives is reported, or asked for after 5 minutes: flask --app wsgi sms budget"


def _when(here: Runtime, text: Sms) -> str:
    with here.database.reading() as session:
        due = session.scalars(
            select(OwedCall.due_at).where(
                OwedCall.key.startswith(f"text:{text.id}:"), OwedCall.state == CallState.OWED
            )
        ).all()
    return f"Next try: {show_moment(min(due), 'en', here.site.zone)}" if due else "Its turn has not come."


def _remedy(text: Sms) -> str:
    """The class of the code says most, then why it waits, then how far it is."""
    if text.trouble is not None:
        return REMEDIES[text.trouble]
    by_reason = REASON_REMEDIES.get(Reason(text.reason), "") if text.reason in set(Reason) else ""
    return by_reason or STATE_REMEDIES.get(text.state, "")
