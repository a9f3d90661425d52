"""What `flask doctor` says of texts: settings that do not fit together, and rows that wait for somebody."""

from urllib.parse import urlsplit

from app.cli.findings import Finding
from app.kernel.addresses import is_inside
from app.kernel.money import Money
from app.kernel.settings import Settings
from app.kernel.show import show_moment
from app.messaging.conversation import inbox
from app.messaging.sms import stats as today
from app.messaging.sms.kept_back import at_a_limit
from app.messaging.sms.reasons import Reason
from app.messaging.sms.send_policy import A_DAY
from app.messaging.sms.sender_stop import standing_stop
from app.runtime import Runtime

CREDENTIALS = (
    "Set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID; or, for Korean "
    "numbers, SMS_PROVIDER=solapi with SOLAPI_API_KEY, SOLAPI_API_SECRET and SOLAPI_FROM."
)
NAMES = {"twilio": "Twilio", "solapi": "SOLAPI"}
ONLY_KOREA = frozenset({"KR"})


def texts_leave(settings: Settings) -> Finding:
    """Whether anybody hands texts over at all."""
    if settings.texts_go_by != "demo":
        return Finding("Texts", f"go out through {NAMES[settings.texts_go_by]}")
    if settings.demo:
        return Finding("Texts", "go to the demo phone")
    return Finding("Texts", "reach nobody", CREDENTIALS)


def regions_fit(runtime: Runtime) -> Finding:
    """Whether the provider can reach the countries that are allowed."""
    regions = runtime.send_policy.regions
    shown = ", ".join(sorted(regions)) or "everywhere"
    if runtime.settings.texts_go_by == "solapi" and regions != ONLY_KOREA:
        said = f"go to {shown}, but SOLAPI reaches Korean numbers only"
        return Finding("Countries", said, "Set SMS_REGIONS=KR, or send through Twilio.")
    return Finding("Countries", f"texts go to {shown}")


def reports_arrive(settings: Settings) -> Finding:
    """Whether Twilio can tell us what became of a text; the others are asked anyway."""
    if settings.texts_go_by != "twilio":
        return Finding("Reports", "none are needed: who sends is asked")
    if is_inside(urlsplit(settings.public_url).hostname or ""):
        return Finding(
            "Reports",
            f"Twilio cannot reach {settings.public_url}: no replies come in, and what became of a text is learnt "
            "only by asking, from 5 minutes on",
            "Set PUBLIC_URL to an https:// address that the internet can reach.",
        )
    return Finding("Reports", f"come to {settings.public_url}/webhooks/twilio/status/…")


def money_is_limited(settings: Settings) -> Finding:
    """Whether a loop, or somebody pumping codes, ends at an amount the operator has chosen."""
    if settings.texts_go_by == "demo":
        return Finding("Budget", "the demo phone costs nothing")
    if not settings.sms_prices:
        return Finding("Budget", "prices are not known, only segments are counted")
    if not settings.sms_daily_cap:
        return Finding(
            "Budget",
            "texts have prices, and a day may cost any sum",
            "Set SMS_DAILY_CAP to what a day's texts may cost at most.",
        )
    return Finding("Budget", f"{Money(settings.sms_daily_cap, settings.currency).show('en')} a day at most")


def sender_runs(runtime: Runtime) -> Finding:
    """Whether a fault of our account has stopped everything."""
    with runtime.database.reading() as session:
        stop, held = standing_stop(session), inbox.count_held(session)
    if stop is None:
        return Finding("Sender", "may send")
    since = show_moment(stop.at, "en", runtime.site.zone)
    return Finding(
        "Sender",
        f"stands still since {since}, held back: {held}; {stop.provider} says: {stop.code} {stop.detail}".strip(),
        "Put the account or the settings right, then: flask --app wsgi sms resume",
    )


def money_is_left(runtime: Runtime) -> Finding:
    """Whether texts wait because the day's money is spent."""
    with runtime.database.reading() as session:
        texts, _ = today.waiting_for_money(session)
    if not texts:
        return Finding("Today's money", "no text waits for it")
    return Finding(
        "Today's money",
        f"is spent; texts that wait for midnight: {texts}",
        "Look at who gets so many: flask --app wsgi sms budget. Raise SMS_DAILY_CAP if that is right.",
    )


def numbers_have_room(runtime: Runtime) -> Finding:
    """Whether a number has had so many texts that others wait, or codes to it were not sent."""
    with runtime.database.reading() as session:
        full = [row for row in at_a_limit(session, now=runtime.clock()) if row.reason is Reason.TOO_MANY]
    if not full:
        return Finding("A number's fill", "no number has had more texts than a day allows")
    waiting, ended = sum(row.waiting for row in full), sum(row.ended for row in full)
    return Finding(
        "A number's fill",
        f"{len(full)} had as many texts as a day allows; waiting: {waiting}, codes not sent: {ended}",
        "Open /manage/texts to see which. Somebody may be asking for codes to it; raise SMS_MOST_A_DAY if that is right.",
    )


def doubts_are_settled(runtime: Runtime) -> Finding:
    """Whether texts of which nobody knows are left lying."""
    with runtime.database.reading() as session:
        old = today.in_doubt_since(session, runtime.clock() - A_DAY)
    if not old:
        return Finding("Doubts", "no text is in doubt for longer than a day")
    return Finding(
        "Doubts",
        f"texts of which nobody knows for longer than a day whether they left: {old}",
        "Open /bench/inbox?show=uncertain: call, send again, or tick off.",
    )


ABOUT_SETTINGS = (texts_leave, reports_arrive, money_is_limited)
ABOUT_RUNTIME = (regions_fit,)
ABOUT_ROWS = (sender_runs, money_is_left, numbers_have_room, doubts_are_settled)
