"""The trail as a file: CSV that no spreadsheet executes, or JSON lines with the hashes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Final

from kernel.calendar import SHANGHAI
from workflows.audit.commands import AuditLine

_HEAD: Final = (
    "时间 At", "操作人 Who", "渠道 Channel", "交易码 What", "对象类型 Object type", "对象编号 Object",
    "网络地址 Address", "明细 Detail", "链上序号 Number", "哈希 Hash",
)  # fmt: skip
_STARTS_A_FORMULA: Final = tuple("=+-@\t\r\n＝＋－＠")


def as_csv(lines: Sequence[AuditLine]) -> bytes:
    """UTF-8 with its mark, so that a spreadsheet reads the Chinese; formulas become text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_HEAD)
    for line in lines:
        at = line.at.astimezone(SHANGHAI).isoformat(sep=" ", timespec="milliseconds")
        said = (
            at, line.actor, line.door, line.action, line.object_type, line.object_id, line.address,
            line.detail, str(line.seq or ""), line.hash,
        )  # fmt: skip
        writer.writerow([neutral(text) for text in said])
    return out.getvalue().encode("utf-8-sig")


def as_json_lines(lines: Sequence[AuditLine]) -> bytes:
    """One object a line, its detail as it was sealed."""
    return b"".join(_json(line) for line in lines)


def neutral(text: str) -> str:
    """A cell that a spreadsheet shows and does not execute (CWE-1236)."""
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS_A_FORMULA) else text


def _json(line: AuditLine) -> bytes:
    said = {
        "id": line.line_id,
        "at": line.at.isoformat(),
        "actor": line.actor,
        "door": line.door,
        "action": line.action,
        "object_type": line.object_type,
        "object_id": line.object_id,
        "detail": json.loads(line.detail),
        "seq": line.seq or None,
        "hash": line.hash or None,
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True).encode() + b"\n"
