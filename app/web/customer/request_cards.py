"""Plain values for the request's pages: the terms, the days with their windows, the answers to check."""

from dataclasses import dataclass
from itertools import groupby

from sqlalchemy.orm import Session

from app.catalogue import queries as catalogue
from app.courier.slots import queries as slots
from app.courier.slots.queries import SlotView
from app.edge.current import language, shown
from app.journeys.request.request_repair import campaigns_for, model_name
from app.kernel.i18n import text
from app.kernel.money import Money
from app.photos import queries as photos
from app.requests.answers import ContactAnswers
from app.requests.models import Draft
from app.requests.progress import RequestPage
from app.terms.rules import COVERAGE_NAME, REASONS, Coverage, is_free
from app.terms.service import InstantOffer
from app.tickets.legs import Leg
from app.tickets.models import Evidence
from app.web.customer.request_steps import OpenRequest, page_url
from app.web.customer.ticket_cards import slot_row, zone_note
from app.web.customer.ticket_sums import courier_rule, made_of, payer

SlotRow = tuple[str, str, str, bool]


@dataclass(frozen=True, slots=True)
class TermsCard:
    """Terms as the page shows them."""

    fingerprint: str
    cap: Money
    made_of: str
    free: bool
    doubt: bool
    standard_cap: Money
    coverage: str
    reason: str
    inbound: str
    outbound: str
    courier_rule: str
    campaigns: tuple[str, ...]


def terms_card(offer: InstantOffer) -> TermsCard:
    """An offer in the reader's language."""
    return TermsCard(
        fingerprint=offer.fingerprint,
        cap=offer.cap.total,
        made_of=made_of(offer.cap),
        free=is_free(offer.verdict.coverage),
        doubt=offer.verdict.coverage is Coverage.TO_BE_CHECKED,
        standard_cap=offer.standard_cap.total,
        coverage=shown(text(COVERAGE_NAME[offer.verdict.coverage])),
        reason=shown(text(REASONS[offer.verdict.reason])),
        inbound=payer(offer.cap, Leg.INBOUND),
        outbound=payer(offer.cap, Leg.OUTBOUND),
        courier_rule=courier_rule(offer.cap),
        campaigns=tuple(catalogue.campaign_title(row, language()) for row in offer.campaigns),
    )


def campaign_titles(session: Session, open_request: OpenRequest) -> list[str]:
    """Free work the maker owes the device, in the reader's language."""
    return [
        catalogue.campaign_title(row, language()) for row in campaigns_for(session, open_request.progress)
    ]


def slot_days(offered: list[SlotView]) -> list[tuple[str, list[SlotRow]]]:
    """Windows by day, for `ui.slot_list`: value, times, places left and cut-off, never disabled."""
    return [(shown(day), [slot_row(view) for view in views]) for day, views in groupby(offered, _day_of_view)]


def _day_of_view(view: SlotView) -> object:
    return view.day


def check_rows(session: Session, open_request: OpenRequest) -> list[tuple[str, str, str, str | None]]:
    """Label, answer, where to change it, for `ui.summary_list`."""
    progress, token = open_request.progress, open_request.token
    contact = progress.contact
    rows = [
        (shown(text("Device")), model_name(session, progress, language()), RequestPage.DEVICE),
        (shown(text("What is wrong")), _trouble(session, open_request), RequestPage.DEVICE),
        (shown(text("How old it is")), _evidence(open_request), RequestPage.EVIDENCE),
        (shown(text("Photos")), _photos(session, open_request.draft), RequestPage.EVIDENCE),
        (
            shown(text("Name and phone")),
            "\n".join(filter(None, (contact.name, contact.name_latin, contact.phone))),
            RequestPage.CONTACT,
        ),
        (shown(text("Address")), _address(contact), RequestPage.CONTACT),
        (
            shown(text("Language of our texts")),
            {"ko": "한국어", "en": "English"}[contact.language],
            RequestPage.CONTACT,
        ),
    ]
    if open_request.offer and not progress.asks_first:
        card = terms_card(open_request.offer)
        cap = shown(text("%(amount)s at most", amount=card.cap))
        said = (cap, card.coverage, shown(text("Courier to us: %(payer)s", payer=card.inbound)))
        rows.append((shown(text("Terms")), "\n".join(said), RequestPage.TERMS))
        rows.append((shown(text("Pickup")), _pickup(session, open_request), RequestPage.SLOT))
    elif open_request.offer:
        rows.append(
            (
                shown(text("Terms")),
                shown(text("A technician looks first, then offers terms")),
                RequestPage.TERMS,
            )
        )
    return [(label, value, page_url(token, page), None) for label, value, page in rows]


def _trouble(session: Session, open_request: OpenRequest) -> str:
    symptom = catalogue.symptom(session, open_request.progress.symptom_id)
    label = catalogue.symptom_label(symptom, language()) if symptom else ""
    return "\n".join(part for part in (label, open_request.progress.story) if part)


def _evidence(open_request: OpenRequest) -> str:
    return {
        Evidence.SERIAL: shown(text("Serial number %(serial)s", serial=open_request.progress.serial)),
        Evidence.LABEL_PHOTO: shown(text("Photo of the label")),
        Evidence.PROOF_OF_PURCHASE: shown(text("Photo of the receipt or order")),
        Evidence.NONE: shown(text("We find out when we see it; that costs you nothing")),
    }[open_request.progress.evidence]


def _photos(session: Session, draft: Draft) -> str:
    count = len(photos.of_draft(session, draft.id))
    return shown(text("Number of photos: %(count)s", count=count)) if count else shown(text("None"))


def _address(contact: ContactAnswers) -> str:
    lines = (f"{contact.postcode} {contact.line1}", contact.line2, contact.entry_note)
    return "\n".join(line for line in lines if line)


def _pickup(session: Session, open_request: OpenRequest) -> str:
    assert open_request.progress.answers.slot is not None, "the check page is reached with a slot"
    window = slots.window_of(slots.slot_by_id(session, open_request.progress.answers.slot))
    return f"{shown(window)}\n{zone_note()}"
