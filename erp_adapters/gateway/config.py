"""The gateway's configuration, one TOML file; paths are relative to it. `yinqi-gateway init` writes one.

Everything wrong is said at once, with the name it stands under. Secrets do not stand here: the pass
phrase of the key comes from a file or the environment.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import Any, Final

from erp_adapters.client.config import LinkConfig, link_config
from erp_adapters.client.errors import ConfigWrong
from erp_adapters.gateway.errors import GatewayWrong
from kernel.text import Text

LISTEN: Final = "127.0.0.1:8710"
FORMATS: Final = ("camt.053.001.02", "MT940", "MT940-UTF8", "MT940-GB18030", "OFX", "CSV", "XLSX")
"""What a day's statement can be fetched as besides camt.053.001.08."""
_PORT_MAX: Final = 65535


@dataclass(frozen=True, slots=True)
class Tls:
    """Certificates of the gateway's own address: with them it may listen beyond this machine."""

    cert_file: Path
    key_file: Path
    client_ca_file: Path


@dataclass(frozen=True, slots=True)
class Fetch:
    """What is fetched by itself, and when (bank time, Asia/Shanghai)."""

    accounts: tuple[str, ...] = ()
    statements_at: time = time(6, 30)
    first_day: str = ""
    balances_every_s: float = 600.0
    receipts: bool = True
    formats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drop:
    """A folder below `in/` whose files one adapter reads, and what that adapter gets back in `out/`."""

    folder: str
    adapter: str
    profile: Path | None = None


@dataclass(frozen=True, slots=True)
class GatewayConfig:
    """One gateway: one connection to one bank, one folder, one address of its own."""

    bank: LinkConfig
    folder: Path
    host: str
    port: int
    token_file: Path | None = None
    passphrase_file: Path | None = None
    passphrase_env: str = ""
    certificate_file: Path | None = None
    tls: Tls | None = None
    poll_s: float = 1.0
    follow_returns_days: int = 10
    fetch: Fetch = field(default_factory=Fetch)
    drops: tuple[Drop, ...] = ()


_TABLES: Final = {
    "bank": None,  # checked by the client
    "gateway": {
        "folder", "listen", "token_file", "passphrase_file", "passphrase_env", "certificate_file",
        "poll_s", "follow_returns_days",
    },
    "tls": {"cert_file", "key_file", "client_ca_file"},
    "fetch": {"accounts", "statements_at", "first_day", "balances_every_s", "receipts", "formats"},
    "drop": {"folder", "adapter", "profile"},
}  # fmt: skip


def load_gateway_config(path: Path) -> GatewayConfig:
    """Read and check a configuration; raises GatewayWrong that names what is wrong and where."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        words = f"{path}: {fault}"
        raise _wrong(words) from fault
    _check_names(said)
    try:
        return _config(said, path.absolute().parent)
    except ConfigWrong as fault:
        reason = fault.params["reason"]
        said_by = reason if isinstance(reason, Text) else Text(str(reason), str(reason))
        raise GatewayWrong(reason=Text(f"[bank] {said_by.zh}", f"[bank] {said_by.en}")) from fault
    except KeyError as fault:
        name = str(fault.args[0])
        raise GatewayWrong(reason=Text(f"缺少 {name}", f"{name} is missing")) from fault
    except (TypeError, ValueError, AttributeError) as fault:
        raise _wrong(str(fault)) from fault


def _check_names(said: Mapping[str, Any]) -> None:
    strange = [f"[{name}]" for name in said if name not in _TABLES]
    for table, names in _TABLES.items():
        for given in _tables(said.get(table, {})):
            if names is not None:
                strange += [f"[{table}] {name}" for name in given if name not in names]
    if strange:
        listed = ", ".join(sorted(strange))
        raise GatewayWrong(reason=Text(f"不认识 {listed}", f"{listed} not known"))
    for table in ("bank", "gateway"):
        if not isinstance(said.get(table), dict):
            raise GatewayWrong(reason=Text(f"缺少 [{table}]", f"[{table}] is missing"))


def _tables(found: Any) -> list[Mapping[str, Any]]:
    return [one for one in (found if isinstance(found, list) else [found]) if isinstance(one, dict)]


def _config(said: Mapping[str, Any], here: Path) -> GatewayConfig:
    own, fetch, tls = said["gateway"], said.get("fetch", {}), said.get("tls")
    host, port = _address(str(own.get("listen", LISTEN)))
    return GatewayConfig(
        bank=link_config(said["bank"], here),
        folder=here / own.get("folder", "."),
        host=host,
        port=port,
        token_file=_path(own, "token_file", here),
        passphrase_file=_path(own, "passphrase_file", here),
        passphrase_env=own.get("passphrase_env", ""),
        certificate_file=_path(own, "certificate_file", here),
        tls=None if tls is None else Tls(*(_needed(tls, name, here) for name in _TLS)),
        poll_s=float(own.get("poll_s", 1.0)),
        follow_returns_days=int(own.get("follow_returns_days", 10)),
        fetch=_fetch(fetch),
        drops=tuple(_drop(one, here) for one in _tables(said.get("drop", []))),
    )


_TLS: Final = ("cert_file", "key_file", "client_ca_file")


def _fetch(said: Mapping[str, Any]) -> Fetch:
    accounts = said.get("accounts", [])
    if not isinstance(accounts, list) or not all(isinstance(one, str) for one in accounts):
        reason = Text(
            '[fetch] accounts 应为带引号的账号列表，如 ["1001234509012345678"]',
            '[fetch] accounts must be a list of quoted account numbers, as in ["1001234509012345678"]',
        )
        raise GatewayWrong(reason=reason)
    day = said.get("first_day", "")
    return Fetch(
        accounts=tuple(accounts),
        statements_at=time.fromisoformat(str(said.get("statements_at", "06:30"))),
        first_day=str(day),
        balances_every_s=float(said.get("balances_every_s", 600)),
        receipts=bool(said.get("receipts", True)),
        formats=_formats(said.get("formats", [])),
    )


def _formats(said: Any) -> tuple[str, ...]:
    strange = [str(one) for one in said if one not in FORMATS]
    if strange:
        names, known = ", ".join(strange), ", ".join(FORMATS)
        raise GatewayWrong(
            reason=Text(f"[fetch] formats 不认识 {names}，可用：{known}", f"[fetch] formats has {names}; there are {known}")
        )  # fmt: skip
    return tuple(said)


def _drop(said: Mapping[str, Any], here: Path) -> Drop:
    folder = str(said["folder"])
    if not folder or "/" in folder or folder.startswith("."):
        raise GatewayWrong(
            reason=Text(f"[[drop]] folder = {folder} 应为一层目录名", f"[[drop]] folder = {folder} must be a plain name")
        )  # fmt: skip
    return Drop(folder, str(said["adapter"]), _path(said, "profile", here))


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit() or int(port) > _PORT_MAX:
        reason = Text(
            f"listen = {text} 应为 地址:端口，如 {LISTEN}",
            f"listen = {text} must be address:port, as in {LISTEN}",
        )
        raise GatewayWrong(reason=reason)
    return host.strip("[]"), int(port)


def _path(said: Mapping[str, Any], name: str, here: Path) -> Path | None:
    return here / said[name] if name in said else None


def _needed(said: Mapping[str, Any], name: str, here: Path) -> Path:
    return here / str(said[name])


def _wrong(words: str) -> GatewayWrong:
    return GatewayWrong(reason=Text(words, words))
