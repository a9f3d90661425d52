"""What was registered before serials had a key of their own is found afterwards, too."""

from alembic import command
from sqlalchemy import Engine, text

from app.kernel.serials import fold_serial
from app.migrate import alembic_config

BEFORE = "0100"
SPELLED = ["NR5-0007", "td21 k100", "A.B/C_O-IL", "0"]


def test_the_database_folds_as_the_reader_does(empty_url: str, engine: Engine) -> None:
    config = alembic_config(empty_url)
    command.upgrade(config, BEFORE)
    with engine.begin() as connection:
        a_model = (
            "'00000000000000000000000000000001'" if engine.dialect.name == "sqlite" else "gen_random_uuid()"
        )
        connection.execute(
            text(
                "INSERT INTO device_models (id, kind, brand, name_en, name_ko, warranty_months) "
                f"VALUES ({a_model}, 'phone', 'Sora', 'Nari 5', '나리 5', 24)"
            )
        )
        for serial in SPELLED:
            connection.execute(
                text(
                    "INSERT INTO known_serials (serial, model_id, made_on) "
                    "SELECT :serial, id, '2026-01-01' FROM device_models"
                ),
                {"serial": serial},
            )
    command.upgrade(config, "head")
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT serial, serial_key FROM known_serials")).all()
    assert {row.serial: row.serial_key for row in rows} == {serial: fold_serial(serial) for serial in SPELLED}
