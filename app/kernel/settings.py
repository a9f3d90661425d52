"""Every setting, its default and its meaning; `docs/settings.md` is generated from this page.

Each can also be read from a file named by `<NAME>_FILE`, the way container secrets arrive. What it may look like is
asked in `settings_read.py`, what must go together in `settings_together.py`, and said in `settings_start.py`.
"""

from datetime import timedelta
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from app.kernel.addresses import AT_HOME
from app.kernel.amounts import MOST
from app.kernel.settings_files import SecretFiles
from app.kernel.settings_read import HOME, READERS, SECRETS, read_number, read_setting, read_words
from app.kernel.settings_together import DEMO_SECRET as DEMO_SECRET
from app.kernel.settings_together import quarrels

HIGHEST_PORT = 65535
NUMBERS = (
    "port",
    "courier_fee",
    "sms_most_a_day",
    "sms_daily_cap",
    "trusted_proxies",
    "session_idle_hours",
    "session_days",
)


class Settings(BaseSettings):
    """What an operator may set by environment."""

    model_config = SettingsConfigDict(
        extra="ignore", env_ignore_empty=True, str_strip_whitespace=True, validate_default=True
    )

    port: int = Field(8000, ge=1, le=HIGHEST_PORT, description="Port the web server listens on.")
    bind: str = Field(
        "",
        description="Address of this machine it listens on, such as 0.0.0.0 for all. Empty: 127.0.0.1, where only "
        "this machine and its proxy come in; all, where PUBLIC_URL is a plain http:// address and no proxy is "
        "trusted. Whoever reaches the port past a trusted proxy can claim any address.",
    )
    database_url: str = Field(
        "sqlite:///instance/mendpost.db",
        description="SQLite file or PostgreSQL, for example postgresql+psycopg://user@host/mendpost. A relative file "
        "counts from the program's folder, wherever it is started.",
    )
    public_url: str = Field(
        "", description="Origin customers see, such as https://fix.example; links and QR codes use it."
    )
    secret_key: SecretStr = Field(
        SecretStr(DEMO_SECRET), description="Signs sessions and private links; 32 random bytes or more."
    )
    demo: bool = Field(
        False,
        description="Demo shop: seeded data, demo phone and clock, passwords everybody knows. `make run` asks for it; "
        "refused beside any sign of a real shop.",
    )
    data_dir: Path = Field(
        Path("instance"),
        description="Folder for photos, where no bucket is set, and other files; a relative one counts from the "
        "program's folder.",
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
        le=MOST,
        description="What one way by courier costs customers whose terms say they pay it, in minor units "
        "of CURRENCY; contained in the number they accept, and a line of the bill.",
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
        le=10_000,
        description="Texts to one number in 24 hours; further ones wait, further codes and automatic answers are not sent.",
    )
    sms_prices: str = Field(
        "",
        description="What a segment costs by country, * for the others, in minor units of CURRENCY: "
        "KR=20,*=150. Empty: not known, only segments are counted.",
    )
    sms_daily_cap: int = Field(
        0,
        ge=0,
        le=MOST,
        description="What texts may cost a day in minor units of CURRENCY, 0: no limit; further ones wait "
        "until midnight at the shop. A tenth of it is kept for phone codes.",
    )
    dock_second_person: str = Field(
        "empty,wrong_device",
        description="Discrepancies at the dock that a second person looks at before the customer is told: battery, "
        "damaged, wrong_device, empty, missing, serial; none: no second look.",
    )
    trusted_proxies: int = Field(
        0,
        ge=0,
        le=10,
        description="How many reverse proxies stand in front of the web server, each adding to X-Forwarded-For.",
    )
    session_idle_hours: int = Field(
        12,
        ge=1,
        le=24 * 30,
        description="Hours without use after which a device of staff is signed out; not in a demo, whose clock jumps.",
    )
    session_days: int = Field(
        14, ge=1, le=90, description="Days after which a device of staff is signed out in any case."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, SecretFiles(settings_cls)

    @field_validator(*NUMBERS, mode="before")
    @classmethod
    def _read_number(cls, written: object) -> object:
        return read_number(written)

    @field_validator(*READERS)
    @classmethod
    def _read(cls, written: str, field: ValidationInfo) -> str:
        return read_setting(str(field.field_name), written)

    @field_validator(*SECRETS)
    @classmethod
    def _read_secret(cls, written: SecretStr, field: ValidationInfo) -> SecretStr:
        return SecretStr(read_setting(str(field.field_name), written.get_secret_value().strip()))

    @field_validator("data_dir")
    @classmethod
    def _anchored(cls, written: Path) -> Path:
        folder = HOME / written.expanduser()
        if not str(folder).isprintable():
            raise ValueError("must be a folder such as /var/lib/mendpost")
        if folder.exists() and not folder.is_dir():
            raise ValueError(f"{folder} is a file: name a folder")
        return folder

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if not self.public_url:
            self.public_url = f"http://localhost:{self.port}"
        lines = list(quarrels(self))
        if lines:
            raise ValueError("\n".join(lines))
        return self

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
    def listens_on(self) -> str:
        """The address of this machine the web server takes: others come in only where nothing stands before it."""
        proxied = self.secure or self.trusted_proxies
        if self.bind or proxied or urlsplit(self.public_url).hostname in AT_HOME:
            return self.bind or "127.0.0.1"
        return "0.0.0.0"  # noqa: S104 - PUBLIC_URL says so

    @property
    def session_idle(self) -> timedelta | None:
        """How long a device may lie unused before it is signed out; None: a demo's clock jumps by days."""
        return None if self.demo else timedelta(hours=self.session_idle_hours)
