"""Custody as an EPCIS 2.0 document (GS1, ISO/IEC 19987) in the words of the Core Business Vocabulary 2.0.

One ObjectEvent for each hand-over. What a chain needs beyond the standard stands under our own namespace. No URI
is made of a person's name or address: parties and doors stand there by the pseudonyms that custody seals.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID
from zoneinfo import ZoneInfo

CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
NAMESPACE = "/ns/custody#"  # behind the shop's origin
# CBV 2.0 §7.2: only where the vocabulary says just that; a device that was brought home, or counted, has none.
DISPOSITION = {
    "collecting": "in_transit",
    "receiving": "in_progress",
    "inspecting": "in_progress",
    "storing": "in_progress",
    "repairing": "in_progress",
    "picking": "in_progress",
    "packing": "in_progress",
    "shipping": "in_transit",
}


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody by name and pseudonym, or a bin by its code and without a pseudonym."""

    name: str
    party: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A station by its name, or a door by its address and pseudonym."""

    name: str
    door: str | None = None


@dataclass(frozen=True, slots=True)
class HandOver:
    """One row of custody. `step` is a business step of the CBV; `sealed` is what was hashed for the row.

    `openings` are what was hashed for the pseudonyms in it, without those that were erased.
    """

    id: UUID
    number: int
    step: str
    at: datetime
    device_at: datetime | None
    place: Place
    giver: Holder
    taker: Holder
    role: str
    actor: Holder
    photos: Sequence[str]
    job: str | None
    previous_hash: str
    hash: str
    undoes: int | None
    sealed: str
    openings: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Shop:
    """Who tells: `origin` of the shop's addresses, and its IANA `zone`."""

    origin: str
    zone: str


def epcis_document(rows: Iterable[HandOver], *, code: str, shop: Shop, now: datetime) -> dict[str, Any]:
    """Return the document as JSON values, events by number. `code` is the repair's, as in the box's QR symbol.

    A row that undoes another becomes what EPCIS 2.0 §7.4.1 wants: the undone event once more under the same
    eventID, with an errorDeclaration, in which the undoing row's number and hashes stand.
    """
    known = {row.number: row for row in rows}
    return {
        "@context": [CONTEXT, {"mendpost": shop.origin + NAMESPACE}],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": _instant(now),
        "epcisBody": {"eventList": [_event(row, known, code, shop) for row in known.values()]},
    }


def _event(row: HandOver, known: Mapping[int, HandOver], code: str, shop: Shop) -> dict[str, Any]:
    undone = known.get(row.undoes) if row.undoes is not None else None
    if undone is None:
        return _object_event(row, code, shop)
    declared = {
        "declarationTime": _instant(row.at),
        "reason": "did_not_occur",
        **_sealed(row),
        **_words(row),
    }
    return _object_event(undone, code, shop) | {"recordTime": _instant(row.at), "errorDeclaration": declared}


def _object_event(row: HandOver, code: str, shop: Shop) -> dict[str, Any]:
    happened = row.device_at or row.at
    event: dict[str, Any] = {
        "type": "ObjectEvent",
        "eventID": f"urn:uuid:{row.id}",
        "eventTime": _instant(happened),
        "eventTimeZoneOffset": _offset(happened, shop.zone),
        "recordTime": _instant(row.at),
        "epcList": [f"{shop.origin}/Q/{code}"],
        "action": "OBSERVE",
        "bizStep": row.step,
    }
    if row.place.name:
        event["readPoint"] = {"id": _place(row.place, shop)}
    if row.step in DISPOSITION:
        event["disposition"] = DISPOSITION[row.step]
    if row.taker.party is None:
        event["bizLocation"] = {"id": _bin(row.taker.name, shop)}
    if row.giver != row.taker:
        event["sourceList"] = [_holder(row.giver, shop, "source")]
        event["destinationList"] = [_holder(row.taker, shop, "destination")]
    if row.job:
        event["bizTransactionList"] = [{"bizTransaction": f"{shop.origin}/jobs/{quote(row.job, safe='')}"}]
    return event | _sealed(row) | _words(row)


def _sealed(row: HandOver) -> dict[str, Any]:
    """What makes the chain: SHA-256 of the UTF-8 bytes of `sealed` is `hash`, and it names the hash before.

    SHA-256 of each opening is a pseudonym that stands in `sealed`.
    """
    return {
        "mendpost:number": row.number,
        "mendpost:hash": row.hash,
        "mendpost:previousHash": row.previous_hash,
        "mendpost:sealed": row.sealed,
        "mendpost:openings": list(row.openings),
    }


def _words(row: HandOver) -> dict[str, Any]:
    return {
        "mendpost:giver": row.giver.name,
        "mendpost:taker": row.taker.name,
        "mendpost:place": row.place.name,
        "mendpost:actor": row.actor.name,
        "mendpost:role": row.role,
        "mendpost:photoSha256": list(row.photos),
    }


def _holder(holder: Holder, shop: Shop, end: str) -> dict[str, str]:
    """A shelf holds nothing in law: it is the location, a person is the party."""
    if holder.party is None:
        return {"type": "location", end: _bin(holder.name, shop)}
    return {"type": "possessing_party", end: f"{shop.origin}/parties/{holder.party}"}


def _bin(code: str, shop: Shop) -> str:
    return f"{shop.origin}/B/{quote(code, safe='')}"


def _place(place: Place, shop: Shop) -> str:
    return f"{shop.origin}/places/{quote(place.door or place.name, safe='')}"


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _offset(moment: datetime, zone: str) -> str:
    return moment.astimezone(ZoneInfo(zone)).isoformat()[-6:]
