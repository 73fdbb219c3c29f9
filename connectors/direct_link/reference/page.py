"""Serves the reference: one page made from the catalogue, with its own style and script, and no other origin.

    GET /b/<bank>/link/v1/reference

The page never sees a private key. It writes the bytes to sign and the lines that sign them; whoever has
the key brings the signature back, and the page sends those very bytes. Without script it is for reading.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from flask import Blueprint, Response, render_template

from connectors.direct_link.contract.samples import head_sample, values_sample
from connectors.direct_link.link import DirectLink
from kernel.operation import FieldInfo, Kind, Operation, fields_of
from kernel.text import Text

NAME: Final = "link_reference"
_FOLDER: Final = Path(__file__).parent
_NOT_FOUND: Final = 404
_TYPES: Final = {
    "reference.css": "text/css; charset=utf-8",
    "reference.js": "text/javascript; charset=utf-8",
}
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'none'"
)
_KINDS: Final = {
    Kind.TEXT: Text("文本", "text"),
    Kind.AMOUNT: Text("金额（字符串）", "amount, as a string"),
    Kind.DATE: Text("日期", "date"),
    Kind.INSTANT: Text("时间", "time"),
    Kind.INTEGER: Text("整数", "whole number"),
    Kind.FLAG: Text("是否", "flag"),
    Kind.CHOICE: Text("选项", "choice"),
    Kind.GROUP: Text("组", "group"),
    Kind.DOCUMENT: Text("XML 报文", "XML document"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A field as the page shows it."""

    name: str
    label: Text
    kind: Text
    required: bool
    many: bool
    bytes_max: int
    choices: str
    hint: Text
    parts: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """An operation as the page shows it."""

    code: str
    title: Text
    about: Text
    asked: tuple[Line, ...]
    answered: tuple[Line, ...]
    sample: str


def reference(link: DirectLink) -> Blueprint:
    """The page and its two files."""
    routes = Blueprint(
        NAME, __name__, url_prefix="/b/<bank>/link/v1/reference", template_folder="templates"
    )

    @cache
    def entries() -> list[Entry]:  # not before somebody looks: few processes ever show it
        return [_entry(operation) for operation in link.operations]

    parts = {name: (_FOLDER / "static" / name).read_bytes() for name in _TYPES}

    @routes.get("")
    def page(bank: str) -> Response:
        if not link.knows(bank):
            return Response(status=_NOT_FOUND)
        made = Response(render_template("link/reference.html", bank=bank, entries=entries()))
        made.headers["Content-Security-Policy"] = _POLICY
        made.headers["X-Content-Type-Options"] = "nosniff"
        made.headers["Referrer-Policy"] = "no-referrer"
        return made

    @routes.get("/<any('reference.css', 'reference.js'):name>")
    def part(bank: str, name: str) -> Response:
        del bank
        return Response(parts[name], content_type=_TYPES[name])

    return routes


def _entry(operation: Operation) -> Entry:
    message = {"Head": head_sample(operation), "Body": values_sample(operation.command)}
    return Entry(
        operation.code,
        operation.title,
        operation.about,
        _lines(operation.command),
        _lines(operation.answer),
        json.dumps(message, ensure_ascii=False, indent=2),
    )


def _lines(record: type[Any]) -> tuple[Line, ...]:
    return tuple(map(_line, fields_of(record)))


def _line(info: FieldInfo) -> Line:
    spec = info.spec
    choices = " · ".join(member.value for member in spec.choices) if spec.choices else ""
    return Line(
        info.wire_name, spec.label, _KINDS[spec.kind], info.required, info.many, spec.max_bytes,
        choices, spec.hint, _lines(spec.group) if spec.group is not None else (),
    )  # fmt: skip
