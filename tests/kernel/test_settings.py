"""Settings come from the environment or from secret files; an unsafe shop refuses to open."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from app.bootstrap import build_runtime
from app.kernel.settings import DEMO_SECRET, Settings
from app.kernel.settings_read import HOME, READERS, read_setting
from app.kernel.settings_start import database_url_alone, load_settings
from app.kernel.settings_together import signs_of_a_real_shop
from app.kernel.sms_limits import read_hours, read_prices, read_regions
from app.messaging.sms.send_rules import SendPolicy
from tests.fakes.sms import FakeSms
from tests.kernel.settings_table import BAD, ELSEWHERE, GOOD, REAL_SIGNS, TOGETHER
from tests.settings import OWN_SECRET
from tests.shop import ManualClock


@pytest.fixture(autouse=True)
def _a_real_shop(monkeypatch: pytest.MonkeyPatch) -> None:
    """All that a real shop needs: every test says what is written beside it."""
    monkeypatch.setenv("SECRET_KEY", OWN_SECRET)


def refused(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The lines of a start that is refused."""
    with pytest.raises(SystemExit) as ended:
        load_settings()
    assert ended.value.code == 2
    return capsys.readouterr().err.splitlines()


def test_only_asked_for_it_is_a_demo_shop(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("SECRET_KEY")
    [line] = refused(capsys)
    assert line.startswith("SECRET_KEY must be your own when DEMO is false")
    assert line.endswith("DEMO=true opens the demo shop")
    monkeypatch.setenv("DEMO", "true")
    settings = load_settings()
    assert (settings.demo, settings.port, settings.public_url) == (True, 8000, "http://localhost:8000")
    assert not settings.secure
    assert settings.texts_go_by != "twilio"


@pytest.mark.parametrize("sign", REAL_SIGNS, ids=lambda sign: " ".join(sign))
def test_a_demo_is_refused_beside_any_sign_of_a_real_shop(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], sign: dict[str, str]
) -> None:
    monkeypatch.delenv("SECRET_KEY")
    for name, value in {"DEMO": "true", **sign}.items():
        monkeypatch.setenv(name, value)
    [line] = refused(capsys)
    assert line.startswith("DEMO is true beside signs of a real shop (")
    assert next(iter(sign)) in line
    assert "set DEMO=false" in line


@pytest.mark.parametrize(
    ("origin", "opens"),
    [
        ("http://127.0.0.1:9999", True),
        ("http://localhost:9", True),
        ("http://relay.internal", False),
        ("", False),
    ],
)
def test_a_provider_that_is_played_on_this_machine_makes_no_real_shop(origin: str, opens: bool) -> None:
    played = {"twilio_account_sid": "AC1", "twilio_from": "+15005550006", "twilio_api_url": origin}
    settings = Settings.model_construct(
        **{**Settings(demo=True, secret_key=SecretStr(DEMO_SECRET)).model_dump(), **played}
    )
    assert (signs_of_a_real_shop(settings) == []) is opens


@pytest.mark.parametrize("address", ["http://192.168.0.5:8000", "http://bench.local", "http://localhost:81"])
def test_a_demo_may_be_looked_at_from_another_machine_of_the_house(address: str) -> None:
    assert Settings(demo=True, secret_key=SecretStr(DEMO_SECRET), public_url=address).public_url == address


@pytest.mark.parametrize(
    ("name", "written", "says"),
    [(name, written, says) for name, rows in BAD.items() for written, says in rows],
)
def test_what_cannot_be_used_is_said_in_one_line_by_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, written: str, says: str
) -> None:
    monkeypatch.setenv(name, written)
    [line] = refused(capsys)
    assert line.startswith(name)
    assert says in line
    assert len(line) < 300
    assert "secret@" not in line


def test_every_setting_is_tried_with_something_it_cannot_be() -> None:
    assert sorted(BAD) == sorted(name.upper() for name in Settings.model_fields)


def test_everything_that_is_wrong_is_said_at_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("SHOP_ZONE", "DEFAULT_REGION", "TRUSTED_PROXIES", "DATABASE_URL"):
        monkeypatch.setenv(name, BAD[name][0][0])
    assert {line.partition(":")[0] for line in refused(capsys)} == {
        "SHOP_ZONE",
        "DEFAULT_REGION",
        "TRUSTED_PROXIES",
        "DATABASE_URL",
    }


