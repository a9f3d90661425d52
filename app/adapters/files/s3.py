"""Files in a bucket of an S3-compatible store, through Amazon's client; decision 18 says why each option is set."""

import secrets
from collections.abc import Callable
from contextlib import closing
from functools import cached_property, partial
from typing import Any, NamedTuple, TypeVar

from boto3.session import Session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from urllib3.exceptions import HTTPError

from app.adapters.files.measured import file_calls
from app.kernel.settings import Settings
from app.photos.ports import FilesSilent, stored_name

T = TypeVar("T")
CALLS = file_calls("bucket")
TRIES = 2  # of each request, the first one included; the client waits 50 ms, or 1 s where it is to slow down
CHECKED = "check"  # no picture's name: those begin with 64 hexadecimal digits
NOT_IMPLEMENTED = 501
NOT_THERE = "NoSuchKey"  # the store's own word; a bare 404 may be of any machine on the way


class Limits(NamedTuple):
    """Seconds until a connection stands or takes the next 16 KB, until something is said, and for all of it."""

    connect: float = 4.0
    silence: float = 6.0
    whole: float = 30.0


USUAL = Limits()


class S3Files:
    """One prefix of one bucket. It may be built before a fork: nothing is opened until the first file."""

    def __init__(self, settings: Settings, limits: Limits) -> None:
        self._settings = settings
        self._limits = limits

    def put(self, name: str, content: bytes) -> None:
        """Keep `content` under `name`; the same name again changes nothing. Raises FilesSilent.

        Looked for first, as not every store knows a conditional write, and a bucket with versions would keep
        each copy. Two who write at once do no harm: a write is whole or not at all, and both write the same.
        """
        place = self._place(name)

        def work() -> None:
            if not self._is_there(place):
                self._client.put_object(**place, Body=content, ContentType="image/jpeg")

        self._asked("put", work)

    def get(self, name: str) -> bytes:
        """The content; raises FileNotFoundError where the store has none, FilesSilent for anything else."""
        return self._asked("get", partial(self._read, self._place(name)))

    def delete(self, name: str) -> None:
        """Take it away with all its versions; nothing happens where there is none. Raises FilesSilent.

        In a bucket with versions a plain delete only hides what lies there.
        """
        self._asked("delete", partial(self._remove, self._place(name)))

    def check(self) -> None:
        """Write a small file, read it back and delete it; raises FilesSilent."""
        place, written = self._place(CHECKED), secrets.token_bytes(16)

        def work() -> bytes:
            self._client.put_object(**place, Body=written)
            kept = self._read(place)
            self._remove(place)
            return kept

        try:
            found = self._asked("check", work)
        except FileNotFoundError as lost:
            raise FilesSilent("what was written is not there") from lost
        if found != written:
            raise FilesSilent("what was written is not what is there")

    def _place(self, name: str) -> dict[str, str]:
        return {"Bucket": self._settings.s3_bucket, "Key": f"{self._settings.s3_prefix}/{stored_name(name)}"}

    def _is_there(self, place: dict[str, str]) -> bool:
        """False also where we may not ask: the answer to a HEAD has no words, that to the write will."""
        try:
            self._client.head_object(**place)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] in (403, 404):
                return False
            raise
        return True

    def _remove(self, place: dict[str, str]) -> None:
        for version in self._versions(place):
            self._client.delete_object(**place, **version)

    def _versions(self, place: dict[str, str]) -> list[dict[str, str]]:
        """By what to name each version; the one there is, by nothing, where the store knows none of versions."""
        try:
            told = self._client.list_object_versions(Bucket=place["Bucket"], Prefix=place["Key"])
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == NOT_IMPLEMENTED:
                return [{}]
            raise
        found = [*told.get("Versions", ()), *told.get("DeleteMarkers", ())]
        return [{"VersionId": one["VersionId"]} for one in found if one["Key"] == place["Key"]]

    def _read(self, place: dict[str, str]) -> bytes:
        with closing(self._client.get_object(**place)["Body"]) as body:
            return bytes(body.read())

    def _asked(self, act: str, work: Callable[[], T]) -> T:
        """What the store answers in time, or its trouble in the port's words."""
        with CALLS.measured(act, within=self._limits.whole) as call:
            try:
                return call.run(work)
            except ClientError as error:
                word = str(error.response["Error"].get("Code", ""))
                if word == NOT_THERE:
                    raise FileNotFoundError(word) from error
                raise FilesSilent(str(error), word) from error
            except (BotoCoreError, HTTPError, OSError) as error:
                raise FilesSilent(f"{type(error).__name__}: {error}") from error

    @cached_property
    def _client(self) -> Any:
        """One for all threads. Two may each make one at first, so it is not made from the shared session."""
        settings, limits = self._settings, self._limits
        elsewhere = settings.s3_endpoint_url
        session = Session(
            aws_access_key_id=settings.s3_access_key_id or None,
            aws_secret_access_key=settings.s3_secret_access_key.get_secret_value() or None,
            region_name=settings.s3_region or "us-east-1",
        )
        config = Config(
            connect_timeout=limits.connect,
            read_timeout=limits.silence,
            retries={"mode": "standard", "total_max_attempts": TRIES},
            ignore_configured_endpoint_urls=True,
            # Checksums of Amazon's own, sent and asked for by default since 1.36, are refused by other stores;
            # a signature over the content is known to all, and tells them the same.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            s3={"addressing_style": "path" if elsewhere else "auto", "payload_signing_enabled": True},
        )
        return session.client("s3", endpoint_url=elsewhere or None, config=config)


def make(settings: Settings, limits: Limits = USUAL) -> S3Files:
    """The bucket of `S3_BUCKET`."""
    return S3Files(settings, limits)
