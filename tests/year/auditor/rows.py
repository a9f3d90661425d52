"""The raw rows behind one repair, asked for in plain SQL that both databases read alike."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.year.seen import Seen

Row = Mapping[str, Any]
HALF_A_DAY = timedelta(hours=12)
ENDS = frozenset({"closed", "cancelled", "expired"})


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a repair."""

    version: int
    at: datetime
    action: str
    start: str
    to: str
    role: str
    channel: str
    note: str
    quiet: bool
    facts: Mapping[str, Any]

    @property
    def by_customer(self) -> bool:
        """Whether the customer took it."""
        return self.role == "customer"


@dataclass(frozen=True, slots=True)
class Trip:
    """A pickup or return that was booked."""

    leg: str
    state: str
    failure: str
    made_at: datetime
    ended_at: datetime | None
    starts: datetime
    ends: datetime

    @property
    def active(self) -> bool:
        """Whether it is still to come."""
        return self.state in ("requested", "booking", "booking_unknown", "booked", "assigned", "en_route")


@dataclass(frozen=True, slots=True)
class HandOver:
    """One row of custody."""

    number: int
    step: str
    at: datetime
    undoes: int | None
    adds_to: int | None


@dataclass
class Facts:
    """Everything the rows say of one repair at this moment; times are aware UTC."""

    code: str
    state: str
    version: int
    due_at: datetime | None
    disposition: str | None
    language: str
    phone: str
    device: str
    held_from: str | None
    bin_code: str | None
    opened_at: datetime
    closed_at: datetime | None
    owner: str  # the technician's name, empty where nobody is
    sold_on: str  # the day the maker's records name for its serial number, empty where they know none
    events: list[Event] = field(default_factory=list)
    quotes: list[Row] = field(default_factory=list)
    terms: list[Row] = field(default_factory=list)
    bills: list[Row] = field(default_factory=list)
    bill_lines: list[Row] = field(default_factory=list)
    payments: list[Row] = field(default_factory=list)
    trips: list[Trip] = field(default_factory=list)
    custody: list[HandOver] = field(default_factory=list)
    parts: list[Row] = field(default_factory=list)
    messages: list[Row] = field(default_factory=list)
    texts: list[Row] = field(default_factory=list)
    scans: list[Row] = field(default_factory=list)
    tasks: list[Row] = field(default_factory=list)
    slips: list[Row] = field(default_factory=list)  # who was asked how a promise stands, and who was to call
    reachable: bool = True  # by text

    @property
    def ended(self) -> bool:
        """Whether it is over."""
        return self.state in ENDS

    def called_between(self, since: datetime, until: datetime) -> bool:
        """Whether somebody noted a call about a promise then."""
        noted = [moment(row["settled_at"]) for row in self.slips if row["outcome"] == "called"]
        return any(at is not None and since < at <= until for at in noted)

    def asked_before(self, at: datetime) -> bool:
        """Whether somebody was asked how a promise stands within the half day before."""
        opened = [surely(row["opened_at"]) for row in self.slips if row["kind"] == "ask"]
        return any(at - HALF_A_DAY <= one < at for one in opened)

    def last(self, *actions: str) -> Event | None:
        """The newest step of one of these kinds."""
        return next((event for event in reversed(self.events) if event.action in actions), None)

    def stands(self, step: str) -> HandOver | None:
        """The newest hand-over of that kind that was not undone."""
        undone = {row.undoes for row in self.custody}
        rows = [r for r in self.custody if r.step == step and r.undoes is None and r.number not in undone]
        return rows[-1] if rows else None


_OF = "FROM {table} x JOIN tickets t ON t.id = x.ticket_id WHERE t.code = :code"
_TICKET = """SELECT t.state, t.version, t.due_at, t.disposition, t.language, t.model_name, t.held_from, t.bin_code,
    t.opened_at, t.closed_at, c.phone, o.phone AS stopped, b.phone AS bad, s.name AS owner, k.sold_on
    FROM tickets t JOIN customers c ON c.id = t.customer_id LEFT JOIN staff_accounts s ON s.id = t.owner_id
    LEFT JOIN known_serials k ON k.serial_key = t.serial_key AND t.serial_key <> ''
    LEFT JOIN opt_outs o ON o.phone = c.phone LEFT JOIN bad_numbers b ON b.phone = c.phone WHERE t.code = :code"""
_EVENTS = (
    "SELECT x.version, x.at, x.action, x.from_state, x.to_state, x.role, x.channel, x.note, x.quiet, x.facts "
    + _OF.format(table="ticket_events")
    + " ORDER BY x.version"
)
_QUOTES = (
    "SELECT x.version, x.state, x.total_minor, x.currency, x.sent_at, x.valid_until, x.decided_at, x.decided_via,"
    " x.decided_message, x.doubted_at, x.reminders_sent, x.drafted_by "
    + _OF.format(table="quotes")
    + " ORDER BY x.version"
)
_TERMS = (
    "SELECT x.version, x.state, x.cap_minor, x.currency, x.courier_fee_minor, x.inbound_payer, x.outbound_payer,"
    " x.offered_at, x.decided_at, x.coverage " + _OF.format(table="terms") + " ORDER BY x.version"
)
_BILLS = (
    "SELECT x.number, x.state, x.total_minor, x.currency, x.issued_at, x.settled_at "
    + _OF.format(table="bills")
    + " ORDER BY x.number"
)
_LINES = """SELECT x.number, l.kind, l.minor FROM bill_lines l JOIN bills x ON x.id = l.bill_id
    JOIN tickets t ON t.id = x.ticket_id WHERE t.code = :code ORDER BY x.number, l.position"""
