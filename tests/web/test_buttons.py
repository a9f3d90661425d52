"""Whatever a page of staff shows to press, its viewer may press: links, forms, buttons, for each role."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from flask.testing import FlaskClient
from lxml import html

from app.edge.security import PUBLIC, Public, needed_by
from app.kernel.actor import STAFF_ROLES, Role
from app.staff.permissions import Capability, may
from tests.edge.places import IDS, STATES, World, furnish
from tests.shop import Shop
from tests.tiers import WHOLE, drawn

FEW = 3  # states a day; `CI=true` walks all of them
ENDS_IT = ("/logout", "/account/password", "/account/sign-out-everywhere")  # who presses it is out


@dataclass(frozen=True)
class Shown:
    """Something to press: where it stands, where it leads, and what is sent with it."""

    page: str
    method: str
    address: str
    fields: tuple[tuple[str, str], ...] = ()

    @property
    def kind(self) -> str:
        """The same on pages of the same kind."""
        return f"{self.method} {kind_of(self.address)} on {kind_of(self.page)}"


def kind_of(address: str) -> str:
    """Its path with ids left out, and the names of what it asks."""
    parts = urlsplit(address)
    asked = "&".join(sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}))
    return IDS.sub("*", parts.path) + (f"?{asked}" if asked else "")


def shown_on(page: str, tree: Any) -> Iterator[Shown]:
    """Every link, form and button of a page with an address of ours; what only a script fills in is none yet."""
    for link in tree.xpath("//a[@href][not(@hreflang)]"):
        yield Shown(page, "GET", urljoin(page, link.get("href").split("#")[0] or page))
    for form in tree.xpath("//form[not(@hidden)]"):
        method = (form.get("method") or "get").upper()
        fields = tuple((name, value or "") for name, value in form.form_values())
        yield Shown(page, method, urljoin(page, form.get("action") or page), fields)
        for button in form.xpath(".//*[@formaction]"):
            yield Shown(page, method, urljoin(page, button.get("formaction")), (*fields, ("look", "1")))


def walk(world: World, role: Role) -> list[str]:
    """All pages that role can reach; what it is shown there and may not press."""
    client, wrong = world.at_work[role], list[str]()
    waiting, seen, pressed = list(world.starts), set[str](), set[str]()
    while waiting:
        page = waiting.pop(0)
        if needed_for(world, "GET", page) == PUBLIC:
            continue
        seen.add(kind_of(page))
        answer = client.get(page)
        assert not (answer.location or "").startswith("/login"), f"{page} was left signed out"
        if answer.status_code == 403 or answer.mimetype != "text/html" or not answer.text:
            continue
        for it in shown_on(page, html.fromstring(answer.text)):
            if it.kind in pressed or not it.address.startswith("/"):
                continue
            pressed.add(it.kind)
            refused = may_not(world, role, it) or press(client, it)
            if refused:
                wrong.append(f"{role}: {it.kind}: {refused}")
            elif it.method == "GET" and kind_of(it.address) not in seen:
                seen.add(kind_of(it.address))
                waiting.append(it.address)
    return wrong


def needed_for(world: World, method: str, address: str) -> Capability | Public | None:
    """What it takes to open it; None where nothing is there."""
    path = urlsplit(address).path
    if path.startswith("/static/"):
        return PUBLIC
    endpoint = world.endpoint(path, method)
    return needed_by(world.shop.app, endpoint) if endpoint else None


def may_not(world: World, role: Role, it: Shown) -> str:
    """The capability of that address where the role has it not; "" where it has."""
    needed = needed_for(world, it.method, it.address)
    if needed is None:
        return "leads nowhere"
    return "" if needed == PUBLIC or may(role, needed) else str(needed)


def press(client: FlaskClient, it: Shown) -> str:
    """What a story says to that role, whatever the address says."""
    if it.method == "GET" or it.address in ENDS_IT:
        return ""
    answer = client.open(it.address, method=it.method, data=dict(it.fields))
    return "forbidden" if answer.status_code == 403 else ""


def test_whatever_a_page_shows_to_press_its_viewer_may_press(sqlite_shop: Shop) -> None:
    states = STATES if WHOLE else tuple(drawn().sample(STATES, FEW))
    world = furnish(sqlite_shop, states, (), STAFF_ROLES)
    wrong = [one for role in STAFF_ROLES for one in walk(world, role)]
    assert wrong == [], "\n".join(wrong)
