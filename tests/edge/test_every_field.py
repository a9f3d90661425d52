"""Every route, every field, every nasty thing, on both databases: no fault of ours, nothing kept otherwise than typed.

`make test` sends a sample, another one each day; `CI=true` the whole cross; what failed names itself, and can be sent alone
by its three names.
"""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest
from lxml import html
from werkzeug.test import TestResponse

from app.edge.given_back import SECRET
from app.kernel.actor import Role
from app.kernel.entering import entered, entered_line, scanned
from tests.architecture.sources import sources
from tests.edge.nasty import BEGIN, BODIES, LONG, NASTY, SHORT, WRONG
from tests.edge.places import DRAFTS, ELSEWHERE, IDS, STATES, Place, World, asked, furnish, texts_in
from tests.shop import Shop
from tests.tiers import WHOLE, drawn

SHARES = 4  # of the cross of forms, so that several workers share it
SAMPLE = {"forms": 90, "queries": 30, "addresses": 30, "headers": 20, "JSON": 20}  # requests on each database
FEW_STATES, FEW_STARTS = 3, 30
FORM = "application/x-www-form-urlencoded"
LOOKED_UP = frozenset({"bin", "code", "codes", "start", "copies"})  # what nobody has is told by its beginning
FOR_LATER = ("NUL", "markup", "past 63 bits")  # names that no page of the start looks for
WORST = frozenset({"deeper than a stack", "digits"})  # of bodies
SHARED = frozenset({"version", "idempotency_key", "no_text", "kept", "nothing_asked_for"})


def _sampled(kind: str, crossed: list[Any], share: int = 0) -> list[Any]:
    if WHOLE:
        return crossed[share::SHARES] if kind == "forms" else crossed
    return drawn().sample(crossed, min(SAMPLE[kind], len(crossed)))


@pytest.fixture
def world(shop: Shop) -> World:
    if WHOLE:
        return furnish(shop, STATES, DRAFTS)
    today = drawn()
    world = furnish(shop, tuple(today.sample(STATES, FEW_STATES)), tuple(today.sample(DRAFTS, 1)))
    world.starts = today.sample(world.starts, min(FEW_STARTS, len(world.starts)))
    return world


@pytest.fixture
def whole_world(shop: Shop) -> World:
    return furnish(shop, STATES, DRAFTS)


def _send(world: World, place: Place, name: str, nasty: str) -> TestResponse:
    pairs = [(key, nasty if key == name else value) for key, value in place.fields]
    if name not in dict(pairs):
        pairs.append((name, nasty))
    if name in place.files:  # the name of a file that is no picture
        named = (BytesIO(b"no picture"), nasty.encode(errors="replace").decode()[:2000])
        return world.client.post(place.action, data=dict(pairs) | {name: named})
    body = urlencode(pairs, errors="surrogatepass")
    if place.method == "GET":
        return world.client.get(f"{place.action.split('?')[0]}?{body}")
    return world.client.post(place.action, data=body, content_type=FORM)


def _faults(world: World, answer: TestResponse, place: Place, name: str, what: str) -> Iterator[str]:
    nasty, where = NASTY[what], f"{place.endpoint} {place.action}, {name}, {what}"
    if answer.status_code >= 500:
        yield f"{where}: {answer.status_code}"
    whole = {entered(nasty), entered_line(nasty), scanned(nasty)}
    for kept in _texts(world.database.written):
        if "\0" in kept:
            yield f"{where}: a NUL was written"
        elif (
            what != "half"
            and name not in LOOKED_UP
            and BEGIN in kept
            and not any(text in kept for text in whole)
            and not _quoted(kept)
        ):
            yield f"{where}: kept as {kept[:80]!r}…"
    world.database.written.clear()
    boxes = place.typed - LOOKED_UP - SECRET
    if answer.status_code == 422 and what in LONG and name in boxes and place.method == "POST":
        page = answer.get_data(as_text=True)
        if not _names(page, name):
            yield f"{where}: the page does not name the field"
        elif entered_line(nasty)[:50] not in html.fromstring(page).text_content() and nasty[:50] not in page:
            yield f"{where}: what was typed is gone"


