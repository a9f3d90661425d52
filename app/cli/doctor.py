"""`flask doctor`: what is wrong with this installation, each in one sentence that names the remedy."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from app.cli import doctor_access, doctor_texts
from app.cli.doctor_files import files_are_kept
from app.cli.findings import Finding
from app.edge.current import runtime
from app.kernel.settings import DEMO_SECRET, Settings
from app.migrate import revisions, why_strange
from app.outbox.models import CallState, OwedCall
from app.outbox.queries import count_given_up
from app.runtime import Runtime

LATE = timedelta(minutes=5)  # a call owed for longer has nobody who makes it


def examine(runtime: Runtime) -> list[Finding]:
    """Look at everything; the rows are looked at only where the database can be read."""
    findings = [look(runtime.settings) for look in _SETTINGS]
    findings += [look(runtime) for look in doctor_texts.ABOUT_RUNTIME]
    database = _database(runtime)
    findings.append(database)
    if not database.remedy:
        findings += [look(runtime) for look in _ROWS]
    return findings


def _secret(settings: Settings) -> Finding:
    if settings.secret_key.get_secret_value() != DEMO_SECRET:
        return Finding("Secret", "SECRET_KEY is your own")
    return Finding("Secret", "the demo secret, good enough while DEMO=true")


def _address(settings: Settings) -> Finding:
    if settings.secure or settings.demo:
        return Finding("Address", settings.public_url)
    return Finding(
        "Address", f"{settings.public_url} is not safe", "Set PUBLIC_URL to the https:// address people use."
    )


def _bank(settings: Settings) -> Finding:
    if settings.demo or settings.bank_account != Settings.model_fields["bank_account"].default:
        return Finding("Payment", settings.bank_account)
    return Finding("Payment", "bills name the demo bank", "Set BANK_ACCOUNT to where customers shall pay.")


def _words_of_the_demo(settings: Settings) -> Finding:
    names = ("shop_phone", "shop_address")
    left = [name.upper() for name in names if getattr(settings, name) == Settings.model_fields[name].default]
    if settings.demo or not left:
        return Finding("Shop", f"{settings.shop_name}, {settings.shop_phone}")
    return Finding(
        "Shop", "customers read the demo's phone or address", f"Set {' and '.join(left)} to the shop's own."
    )


def _database(runtime: Runtime) -> Finding:
    url = runtime.database.engine.url
    file = Path(url.database or "") if url.get_backend_name() == "sqlite" else None
    if file and file.parent.is_dir() and not file.exists():  # to open it would make a second, empty shop
        remedy = "Let DATABASE_URL name the shop's database. For a new one: flask --app wsgi db upgrade"
        return Finding("Database", f"there is no {file}", remedy)
    try:
        found, newest = revisions(runtime.database.engine)
        strange = why_strange(runtime.database.engine)
    except SQLAlchemyError as error:
        reason = str(error.__cause__ or error).strip().splitlines()[0]
        return Finding("Database", f"cannot be reached: {reason}", "Check DATABASE_URL and that it runs.")
    if strange:
        said, _, remedy = strange.partition(": ")
        return Finding("Database", said, remedy[0].upper() + remedy[1:])
    if found != newest:
        said = f"{file} is at {found or 'no revision'}, this release needs {newest}".strip()
        return Finding("Database", said, "Run: flask --app wsgi db upgrade")
    return Finding("Database", f"reachable and at {newest}{f': {file}' if file else ''}")


def _jobs(runtime: Runtime) -> Finding:
    late = runtime.clock() - LATE
    with runtime.database.reading() as session:
        waiting = session.scalar(
            select(func.count())
            .select_from(OwedCall)
            .where(OwedCall.state == CallState.OWED, OwedCall.due_at < late)
        )
        given_up = count_given_up(session)
    if waiting:
        return Finding("Jobs", f"{waiting} calls wait for longer than 5 minutes", "Start: python -m jobs")
    if given_up:
        return Finding("Jobs", f"{given_up} calls were given up", "Look at /manage and settle each by hand.")
    return Finding("Jobs", "nothing waits")


_SETTINGS: tuple[Callable[[Settings], Finding], ...] = (
    _secret,
    _address,
    files_are_kept,
    *doctor_access.ABOUT_SETTINGS,
    *doctor_texts.ABOUT_SETTINGS,
    _bank,
    _words_of_the_demo,
)
_ROWS: tuple[Callable[[Runtime], Finding], ...] = (
    *doctor_access.ABOUT_ROWS,
    _jobs,
    *doctor_texts.ABOUT_ROWS,
)


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Say what is wrong here and what to do about it; exits with 1 where anything is."""
    findings = examine(runtime())
    for finding in findings:
        click.echo(f"{'!!' if finding.remedy else 'ok'}  {finding.subject}: {finding.said}")
        if finding.remedy:
            click.echo(f"      {finding.remedy}")
    if any(finding.remedy for finding in findings):
        raise SystemExit(1)
