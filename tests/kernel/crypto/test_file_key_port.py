"""Sealed data opens only in its own place; keys are made once, kept close and rotated online."""

from __future__ import annotations

import multiprocessing
import os
import threading
from pathlib import Path
from uuid import UUID

import hypothesis.strategies as st
import pytest
from hypothesis import given

from kernel.crypto import CellAddress, FileKeyPort, KeyPort
from kernel.crypto.errors import CiphertextRefused, DataKeyDamaged, DataKeyMissing, KeyFileExposed
from kernel.ids import SystemRandomness
from tests.kernel.crypto.randomness import SeededRandomness

BANK_A, BANK_B = UUID(int=1), UUID(int=2)
HERE = CellAddress(tenant_id=BANK_A, table="person", column="id_number", row="17")
ELSEWHERE = {
    "another row": CellAddress(BANK_A, "person", "id_number", "18"),
    "another column": CellAddress(BANK_A, "person", "phone", "17"),
    "another table": CellAddress(BANK_A, "payee", "id_number", "17"),
    "another bank": CellAddress(BANK_B, "person", "id_number", "17"),
    "letters moved over a border": CellAddress(BANK_A, "personid", "_number", "17"),
}
SECRET = b"110101199003074477"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def port(folder: Path) -> FileKeyPort:
    return FileKeyPort(folder, SeededRandomness("port"))


def test_what_was_sealed_opens_here_and_after_a_restart(folder: Path, port: KeyPort) -> None:
    sealed = port.encrypt("person", HERE.aad(), SECRET)
    assert SECRET not in sealed
    assert port.decrypt("person", HERE.aad(), sealed) == SECRET
    assert FileKeyPort(folder, SystemRandomness()).decrypt("person", HERE.aad(), sealed) == SECRET


@pytest.mark.parametrize("address", ELSEWHERE.values(), ids=ELSEWHERE.keys())
def test_moved_to_another_place_it_does_not_open(port: KeyPort, address: CellAddress) -> None:
    sealed = port.encrypt("person", HERE.aad(), SECRET)
    with pytest.raises(CiphertextRefused) as refused:
        port.decrypt("person", address.aad(), sealed)
    assert refused.value.params == {}


def test_for_another_purpose_it_does_not_open(port: KeyPort) -> None:
    port.encrypt("payee", HERE.aad(), SECRET)
    with pytest.raises(CiphertextRefused):
        port.decrypt("payee", HERE.aad(), port.encrypt("person", HERE.aad(), SECRET))


def test_the_same_plaintext_never_looks_the_same(port: KeyPort) -> None:
    assert len({port.encrypt("person", HERE.aad(), SECRET) for _ in range(100)}) == 100


def test_every_byte_of_a_ciphertext_counts(port: FileKeyPort) -> None:
    port.rotate("person")
    sealed = port.encrypt("person", HERE.aad(), SECRET)
    assert sealed[:5] == b"\x01\x00\x00\x00\x01"
    for position in range(len(sealed)):
        damaged = sealed[:position] + bytes([sealed[position] ^ 2]) + sealed[position + 1 :]
        with pytest.raises((CiphertextRefused, DataKeyMissing)):
            port.decrypt("person", HERE.aad(), damaged)
    for length in range(len(sealed)):
        with pytest.raises(CiphertextRefused):
            port.decrypt("person", HERE.aad(), sealed[:length])


def test_a_rotated_key_serves_new_data_and_the_old_one_still_opens_old_data(
    folder: Path, port: FileKeyPort
) -> None:
    neighbour = FileKeyPort(folder, SeededRandomness("neighbour"))
    old = neighbour.encrypt("person", HERE.aad(), SECRET)
    assert port.rotate("person") == 2
    new = neighbour.encrypt("person", HERE.aad(), SECRET)
    assert (old[:5], new[:5]) == (b"\x01\x00\x00\x00\x01", b"\x01\x00\x00\x00\x02")
    for sealed in (old, new):
        assert port.decrypt("person", HERE.aad(), sealed) == SECRET
    relabelled = new[:4] + b"\x01" + new[5:]
    with pytest.raises(CiphertextRefused):
        port.decrypt("person", HERE.aad(), relabelled)


