"""Fields of records out of our JSON schema."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any


def fields(
    schema: bytes, requests: Collection[str], answers: Collection[str]
) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Each member of each record, at (direction, record, member)."""
    records = json.loads(schema)["$defs"]
    for direction, names in (("json request", requests), ("json answer", answers)):
        for name in sorted(names & records.keys()):
            needed = records[name].get("required", ())
            for member, told in records[name]["properties"].items():
                fact = _fact(told, records) | {"needed": member in needed}
                yield (direction, name, member), fact


def _fact(told: dict[str, Any], records: dict[str, Any]) -> dict[str, Any]:
    many = told.get("type") == "array"
    one = told["items"] if many else told
    name = one.get("$ref", "").rpartition("/")[2]
    simple = records[name] if name and "enum" in records[name] else one
    fact = {"many": many, "kind": name or f"{one['type']} {one.get('format', '')}".strip()}
    facets = {
        "longest": simple.get("maxLength"),
        "pattern": simple.get("pattern"),
        "values": simple.get("enum", simple.get("x-extensible-enum")),
    }
    return fact | {name: value for name, value in facets.items() if value}
