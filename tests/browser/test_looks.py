"""Nothing scrolls sideways, axe finds nothing, both themes and both languages."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser.conftest import Watched
from tests.stories.conftest import OpenShop

pytestmark = pytest.mark.browser
PAGES = ["/", "/login", "/styleguide", "/demo/phone", "/nowhere"]


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_public_pages_are_accessible_and_fit_a_small_phone(
    chromium: Browser, open_shop: OpenShop, language: str, theme: str
) -> None:
    context = chromium.new_context(
        viewport={"width": 320, "height": 640}, color_scheme="dark" if theme == "dark" else "light"
    )
    watched = Watched(context, open_shop.origin)
    for address in PAGES:
        watched.page.goto(f"{open_shop.origin}{address}?lang={language}")
        assert watched.page.get_attribute("html", "lang") == language
        width = watched.page.evaluate("document.documentElement.scrollWidth")
        assert width <= 320, f"{address} is {width} px wide"
        found = Axe().run(watched.page)
        assert found.violations_count == 0, f"{address} {language} {theme}\n{found.generate_report()}"
    assert watched.complaints == []
    context.close()
