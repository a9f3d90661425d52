"""Every door is shut unless its view says who may open it; forms, cookies and headers are strict."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask, request
from sqlalchemy import select
from werkzeug.routing import Rule

from app.cli.permissions_page import PAGE, permissions_page
from app.edge.security import CONTENT_SECURITY_POLICY, PUBLIC, Public, needed_by, open_to
from app.kernel.actor import STAFF_ROLES, Role
from app.kernel.settings import DEMO_SECRET
from app.staff.models import StaffAccount
from app.staff.permissions import CAPABILITY_NAME, HELD_BY, Capability, may
from tests.shop import Shop, app_of, new_app
from tests.web.settings_of import with_settings


def _rules(app: Flask) -> Iterator[tuple[Rule, Capability | Public | None, str]]:
    """Every rule but the static files, what it takes to open it, and an address that matches it."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        values = {name: _sample(rule, name) for name in rule.arguments}
        yield rule, needed_by(app, rule.endpoint), adapter.build(rule.endpoint, values, method=_method(rule))


def _sample(rule: Rule, name: str) -> object:
    if rule.defaults and name in rule.defaults:
        return rule.defaults[name]
    kind = type(rule._converters[name]).__name__
    return {"UUIDConverter": UUID(int=1), "IntegerConverter": 1}.get(kind, "x")


def _method(rule: Rule) -> str:
    methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
    return "GET" if "GET" in methods else sorted(methods)[0]


def test_every_view_says_who_may_open_it(sqlite_shop: Shop) -> None:
    silent = [rule.endpoint for rule, needed, _ in _rules(sqlite_shop.app) if needed is None]
    assert silent == []


def test_strangers_are_sent_to_sign_in_wherever_it_is_not_public(sqlite_shop: Shop) -> None:
    client = sqlite_shop.client()
    let_in = []
    for rule, needed, address in _rules(sqlite_shop.app):
        if needed == PUBLIC:
            continue
        answer = client.open(address, method=_method(rule))
        if address.startswith("/api/") and answer.status_code == 401:
            continue  # a machine is told so instead
        if answer.status_code != 302 or not (answer.location or "").startswith("/login"):
            let_in.append((address, answer.status_code))
    assert let_in == []


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_each_role_opens_its_own_pages_only(sqlite_shop: Shop, role: Role) -> None:
    client = sqlite_shop.signed_in(role)
    let_in = []
    for rule, needed, address in _rules(sqlite_shop.app):
        if _opens(role, needed):
            continue
        answer = client.open(address, method=_method(rule))
        if answer.status_code != 403:
            let_in.append((address, answer.status_code))
    assert let_in == []
    assert role is not Role.MANAGER or all(_opens(role, needed) for _, needed, _ in _rules(sqlite_shop.app))


def _opens(role: Role, needed: Capability | Public | None) -> bool:
    return needed == PUBLIC or (isinstance(needed, Capability) and may(role, needed))


def test_every_capability_is_held_named_and_asked_for(sqlite_shop: Shop) -> None:
    assert set(HELD_BY) == set(CAPABILITY_NAME) == set(Capability)
    assert all(Role.MANAGER in roles <= set(STAFF_ROLES) for roles in HELD_BY.values())
    asked = {needed for _, needed, _ in _rules(sqlite_shop.app)}
    # By stories, the header and single fields, no page.
    elsewhere = {Capability.HEAR_OF_STANDSTILL, Capability.SEE_NUMBERS}
    assert asked - {PUBLIC} == set(Capability) - elsewhere


def test_the_page_of_permissions_is_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == permissions_page()


def test_a_view_that_forgot_to_say_is_shut_for_everybody(sqlite_shop: Shop) -> None:
    sqlite_shop.app = new_app(sqlite_shop.runtime)
    sqlite_shop.app.add_url_rule("/forgotten", view_func=lambda: "a secret")
    assert sqlite_shop.client().get("/forgotten").status_code == 302
    answer = sqlite_shop.signed_in(Role.MANAGER).get("/forgotten")
    assert answer.status_code == 403
    assert "a secret" not in answer.get_data(as_text=True)


