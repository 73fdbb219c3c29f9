"""The published contract: generated from the catalogue, committed, and what the door really accepts."""

from __future__ import annotations

import dataclasses
import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pytest
from flask import Flask
from lxml import etree

from connectors.direct_link.contract import files, json_schema, openapi, xsd
from connectors.direct_link.contract.records import records_of
from connectors.direct_link.documents import format_of
from connectors.direct_link.head import Head
from corporate.bootstrap import CATALOGUE
from kernel.operation import Door, Idempotency, Kind, Operation, Verb, fields_of, spec
from kernel.text import Text
from kernel.xml import Schema
from tests.connectors.direct_link.erp import Q

XS = "{http://www.w3.org/2001/XMLSchema}"
OFFERED = CATALOGUE.at(Door.DIRECT_LINK)


def test_the_committed_files_are_the_generated_ones() -> None:
    generated = files.files_of(CATALOGUE)
    committed = {path.name: path.read_bytes() for path in files.FOLDER.glob("direct-link-*")}
    assert committed == generated, "run `python -m tools.contracts`"


def test_every_operation_of_this_door_and_no_other_is_in_the_contract() -> None:
    root = etree.fromstring(xsd.schema_of(CATALOGUE))
    body = root.find(f"{XS}complexType[@name='RequestBody']/{XS}choice")
    assert body is not None
    offered = {element.get("ref") for element in body.iterfind(f"{XS}element")}
    plain = {op.command.__name__ for op in OFFERED if format_of(op.command) is None}
    assert offered == plain
    assert "SubmitPayment" in offered
    assert "BrowsePayments" not in offered


def test_examples_of_the_declarations_are_accepted_by_the_schema() -> None:
    schema = Schema(lambda: xsd.schema_of(CATALOGUE))
    for operation in OFFERED:
        if format_of(operation.command) is None:
            root = etree.Element(f"{Q}{operation.command.__name__}")
            fill_with_examples(root, operation.command, operation.code)
            assert list(schema.findings(root)) == [], operation.code


def fill_with_examples(element: etree._Element, record: type[Any], where: str) -> None:
    """Every field that has an example, and the fields of groups that must be there."""
    for info in fields_of(record):
        if info.spec.group is not None and info.required:
            made = etree.SubElement(element, f"{Q}{info.wire_name}")
            fill_with_examples(made, info.spec.group, f"{where}.{info.name}")
        elif info.spec.example:
            etree.SubElement(element, f"{Q}{info.wire_name}").text = info.spec.example
        else:
            assert not info.required, f"{where}.{info.name} has no example"


def test_the_head_s_examples_are_a_head() -> None:
    assert all(info.spec.example for info in fields_of(Head))
    assert all(
        re.fullmatch(info.spec.pattern, info.spec.example)
        for info in fields_of(Head)
        if info.spec.pattern
    )


def test_the_schema_is_made_for_generators() -> None:
    """No substitution groups, unions, `all` or anonymous records: Java and .NET make plain classes."""
    root = etree.fromstring(xsd.schema_of(CATALOGUE))
    tags = {element.tag.removeprefix(XS) for element in root.iter(f"{XS}*")}
    assert not tags & {"union", "list", "all", "group", "redefine", "import", "include"}
    named = [e.get("name") for e in root.iterchildren(f"{XS}complexType", f"{XS}simpleType")]
    assert len(named) == len(set(named))


def test_answers_may_grow_and_requests_may_not() -> None:
    """A closed list or record in an answer makes generated code refuse what a later edition says."""
    schemas = json.loads(openapi.openapi_of(CATALOGUE))["components"]["schemas"]
    sent = {operation.command.__name__ for operation in OFFERED} | records_of(CATALOGUE).sent
    asked = sent | {"Head"} | {name for name in schemas if name.endswith("Request")}
    records = {name: schema for name, schema in schemas.items() if schema["type"] == "object"}
    closed = {name for name, schema in records.items() if "additionalProperties" in schema}
    assert closed == asked & records.keys()
    told = [member for name in records.keys() - asked for member in properties_of(records[name])]
    assert len(told) > 500
    assert not [member for member in told if "enum" in member or "enum" in named(member, schemas)]


