"""The box is opened: all as told goes to the bench, anything else stops and is said."""

from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from app.catalogue.models import Campaign
from app.custody import queries as custody
from app.custody.models import BizStep
from app.dock import inspections, tasks
from app.dock.inspections import InspectionRow
from app.dock.rules import Battery, Discrepancy, Inspection, ParcelCondition
from app.journeys.dock.inspect_parcel import inspect_parcel
from app.journeys.dock.pack_return import came_with
from app.journeys.dock.store_device import store_device
from app.kernel.act import Act
from app.kernel.actor import Role
from app.kernel.errors import Conflict, WrongState
from app.kernel.i18n import Text, translate
from app.messaging.sms.kinds import SmsKind
from app.photos.models import PhotoKind
from app.photos.queries import of_ticket
from app.photos.service import Picture
from app.storage import bins
from app.tickets.states import State
from tests.asked import asked
from tests.custody.devices import events, inbound, the
from tests.journeys.dock_day import received
from tests.shop import Shop

PICTURE = Picture(sha256="cd" * 32, width=4, height=3, size=1)
WHOLE = Inspection(present=("charger",))


def written(session: Session, ticket_id: UUID) -> InspectionRow:
    """What the dock wrote down."""
    row = inspections.latest(session, ticket_id)
    assert row is not None
    return row


def _inspect(shop: Shop, ticket_id: UUID, found: Inspection, seen: int | None = None) -> tuple[Text, ...]:
    with shop.database.transaction() as session:
        return inspect_parcel(
            session,
            the(session, ticket_id),
            found,
            Act(shop.staff(Role.WAREHOUSE), shop.clock(), seen_version=seen, place="dock"),
            pictures=[PICTURE],
        )


@pytest.mark.parametrize("found", [WHOLE, Inspection(present=())], ids=["as told", "held"])
def test_who_opens_the_box_has_it_in_hand_and_its_bin_is_free(sqlite_shop: Shop, found: Inspection) -> None:
    ticket_id = received(sqlite_shop)
    act = Act(sqlite_shop.staff(Role.WAREHOUSE), sqlite_shop.clock(), place="dock")
    with sqlite_shop.database.transaction() as session:
        store_device(session, the(session, ticket_id), act, bin_code="A-02")
        assert custody.holder(session, the(session, ticket_id)) == "A-02"
        seen = the(session, ticket_id).version
    _inspect(sqlite_shop, ticket_id, found, seen=seen)
    with sqlite_shop.database.reading() as session:
        ticket = the(session, ticket_id)
        assert ticket.version == seen + 1
        assert (custody.holder(session, ticket), ticket.bin_code) == (act.actor.name, None)
        assert custody.where_is(session, ticket).bin_code is None
        assert bins.contents(session, "A-02") == []


def test_all_as_told_goes_to_the_bench_with_what_was_seen(shop: Shop) -> None:
    ticket_id = received(shop)
    assert _inspect(shop, ticket_id, Inspection(present=("charger",), serial="ab-12", remark="긁힘")) == ()
    with shop.database.reading() as session:
        ticket = the(session, ticket_id)
        assert (ticket.state, ticket.serial) == (State.DIAGNOSING, "AB-12")
        assert written(session, ticket_id).box.accessories == ("charger",)
        assert [row.step for row in custody.of_ticket(session, ticket_id)] == [
            BizStep.RECEIVING,
            BizStep.INSPECTING,
        ]
        assert [photo.kind for photo in of_ticket(session, ticket_id)] == [PhotoKind.DOCK_OPENED]
        assert [event.version for event in events(session, ticket_id)] == list(range(1, ticket.version + 1))
    assert [text.kind for text in shop.texts()] == [SmsKind.DIAGNOSIS_STARTED]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Inspection(), "들어 있지 않은 것: "),
        (Inspection(parcel=ParcelCondition.EMPTY), "빈 상자"),
        (Inspection(present=("charger",), parcel=ParcelCondition.DAMAGED), "파손"),
        (Inspection(present=("charger",), parcel=ParcelCondition.WRONG_DEVICE), "다른 제품"),
        (Inspection(present=("charger",), battery=Battery.SWOLLEN), "배터리"),
        (Inspection(present=("charger",), serial="ZZ9"), "일련번호"),
    ],
)
def test_whatever_differs_stops_the_repair_and_the_customer_reads_why(
    sqlite_shop: Shop, found: Inspection, said: str
) -> None:
    ticket_id = received(sqlite_shop, serial="AB12")
    assert len(_inspect(sqlite_shop, ticket_id, found)) == 1
    with sqlite_shop.database.reading() as session:
        ticket = the(session, ticket_id)
        assert (ticket.state, ticket.held_from, ticket.serial) == (State.ON_HOLD, State.RECEIVED, "AB12")
        assert said in ticket.hold_reason
        assert [photo.kind for photo in of_ticket(session, ticket_id)] == [PhotoKind.DISCREPANCY]
    (sent,) = sqlite_shop.texts()
    assert sent.kind is SmsKind.ON_HOLD
    assert said in sent.body


