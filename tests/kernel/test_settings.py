"""Settings come from the environment or from secret files; an unsafe shop refuses to open."""

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from app.kernel.settings import Settings

OWN_SECRET = "an-own-secret-of-thirty-two-bytes-or-more"


def test_without_any_setting_it_is_a_demo_shop_on_port_8000() -> None:
    settings = Settings()
    assert (settings.demo, settings.port, settings.public_url) == (True, 8000, "http://localhost:8000")
    assert settings.database_url.startswith("sqlite:///")
    assert not settings.secure
    assert not settings.uses_twilio


def test_the_environment_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "9001")
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://me@db/shop")
    monkeypatch.setenv("PUBLIC_URL", "https://fix.example/")
    monkeypatch.setenv("SECRET_KEY", OWN_SECRET)
    settings = Settings()
    assert (settings.port, settings.database_url) == (9001, "postgresql+psycopg://me@db/shop")
    assert settings.public_url == "https://fix.example"
    assert settings.secure


def test_an_empty_variable_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "")
    assert Settings().port == 8000


def test_a_secret_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{OWN_SECRET}\n")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    assert Settings(demo=False).secret_key.get_secret_value() == OWN_SECRET


def test_the_variable_itself_wins_over_its_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "port").write_text("7001")
    monkeypatch.setenv("PORT_FILE", str(tmp_path / "port"))
    assert Settings().port == 7001
    monkeypatch.setenv("PORT", "7002")
    assert Settings().port == 7002


def test_a_secret_is_not_shown_when_settings_are_printed() -> None:
    assert OWN_SECRET not in repr(Settings(secret_key=SecretStr(OWN_SECRET)))


@pytest.mark.parametrize(
    ("environment", "remedy"),
    [
        ({"DEMO": "false"}, "SECRET_KEY must"),
        ({"DEMO": "false", "SECRET_KEY": "short"}, "32 characters"),
        ({"PUBLIC_URL": "https://fix.example"}, "SECRET_KEY must be your own"),
        ({"PUBLIC_URL": "fix.example"}, "PUBLIC_URL must be an origin"),
        ({"PUBLIC_URL": "https://fix.example/shop"}, "without a path"),
        ({"PUBLIC_URL": "ftp://fix.example"}, "PUBLIC_URL must be an origin"),
        ({"TWILIO_ACCOUNT_SID": "AC1"}, "set both or none"),
        ({"TWILIO_AUTH_TOKEN": "t"}, "set both or none"),
        (
            {"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "t"},
            "TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID",
        ),
    ],
)
def test_what_cannot_work_is_refused_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], remedy: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError, match=remedy):
        Settings()


def test_complete_twilio_credentials_select_real_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"ACCOUNT_SID": "AC1", "AUTH_TOKEN": "t", "MESSAGING_SERVICE_SID": "MG1"}.items():
        monkeypatch.setenv(f"TWILIO_{name}", value)
    assert Settings().uses_twilio


def test_every_setting_says_what_it_means() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []
