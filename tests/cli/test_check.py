"""`tracker check`: each thing it looks at, as a line, with what mends it, and nothing secret."""

from __future__ import annotations

import json
import socket
from pathlib import Path

from tests.cli.conftest import Run, invoke
from tests.cli.test_daily import opened
from tracker import clock, db
from tracker.jobs.models import Worker
from tracker.settings import Settings


def work(folder: Path) -> None:
    with opened(folder) as engine, db.make_sessions(engine).begin() as session:
        session.add(Worker(name="here-1", started_at=clock.now(), beat_at=clock.now()))


def lines(run: Run, **env: str) -> dict[str, tuple[str, str, str]]:
    done = run("check", "--json", env=env)
    found = json.loads(done.stdout)
    assert done.exit_code == (0 if found["whole"] else 1)
    return {line["name"]: (line["state"], line["says"], line["mend"]) for line in found["lines"]}


def test_an_installation_at_work_is_whole_and_says_what_to_know(run: Run, folder: Path) -> None:
    work(folder)
    done = run("check")
    assert done.exit_code == 0, done.output
    assert "ok    database: sqlite answers" in done.stdout
    assert "note  mail: no mail server" in done.stdout
    assert "→ set TRACKER_SMTP_URL" in done.stdout
    keys = Settings.from_env(folder, {})
    assert keys.secret_key not in done.stdout


def test_what_is_to_be_mended_is_named_with_what_mends_it(run: Run, folder: Path) -> None:
    (folder / "secret-key").chmod(0o644)
    (folder / "files").write_text("a file where a folder is to be")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        found = lines(run, TRACKER_SMTP_URL=f"smtp://u:pass-word@127.0.0.1:{closed.getsockname()[1]}")
    wrong = {name for name, (state, _says, _mend) in found.items() if state == "mend"}
    assert wrong == {"address", "key files", "worker", "mail", "files"}
    assert found["key files"][2] == f"chmod 600 {folder / 'secret-key'}"
    assert "tracker worker" in found["worker"][2]
    assert "pass-word" not in str(found)


def test_a_case_whose_master_key_is_gone_is_counted(run: Run, folder: Path) -> None:
    from tracker import sealed

    with opened(folder) as engine, db.make_sessions(engine).begin() as session:
        sealed.new_vault(session, sealed.Seal.from_settings(Settings.from_env(folder, {})))
    work(folder)
    assert lines(run)["seal keys"] == ("ok", "1 given; 1 cases open with them", "")
    other = f"1:{'A' * 43}"
    for keys, number in ((other, "1"), (f"2:{'A' * 43}", "1")):
        state, says, mend = lines(run, TRACKER_SEAL_KEYS=keys)["seal keys"]
        assert (state, f"master key {number} is missing or another one; 1 cases" in says) == ("mend", True)
        assert "TRACKER_SEAL_KEYS" in mend


def test_what_cannot_even_be_begun_is_one_line(run: Run, folder: Path, tmp_path: Path) -> None:
    none = invoke("check", "--dir", str(tmp_path / "none"))
    assert (none.exit_code, f"tracker init --dir {tmp_path / 'none'}" in none.stdout) == (1, True)
    assert not (tmp_path / "none").exists()
    bad = run("check", env={"TRACKER_PROXIES": "many"})
    assert (bad.exit_code, "TRACKER_PROXIES must be" in bad.stdout) == (1, True)
    gone = lines(run, TRACKER_DATABASE_URL="postgresql://u:pass-word@127.0.0.1:1/d?connect_timeout=1")
    assert gone["database"][0] == "mend"
    assert "pass-word" not in str(gone)
    with opened(folder) as engine, engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001_people'")
    behind = lines(run)
    assert behind["schema"][0] == "mend" and "tracker upgrade" in behind["schema"][2]
