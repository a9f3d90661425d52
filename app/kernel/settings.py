"""Every setting, its default and its meaning; `docs/settings.md` is generated from this page.

Each can also be read from a file named by `<NAME>_FILE`, the way container secrets arrive.
"""

import os
import re
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from app.kernel.sms_limits import read_hours, read_prices, read_regions

DEMO_SECRET = "demo-secret-that-protects-nothing"  # noqa: S105 - named for what it is

DISCREPANCIES = frozenset({"battery", "damaged", "wrong_device", "empty", "missing", "serial"})

_READ = {"sms_regions": read_regions, "sms_prices": read_prices, "sms_quiet_hours": read_hours}


def read_words(written: str) -> frozenset[str]:
    """Words between commas; "none" is no word at all."""
    return frozenset(word.strip().lower() for word in written.split(",")) - {"", "none"}


class _Files(PydanticBaseSettingsSource):
    """`NAME_FILE=/run/secrets/x` stands for `NAME=<its content>`."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        path = os.environ.get(f"{field_name.upper()}_FILE")
        return (Path(path).read_text().strip() if path else None), field_name, False

    def __call__(self) -> dict[str, Any]:
        found = {
            name: self.get_field_value(info, name)[0] for name, info in self.settings_cls.model_fields.items()
        }
        return {name: value for name, value in found.items() if value is not None}


class Settings(BaseSettings):
    """What an operator may set by environment."""

    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True)

    port: int = Field(8000, description="Port the web server listens on.")
    database_url: str = Field(
        "sqlite:///instance/mendpost.db",
        description="SQLite file or PostgreSQL, for example postgresql+psycopg://user@host/mendpost.",
    )
    public_url: str = Field(
        "", description="Origin customers see, such as https://fix.example; links and QR codes use it."
    )
    secret_key: SecretStr = Field(
        SecretStr(DEMO_SECRET), description="Signs sessions and private links; 32 random bytes or more."
    )
    demo: bool = Field(
        True, description="Demo shop: seeded data, demo phone and clock. Set to false when it gets serious."
    )
    data_dir: Path = Field(
        Path("instance"), description="Folder for photos, where no bucket is set, and other files."
    )
    s3_bucket: str = Field(
        "", description="Bucket of an S3-compatible store that keeps the photos. Empty: they lie in DATA_DIR."
    )
    s3_endpoint_url: str = Field(
        "", description="Address of that store, such as https://objects.example. Empty: Amazon's."
    )
    s3_region: str = Field(
        "",
        description="Region of the bucket, such as ap-northeast-2. Empty: us-east-1, at S3_ENDPOINT_URL only.",
    )
    s3_access_key_id: str = Field(
        "",
        description="Key that may read and write the photos. Empty: the machine's own role, at Amazon only.",
    )
    s3_secret_access_key: SecretStr = Field(SecretStr(""), description="The secret of that key.")
    s3_prefix: str = Field(
        "photos", description="What names of photos begin with, like a folder in the bucket."
    )
    shop_name: str = Field("Mendpost", description="Name customers read in the header and in texts.")
    shop_phone: str = Field(
        "02-000-0000", description="Number people may call, shown to whoever finds a parcel."
    )
    shop_address: str = Field(
        "110 Sejong-daero, Jung-gu, Seoul 04524", description="Where parcels go; printed on every label."
    )
    shop_zone: str = Field("Asia/Seoul", description="IANA time zone of the shop; windows are shown in it.")
    currency: str = Field("KRW", description="ISO 4217 currency of caps, quotes and payments.")
    courier_fee: int = Field(
        5000,
        ge=0,
        description="What one way by courier costs customers whose terms say they pay it, in minor units "
        "of CURRENCY; added to the repair's final bill.",
    )
    default_region: str = Field("KR", description="Region assumed for phone numbers typed without a country.")
    bank_account: str = Field(
        "Demo Bank 000-0000-0000, Mendpost", description="Where customers pay a repair, shown on the bill."
    )
    sms_provider: str = Field(
        "",
        description="Who sends texts: twilio, solapi or demo. Empty: Twilio where its credentials are set, "
        "otherwise the demo phone.",
    )
    twilio_account_sid: str = Field("", description="Twilio account; empty: Twilio is not used.")
    twilio_auth_token: SecretStr = Field(SecretStr(""), description="Twilio token; also checks webhooks.")
    twilio_auth_token_old: SecretStr = Field(
        SecretStr(""), description="The token before, accepted on webhooks while it is being rotated."
    )
    twilio_from: str = Field("", description="Sender number in E.164.")
    twilio_messaging_service_sid: str = Field("", description="Messaging service, instead of a number.")
    twilio_api_url: str = Field(
        "", description="Another origin for the Twilio API, for a relay inside your network or for tests."
    )
    solapi_api_key: str = Field("", description="SOLAPI (CoolSMS) API key, for texts to Korean phones.")
    solapi_api_secret: SecretStr = Field(SecretStr(""), description="SOLAPI API secret; signs each request.")
    solapi_from: str = Field(
        "", description="Sender number registered with SOLAPI (발신번호), such as 02-000-0000."
    )
    solapi_api_url: str = Field(
        "", description="Another origin for the SOLAPI API, for a relay inside your network or for tests."
    )
    sms_regions: str = Field(
        "",
        description="Countries texts go to, such as KR,US; * for all. Empty: the one of DEFAULT_REGION, or all "
        "where the demo phone sends.",
    )
    sms_quiet_hours: str = Field(
        "21-8",
        description="From which hour until which texts wait that nobody waits for, by the recipient's clocks; "
        "none: they never do.",
    )
    sms_most_a_day: int = Field(
        40,
        ge=1,
        description="Texts to one number in 24 hours; further ones wait, further codes are not sent.",
    )
    sms_prices: str = Field(
        "",
        description="What a segment costs by country, * for the others, in minor units of CURRENCY: "
        "KR=20,*=150. Empty: not known, only segments are counted.",
    )
    sms_daily_cap: int = Field(
        0,
        ge=0,
        description="What texts may cost a day in minor units of CURRENCY, 0: no limit; further ones wait "
        "until midnight at the shop. A tenth of it is kept for phone codes.",
    )
    dock_second_person: str = Field(
        "empty,wrong_device",
        description="Discrepancies at the dock that a second person looks at before the customer is told: battery, "
        "damaged, wrong_device, empty, missing, serial; none: no second look.",
    )
    trusted_proxies: int = Field(0, description="How many reverse proxies stand in front of the web server.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, _Files(settings_cls)

    @field_validator("dock_second_person")
    @classmethod
    def _names_discrepancies(cls, written: str) -> str:
        unknown = read_words(written) - DISCREPANCIES
        if unknown:
            raise ValueError(
                f"“{min(unknown)}” is no discrepancy: write some of {', '.join(sorted(DISCREPANCIES))}, or none"
            )
        return written

    @field_validator("sms_regions", "sms_prices", "sms_quiet_hours")
    @classmethod
    def _readable(cls, written: str, field: ValidationInfo) -> str:
        _READ[str(field.field_name)](written)
        return written

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if not self.public_url:
            self.public_url = f"http://localhost:{self.port}"
        parts = urlsplit(self.public_url)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/"):
            raise ValueError("PUBLIC_URL must be an origin such as https://fix.example, without a path")
        self.public_url = f"{parts.scheme}://{parts.netloc}"
        if not self.demo and len(self.secret_key.get_secret_value()) < 32:
            raise ValueError("SECRET_KEY must have 32 characters or more when DEMO is false")
        if not self.demo and self.secret_key.get_secret_value() == DEMO_SECRET:
            raise ValueError("SECRET_KEY must be your own when DEMO is false")
        if self.secure and self.secret_key.get_secret_value() == DEMO_SECRET:
            raise ValueError("SECRET_KEY must be your own once PUBLIC_URL is an https:// address")
        if bool(self.twilio_account_sid) != bool(self.twilio_auth_token.get_secret_value()):
            raise ValueError("TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN go together: set both or none")
        if self.twilio_account_sid and not (self.twilio_from or self.twilio_messaging_service_sid):
            raise ValueError("Twilio needs TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID to send from")
        if self.sms_daily_cap and not read_prices(self.sms_prices):
            raise ValueError("SMS_DAILY_CAP needs SMS_PRICES, such as KR=20,*=150, to count what texts cost")
        self._complete_solapi()
        self._know_the_provider()
        self._complete_s3()
        return self

    def _complete_solapi(self) -> None:
        if bool(self.solapi_api_key) != bool(self.solapi_api_secret.get_secret_value()):
            raise ValueError("SOLAPI_API_KEY and SOLAPI_API_SECRET go together: set both or none")
        if self.solapi_api_key and not re.fullmatch(r"[!-~]+", self.solapi_api_key):
            raise ValueError("SOLAPI_API_KEY must be the key alone, without spaces")
        if self.solapi_api_key and not self.solapi_from:
            raise ValueError("SOLAPI needs SOLAPI_FROM, the number registered there, to send from")
        self.solapi_from = re.sub(r"[\s-]", "", self.solapi_from)
        if not re.fullmatch(r"(\+82[1-9]\d{6,9}|0\d{7,11}|1\d{7})?", self.solapi_from):
            raise ValueError("SOLAPI_FROM must be a Korean number such as 02-000-0000 or 1588-0000")
        parts = urlsplit(self.solapi_api_url)
        if self.solapi_api_url and (parts.scheme not in ("http", "https") or not parts.netloc):
            raise ValueError("SOLAPI_API_URL must be an address such as https://relay.example")
        self.solapi_api_url = self.solapi_api_url.rstrip("/")

    def _know_the_provider(self) -> None:
        ready = {"twilio": self.twilio_account_sid, "solapi": self.solapi_api_key, "demo": "ready"}
        if self.sms_provider and self.sms_provider not in ready:
            raise ValueError(f"SMS_PROVIDER must be one of {', '.join(ready)}, or empty")
        if self.sms_provider and not ready[self.sms_provider]:
            raise ValueError(f"SMS_PROVIDER={self.sms_provider} needs the credentials of {self.sms_provider}")
        if self.solapi_api_key and self.texts_go_by == "demo" and not self.sms_provider:
            raise ValueError("SOLAPI_API_KEY is set: say SMS_PROVIDER=solapi to send by it, or demo not to")

    def _complete_s3(self) -> None:
        secret = self.s3_secret_access_key.get_secret_value()
        if not self.s3_bucket:
            if self.s3_endpoint_url or self.s3_region or self.s3_access_key_id or secret:
                raise ValueError(
                    "S3_BUCKET must name a bucket, or leave S3_ENDPOINT_URL, S3_REGION and keys empty"
                )
            return
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{2,62}", self.s3_bucket):
            raise ValueError("S3_BUCKET must be the bucket's name alone, such as mendpost-photos")
        if bool(self.s3_access_key_id) != bool(secret):
            raise ValueError("S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY go together: set both or none")
        if not (self.s3_endpoint_url or self.s3_region):
            raise ValueError(
                "S3_BUCKET needs S3_REGION, such as ap-northeast-2, or another store's S3_ENDPOINT_URL"
            )
        if self.s3_endpoint_url and not self.s3_access_key_id:
            raise ValueError("S3_ENDPOINT_URL needs S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY")
        if self.s3_endpoint_url and not re.fullmatch(
            r"https?://[^\s/?#@]+(/[^\s?#]*)?", self.s3_endpoint_url
        ):
            raise ValueError("S3_ENDPOINT_URL must be an address such as https://objects.example")
        if not re.fullmatch(r"\w[\w-]*(/\w[\w-]*)*", self.s3_prefix, re.ASCII):
            raise ValueError("S3_PREFIX must be words with / between them, such as photos or shop/photos")
        if find_spec("boto3") is None:
            raise ValueError("S3_BUCKET needs Amazon's client, which is not installed: pip install '.[s3]'")

    @property
    def second_look(self) -> frozenset[str]:
        """The discrepancies that a second person has to see before the customer is told."""
        return read_words(self.dock_second_person)

    @property
    def secure(self) -> bool:
        """Whether customers come by HTTPS, so cookies may insist on it."""
        return self.public_url.startswith("https://")

    @property
    def texts_go_by(self) -> str:
        """The provider that sends: "twilio", "solapi" or "demo", the screen that stands in for a phone."""
        return self.sms_provider or ("twilio" if self.twilio_account_sid else "demo")

    @property
    def uses_twilio(self) -> bool:
        """Whether texts go out through Twilio."""
        return self.texts_go_by == "twilio"


def load_settings() -> Settings:
    """The settings of the environment; what cannot be used ends the process with one line each."""
    try:
        return Settings()
    except ValidationError as refused:
        sys.stderr.write(explain(refused))
        raise SystemExit(2) from None


def explain(refused: ValidationError) -> str:
    """One line for each setting that cannot be used, by the name it has in the environment."""
    lines = []
    for problem in refused.errors():
        name = "".join(f"{str(part).upper()}: " for part in problem["loc"])
        lines.append(f"{name}{problem['msg'].removeprefix('Value error, ')}\n")
    return "".join(lines)
