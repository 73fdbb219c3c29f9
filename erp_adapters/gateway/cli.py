"""The command `yinqi-gateway`: `init` a folder, `run` in it, `send` a file, ask for `status`.

Exit statuses: 0 done; 1 refused (the words say why); 2 wrong use or configuration; 5 not reachable now.
"""

from __future__ import annotations

import json
import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import click
import urllib3

from erp_adapters.client.errors import ConfigWrong
from erp_adapters.gateway.config import GatewayConfig, load_gateway_config
from erp_adapters.gateway.errors import GatewayWrong
from erp_adapters.gateway.folders import Folders
from erp_adapters.gateway.initial import lay_out
from erp_adapters.gateway.keys import token_of
from erp_adapters.gateway.server import serving, start
from erp_adapters.gateway.service import opened
from kernel.errors import Invalid, YinqiError
from kernel.text import Text

CONFIG: Final = "yinqi-gateway.toml"
_FILE: Final = click.Path(dir_okay=False, path_type=Path)
_FOLDER: Final = click.Path(file_okay=False, path_type=Path)
_REFUSED, _WRONG_USE, _NOT_NOW = 1, 2, 5
_OK_FROM, _OK_TO = 200, 299


@click.group(help="银企前置机 Gateway between an ERP and the bank. 手册 Manual: docs/gateway.md")
@click.option(
    "--config", "config_file", type=_FILE, default=CONFIG, envvar="YINQI_GATEWAY_CONFIG",
    show_default=True, help="配置文件 Configuration file",
)  # fmt: skip
@click.pass_context
def main(ctx: click.Context, config_file: Path) -> None:
    """What every command needs."""
    ctx.obj = config_file


@main.command()
@click.argument("folder", type=_FOLDER)
@click.option("--url", required=True, help="银行地址 https://…/b/<bank>/link/v1")
@click.option("--enterprise", required=True, help="企业客户号 Enterprise number")
@click.option("--operator", required=True, help="操作员登录名 Operator's log-in")
@click.option(
    "--account", "accounts", multiple=True, help="取对账单的账号 Account to fetch statements of"
)
@click.option("--no-passphrase", is_flag=True, help="私钥不加口令 No pass phrase on the key")
def init(
    folder: Path,
    url: str,
    enterprise: str,
    operator: str,
    accounts: tuple[str, ...],
    *,
    no_passphrase: bool,
) -> None:
    """建立目录、密钥和配置 Make the folders, a key and a configuration; nothing there is overwritten."""
    with told():
        made = lay_out(
            folder, url=url, enterprise=enterprise, operator=operator, accounts=accounts,
            with_passphrase=not no_passphrase,
        )  # fmt: skip
        click.echo(made.public_pem.decode("ascii"), nl=False)
        click.echo(f"SM3 {made.fingerprint}")
        for line in made.next_steps:
            click.echo(f"{line.zh}\n    {line.en}")


@main.command()
@click.option("--once", is_flag=True, help="处理一轮后退出 Deal with what is due, then end")
@click.pass_obj
def run(config_file: Path, *, once: bool) -> None:
    """运行 Take, send, ask, fetch, until told to stop (SIGTERM)."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    with told():
        config = load_gateway_config(config_file)
        _certified(config)
        folders = Folders(config.folder)
        folders.make()
        with folders.alone():
            gateway = opened(config)
            if once:
                gateway.round()
                return
            server = serving(gateway)
            start(server)
            click.echo(f"{'https' if config.tls else 'http'}://{config.host}:{server.server_port}/")
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_signal: gateway.stop())
            gateway.run()
            server.shutdown()
            gateway.kit.store.close()


def _certified(config: GatewayConfig) -> None:
    """What `init` writes has no certificate yet: without one every message would be refused."""
    if not config.bank.certificate:
        raise GatewayWrong(
            reason=Text(
                "[bank] certificate 为空，请填写网银“银企直联”页上的证书序列号",
                "[bank] certificate is empty; put in the serial the page “Direct link” shows",
            )
        )


@main.command()
@click.argument("file", type=_FILE)
@click.option("--folder", default="", help="由哪个适配器目录读取 The folder whose adapter reads it")
@click.option(
    "--wait", default=30, show_default=True, help="等待银行应答的秒数 Seconds to wait for the bank"
)
@click.pass_obj
def send(config_file: Path, file: Path, folder: str, wait: int) -> None:
    """交给运行中的前置机 Hand a file to the running gateway and wait for the bank's answer."""
    with told():
        config = load_gateway_config(config_file)
        content = _content(file)
        fields = {"name": file.name, "folder": folder, "wait": str(wait)}
        status, said = _call(config, "POST", "/orders", fields, content)
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
        if not _OK_FROM <= status <= _OK_TO:
            sys.exit(_REFUSED)


@main.command()
@click.argument("serial", required=False)
@click.option(
    "--document", is_flag=True, help="只按 MsgId 查询文件 A document by its MsgId, never a payment"
)
@click.pass_obj
def status(config_file: Path, serial: str | None, *, document: bool) -> None:
    """查询一笔，或前置机是否在运行 Where one item stands, or whether the gateway runs."""
    with told():
        config = load_gateway_config(config_file)
        code, said = _standing(config, serial, document=document)
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
        if not _OK_FROM <= code <= _OK_TO:
            sys.exit(_REFUSED)


def _standing(config: GatewayConfig, serial: str | None, *, document: bool) -> tuple[int, Any]:
    """A payment by its serial, else a document by its MsgId: whoever asks need not know which it was."""
    if not serial:
        return _call(config, "GET", "/health", {}, None)
    if not document:
        found = _call(config, "GET", f"/payments/{serial}", {}, None)
        if found[0] != HTTPStatus.NOT_FOUND:
            return found
    return _call(config, "GET", f"/documents/{serial}", {}, None)


@contextmanager
def told() -> Iterator[None]:
    """Every refusal is a sentence in two languages on stderr, and an exit status."""
    try:
        yield
    except YinqiError as error:
        click.echo(f"{error.message.zh}\n{error.message.en}", err=True)
        sys.exit(
            _WRONG_USE if isinstance(error, GatewayWrong | ConfigWrong | Invalid) else _REFUSED
        )


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as fault:
        raise click.BadParameter(str(fault)) from fault


def _call(
    config: GatewayConfig, method: str, path: str, fields: dict[str, str], body: bytes | None
) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {token}"} if (token := token_of(config)) else {}
    address = f"{'https' if config.tls else 'http'}://{config.host}:{config.port}"
    files: dict[str, Any] = {} if config.tls is None else {
        "cert_file": str(config.tls.cert_file), "key_file": str(config.tls.key_file),
        "ca_certs": str(config.tls.client_ca_file),
    }  # fmt: skip
    pool = urllib3.PoolManager(retries=False, timeout=90.0, **files)
    url = f"{address}{path}?{urlencode(fields)}" if fields else f"{address}{path}"
    try:
        found = pool.request(method, url, body=body, headers=headers)
    except urllib3.exceptions.HTTPError:
        click.echo(f"前置机未运行：{address}\nThe gateway does not run at {address}", err=True)
        sys.exit(_NOT_NOW)
    try:
        return found.status, json.loads(found.data)
    except ValueError:
        return found.status, {"text": found.data.decode("utf-8", "replace").strip()}


if __name__ == "__main__":
    main()
