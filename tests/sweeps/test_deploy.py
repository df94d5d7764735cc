"""The examples of docs/deploy: each is read by the program it is for, or as strictly as we can without it."""

from __future__ import annotations

import configparser
import re
import runpy
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from tracker.cli import COMMANDS, main
from tracker.settings import BadSetting, Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "docs" / "deploy"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])
PROGRAMS = "/opt/tracker/.venv/bin/"
# What gunicorn.conf.py and prometheus_client read, not Tracker.
BESIDE = {"TRACKER_WEB_BIND", "TRACKER_WEB_WORKERS", "PROMETHEUS_MULTIPROC_DIR"}
OUTSIDE = {"gunicorn", "tracker"}


def unit(path: Path) -> configparser.RawConfigParser:
    read = configparser.RawConfigParser(
        delimiters=("=",), comment_prefixes=("#",), inline_comment_prefixes=None
    )
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read_string(path.read_text())
    return read


def commands() -> Iterator[tuple[str, list[str]]]:
    """Every command of ours in the guides and examples, and where it stands."""
    for guide in [*(ROOT / "docs").rglob("*.md"), ROOT / "README.md"]:
        text = guide.read_text()
        blocks = "\n".join(re.findall(r"```sh\n(.*?)```", text, re.DOTALL)).replace("\\\n", " ")
        lines = [line for line in blocks.splitlines() if line.startswith("tracker ")]
        for said in [*lines, *re.findall(r"`(tracker [a-z][^`]*)`", text)]:
            yield guide.name, shlex.split(re.sub(r"\s#.*", "", said.replace("\n", " ")))[1:]
    for path in UNITS:
        told = unit(path)
        if told.has_option("Service", "ExecStart"):
            program, *arguments = shlex.split(told["Service"]["ExecStart"])
            if program == f"{PROGRAMS}tracker":
                yield path.name, arguments


def unknown(arguments: list[str]) -> str | None:
    """What a command line names that is not there."""
    name, *rest = arguments
    if name not in COMMANDS:
        return name
    context = click.Context(main)
    command = main.get_command(context, name)
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        named = command.get_command(context, rest[0])
        if named is None:
            return None if rest[0].isupper() or "…" in rest[0] else rest[0]
        command, rest = named, rest[1:]
    assert command is not None
    known = {option for one in command.params for option in one.opts} | {"--help"}
    wrong = [part for part in rest if part.startswith("--") and part.split("=")[0] not in known]
    return wrong[0] if wrong else None


def test_every_command_in_the_guides_exists_with_its_options() -> None:
    found = list(commands())
    assert {name for name, _arguments in found} >= {"README.md", "operators.md", "tracker-backup.service"}
    assert [(where, what, unknown(what)) for where, what in found if unknown(what)] == []
    assert unknown(["backup", "--ot", "x"]) == "--ot"
    assert unknown(["bakcup"]) == "bakcup"


def test_every_example_is_named_in_its_guide() -> None:
    guide = (DEPLOY / "README.md").read_text()
    examples = [path.name for path in DEPLOY.iterdir() if path.is_file()]  # reading one may leave a folder
    assert [name for name in examples if f"({name})" not in guide] == ["README.md"]


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_runs_a_program_of_ours_as_a_user_of_its_own(path: Path) -> None:
    told = unit(path)
    if path.suffix == ".timer":
        assert (DEPLOY / f"{path.stem}.service").exists()
        return
    service = told["Service"]
    program = service["ExecStart"].split()[0]
    assert program.removeprefix(PROGRAMS) in OUTSIDE
    assert (service["User"], service["EnvironmentFile"]) == ("tracker", "/etc/tracker/tracker.env")
    for named in re.findall(r"/opt/tracker/(docs/\S+)", service["ExecStart"]):
        assert (ROOT / named).exists()


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for path in UNITS:
        text = path.read_text().replace(f"{PROGRAMS}gunicorn", sys.executable)
        text = text.replace(f"{PROGRAMS}tracker", sys.executable).replace("User=tracker\n", "")
        (tmp_path / path.name).write_text(text.replace("Group=tracker\n", ""))
    ours = [str(tmp_path / path.name) for path in UNITS]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *ours], capture_output=True, text=True, check=False
    )
    about_ours = [line for line in done.stderr.splitlines() if "tracker" in line]
    assert about_ours == [], done.stderr


def test_the_settings_are_refused_until_keys_are_put_in_and_are_all_known() -> None:
    lines = [line.lstrip("#") for line in (DEPLOY / "tracker.env").read_text().splitlines()]
    given = dict(line.split("=", 1) for line in lines if re.match(r"[A-Z_]+=", line))
    texts = "".join(path.read_text() for path in (ROOT / "tracker").rglob("*.py"))
    assert [name for name in given if f'"{name}"' not in texts and name not in BESIDE] == []
    for name in ("TRACKER_SECRET_KEY", "TRACKER_SEAL_KEYS", "TRACKER_METRICS_TOKEN"):
        with pytest.raises(BadSetting, match="TRACKER_"):
            Settings.from_env(None, given)
        given[name] = f"1:{'A' * 43}" if "SEAL" in name else "r" * 48
    assert Settings.from_env(None, given).production