def test_several_reasons_are_all_said(sqlite_shop: Shop) -> None:
    ticket_id = received(sqlite_shop, accessories=("charger", "cable"))
    reasons = _inspect(sqlite_shop, ticket_id, Inspection(battery=Battery.SWOLLEN))
    assert [str(reason) for reason in reasons] == [
        "the battery is swollen and kept safe",
        "not in the box: Charger, Cable",
    ]
    with sqlite_shop.database.reading() as session:
        assert written(session, ticket_id).battery is Battery.SWOLLEN


def test_an_inspection_compares_the_serials_once(sqlite_shop: Shop) -> None:
    ticket_id = received(sqlite_shop)
    with sqlite_shop.database.transaction() as session:
        the(session, ticket_id).serial = "BV9-5501"
    with asked(sqlite_shop.database.engine) as statements:
        assert _inspect(sqlite_shop, ticket_id, Inspection(present=("charger",), serial="BV9-0003"))
    of_records = [one for one in statements if "FROM known_serials" in one]
    assert len(of_records) == 4, "told, read, how the records spell what was read, and its campaigns"


def test_a_serial_nobody_knew_never_counts_against_the_customer(sqlite_shop: Shop) -> None:
    ticket_id = received(sqlite_shop, serial="")
    assert _inspect(sqlite_shop, ticket_id, Inspection(present=("charger",), serial="NEW1")) == ()


def test_the_same_serial_in_another_spelling_is_the_same(sqlite_shop: Shop) -> None:
    ticket_id = received(sqlite_shop, serial="AB-12 x")
    assert _inspect(sqlite_shop, ticket_id, Inspection(present=("charger",), serial="ab12X")) == ()


def test_a_campaign_found_at_the_dock_joins_the_trip(shop: Shop) -> None:
    ticket_id = received(shop)
    with shop.database.transaction() as session:
        model_id = the(session, ticket_id).model_id
        session.add(
            Campaign(model_id=model_id, serial_prefix="QX", title_en="Free plug", title_ko="무상 플러그")
        )
    _inspect(shop, ticket_id, Inspection(present=("charger",), serial="QX77"))
    with shop.database.reading() as session:
        assert [campaign.title_ko for campaign in written(session, ticket_id).campaigns] == ["무상 플러그"]


def test_what_nobody_declared_goes_back_as_well(sqlite_shop: Shop) -> None:
    ticket_id = received(sqlite_shop)
    seen = Inspection(present=("charger",), extra=("brushes",), checks=("emptied",))
    assert _inspect(sqlite_shop, ticket_id, seen) == ()
    with sqlite_shop.database.reading() as session:
        ticket = the(session, ticket_id)
        row = written(session, ticket_id)
        assert came_with(session, ticket) == ["charger", "brushes"]
        assert (row.box.extra, row.box.checks) == (("brushes",), ("emptied",))
        assert tasks.of_ticket(session, ticket_id) == []


def test_what_differs_becomes_a_task_in_both_languages(sqlite_shop: Shop) -> None:
    ticket_id = received(sqlite_shop)
    _inspect(sqlite_shop, ticket_id, Inspection(parcel=ParcelCondition.DAMAGED, remark="wet"))
    with sqlite_shop.database.reading() as session:
        (task,) = tasks.of_ticket(session, ticket_id)
    assert task.differs is not None
    assert task.differs.what == (Discrepancy.DAMAGED, Discrepancy.MISSING)
    assert translate("en", task.differs.reasons.text) == "damaged on the way, not in the box: Charger"
    assert "파손" in translate("ko", task.differs.reasons.text)
    assert not tasks.waits_for_second(task)


def test_what_is_not_here_cannot_be_inspected(shop: Shop) -> None:
    with pytest.raises(WrongState):
        _inspect(shop, inbound(shop), WHOLE)


def test_an_older_page_changes_nothing(shop: Shop) -> None:
    with pytest.raises(Conflict):
        _inspect(shop, received(shop), WHOLE, seen=2)
