"""`yinqi-erp export` and `receipt`: files of an account, and the paper of a payment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from erp_adapters.client.link import BankLink

_FILE = click.Path(dir_okay=False, path_type=Path)
_FORMATS = (
    "PDF", "XLSX", "CSV", "camt.053.001.08", "camt.053.001.02", "MT940", "MT940-UTF8", "MT940-GB18030", "OFX",
)  # fmt: skip
_BY = {"serial": "ClientSerial", "number": "BusinessSerial", "receipt": "Number"}
Telling = Callable[[Callable[[BankLink], bytes], Path], None]
"""Asks over the configured link, keeps the bytes in a file, and tells refusals as every command does."""


def commands(keep: Callable[[click.Context], Telling]) -> tuple[click.Command, ...]:
    """The two commands."""

    @click.command()
    @click.argument("account")
    @click.argument("from_on", metavar="FROM")
    @click.argument("to_on", metavar="TO")
    @click.option("--format", "form", type=click.Choice(_FORMATS), default="CSV", show_default=True)
    @click.option("--out", type=_FILE, required=True, help="保存到 Where to keep it")
    @click.pass_context
    def export(ctx: click.Context, account: str, from_on: str, to_on: str, form: str, out: Path) -> None:  # fmt: skip  # noqa: PLR0917
        """导出明细文件 Lines of an account from FROM to TO (2026-11-23) as a file."""
        keep(ctx)(lambda link: link.export(account, from_on, to_on, form), out)

    @click.command()
    @click.option("--serial", default="", help="客户流水号 Your serial")
    @click.option("--number", default="", help="银行业务编号 The bank's number of the payment")
    @click.option("--receipt", default="", help="回单编号 The receipt's own number")
    @click.option("--out", type=_FILE, required=True, help="保存到 Where to keep it")
    @click.pass_context
    def receipt(ctx: click.Context, /, out: Path, **by: str) -> None:
        """电子回单 PDF The receipt of a payment as PDF; by one of the three numbers."""
        asked = {_BY[name]: said for name, said in by.items() if said}
        if len(asked) != 1:
            message = "--serial, --number 或 or --receipt"
            raise click.UsageError(message)
        keep(ctx)(lambda link: link.receipt(**asked), out)

    return export, receipt
