"""Keys go into a file under a pass phrase and come back the same, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.properties import given, st
from tracker.operating import key_box
from tracker.operating.key_box import BadBox, Keys
from tracker.settings import BadSetting, Settings

PHRASE = "a phrase for tests"
KEYS = Keys("s" * 40, "o" * 32, "l" * 32, f"1:{'A' * 43}")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody guesses the phrases of tests."""
    monkeypatch.setattr(key_box, "COST", 2)


def test_what_was_closed_opens_with_its_phrase_alone(tmp_path: Path) -> None:
    box = tmp_path / "keys"
    box.write_text(key_box.closed(KEYS, PHRASE))
    assert key_box.opened(box, PHRASE) == KEYS
    assert not any(key in box.read_text() for key in vars(KEYS).values())
    with pytest.raises(BadBox, match="does not open"):
        key_box.opened(box, PHRASE + ".")


def test_a_changed_byte_anywhere_is_refused(tmp_path: Path) -> None:
    box, whole = tmp_path / "keys", key_box.closed(KEYS, PHRASE).encode()
    for place in range(len(whole)):
        box.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        try:
            assert key_box.opened(box, PHRASE) == KEYS  # a blank between two words may be another one
        except BadBox:
            continue


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", '{"format": 2, "salt": "", "nonce": "", "box": ""}', "\x00"]
)
def test_what_is_no_file_of_keys_is_said(tmp_path: Path, text: str) -> None:
    (tmp_path / "keys").write_text(text)
    with pytest.raises(BadBox, match="keys"):
        key_box.opened(tmp_path / "keys", PHRASE)


@given(keys=st.dictionaries(st.integers(0, 255), st.binary(min_size=32, max_size=32), min_size=1, max_size=4))
def test_master_keys_are_written_as_they_are_read(keys: dict[int, bytes]) -> None:
    given = {"TRACKER_SECRET_KEY": "k" * 40, "TRACKER_SEAL_KEYS": key_box.seal_text(keys)}
    if len(set(keys.values())) < len(keys):
        with pytest.raises(BadSetting, match="twice"):
            Settings.from_env(Path("nowhere"), given)
    else:
        assert dict(Settings.from_env(Path("nowhere"), given).seal_keys) == keys
