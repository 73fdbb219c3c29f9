"""`yinqi link-keys`: one person prepares the next key of a bank, another agrees, and the audit has both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from connectors.direct_link.bank_keys import FileBankKeys
from connectors.direct_link.key_plans import SamePerson
from corporate import link_keys_cli
from kernel.context import Context
from kernel.crypto import SignatureAlgorithm
from kernel.crypto.key_folder import KeyFolder
from kernel.next_key import ANSWERS
from tests.world import HouseWorld

Typed = Callable[..., Result]


@pytest.fixture
def typed(world: HouseWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """The command as somebody types it."""

    @contextmanager
    def at_bank(bank: str) -> Iterator[Context]:
        assert bank == "yungang"
        with world.context("王磊") as ctx:
            yield ctx

    monkeypatch.setattr(link_keys_cli, "at_bank", at_bank)

    def run(person: str, *words: str) -> Result:
        env = {"YINQI_DATA": str(tmp_path), "SUDO_USER": person}
        return CliRunner().invoke(link_keys_cli.link_keys, words, env=env)

    return run


def test_a_next_key_takes_two_people(typed: Typed, world: HouseWorld, tmp_path: Path) -> None:
    on = (world.clock.now() + timedelta(days=30)).date().isoformat()
    prepared = typed("helan", "prepare", "yungang", "--from", on)
    assert prepared.exit_code == 0, prepared.output
    key_id, _, fingerprint = prepared.output.split()
    assert fingerprint.startswith(key_id)
    assert isinstance(typed("helan", "agree", "yungang", key_id).exception, SamePerson)
    agreed = typed("qinfeng", "agree", "yungang", key_id)
    assert agreed.output.split()[0] == key_id, agreed.output
    folder = KeyFolder(tmp_path / "keys", world.kernel.randomness)
    keys = FileBankKeys(folder, world.kernel.crypto, world.clock)
    found = keys.following(world.tenant_id, ANSWERS, SignatureAlgorithm.SM2_SM3)
    assert found is not None
    assert found.key.id == key_id
    with world.context("王磊") as ctx:
        rows = ctx.uow.rows(
            "SELECT action, detail->>'person' AS person FROM audit WHERE object_id = %s ORDER BY id",
            (key_id,),
        )
    assert [(row["action"], row["person"]) for row in rows] == [
        ("link_keys.prepare", "helan"),
        ("link_keys.agree", "qinfeng"),
    ]
