"""A demo shop to walk about in: staff, catalogue, couriers' zones and bins, written once."""

import sys
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.catalogue.models import Campaign, DeviceModel, KnownSerial, StandardTerms, Symptom
from app.courier.slots.models import SlotPlan, Zone
from app.courier.slots.places import open_slots
from app.demo import catalogue
from app.kernel import idempotency as once
from app.kernel.actor import Role
from app.kernel.i18n import Language
from app.kernel.ids import new_row_id
from app.runtime import Runtime
from app.staff.models import StaffAccount
from app.staff.passwords import DEMO
from app.storage.models import Bin
from app.terms.rules import add_months
from app.tickets.legs import DRIVEN

DEMO_PASSWORD = "mendpost"  # noqa: S105 - shown on the login page; too short for a real shop
DEMO_STAFF: tuple[tuple[Role, str, str], ...] = (
    (Role.TECHNICIAN, "technician", DEMO_PASSWORD),
    (Role.TECHNICIAN, "technician2", DEMO_PASSWORD),
    (Role.WAREHOUSE, "warehouse", DEMO_PASSWORD),
    (Role.DISPATCHER, "dispatcher", DEMO_PASSWORD),
    (Role.COURIER, "courier", DEMO_PASSWORD),
    (Role.MANAGER, "manager", DEMO_PASSWORD),
)
_NAMES = {
    "technician": ("한지우", Language.KO),
    "technician2": ("박서준", Language.EN),
    "warehouse": ("이수민", Language.KO),
    "dispatcher": ("최민서", Language.KO),
    "courier": ("정하윤", Language.KO),
    "manager": ("김도현", Language.KO),
}
_ZONES = (("서울 Seoul", ["0"]), ("경기 Gyeonggi", ["1"]), ("전국 Rest of Korea", [""]))
_WINDOWS = ((time(10), time(12)), (time(14), time(16)), (time(18), time(20)))
_MONDAY_TO_SATURDAY = [1, 2, 3, 4, 5, 6]
_PLACES = 8
_CUTOFF_MINUTES = 120
_BINS = [f"{shelf}-{place:02}" for shelf in "ABC" for place in range(1, 9)]
_FOR_ONE = ("B-07", "B-08")  # deep enough for one large device
_ONCE = "demo-seed"


def seed_demo(runtime: Runtime) -> None:
    """Write the demo shop, or leave it as it is where it was written before.

    Two starts at once: the second waits for the key of the first and then finds nothing to do.
    """
    now = runtime.clock()
    with runtime.database.reading() as session:
        if once.earlier_result(session, _ONCE) is not None:
            return
    with runtime.database.transaction() as session:
        if not once.begin(session, _ONCE, now=now):
            return
        _staff(session, now)
        _catalogue(session, runtime.site.currency, runtime.site.today(now))
        _road(session)
        session.add_all(Bin(code=code, capacity=1 if code in _FOR_ONE else None) for code in _BINS)
        session.flush()
        open_slots(session, now=now)
        once.finish(session, _ONCE, {"seeded": True})


class DemoRefused(Exception):
    """The database belongs to real people: its demo phone, clock and passwords would be open to everybody."""


def stay_out_of_a_real_shop(runtime: Runtime) -> None:
    """Raises DemoRefused where people have accounts that no demo made; a database that cannot be read is none."""
    if not runtime.settings.demo:
        return
    try:
        with runtime.database.reading() as session:
            people = real_people(session)
    except SQLAlchemyError:
        return  # nobody can be harmed there; whoever needs it says what is wrong
    if people:
        raise DemoRefused(
            f"DEMO is true, and the database has accounts of people ({', '.join(people[:3])}): set DEMO=false, or "
            "let DATABASE_URL name another database for the demo"
        )


