"""One bucket for all tests of this folder, and an environment that leads nowhere else."""

import os
from collections.abc import Iterator

import pytest

from tests.fakes.bucket import Bucket, bucket_server


@pytest.fixture(autouse=True)
def unrouted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The proxy, keys and addresses of the machine that runs the tests are not theirs."""
    for name in os.environ:
        if name.upper().startswith("AWS_") or name.upper() in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def bucket() -> Iterator[Bucket]:
    with bucket_server() as opened:
        yield opened