def test_key_files_are_for_their_owner_only(folder: Path, port: FileKeyPort) -> None:
    port.encrypt("person", b"", SECRET)
    modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert modes == {"kek": 0o600, "person.1.dek": 0o600}
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660, 0o610])
def test_a_key_file_that_others_may_touch_is_refused(
    folder: Path, port: FileKeyPort, mode: int
) -> None:
    port.encrypt("person", b"", SECRET)
    (folder / "kek").chmod(mode)
    with pytest.raises(KeyFileExposed) as exposed:
        FileKeyPort(folder, SystemRandomness())
    assert exposed.value.params == {"name": "kek"}


def test_a_key_file_of_another_user_is_refused(
    folder: Path, port: FileKeyPort, monkeypatch: pytest.MonkeyPatch
) -> None:
    port.encrypt("person", b"", SECRET)
    stranger = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: stranger)
    with pytest.raises(KeyFileExposed):
        FileKeyPort(folder, SystemRandomness())


def test_a_link_in_place_of_a_key_file_is_not_followed(
    folder: Path, port: FileKeyPort, tmp_path: Path
) -> None:
    port.encrypt("person", b"", SECRET)
    (folder / "kek").rename(tmp_path / "moved")
    (folder / "kek").symlink_to(tmp_path / "moved")
    with pytest.raises(OSError, match="symbolic link"):
        FileKeyPort(folder, SystemRandomness())


def test_a_lost_kek_is_never_replaced_in_silence(folder: Path, port: FileKeyPort) -> None:
    port.encrypt("person", b"", SECRET)
    (folder / "kek").unlink()
    with pytest.raises(DataKeyMissing) as missing:
        FileKeyPort(folder, SystemRandomness())
    assert missing.value.params == {"purpose": "kek", "version": 1}
    assert not (folder / "kek").exists()


def test_a_short_kek_is_damaged(folder: Path, port: FileKeyPort) -> None:
    port.encrypt("person", b"", SECRET)
    (folder / "kek").write_bytes(b"short")
    with pytest.raises(DataKeyDamaged):
        FileKeyPort(folder, SystemRandomness())


@pytest.mark.parametrize("content", [b"", b"garbage", bytes(49)])
def test_a_damaged_data_key_is_told_apart_from_a_bad_ciphertext(
    folder: Path, port: FileKeyPort, content: bytes
) -> None:
    sealed = port.encrypt("person", b"", SECRET)
    (folder / "person.1.dek").write_bytes(content)
    with pytest.raises(DataKeyDamaged) as damaged:
        FileKeyPort(folder, SystemRandomness()).decrypt("person", b"", sealed)
    assert damaged.value.params == {"name": "person.1.dek"}


def test_a_data_key_under_another_name_is_damaged(folder: Path, port: FileKeyPort) -> None:
    port.encrypt("person", b"", SECRET)
    (folder / "person.1.dek").rename(folder / "payee.1.dek")
    with pytest.raises(DataKeyDamaged):
        port.encrypt("payee", b"", SECRET)


def test_an_unknown_key_version_is_missing(port: FileKeyPort) -> None:
    sealed = port.encrypt("person", b"", SECRET)
    with pytest.raises(DataKeyMissing) as missing:
        port.decrypt("payee", b"", sealed)
    assert missing.value.params == {"purpose": "payee", "version": 1}


@pytest.mark.parametrize("purpose", ["", "../kek", "Person", "a b", "个人", "a/b", "a.1", "-a"])
def test_a_purpose_that_is_no_name_is_a_mistake_in_the_program(
    port: FileKeyPort, folder: Path, purpose: str
) -> None:
    with pytest.raises(ValueError, match="lower-case letters"):
        port.encrypt(purpose, b"", SECRET)
    assert [path.name for path in folder.iterdir()] == ["kek"]


