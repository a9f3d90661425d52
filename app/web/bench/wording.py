"""How the bench's pages name what the rows hold: evidence, quotes, terms."""

from app.kernel.i18n import N_
from app.parts.rules import PartState
from app.quotes.rules import QuoteState
from app.terms.models import TermsState
from app.terms.rules import Payer
from app.tickets.models import Evidence

EVIDENCE_LABEL: dict[Evidence, str] = {
    Evidence.SERIAL: N_("Serial number"),
    Evidence.LABEL_PHOTO: N_("Photo of the label"),
    Evidence.PROOF_OF_PURCHASE: N_("Receipt or order"),
    Evidence.NONE: N_("None: that costs the customer nothing"),
}
QUOTE_LABEL: dict[QuoteState, tuple[str, str]] = {
    QuoteState.DRAFT: (N_("Draft"), "neutral"),
    QuoteState.SENT: (N_("Waiting for an answer"), "waiting"),
    QuoteState.APPROVED: (N_("Approved"), "good"),
    QuoteState.DECLINED: (N_("Declined"), "problem"),
    QuoteState.EXPIRED: (N_("Ran out"), "neutral"),
    QuoteState.SUPERSEDED: (N_("Replaced"), "neutral"),
}
TERMS_LABEL: dict[TermsState, str] = {
    TermsState.OFFERED: N_("Offered, not answered yet"),
    TermsState.LOCKED: N_("Locked"),
    TermsState.DECLINED: N_("Declined"),
    TermsState.EXPIRED: N_("Ran out"),
    TermsState.SUPERSEDED: N_("Replaced"),
}
PAYER_LABEL: dict[Payer, str] = {Payer.SHOP: N_("we pay"), Payer.CUSTOMER: N_("the customer pays")}
PART_STATE_LABEL: dict[PartState, str] = {
    PartState.RESERVED: N_("On our shelf"),
    PartState.DATED: N_("The supplier named a day"),
    PartState.NEEDED: N_("To be found"),
    PartState.IN: N_("Here"),
    PartState.UNOBTAINABLE: N_("Cannot be had"),
    PartState.USED: N_("Built in"),
    PartState.RELEASED: N_("Let go"),
}