def test_a_person_switched_off_is_out_at_once(sqlite_shop: Shop) -> None:
    client = sqlite_shop.signed_in(Role.COURIER)
    with sqlite_shop.database.transaction() as session:
        session.scalars(select(StaffAccount).where(StaffAccount.login == "courier")).one().active = False
    assert client.get("/account").status_code == 302


@pytest.mark.parametrize("address", ["/login", "/nowhere", "/account", "/static/app.css"])
def test_every_answer_carries_the_strict_headers(sqlite_shop: Shop, address: str) -> None:
    with sqlite_shop.client().get(address) as answer:
        headers = answer.headers
    assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert len(headers["X-Request-Id"]) == 16
    kept = headers["Cache-Control"]
    assert ("max-age=31536000" in kept) if address.startswith("/static") else kept == "no-store"


def test_the_policy_allows_nothing_unsafe_and_nobody_else() -> None:
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "default-src 'none'" in CONTENT_SECURITY_POLICY
    assert "http" not in CONTENT_SECURITY_POLICY
    assert "*" not in CONTENT_SECURITY_POLICY


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(sqlite_shop: Shop) -> None:
    answer = sqlite_shop.client(csrf=True).get("/login?lang=en")
    cookies = answer.headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Secure" not in cookie
    assert "Strict-Transport-Security" not in answer.headers


def test_behind_https_cookies_insist_on_it(sqlite_shop: Shop) -> None:
    app = app_of(with_settings(sqlite_shop.runtime, public_url="https://fix.example"))
    answer = app.test_client().get("/login?lang=en", base_url="https://fix.example")
    cookies = answer.headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    assert all("Secure" in cookie for cookie in cookies)
    assert any(cookie.startswith("__Host-session=") and "Path=/" in cookie for cookie in cookies)
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_a_form_from_elsewhere_changes_nothing_and_says_what_to_do(sqlite_shop: Shop) -> None:
    client = sqlite_shop.client(csrf=True)
    answer = client.post("/login?lang=en", data={"login": "manager", "password": "mendpost"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "Nothing was changed; send what you typed again." in page
    assert answer.headers["X-Request-Id"] in page
    assert client.get("/account").status_code == 302


def test_a_form_that_waited_for_hours_still_works(sqlite_shop: Shop) -> None:
    client = sqlite_shop.client(csrf=True)
    token = client.get("/login").get_data(as_text=True).split('name="csrf_token" value="')[1].split('"')[0]
    data = {"login": "manager", "password": "mendpost", "csrf_token": token}
    assert sqlite_shop.app.config["WTF_CSRF_TIME_LIMIT"] is None
    assert client.post("/login", data=data).status_code == 302


def _echo(app: Flask) -> None:
    @open_to(PUBLIC)
    def seen() -> dict[str, str]:
        return {"address": request.remote_addr or "", "scheme": request.scheme, "host": request.host}

    app.add_url_rule("/seen", view_func=seen)


FORWARDED = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "fix.example",
}


def test_without_a_trusted_proxy_forwarded_headers_are_only_words(sqlite_shop: Shop) -> None:
    sqlite_shop.app = new_app(sqlite_shop.runtime)
    _echo(sqlite_shop.app)
    seen = sqlite_shop.client().get("/seen", headers=FORWARDED).get_json()
    assert seen == {"address": "127.0.0.1", "scheme": "http", "host": "localhost"}


def test_a_trusted_proxy_is_believed_as_far_as_it_reaches(sqlite_shop: Shop) -> None:
    app = app_of(with_settings(sqlite_shop.runtime, trusted_proxies=1))
    _echo(app)
    forged = FORWARDED | {"X-Forwarded-For": "10.0.0.1, 203.0.113.9"}
    seen = app.test_client().get("/seen", headers=forged).get_json()
    assert seen == {"address": "203.0.113.9", "scheme": "https", "host": "fix.example"}


def test_a_session_signed_with_another_secret_is_a_strangers(sqlite_shop: Shop) -> None:
    client = sqlite_shop.signed_in(Role.MANAGER)
    cookie = client.get_cookie("session")
    assert cookie is not None
    other = new_app(sqlite_shop.runtime)
    other.config["SECRET_KEY"] = DEMO_SECRET[::-1]
    thief = other.test_client()
    thief.set_cookie("session", cookie.value)
    assert thief.get("/account").status_code == 302
