"""The demo shop is written once, however often and by however many it is started."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

from sqlalchemy import func, select

from app.catalogue.models import Campaign, DeviceModel, KnownSerial, StandardTerms, Symptom
from app.courier.slots.models import Slot, SlotPlan, Zone
from app.demo import catalogue
from app.demo.seed import DEMO_STAFF, seed_demo
from app.kernel.actor import STAFF_ROLES
from app.kernel.db import Base
from app.staff.models import StaffAccount
from app.storage.models import Bin
from app.terms.rules import Coverage, judge
from tests.shop import Shop


def _counts(shop: Shop) -> dict[str, int]:
    with shop.database.reading() as session:
        return {
            table.name: session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in Base.metadata.sorted_tables
        }


def test_a_second_start_keeps_what_is_there(shop: Shop) -> None:
    with shop.database.transaction() as session:
        session.scalars(select(StaffAccount).where(StaffAccount.login == "courier")).one().name = "바뀐 이름"
    before = _counts(shop)
    seed_demo(shop.runtime)
    assert _counts(shop) == before
    with shop.database.reading() as session:
        assert "바뀐 이름" in session.scalars(select(StaffAccount.name)).all()


def test_two_first_starts_at_once_write_one_shop(shop: Shop) -> None:
    before = _counts(shop)
    with shop.database.transaction() as session:
        for table in reversed(Base.metadata.sorted_tables):
            if table.name != "custody_events":  # is empty, and refuses to be emptied
                session.execute(table.delete())
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(seed_demo, shop.runtime) for _ in range(4)]:
            done.result()
    assert _counts(shop) == before


def test_every_role_has_somebody(sqlite_shop: Shop) -> None:
    assert {role for role, _, _ in DEMO_STAFF} == set(STAFF_ROLES)
    for role in STAFF_ROLES:
        assert sqlite_shop.staff(role).role is role


def test_each_kind_of_device_has_symptoms_and_a_way_out(sqlite_shop: Shop) -> None:
    with sqlite_shop.database.reading() as session:
        kinds = set(session.scalars(select(DeviceModel.kind)))
        for kind in kinds:
            listed = session.scalars(
                select(Symptom.label_en).where(Symptom.kind == kind).order_by(Symptom.id)
            ).all()
            assert 4 <= len(listed) <= 6
            assert listed[-1] == "Something else"
    assert kinds == set(catalogue.SYMPTOMS)


def test_a_cracked_phone_gets_terms_at_once_and_the_headset_spring_goes_to_the_bench(
    sqlite_shop: Shop,
) -> None:
    with sqlite_shop.database.reading() as session:
        pairs = {
            (name, label)
            for name, label in session.execute(
                select(DeviceModel.name_en, Symptom.label_en)
                .join(StandardTerms, StandardTerms.model_id == DeviceModel.id)
                .join(Symptom, Symptom.id == StandardTerms.symptom_id)
            )
        }
    assert ("Nari 5 phone", "The screen is cracked") in pairs
    assert ("Hush 7 headset", "The hinge spring is missing") not in pairs


def test_some_serials_are_in_warranty_and_some_are_not(sqlite_shop: Shop) -> None:
    today = sqlite_shop.runtime.site.today(sqlite_shop.clock())
    assert today == date(2026, 11, 23)
    with sqlite_shop.database.reading() as session:
        rows = session.execute(
            select(KnownSerial, DeviceModel.warranty_months).join(
                DeviceModel, DeviceModel.id == KnownSerial.model_id
            )
        ).all()
    verdicts = {
        serial.serial: judge(
            today=today,
            warranty_months=months,
            serial_given=True,
            made_on=serial.made_on,
            sold_on=serial.sold_on,
            label_photo=False,
            proof_photo=False,
        ).coverage
        for serial, months in rows
    }
    assert verdicts["HB7-1001"] is Coverage.WARRANTY
    assert verdicts["HB7-0042"] is Coverage.PAID
    assert verdicts["NRM-3001"] is Coverage.WARRANTY  # by its factory date alone


def test_couriers_have_windows_everywhere_and_the_store_has_bins(sqlite_shop: Shop) -> None:
    with sqlite_shop.database.reading() as session:
        prefixes = [prefix for zone in session.scalars(select(Zone)) for prefix in zone.postcode_prefixes]
        plans = session.scalar(select(func.count()).select_from(SlotPlan))
        slots = session.scalar(select(func.count()).select_from(Slot))
        assert sorted(prefixes) == ["", "0", "1"]
        assert plans == 3 * 2 * 3
        assert slots is not None
        assert slots > 200
        assert session.get(Bin, "A-01") is not None
        campaign = session.scalars(select(Campaign)).one()
        assert any(
            serial.serial.startswith(campaign.serial_prefix)
            for serial in session.scalars(select(KnownSerial))
        )
