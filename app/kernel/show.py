"""How values are written for people: instants, days, windows, money and countries, in either language."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from babel import Locale
from babel.dates import format_date, format_time

from app.kernel.clock import zone_named
from app.kernel.i18n import Language, Text, translate
from app.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Window:
    """From one instant to another on one day, in the zone where the courier drives."""

    starts_at: datetime
    ends_at: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class Countries:
    """Regions (ISO 3166), written with the names their readers know (Unicode CLDR)."""

    regions: tuple[str, ...]

    def __str__(self) -> str:
        return ", ".join(self.regions)


def show_day(day: date, language: Language | str) -> str:
    """`11월 25일(수)`, `Wed 25 Nov`."""
    if Language(language) is Language.KO:
        return format_date(day, "M월 d일(EEE)", locale="ko")
    return format_date(day, "EEE d MMM", locale="en_GB")


def show_moment(moment: datetime, language: Language | str, zone: str) -> str:
    """`11월 25일(수) 18:00`, `Wed 25 Nov 18:00`, in `zone`."""
    local = moment.astimezone(zone_named(zone))
    return f"{show_day(local.date(), language)} {format_time(local, 'HH:mm', locale='en')}"


def show_window(window: Window, language: Language | str) -> str:
    """`11월 25일(수) 14:00-16:00`, `Wed 25 Nov 14:00-16:00`; the hyphen is one that SMS can carry."""
    zone = zone_named(window.zone)
    ends = format_time(window.ends_at.astimezone(zone), "HH:mm", locale="en")
    strange = "" if zone.key == window.zone else f" {zone.key}"  # nobody knows the courier's clock there
    return f"{show_moment(window.starts_at, language, window.zone)}-{ends}{strange}"


def show(value: Any, language: Language | str, zone: str) -> str:
    """Any value a sentence may mention, as the reader writes it."""
    match value:
        case Text(msgid, params):
            said = {name: _in_a_sentence(part, language, zone) for name, part in params.items()}
            return translate(language, msgid, **said)
        case Money():
            return value.show(language)
        case Window():
            return show_window(value, language)
        case Countries():
            names = Locale.parse(Language(language).value).territories
            return ", ".join(str(names.get(region, region)) for region in value.regions)
        case datetime():
            return show_moment(value, language, zone)
        case date():
            return show_day(value, language)
        case tuple():
            return ", ".join(show(part, language, zone) for part in value)
        case _:
            return str(value)


def _in_a_sentence(value: Any, language: Language | str, zone: str) -> Any:
    return value if isinstance(value, (int, float)) else show(value, language, zone)  # %d stays possible
