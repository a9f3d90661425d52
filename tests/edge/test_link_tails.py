"""Links and QR addresses as messengers and fingers take them along, with the end of the sentence behind them."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.edge.link_tails import without_tail
from app.kernel.actor import Role
from app.tickets.states import State
from tests.shop import Shop
from tests.web.customer.walk import NAME, a_repair

TOKEN = "AZaz09_-AZaz09_-AZaz09"  # as long as every private link's, of all its letters
TAILS = (
    ".",
    ")",
    ").",
    "에서",
    ")에서",
    "/",
    "//",
    "/.",
    "\u200b",
    "\ufeff",
    ",",
    "、",
    "。",
    "”",
    "'",
    '"',
    ">",
    "]",
    "*",
    "_",
    "-",
    "…",
    "!",
    ":",
    ";",
    "&",
    "%",
    "%EC",
    "을 눌러 주세요",
    "\u00a0",
)


@pytest.mark.parametrize("tail", TAILS)
def test_a_link_with_a_tail_leads_to_its_page(tail: str) -> None:
    for link in (f"/t/{TOKEN}", f"/t/{TOKEN}/quote", f"/t/{TOKEN}/label.pdf", f"/request/{TOKEN}"):
        assert without_tail(link) == link
        if tail not in "_-" or link.count("/") == 2:  # a page's name could end so
            assert without_tail(link + tail) == link
    for code in ("ABCD-EFGH-JKMN", "ABCDEFGHJKMN"):
        assert without_tail(f"/Q/{code}{tail}") == f"/Q/{code}"


@pytest.mark.parametrize(
    "path", ["/", "/t/short", "/track/x.", "/dock/bins/A.", "/Q/AB.", "/B/A-1.", "/photos/x/full", "/t/"]
)
def test_other_addresses_stay_as_they_are(path: str) -> None:
    assert without_tail(path) == path


@given(st.text(max_size=20))
def test_nobody_is_sent_round_in_a_circle(tail: str) -> None:
    for link in (f"/t/{TOKEN}", f"/Q/ABCD-EFGH-JKMN{tail}", f"/t/{TOKEN}/{tail}"):
        meant = without_tail(link + tail)
        assert without_tail(meant) == meant


def test_whoever_taps_it_sees_the_repair(sqlite_shop: Shop) -> None:
    walk = a_repair(sqlite_shop, State.OFFERED)
    stranger, clerk = sqlite_shop.client(), sqlite_shop.signed_in(Role.WAREHOUSE)
    for tail in TAILS:
        opened = stranger.get(f"/t/{walk.token}{quote(tail)}?lang=en", follow_redirects=True)
        assert (opened.status_code, opened.request.path) == (200, f"/t/{walk.token}"), tail
        assert opened.request.args["lang"] == "en"
        assert walk.ticket.model_name in opened.text
        face = stranger.get(f"/Q/{walk.ticket.code}{quote(tail)}", follow_redirects=True)
        assert (face.status_code, NAME in face.text) == (200, False), tail
    assert clerk.get(f"/q/{walk.ticket.code}).", follow_redirects=True).request.path == "/scan"
    assert stranger.get(f"/t/{walk.token}.{'x' * 9}/quote?lang=en").status_code == 302
    assert stranger.post(f"/t/{walk.token}./messages").status_code == 404  # a form is never sent on
    assert stranger.get(f"/t/{'x' * 22}.", follow_redirects=True).status_code == 404
