"""Telling an outage of the database from a mistake of ours: what is over by itself, and then may be tried again."""

from sqlalchemy import exc

# SQLSTATE (PostgreSQL, appendix A): by class, or whole.
AWAY_CLASSES = (
    "08",  # the connection
    "53",  # disk, memory or connections used up
    "57P",  # shut down, crashed, starting
    "58",  # the system beneath it
)
AWAY = (
    "25006",  # a standby, which takes no writes yet
    "40001",  # two that cannot both be right: one is sent back
    "40P01",  # two that wait for each other
    "55P03",  # somebody else's lock
    "57014",  # cancelled for taking too long
)
# Primary result codes of SQLite: busy, locked, no memory, read-only, disk, full, cannot open, locking protocol.
AWAY_FILES = frozenset({5, 6, 7, 8, 10, 13, 14, 15})


def is_outage(error: BaseException) -> bool:
    """Whether the database was away, overrun or closed when it was asked; a statement it does not understand is not.

    An error without any code of the database is no answer of it: it could not be reached.
    """
    if isinstance(error, exc.TimeoutError):
        return True  # no connection of the pool became free
    if not isinstance(error, exc.DBAPIError):
        return False
    code = getattr(error.orig, "sqlite_errorcode", None)
    if isinstance(code, int):
        return code & 0xFF in AWAY_FILES
    state = getattr(error.orig, "sqlstate", None)
    if state:
        return state.startswith(AWAY_CLASSES) or state in AWAY
    return error.connection_invalidated or isinstance(error, (exc.OperationalError, exc.InterfaceError))


def code_of(error: BaseException) -> str:
    """What names the outage in a log: kind of error and the database's own code, never statement or values."""
    orig = getattr(error, "orig", None)
    code = getattr(orig, "sqlite_errorname", None) or getattr(orig, "sqlstate", None) or "no answer"
    return f"{type(error).__name__} ({code})"
