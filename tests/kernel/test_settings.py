"""Settings come from the environment or from secret files; an unsafe shop refuses to open."""

from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from app.bootstrap import build_runtime
from app.kernel.settings import Settings, explain
from app.kernel.sms_limits import read_hours, read_prices, read_regions
from app.messaging.sms.send_rules import SendPolicy
from tests.fakes.sms import FakeSms
from tests.shop import ManualClock

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


@pytest.mark.parametrize(
    ("name", "written", "line"),
    [
        ("SMS_REGIONS", "KO", "“KO” is no country code: write KR or US, or * for all others"),
        ("SMS_PRICES", "KR", "“KR” is no price: write it as KR=20, in minor units a segment"),
        ("SMS_PRICES", "KR=-1", "“KR=-1” is no price"),
        ("SMS_PRICES", "KR=1.5", "“KR=1.5” is no price"),
        ("SMS_PRICES", "KO=20", "“KO” is no country code"),
        ("SMS_PRICES", "KR=20,kr=30", "KR has two prices: leave one"),
        ("SMS_QUIET_HOURS", "9pm-8am", "“9pm-8am” are no hours: write two from 0 to 23 as 21-8, or none"),
        ("SMS_QUIET_HOURS", "21-24", "“21-24” are no hours"),
        ("SMS_QUIET_HOURS", "8-8", "“8-8” are no hours"),
        ("SMS_MOST_A_DAY", "0", "greater than or equal to 1"),
        ("SMS_DAILY_CAP", "-1", "greater than or equal to 0"),
        ("SMS_DAILY_CAP", "5000", "SMS_DAILY_CAP needs SMS_PRICES"),
    ],
)
def test_limits_of_texts_that_cannot_be_read_are_named_in_one_line(
    monkeypatch: pytest.MonkeyPatch, name: str, written: str, line: str
) -> None:
    monkeypatch.setenv(name, written)
    with pytest.raises(ValidationError) as refused:
        Settings()
    said = explain(refused.value)
    assert said.startswith(f"{name}")
    assert line in said
    assert said.count("\n") == 1


def test_limits_of_texts_are_read_as_people_write_them() -> None:
    assert read_regions(" kr, US ") == {"KR", "US"}
    assert read_regions("*") == read_regions("KR,*") == read_regions("") == frozenset()
    assert read_prices(" KR = 20 , *=150,") == (("*", 150), ("KR", 20))
    assert read_prices("") == ()
    assert read_hours(" 21 - 8 ") == (21, 8)
    assert read_hours("None") == (0, 0)
    assert Settings(sms_daily_cap=5000, sms_prices="KR=20").sms_daily_cap == 5000


def test_texts_stay_in_the_shops_own_country_unless_told_otherwise() -> None:
    """The demo phone has no country: whoever looks at a demo may type any number."""
    clock = ManualClock()
    demo = build_runtime(Settings(database_url="sqlite://"), clock=clock)
    assert demo.send_policy == SendPolicy()
    real = replace(demo, sms=FakeSms(clock))
    assert real.send_policy.regions == {"KR"}
    told = Settings(
        database_url="sqlite://",
        sms_regions="KR,JP",
        sms_quiet_hours="none",
        sms_prices="KR=20,*=150",
        sms_daily_cap=900,
        sms_most_a_day=7,
    )
    assert replace(real, settings=told).send_policy == SendPolicy(
        regions=frozenset({"KR", "JP"}),
        prices=(("*", 150), ("KR", 20)),
        daily_cap=900,
        most_a_day=7,
        quiet_from=0,
        quiet_until=0,
    )
    assert replace(real, settings=Settings(sms_regions="*")).send_policy.regions == frozenset()


ELSEWHERE = {
    "S3_BUCKET": "photos",
    "S3_ENDPOINT_URL": "https://objects.example/",
    "S3_ACCESS_KEY_ID": "AK",
    "S3_SECRET_ACCESS_KEY": "s",
}


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({"S3_BUCKET": ""}, "S3_BUCKET must name a bucket"),
        ({"S3_BUCKET": "s3://photos/shop"}, "S3_BUCKET must be the bucket's name alone"),
        ({"S3_SECRET_ACCESS_KEY": ""}, "S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY go together"),
        ({"S3_ACCESS_KEY_ID": ""}, "S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY go together"),
        ({"S3_ENDPOINT_URL": ""}, "S3_BUCKET needs S3_REGION, such as ap-northeast-2"),
        ({"S3_ACCESS_KEY_ID": "", "S3_SECRET_ACCESS_KEY": ""}, "S3_ENDPOINT_URL needs S3_ACCESS_KEY_ID"),
        ({"S3_ENDPOINT_URL": "objects.example"}, "S3_ENDPOINT_URL must be an address"),
        ({"S3_ENDPOINT_URL": "https://me:secret@objects.example"}, "S3_ENDPOINT_URL must be an address"),
        ({"S3_PREFIX": "../photos"}, "S3_PREFIX must be words with / between them"),
        ({"S3_PREFIX": "photos/"}, "S3_PREFIX must be words with / between them"),
    ],
)
def test_a_bucket_that_cannot_be_used_is_named_in_one_line(
    monkeypatch: pytest.MonkeyPatch, changed: dict[str, str], line: str
) -> None:
    for name, value in (ELSEWHERE | changed).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as refused:
        Settings()
    assert explain(refused.value).startswith(line)
    assert explain(refused.value).count("\n") == 1


@pytest.mark.parametrize(
    "environment",
    [
        ELSEWHERE,
        ELSEWHERE | {"S3_ENDPOINT_URL": "http://10.0.0.5:9000", "S3_PREFIX": "shop/photos"},
        {"S3_BUCKET": "mendpost-photos", "S3_REGION": "ap-northeast-2"},
    ],
    ids=["elsewhere", "inside", "at Amazon, by the machine's role"],
)
def test_a_bucket_that_is_told_whole_is_taken(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert Settings().s3_bucket == environment["S3_BUCKET"]
