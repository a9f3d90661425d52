"""Days go by as the ticker has them: reminders fall due, texts leave, the provider says that they arrived, things end."""

from datetime import timedelta

from app.messaging.sms.models import OptOut
from jobs import (
    ask_follow_ups,
    expire_waiting,
    lay_unheard,
    look_into_texts,
    read_replies,
    remind_quotes,
    remind_waiting,
)
from tests.shop import Shop

STEP = timedelta(hours=12)
JOBS = (read_replies, lay_unheard, remind_quotes, remind_waiting, ask_follow_ups, expire_waiting)


def days_pass(shop: Shop, days: float) -> None:
    """Everything that reminds and ends, twice a day; texts leave, and arrive where the number takes any."""
    until = shop.clock() + timedelta(days=days)
    while shop.clock() < until:
        shop.clock.move_on(min(STEP, until - shop.clock()))
        for job in JOBS:
            job.run(shop.runtime)
        shop.drain()
        look_into_texts.run(shop.runtime)


def texts_are_stopped(shop: Shop, phone: str) -> None:
    """The customer wants no texts: nothing arrives any more."""
    with shop.database.transaction() as session:
        session.add(OptOut(phone=phone, at=shop.clock(), word="수신거부"))
