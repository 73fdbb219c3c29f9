"""The XML schema of the direct link, built from the declarations with lxml.

Made for generators of Java and .NET: named types, plain sequences in the order of declaration, one
global element for each record, lists as repeated elements, no substitution, no unions.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Final

from lxml import etree

from connectors.direct_link.contract import values
from connectors.direct_link.contract.records import Records, records_of
from connectors.direct_link.head import NAMESPACE, Head
from kernel.iso20022.schemas import NAMESPACE as ISO
from kernel.operation import FieldInfo, Kind, Operation, fields_of
from kernel.text import Text
from kernel.xml import Element

_XS_URI: Final = "http://www.w3.org/2001/XMLSchema"
_NSMAP: Final[Any] = {"xs": _XS_URI, None: NAMESPACE}  # the stubs know no None key
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_PLAIN_TYPES: Final = {
    Kind.DATE: "Date",
    Kind.INSTANT: "Instant",
    Kind.INTEGER: "xs:long",
    Kind.FLAG: "xs:boolean",
}


def schema_of(operations: Iterable[Operation]) -> bytes:
    """Return the schema of the operations offered at this door."""
    records = records_of(operations)
    root = _xs("schema", targetNamespace=NAMESPACE, elementFormDefault="qualified", version="1")
    root.append(_note(_ABOUT))
    root.extend(_envelope(records))
    for name, record in (records.commands | records.answers).items():
        root.append(_xs("element", name=name, type=name))
        root.append(_record(name, record, sent=name in records.sent))
    for name, record in records.groups.items():
        root.append(_record(name, record, sent=name in records.sent))
    root.extend(_choice(name, choice) for name, choice in records.choices.items())
    root.extend(_simple_types())
    etree.indent(root)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


_ABOUT: Final = Text(
    "银企直联报文，由交易目录生成，请勿手工修改。maxLength 为字符数上限；实际长度按报文编码的字节校验。",
    "Messages of the direct link, generated from the catalogue; do not edit. maxLength bounds the"
    " characters; lengths are checked in bytes of the message's encoding.",
)


def _envelope(records: Records) -> list[Element]:
    """Request and Response: head and body, fault list, documents of ISO 20022."""
    answers = [*records.answers, "Faults"]
    return [
        _xs("element", _type(_element("Head", "Head"), _element("Body", "RequestBody")), name="Request"),
        _xs("element",
            _type(_element("Head", "AnswerHead"), _element("Body", "ResponseBody")), name="Response"
        ),
        _record("Head", Head, sent=True),
        _answer_head(),
        _body("RequestBody", list(records.commands), records.documents_in),
        _body("ResponseBody", answers, records.documents_out),
        _xs("element", name="Faults", type="Faults"),
        _type(_element("Fault", "Fault", many=True), name="Faults"),
        _type(
            _element("Code", "xs:string"), _element("Element", "xs:string"), _texts(), name="Fault"
        ),
        _worded_text(),
    ]  # fmt: skip


def _answer_head() -> Element:
    """Echoes of the request stand where the request was verified; only then the answer is signed."""
    echoes = [
        _element(name, "xs:string", required=False)
        for name in ("Operation", "Bank", "Enterprise", "Certificate", "Nonce")
    ]
    return _type(
        *echoes,
        _element("Timestamp", "Instant"),
        _element("Trace", "xs:string"),
        _element("Code", "xs:string"),
        _element("Reason", "xs:string", required=False),
        _texts(),
        _element("Duplicate", "xs:boolean"),
        name="AnswerHead",
    )


def _texts() -> Element:
    return _xs("element", name="Text", type="WordedText", minOccurs="2", maxOccurs="2")


def _worded_text() -> Element:
    languages = _restriction(
        "xs:string", *(_xs("enumeration", value=lang) for lang in ("zh", "en"))
    )
    attribute = _xs("attribute", _xs("simpleType", languages), name="lang", use="required")
    extended = _xs("extension", attribute, base="xs:string")
    return _xs("complexType", _xs("simpleContent", extended), name="WordedText")


def _body(name: str, elements: list[str], documents: tuple[str, ...]) -> Element:
    choice = _xs("choice", *(_xs("element", ref=each) for each in elements), minOccurs="0")
    if documents:
        namespaces = " ".join(ISO + document for document in documents)
        choice.append(_xs("any", namespace=namespaces, processContents="skip"))
    return _xs("complexType", choice, name=name)


def _record(name: str, record: type[Any], *, sent: bool) -> Element:
    parts = [_field(info, sent=sent) for info in fields_of(record)]
    made = _xs("complexType", _xs("sequence", *parts), name=name)
    if record.__doc__:
        made.insert(0, _xs("annotation", _said(record.__doc__.split("\n")[0], "en")))
    return made


def _field(info: FieldInfo, *, sent: bool) -> Element:
    required = info.required and (sent or not info.many)
    attributes = {"name": info.wire_name}
    if not required:
        attributes["minOccurs"] = "0"
    if info.many:
        attributes["maxOccurs"] = "unbounded"
    element = _xs("element", _note(info.spec.label, info.spec.hint), **attributes)
    named = _type_name(info, sent=sent)
    if named:
        element.set("type", named)
    else:
        element.append(_text_type(info, sent=sent))
    return element


def _type_name(info: FieldInfo, *, sent: bool) -> str:
    """The name of a field's type; empty for texts, which have each their own."""
    spec = info.spec
    if spec.kind is Kind.AMOUNT:
        return "Amount" if sent else "Balance"
    if spec.kind is Kind.GROUP and spec.group is not None:
        return spec.group.__name__
    if spec.kind is Kind.CHOICE and spec.choices is not None:
        return spec.choices.__name__
    return _PLAIN_TYPES.get(spec.kind, "")


