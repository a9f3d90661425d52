"""Customers from before names had keys without marks are found afterwards, too."""

from alembic import command
from sqlalchemy import Engine, text

from app.kernel.ids import plain_name
from app.migrate import alembic_config

BEFORE = "0104"
AS_IT_WAS = {  # the key a name had
    "José": "josé",
    "Nguyễn Thị Đức": "nguyễnthịđức",
    "김 하늘": "김하늘",
    "O'Brien": "o'brien",
    "Müller-Lüdenscheidt": "müller-lüdenscheidt",
    "Łukasz": "łukasz",
}


def test_the_keys_of_those_we_know_lose_their_marks(empty_url: str, engine: Engine) -> None:
    config = alembic_config(empty_url)
    command.upgrade(config, BEFORE)
    with engine.begin() as connection:
        key = "lower(hex(randomblob(16)))" if engine.dialect.name == "sqlite" else "gen_random_uuid()"
        for number, (name, before) in enumerate(AS_IT_WAS.items()):
            connection.execute(
                text(
                    "INSERT INTO customers (id, phone, name, language, verified_at, phone_end, name_key) "
                    f"VALUES ({key}, :phone, :name, 'ko', '2026-01-01', '0000', :before)"
                ),
                {"phone": f"+8210{number:08}", "name": name, "before": before},
            )
    command.upgrade(config, "head")
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT name, name_key FROM customers")).all()
    assert {row.name: row.name_key for row in rows} == {name: plain_name(name) for name in AS_IT_WAS}
