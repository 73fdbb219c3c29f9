"""The page of documentation of all operations, generated from the catalogue and compared in a test."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any, Final

from corporate.catalogue import Catalogue
from kernel.operation import FieldInfo, Idempotency, Kind, Operation, Sensitivity, StepUp, fields_of
from kernel.text import Text

_HEAD: Final = """# 交易目录 · Operations

由 `kernel/operation.py` 的声明生成，请勿手工修改。Generated from the declarations of the slices; do not edit.

长度按报文编码的字节计。“必填”栏 ● 为必填。Lengths are bytes in the encoding of the wire; ● is required.
"""
_IDEMPOTENCY: Final = {
    Idempotency.READ: Text("查询，不改变任何数据", "reads, changes nothing"),
    Idempotency.SERIAL: Text(
        "以企业流水号为准，重发无副作用", "keyed by the client's serial, for ever"
    ),
    Idempotency.STATE: Text("以业务状态为准，重发无副作用", "keyed by the state of the object"),
}
_SENSITIVITY: Final = {
    Sensitivity.PLAIN: "",
    Sensitivity.ACCOUNT: "账号 account",
    Sensitivity.PERSONAL: "个人信息 personal",
    Sensitivity.SECRET: "机密 secret",
}
_COLUMNS: Final = "| 字段 Field | 名称 Label | 类型 Type | 字节 Bytes | 必填 | 格式 Pattern | 示例 Example | 敏感 Sensitivity |"


def page(catalogue: Catalogue) -> str:
    """The whole page, in Markdown."""
    parts = [_HEAD, *_matrix(catalogue)]
    for operation in catalogue:
        parts += _operation(operation)
    return "\n".join(parts).rstrip() + "\n"


def _matrix(catalogue: Catalogue) -> Iterator[str]:
    yield "## 权限矩阵 · Rights matrix\n"
    yield "| 权限 Right | 名称 Title | 动作 Verbs | 按账户 By account | 交易 Operations |"
    yield "|---|---|---|---|---|"
    for row in catalogue.rights_matrix():
        verbs = ", ".join(row.verbs)
        ruled = ", ".join(f"`{code}`" for code in row.operations)
        by_account = "●" if row.by_account else ""
        yield f"| `{row.right}` | {_both(row.title)} | {verbs} | {by_account} | {ruled} |"
    yield ""


def _operation(operation: Operation) -> Iterator[str]:
    yield f"## `{operation.code}` {_both(operation.title)}\n"
    if operation.about.zh:
        yield f"{operation.about.zh}\n\n{operation.about.en}\n"
    doors = ", ".join(_both(door.label) for door in sorted(operation.doors))
    yield f"- 渠道 Doors: {doors}"
    account = f" × `{operation.account_field}`" if operation.account_field else ""
    yield f"- 权限 Right: `{operation.right}` {operation.verb}{account}"
    yield f"- 幂等 Idempotency: {_both(_IDEMPOTENCY[operation.idempotency])}"
    if operation.step_up is StepUp.SIGN:
        yield "- 需签名 Asks for a signature"
    yield "\n### 请求 Request\n"
    yield from _record(operation.command)
    yield "### 应答 Answer\n"
    yield from _record(operation.answer)


def _record(record: type[Any]) -> Iterator[str]:
    infos = fields_of(record)
    if not infos:
        yield "（无字段 no fields）\n"
        return
    yield _COLUMNS
    yield "|---|---|---|---|---|---|---|---|"
    yield from (_row(info) for info in infos)
    yield ""
    for info in infos:
        if info.spec.group is not None:
            yield f"**{info.wire_name}**\n"
            yield from _record(info.spec.group)


def _row(info: FieldInfo) -> str:
    spec = info.spec
    cells = (
        f"`{info.wire_name}`{'[]' if info.many else ''}",
        _both(spec.label) + (f"<br>{_both(spec.hint)}" if spec.hint.zh else ""),
        _type(info),
        str(spec.max_bytes or ""),
        "●" if info.required else "",
        f"`{spec.pattern}`" if spec.pattern else "",
        _code(spec.example),
        _SENSITIVITY[spec.sensitivity],
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _type(info: FieldInfo) -> str:
    if info.spec.choices is not None:
        return "choice: " + _listed(info.spec.choices)
    if info.spec.kind is Kind.AMOUNT:
        return f"amount in {_place(info)}"
    return info.spec.kind.value


def _place(info: FieldInfo) -> str:
    named = dataclasses.replace(info, name=info.spec.currency_field)
    return f"`{named.wire_name}`"


def _listed(choices: Iterable[StrEnum]) -> str:
    return ", ".join(f"`{choice.value}`" for choice in choices)


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _both(text: Text) -> str:
    return f"{text.zh} {text.en}"
