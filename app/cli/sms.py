"""`flask sms …`: look at every text, send one to try the road, see the day's money, let a stopped sender go."""

from datetime import time

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from app.cli.sms_preview import preview
from app.cli.sms_trial import send_test
from app.edge.current import runtime
from app.journeys.conversation.settle_text import resume_sending
from app.kernel.act import Act
from app.kernel.actor import Actor, Role
from app.kernel.clock import at_local
from app.kernel.errors import Conflict
from app.kernel.money import Money
from app.kernel.show import show_day, show_moment
from app.messaging.conversation import inbox
from app.messaging.sms import stats as today
from app.messaging.sms.budget import spent_today
from app.messaging.sms.send_policy import A_DAY
from app.messaging.sms.sender_stop import standing_stop
from app.runtime import Runtime

# Whoever may type here may do what a manager may; the row of the stop says that it was here.
OPERATOR = Actor(role=Role.MANAGER, name="operator (flask sms resume)", channel="staff")
BUSIEST = 5


@click.group("sms")
def sms_commands() -> None:
    """Texts to customers: their wording, their cost, and the sender."""


sms_commands.add_command(preview)
sms_commands.add_command(send_test)


@sms_commands.command("budget")
@with_appcontext
def budget() -> None:
    """Say what today's texts cost, what waits for money, who got the most, and whether texts go out."""
    here = runtime()
    with here.database.reading() as session:
        for line in (*_money(here, session), *_texts(here, session), *_sender(here, session)):
            click.echo(line)


@sms_commands.command("resume")
@with_appcontext
def resume() -> None:
    """Let a stopped sender go again, once what stopped it was put right."""
    try:
        with runtime().database.transaction() as session:
            held = inbox.count_held(session)
            resume_sending(session, Act(OPERATOR, runtime().clock()))
    except Conflict:
        raise click.ClickException("The sender is not stopped: nothing is held back.") from None
    click.echo(f"Texts go out again with the next round of `python -m jobs`; held back were {held}.")


def _money(here: Runtime, session: Session) -> list[str]:
    now, rules, site = here.clock(), here.send_policy, here.site
    day = f"Today ({show_day(site.today(now), 'en')} in {site.zone})"
    if not here.sms.capabilities.wakes_people:
        return [f"{day}: texts go to the demo phone; they cost nothing and are not counted"]
    segments, minor = spent_today(session, now=now)
    if not here.settings.sms_prices:
        return [f"{day}: {segments} segments; what they cost is not known, as SMS_PRICES is not set"]
    cap = (
        f"of at most {_shown(here, rules.daily_cap)} ({_shown(here, rules.cap_but_for_codes)} but for codes)"
        if rules.daily_cap
        else "without a limit"
    )
    texts, parts = today.waiting_for_money(session)
    return [
        f"{day}: {segments} segments, {_shown(here, minor)} {cap}",
        f"Waiting for tomorrow's money: {texts} texts with {parts} segments",
    ]


def _texts(here: Runtime, session: Session) -> list[str]:
    now, site = here.clock(), here.site
    midnight = at_local(site.today(now), time(0), site.zone)
    states = today.count_by_state(session, since=midnight)
    said = ", ".join(f"{state.value} {count}" for state, count in states.items())
    lines = [f"Texts decided today: {said or 'none'}"]
    busiest = today.busiest_numbers(session, since=now - A_DAY, most=BUSIEST)
    if busiest:
        lines.append(f"Most texts in 24 hours (limit {here.send_policy.most_a_day} to a number):")
        lines += [f"  {phone:<16} {count:>4}" for phone, count in busiest]
    return lines


def _sender(here: Runtime, session: Session) -> list[str]:
    stop = standing_stop(session)
    if stop is None:
        return [f"Sender: {here.sms.name} is sending"]
    since = show_moment(stop.at, "en", here.site.zone)
    said = f"{stop.code} {stop.detail}".strip()
    return [
        f"Sender: stands still since {since}; {stop.provider} says: {said}",
        f"  Held back: {inbox.count_held(session)}. Put it right, then: flask --app wsgi sms resume",
    ]


def _shown(here: Runtime, minor: int) -> str:
    return Money(minor, here.site.currency).show("en")
