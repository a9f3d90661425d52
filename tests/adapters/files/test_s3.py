"""The bucket's own ways: rights, keys, what goes over the wire, and roads on which anything may happen."""

import hashlib
from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from app.adapters.files.s3 import Limits, S3Files, make
from app.kernel.ids import new_row_id
from app.photos.ports import FilesSilent
from tests.fakes.bucket import BUCKET, Bucket
from tests.fakes.bucket_road import Road, road_to

PICTURE = b"picture" * 10
HASTY = Limits(connect=0.5, silence=0.4, whole=1.2)
PATIENT = Limits(connect=10, silence=10, whole=20)  # for what only prepares a test, on a busy machine
SLOW = ["hang", "trickle", "trickle_body"]
WRONG = ["reset", "truncated", "busy", "500", "503", "403", "404", "301"]


@pytest.fixture(scope="module")
def longest_road(bucket: Bucket) -> Iterator[Road]:
    with road_to(bucket.origin) as opened:
        yield opened


@pytest.fixture(scope="module")
def files(bucket: Bucket, longest_road: Road) -> S3Files:
    """A store at the end of the road; a client is slow to make, so one serves all."""
    return make(bucket.settings(s3_endpoint_url=longest_road.origin))


@pytest.fixture
def road(longest_road: Road) -> Road:
    longest_road.plan, longest_road.calls = [], []
    return longest_road


@pytest.fixture
def name() -> str:
    """Of a photo that nobody has put yet."""
    return f"{new_row_id().hex}-full"


def silent(files: S3Files, name: str) -> FilesSilent:
    """How a write ends that does not succeed."""
    with pytest.raises(FilesSilent) as told:
        files.put(name, PICTURE)
    return told.value


def test_a_photo_is_looked_for_written_once_and_read(road: Road, files: S3Files, name: str) -> None:
    files.put(name, PICTURE)
    files.put(name, PICTURE)
    assert files.get(name) == PICTURE
    assert road.calls == ["HEAD", "PUT", "HEAD", "GET"]


def test_a_photo_is_called_one_and_signed_with_what_it_holds(
    bucket: Bucket, road: Road, files: S3Files, name: str
) -> None:
    files.put(name, PICTURE)
    assert road.headers["content-type"] == "image/jpeg"
    assert road.headers["x-amz-content-sha256"] == hashlib.sha256(PICTURE).hexdigest()
    assert not [header for header in road.headers if "checksum" in header], "other stores refuse Amazon's own"
    assert bucket.s3.head_object(Bucket=BUCKET, Key=f"photos/{name}")["ContentType"] == "image/jpeg"


def test_the_rights_of_the_guide_suffice_and_end_at_its_prefix(bucket: Bucket, name: str) -> None:
    make(bucket.settings()).check()
    assert silent(make(bucket.settings(s3_prefix="elsewhere")), name).code == "AccessDenied"
    assert silent(make(bucket.settings(s3_bucket="another")), name).code == "AccessDenied"


def test_a_wrong_key_is_told_in_the_words_of_the_store(bucket: Bucket, name: str) -> None:
    wrong = make(bucket.settings(s3_secret_access_key=SecretStr("wrong")))
    assert silent(wrong, name).code == "SignatureDoesNotMatch"
    assert silent(make(bucket.settings(s3_access_key_id="AKIANOBODY")), name).code == "InvalidAccessKeyId"


def test_a_bucket_that_is_missing_is_not_a_photo_that_is_missing(bucket: Bucket, name: str) -> None:
    key = {"s3_access_key_id": bucket.owner.id, "s3_secret_access_key": SecretStr(bucket.owner.secret)}
    files = make(bucket.settings(s3_bucket="another", **key))
    assert silent(files, name).code == "NoSuchBucket"
    with pytest.raises(FilesSilent) as told:
        files.get(name)
    assert told.value.code == "NoSuchBucket"


@pytest.mark.parametrize("fault", ["reset", "lost", "500", "503"])
def test_what_goes_wrong_once_is_tried_once_more(road: Road, files: S3Files, name: str, fault: str) -> None:
    files.put(name, PICTURE)
    road.calls, road.plan = [], [fault]
    assert files.get(name) == PICTURE
    assert road.calls == ["GET", "GET"]


@pytest.mark.parametrize("fault", WRONG)
def test_what_stays_wrong_is_never_called_missing(road: Road, files: S3Files, name: str, fault: str) -> None:
    files.put(name, PICTURE)
    road.calls, road.plan = [], [fault] * 4
    with pytest.raises(FilesSilent):
        files.get(name)
    assert 1 <= road.calls.count("GET") <= 2
    road.plan = []
    assert files.get(name) == PICTURE


@pytest.mark.parametrize("fault", SLOW)
def test_what_takes_too_long_is_given_up(bucket: Bucket, name: str, fault: str) -> None:
    """The whole answer would be the photo, in a quarter of a minute or never: without an end of ours it came."""
    with road_to(bucket.origin) as road:  # of its own, as a call that is given up may still be on it
        settings = bucket.settings(s3_endpoint_url=road.origin)
        patient = make(settings, PATIENT)
        patient.put(name, PICTURE)
        road.plan, road.pause = [fault] * 2, HASTY.whole / 6
        with pytest.raises(FilesSilent):
            make(settings, HASTY).get(name)
        road.plan = []
        assert patient.get(name) == PICTURE


@pytest.mark.parametrize("fault", ["reset", "500", "403", "404"])
def test_a_photo_that_is_not_taken_is_not_called_kept(
    road: Road, files: S3Files, name: str, fault: str
) -> None:
    road.plan = ["through", fault, fault]
    silent(files, name)
    assert road.calls[:2] == ["HEAD", "PUT"]
    road.plan = []
    with pytest.raises(FileNotFoundError):
        files.get(name)
    files.put(name, PICTURE)
    assert files.get(name) == PICTURE


def test_a_photo_whose_receipt_was_lost_is_kept_all_the_same(road: Road, files: S3Files, name: str) -> None:
    road.plan = ["through", "lost"]
    files.put(name, PICTURE)
    assert road.calls == ["HEAD", "PUT", "PUT"]
    assert files.get(name) == PICTURE


def test_a_store_that_takes_a_write_and_forgets_it_fails_the_check(bucket: Bucket, road: Road) -> None:
    files = make(bucket.settings(s3_endpoint_url=road.origin, s3_prefix="photos/forgetful"))
    road.plan = ["200"]
    with pytest.raises(FilesSilent, match="not there"):
        files.check()
    files.check()
    bucket.s3.put_object(Bucket=BUCKET, Key="photos/forgetful/check", Body=b"of another time")
    road.plan = ["200"]
    with pytest.raises(FilesSilent, match="not what is there"):
        files.check()