def _texts(written: list[str]) -> Iterator[str]:
    """Each text that was written, those inside JSON one by one."""
    for kept in written:
        if kept[:1] in ("{", "["):
            with suppress(ValueError):
                yield from texts_in(json.loads(kept))
                continue
        yield kept


def _fields(world: World) -> list[tuple[Place, str]]:
    """Every field of every form; those that all forms of a view share are one field, read in one place.

    Of a form that stands on no page just now: what its view looks for.
    """
    found = {}
    for place in world.places():
        names = place.names
        if place.blind:
            with asked() as looked_for:
                _send(world, place, names[0], "1")
            names = [name for name in names if name in looked_for] or names[:1]
        for name in names:
            key = (place.endpoint, name) if name in SHARED else (place.action, *place.names, name)
            found[key] = (place, name)
    return list(found.values())


def _quoted(kept: str) -> bool:
    """A sentence that tells what was typed may tell its beginning only."""
    return "“" in kept


def _names(page: str, name: str) -> bool:
    marked = html.fromstring(page).xpath("//*[@aria-invalid='true']/@name")
    told = re.findall(r'href="#([\w-]+)"', page)
    spoken = f"“{name}”" in page
    return name in marked or any(one.startswith(name) for one in told) or spoken


def _nasty_forms(world: World, share: int) -> Iterator[str]:
    crossed = [(place, name, what) for place, name in _fields(world) for what in NASTY]
    assert not WHOLE or len(crossed) > 10_000
    world.database.written.clear()
    for place, name, what in _sampled("forms", crossed, share):
        yield from _faults(world, _send(world, place, name, NASTY[what]), place, name, what)


@pytest.mark.whole
def test_every_route_that_takes_a_form_was_tried(whole_world: World) -> None:
    tried = {place.endpoint for place in whole_world.places()}
    rules = [rule for rule in whole_world.shop.app.url_map.iter_rules() if "POST" in (rule.methods or set())]
    assert sorted({rule.endpoint for rule in rules} - tried - ELSEWHERE) == []


def _queries(world: World) -> dict[str, set[str]]:
    """One address of each kind, and the names its page looks for in a query."""
    kinds = {IDS.sub("*", urlsplit(start).path): start for start in world.starts}
    found = {}
    for start in kinds.values():
        with asked() as names:
            world.client.get(start)
        found[urlsplit(start).path] = names
    return found


def _in_source() -> set[str]:
    """The names that any view looks for in a query, by the source: some only after another one."""
    found: set[str] = set()
    for source in sources("app/web", "app/edge"):
        for pair in re.findall(r'args(?:\.get\(|, )"(\w+)"|"(\w+)" in request\.args', source.text):
            found |= {name for name in pair if name}
        found |= set(re.findall(r'page_asked\((?:name: str = )?"(\w+)"', source.text))
    return found


def _nasty_queries(world: World, _share: int) -> Iterator[str]:
    queries = _queries(world)
    crossed = [
        (page, name, what) for page, names in queries.items() for name in sorted(names) for what in SHORT
    ]
    later = sorted(_in_source() - set().union(*queries.values()))
    crossed += [(page, name, what) for page in queries for name in later for what in FOR_LATER]
    for page, name, what in _sampled("queries", crossed):
        answer = world.client.get(f"{page}?{urlencode({name: SHORT[what]}, errors='surrogatepass')}")
        if answer.status_code >= 500:
            yield f"{page} {name} {what}"


def _nasty_addresses(world: World, _share: int) -> Iterator[str]:
    rules = [
        rule for rule in world.shop.app.url_map.iter_rules() if rule.arguments and rule.endpoint != "static"
    ]
    crossed = [(rule, name, what) for rule in rules for name in rule.arguments for what in SHORT]
    for rule, name, what in _sampled("addresses", crossed):
        part = quote(SHORT[what].replace("/", "") or "x", errors="surrogatepass")
        address = re.sub(rf"<(?:\w+:)?{name}>", part.replace("\\", "%5C"), rule.rule)
        address = re.sub(r"<uuid:\w+>", "00000000-0000-0000-0000-000000000000", address)
        address = re.sub(r"<(?:\w+:)?\w+>", "x", address)
        method = "GET" if "GET" in (rule.methods or set()) else "POST"
        answer = world.client.open(address, method=method)
        answer.close()
        if answer.status_code >= 500:
            yield f"{rule.rule} {name} {what}"


