"""The integrator's manual, tried literally: what it shows is sent, signed, answered and read."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import etree

from connectors.direct_link.contract.tables import PAGES, filled
from corporate.bootstrap import CATALOGUE
from erp_adapters.client.cli import Exit, main
from erp_adapters.client.config import load_config
from kernel import limits
from kernel.assets import ROOT
from kernel.crypto.key_folder import KeyFolder
from tests.connectors.direct_link.erp import Erp, Q
from tests.connectors.direct_link.test_refusals import everything
from tests.world import HouseWorld, crypto

MANUAL = (ROOT / "docs" / "direct-link.md").read_text(encoding="utf-8")


def example(name: str) -> str:
    """The code block under the mark of an example."""
    found = re.search(rf"<!-- example: {name} -->\n```\w*\n(.*?)```", MANUAL, re.DOTALL)
    assert found is not None, name
    return found[1]


def register(world: HouseWorld, pem: str) -> None:
    """Put the manual's public key in the place of 辰海's own."""
    with world.owner() as uow:
        uow.run("UPDATE certificate SET public_key = %s WHERE serial = 'CERT-10001'", (pem,))


def shape(element: etree._Element) -> list[str]:
    return [child.tag.removeprefix(Q) for child in element]


def test_its_tables_are_the_generated_ones() -> None:
    everything()
    told = [page.read_text(encoding="utf-8") for page in PAGES]
    assert [filled(page, CATALOGUE) for page in told] == told, "run `python -m tools.contracts`"
    tables = [name for page in told for name in re.findall(r"<!-- table: (\w+) -->", page)]
    assert sorted(tables) == ["codes", "families", "operations", "statuses"]


def test_its_request_is_accepted_with_its_signature_under_its_key(
    erp: Erp, world: HouseWorld
) -> None:
    register(world, example("public key"))
    reply = erp.post(example("request").encode(), example("signature").strip())
    assert (reply.status, reply.code) == (200, "0000")
    assert (reply.value("ClientSerial"), reply.value("Amount")) == ("YQ20261123-0001", "1286.40")
    shown = etree.fromstring(example("answer"))
    head, found = shown.find(f"{Q}Head"), reply.root.find(f"{Q}Head")
    assert head is not None
    assert shape(head) == shape(found)
    view = shown.find(f"{Q}Body/{Q}PaymentView")
    assert view is not None
    assert shape(view) == shape(reply.body)[:3]
    assert view.findtext(f"{Q}Status") == reply.value("Status")


def test_one_changed_byte_and_its_signature_is_wrong(erp: Erp, world: HouseWorld) -> None:
    register(world, example("public key"))
    changed = example("request").replace("1286.40", "1286.41").encode()
    assert erp.post(changed, example("signature").strip()).status == 401
    assert world.count("payment") == 0


def test_its_shell_lines_sign_a_request_and_verify_the_answer(
    erp: Erp, world: HouseWorld, tmp_path: Path
) -> None:
    sign, *_, extract, verify = example("shell").replace("\\\n", "").strip().splitlines()
    key = crypto().generate_key()
    register(world, key.public.spki_pem().decode())
    files = KeyFolder(tmp_path / "erp", world.kernel.randomness)
    files.create_once("erp-key.pem", crypto().write_private_key(key, passphrase=None))
    folder = tmp_path / "erp"
    (folder / "request.xml").write_text(example("request"), encoding="utf-8")
    shell(folder, sign)
    reply = erp.post(example("request").encode(), (folder / "request.sig").read_text())
    assert reply.code == "0000"
    (folder / "bank-key.pem").write_bytes(
        erp.app.test_client().get("/b/yungang/link/v1/key.pem").data
    )
    (folder / "answer.xml").write_bytes(reply.content)
    headers = "".join(f"{name}: {value}\r\n" for name, value in reply.headers.items())
    (folder / "answer.headers").write_text(f"HTTP/1.1 200 OK\r\n{headers}\r\n")
    shell(folder, extract)
    assert shell(folder, verify) == "Verified OK\n"


def shell(folder: Path, line: str) -> str:
    bash = shutil.which("bash")
    assert bash is not None
    done = subprocess.run(
        [bash, "-euo", "pipefail", "-c", line],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def test_its_refusal_is_what_the_bank_says(erp: Erp) -> None:
    shown = re.search(r"<Faults>.*?</Faults>", MANUAL, re.DOTALL)
    assert shown is not None
    reply = erp.pay(Amount="1e3")
    ours, theirs = etree.fromstring(shown[0]), reply.body
    assert [e.text for e in ours.iter("Code", "Element", "Text")] == [
        e.text for e in theirs.iter(f"{Q}Code", f"{Q}Element", f"{Q}Text")
    ]


def test_its_configuration_is_one(tmp_path: Path) -> None:
    found = re.search(r"<<'TOML'\n(.*?)TOML", MANUAL, re.DOTALL)
    assert found is not None
    file = tmp_path / "yinqi-erp.toml"
    file.write_text(found[1], encoding="utf-8")
    config = load_config(file)
    assert (config.bank, config.key_file) == ("yungang", tmp_path / "erp-key.pem")


def test_it_names_every_exit_status_and_command() -> None:
    table = MANUAL.partition("退出码 Exit")[2].partition("\n\n")[0]
    assert [int(n) for n in re.findall(r"^\| (\d) \|", table, re.MULTILINE)] == [0, *Exit]
    for command in main.commands:
        assert f"`{command}`" in MANUAL


@pytest.mark.parametrize(
    ("words", "figure"),
    [
        ("1 MB", limits.XML_BYTES_MAX >> 20),
        ("200 MB", limits.LINK_BODY_BYTES_MAX >> 20),
        ("5 分钟", limits.LINK_WINDOW_S // 60),
        ("7 天", limits.LINK_NONCE_KEPT_S // 86400),
        ("100,000 笔", limits.ISO_TRANSACTIONS_MAX),
        ("4 KB", limits.LINK_HEAD_BYTES_MAX >> 10),
        ("10,000 项", limits.GROUP_ITEMS_MAX),
    ],
)
def test_its_limits_are_the_house_s(words: str, figure: int) -> None:
    assert words in MANUAL
    assert words.partition(" ")[0].replace(",", "") == str(figure)
