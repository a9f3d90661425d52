"""Why a repair is paid or free: the reason that was really given, which our own records must not contradict."""

from datetime import timedelta
from uuid import UUID

import pytest

from app.journeys.request.offer_terms import offer_terms
from app.kernel.act import Act
from app.kernel.actor import Role
from app.kernel.errors import FieldRefused
from app.kernel.i18n import Language
from app.terms import queries as terms
from app.terms.rules import GIVEN, REASONS, Coverage, Why, is_free
from app.tickets.states import State
from tests.journeys.on_the_bench import ask_for_repair, at, look, state, technician, won
from tests.shop import Shop
from tests.web.customer.walk import a_repair

IN_WARRANTY = "NR5-2001"  # of the demo records


def offer(shop: Shop, ticket_id: UUID, coverage: Coverage, why: Why, note: str = "") -> None:
    """The technician offers terms for that reason."""
    with at(shop, ticket_id) as (session, ticket):
        offer_terms(
            session,
            ticket,
            Act(technician(shop), shop.clock()),
            coverage=coverage,
            work=won(0 if is_free(coverage) else 50_000),
            reason=why,
            note=note,
            valid_until=shop.clock() + timedelta(days=7),
        )


def test_every_reason_has_its_sentence() -> None:
    assert set(REASONS) == set(Why)
    assert all(GIVEN.values())


@pytest.mark.parametrize("why", [why for why, fits in GIVEN.items() if Coverage.PAID in fits])
@pytest.mark.parametrize("language", list(Language))
def test_who_pays_reads_the_reason_that_was_given(sqlite_shop: Shop, why: Why, language: Language) -> None:
    walk = a_repair(sqlite_shop, State.REQUESTED, language=language)
    bench = sqlite_shop.signed_in(Role.TECHNICIAN)
    fields = {"coverage": "paid", "cap": "50,000", "reason": why.value, "valid_days": "7"}
    if why is Why.OWN_WORDS:
        fields["note"] = "Sand in the hinge."
    typed = {**fields, "version": str(walk.ticket.version)}
    assert bench.post(f"/bench/{walk.ticket.code}/offer", data=typed).status_code == 303
    page = walk.read("/terms")
    said = {
        Why.WARRANTY_OVER: ("The warranty has ended.", "보증 기간이 끝났습니다."),
        Why.ACCIDENT: ("damage from outside", "외부에서 생긴 손상"),
        Why.WEAR: ("wears with use", "닳는 부품"),
        Why.NEVER_COVERED: ("without a warranty", "보증 없이 판매된"),
        Why.OWN_WORDS: ("Sand in the hinge.", "Sand in the hinge."),
    }[why]
    assert said[language is Language.KO] in page
    over = ("warranty has ended", "보증 기간이 끝", "Outside the warranty", "보증 기간 지남")
    assert any(words in page for words in over) is (why is Why.WARRANTY_OVER)


@pytest.mark.parametrize(
    ("coverage", "why"),
    [
        (Coverage.PAID, Why.IN_WARRANTY),
        (Coverage.WARRANTY, Why.ACCIDENT),
        (Coverage.GOODWILL, Why.CAMPAIGN),
        (Coverage.PAID, Why.SERIAL_OUT_OF_WARRANTY),  # the evidence says that, nobody chooses it
    ],
)
def test_a_reason_that_does_not_go_with_the_verdict_is_refused(
    sqlite_shop: Shop, coverage: Coverage, why: Why
) -> None:
    ticket_id = ask_for_repair(sqlite_shop)
    with pytest.raises(FieldRefused) as no:
        offer(sqlite_shop, ticket_id, coverage, why, "x")
    assert no.value.field == "reason"
    assert state(sqlite_shop, ticket_id) is State.REQUESTED


def test_nobody_says_that_a_warranty_ended_which_by_our_records_still_runs(sqlite_shop: Shop) -> None:
    model = look(sqlite_shop, a_repair(sqlite_shop).ticket_id).model_id
    ticket_id = ask_for_repair(sqlite_shop, serial=IN_WARRANTY, model_id=model)
    with pytest.raises(FieldRefused) as no:
        offer(sqlite_shop, ticket_id, Coverage.PAID, Why.WARRANTY_OVER)
    assert no.value.field == "reason"
    offer(sqlite_shop, ticket_id, Coverage.PAID, Why.ACCIDENT)  # it runs, and does not cover that
    with at(sqlite_shop, ticket_id) as (session, _):
        held = terms.current(session, ticket_id)
        assert held is not None
        assert (held.coverage, held.reason) == (Coverage.PAID, "accident")
