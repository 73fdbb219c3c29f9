"""A configuration is refused with the name of what is wrong, and `init` writes one that works."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from erp_adapters.gateway import initial
from erp_adapters.gateway.adapters import KNOWN, adapters_of
from erp_adapters.gateway.cli import main
from erp_adapters.gateway.config import load_gateway_config
from erp_adapters.gateway.errors import GatewayWrong
from erp_adapters.gateway.keys import passphrase_of
from tests.world import crypto

BANK = """[bank]
url = "https://bank.example/b/yungang/link/v1"
enterprise = "10001"
operator = "erp"
certificate = "C"
key_file = "k"
bank_key_file = "b"
"""


def load(folder: Path, text: str) -> object:
    path = folder / "yinqi-gateway.toml"
    path.write_text(text, encoding="utf-8")
    config = load_gateway_config(path)
    adapters_of(config)
    return config


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "[bank]"),
        (BANK, "[gateway]"),
        (BANK.replace("https", "http") + "[gateway]", "[bank]"),
        (BANK.replace('operator = "erp"\n', "") + "[gateway]", "operator"),
        (BANK + "[gateway]\nlisten = 8710", "127.0.0.1:8710"),
        (BANK + '[gateway]\nlisten = "127.0.0.1:99999"', "99999"),
        (BANK + "[gateway]\nsurprise = 1", "[gateway] surprise"),
        (BANK + "[gateway]\n[surprise]", "[surprise]"),
        (BANK + "[gateway]\n[fetch]\naccounts = [1001234509012345678]", "quoted"),
        (BANK + '[gateway]\n[fetch]\nstatements_at = "25:00"', "hour"),
        (BANK + '[gateway]\n[tls]\ncert_file = "a"', "key_file"),
        (BANK + '[gateway]\n[[drop]]\nfolder = "../x"\nadapter = "kingdee"', "../x"),
        (BANK + '[gateway]\n[[drop]]\nfolder = "x"\nadapter = "oracle"', "oracle"),
        (BANK + '[gateway]\n[[drop]]\nfolder = "x"\nadapter = "kingdee"\nprofile = "nowhere.toml"', "nowhere.toml"),
        (BANK + "[gateway]\nlisten = ", "yinqi-gateway.toml"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(GatewayWrong) as wrong:
        load(tmp_path, text)
    assert words in wrong.value.message.en
    assert wrong.value.message.zh.startswith("前置机配置有误")


def test_every_adapter_can_be_asked_for_without_a_profile(tmp_path: Path) -> None:
    drops = "".join(f'[[drop]]\nfolder = "{name}"\nadapter = "{name}"\n' for name in KNOWN)
    load(tmp_path, BANK + "[gateway]\n" + drops)


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


@pytest.fixture
def laid_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Result]:
    monkeypatch.setattr(initial, "select_provider", lambda **_options: crypto())
    folder = tmp_path / "gateway"
    words = ("init", str(folder), "--url", "https://bank.example/b/yungang/link/v1/", "--enterprise", "10001",
             "--operator", "erp", "--account", "1001234509012345678")  # fmt: skip
    return folder, run(*words)


def test_init_makes_a_key_under_a_pass_phrase_a_request_and_a_configuration(
    laid_out: tuple[Path, Result],
) -> None:
    folder, made = laid_out
    assert made.exit_code == 0, made.output
    assert "SM3 " in made.output
    assert "erp.csr" in made.output
    config = load_gateway_config(folder / "yinqi-gateway.toml")
    assert config.fetch.accounts == ("1001234509012345678",)
    assert (config.host, config.port) == ("127.0.0.1", 8710)
    words = passphrase_of(config)
    assert words
    crypto().read_private_key((folder / "erp-key.pem").read_bytes(), words)
    assert b"BEGIN CERTIFICATE REQUEST" in (folder / "erp.csr").read_bytes()
    for name in ("erp-key.pem", "passphrase", "token"):
        assert (folder / name).stat().st_mode & 0o077 == 0
    assert (
        tomllib.loads((folder / "yinqi-gateway.toml").read_text("utf-8"))["bank"]["enterprise"]
        == "10001"
    )


def test_init_overwrites_nothing(laid_out: tuple[Path, Result]) -> None:
    folder, _ = laid_out
    before = (folder / "erp-key.pem").read_bytes()
    again = run(
        "init",
        str(folder),
        "--url",
        "https://bank.example/b/yungang/link/v1",
        "--enterprise",
        "1",
        "--operator",
        "e",
    )
    assert again.exit_code == 2
    assert "已存在" in again.output
    assert (folder / "erp-key.pem").read_bytes() == before


def test_the_pass_phrase_comes_from_a_credential_a_file_or_a_variable(
    laid_out: tuple[Path, Result], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder, _ = laid_out
    config = load_gateway_config(folder / "yinqi-gateway.toml")
    (folder / "passphrase").chmod(0o640)
    with pytest.raises(GatewayWrong, match="0600"):
        passphrase_of(config)
    (tmp_path / "passphrase").write_bytes(b"from systemd\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert passphrase_of(config) == b"from systemd"


def test_it_does_not_run_before_a_certificate_is_written_in(laid_out: tuple[Path, Result]) -> None:
    folder, _ = laid_out
    begun = run("--config", str(folder / "yinqi-gateway.toml"), "run", "--once")
    assert begun.exit_code == 2
    assert "certificate is empty" in begun.output
    assert not (folder / "gateway.db").exists()


def test_without_a_running_gateway_the_command_says_so(laid_out: tuple[Path, Result]) -> None:
    folder, _ = laid_out
    config = folder / "yinqi-gateway.toml"
    config.write_text(config.read_text("utf-8").replace("8710", "1"), encoding="utf-8")
    asked = run("--config", str(config), "status")
    assert asked.exit_code == 5
    assert "前置机未运行" in asked.output
