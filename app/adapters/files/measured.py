"""How the calls of a file store are measured: by the port's own word for silence; a file that is not there is a no."""

from app.adapters.calls import Calls
from app.adapters.counters import Ended
from app.photos.ports import FilesSilent

MEANING: dict[type[Exception], Ended] = {FileNotFoundError: Ended.REFUSED, FilesSilent: Ended.FAILED}


def file_calls(store: str, *, at_home: bool = False) -> Calls:
    """The calls of that store."""
    return Calls(store, MEANING, at_home=at_home)
