"""One sentence, two languages: values filled in first, then the Korean particles."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.kernel import i18n
from app.kernel.errors import Conflict, NotFound, page_moved_on
from app.kernel.i18n import N_, Language, text, translate

KOREAN = """
msgid "Your %(model)s has arrived."
msgstr "%(model)s{이/가} 도착했습니다."

msgid "headset"
msgstr "헤드셋"

msgid "Nothing to do."
msgstr "할 일이 없습니다."
"""


@pytest.fixture
def _catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "ko").mkdir()
    (tmp_path / "ko" / "kernel.po").write_text('msgid ""\nmsgstr ""\n' + KOREAN, encoding="utf-8")
    # The catalogue on disk is replaced by a known one, so the real words may change freely.
    monkeypatch.setattr(i18n, "TRANSLATIONS", tmp_path)
    i18n._korean.cache_clear()
    yield
    i18n._korean.cache_clear()


@pytest.mark.usefixtures("_catalogue")
def test_particles_follow_the_value_filled_in() -> None:
    sentence = text("Your %(model)s has arrived.", model=text("headset"))
    assert translate(Language.KO, sentence) == "헤드셋이 도착했습니다."
    assert translate("ko", text("Your %(model)s has arrived.", model="TV")) == "TV가 도착했습니다."
    assert translate(Language.EN, sentence) == str(sentence) == "Your headset has arrived."


@pytest.mark.usefixtures("_catalogue")
def test_a_plain_sentence_is_translated_with_and_without_values() -> None:
    assert translate("ko", N_("Nothing to do.")) == "할 일이 없습니다."
    assert translate("ko", "Your %(model)s has arrived.", model="7") == "7이 도착했습니다."


@pytest.mark.usefixtures("_catalogue")
def test_a_sentence_nobody_translated_stays_english() -> None:
    assert translate("ko", "Not in the catalogue 100%") == "Not in the catalogue 100%"


@pytest.mark.usefixtures("_catalogue")
def test_no_sentence_gives_no_sentence() -> None:
    """gettext answers the empty id with its header: nobody wants to read that."""
    assert translate("ko", "") == translate("ko", text("")) == ""


def test_a_refusal_carries_a_stable_code_its_sentence_and_the_field() -> None:
    refusal = NotFound(text("There is no repair %(code)s.", code="X"), field="code")
    assert (refusal.code, refusal.field) == ("not_found", "code")
    assert str(refusal) == "not_found: There is no repair X."
    moved = page_moved_on()
    assert isinstance(moved, Conflict)
    assert moved.code == "stale"
    assert Conflict.code == "conflict"
