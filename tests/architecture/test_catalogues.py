"""No page and no text falls back to English for a Korean reader."""

from pathlib import Path

import pytest

from tests.architecture.catalogues import as_po, faults_of, read_words


def test_every_sentence_has_its_korean_once_and_it_fits() -> None:
    words = read_words()
    listed = "\n".join(f"{', '.join(places)}: {msgid}" for msgid, places in words.missing().items())
    assert not words.missing(), f"sentences without Korean:\n{listed}"
    assert faults_of(words) == []


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A very small house: one view, one query, one template, one catalogue."""
    files = {
        "app/quotes/service.py": 'from app.kernel.i18n import N_, text\nA = text("Pay %(sum)s.", sum=1)\n',
        "app/quotes/queries.py": 'from sqlalchemy import text\nB = text("SELECT 1")\n',
        "templates/quote.html": '<p>{{ _("Your quote %(code)s", code=code) }}</p>',
        "app/translations/ko/quotes.po": 'msgid "Pay %(sum)s."\nmsgstr "%(sum)s{을/를} 내세요."\n',
    }
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return tmp_path


def test_what_is_missing_is_named_with_file_and_line(site: Path) -> None:
    words = read_words(site)
    assert words.missing() == {"Your quote %(code)s": ["templates/quote.html:1"]}
    assert words.missing("app/quotes") == {}
    assert faults_of(words) == []
    entry = as_po(words.missing())
    assert "#: templates/quote.html:1" in entry
    assert 'msgid "Your quote %(code)s"\nmsgstr ""' in entry


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('msgid "Gone."\nmsgstr "없음"\n', "nobody says 'Gone.'"),
        ('msgid "Pay %(sum)s."\nmsgstr "%(sum)s 결제"\n', "more than one Korean"),
        ('msgid "Your quote %(code)s"\nmsgstr "견적"\n', "placeholders"),
        ('msgid "Your quote %(code)s"\nmsgstr "%(code)s{와/과}"\n', "known pairs"),
        ('msgid "Your quote %(code)s"\nmsgstr "%(code)s을(를)"\n', "both particles"),
        ('#, fuzzy\nmsgid "Your quote %(code)s"\nmsgstr "견적 %(code)s"\n', "fuzzy"),
        ('#~ msgid "Old."\n#~ msgstr "옛날"\n', "obsolete"),
    ],
)
def test_wrong_korean_is_noticed(site: Path, entry: str, fault: str) -> None:
    header = 'msgid ""\nmsgstr ""\n\n'
    (site / "app/translations/ko/more.po").write_text(header + entry, encoding="utf-8")
    assert fault in "\n".join(faults_of(read_words(site)))


def test_another_way_of_marking_is_refused(site: Path) -> None:
    (site / "templates/old.html").write_text("{% trans %}Hello{% endtrans %}", encoding="utf-8")
    assert "trans" in "\n".join(faults_of(read_words(site)))
