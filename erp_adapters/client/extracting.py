"""`yinqi-erp extract`: the vouchers out of receipts and statements, as JSON and as the files they were."""

from __future__ import annotations

import json
from pathlib import Path

import click

from erp_adapters.vouchers import Unreadable, attachments, vouchers_in

_FILE = click.Path(dir_okay=False, exists=True, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.argument("files", nargs=-1, required=True, type=_FILE)
@click.option("--out", type=_FOLDER, help="同时取出附件到此目录 Also lay the attached files here")
def extract(files: tuple[Path, ...], out: Path | None) -> None:
    """取出电子凭证数据：每张凭证一行 JSON Print each voucher of PDF, OFD or XML files as a line of JSON."""
    for path in files:
        data = path.read_bytes()
        try:
            for voucher in vouchers_in(data):
                told = {"file": path.name, **voucher.as_json()}
                click.echo(json.dumps(told, ensure_ascii=False))
            if out is not None:
                _lay(data, out)
        except Unreadable as fault:
            message = f"{path}: {fault}"
            raise click.ClickException(message) from fault


def _lay(data: bytes, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for one in attachments(data):
        if one.name:
            (out / one.name).write_bytes(one.content)
