"""The configuration file of one connection to one bank, in TOML; paths are relative to the file.

url = "https://bank.example/b/yungang/link/v1"
enterprise = "10001"
operator = "chenhai-erp"
certificate = "YQ2026112300000001"
key_file = "erp-key.pem"            # PKCS#8; the pass phrase comes from YINQI_ERP_PASSPHRASE.
                                    # Or a key in a token: "pkcs11:token=…;object=…?module-path=…"
bank_key_file = "bank-key.pem"      # pinned: what the bank signs answers with
seal_key_file = "bank-seal.pem"     # where messages are sealed: the bank's seal.pem, pinned as well
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from erp_adapters.client.errors import ConfigWrong
from erp_adapters.client.token_key import SCHEME
from kernel.text import Text

CONNECT_TIMEOUT_S: Final = 5.0
READ_TIMEOUT_S: Final = 30.0
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_PATH_PARTS: Final = 4
_NEEDED: Final = ("url", "enterprise", "operator", "certificate", "key_file", "bank_key_file")
_OPTIONAL: Final = ("seal_key_file", "ca_file", "clock_file", "connect_timeout_s", "read_timeout_s")


@dataclass(frozen=True, slots=True)
class LinkConfig:
    """Where the bank is, who we are there, and the keys of both."""

    url: str
    enterprise: str
    operator: str
    certificate: str
    key_file: Path
    bank_key_file: Path
    seal_key_file: Path | None = None
    ca_file: Path | None = None
    clock_file: Path | None = None  # of a test bank that has a clock of its own
    connect_timeout_s: float = CONNECT_TIMEOUT_S
    read_timeout_s: float = READ_TIMEOUT_S

    @property
    def bank(self) -> str:
        """The bank's name in the address: `/b/<bank>/link/v1`."""
        return bank_in(self.url)


def load_config(path: Path) -> LinkConfig:
    """Read and check a configuration file; raises ConfigWrong."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise ConfigWrong(reason=Text(f"{path}：{fault}", f"{path}: {fault}")) from fault
    return link_config(values, path.parent)


def link_config(values: Mapping[str, Any], folder: Path) -> LinkConfig:
    """Check the values of a connection; paths are relative to `folder`. Raises ConfigWrong."""
    _check_names(values)
    try:
        return _config(values, folder)
    except (TypeError, ValueError) as fault:
        raise ConfigWrong(reason=Text(str(fault), str(fault))) from fault


def bank_in(url: str) -> str:
    """The bank an address names. Raises ConfigWrong; plain HTTP is for this machine only."""
    parts = urlsplit(url)
    path = parts.path.strip("/").split("/")
    if len(path) != _PATH_PARTS or (path[0], path[2]) != ("b", "link"):
        raise ConfigWrong(
            reason=Text("url 应为 …/b/<银行>/link/v1", "url must end in /b/<bank>/link/v1")
        )
    if parts.scheme != "https" and not _is_this_machine(parts):
        raise ConfigWrong(
            reason=Text("url 须为 https（本机除外）", "url must be https, but for this machine")
        )
    return path[1]


def _is_this_machine(parts: SplitResult) -> bool:
    return parts.scheme == "http" and parts.hostname in _LOOPBACK


def _check_names(values: Mapping[str, Any]) -> None:
    missing = [name for name in _NEEDED if not isinstance(values.get(name), str)]
    if missing:
        raise ConfigWrong(
            reason=Text(f"缺少 {', '.join(missing)}", f"{', '.join(missing)} missing")
        )
    strange = sorted(values.keys() - {*_NEEDED, *_OPTIONAL})
    if strange:
        raise ConfigWrong(
            reason=Text(f"不认识 {', '.join(strange)}", f"{', '.join(strange)} not known")
        )


def _config(values: Mapping[str, Any], folder: Path) -> LinkConfig:
    config = LinkConfig(
        url=values["url"].rstrip("/"),
        enterprise=values["enterprise"],
        operator=values["operator"],
        certificate=values["certificate"],
        key_file=_key_of(values["key_file"], folder),
        bank_key_file=folder / values["bank_key_file"],
        seal_key_file=folder / values["seal_key_file"] if "seal_key_file" in values else None,
        ca_file=folder / values["ca_file"] if "ca_file" in values else None,
        clock_file=folder / values["clock_file"] if "clock_file" in values else None,
        connect_timeout_s=float(values.get("connect_timeout_s", CONNECT_TIMEOUT_S)),
        read_timeout_s=float(values.get("read_timeout_s", READ_TIMEOUT_S)),
    )
    bank_in(config.url)
    return config


def _key_of(said: str, folder: Path) -> Path:
    return Path(said) if said.startswith(SCHEME) else folder / said
