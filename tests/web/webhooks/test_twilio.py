"""Twilio's calls are believed only when signed for our address; a reply is kept once and read later."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import select
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from app.adapters.sms.twilio.signature import is_from_twilio
from app.kernel.actor import Role
from app.kernel.i18n import Language
from app.messaging.conversation.models import IncomingSms
from app.messaging.conversation.queries import messages_of
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.models import Sms, SmsAttempt, SmsReport
from app.messaging.sms.service import send_sms
from app.messaging.sms.states import SmsState
from jobs import read_replies
from tests.fakes.sms import FakeSms
from tests.journeys.on_the_bench import repairing
from tests.shop import Shop, app_of
from tests.web.customer.requesting import words

ORIGIN = "https://fix.example"
ACCOUNT = "AC" + "1" * 32
INBOUND = "/webhooks/twilio/inbound"
REPLY = {
    "AccountSid": ACCOUNT,
    "MessageSid": "SM1",
    "From": "+821012345678",
    "To": "+15005550006",
    "Body": " 승인 + & = % ",
    "NumMedia": "0",
}


def caller(shop: Shop) -> FlaskClient:
    """Whoever calls the shop, which now stands at a public address."""
    settings = shop.runtime.settings.model_copy(
        update={
            "public_url": ORIGIN,
            "twilio_account_sid": ACCOUNT,
            "twilio_auth_token": SecretStr("new"),
            "twilio_auth_token_old": SecretStr("old"),
        }
    )
    shop.runtime = replace(shop.runtime, settings=settings, sms=FakeSms())
    return app_of(shop.runtime).test_client()


def call(
    client: FlaskClient,
    path: str,
    form: Mapping[str, Any],
    *,
    token: str = "new",
    signed_path: str | None = None,
    **how: Any,
) -> TestResponse:
    signature = RequestValidator(token).compute_signature(ORIGIN + (signed_path or path), dict(form))
    return client.post(path, data=form, headers={"X-Twilio-Signature": signature}, **how)


def kept(shop: Shop) -> list[IncomingSms]:
    with shop.database.reading() as session:
        return list(session.scalars(select(IncomingSms)))


@pytest.mark.parametrize("token", ["new", "old"])
def test_a_signed_reply_is_kept_as_it_is_and_answered_with_nothing(sqlite_shop: Shop, token: str) -> None:
    answer = call(caller(sqlite_shop), INBOUND, REPLY, token=token)
    assert answer.status_code == 200
    assert answer.mimetype == "text/xml"
    assert answer.get_data(as_text=True).endswith("<Response/>")
    (row,) = kept(sqlite_shop)
    assert (row.provider, row.provider_id, row.body) == ("twilio", "SM1", REPLY["Body"])
    assert row.processed_at is None


def test_the_host_and_scheme_of_the_request_do_not_matter(sqlite_shop: Shop) -> None:
    answer = call(caller(sqlite_shop), INBOUND, REPLY, base_url="http://10.0.0.7:8000")
    assert answer.status_code == 200


def test_the_raw_path_is_what_was_signed(sqlite_shop: Shop) -> None:
    path = INBOUND + "?shop=a%2Fb&x=%41"
    assert call(caller(sqlite_shop), path, REPLY).status_code == 200
    assert call(caller(sqlite_shop), path, REPLY, signed_path=INBOUND + "?shop=a/b&x=A").status_code == 403


def test_without_a_raw_path_the_decoded_one_is_written_anew(sqlite_shop: Shop) -> None:
    client = caller(sqlite_shop)
    gone = {"RAW_URI": "", "REQUEST_URI": ""}
    assert call(client, INBOUND, REPLY, environ_overrides=gone).status_code == 200
    assert (
        call(client, INBOUND + "?a=1", REPLY | {"MessageSid": "SM2"}, environ_overrides=gone).status_code
        == 200
    )


@pytest.mark.parametrize(
    "change",
    [
        {"AccountSid": "AC" + "2" * 32},
        {"MessageSid": ""},
        {"MessageSid": "S" * 65},
        {"MessageSid": "SM\0"},
    ],
)
def test_a_signed_call_that_is_not_ours_or_not_as_it_should_be_is_refused(
    sqlite_shop: Shop, change: dict[str, str]
) -> None:
    assert call(caller(sqlite_shop), INBOUND, REPLY | change).status_code == 403
    assert kept(sqlite_shop) == []


NAMED = "rcs:" + "a-brand-with-a-long-name-" * 3
LETTER = "수리가 언제 끝나나요? " * 400


@pytest.mark.parametrize(
    ("change", "sender", "says"),
    [
        ({"From": NAMED}, f"{NAMED[:39]}…", f"보낸 사람: {NAMED} 승인"),
        ({"From": NAMED, "Body": ""}, f"{NAMED[:39]}…", f"Sent by {NAMED}."),
        ({"From": ""}, "Number withheld", "승인"),
        ({"From": "MYBANK\0"}, "MYBANK", "승인"),
        ({"From": "MYBANK", "To": "1" * 300}, "MYBANK", "승인"),
        ({"From": "MYBANK", "OptOutType": "x" * 300, "NumMedia": "9" * 5000}, "MYBANK", "승인"),
        ({"From": "MYBANK", "Body": LETTER}, "MYBANK", LETTER.strip()),
    ],
    ids=["a long name", "and no words", "nobody", "a NUL", "a long recipient", "odd numbers", "a letter"],
)
def test_whatever_somebody_wrote_is_kept_whole_and_read_by_staff(
    shop: Shop, change: dict[str, str], sender: str, says: str
) -> None:
    """A provider that is refused does not send it again: nothing of it may be lost."""
    assert call(caller(shop), INBOUND, REPLY | {"Body": "승인"} | change).status_code == 200
    assert read_replies.run(shop.runtime) == 1
    bench = shop.signed_in(Role.TECHNICIAN)
    bench.get("/account?lang=en")
    page = words(bench.get("/bench/inbox?show=unknown"))
    assert sender in page
    assert says in page


def test_a_long_letter_stands_whole_in_its_repair(shop: Shop) -> None:
    ticket_id = repairing(shop)
    assert call(caller(shop), INBOUND, REPLY | {"Body": LETTER}).status_code == 200
    assert read_replies.run(shop.runtime) == 1
    with shop.database.reading() as session:
        (message,) = messages_of(session, ticket_id)
    assert message.body == LETTER.strip()


@pytest.mark.parametrize(
    "body",
    [
        b"Body=%FF%FE",
        b"Body=\xff",
        b"Body=a&Body=b",
        b"&".join(b"f%d=1" % n for n in range(300)),
        b"Body=" + b"a" * 70_000,
    ],
    ids=["not UTF-8", "not ASCII", "a field twice", "too many fields", "too large"],
)
def test_a_body_nobody_could_have_signed_is_not_even_weighed(sqlite_shop: Shop, body: bytes) -> None:
    form = "application/x-www-form-urlencoded"
    answer = caller(sqlite_shop).post(
        INBOUND, data=body, content_type=form, headers={"X-Twilio-Signature": "x"}
    )
    assert (answer.status_code, answer.data) == (403, b"")


@pytest.mark.parametrize("path", [INBOUND, f"/webhooks/twilio/status/{UUID(int=7)}/key"])
def test_anything_odd_is_refused_and_never_an_error_of_ours(sqlite_shop: Shop, path: str) -> None:
    client = caller(sqlite_shop)
    oddities: list[dict[str, Any]] = [
        {"data": REPLY},
        {"data": REPLY, "headers": {"X-Twilio-Signature": ""}},
        {"data": REPLY, "headers": {"X-Twilio-Signature": "not base64 ✓".encode().decode("latin-1")}},
        {"json": {"AccountSid": ACCOUNT}, "headers": {"X-Twilio-Signature": "x"}},
        {"data": b"\xff\xfe\x00%%%", "headers": {"X-Twilio-Signature": "x"}},
        {"data": b"", "content_type": "multipart/form-data", "headers": {"X-Twilio-Signature": "x"}},
    ]
    for odd in oddities:
        assert client.post(path, **odd).status_code == 403
    assert call(client, path, REPLY, token="guessed").status_code == 403
    assert client.get(path).status_code == 405
    assert kept(sqlite_shop) == []


def test_a_machine_gets_no_cookie_and_no_page(sqlite_shop: Shop) -> None:
    answer = call(caller(sqlite_shop), INBOUND, REPLY)
    assert ("Set-Cookie" in answer.headers, "Vary" in answer.headers) == (False, False)


def test_whatever_the_validator_stumbles_over_is_a_no() -> None:
    nothing: Any = {"Body": [None]}
    assert not is_from_twilio(ORIGIN + INBOUND, nothing, "x", tokens=["new"])
    assert not is_from_twilio("http://[broken", {}, "x", tokens=["new"])


def test_without_twilio_credentials_nobody_is_believed(sqlite_shop: Shop) -> None:
    client = sqlite_shop.client()
    assert call(client, INBOUND, REPLY | {"AccountSid": ""}, token="").status_code == 403


def test_a_reply_delivered_many_times_at_once_is_kept_once(shop: Shop) -> None:
    caller(shop)
    app = app_of(shop.runtime)

    def deliver(_number: int) -> int:
        return call(app.test_client(), INBOUND, REPLY).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(deliver, range(24))) == {200}
    assert len(kept(shop)) == 1


def test_pictures_are_noted_with_their_addresses(sqlite_shop: Shop) -> None:
    pictures = {f"MediaUrl{n}": f"https://api.twilio.com/{n}" for n in range(12)}
    kinds = {f"MediaContentType{n}": "image/jpeg" for n in range(12)}
    client = caller(sqlite_shop)
    call(client, INBOUND, REPLY | {"Body": "", "NumMedia": "12"} | pictures | kinds)
    call(client, INBOUND, REPLY | {"MessageSid": "SM2", "NumMedia": "2", "MediaUrl1": "https://x/1"})
    call(client, INBOUND, REPLY | {"MessageSid": "SM3", "NumMedia": "x"} | pictures)
    first, second, third = (row.media for row in kept(sqlite_shop))
    assert len(first) == 10
    assert first[3] == {"url": "https://api.twilio.com/3", "type": "image/jpeg"}
    assert (second, third) == ([{"url": "https://x/1", "type": ""}], [])


@pytest.mark.parametrize(
    ("form", "keyword"),
    [
        ({"Body": "Arrêt", "OptOutType": "STOP"}, "stop"),
        ({"Body": "x", "OptOutType": "START"}, "start"),
        ({"Body": "Ayuda", "OptOutType": "HELP"}, "help"),
        ({"Body": "x", "OptOutType": "NEW"}, None),
        ({"Body": " StopAll "}, "stop"),
        ({"Body": "CANCEL"}, None),
        ({"Body": "수신거부"}, None),
    ],
)
def test_what_twilio_acted_on_itself_is_noted(
    sqlite_shop: Shop, form: dict[str, str], keyword: str | None
) -> None:
    call(caller(sqlite_shop), INBOUND, REPLY | form)
    assert kept(sqlite_shop)[0].meaning == keyword


def posted(shop: Shop) -> UUID:
    """One text that the provider took; returns its attempt."""
    enqueue(shop)
    shop.drain()
    with shop.database.reading() as session:
        return session.scalars(select(SmsAttempt.id)).one()


def enqueue(shop: Shop) -> None:
    with shop.database.transaction() as session:
        send_sms(
            session,
            SmsKind.OPTED_OUT,
            to_phone="+821012345678",
            language=Language.KO,
            words={"note": ""},
            now=shop.clock(),
        )


def report(
    client: FlaskClient, shop: Shop, attempt: UUID, status: str, *, key: str | None = None, **more: str
) -> int:
    form = {"AccountSid": ACCOUNT, "MessageSid": "SM7", "MessageStatus": status} | more
    path = f"/webhooks/twilio/status/{attempt}/{key or shop.runtime.report_key(attempt)}"
    return call(client, path, form).status_code


def told(shop: Shop) -> list[tuple[UUID | None, str]]:
    with shop.database.reading() as session:
        return [(row.attempt_id, row.word) for row in session.scalars(select(SmsReport))]


def fate(shop: Shop) -> Sms:
    with shop.database.reading() as session:
        return session.scalars(select(Sms)).one()


def test_reports_move_a_text_forward_only(shop: Shop) -> None:
    client, attempt = caller(shop), posted(shop)
    for status, state in (
        ("sending", SmsState.ACCEPTED),
        ("sent", SmsState.SENT),
        ("sent", SmsState.SENT),
        ("queued", SmsState.SENT),
        ("delivered", SmsState.DELIVERED),
        ("sent", SmsState.DELIVERED),
        ("failed", SmsState.DELIVERED),
    ):
        assert report(client, shop, attempt, status) == 204
        assert fate(shop).state is state
    assert len(told(shop)) == 5, "each word is kept once"


def test_a_report_may_be_faster_than_the_answer_to_the_post(shop: Shop) -> None:
    client = caller(shop)
    sms = shop.runtime.sms
    assert isinstance(sms, FakeSms)

    def meanwhile() -> None:
        assert report(client, shop, UUID(sms.tried[-1].attempt_id), "delivered") == 204

    sms.meanwhile = meanwhile
    enqueue(shop)
    shop.drain()
    assert fate(shop).state is SmsState.DELIVERED
    assert len(sms.sent) == 1


def test_an_undelivered_text_keeps_its_code(sqlite_shop: Shop) -> None:
    client, attempt = caller(sqlite_shop), posted(sqlite_shop)
    report(client, sqlite_shop, attempt, "undelivered", ErrorCode="30003")
    assert (fate(sqlite_shop).state, fate(sqlite_shop).error_code) == (SmsState.UNDELIVERED, "30003")


def test_a_strange_word_or_an_unknown_try_is_kept_and_changes_nothing(shop: Shop) -> None:
    client, attempt, other = caller(shop), posted(shop), uuid4()
    assert report(client, shop, attempt, "partially_teleported") == 204
    assert report(client, shop, other, "delivered", MessageSid="SM8") == 204
    assert fate(shop).state is SmsState.ACCEPTED
    assert told(shop) == [(attempt, "partially_teleported"), (other, "delivered")]


def test_a_report_under_an_address_we_never_gave_away_is_refused(sqlite_shop: Shop) -> None:
    client, attempt = caller(sqlite_shop), posted(sqlite_shop)
    assert (
        report(client, sqlite_shop, attempt, "delivered", key=sqlite_shop.runtime.report_key(uuid4())) == 403
    )
    assert report(client, sqlite_shop, attempt, "delivered", key="ÿ") == 403
    assert report(client, sqlite_shop, attempt, "") == 403
    assert report(client, sqlite_shop, attempt, "sent", MessageSid="") == 403
    assert told(sqlite_shop) == []


def test_a_report_is_kept_however_long_its_code_is(shop: Shop) -> None:
    client, attempt = caller(shop), posted(shop)
    assert report(client, shop, attempt, "undelivered", ErrorCode="1" * 300) == 204
    assert (fate(shop).state, fate(shop).error_code) == (SmsState.UNDELIVERED, "1" * 20)


def test_the_provider_is_told_where_to_report_that_very_try(sqlite_shop: Shop) -> None:
    caller(sqlite_shop)
    attempt = posted(sqlite_shop)
    (sms,) = sqlite_shop.runtime.sms.sent  # type: ignore[attr-defined]  # the fake remembers
    key = sqlite_shop.runtime.report_key(attempt)
    assert sms.status_callback == f"{ORIGIN}/webhooks/fake/status/{attempt}/{key}"
