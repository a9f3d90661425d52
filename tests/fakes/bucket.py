"""A bucket at a server that speaks S3 and checks signatures and rights; in a process of its own, as a shop has it."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import requests
from boto3.session import Session

from app.kernel.settings import Settings
from tests.settings import real_settings

GUIDE = Path(__file__).parents[2] / "docs" / "operators.md"
BUCKET = "mendpost-photos"
REGION = "ap-northeast-2"
ALL = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}


class Key(NamedTuple):
    """Of one user."""

    id: str
    secret: str


class Bucket:
    """One that is empty at first; `shop` has the rights of docs/operators.md and no others, `owner` has all."""

    def __init__(self, origin: str, shop: Key, owner: Key) -> None:
        self.origin = origin
        self.shop = shop
        self.owner = owner
        self.s3 = _client("s3", origin, owner)

    def settings(self, **changed: Any) -> Settings:
        """What an operator would set."""
        usual = {
            "s3_bucket": BUCKET,
            "s3_endpoint_url": self.origin,
            "s3_region": REGION,
            "s3_access_key_id": self.shop.id,
            "s3_secret_access_key": self.shop.secret,
        }
        return real_settings(**usual | changed)

    def names(self) -> list[str]:
        """What lies in it, each version of an object once."""
        told = self.s3.list_object_versions(Bucket=BUCKET)
        return [one["Key"] for one in told.get("Versions", [])]


def rights() -> str:
    """The policy that docs/operators.md gives the shop's key."""
    shown = re.search(r"```json\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    assert shown, "the guide shows no policy"
    return shown[1]


@contextmanager
def bucket_server() -> Iterator[Bucket]:
    """A server with one empty bucket that keeps versions, gone afterwards."""
    command = [sys.executable, "-m", "tests.fakes.bucket_server"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin
        assert server.stdout
        with server.stdin:
            bucket = _opened(f"http://127.0.0.1:{int(server.stdout.readline())}")
            with closing(bucket.s3):
                yield bucket


def _opened(origin: str) -> Bucket:
    with closing(_client("iam", origin, Key("first", "not checked yet"))) as iam:
        bucket = Bucket(origin, _user(iam, "shop", rights()), _user(iam, "owner", json.dumps(ALL)))
    # From here on every signature and right is checked.
    requests.post(f"{origin}/moto-api/reset-auth", data="0", timeout=5).raise_for_status()
    bucket.s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    bucket.s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    return bucket


def _client(service: str, origin: str, key: Key) -> Any:
    session = Session(aws_access_key_id=key.id, aws_secret_access_key=key.secret, region_name=REGION)
    return session.client(service, endpoint_url=origin)


def _user(iam: Any, name: str, policy: str) -> Key:
    iam.create_user(UserName=name)
    iam.put_user_policy(UserName=name, PolicyName="photos", PolicyDocument=policy)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return Key(key["AccessKeyId"], key["SecretAccessKey"])
