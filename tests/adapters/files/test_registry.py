"""Which store a shop gets, and what it does not have to load for that."""

import subprocess
import sys

from app.adapters.files.local import LocalFiles
from app.adapters.files.registry import make_files
from app.adapters.files.s3 import S3Files
from tests.fakes.bucket import Bucket
from tests.settings import OWN_SECRET, demo_settings

WITHOUT_AMAZON = """
import sys
sys.modules["boto3"] = None  # as where it is not installed
from app.bootstrap import build_runtime
from app.kernel.settings_start import load_settings
build_runtime(load_settings())
print(sorted(name for name in sys.modules if name.split(".")[0] in {"botocore", "s3transfer"}))
"""


def test_without_a_bucket_photos_lie_in_a_folder_and_with_one_there(bucket: Bucket) -> None:
    assert isinstance(make_files(demo_settings()), LocalFiles)
    assert isinstance(make_files(bucket.settings()), S3Files)


def test_a_shop_with_a_folder_starts_without_amazons_client_and_one_with_a_bucket_says_what_to_install() -> (
    None
):
    def start(**environment: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", WITHOUT_AMAZON]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    folder = start(DEMO="true")
    assert (folder.returncode, folder.stdout.strip()) == (0, "[]"), folder.stderr
    bucket = start(S3_BUCKET="mendpost-photos", S3_REGION="ap-northeast-2", SECRET_KEY=OWN_SECRET)
    assert bucket.returncode == 2
    assert bucket.stderr == "S3_BUCKET needs Amazon's client, which is not installed: pip install '.[s3]'\n"
