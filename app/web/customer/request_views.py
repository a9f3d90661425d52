"""The front door, where a request starts, and where its link leads. Importing this puts all its pages on `bp`."""

from datetime import timedelta

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.catalogue import queries as catalogue
from app.catalogue.kinds import OTHER, kind_name
from app.edge.current import language, now, runtime
from app.edge.security import PUBLIC, open_to
from app.edge.visitors import visitor
from app.kernel.i18n import translate
from app.kernel.limits import spend
from app.requests import drafts
from app.web.customer import request_book, request_device, request_evidence, request_person
from app.web.customer.request_device import answers_from, device_form, show_device
from app.web.customer.request_steps import again, bp, go, look

__all__ = ["bp", "request_book", "request_device", "request_evidence", "request_person"]

STARTS_AN_HOUR = 100  # drafts from one address, which a whole carrier may share


@bp.get("/")
@open_to(PUBLIC)
def home() -> ResponseReturnValue:
    """What this is, in one calm screen, and the first question: what kind of thing is broken?"""
    with runtime().database.reading() as session:
        kinds = [*catalogue.kinds(session), OTHER]
    cards = [(translate(language(), kind_name(kind)), None, f"/request?kind={kind}") for kind in kinds]
    return render_template("customer/request/home.html", kinds=cards)


@bp.get("/request")
@open_to(PUBLIC)
def new() -> ResponseReturnValue:
    """The first page of a request nobody has started yet; looking at it writes nothing."""
    with runtime().database.reading() as session:
        kind = request.args.get("kind", "")
        if kind not in [*catalogue.kinds(session), OTHER]:
            return redirect("/")
        form = device_form(session, kind)
        return show_device(session, None, form)


@bp.post("/request")
@open_to(PUBLIC)
def start() -> ResponseReturnValue:
    """Keep the first answers as a draft. A double click leaves a second draft behind, which expires unseen."""
    with runtime().database.transaction() as session:
        kind = request.form.get("kind", "")
        if kind not in [*catalogue.kinds(session), OTHER]:
            go("/")
        form = device_form(session, kind)
        if not form.validate_on_submit():
            return show_device(session, None, form, status=422)
        spend(session, f"drafts:{visitor()}", limit=STARTS_AN_HOUR, per=timedelta(hours=1), now=now())
        draft, token = drafts.start(session, language=language(), now=now())
        drafts.answer(draft, device=answers_from(form), now=now())
        return redirect(again(session, token, draft).next_url)


@bp.get("/request/<token>")
@open_to(PUBLIC)
def resume(token: str) -> ResponseReturnValue:
    """Go on where it was left, on whatever phone the link was opened."""
    with runtime().database.reading() as session:
        return redirect(look(session, token).next_url)
