"""`flask sms preview`: every text as it would leave, with the longest values it can have."""

from collections.abc import Sequence
from dataclasses import dataclass

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import DBAPIError

from app.cli.edge import refusals_in_words
from app.cli.longest import longest_words
from app.customers.phones import read_phone
from app.edge.current import runtime
from app.kernel.i18n import Language
from app.kernel.money import Money
from app.messaging.sms.carrying import carried, passes_korean_networks
from app.messaging.sms.kinds import SEGMENT_BUDGET, WORDINGS, SmsKind
from app.messaging.sms.regions import region_of
from app.messaging.sms.send_policy import price_class
from app.messaging.sms.service import LINK_END
from app.messaging.sms.writing import LINK, count_segments, write
from app.runtime import Runtime
from app.sites.site import Site
from app.staff.queries import accounts

ROW = "{kind:<20} {language:<4} {segments:>5} {price:>12}  {answers:<9} {euc_kr}"


@dataclass(frozen=True, slots=True)
class Sample:
    """One text at its longest. `answers` is "reply", "link", or "" where it asks for none; `strange` are the
    characters that Korean networks break."""

    kind: SmsKind
    language: Language
    body: str
    segments: int
    answers: str
    strange: str


def sample(
    kind: SmsKind, language: Language, site: Site, to_phone: str | None, names: Sequence[str] = ()
) -> Sample:
    """The text as it would leave for that number; without one for any of the shop's own region.

    `names` are those of the shop's own people, of whom the longest stands in it.
    """
    words = longest_words(kind, language, site)
    words["technician"] = max((words["technician"], *names), key=len)
    body = write(kind, language, site, words, to_phone=to_phone)
    body = body.replace(LINK, site.public_url + LINK_END)
    region = region_of(to_phone) if to_phone else site.region
    answers = "reply" if site.hears_from(region) else "link"
    return Sample(
        kind,
        language,
        body,
        count_segments(body),
        answers=answers if WORDINGS[kind].en_link else "",
        strange="".join(sorted({char for char in body if not passes_korean_networks(char)})),
    )


@click.command("preview")
@click.argument(
    "kind",
    required=False,
    metavar="[KIND]",
    type=click.Choice([one.value for one in SmsKind], case_sensitive=False),
)
@click.option("--lang", type=click.Choice([code.value for code in Language]), help="Only that language.")
@click.option("--to", "typed", metavar="+82…", help="As it would leave for that number.")
@with_appcontext
def preview(kind: str | None, lang: str | None, typed: str | None) -> None:
    """Show every text, or the one named KIND, with its longest real values."""
    here = runtime()
    with refusals_in_words():
        phone = read_phone(typed, here.site.region) if typed else None
    region = region_of(phone) if phone else here.site.region
    names = _names(here)
    click.echo(_where_to(here, region))
    for name in (here.site.name, *names):
        if carried(name, region) != name:
            click.echo(f"Networks there do not carry “{name}”: texts say “{carried(name, region)}”.")
    click.echo(
        ROW.format(
            kind="kind",
            language="lang",
            segments="parts",
            price="price",
            answers="answer by",
            euc_kr="EUC-KR",
        )
    )
    for one in [SmsKind(kind)] if kind else SmsKind:
        for language in [Language(lang)] if lang else Language:
            _print(here, sample(one, language, here.site, phone, names), region)


def _names(here: Runtime) -> tuple[str, ...]:
    """Whose names stand in texts: all accounts at work; none where there is no database yet."""
    try:
        with here.database.reading() as session:
            return tuple(dict.fromkeys(row.name for row in accounts(session) if row.active))
    except DBAPIError:
        return ()


def _where_to(here: Runtime, region: str) -> str:
    rules = here.send_policy
    allowed = not rules.regions or region in rules.regions
    can = "can answer by SMS" if here.site.hears_from(region) else "cannot answer: the link is the reply"
    return (
        f"To {region or 'no country'} through {here.sms.name} ({here.sms.capabilities.sender_type}): phones there "
        f"{can}.{'' if allowed else ' SMS_REGIONS does not let texts go there.'}"
    )


def _print(here: Runtime, shown: Sample, region: str) -> None:
    over = "!" if shown.segments > SEGMENT_BUDGET else ""
    cost = price_class(region, here.send_policy, shown.segments)
    click.echo(
        ROW.format(
            kind=shown.kind.value,
            language=shown.language.value,
            segments=f"{over}{shown.segments}",
            price=Money(cost, here.site.currency).show("en") if cost else "-",
            answers=shown.answers or "-",
            euc_kr=f"breaks {' '.join(shown.strange)}" if shown.strange else "yes",
        )
    )
    click.echo(f"    {shown.body}")