def test_gunicorn_knows_every_setting() -> None:
    from gunicorn.config import KNOWN_SETTINGS

    known = {one.name for one in KNOWN_SETTINGS}
    told = runpy.run_path(str(DEPLOY / "gunicorn.conf.py"))
    ours = {
        name for name in told if name.islower() and not name.startswith("_") and name not in ("os", "shutil")
    }
    assert {"bind", "workers", "threads", "child_exit"} <= ours <= known


def blocks(text: str) -> Iterator[str]:
    """The statements of nginx, each ended by a semicolon or begun with a brace that is closed."""
    depth, bare = 0, re.sub(r"#.*", "", text)
    for part in re.findall(r"[^;{}]*[;{}]", bare):
        depth += {"{": 1, "}": -1, ";": 0}[part[-1]]
        assert depth >= 0
        if part[-1] != "}":
            yield part[:-1].strip()
    assert depth == 0
    assert not re.sub(r"[^;{}]*[;{}]", "", bare).strip()


def test_nginx_hands_on_what_tracker_relies_on() -> None:
    said = list(blocks((DEPLOY / "nginx.conf").read_text()))
    for wanted in (
        "proxy_set_header X-Forwarded-For $remote_addr",
        "proxy_set_header X-Forwarded-Proto $scheme",
        "ssl_protocols TLSv1.2 TLSv1.3",
        "location = /metrics",
    ):
        assert wanted in said
    assert not any("non_idempotent" in one for one in said)


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
def test_nginx_takes_its_example(tmp_path: Path, certificate: Path) -> None:
    text = (DEPLOY / "nginx.conf").read_text()
    text = text.replace("/etc/ssl/tracker/fullchain.pem", str(certificate))
    text = text.replace("/etc/ssl/tracker/privkey.pem", str(certificate))
    text = text.replace("listen 80;", "listen 127.0.0.1:18080;").replace(
        "listen 443", "listen 127.0.0.1:18443"
    )
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = " ".join(f"{kind}_temp_path {tmp_path}/{kind};" for kind in kinds)
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off; {places}\n{text}\n}}"
    )
    command = ["nginx", "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_haproxy_asks_whether_a_server_is_ready() -> None:
    lines = [line.strip() for line in (DEPLOY / "haproxy.cfg").read_text().splitlines()]
    for wanted in (
        "option httpchk GET /readyz",
        "http-request set-header X-Forwarded-For %[src]",
        "http-request return status 404 if { path /metrics }",
    ):
        assert wanted in lines
    assert "option forwardfor" not in lines  # which would add to what a visitor claims


@pytest.mark.skipif(shutil.which("haproxy") is None, reason="haproxy is not installed")
def test_haproxy_takes_its_example(tmp_path: Path, certificate: Path) -> None:
    text = (DEPLOY / "haproxy.cfg").read_text().replace("/etc/haproxy/tracker.pem", str(certificate))
    (tmp_path / "haproxy.cfg").write_text(text)
    command = ["haproxy", "-c", "-f", str(tmp_path / "haproxy.cfg")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of nobody with its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "tracker.example.org")])
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(begin).not_valid_after(begin + timedelta(days=9999))
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path = tmp_path / "both.pem"
    signed = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    path.write_bytes(signed + key.private_bytes(serialization.Encoding.PEM, *plain))
    return path


PATRONI = {
    "": {"scope", "name", "restapi", "etcd3", "bootstrap", "postgresql"},
    "bootstrap": {"dcs", "initdb"},
    "bootstrap.dcs": {
        "ttl",
        "loop_wait",
        "retry_timeout",
        "maximum_lag_on_failover",
        "synchronous_mode",
        "postgresql",
    },
    "bootstrap.dcs.postgresql": {"use_pg_rewind", "parameters"},
    "postgresql": {"listen", "connect_address", "data_dir", "authentication", "pg_hba"},
    "postgresql.authentication": {"superuser", "replication"},
}


def test_patroni_is_told_nothing_it_does_not_know_and_loses_nothing() -> None:
    told: dict[str, Any] = yaml.safe_load((DEPLOY / "patroni.yml").read_text())
    for place, known in PATRONI.items():
        found: Any = told
        for part in filter(None, place.split(".")):
            found = found[part]
        assert set(found) <= known, place
    dcs = told["bootstrap"]["dcs"]
    assert dcs["synchronous_mode"] is True
    assert dcs["postgresql"]["parameters"]["hot_standby_feedback"] == "on"
    assert all(line.split()[-1] not in ("trust", "md5") for line in told["postgresql"]["pg_hba"])


def test_pgbouncer_keeps_a_session_together() -> None:
    told = configparser.RawConfigParser(comment_prefixes=(";",))
    told.read_string((DEPLOY / "pgbouncer.ini").read_text())
    assert told["pgbouncer"]["pool_mode"] == "session"
    assert set(told.sections()) == {"databases", "pgbouncer"}


def test_the_compose_file_says_that_it_was_not_run_and_starts_what_exists() -> None:
    text = (DEPLOY / "compose.yaml").read_text()
    assert text.startswith("# NOT RUN")
    services = yaml.safe_load(text)["services"]
    started = [shlex.split(one["command"]) for one in services.values() if "command" in one]
    assert {one[0] for one in started} == OUTSIDE
    assert [unknown(one[1:]) for one in started if one[0] == "tracker"] == [None]
    assert all((DEPLOY / one["env_file"]).exists() for one in services.values() if "env_file" in one)
