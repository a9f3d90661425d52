"""The least a scan can cost: a bare Flask view that sends the statements of ours, as they are, to the driver."""

import json
import os
import pickle
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask, Response, request
from psycopg.types.json import Json
from sqlalchemy import Engine

from app.kernel.db import make_engine
from app.kernel.ids import new_row_id
from app.kernel.settings_start import load_settings


@dataclass(frozen=True)
class Sample:
    """The statements of one scan with their values, and which of those belong to that scan alone."""

    statements: list[tuple[str, Any]]
    ticket_id: UUID
    code: str
    key: str
    answer: str


@dataclass(frozen=True)
class Scanned:
    """What takes their place for another scan; `ids` are new ones for the rows it writes."""

    ticket_id: UUID
    code: str
    key: str
    ids: dict[UUID | str, UUID | str]


def make_app(engine: Engine, sample: Sample) -> Flask:
    """One view on that database."""
    app = Flask("bare")
    written = _ids_of(sample)
    plan = [(statement, _prepared(sample, written, values)) for statement, values in sample.statements]
    find = "SELECT id FROM tickets WHERE code = " + ("?" if engine.name == "sqlite" else "%s")

    @app.post("/api/v1/scans")
    def scan() -> tuple[Response, int]:
        order = request.get_json()
        connection = engine.raw_connection()
        try:
            if engine.name == "sqlite":
                connection.driver_connection.isolation_level = None  # type: ignore[union-attr]
                connection.cursor().execute("BEGIN IMMEDIATE")
            cursor = connection.cursor()
            cursor.execute(find, [order["code"]])
            (found,) = cursor.fetchone() or (None,)
            assert found is not None
            ids = {
                one: secrets.token_hex(len(one) // 2) if isinstance(one, str) else new_row_id()
                for one in written
            }
            scanned = Scanned(UUID(str(found)), order["code"], request.headers["Idempotency-Key"], ids)
            for statement, values in plan:
                made = values(scanned)
                if _many(made):
                    cursor.executemany(statement, made)
                else:
                    cursor.execute(statement, made)
                if cursor.description:
                    cursor.fetchall()
            connection.commit()
        finally:
            connection.close()
        return Response(sample.answer, mimetype="application/json"), 201

    return app


def _ids_of(sample: Sample) -> list[UUID | str]:
    """Of the rows that the sample wrote: the first value of each in an INSERT that is no ticket's."""
    written: list[UUID | str] = []
    for statement, values in sample.statements:
        if statement.startswith("INSERT"):
            written += [_row_key(first) for first in _firsts(values)]
    return [one for one in written if one != sample.ticket_id]


def _firsts(values: Any) -> list[Any]:
    """The first value of each row: many are a list of rows, or stand numbered beside each other."""
    if _many(values):
        return [first for row in values for first in _firsts(row)]
    if isinstance(values, dict):
        first = next(iter(values)).split("__")[0]
        return [value for name, value in values.items() if name.split("__")[0] == first]
    return [values[0]]


def _many(values: Any) -> bool:
    """Whether these are the rows of an executemany: tuples for SQLite, dictionaries for PostgreSQL."""
    return isinstance(values, list) and bool(values) and isinstance(values[0], (tuple, list, dict))


def _row_key(first: Any) -> UUID | str:
    try:
        return UUID(str(first))
    except ValueError:
        return str(first)  # what is sealed has the hash of its words as its key


def _prepared(sample: Sample, written: list[UUID | str], values: Any) -> Callable[[Scanned], Any]:
    """How the values of one statement are made for another scan."""
    if _many(values):
        rows = [_prepared(sample, written, row) for row in values]
        return lambda scanned: [row(scanned) for row in rows]
    if isinstance(values, dict):
        made = {name: _substitute(sample, written, value) for name, value in values.items()}
        return lambda scanned: {name: make(scanned) for name, make in made.items()}
    listed = [_substitute(sample, written, value) for value in values]
    return lambda scanned: [make(scanned) for make in listed]


def _substitute(sample: Sample, written: list[UUID | str], value: Any) -> Callable[[Scanned], Any]:
    if isinstance(value, Json):  # PostgreSQL's driver writes it, SQLite is given the text
        inside = _substitute(sample, written, json.dumps(value.obj))
        return lambda scanned: Json(json.loads(inside(scanned)))
    if isinstance(value, UUID):
        if value == sample.ticket_id:
            return lambda scanned: scanned.ticket_id
        return partial(_new_id, value) if value in written else lambda _scanned: value
    if isinstance(value, str):
        if value == sample.code:
            return lambda scanned: scanned.code
        if value == sample.key:
            return lambda scanned: scanned.key
        if value in (str(sample.ticket_id), sample.ticket_id.hex):
            return lambda scanned: (
                scanned.ticket_id.hex if value == sample.ticket_id.hex else str(scanned.ticket_id)
            )
        for one in written:
            if isinstance(one, str):
                if value == one:
                    return partial(_new_id, one)
                continue
            if value == one.hex:
                return partial(_new_hex, one)
            if str(one) in value:
                return partial(_new_within, one, value)
    return lambda _scanned: value


def _new_id(one: UUID | str, scanned: Scanned) -> UUID | str:
    return scanned.ids[one]


def _new_hex(one: UUID, scanned: Scanned) -> str:
    return str(scanned.ids[one]).replace("-", "")


def _new_within(one: UUID, value: str, scanned: Scanned) -> str:
    return value.replace(str(one), str(scanned.ids[one]))


def create() -> Callable[..., Any]:
    """For gunicorn: `bench.bare_scan:create()`."""
    sample = pickle.loads(Path(os.environ["BENCH_SAMPLE"]).read_bytes())
    return make_app(make_engine(load_settings().database_url), sample)
