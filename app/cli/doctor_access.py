"""What `flask doctor` says of who may come in: accounts, the proxies before the door, and whom limits take for whom."""

from ipaddress import ip_address

from sqlalchemy import select

from app.cli.findings import Finding
from app.demo.seed import opens_with_demo_password, real_people
from app.kernel.actor import Role
from app.kernel.limits import FORWARDED, newest_of
from app.kernel.settings import Settings
from app.kernel.show import show_moment
from app.runtime import Runtime
from app.staff.models import StaffAccount

COUNT_THEM = (
    "Set TRUSTED_PROXIES to the number of proxies in front, usually 1; let each add to X-Forwarded-For."
)


def proxies(settings: Settings) -> Finding:
    """Whether the settings say what stands in front, and whether somebody could come past it."""
    where = f"{settings.listens_on}:{settings.port}"
    if settings.secure and not settings.trusted_proxies:
        said = "PUBLIC_URL is https://, so a proxy stands in front, and none is trusted: all visitors count as one"
        return Finding("Proxies", said, COUNT_THEM)
    if not settings.trusted_proxies:
        return Finding("Proxies", f"none; it listens on {where}")
    said = f"trusted: {settings.trusted_proxies}; it listens on {where}"
    if not ip_address(settings.listens_on).is_loopback:
        said += ": see that only they reach it, for whoever else does can claim any address"
    return Finding("Proxies", said)


def forwarded(runtime: Runtime) -> Finding:
    """Whether a proxy was seen within a day that the settings do not know of."""
    with runtime.database.reading() as session:
        seen = newest_of(session, FORWARDED)
    if seen is None:
        return Finding("Visitors", "no call came through a proxy that is not trusted")
    when = show_moment(seen, "en", runtime.site.zone)
    said = f"X-Forwarded-For came last on {when} and does not fit TRUSTED_PROXIES={runtime.settings.trusted_proxies}"
    return Finding("Visitors", f"{said}: limits may take all visitors for one", COUNT_THEM)


def managers(runtime: Runtime) -> Finding:
    """Whether anybody can sign in who may do everything."""
    with runtime.database.reading() as session:
        rows = session.scalars(
            select(StaffAccount).where(StaffAccount.role == Role.MANAGER, StaffAccount.active)
        ).all()
    able = [row for row in rows if runtime.settings.demo or not opens_with_demo_password(row)]
    if able:
        return Finding("Staff", f"managers who can sign in: {len(able)}")
    remedy = "Run: flask --app wsgi staff create LOGIN --role manager"
    return Finding("Staff", "there is no manager who can sign in", remedy)


def demo_accounts(runtime: Runtime) -> Finding:
    """Accounts that the demo made and nobody took over, told by their password and not by their name."""
    with runtime.database.reading() as session:
        rows = session.scalars(
            select(StaffAccount).where(StaffAccount.active).order_by(StaffAccount.login)
        ).all()
        people = real_people(session)
    found = [row.login for row in rows if opens_with_demo_password(row)]
    if runtime.settings.demo and people:
        said = f"this is a demo, and people have accounts in it: {', '.join(people)}"
        return Finding("Demo accounts", said, "Set DEMO=false, or let DATABASE_URL name another database.")
    if runtime.settings.demo or not found:
        return Finding("Demo accounts", f"{len(found)}, in a demo shop" if found else "none")
    return Finding(
        "Demo accounts",
        f"{', '.join(found)}: their demo password opens nothing here",
        "Switch each off: flask --app wsgi staff deactivate LOGIN",
    )


ABOUT_SETTINGS = (proxies,)
ABOUT_ROWS = (managers, demo_accounts, forwarded)
