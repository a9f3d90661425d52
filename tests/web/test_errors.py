"""Whatever goes wrong ends on a page in the reader's language that says what to do next."""

import logging
import re
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import ProgrammingError
from werkzeug.exceptions import BadGateway, HTTPException, UnsupportedMediaType
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

from app.edge.errors import STATUS, TITLES, status_of
from app.edge.security import PUBLIC, open_to
from app.kernel import errors
from app.kernel.actor import Role
from app.kernel.i18n import Text, text
from tests.shop import Shop, new_app


def _told(answer: TestResponse, language: str) -> str:
    page = answer.get_data(as_text=True)
    assert f'<html lang="{language}">' in page
    assert answer.headers["X-Request-Id"] in page
    return page


def _failing(shop: Shop, failure: Exception) -> FlaskClient:
    @open_to(PUBLIC)
    def view() -> str:
        raise failure

    shop.app = new_app(shop.runtime)
    shop.app.add_url_rule("/fails", view_func=view)
    shop.app.add_url_rule("/api/fails", "api_fails", view_func=view)
    return shop.client()


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Check the link, or start from the front page."), ("ko", "첫 화면에서 시작하세요")],
)
def test_an_unknown_address_leads_back_to_the_front_page(
    sqlite_shop: Shop, language: str, words: str
) -> None:
    answer = sqlite_shop.client().get(f"/no/such/page?lang={language}")
    assert answer.status_code == 404
    assert words in _told(answer, language)


@pytest.mark.parametrize(("language", "words"), [("en", "use its buttons"), ("ko", "버튼을 사용하세요")])
def test_a_wrong_method_points_at_the_buttons(sqlite_shop: Shop, language: str, words: str) -> None:
    answer = sqlite_shop.client().get(f"/logout?lang={language}")
    assert answer.status_code == 405
    assert words in _told(answer, language)


TOO_MUCH: dict[str, dict[str, Any]] = {
    "a long text": {"data": {"login": "x" * (3 * 1024 * 1024)}},
    "very many fields": {"data": {f"field_{number}": "" for number in range(1001)}},
    "very many fields in a form for files": {
        "data": {f"field_{number}": "" for number in range(2000)},
        "content_type": "multipart/form-data",
    },
}


@pytest.mark.parametrize("sent", TOO_MUCH)
@pytest.mark.parametrize(("language", "words"), [("en", "Shorten what you typed"), ("ko", "줄이거나")])
def test_too_much_typed_is_not_said_to_be_photos(
    sqlite_shop: Shop, sent: str, language: str, words: str
) -> None:
    answer = sqlite_shop.client().post(f"/login?lang={language}", **TOO_MUCH[sent])
    assert answer.status_code == 413
    page = _told(answer, language)
    assert words in page
    assert not re.search("15 ?MB", page)


@pytest.mark.parametrize(("language", "words"), [("en", "each at most 15 MB"), ("ko", "15MB 이하로")])
def test_pictures_that_are_too_large_together_are_told_the_size(
    sqlite_shop: Shop, language: str, words: str
) -> None:
    app = new_app(sqlite_shop.runtime)
    app.config["MAX_CONTENT_LENGTH"] = 1000
    data = {"photos": (BytesIO(b"x" * 2000), "a.jpg")}
    answer = app.test_client().post(f"/login?lang={language}", data=data)
    assert answer.status_code == 413
    assert words in _told(answer, language)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "tell us the number below"), ("ko", "아래 번호를 알려 주세요")]
)
def test_our_own_fault_is_called_so_and_found_in_the_log(
    sqlite_shop: Shop, caplog: pytest.LogCaptureFixture, language: str, words: str
) -> None:
    client = _failing(sqlite_shop, RuntimeError("a secret of the house"))
    with caplog.at_level(logging.ERROR, logger="mendpost.web"):
        answer = client.get(f"/fails?lang={language}")
    page = _told(answer, language)
    assert answer.status_code == 500
    assert words in page
    assert "a secret of the house" not in page
    assert answer.headers["X-Request-Id"] in caplog.text
    assert "a secret of the house" in caplog.text


