"""The least an inbound webhook can do: a bare Flask view with the SQL of ours, sent straight to the driver.

No signature, no session, no headers: what the real view takes longer is what all that costs.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, request
from sqlalchemy import Engine

from app.kernel.db import make_engine
from app.kernel.ids import new_row_id
from app.kernel.settings_start import load_settings

INSERT = (
    "INSERT INTO incoming_sms (id, provider, provider_id, from_phone, to_phone, body, media, received_at) "
    "VALUES ({}) ON CONFLICT DO NOTHING"
)
PATH = "/webhooks/twilio/inbound"


def make_app(engine: Engine) -> Flask:
    """One view on that database."""
    app = Flask("bare")
    keep = _on_sqlite if engine.name == "sqlite" else _on_postgresql

    @app.post(PATH)
    def inbound() -> Response:
        form = request.form
        keep(engine, ["twilio", form["MessageSid"], form["From"], form["To"], form["Body"], json.dumps([])])
        return Response("<Response/>", mimetype="text/xml")

    return app


def _on_sqlite(engine: Engine, values: list[Any]) -> None:
    connection = engine.raw_connection()
    try:
        connection.driver_connection.isolation_level = None  # type: ignore[union-attr]
        cursor = connection.cursor()
        cursor.execute("BEGIN IMMEDIATE")
        now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        cursor.execute(INSERT.format("?, ?, ?, ?, ?, ?, ?, ?"), [new_row_id().hex, *values, now])
        connection.commit()
    finally:
        connection.close()


def _on_postgresql(engine: Engine, values: list[Any]) -> None:
    connection = engine.raw_connection()  # the driver sends BEGIN by itself
    try:
        cursor = connection.cursor()
        now = datetime.now(UTC)
        cursor.execute(INSERT.format("%s, %s, %s, %s, %s, %s, %s, %s"), [new_row_id(), *values, now])
        connection.commit()
    finally:
        connection.close()


def create() -> Callable[..., Any]:
    """For gunicorn: `bench.bare:create()`."""
    return make_app(make_engine(load_settings().database_url))
