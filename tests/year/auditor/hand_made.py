"""A shop made by hand, for the tests of the auditor: rows, pages and texts that say whatever a test wants them to."""

import itertools
import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.year.auditor.rows import Row
from tests.year.seen import Received

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 10:00 in Seoul
CODE, SPELLED, PHONE = "7K2M4Q9TXB3H", "7K2M-4Q9T-XB3H", "+821055667788"
DEVICE = "Nari 5 phone"
# Only what the auditor asks for; the product's own tables have more.
TABLES = """
CREATE TABLE customers (id, phone);
CREATE TABLE opt_outs (phone);
CREATE TABLE bad_numbers (phone);
CREATE TABLE tickets (id, code, state, version, due_at, disposition, language, model_name, held_from, bin_code,
    opened_at, closed_at, customer_id, owner_id, serial_key);
CREATE TABLE ticket_events (ticket_id, version, at, action, from_state, to_state, role, channel, note, quiet, facts);
CREATE TABLE promises (id, ticket_id, kind, party, due_at, made_at, ending, ended_at, noted_at, corrects_id);
CREATE TABLE slip_tasks (promise_id, kind, opened_at, answer_by, outcome, settled_at);
CREATE TABLE quotes (ticket_id, version, state, total_minor, currency, sent_at, valid_until, decided_at, decided_via,
    decided_message, doubted_at, reminders_sent, drafted_by);
CREATE TABLE terms (ticket_id, version, state, cap_minor, currency, courier_fee_minor, inbound_payer, outbound_payer,
    offered_at, decided_at, coverage);
CREATE TABLE bills (id, ticket_id, number, state, total_minor, currency, issued_at, settled_at);
CREATE TABLE bill_lines (bill_id, position, kind, minor);
CREATE TABLE payments (bill_id, amount_minor, at);
CREATE TABLE slots (id, starts_at, ends_at);
CREATE TABLE courier_jobs (ticket_id, leg, slot_id, state, failure, attempt, created_at, finished_at);
CREATE TABLE custody_events (ticket_id, number, step, at, device_at, undoes, adds_to);
CREATE TABLE part_needs (ticket_id, name, state, expected_on);
CREATE TABLE thread_messages (ticket_id, at, from_customer, via, handled_at, body, author);
CREATE TABLE staff_accounts (id, name);
CREATE TABLE known_serials (serial_key, sold_on);
CREATE TABLE sms_attempts (sms_id, started_at);
CREATE TABLE incoming_sms (provider_id, body, received_at);
CREATE TABLE sms (id, ticket_id, kind, body, state, to_phone, created_at, settled_at, urgent, reason, language);
CREATE TABLE scans (ticket_id, work, outcome, at, undone_at, refusal_code, device_at, custody_number);
CREATE TABLE dock_tasks (ticket_id, kind, opened_at, settled_at);
"""


def at(hours: float = 0, *, days: float = 0) -> datetime:
    """So long after Monday, ten o'clock at the shop."""
    return MONDAY + timedelta(days=days, hours=hours)