def _text_type(info: FieldInfo, *, sent: bool) -> Element:
    facets = []
    if sent and info.required:
        facets.append(_xs("minLength", value="1"))
    if values.chars_max(info):
        facets.append(_xs("maxLength", value=str(values.chars_max(info))))
    if sent and info.spec.pattern:
        facets.append(_xs("pattern", value=values.pattern_of(info)))
    return _xs("simpleType", _restriction("xs:string", *facets))


def _choice(name: str, choice: type[StrEnum]) -> Element:
    members = []
    for member in choice:
        label = getattr(member, "label", None)
        notes = [_note(label)] if isinstance(label, Text) else []
        members.append(_xs("enumeration", *notes, value=member.value))
    return _xs("simpleType", _restriction("xs:string", *members), name=name)


def _simple_types() -> list[Element]:
    shapes = {
        "Amount": ("xs:decimal", values.AMOUNT),
        "Balance": ("xs:decimal", values.BALANCE),
        "Date": ("xs:date", values.DATE),
        "Instant": ("xs:dateTime", values.INSTANT),
    }
    return [
        _xs("simpleType", _restriction(base, _xs("pattern", value=pattern)), name=name)
        for name, (base, pattern) in shapes.items()
    ]


def _restriction(base: str, *facets: Element) -> Element:
    return _xs("restriction", *facets, base=base)


def _element(name: str, kind: str, *, required: bool = True, many: bool = False) -> Element:
    attributes = {} if required else {"minOccurs": "0"}
    if many:
        attributes["maxOccurs"] = "unbounded"
    return _xs("element", name=name, type=kind, **attributes)


def _type(*parts: Element, name: str = "") -> Element:
    return _xs("complexType", _xs("sequence", *parts), **({"name": name} if name else {}))


def _note(*texts: Text) -> Element:
    """Chinese and English words about what follows."""
    said = [text for text in texts if text.zh]
    return _xs(
        "annotation",
        _said("。".join(text.zh for text in said), "zh"),
        _said(". ".join(text.en for text in said), "en"),
    )


def _said(words: str, lang: str) -> Element:
    made = _xs("documentation")
    made.set(_LANG, lang)
    made.text = words
    return made


def _xs(tag: str, /, *children: Element, **attributes: str) -> Element:
    """An element of XML Schema."""
    made = etree.Element(f"{{{_XS_URI}}}{tag}", attributes, nsmap=_NSMAP)
    made.extend(children)
    return made
