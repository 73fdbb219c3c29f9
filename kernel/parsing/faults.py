"""What can be wrong with one field: a code, and a sentence that names the field and the remedy."""

from __future__ import annotations

from typing import Final

from kernel.errors import Finding, Severity
from kernel.text import Text

REQUIRED: Final = "field.required"
UNKNOWN: Final = "field.unknown"
TOO_LONG: Final = "field.too_long"
PATTERN: Final = "field.pattern"
HIDDEN: Final = "field.hidden_characters"
NOT_TEXT: Final = "field.not_text"
NOT_ENCODABLE: Final = "field.not_encodable"
DATE: Final = "field.date"
INSTANT: Final = "field.instant"
INTEGER: Final = "field.integer"
FLAG: Final = "field.flag"
CHOICE: Final = "field.choice"
GROUP: Final = "field.group"
LIST: Final = "field.list"
TOO_MANY: Final = "field.too_many"
DOCUMENT: Final = "field.document"
DOCUMENT_TOO_LARGE: Final = "field.document_too_large"
REASON: Final = "field.reason"

TEXTS: Final[dict[str, Text]] = {
    REQUIRED: Text("请填写“{label}”。", "“{label}” is required."),
    UNKNOWN: Text("不认识的字段“{name}”，请删除。", "There is no field “{name}”; remove it."),
    TOO_LONG: Text(
        "“{label}”最多 {max} 字节（{encoding}），现为 {actual} 字节。",
        "“{label}” may have {max} bytes ({encoding}) and has {actual}.",
    ),
    PATTERN: Text(
        "“{label}”的格式不正确，例如 {example}。", "“{label}” is malformed; an example: {example}."
    ),
    HIDDEN: Text(
        "“{label}”含有换行或看不见的字符（{points}），请删除。",
        "“{label}” contains line breaks or characters that cannot be seen ({points}); remove them.",
    ),
    NOT_TEXT: Text("“{label}”应为文本，写在引号中。", "“{label}” must be text, in quotes."),
    DATE: Text(
        "“{label}”应为存在的日期，格式为 2026-11-23。",
        "“{label}” must be a date that exists, written as 2026-11-23.",
    ),
    INSTANT: Text(
        "“{label}”应为带时区的时间，格式为 2026-11-23T10:05:00+08:00。",
        "“{label}” must be an instant with its time zone, written as 2026-11-23T10:05:00+08:00.",
    ),
    INTEGER: Text(
        "“{label}”应为整数，用半角数字书写。", "“{label}” must be a whole number in plain digits."
    ),
    FLAG: Text("“{label}”应为 true 或 false。", "“{label}” must be true or false."),
    CHOICE: Text("“{label}”应为以下之一：{choices}。", "“{label}” must be one of: {choices}."),
    GROUP: Text("“{label}”应为一组字段。", "“{label}” must be a group of fields."),
    LIST: Text("“{label}”应为列表。", "“{label}” must be a list."),
    TOO_MANY: Text(
        "“{label}”最多 {max} 项，现为 {actual} 项。",
        "“{label}” may have {max} items and has {actual}.",
    ),
    DOCUMENT: Text("“{label}”应为文件内容。", "“{label}” must be the content of a document."),
    DOCUMENT_TOO_LARGE: Text(
        "“{label}”最大 {max} 字节，现为 {actual} 字节。",
        "“{label}” may be {max} bytes and is {actual}.",
    ),
    REASON: Text("“{label}”：{reason}", "“{label}”: {reason}"),
}
"""Every sentence, by code; {label} is the field's own."""


class FieldFault(Exception):
    """One value that does not fit its field; caught in this package, never seen outside."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def finding(code: str, path: str, **params: object) -> Finding:
    """The fault as a finding; one of another module keeps its own code and gives its `reason`."""
    text = TEXTS.get(code, TEXTS[REASON])
    return Finding(code, Severity.BLOCK, text.fill(**params), path)