_PAYMENTS = """SELECT x.number, p.amount_minor, p.at FROM payments p JOIN bills x ON x.id = p.bill_id
    JOIN tickets t ON t.id = x.ticket_id WHERE t.code = :code ORDER BY p.at"""
_TRIPS = """SELECT x.leg, x.state, x.failure, x.created_at, x.finished_at, s.starts_at, s.ends_at
    FROM courier_jobs x JOIN tickets t ON t.id = x.ticket_id JOIN slots s ON s.id = x.slot_id
    WHERE t.code = :code ORDER BY x.created_at, x.attempt"""
_CUSTODY = (
    "SELECT x.number, x.step, x.at, x.undoes, x.adds_to "
    + _OF.format(table="custody_events")
    + " ORDER BY x.number"
)
_PARTS = "SELECT x.name, x.state, x.expected_on " + _OF.format(table="part_needs")
_MESSAGES = (
    "SELECT x.at, x.from_customer, x.via, x.handled_at, x.body, x.author "
    + _OF.format(table="thread_messages")
    + " ORDER BY x.at"
)
_TEXTS = (
    "SELECT x.kind, x.body, x.state, x.to_phone, x.created_at, x.settled_at, x.urgent, x.reason, x.language,"
    " (SELECT MAX(a.started_at) FROM sms_attempts a WHERE a.sms_id = x.id) AS left_at "
    + _OF.format(table="sms")
    + " ORDER BY x.created_at, x.id"
)
_SCANS = (
    "SELECT x.work, x.outcome, x.at, x.undone_at, x.refusal_code, x.device_at, x.custody_number "
    + _OF.format(table="scans")
    + " ORDER BY x.at"
)
_SLIPS = """SELECT x.kind, x.opened_at, x.answer_by, x.outcome, x.settled_at FROM slip_tasks x
    JOIN promises p ON p.id = x.promise_id JOIN tickets t ON t.id = p.ticket_id WHERE t.code = :code ORDER BY x.opened_at"""
_TASKS = "SELECT x.kind, x.opened_at, x.settled_at " + _OF.format(table="dock_tasks")


def moment(value: object) -> datetime | None:
    """A time as a driver gives it: SQLite's text or PostgreSQL's datetime, in UTC."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    read = datetime.fromisoformat(str(value))
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def plain(body: str) -> str:
    """A text's body as it is kept, without the place of its link."""
    return " ".join(body.replace("{link}", "").split())


def surely(value: object) -> datetime:
    """The same of a column that is never empty."""
    found = moment(value)
    assert found is not None
    return found


def facts_of(seen: Seen, code: str) -> Facts | None:
    """All rows of that repair; None where there is none."""
    found = seen.rows(_TICKET, code=code)
    if not found:
        return None
    row = found[0]

    def asked(sql: str) -> Sequence[Row]:
        return [dict(one) for one in seen.rows(sql, code=code)]  # plain, so that a year can be put away

    return Facts(
        code=code,
        state=row["state"],
        version=row["version"],
        due_at=moment(row["due_at"]),
        disposition=row["disposition"],
        language=row["language"],
        phone=row["phone"],
        device=row["model_name"],
        held_from=row["held_from"],
        bin_code=row["bin_code"],
        opened_at=surely(row["opened_at"]),
        closed_at=moment(row["closed_at"]),
        owner=row["owner"] or "",
        sold_on=str(row["sold_on"] or ""),
        events=[_event(one) for one in asked(_EVENTS)],
        quotes=list(asked(_QUOTES)),
        terms=list(asked(_TERMS)),
        bills=list(asked(_BILLS)),
        bill_lines=list(asked(_LINES)),
        payments=list(asked(_PAYMENTS)),
        trips=[_trip(one) for one in asked(_TRIPS)],
        custody=[
            HandOver(r["number"], r["step"], surely(r["at"]), r["undoes"], r["adds_to"])
            for r in asked(_CUSTODY)
        ],
        parts=list(asked(_PARTS)),
        messages=list(asked(_MESSAGES)),
        texts=list(asked(_TEXTS)),
        scans=list(asked(_SCANS)),
        tasks=list(asked(_TASKS)),
        slips=list(asked(_SLIPS)),
        reachable=row["stopped"] is None and row["bad"] is None,
    )


def _event(row: Row) -> Event:
    facts = row["facts"]
    return Event(
        row["version"],
        surely(row["at"]),
        row["action"] or "opened",
        row["from_state"] or "",
        row["to_state"],
        row["role"],
        row["channel"],
        row["note"] or "",
        bool(row["quiet"]),
        json.loads(facts) if isinstance(facts, str) else (facts or {}),
    )


def _trip(row: Row) -> Trip:
    return Trip(
        row["leg"],
        row["state"],
        row["failure"] or "",
        surely(row["created_at"]),
        moment(row["finished_at"]),
        surely(row["starts_at"]),
        surely(row["ends_at"]),
    )