def properties_of(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The members of a record, those of a list by its items."""
    return [member.get("items", member) for member in schema["properties"].values()]


def named(member: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """What a member points at."""
    found = schemas.get(member.get("$ref", "").rpartition("/")[2], {})
    assert isinstance(found, dict)
    return found


def test_json_schema_keeps_amounts_as_text() -> None:
    made = json.loads(json_schema.schema_of(CATALOGUE))
    payment = made["$defs"]["SubmitPayment"]["properties"]
    assert payment["Amount"]["type"] == "string"
    assert re.fullmatch(payment["Amount"]["pattern"], "1286400.00")
    for wrong in ("1e3", "-1.00", "１２.00", "NaN", "007", "1,000.00", ".5"):
        assert not re.fullmatch(payment["Amount"]["pattern"], wrong)
    assert set(made["$defs"]["SubmitPayment"]["required"]) == {
        "ClientSerial", "PayerAccount", "PayeeAccount", "PayeeName", "Amount",
    }  # fmt: skip


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Inner:
    size: int = spec(Text("大小", "Size"), Kind.INTEGER)


@dataclass(frozen=True)
class Command:
    names: tuple[str, ...] = spec(Text("名称", "Names"), max_bytes=10)
    inner: Inner = spec(Text("内部", "Inner"), Kind.GROUP, group=Inner)
    colour: Colour = spec(Text("颜色", "Colour"), Kind.CHOICE, choices=Colour, default=Colour.RED)
    flag: bool = spec(Text("标志", "Flag"), Kind.FLAG, default=False)


@dataclass(frozen=True)
class Answer:
    items: tuple[Inner, ...] = spec(Text("项", "Items"), Kind.GROUP, group=Inner)


def probe(**changed: object) -> Operation:
    made = Operation(
        "probe.do", Text("试", "Probe"), Command, Answer, Verb.SEE, frozenset({Door.DIRECT_LINK}),
        Idempotency.READ,
    )  # fmt: skip
    return dataclasses.replace(made, **changed)  # type: ignore[arg-type]  # of a test's making


@pytest.mark.parametrize(
    ("inside", "valid"),
    [
        ("<Names>a</Names><Names>b</Names><Inner><Size>1</Size></Inner>", True),
        ("<Inner><Size>1</Size></Inner>", False),
        ("<Names>a</Names><Inner><Size>x</Size></Inner>", False),
        ("<Names>abcdefghijk</Names><Inner><Size>1</Size></Inner>", False),
        ("<Names>a</Names><Inner><Size>1</Size></Inner><Colour>red</Colour>", True),
        ("<Names>a</Names><Inner><Size>1</Size></Inner><Colour>blue</Colour>", False),
        ("<Names>a</Names><Inner><Size>1</Size></Inner><Flag>true</Flag>", True),
        ("<Names>a</Names><Inner><Size>1</Size></Inner><Flag>yes</Flag>", False),
    ],
)
def test_lists_groups_choices_and_flags_have_their_shape(inside: str, *, valid: bool) -> None:
    schema = Schema(lambda: xsd.schema_of([probe()]))
    root = etree.fromstring(f'<Command xmlns="urn:yinqi:link:1">{inside}</Command>')
    assert (not list(schema.findings(root))) is valid


def test_a_list_in_an_answer_may_be_empty() -> None:
    schema = Schema(lambda: xsd.schema_of([probe()]))
    assert not list(schema.findings(etree.fromstring('<Answer xmlns="urn:yinqi:link:1"/>')))


def test_two_types_of_one_name_are_refused() -> None:
    other = dataclasses.make_dataclass("Command", [])
    with pytest.raises(ValueError, match="two types are called Command"):
        records_of([probe(), probe(code="probe.other", command=other)])


def test_the_schema_and_the_bank_s_key_are_served(app: Flask) -> None:
    client = app.test_client()
    found = client.get("/b/yungang/link/v1/schema.xsd")
    assert (found.status_code, found.data) == (200, xsd.schema_of(CATALOGUE))
    key = client.get("/b/yungang/link/v1/key.pem")
    assert key.data.startswith(b"-----BEGIN PUBLIC KEY-----")
    assert len(key.headers["Yinqi-Key"]) == 16
    for name in ("schema.xsd", "key.pem"):
        assert client.get(f"/b/nowhere/link/v1/{name}").status_code == 404
    assert client.get("/b/yungang/link/v1").status_code == 405
