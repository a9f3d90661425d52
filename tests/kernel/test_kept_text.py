"""A sentence that was kept is told later, in either language, as if it had just been said."""

from datetime import UTC, date, datetime

import pytest

from app.kernel.i18n import Text, text
from app.kernel.kept_text import KeptText
from app.kernel.money import Money
from app.kernel.show import Countries, Window, show

AT = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
SENTENCES = [
    text("Nothing was changed"),
    text("%(who)s. %(next)s", who=text("%(model)s, %(customer)s", model="V9", customer="김하늘"), next="x"),
    text("%(count)d lie here.", count=3),
    text(
        "%(who)s, %(when)s",
        who=("A-01", text("Unknown")),
        when=Window(AT, AT.replace(hour=7), "Asia/Seoul"),
    ),
    text("%(who)s, %(when)s", who=Money(50_000, "KRW"), when=AT),
    text("%(who)s, %(when)s", who=Countries(("KR", "US")), when=date(2026, 11, 23)),
]


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("sentence", SENTENCES)
def test_it_reads_as_when_it_was_said(sentence: Text, language: str) -> None:
    kept = KeptText.model_validate_json(KeptText.of(sentence).model_dump_json())
    assert show(kept.text, language, "Asia/Seoul") == show(sentence, language, "Asia/Seoul")