def seal_in_a_process(folder: Path, number: int) -> bytes:
    port = FileKeyPort(folder, SystemRandomness())
    return port.encrypt("person", str(number).encode(), SECRET)


def test_processes_that_start_together_share_one_key(folder: Path) -> None:
    with multiprocessing.get_context("fork").Pool(4) as pool:
        sealed = pool.starmap(seal_in_a_process, [(folder, number) for number in range(16)])
    assert sorted(path.name for path in folder.iterdir()) == ["kek", "person.1.dek"]
    port = FileKeyPort(folder, SystemRandomness())
    for number, each in enumerate(sealed):
        assert port.decrypt("person", str(number).encode(), each) == SECRET


def test_a_name_once_taken_keeps_its_content(folder: Path) -> None:
    port = FileKeyPort(folder, SeededRandomness("first"))
    before = (folder / "kek").read_bytes()
    port._folder.create_once("kek", bytes(16))
    assert (folder / "kek").read_bytes() == before
    assert [path.name for path in folder.iterdir()] == ["kek"]


names = st.text(max_size=5)


@given(st.tuples(names, names, names), st.tuples(names, names, names))
def test_two_addresses_are_never_written_alike(
    first: tuple[str, str, str], second: tuple[str, str, str]
) -> None:
    written = [CellAddress(BANK_A, *parts).aad() for parts in (first, second)]
    assert (written[0] == written[1]) is (first == second)


def test_wrapped_anew_everything_still_opens_everywhere(folder: Path, port: FileKeyPort) -> None:
    port.rotate("payee")
    sealed = port.encrypt("person", HERE.aad(), SECRET)
    mark = port.mark("person", SECRET)
    other = FileKeyPort(
        folder, SystemRandomness()
    )  # another process, which has unwrapped nothing yet
    wrapped = (folder / "person.1.dek").read_bytes()
    for expected in (["kek", "kek.2"], ["kek.2", "kek.3"], ["kek.3", "kek.4"]):
        assert port.rewrap() == 2
        assert sorted(path.name for path in folder.glob("kek*")) == expected
    assert (folder / "person.1.dek").read_bytes() != wrapped
    assert other.decrypt("person", HERE.aad(), sealed) == SECRET
    assert other.mark("person", SECRET) == mark
    assert other.rotate("person") == 2
    assert port.decrypt("person", HERE.aad(), other.encrypt("person", HERE.aad(), SECRET)) == SECRET
    again = FileKeyPort(folder, SystemRandomness())
    assert again.purposes() == {"payee": 1, "person": 2}
    assert again.decrypt("person", HERE.aad(), sealed) == SECRET


def test_what_an_old_key_wrapped_does_not_open_with_the_new_one_alone(
    folder: Path, port: FileKeyPort
) -> None:
    port.rotate("person")
    before = (folder / "person.1.dek").read_bytes()
    for _ in range(2):
        port.rewrap()
    (folder / "person.1.dek").write_bytes(before)  # from a copy made before: its key is gone
    with pytest.raises(DataKeyDamaged):
        FileKeyPort(folder, SystemRandomness()).encrypt("person", HERE.aad(), SECRET)


def test_keys_change_while_others_seal_and_open(folder: Path, port: FileKeyPort) -> None:
    failures: list[Exception] = []
    ended = threading.Event()

    def work(number: int) -> None:
        place = CellAddress(BANK_A, "person", "id_number", str(number)).aad()
        try:
            while not ended.is_set():
                own = FileKeyPort(folder, SystemRandomness())
                assert own.decrypt("person", place, own.encrypt("person", place, SECRET)) == SECRET
        except Exception as failure:  # noqa: BLE001 - shown by the test, not by the thread
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for _ in range(4):
        port.rewrap()
        port.rotate("person")
    ended.set()
    for thread in threads:
        thread.join()
    assert failures == []