HEADERS = [
    "Accept",
    "Accept-Language",
    "Authorization",
    "Content-Type",
    "Cookie",
    "Host-Name",
    "Idempotency-Key",
    "If-None-Match",
    "Origin",
    "Range",
    "Referer",
    "Sec-Fetch-Site",
    "User-Agent",
    "X-CSRFToken",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Request-Id",
    "X-Twilio-Signature",
]


def _nasty_headers(world: World, _share: int) -> Iterator[str]:
    addresses = [("GET", "/login"), ("POST", "/login"), ("POST", "/api/v1/scans"), ("GET", "/static/app.css")]
    addresses += [("POST", "/webhooks/twilio/inbound"), ("GET", "/bench"), ("POST", "/request")]
    plain = {what: text.encode(errors="replace").decode("latin-1") for what, text in SHORT.items()}
    # No server lets them through.
    plain = {what: re.sub(r"[\r\n]", " ", text) for what, text in plain.items()}
    crossed = [(method, path, name, what) for method, path in addresses for name in HEADERS for what in plain]
    for method, path, name, what in _sampled("headers", crossed):
        how: dict[str, Any] = (
            {} if method == "GET" else {"data": b"{}" if path.startswith("/api") else b"login=x&password=y"}
        )
        variable = "CONTENT_TYPE" if name == "Content-Type" else f"HTTP_{name.upper().replace('-', '_')}"
        answer = world.client.open(path, method=method, environ_overrides={variable: plain[what]}, **how)
        answer.close()
        if answer.status_code >= 500:
            yield f"{method} {path} {name} {what}"


def _nasty_json(world: World, _share: int) -> Iterator[str]:
    good = {"code": "nothing we know", "mode": "open"}
    fields = ["code", "mode", "place", "bin", "device_time", "queued", "no_text", "batch", "something_else"]
    sent = [(name, what, value) for name in fields for what, value in (SHORT | WRONG).items()]
    for number, (name, what, value) in enumerate(_sampled("JSON", sent)):
        key = {"Idempotency-Key": f"nasty-key-{number}"}
        answer = world.client.post("/api/v1/scans", json=good | {name: value}, headers=key)
        told = answer.get_json()
        if answer.status_code >= 500 or any("\0" in kept for kept in world.database.written):
            yield f"{name} {what} {answer.status_code}"
        elif answer.status_code == 422 and not str(told["field"]).startswith(name):
            yield f"{name} {what} {told['field']}"


KINDS = {
    "forms": _nasty_forms,
    "queries": _nasty_queries,
    "addresses": _nasty_addresses,
    "headers": _nasty_headers,
    "JSON": _nasty_json,
}
ROUNDS = [("forms", share) for share in range(SHARES)] + [(kind, 0) for kind in KINDS if kind != "forms"]


@pytest.mark.no_cover
@pytest.mark.parametrize(("kind", "share"), ROUNDS if WHOLE else [("all", 0)])
def test_nothing_breaks_the_shop_or_is_kept_otherwise_than_typed(world: World, kind: str, share: int) -> None:
    kinds = KINDS.values() if kind == "all" else [KINDS[kind]]
    assert [fault for faults_of in kinds for fault in faults_of(world, share)] == []


@pytest.mark.parametrize(
    "what", [pytest.param(what, marks=() if what in WORST else pytest.mark.whole) for what in BODIES]
)
def test_no_body_breaks_a_route(sqlite_shop: Shop, what: str) -> None:
    client = sqlite_shop.signed_in(Role.MANAGER)
    key = {"Idempotency-Key": "a-key-of-a-station"}
    told = client.post("/api/v1/scans", data=BODIES[what], content_type="application/json", headers=key)
    assert told.status_code in (404, 413, 422), told.status_code
    pages = [
        "/login",
        "/request",
        "/bench/inbox",
        "/dock/bins",
        "/account/password",
        "/labels/print",
        "/dock/unknown",
    ]
    for page in pages:
        for kind in ("application/json", FORM, "multipart/form-data; boundary=x", "text/plain"):
            answer = client.post(page, data=BODIES[what], content_type=kind)
            assert answer.status_code < 500, (page, kind)
