"""Is a signing key kept and read as a secret?"""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.evidence.keys import DamagedKey, ExposedKey, SigningKey
from projections.evidence.notes import COSIGNATURE, parse_vkey, signers
from tests.evidence.logs import AT, CHECKS, LOG, ORIGIN, WITNESS, flipped


@pytest.mark.parametrize("algorithm", [1, COSIGNATURE])
def test_a_key_is_read_as_it_was_written(tmp_path: Path, algorithm: int) -> None:
    made = SigningKey.make(ORIGIN, algorithm)
    made.save(tmp_path / "key")
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    read = SigningKey.load(tmp_path / "key")
    assert read.vkey == made.vkey == parse_vkey(made.vkey.text)


def test_two_keys_are_never_the_same() -> None:
    assert SigningKey.make(ORIGIN).vkey != SigningKey.make(ORIGIN).vkey


def test_a_key_is_not_written_over(tmp_path: Path) -> None:
    LOG.save(tmp_path / "key")
    with pytest.raises(FileExistsError):
        SigningKey.make(ORIGIN).save(tmp_path / "key")
    assert SigningKey.load(tmp_path / "key").vkey == LOG.vkey


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666, 0o700 | 0o001])
def test_a_key_that_others_may_touch_is_not_used(tmp_path: Path, mode: int) -> None:
    LOG.save(tmp_path / "key")
    (tmp_path / "key").chmod(mode)
    with pytest.raises(ExposedKey, match="chmod 600"):
        SigningKey.load(tmp_path / "key")


def test_a_lost_key_is_lost(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        SigningKey.load(tmp_path / "key")


def test_a_folder_is_no_key(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    with pytest.raises(DamagedKey):
        SigningKey.load(tmp_path)


def text_of(key: SigningKey, folder: Path) -> bytes:
    place = folder / os.urandom(8).hex()
    key.save(place)
    return place.read_bytes()


def written(folder: Path, data: bytes) -> Path:
    place = folder / os.urandom(8).hex()
    place.touch(0o600)
    place.write_bytes(data)
    return place


def test_a_damaged_key_is_refused_and_not_told(tmp_path: Path) -> None:
    text = text_of(LOG, tmp_path)
    damaged = [flipped(text, at, at % 8) for at in range(len(text))]
    for data in (*damaged, b"", text[:-1], text + text, text + b"\n", b"\xff" * 90, b"x" * 9999):
        with pytest.raises(DamagedKey) as refused:
            SigningKey.load(written(tmp_path, data))
        secret = data.rpartition(b"+")[2].strip()
        assert len(secret) < 9 or secret.decode("latin-1") not in repr(refused.getrepr(chain=True))


@given(st.binary(max_size=120))
def test_noise_is_no_key(noise: bytes) -> None:
    assert SigningKey._read(noise) is None


def test_a_key_does_not_show_itself(tmp_path: Path) -> None:
    secret = text_of(LOG, tmp_path).decode().rpartition("+")[2].strip()
    for shown in (repr(LOG), str(LOG), f"{LOG}"):
        assert secret not in shown
        assert LOG.vkey.text in shown


def test_a_key_signs_in_the_way_of_its_algorithm_only() -> None:
    with pytest.raises(ValueError, match="witness"):
        WITNESS.sign("a\n")
    for key, at in ((LOG, AT), (WITNESS, -1), (WITNESS, 2**63)):
        with pytest.raises(ValueError, match="cosigns"):
            key.cosign("a\n", at)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\u3000b", "\ud800"])
def test_a_name_that_no_note_can_carry_is_refused(name: str) -> None:
    with pytest.raises(ValueError):
        SigningKey(name, bytes(32))


def test_one_key_may_sign_under_another_name() -> None:
    heads = LOG.named(f"{ORIGIN}/heads")
    assert heads.vkey.public == LOG.vkey.public
    note = heads.note("a\n")
    assert signers(note, [LOG.vkey], CHECKS) == ()
    assert [one.by for one in signers(note, [heads.vkey], CHECKS)] == [heads.vkey]
