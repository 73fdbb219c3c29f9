"""The JSON schema (2020-12) of the records: what JSON messages hold, and OpenAPI describes.

Amounts are strings: a JSON number becomes a float on its way and loses its cents.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Final

from connectors.direct_link.contract import values
from connectors.direct_link.contract.records import Records, records_of
from kernel.operation import FieldInfo, Kind, Operation, fields_of

Schema = dict[str, Any]

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_PLAIN: Final[dict[Kind, Schema]] = {
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.INSTANT: {"type": "string", "format": "date-time"},
    Kind.INTEGER: {"type": "integer"},
    Kind.FLAG: {"type": "boolean"},
}


def schema_of(operations: Iterable[Operation]) -> bytes:
    """Return the schema of the operations offered at this door; a definition for each record."""
    schema = {
        "$schema": _DIALECT,
        "$id": "urn:yinqi:link:1",
        "title": "银企直联 Direct link",
        "$defs": definitions(records_of(operations)),
    }
    return written(schema)


def definitions(records: Records, place: str = "#/$defs/") -> Schema:
    """The schema of each record by its name; they point at each other at `place`."""
    every = records.commands | records.answers | records.groups
    made = {
        name: record_schema(record, sent=name in records.sent, place=place)
        for name, record in sorted(every.items())
    }
    return made | {name: _choice(choice) for name, choice in sorted(records.choices.items())}


def written(schema: Schema) -> bytes:
    """A schema as a committed file."""
    return (json.dumps(schema, ensure_ascii=False, indent=2) + "\n").encode()


def record_schema(record: type[Any], *, sent: bool, place: str) -> Schema:
    """The schema of one record."""
    infos = fields_of(record)
    required = [info.wire_name for info in infos if info.required and (sent or not info.many)]
    made: Schema = {
        "type": "object",
        "properties": {info.wire_name: _field(info, sent=sent, place=place) for info in infos},
    }
    closed = {"additionalProperties": False} if sent else {}
    return made | closed | ({"required": required} if required else {})


def _field(info: FieldInfo, *, sent: bool, place: str) -> Schema:
    label = info.spec.label
    one = {"title": f"{label.zh} {label.en}", **_value(info, sent=sent, place=place)}
    return {"type": "array", "items": one} if info.many else one


def _value(info: FieldInfo, *, sent: bool, place: str) -> Schema:
    spec = info.spec
    if spec.kind is Kind.AMOUNT:
        return {"type": "string", "pattern": f"^{values.amount_pattern(sent=sent)}$"}
    if spec.kind is Kind.GROUP and spec.group is not None:
        return {"$ref": f"{place}{spec.group.__name__}"}
    if spec.kind is Kind.CHOICE and spec.choices is not None:
        return {"$ref": f"{place}{spec.choices.__name__}"} if sent else _open(spec.choices)
    if spec.kind in _PLAIN:
        return _PLAIN[spec.kind]
    if spec.kind is Kind.DOCUMENT and spec.document is not None:
        return {"type": "string", "contentMediaType": "application/xml"}
    return _text(info, sent=sent)


def _text(info: FieldInfo, *, sent: bool) -> Schema:
    made: Schema = {"type": "string"}
    if values.chars_max(info):
        made["maxLength"] = values.chars_max(info)
    if sent and info.required:
        made["minLength"] = 1
    if sent and info.spec.pattern:
        made["pattern"] = f"^({values.pattern_of(info)})$"
    if info.spec.example:
        made["examples"] = [info.spec.example]
    return made


def _choice(choice: type[StrEnum]) -> Schema:
    return {"type": "string", "enum": [member.value for member in choice]}


def _open(choice: type[StrEnum]) -> Schema:
    """A choice in an answer: the values of today, to which others may come."""
    return {"type": "string", "x-extensible-enum": [member.value for member in choice]}
