"""What every page has: its language, the way to the other one, and the role's own navigation."""

import re

import pytest

from app.kernel.actor import STAFF_ROLES, Role
from app.staff.permissions import may
from app.web.navigation import HOME, PAGES, home
from tests.shop import Shop, app_of
from tests.web.settings_of import with_settings


@pytest.mark.parametrize(
    ("accepts", "language"),
    [("ko-KR,ko;q=0.9", "ko"), ("en-US,en;q=0.9", "en"), ("fr-FR", "ko"), ("fr, en;q=0.5", "en"), ("", "ko")],
)
def test_a_stranger_is_addressed_as_the_browser_asks(sqlite_shop: Shop, accepts: str, language: str) -> None:
    page = sqlite_shop.client().get("/login", headers={"Accept-Language": accepts}).get_data(as_text=True)
    assert f'<html lang="{language}">' in page


def test_a_language_once_chosen_stays(sqlite_shop: Shop) -> None:
    client = sqlite_shop.client()
    client.get("/login?lang=en", headers={"Accept-Language": "ko"})
    page = client.get("/login", headers={"Accept-Language": "ko"}).get_data(as_text=True)
    assert '<html lang="en">' in page
    assert "Staff login" in page


def test_a_language_we_do_not_speak_is_not_kept(sqlite_shop: Shop) -> None:
    answer = sqlite_shop.client().get("/login?lang=xx", headers={"Accept-Language": "en"})
    assert '<html lang="en">' in answer.get_data(as_text=True)
    assert not any("language=" in cookie for cookie in answer.headers.getlist("Set-Cookie"))


def test_the_switch_keeps_the_page_and_what_it_was_asked(sqlite_shop: Shop) -> None:
    page = sqlite_shop.client().get("/login?next=/account&lang=ko").get_data(as_text=True)
    assert 'href="/login?next=%2Faccount&amp;lang=en" lang="en"' in page
    assert re.search(r'lang="ko" hreflang="ko" aria-current="true"', page)


def test_staff_read_their_own_language_unless_they_chose_another(sqlite_shop: Shop) -> None:
    client = sqlite_shop.signed_in(Role.TECHNICIAN)
    english = {"Accept-Language": "en"}
    assert '<html lang="ko">' in client.get("/account", headers=english).get_data(as_text=True)
    assert '<html lang="en">' in client.get("/account?lang=en").get_data(as_text=True)


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_the_header_shows_a_role_its_own_pages_only(sqlite_shop: Shop, role: Role) -> None:
    page = sqlite_shop.signed_in(role).get("/account").get_data(as_text=True)
    nav = page[page.index('class="tabs"') :].split("</nav>")[0]
    assert set(re.findall(r'href="([^"]+)"', nav)) == {url for _, url, needed in PAGES if may(role, needed)}
    assert home(role) == HOME[role]
    assert 'href="/account"' in page


def test_the_page_one_is_on_is_marked(sqlite_shop: Shop) -> None:
    page = sqlite_shop.signed_in(Role.MANAGER).get("/manage/tickets").get_data(as_text=True)
    assert re.search(r'href="/manage" aria-current="page"', page)
    assert page.count('aria-current="page"') == 1


def test_every_page_can_be_skipped_through_and_names_the_shop(sqlite_shop: Shop) -> None:
    page = sqlite_shop.client().get("/login?lang=en").get_data(as_text=True)
    assert 'href="#main"' in page
    assert "<title>Staff login - Mendpost</title>" in page
    assert page.count("<h1") == 1


def test_a_demo_says_so_on_every_page_and_a_real_shop_does_not(sqlite_shop: Shop) -> None:
    said = "Demo shop: nothing here is real."
    assert said in sqlite_shop.client().get("/login?lang=en").get_data(as_text=True)
    real = app_of(with_settings(sqlite_shop.runtime, demo=False)).test_client()
    assert said not in real.get("/login?lang=en").get_data(as_text=True)


def test_stylesheet_and_script_are_cached_by_what_they_hold(sqlite_shop: Shop) -> None:
    page = sqlite_shop.client().get("/login").get_data(as_text=True)
    assert re.search(r'href="/static/app\.css\?v=[0-9a-f]{10}"', page)
    assert "<style" not in page
    assert "style=" not in page
    assert set(re.findall(r"<script[^>]*>(.*?)</script>", page)) == {""}


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_style_guide_shows_every_component(sqlite_shop: Shop, language: str) -> None:
    answer = sqlite_shop.client().get(f"/styleguide?lang={language}")
    assert answer.status_code == 200
    assert "error-summary" in answer.get_data(as_text=True)


def test_outside_a_demo_the_style_guide_is_for_staff(sqlite_shop: Shop) -> None:
    app = app_of(with_settings(sqlite_shop.runtime, demo=False))
    assert app.test_client().get("/styleguide").location == "/login?next=/styleguide"