@pytest.mark.parametrize(("environment", "line"), TOGETHER)
def test_what_must_go_together_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    environment: dict[str, str],
    line: str,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    [said] = refused(capsys)
    assert said.startswith(line)


@pytest.mark.parametrize(("name", "written", "kept"), GOOD)
def test_what_people_write_is_kept_as_the_program_needs_it(
    monkeypatch: pytest.MonkeyPatch, name: str, written: str, kept: object
) -> None:
    monkeypatch.setenv(name, written)
    assert getattr(load_settings(), name.lower()) == kept


@given(st.sampled_from(sorted(READERS)), st.text(max_size=300))
def test_a_reader_takes_anything_and_reads_what_it_kept_again(name: str, written: str) -> None:
    try:
        kept = read_setting(name, written)
    except ValueError as no:
        said = str(no)
    else:
        said = "kept"
        assert read_setting(name, kept) == kept
    assert said
    assert said.isprintable()


def test_a_relative_file_is_the_same_wherever_the_program_starts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///instance/shop.db")
    monkeypatch.setenv("DATA_DIR", "instance/files")
    here = load_settings()
    monkeypatch.chdir(tmp_path)
    there = load_settings()
    assert (here.database_url, here.data_dir) == (there.database_url, there.data_dir)
    assert here.database_url == f"sqlite:///{HOME}/instance/shop.db"
    assert here.data_dir == HOME / "instance" / "files"


def _missing(folder: Path) -> str:
    return str(folder / "missing")


def _empty(folder: Path) -> str:
    (folder / "empty").write_text("\n")
    return str(folder / "empty")


def _picture(folder: Path) -> str:
    (folder / "picture").write_bytes(b"\x89PNG\xff")
    return str(folder / "picture")


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (_missing, "cannot be read: No such file or directory"),
        (str, "cannot be read: Is a directory"),
        (_empty, "is empty"),
        (_picture, "cannot be read: it holds no plain text"),
    ],
)
def test_a_secret_file_that_cannot_be_read_is_named(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    make: Callable[[Path], str],
    says: str,
) -> None:
    monkeypatch.delenv("SECRET_KEY")
    monkeypatch.setenv("SECRET_KEY_FILE", make(tmp_path))
    [line] = refused(capsys)
    assert line.startswith("SECRET_KEY_FILE: ")
    assert says in line


@pytest.mark.parametrize(
    ("environment", "address"),
    [
        ({}, "127.0.0.1"),
        ({"PUBLIC_URL": "http://192.168.0.5:8000"}, "0.0.0.0"),
        ({"PUBLIC_URL": "https://fix.example"}, "127.0.0.1"),
        ({"PUBLIC_URL": "http://192.168.0.5", "TRUSTED_PROXIES": "1"}, "127.0.0.1"),
        ({"PUBLIC_URL": "https://fix.example", "BIND": "0.0.0.0"}, "0.0.0.0"),
    ],
)
def test_others_reach_the_port_only_where_nothing_stands_before_it(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], address: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert load_settings().listens_on == address


def test_a_tool_that_needs_only_the_database_finds_it_beside_anything(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("SECRET_KEY")
    assert database_url_alone() == f"sqlite:///{HOME}/instance/mendpost.db"
    monkeypatch.setenv("DATABASE_URL", "x")
    with pytest.raises(SystemExit, match="DATABASE_URL: must be an address"):
        database_url_alone()


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
    monkeypatch.delenv("SECRET_KEY")
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


def test_complete_twilio_credentials_select_real_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"ACCOUNT_SID": "AC1", "AUTH_TOKEN": "t", "MESSAGING_SERVICE_SID": "MG1"}.items():
        monkeypatch.setenv(f"TWILIO_{name}", value)
    assert Settings().texts_go_by == "twilio"


def test_every_setting_says_what_it_means() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


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
    demo = build_runtime(
        Settings(demo=True, secret_key=SecretStr(DEMO_SECRET), database_url="sqlite://"), clock=clock
    )
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
    assert load_settings().s3_bucket == environment["S3_BUCKET"]
