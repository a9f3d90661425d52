"""Pictures that came by text become photos of their repair, or a line that says why not; none is lost silently."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from uuid import UUID

import pytest
from PIL import Image
from sqlalchemy import select

from app.adapters.sms import pictures
from app.adapters.sms.pictures import picture_source
from app.journeys.conversation.talk import settle_unknown
from app.kernel.act import Act
from app.kernel.settings import Settings
from app.messaging.conversation.models import IncomingSms, ThreadMessage
from app.messaging.sms.kinds import SmsKind
from app.outbox import service as outbox
from app.outbox.models import CallState, OwedCall
from app.photos.models import Photo, PhotoKind
from app.photos.ports import PictureRefused, PictureSilent, no_pictures
from app.photos.service import FULL, file_name
from app.relay.drain import drain
from app.relay.lanes import REST
from app.relay.media import fetch_pictures
from app.tickets.states import State
from jobs import read_replies
from tests.fakes.sms import FakeSms
from tests.journeys.on_the_bench import PHONE, ask_for_repair, at, quoted, repairing, state, technician
from tests.journeys.texting import text_us
from tests.photos.taken import case, receipt
from tests.settings import demo_settings, real_settings
from tests.shop import Shop

STRANGER = "+821099998888"


def jpeg() -> bytes:
    file = BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "a camera"
    Image.new("RGB", (40, 30), "red").save(file, "JPEG", exif=exif)
    return file.getvalue()


def provider(shop: Shop, fetch: Callable[[str], bytes]) -> None:
    shop.runtime = replace(shop.runtime, fetch_picture=fetch)


def text_with(shop: Shop, count: int = 1, *, body: str = "", phone: str = PHONE, sid: str = "MM1") -> None:
    media = [{"url": f"https://api.twilio.com/{number}", "type": "image/jpeg"} for number in range(count)]
    text_us(shop, body, phone=phone, sid=sid, media=media)
    assert read_replies.run(shop.runtime) == 1


def photos(shop: Shop) -> list[Photo]:
    with shop.database.reading() as session:
        return list(session.scalars(select(Photo)))


def said(shop: Shop) -> list[tuple[bool, str]]:
    with shop.database.reading() as session:
        rows = session.scalars(select(ThreadMessage).order_by(ThreadMessage.from_customer.desc()))
        return [(row.from_customer, row.body) for row in rows]


def call(shop: Shop) -> OwedCall:
    with shop.database.reading() as session:
        return session.scalars(select(OwedCall).where(OwedCall.topic == "media.fetch")).one()


def test_a_picture_alone_is_a_message_and_a_photo_of_the_repair(shop: Shop) -> None:
    ticket_id = repairing(shop)
    asked: list[str] = []
    provider(shop, lambda address: asked.append(address) or jpeg())  # type: ignore[func-returns-value]
    text_with(shop, 2)
    shop.drain()
    shop.drain()
    first, second = photos(shop)
    assert (first.ticket_id, first.kind, first.by_name) == (ticket_id, PhotoKind.SYMPTOM, "김민지")
    assert second.ticket_id == ticket_id
    assert asked == ["https://api.twilio.com/0", "https://api.twilio.com/1"]
    assert said(shop) == [(True, "(사진)")]
    kept = Image.open(BytesIO(shop.runtime.files.get(file_name(first.sha256, FULL))))
    assert not kept.getexif()


def test_a_yes_with_a_picture_is_a_yes_and_somebody_looks_at_the_picture(shop: Shop) -> None:
    ticket_id = quoted(shop)
    shop.drain()
    shop.clock.move_on(timedelta(minutes=1))
    provider(shop, lambda _address: jpeg())
    text_with(shop, body="승인")
    shop.drain()
    assert state(shop, ticket_id) is State.REPAIRING
    assert len(photos(shop)) == 1
    assert said(shop) == [(True, "승인")]


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (PictureRefused("too_large"), "사진이 너무 큽니다"),
        (PictureRefused("not_ours"), "사진을 내려받지 못했습니다"),
        (b"no picture at all", "JPEG"),
        (b"....ftypheic....", "HEIC"),
    ],
)
def test_a_picture_that_is_not_taken_leaves_a_line(
    sqlite_shop: Shop, raw: bytes | PictureRefused, why: str
) -> None:
    def fetch(_address: str) -> bytes:
        if isinstance(raw, bytes):
            return raw
        raise raw

    repairing(sqlite_shop)
    provider(sqlite_shop, fetch)
    text_with(sqlite_shop, body="보세요")
    sqlite_shop.drain()
    (message, line) = said(sqlite_shop)
    assert message == (True, "보세요")
    assert not line[0]
    assert line[1].startswith("사진을 열지 못했습니다: ")
    assert why in line[1]
    with sqlite_shop.database.reading() as session:
        assert session.scalars(select(OwedCall)).all() == []


def test_the_sender_is_told_once_by_text_of_all_that_could_not_be_opened(shop: Shop) -> None:
    """An odd tag alone made sixty tries of a picture; what cannot be read at all is tried once and said once."""
    repairing(shop)
    shop.drain()
    raws = {
        "0": b"no picture",
        "1": case("exif2_make_float.jpg"),
        "2": b"....ftypheic....",
        "3": case("ramp16.png"),
    }
    asked: list[str] = []

    def fetch(address: str) -> bytes:
        asked.append(address)
        return raws[address[-1]]

    provider(shop, fetch)
    text_with(shop, 4, body="보세요")
    for _ in range(3):
        shop.drain()
        shop.clock.move_on(timedelta(minutes=20))
    assert len(asked) == 4
    assert len(photos(shop)) == 2
    told = [one for one in shop.texts(PHONE) if one.kind is SmsKind.PICTURE_MISSED]
    assert len(told) == 1
    assert [line.split(":")[0] for ours, line in said(shop) if not ours] == ["사진을 열지 못했습니다"] * 2


def test_a_receipt_by_text_is_its_pages(sqlite_shop: Shop) -> None:
    repairing(sqlite_shop)
    provider(sqlite_shop, lambda _address: receipt(3))
    text_with(sqlite_shop)
    sqlite_shop.drain()
    assert len(photos(sqlite_shop)) == 3


def test_a_provider_out_of_reach_is_asked_again_and_once_more_for_a_day(shop: Shop) -> None:
    answers: list[Exception | bytes] = [PictureSilent("HTTP 503"), PictureSilent("HTTP 503"), jpeg()]

    def fetch(_address: str) -> bytes:
        answer = answers.pop(0)
        if isinstance(answer, bytes):
            return answer
        raise answer

    repairing(shop)
    provider(shop, fetch)
    text_with(shop)
    for _ in range(100):
        shop.drain()
        shop.clock.move_on(timedelta(minutes=1))
    assert len(photos(shop)) == 1
    assert answers == []


def test_a_provider_that_stays_away_ends_in_a_line(sqlite_shop: Shop) -> None:
    def fetch(_address: str) -> bytes:
        raise PictureSilent("HTTP 503")

    repairing(sqlite_shop)
    provider(sqlite_shop, fetch)
    text_with(sqlite_shop)
    for _ in range(100):
        sqlite_shop.drain()
        sqlite_shop.clock.move_on(timedelta(minutes=20))
    assert call(sqlite_shop).state is CallState.GIVEN_UP
    assert said(sqlite_shop)[1] == (False, "사진을 열지 못했습니다: 사진을 내려받지 못했습니다")


def test_a_fault_of_ours_is_tried_again_and_then_said(sqlite_shop: Shop) -> None:
    def fetch(_address: str) -> bytes:
        raise RuntimeError("a fault of ours")

    repairing(sqlite_shop)
    provider(sqlite_shop, fetch)
    text_with(sqlite_shop)
    sqlite_shop.drain()
    assert call(sqlite_shop).state is CallState.OWED
    for _ in range(100):
        sqlite_shop.clock.move_on(timedelta(minutes=20))
        sqlite_shop.drain()
    assert len(said(sqlite_shop)) == 2


def test_no_transaction_is_open_while_a_picture_is_fetched_and_a_lost_lease_writes_nothing(
    shop: Shop,
) -> None:
    repairing(shop)

    def fetch(_address: str) -> bytes:
        with shop.database.transaction() as session:  # SQLite would wait for itself here
            session.scalars(
                select(OwedCall).where(OwedCall.topic == "media.fetch")
            ).one().lease_owner = "else"
        return jpeg()

    provider(shop, fetch)
    text_with(shop)
    shop.drain()
    assert photos(shop) == []


def test_a_call_somebody_else_has_meanwhile_is_not_made(sqlite_shop: Shop) -> None:
    repairing(sqlite_shop)
    provider(sqlite_shop, lambda _address: jpeg())
    text_with(sqlite_shop)
    with sqlite_shop.database.transaction() as session:
        claims = [
            one
            for one in outbox.claim(session, owner="one", now=sqlite_shop.clock())
            if one.topic == "media.fetch"
        ]
    with sqlite_shop.database.transaction() as session:
        session.scalars(select(OwedCall).where(OwedCall.topic == "media.fetch")).one().lease_owner = "else"
    fetch_pictures(sqlite_shop.runtime, claims)
    assert photos(sqlite_shop) == []


def test_a_repair_full_of_photos_says_so(sqlite_shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.journeys.conversation.take_pictures.MOST_PHOTOS", 1)
    repairing(sqlite_shop)
    provider(sqlite_shop, lambda _address: jpeg())
    text_with(sqlite_shop, 2)
    sqlite_shop.drain()
    assert len(photos(sqlite_shop)) == 1
    assert len(said(sqlite_shop)) == 2


def unplaced(shop: Shop) -> IncomingSms:
    with shop.database.reading() as session:
        return session.scalars(select(IncomingSms)).one()


def test_a_strangers_pictures_wait_until_staff_know_the_repair(shop: Shop) -> None:
    ticket_id: UUID = ask_for_repair(shop)
    provider(shop, lambda _address: jpeg())
    text_with(shop, 3, phone=STRANGER)
    shop.drain()
    assert photos(shop) == []
    with at(shop, ticket_id) as (session, ticket):
        row = session.get_one(IncomingSms, unplaced(shop).id)
        settle_unknown(session, row, Act(technician(shop), shop.clock()), ticket=ticket)
    shop.drain()
    assert {photo.ticket_id for photo in photos(shop)} == {ticket_id}
    assert len(photos(shop)) == 3
    assert said(shop) == [(True, "(사진)")]
    assert unplaced(shop).handled_by == technician(shop).name


def test_whose_picture_by_another_channel_was_missed_is_told_on_their_phone(sqlite_shop: Shop) -> None:
    ticket_id = repairing(sqlite_shop)
    provider(sqlite_shop, lambda _address: b"no picture")
    text_with(sqlite_shop, phone="whatsapp:+821012345678")
    with at(sqlite_shop, ticket_id) as (session, ticket):
        row = session.get_one(IncomingSms, unplaced(sqlite_shop).id)
        settle_unknown(session, row, Act(technician(sqlite_shop), sqlite_shop.clock()), ticket=ticket)
    sqlite_shop.drain()
    assert sqlite_shop.texts(PHONE)[-1].kind is SmsKind.PICTURE_MISSED


def test_only_a_shop_with_twilio_fetches_pictures() -> None:
    assert picture_source(demo_settings()) is no_pictures
    with pytest.raises(PictureRefused):
        no_pictures("https://example.com/a.jpg")
    shop = real_settings(
        twilio_account_sid="AC" + "1" * 32, twilio_auth_token="t", twilio_from="+15005550006"
    )
    with pytest.raises(PictureRefused) as no:
        picture_source(shop)("https://example.com/a.jpg")
    assert no.value.code == "foreign"


def test_a_silent_twilio_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    class Media:
        """Stands in for the adapter module, which is loaded by its name."""

        class MediaRefused(Exception):
            """Never raised here."""

        class MediaSilent(Exception):
            """Raised always."""

        @classmethod
        def fetch_media(cls, _settings: Settings, _address: str) -> bytes:
            """Out of reach."""
            raise cls.MediaSilent("HTTP 503")

    monkeypatch.setattr(pictures, "import_module", lambda _name: Media)
    shop = real_settings(
        twilio_account_sid="AC" + "1" * 32, twilio_auth_token="t", twilio_from="+15005550006"
    )
    with pytest.raises(PictureSilent, match="503"):
        picture_source(shop)("https://example.com/a.jpg")


def test_a_slow_picture_holds_no_others_that_another_process_could_fetch(sqlite_shop: Shop) -> None:
    repairing(sqlite_shop)
    many_at_once = replace(FakeSms().capabilities, parallel=8)
    sqlite_shop.runtime = replace(sqlite_shop.runtime, sms=FakeSms(capabilities=many_at_once))
    text_with(sqlite_shop, 5)
    held: list[int] = []

    def fetch(_address: str) -> bytes:
        with sqlite_shop.database.reading() as session:
            held.append(len(session.scalars(select(OwedCall).where(OwedCall.lease_until.is_not(None))).all()))
        return jpeg()

    provider(sqlite_shop, fetch)
    drain(sqlite_shop.runtime, owner="one", lane=REST)
    assert len(photos(sqlite_shop)) == 5
    assert held[0] == 1
