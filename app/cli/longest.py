"""The longest values that can really stand in a text: for whoever wants to see, or check, how long it gets."""

from datetime import UTC, datetime, timedelta
from typing import Any

from app.courier.trips.told import everything_told
from app.journeys.conversation.ask_back import LONGEST_NAME, MOST_OFFERED
from app.journeys.repair.doubt_answer import BOTH_WAYS, IN_DOUBT
from app.journeys.repair.due_dates import LONGEST_NOTE
from app.journeys.request.take_up import NEXT
from app.journeys.watch.remind_waiting import WHAT_TO_DO
from app.kernel.i18n import Language, text, translate
from app.kernel.money import Money
from app.kernel.show import Window, show
from app.messaging.sms.device_names import MOST
from app.messaging.sms.kinds import SmsKind
from app.sites.site import Site
from app.tickets.words import CUSTOMER_STAGE

# "Wed 30 Sept 18:00" and "12월 30일(수) 18:00" are the longest dates.
LATE = {
    Language.EN: datetime(2026, 9, 30, 9, 0, tzinfo=UTC),
    Language.KO: datetime(2026, 12, 30, 9, 0, tzinfo=UTC),
}
OWN_WORDS = {Language.EN: "Part reordered, x ", Language.KO: "부품을 다시 주문했고 "}
RECEIVER = {Language.EN: "Mrs Featherstonehaugh", Language.KO: "김수한무거북이"}
TECHNICIAN = {Language.EN: "Bartholomew Winterbourne", Language.KO: "남궁민수선임기사"}
CODE = "ABCD-EFGH-JKMN"
DEVICE = {
    Language.EN: "Wireless Headphone X"[: MOST[Language.EN]],
    Language.KO: "무선노이즈캔슬링헤드폰프로맥스"[: MOST[Language.KO]],
}


def longest_words(kind: SmsKind, language: Language, site: Site) -> dict[str, Any]:
    """A value for every name that a wording may mention, as `messaging.sms.writing.write` takes them."""
    stages = sorted((translate(language, stage) for stage in CUSTOMER_STAGE.values()), key=len)
    longest_reason = max(everything_told(), key=lambda reason: len(translate(language, reason)))
    ways = [text(both) for both in (*BOTH_WAYS.values(), IN_DOUBT)]
    longest_ways = max(ways, key=lambda both: len(translate(language, both)))
    acts = [text(act) for act in WHAT_TO_DO.values()]
    longest_act = max(acts, key=lambda act: len(translate(language, act)))
    window = Window(LATE[language], LATE[language] + timedelta(hours=2), site.zone)
    amount = Money(12_345_000, site.currency)
    notes: dict[SmsKind, Any] = {
        SmsKind.PICKUP_FAILED: longest_reason,
        SmsKind.DELIVERY_FAILED: longest_reason,
        SmsKind.WHICH_TICKET: " ".join(
            [f"A) {DEVICE[language][:LONGEST_NAME]} {show(amount, language, site.zone)} {CODE}"]
            * MOST_OFFERED
        ),
        SmsKind.ANSWERS_DIFFER: longest_ways,
        SmsKind.STILL_WAITING: longest_act,
        SmsKind.LAST_REMINDER: longest_act,
        SmsKind.DELIVERED: RECEIVER[language],
        SmsKind.DELIVERED_AFTER_ALL: RECEIVER[language],
    }
    return {
        "code": CODE,
        "device": DEVICE[language],
        "number": "123456",
        "due": LATE[language],
        "amount": amount,
        "window": window,
        "slots": (window, window, window),
        "stage": stages[-1],
        "next": max((text(one) for one in NEXT.values()), key=lambda one: len(translate(language, one))),
        "technician": TECHNICIAN[language],
        "note": notes.get(kind, (OWN_WORDS[language] * LONGEST_NOTE)[:LONGEST_NOTE]),
    }
