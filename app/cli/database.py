"""`flask db upgrade`: the database brought to the newest schema."""

from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import make_url

from app.edge.current import runtime
from app.migrate import MigrationStopped, migrate


@click.group("db")
def database_commands() -> None:
    """The database and its schema."""


@database_commands.command("upgrade")
@with_appcontext
def upgrade() -> None:
    """Run every migration this database has not seen."""
    url = runtime().settings.database_url
    place = make_url(url)
    if place.get_backend_name() == "sqlite" and place.database:
        Path(place.database).parent.mkdir(parents=True, exist_ok=True)
    try:
        migrate(url)
    except MigrationStopped as stopped:
        raise click.ClickException(str(stopped)) from stopped
    click.echo("The database is up to date.")
