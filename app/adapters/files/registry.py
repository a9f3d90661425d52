"""Which file store the settings ask for."""

from importlib import import_module
from typing import cast

from app.kernel.settings import Settings
from app.photos.ports import FileStore

# Each module has `make(settings)`. Only the chosen one is loaded: Amazon's client is an extra, and takes some 25 MB.
FOLDER, BUCKET = "app.adapters.files.local", "app.adapters.files.s3"


def make_files(settings: Settings) -> FileStore:
    """The bucket where one is set, else the folder."""
    store = import_module(BUCKET if settings.s3_bucket else FOLDER)
    return cast(FileStore, store.make(settings))
