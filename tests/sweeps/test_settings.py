"""Settings are read strictly: what cannot be used is named, and production takes no defaults."""

from __future__ import annotations

import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tracker.settings import BadSetting, Settings, Smtp

ROOT = Path(__file__).parents[2]
KEY = "k" * 48
ONES = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE"
TWOS = "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI"
PRODUCTION = {
    "TRACKER_PRODUCTION": "true",
    "TRACKER_SECRET_KEY": KEY,
    "TRACKER_BASE_URL": "https://tracker.example.org",
}


def test_without_any_setting_everything_lies_in_one_folder(tmp_path: Path) -> None:
    settings = Settings.from_env(tmp_path / "new", {})
    assert settings.database_url == f"sqlite:///{tmp_path}/new/tracker.sqlite3"
    assert not settings.production
    assert not settings.demo
    assert settings.smtp is None


def test_the_folder_comes_from_the_argument_before_the_environment(tmp_path: Path) -> None:
    environ = {"TRACKER_DIR": str(tmp_path / "a"), "TRACKER_SECRET_KEY": KEY}
    assert Settings.from_env(None, environ).directory == tmp_path / "a"
    assert Settings.from_env(tmp_path / "b", environ).directory == tmp_path / "b"


@pytest.mark.parametrize("value", ["1", "true", "YES", " True "])
def test_a_flag_is_on(tmp_path: Path, value: str) -> None:
    assert Settings.from_env(tmp_path, {**PRODUCTION, "TRACKER_PRODUCTION": value}).production


@pytest.mark.parametrize("value", ["", "0", "false", "No"])
def test_a_flag_is_off(tmp_path: Path, value: str) -> None:
    assert not Settings.from_env(tmp_path, {**PRODUCTION, "TRACKER_PRODUCTION": value}).production


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRACKER_PRODUCTION", "maybe"),
        ("TRACKER_PRODUCTION", "on"),
        ("TRACKER_BASE_URL", "tracker.example.org"),
        ("TRACKER_BASE_URL", "ftp://tracker.example.org"),
        ("TRACKER_BASE_URL", "https://"),
        ("TRACKER_DATABASE_URL", "mysql://here/db"),
        ("TRACKER_DATABASE_URL", "tracker.sqlite3"),
        ("TRACKER_SECRET_KEY", "short"),
        ("TRACKER_SMTP_URL", "mail.example.org"),
        ("TRACKER_SMTP_URL", "http://mail.example.org"),
        ("TRACKER_SMTP_URL", "smtp://mail.example.org:port"),
        ("TRACKER_SMTP_URL", "smtp://mail.example.org:70000"),
        ("TRACKER_SMTP_URL", "smtp://"),
    ],
)
def test_a_bad_value_is_refused_by_the_name_of_its_variable(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=name):
        Settings.from_env(tmp_path, {"TRACKER_SECRET_KEY": KEY, name: value})


@pytest.mark.parametrize("missing", ["TRACKER_SECRET_KEY", "TRACKER_BASE_URL"])
def test_production_refuses_a_missing_setting(tmp_path: Path, missing: str) -> None:
    environ = {name: value for name, value in PRODUCTION.items() if name != missing}
    with pytest.raises(BadSetting, match=missing):
        Settings.from_env(tmp_path, environ)


def test_production_refuses_plain_http(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="TRACKER_BASE_URL"):
        Settings.from_env(tmp_path, {**PRODUCTION, "TRACKER_BASE_URL": "http://tracker.example.org"})


def test_production_that_sends_mail_needs_a_sender(tmp_path: Path) -> None:
    environ = {**PRODUCTION, "TRACKER_SMTP_URL": "smtps://mail.example.org"}
    with pytest.raises(BadSetting, match="TRACKER_MAIL_FROM"):
        Settings.from_env(tmp_path, environ)
    environ["TRACKER_MAIL_FROM"] = "fellowship@example.org"
    assert Settings.from_env(tmp_path, environ).mail_from == "fellowship@example.org"


def test_production_is_never_a_demo(tmp_path: Path) -> None:
    (tmp_path / "demo").touch()
    assert Settings.from_env(tmp_path, {}).demo
    assert not Settings.from_env(tmp_path, PRODUCTION).demo


