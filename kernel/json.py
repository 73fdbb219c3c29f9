"""The strict JSON reader of the house.

Python's own reader lets NaN and Infinity pass, makes floats of amounts, keeps the last of two equal keys, and dies of deep
nesting with a RecursionError; a sender and an auditor would read different amounts from the same
bytes. It must never be bypassed for data from outside.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any, Final, NoReturn

from kernel.findings import Rule, shown
from kernel.limits import JSON_BYTES_MAX, JSON_DEPTH_MAX, JSON_NUMBER_CHARS_MAX

_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class JsonRule(Rule):
    """A rule of the reader; the value is the code of the finding."""

    TOO_LARGE = (
        "json.too_large",
        "JSON 报文超过 {limit} 字节的上限",
        "The JSON document is larger than the limit of {limit} bytes",
    )
    BYTES = (
        "json.bytes",
        "第 {offset} 字节处不是有效的 UTF-8 编码",
        "Byte {offset} is not valid UTF-8",
    )
    TOO_DEEP = (
        "json.too_deep",
        "JSON 嵌套超过 {limit} 层",
        "The JSON is nested deeper than {limit} levels",
    )
    MALFORMED = (
        "json.malformed",
        "第 {line} 行第 {column} 列：JSON 格式不正确",
        "Line {line}, column {column}: not well-formed JSON",
    )
    DUPLICATE_KEY = (
        "json.duplicate_key",
        "同一对象中的键“{key}”重复",
        "The key “{key}” stands twice in one object",
    )
    NOT_A_NUMBER = (
        "json.not_a_number",
        "不允许使用 {value}，请使用普通数字",
        "{value} is not allowed; write a plain number",
    )
    BAD_TEXT = (
        "json.bad_text",
        "文字中含有空字符或不成对的代理码位",
        "A text holds a NUL or half of a surrogate pair",
    )


def read_json(data: bytes) -> Any:
    """Return the value of the UTF-8 document `data`; a number with a fraction is a `Decimal`.

    Raises `Faulty` with the first fault: what follows it cannot be trusted.
    """
    if len(data) > JSON_BYTES_MAX:
        raise JsonRule.TOO_LARGE.refusal(limit=JSON_BYTES_MAX)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise JsonRule.BYTES.refusal(offset=error.start) from None
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_float=_decimal,
            parse_int=_integer,
        )
    except json.JSONDecodeError as error:
        raise JsonRule.MALFORMED.refusal(line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise JsonRule.TOO_DEEP.refusal(limit=JSON_DEPTH_MAX) from None
    _check(value)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise JsonRule.DUPLICATE_KEY.refusal(key=shown(key))
        found[key] = value
    return found


def _constant(name: str) -> NoReturn:
    raise JsonRule.NOT_A_NUMBER.refusal(value=name)


def _decimal(digits: str) -> Decimal:
    if len(digits) > JSON_NUMBER_CHARS_MAX or "e" in digits.lower():
        raise JsonRule.NOT_A_NUMBER.refusal(value=shown(digits))
    return Decimal(digits)


def _integer(digits: str) -> int:
    if len(digits) > JSON_NUMBER_CHARS_MAX:
        raise JsonRule.NOT_A_NUMBER.refusal(value=shown(digits))
    return int(digits)


def _check(value: Any) -> None:
    """Walk level by level: nothing too deep, no text that neither UTF-8 nor a database can hold."""
    level, depth = [value], 0
    while level:
        below: list[Any] = []
        for item in level:
            if isinstance(item, str):
                _check_text(item)
            elif isinstance(item, dict):
                below.extend((*item.keys(), *item.values()))
            elif isinstance(item, list):
                below.extend(item)
        depth += any(isinstance(item, dict | list) for item in level)
        if depth > JSON_DEPTH_MAX:
            raise JsonRule.TOO_DEEP.refusal(limit=JSON_DEPTH_MAX)
        level = below


def _check_text(text: str) -> None:
    if "\0" in text or _SURROGATE.search(text):
        raise JsonRule.BAD_TEXT.refusal()
