"""Every setting, its default and its meaning; `docs/settings.md` is generated from this page.

Each can also be read from a file named by `<NAME>_FILE`, the way container secrets arrive.
"""

import os
import sys
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

DEMO_SECRET = "demo-secret-that-protects-nothing"  # noqa: S105 - named for what it is


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
    data_dir: Path = Field(Path("instance"), description="Folder for photos and other files.")
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
        5000, ge=0,
        description="What one way by courier costs customers whose terms say they pay it, in minor units "
        "of CURRENCY; added to the repair's final bill.",
    )  # fmt: skip
    default_region: str = Field("KR", description="Region assumed for phone numbers typed without a country.")
    bank_account: str = Field(
        "Demo Bank 000-0000-0000, Mendpost", description="Where customers pay a repair, shown on the bill."
    )
    twilio_account_sid: str = Field("", description="Twilio account; empty: the demo phone sends.")
    twilio_auth_token: SecretStr = Field(SecretStr(""), description="Twilio token; also checks webhooks.")
    twilio_auth_token_old: SecretStr = Field(
        SecretStr(""), description="The token before, accepted on webhooks while it is being rotated."
    )
    twilio_from: str = Field("", description="Sender number in E.164.")
    twilio_messaging_service_sid: str = Field("", description="Messaging service, instead of a number.")
    twilio_api_url: str = Field(
        "", description="Another origin for the Twilio API, for a relay inside your network or for tests."
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
        return self

    @property
    def secure(self) -> bool:
        """Whether customers come by HTTPS, so cookies may insist on it."""
        return self.public_url.startswith("https://")

    @property
    def uses_twilio(self) -> bool:
        """Whether real texts go out; otherwise the demo phone is the sender."""
        return bool(self.twilio_account_sid)


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
