"""The enterprise's key: a PKCS#8 or PKCS#12 file and its pass phrase, from wherever secrets are kept.

Of a key in a token (PKCS#11, U-Key) the pass phrase is the PIN. Nothing else of the gateway touches the key.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

from erp_adapters.gateway.config import GatewayConfig
from erp_adapters.gateway.errors import GatewayWrong
from kernel.text import Text

CREDENTIALS: Final = "CREDENTIALS_DIRECTORY"
_CREDENTIAL: Final = "passphrase"  # of systemd's LoadCredential
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def passphrase_of(config: GatewayConfig) -> bytes | None:
    """The pass phrase: systemd's credential, a file of this user's only, or a variable; none for a bare key."""
    handed = os.environ.get(CREDENTIALS)
    if handed and (found := Path(handed, _CREDENTIAL)).is_file():
        return found.read_bytes().rstrip(b"\r\n")
    if config.passphrase_file is not None:
        return _secret(config.passphrase_file)
    if config.passphrase_env:
        said = os.environ.get(config.passphrase_env)
        if said is None:
            name = config.passphrase_env
            raise GatewayWrong(
                reason=Text(f"环境变量 {name} 未设置", f"the variable {name} is not set")
            )
        return said.encode()
    return None


def token_of(config: GatewayConfig) -> str:
    """What a program of this machine must show to hand in payments; empty when none is configured."""
    return (
        "" if config.token_file is None else _secret(config.token_file).decode("ascii", "replace")
    )


def _secret(path: Path) -> bytes:
    try:
        found = path.read_bytes()
    except OSError as fault:
        reason = Text(
            f"无法读取 {path}：{fault.strerror}", f"{path} cannot be read: {fault.strerror}"
        )
        raise GatewayWrong(reason=reason) from fault
    if path.stat().st_mode & _OTHERS:
        reason = Text(f"{path} 的权限须为 0600", f"{path} must have mode 0600")
        raise GatewayWrong(reason=reason)
    return found.strip()