def refuse_a_real_shop(runtime: Runtime) -> None:
    """The same for a program that begins: it says so on standard error and ends with 2."""
    try:
        stay_out_of_a_real_shop(runtime)
    except DemoRefused as no:
        sys.stderr.write(f"{no}\n")
        raise SystemExit(2) from None


def real_people(session: Session) -> list[str]:
    """The logins of accounts that did not come with the demo, in their order."""
    logins = session.scalars(
        select(StaffAccount.login).where(StaffAccount.active).order_by(StaffAccount.login)
    ).all()
    seeded = once.earlier_result(session, _ONCE) is not None
    return [login for login in logins if not seeded or login not in _NAMES]


def opens_with_demo_password(account: StaffAccount) -> bool:
    """Whether the demo made this account and nobody has set a password of their own since."""
    return account.login in _NAMES and DEMO.fits(account.password_hash, DEMO_PASSWORD)


def _rising(count: int) -> list[UUID]:
    """Keys in rising order, so that lists sorted by key read like the catalogue ("Something else" last)."""
    return sorted(new_row_id() for _ in range(count))


def _staff(session: Session, now: datetime) -> None:
    for row_id, (role, login, password) in zip(_rising(len(DEMO_STAFF)), DEMO_STAFF, strict=True):
        name, language = _NAMES[login]
        session.add(
            StaffAccount(
                id=row_id,
                login=login,
                name=name,
                role=role,
                language=language,
                password_hash=DEMO.hash(password),
                active=True,
                created_at=now,
            )
        )


def _catalogue(session: Session, currency: str, today: date) -> None:
    models = {m.key: _model(m) for m in catalogue.MODELS}
    symptoms = {
        (kind, english): Symptom(kind=kind, label_en=english, label_ko=korean)
        for kind, rows in catalogue.SYMPTOMS.items()
        for english, korean in rows
    }
    rows: list[DeviceModel | Symptom] = [*models.values(), *symptoms.values()]
    for row_id, row in zip(_rising(len(rows)), rows, strict=True):
        row.id = row_id
    session.add_all(rows)
    session.flush()
    ids = {key: model.id for key, model in models.items()}
    for (key, english), (cap, part) in catalogue.STANDARD.items():
        symptom = symptoms[models[key].kind, english]
        session.add(
            StandardTerms(
                model_id=ids[key], symptom_id=symptom.id, cap_minor=cap, currency=currency, parts=[part]
            )
        )
    session.add_all(_serial(serial, ids, today) for serial in catalogue.SERIALS)
    session.add(
        Campaign(
            model_id=ids[catalogue.CAMPAIGN_MODEL],
            serial_prefix=catalogue.CAMPAIGN_PREFIX,
            title_en=catalogue.CAMPAIGN_EN,
            title_ko=catalogue.CAMPAIGN_KO,
        )
    )


def _model(model: catalogue.Model) -> DeviceModel:
    return DeviceModel(
        kind=model.kind,
        brand=model.brand,
        name_en=model.name_en,
        name_ko=model.name_ko,
        warranty_months=model.warranty_months,
    )


def _serial(row: catalogue.Serial, ids: dict[str, UUID], today: date) -> KnownSerial:
    sold = None if row.sold_months_ago is None else add_months(today, -row.sold_months_ago)
    return KnownSerial(
        serial=row.serial,
        model_id=ids[row.model],
        made_on=add_months(today, -row.made_months_ago),
        sold_on=sold,
    )


def _road(session: Session) -> None:
    for name, prefixes in _ZONES:
        zone = Zone(name=name, postcode_prefixes=prefixes)
        session.add(zone)
        session.flush()
        session.add_all(
            SlotPlan(
                zone_id=zone.id,
                leg=leg,
                weekdays=_MONDAY_TO_SATURDAY,
                starts=starts,
                ends=ends,
                capacity=_PLACES,
                cutoff_minutes=_CUTOFF_MINUTES,
            )
            for leg in DRIVEN
            for starts, ends in _WINDOWS
        )