@dataclass
class HandMade:
    """Fulfils `seen.Seen`. One repair stands in it from the start, requested a minute before Monday, ten o'clock."""

    language: str = "en"
    state: str = "requested"
    now: datetime = MONDAY
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Seoul"))
    pages: dict[str, str] = field(default_factory=dict)
    staff: dict[str, str] = field(default_factory=dict)
    arrived: list[Received] = field(default_factory=list)
    said: list[Received] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.database = sqlite3.connect(":memory:")
        self.database.row_factory = sqlite3.Row
        self.database.executescript(TABLES)
        self._numbers = itertools.count(1)
        self.put("customers", id="c", phone=PHONE)
        self.put(
            "tickets",
            id="t",
            code=CODE,
            state=self.state,
            version=1,
            language=self.language,
            model_name=DEVICE,
            opened_at=str(at()),
            customer_id="c",
        )
        self.step("", "", self.state, at(minutes_before(1)), role="customer")
        self.home("Request received")
        # A manager who can always do something, so that only what a test is about is broken.
        self.staff[f"/bench/{CODE}"] = "<main><div class='actions choices'><a href='/x'>Do</a></div></main>"

    # -- the seam

    def links(self) -> Mapping[str, str]:
        """One repair, one page."""
        return {CODE: "/t/x"}

    def page(self, path: str, language: str) -> str:
        """As a test wrote it."""
        return self.pages[path]

    def staff_page(self, role: str, path: str, language: str) -> str:
        """As a test wrote it; an empty page else."""
        return self.staff.get(path, "<main></main>")

    def received(self) -> Sequence[Received]:
        """What arrived until now."""
        return [text for text in self.arrived if text.at <= self.now]

    def sent_in(self, number: str) -> Sequence[Received]:
        """What was said from there."""
        return [text for text in self.said if text.number == number]

    def rows(self, sql: str, **values: object) -> Sequence[Row]:
        """From the tables above."""
        return [dict(row) for row in self.database.execute(sql, values)]

    def touched(self) -> Collection[str]:
        """The one repair, always."""
        return {CODE}

    # -- what a test writes

    def put(self, table: str, **values: Any) -> None:
        """A row; times become what SQLite keeps."""
        kept = {name: str(value) if isinstance(value, datetime) else value for name, value in values.items()}
        names, gaps = ", ".join(kept), ", ".join(f":{name}" for name in kept)
        self.database.execute(f"INSERT INTO {table} ({names}) VALUES ({gaps})", kept)

    def set(self, **values: Any) -> None:
        """Columns of the repair."""
        kept = {name: str(value) if isinstance(value, datetime) else value for name, value in values.items()}
        self.database.execute(f"UPDATE tickets SET {', '.join(f'{n} = :{n}' for n in kept)}", kept)

    def step(
        self, action: str, start: str, to: str, when: datetime, *, role: str = "technician", **more: Any
    ) -> None:
        """One step of the repair."""
        version = next(self._numbers)
        self.put(
            "ticket_events",
            ticket_id="t",
            version=version,
            at=when,
            action=action or None,
            from_state=start or None,
            to_state=to,
            role=role,
            channel="web",
            quiet=0,
            note=more.get("note", ""),
            facts=json.dumps(more.get("facts", {})),
        )
        self.set(version=version, state=to)

    def text(self, words: str, when: datetime, *, linked: bool = True) -> None:
        """A text that arrives: its words after the shop's name and the repair's code."""
        body = f"Mendpost {SPELLED}{words}" + (" https://shop.example/t/x" if linked else "")
        self.arrived.append(Received(when, PHONE, body))

    def trip(self, leg: str, starts: datetime, ends: datetime, *, state: str = "booked", **more: Any) -> None:
        """A trip with its window."""
        number = next(self._numbers)
        self.put("slots", id=number, starts_at=starts, ends_at=ends)
        self.put(
            "courier_jobs",
            ticket_id="t",
            leg=leg,
            slot_id=number,
            state=state,
            attempt=1,
            **{"created_at": at(), **more},
        )

    def bill(self, *lines: int, state: str = "open", total: int | None = None) -> None:
        """A bill of these lines."""
        self.put(
            "bills",
            id="b",
            ticket_id="t",
            number=1,
            state=state,
            total_minor=sum(lines) if total is None else total,
            currency="KRW",
            issued_at=at(),
        )
        for position, minor in enumerate(lines, start=1):
            self.put("bill_lines", bill_id="b", position=position, kind="repair", minor=minor)

    def home(
        self,
        stage: str,
        *answers: str | tuple[str, str],
        links: Sequence[str] = (),
        happened: Sequence[str] = (),
        rows: Mapping[str, str] | None = None,
    ) -> None:
        """The private page; an answer may have a note."""
        pairs = [(one, "") if isinstance(one, str) else one for one in answers]
        said = "".join(
            f"<div><dt>By when?</dt><dd>{one}{f'<span class=note>{note}</span>' if note else ''}</dd></div>"
            for one, note in pairs
        )
        listed = "".join(
            f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in (rows or {}).items()
        )
        steps = "".join(f"<li><p class='timeline-title'>{one}</p></li>" for one in happened)
        ways = "".join(f"<li><a href='/t/x/{one}'></a></li>" for one in links)
        self.pages["/t/x"] = (
            f"<main><h1>{DEVICE}</h1><p><span class='status'>{stage}</span></p><dl class='answers'>{said}</dl>"
            f"<dl class='summary'>{listed}</dl><ul>{ways}</ul><ol class='timeline'>{steps}</ol></main>"
        )

    def below(self, name: str, *sentences: str, button: str = "") -> None:
        """A page below the private one."""
        said = "".join(f"<p>{one}</p>" for one in sentences)
        form = f"<form><button>{button}</button></form>" if button else ""
        self.pages[f"/t/x/{name}"] = (
            f"<main><p class='back'><a href='/t/x'>Back to the repair</a></p>{said}{form}</main>"
        )


def minutes_before(minutes: float) -> float:
    """As hours, for `at`."""
    return -minutes / 60
