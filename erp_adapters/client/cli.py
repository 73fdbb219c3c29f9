"""The command `yinqi-erp`: keys, payments and statements from a shell or a batch job.

Exit statuses, for scripts:

    0  done, or accepted and on its way
    1  refused by the bank: nothing was done
    2  wrong use or configuration
    3  accepted, but the payment itself has failed (or the whole file was rejected)
    4  outcome unknown: ask or send again under the same serial, never under a new one
    5  nothing was sent, or the bank said "not now": try again later, same serial
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import Any, Final

import click

from erp_adapters.client.answers import Values
from erp_adapters.client.config import LinkConfig, bank_in, load_config
from erp_adapters.client.errors import Refused
from erp_adapters.client.extracting import extract
from erp_adapters.client.filing import Telling, commands
from erp_adapters.client.keys import load_key, make_key, request_pem
from erp_adapters.client.link import BankLink
from erp_adapters.client.messages import read_document
from erp_adapters.client.records import Payment, PaymentState
from erp_adapters.client.reports import group_status
from erp_adapters.client.transport import HttpTransport
from kernel.certificates import request_for
from kernel.crypto import SignatureAlgorithm, read_verifier, select_provider
from kernel.errors import OutcomeUnknown, Unavailable, YinqiError
from kernel.ids import SystemRandomness

CONFIG: Final = "yinqi-erp.toml"
PASSPHRASE: Final = "YINQI_ERP_PASSPHRASE"  # noqa: S105 - the name of a variable
_FILE: Final = click.Path(dir_okay=False, path_type=Path)
_KINDS: Final = {one.family: one for one in SignatureAlgorithm}


class Exit(IntEnum):
    """How the command ended; the module says what each means."""

    REFUSED = 1
    WRONG_USE = 2
    FAILED = 3
    UNKNOWN = 4
    NOT_NOW = 5


@click.group(
    help="银企直联企业端 Direct link client. Exit statuses: see the manual, docs/direct-link.md."
)
@click.option(
    "--config",
    "config_file",
    type=_FILE,
    default=CONFIG,
    envvar="YINQI_ERP_CONFIG",
    show_default=True,
    help="配置文件 Configuration file",
)
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 Print JSON")
@click.pass_context
def main(ctx: click.Context, config_file: Path, *, as_json: bool) -> None:
    """What every command needs."""
    ctx.obj = {"config": config_file, "json": as_json}


@main.command()
@click.argument("out", type=_FILE)
@click.option("--kind", type=click.Choice(list(_KINDS)), default="sm2", help="密钥种类 Kind of key")
@click.option(
    "--no-passphrase",
    is_flag=True,
    help="不加口令（仅限无人值守） No pass phrase (unattended machines)",
)
def keygen(out: Path, *, kind: str, no_passphrase: bool) -> None:
    """生成密钥并打印须登记的公钥 Make a key and print the public half to register."""
    with told():
        words = None if no_passphrase else _new_passphrase()
        crypto = select_provider(profile="production")
        key = make_key(out, crypto, SystemRandomness(), words, _KINDS[kind])
        click.echo(key.public.spki_pem().decode("ascii"), nl=False)
        click.echo(f"SM3 {key.fingerprint()}")


@main.command()
@click.argument("key_file", type=_FILE)
@click.option("--out", type=_FILE, required=True, help="保存到 Where to keep it")
@click.pass_context
def request(ctx: click.Context, key_file: Path, out: Path) -> None:
    """生成证书申请，交管理员提交 Make a certificate request for your administrator to hand in."""
    with told():
        crypto = select_provider(profile="production")
        key = load_key(key_file, crypto, _passphrase())
        operator = load_config(ctx.obj["config"]).operator
        out.write_bytes(request_pem(request_for(key, operator)))
        click.echo(f"SM3 {key.fingerprint()}")


@main.command()
@click.option("--key", "key_file", type=_FILE, required=True, help="新密钥 The new key")
@click.option("--out", type=_FILE, required=True, help="新证书 Where to keep the new certificate")
@click.option("--no-passphrase", is_flag=True, help="新密钥不加口令 No pass phrase on the new key")
@click.pass_context
def renew(ctx: click.Context, key_file: Path, out: Path, *, no_passphrase: bool) -> None:
    """用原证书换取新证书；可安全重试 Get a certificate for a new key with the old one; safe to repeat."""
    with told():
        crypto = select_provider(profile="production")
        words = None if no_passphrase else _passphrase() or _new_passphrase()
        if not key_file.exists():
            make_key(key_file, crypto, SystemRandomness(), words)
        key = load_key(key_file, crypto, words)
        link = _link(ctx)
        made = link.renew(request_for(key, link.config.operator))
        out.write_bytes(made.pem())
        shown = {
            "certificate": made.serial, "key_file": str(key_file), "not_after": made.not_after,
            "old_until": made.old_until,
        }  # fmt: skip
        _show(ctx, shown)


@main.command("bank-key")
@click.argument("url")
@click.option("--out", type=_FILE, required=True, help="保存到 Where to keep it")
@click.option(
    "--kind", type=click.Choice(list(_KINDS)), default="sm2", help="与企业密钥同类 As your own key"
)
@click.option("--seal", is_flag=True, help="取加密公钥 The key to seal messages to instead")
def bank_key(url: str, out: Path, kind: str, *, seal: bool) -> None:
    """取银行公钥，与银行函告的指纹核对后方可使用 Fetch a key of the bank; compare its fingerprint before use."""
    with told():
        bank_in(url)
        nowhere = Path(os.devnull)
        config = LinkConfig(url.rstrip("/"), "", "", "", nowhere, nowhere)
        name = ("seal" if seal else "key") + ("" if kind == "sm2" else f"-{kind}")
        found = HttpTransport(config).get(f"{config.url}/{name}.pem")
        key = read_verifier(found.body, select_provider(profile="production"))
        out.write_bytes(key.spki_pem())
        click.echo(f"SM3 {key.fingerprint()}")


@main.command()
@click.option("--serial", required=True, help="客户流水号，永久唯一 Your serial, unique for ever")
@click.option("--from", "payer_account", required=True, help="付款账号 Payer account")
@click.option("--to", "payee_account", required=True, help="收款账号 Payee account")
@click.option("--name", "payee_name", required=True, help="收款户名 Payee name")
@click.option("--amount", required=True, help="金额，如 1286.40 Amount")
@click.option("--currency", default="CNY", show_default=True)
@click.option("--bank", "payee_bank", default="", help="收款行行号或 BIC Payee bank")
@click.option("--purpose", default="", help="用途 Purpose")
@click.option("--remark", default="", help="附言 Remark")
@click.option("--on", "requested_on", default="", help="要求日期 Requested date")
@click.option("--rail", default="", help="SMART HVPS BEPS IBPS")
@click.pass_context
def pay(ctx: click.Context, /, **given: str) -> None:
    """付款 Make a payment; the same serial never pays twice."""
    with told():
        _show_state(ctx, _link(ctx).pay(Payment(**given)))


@main.command()
@click.option("--serial", default="", help="客户流水号 Your serial")
@click.option("--number", default="", help="银行业务编号 The bank's number")
@click.pass_context
def find(ctx: click.Context, serial: str, number: str) -> None:
    """查询付款 Find a payment."""
    if bool(serial) == bool(number):
        message = "--serial | --number"
        raise click.UsageError(message)
    with told():
        _show_state(ctx, _link(ctx).find(serial=serial, number=number))


@main.command()
@click.argument("file", type=_FILE)
@click.option("--out", type=_FILE, help="pain.002 保存到 Where to keep the pain.002")
@click.pass_context
def send(ctx: click.Context, file: Path, out: Path | None) -> None:
    """原样发送 pain.001 文件 Send a pain.001 as it is; the same MsgId never pays twice."""
    with told():
        link, document = _link(ctx), read_document(file)
        try:
            answer = link.send_document(document)
        except OutcomeUnknown:
            click.echo(f"MsgId {document.message_id}", err=True)
            raise
        _show_report(document.message_id, answer, out)


@main.command()
@click.argument("message_id")
@click.option("--out", type=_FILE, help="pain.002 保存到 Where to keep the pain.002")
@click.pass_context
def report(ctx: click.Context, message_id: str, out: Path | None) -> None:
    """查询 pain.001 的状态 Ask where a message stands."""
    with told():
        _show_report(message_id, _link(ctx).report(message_id), out)


@main.command()
@click.pass_context
def accounts(ctx: click.Context) -> None:
    """账户与余额 Accounts and balances."""
    with told():
        _show_rows(ctx, _link(ctx).accounts())


@main.command()
@click.argument("account")
@click.option("--after", default=0, help="此流水号之后 After this line")
@click.pass_context
def lines(ctx: click.Context, account: str, after: int) -> None:
    """账户流水 Lines of an account."""
    with told():
        _show_rows(ctx, _link(ctx).lines(account, after=after))


@main.command()
@click.argument("account")
@click.argument("day")
@click.option("--camt053", "out", type=_FILE, required=True, help="保存到 Where to keep it")
@click.pass_context
def statement(ctx: click.Context, account: str, day: str, out: Path) -> None:
    """日终对账单 camt.053 The statement of a closed day."""
    with told():
        out.write_bytes(_link(ctx).statement(account, day))
        click.echo(str(out))


@contextmanager
def told() -> Iterator[None]:
    """Every refusal is a sentence in two languages on stderr, and an exit status."""
    try:
        yield
    except YinqiError as error:
        click.echo(f"{error.message.zh}\n{error.message.en}", err=True)
        if isinstance(error, Refused):
            for fault in error.faults:
                click.echo(
                    f"  {fault.element}: {fault.text.zh} {fault.text.en} [{fault.code}]", err=True
                )
        sys.exit(_exit_of(error))


def _exit_of(error: YinqiError) -> Exit:
    if isinstance(error, Refused):
        return Exit.REFUSED
    if isinstance(error, OutcomeUnknown):
        return Exit.UNKNOWN
    return Exit.NOT_NOW if isinstance(error, Unavailable) else Exit.WRONG_USE


def _keeping(ctx: click.Context) -> Telling:
    """Keeps what a command asks for in a file."""

    def keep(ask: Callable[[BankLink], bytes], out: Path) -> None:
        with told():
            out.write_bytes(ask(_link(ctx)))
            click.echo(str(out))

    return keep


def _link(ctx: click.Context) -> BankLink:
    return BankLink(load_config(ctx.obj["config"]), passphrase=_passphrase())


def _passphrase() -> bytes | None:
    words = os.environ.get(PASSPHRASE)
    return words.encode() if words else None


def _new_passphrase() -> bytes:
    words = os.environ.get(PASSPHRASE) or click.prompt(
        "口令 Pass phrase", hide_input=True, confirmation_prompt=True
    )
    return str(words).encode()


def _show_state(ctx: click.Context, state: PaymentState) -> None:
    shown: dict[str, Any] = {
        "serial": state.serial, "number": state.number, "status": state.status,
        "amount": state.amount, "currency": state.currency, "duplicate": state.duplicate,
        "reason": f"{state.reason.zh} {state.reason.en}".strip(),
        "findings": [f"{found.zh} {found.en}" for found in state.findings],
    }  # fmt: skip
    _show(ctx, shown)
    if state.failed:
        sys.exit(Exit.FAILED)


def _show_report(message_id: str, report_file: bytes, out: Path | None) -> None:
    status = group_status(report_file)
    if out is None:
        click.echo(report_file.decode())
    else:
        out.write_bytes(report_file)
        click.echo(f"{message_id} {status} {out}")
    if status == "RJCT":
        sys.exit(Exit.FAILED)


def _show_rows(ctx: click.Context, found: list[Values]) -> None:
    if ctx.obj["json"]:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for row in found:
        click.echo("\t".join(str(value) for value in row.values()))


def _show(ctx: click.Context, values: Mapping[str, Any]) -> None:
    if ctx.obj["json"]:
        click.echo(json.dumps(values, ensure_ascii=False, indent=2))
        return
    for name, value in values.items():
        if value not in ("", [], False):
            click.echo(f"{name}: {'; '.join(value) if isinstance(value, list) else value}")


main.add_command(extract)
for _command in commands(_keeping):
    main.add_command(_command)

if __name__ == "__main__":
    main()
