"""The longest values that can really stand in a text: for whoever wants to see, or check, how long it gets."""

from datetime import UTC, datetime, timedelta
from typing import Any

from app.courier.states import FAILURE_LABEL
from app.journeys.promises import LONGEST_NOTE
from app.kernel.house import House
from app.kernel.i18n import Language, text, translate
from app.kernel.money import Money
from app.kernel.show import Window
from app.messaging.kinds import TextKind
from app.tickets.labels import STAGE

# "Wed 30 Sept 18:00" and "12월 30일(수) 18:00" are the longest dates.
LATE = {
    Language.EN: datetime(2026, 9, 30, 9, 0, tzinfo=UTC),
    Language.KO: datetime(2026, 12, 30, 9, 0, tzinfo=UTC),
}
OWN_WORDS = {Language.EN: "Part reordered, x ", Language.KO: "부품을 다시 주문했고 "}
RECEIVER = {Language.EN: "Mrs Featherstonehaugh", Language.KO: "김수한무거북이"}
TECHNICIAN = {Language.EN: "Bartholomew Winterbourne", Language.KO: "남궁민수선임기사"}
CODE = "ABCD-EFGH-JKMN"


def longest_words(kind: TextKind, language: Language, house: House) -> dict[str, Any]:
    """A value for every name that a wording may mention, as `messaging.writing.write` takes them."""
    stages = sorted((translate(language, stage) for stage in STAGE.values()), key=len)
    reasons = [text(label) for label in FAILURE_LABEL.values()]
    longest_reason = max(reasons, key=lambda reason: len(translate(language, reason)))
    window = Window(LATE[language], LATE[language] + timedelta(hours=2), house.zone)
    notes: dict[TextKind, Any] = {
        TextKind.PICKUP_FAILED: longest_reason,
        TextKind.DELIVERY_FAILED: longest_reason,
        TextKind.WHICH_TICKET: " ".join(f"{number}) {CODE}" for number in range(1, 5)),
        TextKind.DELIVERED: RECEIVER[language],
    }
    return {
        "code": CODE,
        "number": "123456",
        "due": LATE[language],
        "amount": Money(12_345_000, house.currency),
        "window": window,
        "slots": (window, window, window),
        "stage": stages[-1],
        "technician": TECHNICIAN[language],
        "note": notes.get(kind, (OWN_WORDS[language] * LONGEST_NOTE)[:LONGEST_NOTE]),
    }
