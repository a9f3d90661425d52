"""`flask doctor`: what is wrong with this installation, each in one sentence that names the remedy."""

from collections.abc import Callable
from datetime import timedelta

import click
from flask.cli import with_appcontext
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from app.cli import doctor_texts
from app.cli.doctor_files import files_are_kept
from app.cli.doctor_texts import Finding
from app.demo.seed import DEMO_STAFF
from app.edge.current import runtime
from app.kernel.actor import Role
from app.kernel.settings import DEMO_SECRET, Settings
from app.migrate import revisions, why_strange
from app.outbox.models import CallState, OwedCall
from app.runtime import Runtime
from app.staff.models import StaffAccount

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


def _database(runtime: Runtime) -> Finding:
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
        said = f"is at {found or 'no revision'}, this release needs {newest}"
        return Finding("Database", said, "Run: flask --app wsgi db upgrade")
    return Finding("Database", f"reachable and at {newest}")


def _managers(runtime: Runtime) -> Finding:
    with runtime.database.reading() as session:
        count = session.scalar(
            select(func.count())
            .select_from(StaffAccount)
            .where(StaffAccount.role == Role.MANAGER, StaffAccount.active)
        )
    if count:
        return Finding("Staff", f"managers: {count}")
    return Finding("Staff", "there is no manager", "Run: flask --app wsgi staff create LOGIN --role manager")


def _demo_accounts(runtime: Runtime) -> Finding:
    logins = {login for _, login, _ in DEMO_STAFF}
    with runtime.database.reading() as session:
        found = session.scalars(
            select(StaffAccount.login)
            .where(StaffAccount.login.in_(logins), StaffAccount.active)
            .order_by(StaffAccount.login)
        ).all()
    if runtime.settings.demo or not found:
        return Finding("Demo accounts", f"{len(found)}, in a demo shop" if found else "none")
    return Finding(
        "Demo accounts",
        f"{', '.join(found)}: their demo password opens nothing here",
        "Switch each off: flask --app wsgi staff deactivate LOGIN",
    )


def _jobs(runtime: Runtime) -> Finding:
    late = runtime.clock() - LATE
    with runtime.database.reading() as session:
        waiting = session.scalar(
            select(func.count())
            .select_from(OwedCall)
            .where(OwedCall.state == CallState.OWED, OwedCall.due_at < late)
        )
        given_up = session.scalar(
            select(func.count()).select_from(OwedCall).where(OwedCall.state == CallState.GIVEN_UP)
        )
    if waiting:
        return Finding("Jobs", f"{waiting} calls wait for longer than 5 minutes", "Start: python -m jobs")
    if given_up:
        return Finding("Jobs", f"{given_up} calls were given up", "Look at /manage and settle each by hand.")
    return Finding("Jobs", "nothing waits")


_SETTINGS: tuple[Callable[[Settings], Finding], ...] = (
    _secret,
    _address,
    files_are_kept,
    *doctor_texts.ABOUT_SETTINGS,
    _bank,
)
_ROWS: tuple[Callable[[Runtime], Finding], ...] = (
    _managers,
    _demo_accounts,
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
