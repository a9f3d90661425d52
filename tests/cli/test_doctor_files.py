"""The doctor writes a photo's worth of nothing where photos lie, and says what to change if that fails."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.cli.doctor_files import files_are_kept
from app.kernel.settings import Settings
from tests.cli.keyboard import Typed, prompt
from tests.fakes.bucket import Bucket, bucket_server
from tests.settings import demo_settings
from tests.shop import Shop
from tests.web.settings_of import with_settings


@pytest.fixture(scope="module")
def bucket() -> Iterator[Bucket]:
    with bucket_server() as opened:
        yield opened


def test_a_folder_that_takes_files_is_named_and_left_as_it_was(tmp_path: Path) -> None:
    found = files_are_kept(demo_settings(data_dir=tmp_path))
    assert (found.said, found.remedy) == (f"{tmp_path} can be written", "")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_folder_that_takes_none_is_said_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    found = files_are_kept(demo_settings().model_copy(update={"data_dir": tmp_path / "file"}))
    assert f"{tmp_path}/file cannot be written: Not a directory" in found.said
    assert found.remedy == "Create the folder, or let DATA_DIR name another one."


def test_a_bucket_that_takes_files_is_named(sqlite_shop: Shop, bucket: Bucket) -> None:
    settings = bucket.settings()
    told = {name: getattr(settings, name) for name in Settings.model_fields if name.startswith("s3_")}
    typed: Typed = prompt(with_settings(sqlite_shop.runtime, **told))
    assert f"ok  Files: bucket mendpost-photos at {bucket.origin} can be written" in typed("doctor").output


@pytest.mark.parametrize(
    ("changed", "remedy"),
    [
        ({"s3_access_key_id": "AKIANOBODY"}, "Check S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY."),
        ({"s3_secret_access_key": SecretStr("wrong")}, "Check S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY."),
        ({"s3_prefix": "elsewhere"}, "Let the key read, write, delete and list there"),
        ({"s3_endpoint_url": "http://127.0.0.1:1"}, "Check S3_ENDPOINT_URL"),
    ],
    ids=["key", "secret", "rights", "address"],
)
def test_a_bucket_that_takes_none_names_what_to_change(
    bucket: Bucket, changed: dict[str, object], remedy: str
) -> None:
    found = files_are_kept(bucket.settings(**changed))
    assert "cannot be written: " in found.said
    assert found.remedy.startswith(remedy)
    assert bucket.shop.secret not in found.said


def test_a_bucket_that_is_not_there_is_to_be_created(bucket: Bucket) -> None:
    owner = bucket.owner
    found = files_are_kept(
        bucket.settings(
            s3_bucket="another", s3_access_key_id=owner.id, s3_secret_access_key=SecretStr(owner.secret)
        )
    )
    assert found.remedy == "Create the bucket, or let S3_BUCKET name another one."