def test_production_writes_no_key_to_the_folder(tmp_path: Path) -> None:
    Settings.from_env(tmp_path, PRODUCTION)
    assert list(tmp_path.iterdir()) == []


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    first = Settings.from_env(folder, {}).secret_key
    assert Settings.from_env(folder, {}).secret_key == first
    assert stat.S_IMODE((folder / "secret-key").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert Settings.from_env(tmp_path / "other", {}).secret_key != first
    assert sorted(path.name for path in folder.iterdir()) == ["seal-keys", "secret-key"]


def test_two_processes_that_start_together_share_one_key(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from tracker.settings import Settings;"
        "print(Settings.from_env(pathlib.Path(sys.argv[1]), {}).secret_key)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "data")]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) for _ in range(4)]
    keys = {process.communicate(timeout=60)[0] for process in running}
    assert len(keys) == 1
    assert keys != {b""}


def test_a_key_that_was_cut_short_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_text("abc")
    with pytest.raises(BadSetting, match="secret-key"):
        Settings.from_env(tmp_path, {})
    assert (tmp_path / "secret-key").read_text() == "abc"


def test_a_seal_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    first = Settings.from_env(folder, {}).seal_keys
    assert [(number, len(key)) for number, key in first] == [(1, 32)]
    assert Settings.from_env(folder, {}).seal_keys == first
    assert stat.S_IMODE((folder / "seal-keys").stat().st_mode) == 0o600


def test_production_makes_no_seal_key(tmp_path: Path) -> None:
    assert Settings.from_env(tmp_path, PRODUCTION).seal_keys == ()


def test_production_takes_no_seal_key_that_lies_beside_the_database(tmp_path: Path) -> None:
    assert Settings.from_env(tmp_path, {}).seal_keys != ()
    assert Settings.from_env(tmp_path, PRODUCTION).seal_keys == ()


def test_seal_keys_are_read_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    environ = {**PRODUCTION, "TRACKER_SEAL_KEYS": f" 12:{ONES}=, 3:{TWOS}"}
    assert Settings.from_env(tmp_path, environ).seal_keys == ((3, b"\2" * 32), (12, b"\1" * 32))


@pytest.mark.parametrize(
    "value",
    [
        ONES,
        f"256:{ONES}",
        f"-1:{ONES}",
        f"x:{ONES}",
        f"1:{ONES[:-1]}",
        f"1:{ONES}A",
        f"1:{ONES[:-1]}+",
        f"1:{ONES},",
        f"1:{ONES},1:{TWOS}",
        f"1:{ONES},2:{ONES}",
        f"1:{ONES}2:{TWOS}",
        f"\u0661:{ONES}",
        ",",
    ],
)
def test_a_bad_seal_key_is_refused_and_never_printed(tmp_path: Path, value: str) -> None:
    with pytest.raises(BadSetting, match="TRACKER_SEAL_KEYS") as caught:
        Settings.from_env(tmp_path, {**PRODUCTION, "TRACKER_SEAL_KEYS": value})
    assert ONES[:12] not in str(caught.value)
    assert caught.value.__context__ is None


def test_a_seal_key_that_was_cut_short_is_not_replaced(tmp_path: Path) -> None:
    for text in ("", f"1:{ONES[:20]}"):
        (tmp_path / "seal-keys").write_text(text)
        with pytest.raises(BadSetting, match="seal-keys"):
            Settings.from_env(tmp_path, {})
        assert (tmp_path / "seal-keys").read_text() == text


def test_settings_are_shown_without_the_seal_keys(tmp_path: Path) -> None:
    shown = repr(Settings.from_env(tmp_path, {**PRODUCTION, "TRACKER_SEAL_KEYS": f"1:{ONES}"}))
    assert "\\x01" not in shown
    assert ONES not in shown


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://localhost", Smtp("localhost", 25, None, None, "none")),
        ("smtp://localhost:1025", Smtp("localhost", 1025, None, None, "none")),
        ("smtp+starttls://u:p@mail.example.org", Smtp("mail.example.org", 587, "u", "p", "starttls")),
        ("smtps://a%40b:p%2Fq@mail.example.org", Smtp("mail.example.org", 465, "a@b", "p/q", "tls")),
    ],
)
def test_a_mail_server_is_read_from_its_address(tmp_path: Path, url: str, expected: Smtp) -> None:
    assert Settings.from_env(tmp_path, {"TRACKER_SMTP_URL": url}).smtp == expected


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_gets_the_driver_we_test_with(tmp_path: Path, scheme: str) -> None:
    settings = Settings.from_env(tmp_path, {"TRACKER_DATABASE_URL": f"{scheme}://u@h/d"})
    assert settings.database_url == "postgresql+psycopg://u@h/d"


def variables() -> set[str]:
    """Every TRACKER_* variable that the code speaks of."""
    texts = [path.read_text() for path in (ROOT / "tracker").rglob("*.py")]
    return {name for text in texts for name in re.findall(r"\bTRACKER_[A-Z_]*[A-Z]\b", text)}


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    guide = (ROOT / "docs" / "operators.md").read_text()
    documented = {line.split("`")[1] for line in guide.splitlines() if line.startswith("| `TRACKER_")}
    assert variables() - documented == set(), "a setting is not in docs/operators.md"
    assert documented - variables() == set(), "docs/operators.md names a setting that nothing reads"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRACKER_PROXIES", "-1"),
        ("TRACKER_PROXIES", "11"),
        ("TRACKER_PROXIES", "one"),
        ("TRACKER_PROXIES", "²"),
        ("TRACKER_METRICS_TOKEN", "short"),
        ("TRACKER_OLD_SECRET_KEYS", f"{KEY},short"),
        ("TRACKER_OLD_SECRET_KEYS", f"{KEY},"),
        ("TRACKER_LASTING_KEY", "short"),
        ("TRACKER_REPORT_DATABASE_URL", "sqlite:///x"),
        ("TRACKER_REPORT_DATABASE_URL", "postgresql://standby/x"),
    ],
)
def test_a_bad_value_of_a_server_is_refused_and_never_repeated(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=name) as caught:
        Settings.from_env(tmp_path, {"TRACKER_SECRET_KEY": KEY, name: value})
    assert value not in str(caught.value)
    assert KEY not in str(caught.value)


def test_no_secret_is_shown_with_the_settings(tmp_path: Path) -> None:
    secret = {
        "TRACKER_SECRET_KEY": "s" * 40,
        "TRACKER_OLD_SECRET_KEYS": "o" * 40,
        "TRACKER_LASTING_KEY": "l" * 40,
        "TRACKER_METRICS_TOKEN": "m" * 40,
        "TRACKER_DATABASE_URL": f"postgresql://u:{'d' * 40}@h/d",
        "TRACKER_REPORT_DATABASE_URL": f"postgresql://u:{'r' * 40}@h/d",
        "TRACKER_SMTP_URL": f"smtps://u:{'p' * 40}@h",
    }
    shown = repr(Settings.from_env(tmp_path, secret))
    assert [letter for letter in "solmdrp" if letter * 40 in shown] == []
