"""Walking through the request: which page comes when, and the draft behind a link.

The draft row is what makes these pages safe to send twice: a page saved again says the same again, and
a draft becomes a ticket once. So none of them needs a key of its own, and no link is kept with one.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.adapters.labels.qr import qr_svg
from app.edge.current import language, now, runtime, set_language
from app.journeys.request.request_repair import offer_for
from app.kernel.i18n import N_, translate
from app.requests import drafts
from app.requests.models import Draft
from app.requests.progress import ORDER, Progress, RequestPage, missing, pages, progress_of
from app.terms.service import InstantOffer

bp = Blueprint("request", __name__)

PAGE_NAME: dict[RequestPage, str] = {
    RequestPage.DEVICE: N_("Your device"),
    RequestPage.EVIDENCE: N_("Proof and photos"),
    RequestPage.CONTACT: N_("You and your address"),
    RequestPage.CODE: N_("Phone code"),
    RequestPage.TERMS: N_("Terms"),
    RequestPage.SLOT: N_("Pickup"),
    RequestPage.CHECK: N_("Check your answers"),
}


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A draft being filled in: the row, what it tells, the terms on offer, and the first page missing."""

    token: str
    draft: Draft
    progress: Progress
    offer: InstantOffer | None

    @property
    def fingerprint(self) -> str | None:
        """The fingerprint of the terms on offer."""
        return self.offer.fingerprint if self.offer else None

    @property
    def next_page(self) -> RequestPage:
        """The first page still to be filled in."""
        return missing(self.progress, self.fingerprint)

    @property
    def next_url(self) -> str:
        """Where to go once this page is filled in: after a change that is the check page at once."""
        return page_url(self.token, self.next_page)


def page_url(token: str, page: RequestPage | str) -> str:
    """The address of one page of a request."""
    return f"/request/{token}/{page}"


def look(session: Session, token: str, *, to_change: bool = False) -> OpenRequest:
    """The request behind a link, in its own language. A finished one leads to its last page."""
    draft = drafts.by_token(session, token, now=now(), to_change=to_change)
    if draft.ticket_id is not None:
        go(page_url(token, "done"))
    set_language(draft.language)
    return again(session, token, draft)


def again(session: Session, token: str, draft: Draft) -> OpenRequest:
    """The same request, read again after an answer."""
    return OpenRequest(token, draft, progress_of(draft), offer_for(session, draft, now=now()))


def reach(session: Session, token: str, page: RequestPage, *, to_change: bool = False) -> OpenRequest:
    """Like `look`, but sends the reader to the first open page where that comes before `page`."""
    open_request = look(session, token, to_change=to_change)
    if page not in pages(open_request.progress, open_request.fingerprint) or ORDER.index(
        open_request.next_page
    ) < ORDER.index(page):
        go(open_request.next_url)
    return open_request


def go(address: str) -> NoReturn:
    """Leave the view, and its transaction without effect, for another page."""
    abort(redirect(address))


def show(
    page: RequestPage, open_request: OpenRequest | None, *, form: Any, status: int = 200, **values: Any
) -> ResponseReturnValue:
    """Render one page with its place among the others, the way back and the link to go on elsewhere."""
    base = f"/request/{open_request.token}" if open_request else "/request"
    asked = pages(open_request.progress, open_request.fingerprint) if open_request else ORDER
    return render_template(
        f"customer/request/{page}.html",
        form=form,
        base=base,
        here=f"{base}/{page}"
        if open_request
        else base,  # not where it was sent: another page may stand in for it
        step=asked.index(page) + 1,
        steps=len(asked) if open_request and open_request.progress.answers.device else None,
        step_name=translate(language(), PAGE_NAME[page]),
        back_url=_back(page, open_request, asked),
        resume=_resume(open_request) if open_request else None,
        **values,
    ), status


def _back(page: RequestPage, open_request: OpenRequest | None, asked: tuple[RequestPage, ...]) -> str:
    if open_request is None or (
        page is RequestPage.DEVICE and open_request.next_page is not RequestPage.CHECK
    ):
        return url_for("request.home")
    if open_request.next_page is RequestPage.CHECK and page is not RequestPage.CHECK:
        return page_url(open_request.token, RequestPage.CHECK)
    # A used code asks nothing more.
    earlier = [at for at in asked[: asked.index(page)] if at is not RequestPage.CODE]
    return page_url(open_request.token, earlier[-1])


@dataclass(frozen=True, slots=True)
class Resume:
    """How to go on from another phone."""

    url: str
    qr: Markup
    until: datetime


def _resume(open_request: OpenRequest) -> Resume:
    url = f"{runtime().settings.public_url}/request/{open_request.token}"
    label = translate(language(), N_("Link to this request as a QR code"))
    return Resume(url, Markup(qr_svg(url, aria_label=label)), open_request.draft.expires_at)  # noqa: S704 - our own SVG
