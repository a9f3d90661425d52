"""What `flask doctor` says of the place where photos lie: which one, and whether it can be written and read."""

from app.adapters.files.registry import make_files
from app.cli.findings import Finding
from app.kernel.settings import Settings
from app.photos.ports import FilesSilent

RIGHTS = "Let the key read, write, delete and list there, with versions, as docs/operators.md shows."
KEYS = "Check S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY."
REGION = "Set S3_REGION to the region of the bucket."
ANYTHING_ELSE = "Check S3_ENDPOINT_URL, S3_REGION, and that this machine may reach the store."
# By the store's own words: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
REMEDIES = {
    "NoSuchBucket": "Create the bucket, or let S3_BUCKET name another one.",
    "AccessDenied": RIGHTS,
    "InvalidAccessKeyId": KEYS,
    "SignatureDoesNotMatch": KEYS,
    "AuthorizationHeaderMalformed": REGION,
    "PermanentRedirect": REGION,
    "RequestTimeTooSkewed": "Set the clock of this machine.",
}


def files_are_kept(settings: Settings) -> Finding:
    """Write something, read it back and delete it, as photos are."""
    where = _bucket(settings) if settings.s3_bucket else f"{settings.data_dir}"
    try:
        make_files(settings).check()
    except FilesSilent as silent:
        remedy = REMEDIES.get(silent.code, ANYTHING_ELSE)
        if not settings.s3_bucket:
            remedy = "Create the folder, or let DATA_DIR name another one."
        return Finding("Files", f"{where} cannot be written: {silent}", remedy)
    return Finding("Files", f"{where} can be written")


def _bucket(settings: Settings) -> str:
    return f"bucket {settings.s3_bucket} at {settings.s3_endpoint_url or f'Amazon, {settings.s3_region}'}"
