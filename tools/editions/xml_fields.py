"""Fields of records out of an XML schema of ours: plain sequences, named types, simple types."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, Final

from lxml import etree

from kernel.xml import Element

_XS: Final = "{http://www.w3.org/2001/XMLSchema}"
_ROOTS: Final = ({"Head"}, {"AnswerHead", "Faults"})


def directions(schema: bytes) -> tuple[set[str], set[str]]:
    """The names of the records in requests and of those in answers."""
    types = _types(etree.fromstring(schema))
    bodies = ("RequestBody", "ResponseBody")
    requests, answers = (
        _below(types, roots | {one.get("ref", "") for one in types[body].iter(f"{_XS}element")})
        for body, roots in zip(bodies, _ROOTS, strict=True)
    )
    return requests, answers


def fields(
    schema: bytes, requests: Collection[str], answers: Collection[str]
) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Each field of each record, at (direction, record, field)."""
    types = _types(etree.fromstring(schema))
    for direction, names in (("xml request", requests), ("xml answer", answers)):
        for name in sorted(names & types.keys()):
            for element in _elements(types[name]):
                yield (direction, name, str(element.get("name"))), _fact(element, types)


def messages(schema: bytes) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Each message of SOAP with the type of its body."""
    for element in etree.fromstring(schema).iterchildren(f"{_XS}element"):
        body = element.find(f".//{_XS}element[@name='Body']")
        if body is not None:
            yield ("soap", str(element.get("name"))), {"body": _local(body.get("type", "document"))}


def _types(root: Element) -> dict[str, Element]:
    found = root.iterchildren(f"{_XS}complexType", f"{_XS}simpleType")
    return {str(each.get("name")): each for each in found}


def _elements(record: Element) -> list[Element]:
    return record.findall(f"{_XS}sequence/{_XS}element")


def _below(types: dict[str, Element], names: set[str]) -> set[str]:
    """Those records and all that are named in them."""
    named = {name for name in names if name in types and types[name].tag == f"{_XS}complexType"}
    more = {_local(one.get("type", "")) for name in named for one in _elements(types[name])}
    return named if more <= names else _below(types, names | more)


def _fact(element: Element, types: dict[str, Element]) -> dict[str, Any]:
    kind = _local(element.get("type", ""))
    simple = types.get(kind, element.find(f"{_XS}simpleType"))
    narrowed = None if simple is None else simple.find(f"{_XS}restriction")
    base = "" if narrowed is None else _local(narrowed.get("base", ""))
    fact = {
        "needed": element.get("minOccurs") != "0",
        "many": element.get("maxOccurs", "1") != "1",
        "kind": kind or base,
    }
    return fact | ({} if narrowed is None else _facets(narrowed))


def _facets(narrowed: Element) -> dict[str, Any]:
    told = {str(one.tag).removeprefix(_XS): str(one.get("value")) for one in narrowed}
    values = [str(one.get("value")) for one in narrowed.iterchildren(f"{_XS}enumeration")]
    facets: dict[str, Any] = {}
    if "maxLength" in told:
        facets["longest"] = int(told["maxLength"])
    if "pattern" in told:
        facets["pattern"] = told["pattern"]
    return facets | ({"values": values} if values else {})


def _local(name: str) -> str:
    return name.rpartition(":")[2]
