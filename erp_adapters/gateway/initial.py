"""Lays out a new gateway: folders, a key with a pass phrase of its own, a token, and a configuration."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from erp_adapters.client.config import bank_in
from erp_adapters.client.errors import ConfigWrong
from erp_adapters.client.keys import make_key, request_pem
from erp_adapters.gateway.folders import Folders
from kernel.certificates import request_for
from kernel.crypto import select_provider
from kernel.ids import SystemRandomness
from kernel.text import Text

_CONFIG: Final = """# 银企前置机 Yinqi gateway. 手册 Manual: docs/gateway.md
[bank]
url = "{url}"
enterprise = "{enterprise}"
operator = "{operator}"
certificate = ""                 # 银行颁发后填写 what the bank gives you
key_file = "erp-key.pem"
bank_key_file = "bank-key.pem"   # yinqi-erp bank-key {url} --out bank-key.pem

[gateway]
folder = "."
listen = "127.0.0.1:8710"        # 仅本机 this machine only
token_file = "token"
{passphrase}
[fetch]
accounts = [{accounts}]          # 账号须加引号 quote the numbers
statements_at = "06:30"

# [[drop]]                       # 一个 ERP 一个目录 one folder for an ERP, in/kingdee/
# folder = "kingdee"
# adapter = "kingdee"
# profile = "kingdee.toml"
"""
_NEXT: Final = (
    Text(
        "1. 把 erp.csr 交企业管理员在网银“银企直联 → 申请证书”提交，核对上面的 SM3 指纹；证书序列号填入 certificate",
        "1. Have your administrator hand in erp.csr on the page “Direct link” and compare the fingerprint above;"
        " put the serial into `certificate`",
    ),
    Text(
        "2. yinqi-erp bank-key <url> --out bank-key.pem，指纹须与银行函件一致",
        "2. yinqi-erp bank-key <url> --out bank-key.pem; compare its fingerprint with the bank's letter",
    ),
    Text(
        "3. yinqi-gateway --config yinqi-gateway.toml run",
        "3. yinqi-gateway --config yinqi-gateway.toml run",
    ),
)


@dataclass(frozen=True, slots=True)
class LaidOut:
    """What a person needs to know after it."""

    public_pem: bytes
    fingerprint: str
    next_steps: tuple[Text, ...]


def lay_out(
    folder: Path,
    *,
    url: str,
    enterprise: str,
    operator: str,
    accounts: tuple[str, ...],
    with_passphrase: bool,
) -> LaidOut:
    """Make everything; raises ConfigWrong where something of it is there already."""
    bank_in(url)
    config = folder / "yinqi-gateway.toml"
    if config.exists():
        raise ConfigWrong(reason=Text(f"{config} 已存在", f"{config} exists already"))
    Folders(folder).make()
    crypto, words = select_provider(profile="production"), secrets.token_urlsafe(32).encode()
    key = make_key(
        folder / "erp-key.pem", crypto, SystemRandomness(), words if with_passphrase else None
    )
    if with_passphrase:
        _secret(folder / "passphrase", words)
    _secret(folder / "token", secrets.token_urlsafe(32).encode())
    (folder / "erp.csr").write_bytes(request_pem(request_for(key, operator)))
    config.write_text(
        _CONFIG.format(
            url=url.rstrip("/"),
            enterprise=enterprise,
            operator=operator,
            accounts=", ".join(f'"{account}"' for account in accounts),
            passphrase='passphrase_file = "passphrase"\n' if with_passphrase else "",
        ),
        encoding="utf-8",
    )
    return LaidOut(key.public.spki_pem(), key.fingerprint(), _NEXT)


def _secret(path: Path, content: bytes) -> None:
    path.touch(mode=0o600)
    path.write_bytes(content + b"\n")
