"""A device is named in whole words that fit, and an English text keeps its alphabet."""

import pytest

from app.kernel.i18n import Language
from app.messaging.sms.device_names import MOST, short_name
from app.messaging.sms.writing import in_gsm

KO, EN = Language.KO, Language.EN


@pytest.mark.parametrize(
    ("name", "language", "said"),
    [
        ("Sora Nari 5 phone", EN, "Sora Nari 5 phone"),
        ("Baram Glide V9 cordless vacuum cleaner", EN, "Baram Glide V9"),
        ("Baram 글라이드 V9 무선 청소기", KO, "Baram 글라이드"),
        ("허쉬 7 헤드셋", KO, "허쉬 7 헤드셋"),
        ("  아이폰\n 12 ", KO, "아이폰 12"),
        ("Notebookcomputerwithatouchscreen", EN, "Notebookcomputerwith"),
        ("Sora 나리 5 phone", EN, "Sora 5 phone"),
        ("나리 5 휴대폰", EN, ""),  # a number alone names nothing
        ("😀", EN, ""),
        ("", KO, ""),
    ],
)
def test_whole_words_that_fit(name: str, language: Language, said: str) -> None:
    assert short_name(name, language) == said
    assert len(said) <= MOST[language]
    assert language is KO or in_gsm(said)
