"""What commands share: a refusal becomes one line for the person at the keyboard, with no traceback."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.orm import Session

from app.edge.current import runtime
from app.kernel.errors import Refusal
from app.kernel.i18n import Language
from app.kernel.show import show


@contextmanager
def refusals_in_words() -> Iterator[None]:
    """Say what was refused, and which of the typed words it is about; the command ends with 1."""
    try:
        yield
    except Refusal as no:
        said = show(no.message, Language.EN, runtime().site.zone)
        raise click.ClickException(f"{no.field}: {said}" if no.field else said) from None


@contextmanager
def writing() -> Iterator[Session]:
    """One transaction, with refusals in words."""
    with refusals_in_words(), runtime().database.transaction() as session:
        yield session
