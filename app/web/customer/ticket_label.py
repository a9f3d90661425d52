"""Private pages for the box and the calendar: label on the phone, label on paper, the visit as a file."""

from flask import Response
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.adapters.labels.compose import TextTooLong
from app.adapters.labels.gaps import gaps_of
from app.adapters.labels.pdf import labels_pdf
from app.adapters.labels.qr import qr_svg
from app.courier.slots import queries as slots
from app.courier.trips import queries as courier
from app.documents.labels.content import BoxLabel
from app.documents.labels.writing import box_label, ticket_link
from app.documents.visit import visit_of
from app.edge.current import language, now, runtime, shown
from app.edge.security import PUBLIC, open_to
from app.kernel.errors import FieldRefused, NotFound
from app.kernel.i18n import text
from app.kernel.ids import spell_code
from app.kernel.show import Window
from app.tickets.legs import Leg
from app.tickets.models import Ticket
from app.tickets.states import State
from app.web.customer.calendar import calendar_file
from app.web.customer.ticket_door import Refused, bp, opened, render, show, shut

NEEDS_LABEL = frozenset({State.AUTHORISED, State.INBOUND})


@bp.get("/label")
@open_to(PUBLIC)
def label(token: str) -> str:
    """The code as large as the phone allows, for the courier to scan; and what to do without a printer."""
    return show(token, _label)


def _label(session: Session, ticket: Ticket, refused: Refused) -> str:
    if ticket.state not in NEEDS_LABEL:
        return shut(ticket, refused, text("No label is needed now"))
    window = _window(session, ticket)
    gaps = gaps_of([_paper(ticket, window)])
    drawing = qr_svg(
        ticket_link(ticket.code, runtime().settings), aria_label=shown(text("QR code of this repair"))
    )
    return render(
        "label",
        ticket,
        refused,
        window=window,
        lacking=" ".join(gaps[0].letters) if gaps else "",
        qr=Markup(drawing),  # noqa: S704 - our own SVG, its only text is escaped by qr_svg
    )


@bp.get("/label.pdf")
@open_to(PUBLIC)
def label_file(token: str) -> Response:
    """The 4x6 inch label, in the ticket's language."""
    with runtime().database.reading() as session:
        ticket = opened(session, token)
        if ticket.state not in NEEDS_LABEL:
            raise NotFound(text("No label is needed now. Open the repair's page for what comes next."))
        content = _paper(ticket, _window(session, ticket))
    try:
        pdf = labels_pdf([content])
    except TextTooLong:
        raise FieldRefused(
            text("Name and address are too long for the label. Write the code on the box; that is enough.")
        ) from None
    response = Response(pdf, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="label-{spell_code(ticket.code)}.pdf"'
    return response


def _window(session: Session, ticket: Ticket) -> Window | None:
    job = courier.active_job(session, ticket.id, Leg.INBOUND)
    return slots.window_of(job.slot) if job else None


def _paper(ticket: Ticket, window: Window | None) -> BoxLabel:
    settings = runtime().settings
    return box_label(ticket, leg=Leg.INBOUND, window=window, language=language(), settings=settings)


@bp.get("/calendar.ics")
@open_to(PUBLIC)
def calendar(token: str) -> Response:
    """The next courier visit; after a call-off the same event, cancelled."""
    with runtime().database.reading() as session:
        ticket = opened(session, token)
        settings = runtime().settings
        visit = visit_of(
            session,
            ticket,
            shop_name=settings.shop_name,
            language=language(),
        )
    if visit is None:
        raise NotFound(text("No courier is booked yet. Choose a time first, then the file is here."))
    response = Response(calendar_file(visit, now=now()), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="mendpost-{spell_code(ticket.code)}.ics"'
    return response
