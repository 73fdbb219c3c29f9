"""What the XML schemas of the direct link are made of: types of records, heads, faults.

Made for generators of Java and .NET: named types, plain sequences in the order of declaration, lists
as repeated elements, no substitution, no unions.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final

from lxml import etree

from connectors.direct_link.contract import values
from connectors.direct_link.contract.records import Records
from connectors.direct_link.head import NAMESPACE, Head
from kernel.iso20022.schemas import NAMESPACE as ISO
from kernel.operation import FieldInfo, Kind, fields_of
from kernel.text import NO_TEXT, Text
from kernel.xml import Element

XS_URI: Final = "http://www.w3.org/2001/XMLSchema"
_NSMAP: Final[Any] = {"xs": XS_URI, None: NAMESPACE}  # the stubs know no None key
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_PLAIN_TYPES: Final = {
    Kind.DATE: "Date",
    Kind.INSTANT: "Instant",
    Kind.INTEGER: "xs:long",
    Kind.FLAG: "xs:boolean",
}
ABOUT: Final = Text(
    "银企直联报文，由交易目录生成，请勿手工修改。maxLength 为字符数上限；实际长度按报文编码的字节校验。",
    "Messages of the direct link, generated from the catalogue; do not edit. maxLength bounds the"
    " characters; lengths are checked in bytes of the message's encoding.",
)


def heads() -> list[Element]:
    """What a request and an answer begin with."""
    return [record_type("Head", Head, sent=True), _answer_head()]


def fault_types() -> list[Element]:
    """The list of faults of a refusal."""
    return [
        complex_type(element("Fault", "Fault", many=True), name="Faults"),
        complex_type(
            element("Code", "xs:string"), element("Element", "xs:string"), _texts(), name="Fault"
        ),
        _worded_text(),
    ]


def types_of(records: Records, *, elements: bool) -> list[Element]:
    """A type for each record and choice that crosses the wire; with `elements`, global ones, too."""
    made = []
    for name, record in (records.commands | records.answers).items():
        made += [xs("element", name=name, type=name)] if elements else []
        made.append(record_type(name, record, sent=name in records.sent))
    for name, record in records.groups.items():
        made.append(record_type(name, record, sent=name in records.sent))
    return made + [_choice_type(name, choice) for name, choice in records.choices.items()]


def documents(names: tuple[str, ...]) -> Element:
    """A place for a document of ISO 20022, whose own schema says more."""
    namespaces = " ".join(ISO + name for name in names)
    return xs("any", namespace=namespaces, processContents="skip")


def schema_document(parts: list[Element]) -> Element:
    """The schema around its parts."""
    root = xs("schema", targetNamespace=NAMESPACE, elementFormDefault="qualified", version="1")
    root.extend([note(ABOUT), *parts])
    return root


def _answer_head() -> Element:
    """Echoes of the request stand where the request was verified; only then the answer is signed."""
    echoes = [
        element(name, "xs:string", required=False)
        for name in ("Operation", "Bank", "Enterprise", "Certificate", "Nonce")
    ]
    return complex_type(
        *echoes,
        element("Timestamp", "Instant"),
        element("Trace", "xs:string"),
        element("Code", "xs:string"),
        element("Reason", "xs:string", required=False),
        _texts(),
        element("Duplicate", "xs:boolean"),
        name="AnswerHead",
    )


def _texts() -> Element:
    return xs("element", name="Text", type="WordedText", minOccurs="2", maxOccurs="2")


def _worded_text() -> Element:
    languages = restriction("xs:string", *(xs("enumeration", value=lang) for lang in ("zh", "en")))
    attribute = xs("attribute", xs("simpleType", languages), name="lang", use="required")
    extended = xs("extension", attribute, base="xs:string")
    return xs("complexType", xs("simpleContent", extended), name="WordedText")


def record_type(name: str, record: type[Any], *, sent: bool) -> Element:
    """The named type of a record: its fields in the order of declaration."""
    parts = [_field(info, sent=sent) for info in fields_of(record)]
    made = xs("complexType", xs("sequence", *parts), name=name)
    if record.__doc__:
        made.insert(0, xs("annotation", _said(record.__doc__.split("\n")[0], "en")))
    return made


def _field(info: FieldInfo, *, sent: bool) -> Element:
    required = info.required and (sent or not info.many)
    attributes = {"name": info.wire_name}
    if not required:
        attributes["minOccurs"] = "0"
    if info.many:
        attributes["maxOccurs"] = "unbounded"
    known = values.known(info) if not sent else NO_TEXT
    element = xs("element", note(info.spec.label, info.spec.hint, known), **attributes)
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
        return spec.choices.__name__ if sent else "xs:string"
    return _PLAIN_TYPES.get(spec.kind, "")


def _text_type(info: FieldInfo, *, sent: bool) -> Element:
    facets = []
    if sent and info.required:
        facets.append(xs("minLength", value="1"))
    if values.chars_max(info):
        facets.append(xs("maxLength", value=str(values.chars_max(info))))
    if sent and info.spec.pattern:
        facets.append(xs("pattern", value=values.pattern_of(info)))
    return xs("simpleType", restriction("xs:string", *facets))


def _choice_type(name: str, choice: type[StrEnum]) -> Element:
    members = []
    for member in choice:
        label = getattr(member, "label", None)
        notes = [note(label)] if isinstance(label, Text) else []
        members.append(xs("enumeration", *notes, value=member.value))
    return xs("simpleType", restriction("xs:string", *members), name=name)


def restriction(base: str, *facets: Element) -> Element:
    """What a simple type narrows."""
    return xs("restriction", *facets, base=base)


def element(name: str, kind: str, *, required: bool = True, many: bool = False) -> Element:
    """A local element of a named type."""
    attributes = {} if required else {"minOccurs": "0"}
    if many:
        attributes["maxOccurs"] = "unbounded"
    return xs("element", name=name, type=kind, **attributes)


def complex_type(*parts: Element, name: str = "") -> Element:
    """A sequence, as a named type or as an element's own."""
    return xs("complexType", xs("sequence", *parts), **({"name": name} if name else {}))


def note(*texts: Text) -> Element:
    """Chinese and English words about what follows."""
    said = [text for text in texts if text.zh]
    return xs(
        "annotation",
        _said("。".join(text.zh for text in said), "zh"),
        _said(". ".join(text.en for text in said), "en"),
    )


def _said(words: str, lang: str) -> Element:
    made = xs("documentation")
    made.set(_LANG, lang)
    made.text = words
    return made


def xs(tag: str, /, *children: Element, **attributes: str) -> Element:
    """An element of XML Schema."""
    made = etree.Element(f"{{{XS_URI}}}{tag}", attributes, nsmap=_NSMAP)
    made.extend(children)
    return made