@pytest.mark.parametrize(
    ("language", "certain", "in_doubt"),
    [
        ("en", "nothing was changed", "we do not know whether this was taken"),
        ("ko", "바뀐 것은 없습니다", "처리되었는지는 저희도 알 수 없습니다"),
    ],
)
def test_a_form_that_breaks_something_is_told_only_what_is_known(
    sqlite_shop: Shop, language: str, certain: str, in_doubt: str
) -> None:
    """Whether an earlier part of it was kept decides what the page may claim."""

    @open_to(PUBLIC)
    def view(part: str) -> str:
        with sqlite_shop.database.transaction():
            if part == "first":
                raise RuntimeError
        raise RuntimeError

    sqlite_shop.app = new_app(sqlite_shop.runtime)
    sqlite_shop.app.add_url_rule("/breaks/<part>", view_func=view, methods=["POST"])
    for part, said, not_said in (("first", certain, in_doubt), ("second", in_doubt, certain)):
        answer = sqlite_shop.client().post(f"/breaks/{part}?lang={language}")
        page = _told(answer, language)
        assert answer.status_code == 500
        assert said in page
        assert not_said not in page


def test_the_page_of_a_failure_asks_the_database_nothing(sqlite_shop: Shop) -> None:
    client = _failing(sqlite_shop, ProgrammingError("SELECT 1", {}, RuntimeError("no such column")))
    signed_in = sqlite_shop.signed_in(Role.MANAGER)
    with sqlite_shop.database.transaction() as session:
        session.connection().exec_driver_sql("ALTER TABLE staff_sessions RENAME TO gone")
    for person, address in ((client, "/fails"), (signed_in, "/account"), (signed_in, "/login")):
        answer = person.get(f"{address}?lang=en")
        assert answer.status_code == 500
        assert "Something broke on our side" in _told(answer, "en")


@pytest.mark.parametrize("refusal", STATUS)
def test_every_refusal_has_its_status_and_its_sentence(
    sqlite_shop: Shop, refusal: type[errors.Refusal]
) -> None:
    client = _failing(sqlite_shop, refusal(text("Choose another %(thing)s.", thing="day")))
    answer = client.get("/fails?lang=en")
    assert answer.status_code == STATUS[refusal]
    assert "Choose another day." in _told(answer, "en")
    told = client.get("/api/fails").get_json()
    assert told["error"] == "Choose another day."
    assert re.fullmatch(r"[0-9a-f]{16}", told["request_id"])


@pytest.mark.parametrize(
    ("failure", "title"),
    [(UnsupportedMediaType(), "That did not arrive whole"), (BadGateway(), "That was our fault")],
)
def test_a_rarer_failure_is_blamed_on_the_right_side(
    sqlite_shop: Shop, failure: HTTPException, title: str
) -> None:
    answer = _failing(sqlite_shop, failure).get("/fails?lang=en")
    assert answer.status_code == failure.code
    assert f"<h1>{title}</h1>" in _told(answer, "en")


def test_a_redirect_is_no_error(sqlite_shop: Shop) -> None:
    answer = _failing(sqlite_shop, RequestRedirect("/login")).get("/fails")
    assert (answer.status_code, answer.location) == (308, "/login")


def test_a_refusal_of_a_finer_kind_takes_the_status_of_its_family() -> None:
    class Finer(errors.Conflict):
        """A conflict of one noun."""

    assert status_of(Finer(text("It moved."))) == 409


def test_every_status_we_give_has_a_title_in_both_languages() -> None:
    assert set(STATUS.values()) | {400, 404, 405, 413, 500} <= set(TITLES)


def test_texts_of_a_refusal_are_translated_with_their_values(sqlite_shop: Shop) -> None:
    inner: Text = text("Delivered")
    outer = text(
        "“%(action)s” does not start from “%(stage)s”. Look at the fresh page for what can be done now.",
        action=inner,
        stage=text("Closed"),
    )
    page = _failing(sqlite_shop, errors.WrongState(outer)).get("/fails?lang=ko").get_data(as_text=True)
    assert "“종료” 단계에서는 “전달 완료”를 할 수 없습니다" in page


def test_staff_who_open_a_page_of_another_role_keep_their_frame_and_find_back(sqlite_shop: Shop) -> None:
    answer = sqlite_shop.signed_in(Role.COURIER).get("/bench?lang=en")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 403
    assert re.search(r'<a class="button primary" href="/run">Go to your work</a>', page)
    assert "Sign out" in page
