"""Verdicts and instant terms: evidence decides, doubt is for the customer, campaigns are found."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.catalogue import queries as catalogue
from app.catalogue.models import DeviceModel, Symptom
from app.terms import queries
from app.terms.rules import Coverage, Payer
from app.terms.service import InstantOffer, instant_offer, judge_device
from tests.shop import Shop


def model_id(shop: Shop, name: str) -> UUID:
    """A model of the demo shop."""
    with shop.database.reading() as session:
        return session.scalars(select(DeviceModel.id).where(DeviceModel.name_en == name)).one()


@pytest.mark.parametrize(
    ("model", "serial", "label", "proof", "expected"),
    [
        ("Nari 5 phone", "NR5-2001", False, False, (Coverage.WARRANTY, "serial_in_warranty")),
        ("Nari 5 phone", " nr5-2001 ", False, False, (Coverage.WARRANTY, "serial_in_warranty")),
        ("Nari 5 phone", "NR5-0007", False, False, (Coverage.PAID, "serial_out_of_warranty")),
        ("Nari 5 mini phone", "NRM-3001", False, False, (Coverage.WARRANTY, "made_in_warranty")),
        (
            "Glide V9 cordless vacuum cleaner",
            "BV9-0003",
            False,
            False,
            (Coverage.PAID, "made_out_of_warranty"),
        ),
        ("Nari 5 phone", "BV9-0003", False, False, (Coverage.TO_BE_CHECKED, "serial_unknown")),
        ("Nari 5 phone", "NOBODY-KNOWS", False, False, (Coverage.TO_BE_CHECKED, "serial_unknown")),
        ("Nari 5 phone", "", True, False, (Coverage.TO_BE_CHECKED, "label_to_read")),
        ("Nari 5 phone", "", False, True, (Coverage.TO_BE_CHECKED, "proof_to_read")),
        ("Nari 5 phone", "", False, False, (Coverage.TO_BE_CHECKED, "no_serial")),
    ],
)
def test_the_evidence_decides_and_doubt_is_for_the_customer(
    sqlite_shop: Shop, model: str, serial: str, label: bool, proof: bool, expected: tuple[Coverage, str]
) -> None:
    with sqlite_shop.database.reading() as session:
        verdict = judge_device(
            session,
            model_id=model_id(sqlite_shop, model),
            serial=serial,
            label_photo=label,
            proof_photo=proof,
            now=sqlite_shop.clock(),
        )
    assert (verdict.coverage, verdict.reason) == expected


def test_a_known_serial_is_enough_where_no_model_was_named(sqlite_shop: Shop) -> None:
    with sqlite_shop.database.reading() as session:
        verdict = judge_device(
            session,
            model_id=None,
            serial="NR5-2001",
            label_photo=False,
            proof_photo=False,
            now=sqlite_shop.clock(),
        )
        nothing = judge_device(
            session, model_id=None, serial="", label_photo=False, proof_photo=False, now=sqlite_shop.clock()
        )
    assert verdict.coverage is Coverage.WARRANTY
    assert nothing.coverage is Coverage.TO_BE_CHECKED


def instant(shop: Shop, symptom: str, serial: str) -> InstantOffer | None:
    """What a Nari 5 phone with that symptom and serial gets."""
    with shop.database.reading() as session:
        symptom_id = session.scalars(
            select(Symptom.id).where(Symptom.kind == "phone", Symptom.label_en == symptom)
        ).one()
        return instant_offer(
            session,
            model_id=model_id(shop, "Nari 5 phone"),
            symptom_id=symptom_id,
            serial=serial,
            label_photo=False,
            proof_photo=False,
            now=shop.clock(),
        )


def test_outside_the_warranty_the_cap_and_the_payers_are_named(sqlite_shop: Shop) -> None:
    offer = instant(sqlite_shop, "The screen is cracked", "NR5-0007")
    assert offer is not None
    assert (offer.cap.total.minor, offer.inbound_payer, offer.outbound_payer) == (
        194_000,
        Payer.CUSTOMER,
        Payer.SHOP,
    )
    assert offer.parts == ("Screen",)


def test_inside_the_warranty_nothing_is_paid(sqlite_shop: Shop) -> None:
    offer = instant(sqlite_shop, "The screen is cracked", "NR5-2001")
    assert offer is not None
    assert (offer.cap.total.minor, offer.inbound_payer, offer.outbound_payer) == (0, Payer.SHOP, Payer.SHOP)
    assert offer.standard_cap.total.minor == 194_000


def test_what_somebody_says_yes_to_is_told_apart(sqlite_shop: Shop) -> None:
    covered = instant(sqlite_shop, "The screen is cracked", "NR5-2001")
    paid = instant(sqlite_shop, "The screen is cracked", "NR5-0007")
    assert covered is not None
    assert paid is not None
    assert covered.fingerprint != paid.fingerprint


def test_without_standing_terms_a_technician_looks_first_even_under_warranty(sqlite_shop: Shop) -> None:
    assert instant(sqlite_shop, "It got wet", "NR5-2001") is None


def test_campaigns_are_found_by_model_and_serial(sqlite_shop: Shop) -> None:
    washer = model_id(sqlite_shop, "Tide 21 washing machine")
    with sqlite_shop.database.reading() as session:
        assert len(catalogue.matching_campaigns(session, model_id=washer, serial="td21-k100")) == 1
        assert len(catalogue.matching_campaigns(session, model_id=None, serial="TD21-K100")) == 1
        assert catalogue.matching_campaigns(session, model_id=washer, serial="TD21-A1") == []
        assert catalogue.matching_campaigns(session, model_id=washer, serial="") == []
        assert catalogue.matching_campaigns(session, model_id=None, serial="") == []


def test_strange_ids_find_nothing(sqlite_shop: Shop) -> None:
    with sqlite_shop.database.reading() as session:
        assert catalogue.model(session, uuid4()) is None
        assert catalogue.symptom(session, None) is None
        assert catalogue.standard_terms(session, None, None) is None
        assert queries.current(session, uuid4()) is None
        assert queries.open_offer(session, uuid4()) is None
