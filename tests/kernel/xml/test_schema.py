"""What an XSD refuses is said in two languages, with path, value and limit."""

import threading

import pytest

from kernel.errors import Faulty, Finding
from kernel.xml import Schema, read_tree
from kernel.xml.schema_faults import translate

XSD = """
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="urn:t" targetNamespace="urn:t"
    elementFormDefault="qualified">
  <xs:simpleType name="Name"><xs:restriction base="xs:string">
    <xs:minLength value="2"/><xs:maxLength value="5"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="Code"><xs:restriction base="xs:string">
    <xs:length value="3"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="Way"><xs:restriction base="xs:string">
    <xs:enumeration value="HVPS"/><xs:enumeration value="BEPS"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="Number"><xs:restriction base="xs:string">
    <xs:pattern value="[0-9]{12}"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="AmountNumber"><xs:restriction base="xs:decimal">
    <xs:minInclusive value="0"/><xs:maxInclusive value="1000"/><xs:totalDigits value="6"/>
    <xs:fractionDigits value="2"/></xs:restriction></xs:simpleType>
  <xs:complexType name="Payee"><xs:sequence>
    <xs:element name="PayeeName" type="Name"/>
    <xs:element name="Code" type="Code" minOccurs="0"/>
    <xs:element name="Way" type="Way" minOccurs="0"/>
    <xs:element name="Bank" type="Number" minOccurs="0" maxOccurs="3"/>
    <xs:element name="Amount" type="AmountNumber" minOccurs="0"/>
    <xs:element name="On" type="xs:date" minOccurs="0"/>
    <xs:element name="At" type="xs:dateTime" minOccurs="0"/>
    <xs:element name="Now" type="xs:boolean" minOccurs="0"/>
    </xs:sequence><xs:attribute name="id" type="Number" use="required"/></xs:complexType>
  <xs:element name="Request"><xs:complexType><xs:sequence>
    <xs:element name="Body" type="Payee"/></xs:sequence></xs:complexType></xs:element>
</xs:schema>
"""
SCHEMA = Schema(XSD.encode)
BODY = "/Request/Body"


def request(inside: str, attributes: str = 'id="123456789012"') -> bytes:
    return f'<Request xmlns="urn:t"><Body {attributes}>{inside}</Body></Request>'.encode()


def findings(data: bytes) -> tuple[Finding, ...]:
    with pytest.raises(Faulty) as refused:
        read_tree(data, SCHEMA)
    return refused.value.findings


def test_a_valid_document_is_read() -> None:
    assert (
        len(read_tree(request("<PayeeName>Muster</PayeeName>".replace("Muster", "瓯江")), SCHEMA))
        == 1
    )


@pytest.mark.parametrize(
    ("inside", "code", "place", "en"),
    [
        (
            "<PayeeName>银企测试公司</PayeeName>",
            "xml.too_long",
            "/PayeeName",
            "PayeeName is 6 long; at most 5 is allowed",
        ),
        (
            "<PayeeName></PayeeName>",
            "xml.too_short",
            "/PayeeName",
            "PayeeName is 0 long; at least 2 is required",
        ),
        (
            "<PayeeName>xx</PayeeName><Code>ABCD</Code>",
            "xml.wrong_length",
            "/Code",
            "Code is 4 long; it must be 3",
        ),
        (
            "<PayeeName>xx</PayeeName><Way>FAST</Way>",
            "xml.not_listed",
            "/Way",
            "The value “FAST” of Way is not one of HVPS, BEPS",
        ),
        (
            "<PayeeName>xx</PayeeName><Bank>999331000016</Bank><Bank>12 '34</Bank>",
            "xml.pattern",
            "/Bank[2]",
            "The value “12 '34” of Bank does not match the pattern [0-9]{12}",
        ),
        (
            "<PayeeName>xx</PayeeName><Amount>-1</Amount>",
            "xml.too_small",
            "/Amount",
            "The value “-1” of Amount is below the least allowed, 0",
        ),
        (
            "<PayeeName>xx</PayeeName><Amount>1000.01</Amount>",
            "xml.too_great",
            "/Amount",
            "The value “1000.01” of Amount is above the most allowed, 1000",
        ),
        (
            "<PayeeName>xx</PayeeName><Amount>1.001</Amount>",
            "xml.too_many_decimals",
            "/Amount",
            "The value “1.001” of Amount has more than 2 decimals",
        ),
        (
            "<PayeeName>xx</PayeeName><Amount>1e3</Amount>",
            "xml.not_a_number",
            "/Amount",
            "The value “1e3” of Amount is not a number; use the plain digits 0-9 and a full stop",
        ),
        (
            "<PayeeName>xx</PayeeName><On>2026-02-30</On>",
            "xml.not_a_date",
            "/On",
            "The value “2026-02-30” of On is not a date, written as YYYY-MM-DD",
        ),
        (
            "<PayeeName>xx</PayeeName><At>2026-11-21</At>",
            "xml.not_a_time",
            "/At",
            "The value “2026-11-21” of At is not a date and time, written as YYYY-MM-DDThh:mm:ss",
        ),
        (
            "<PayeeName>xx</PayeeName><Now>yes</Now>",
            "xml.not_of_type",
            "/Now",
            "The value “yes” of Now is not of type boolean",
        ),
        (
            "<Payee>xx</Payee>",
            "xml.unexpected",
            "/Payee",
            "Element Payee is not expected here; expected PayeeName",
        ),
        ("", "xml.missing", "/PayeeName", "Element Body lacks a child; expected PayeeName"),
        (
            "<PayeeName>xx</PayeeName>text",
            "xml.text_not_allowed",
            "",
            "Element Body holds elements only, no text of its own",
        ),
    ],
)
def test_each_rule_names_element_value_and_limit(
    inside: str, code: str, place: str, en: str
) -> None:
    found = findings(request(inside))[0]
    assert (found.code, found.field, found.text.en) == (code, BODY + place, en)
    assert any("一" <= character <= "鿿" for character in found.text.zh)


@pytest.mark.parametrize(
    ("attributes", "code", "en"),
    [
        ("", "xml.missing_attribute", "Element Body lacks its attribute id"),
        ('id="123456789012" x="1"', "xml.unknown_attribute", "Element Body has no attribute x"),
        (
            'id="1"',
            "xml.pattern",
            "The value “1” of Body/@id does not match the pattern [0-9]{12}",
        ),
    ],
)
def test_attributes_are_named(attributes: str, code: str, en: str) -> None:
    (found,) = findings(request("<PayeeName>xx</PayeeName>", attributes))
    assert (found.code, found.field, found.text.en) == (code, BODY, en)


def test_an_unknown_root_is_named() -> None:
    (found,) = findings(b"<Other/>")
    assert (found.code, found.field) == ("xml.unknown_root", "/Other")


def test_an_element_too_many_has_no_expectation() -> None:
    inside = "<PayeeName>xx</PayeeName><Now>true</Now><Now>true</Now>"
    (found,) = findings(request(inside))
    assert (found.code, found.field) == ("xml.unexpected", f"{BODY}/Now[2]")
    assert found.text.en == "Element Now is not expected here"


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("SCHEMAV_CVC_IDC", "Element '{urn:t}Body': No match found for key-sequence."),
        ("SCHEMAV_CVC_FACET_VALID", "Element 'Body': [facet 'new'] Something new."),
        ("SCHEMAV_INTERNAL", "Internal error"),
    ],
)
def test_what_is_not_in_the_table_is_passed_on(kind: str, message: str) -> None:
    finding = translate(kind, message, read_tree(request("")), BODY)
    assert (finding.code, finding.field) == ("xml.schema", BODY)
    assert finding.text.en == f"Against the schema: {message.replace('{urn:t}', '')}"


def test_prefixed_documents_have_the_same_paths() -> None:
    data = (
        b'<q:Request xmlns:q="urn:t"><q:Body id="123456789012">'
        b"<q:PayeeName>x</q:PayeeName></q:Body></q:Request>"
    )
    (found,) = findings(data)
    assert (found.code, found.field) == ("xml.too_short", f"{BODY}/PayeeName")


def test_all_faults_of_a_document_are_told() -> None:
    inside = "<PayeeName>x</PayeeName><Code>1</Code><Way>X</Way><Amount>x</Amount>"
    codes = [finding.code for finding in findings(request(inside, 'id="1"'))]
    assert codes == [
        "xml.pattern",
        "xml.too_short",
        "xml.wrong_length",
        "xml.not_listed",
        "xml.not_a_number",
    ]


def test_a_value_is_shown_in_one_short_line() -> None:
    inside = f"<PayeeName>xx</PayeeName><Way>{'很' * 30}\n{'长' * 30}</Way>"
    (found,) = findings(request(inside))
    assert f"“{'很' * 30} {'长' * 9}…”" in found.text.en


def test_each_thread_compiles_its_own_schema_and_hears_of_its_own_document() -> None:
    schema = Schema(XSD.encode)
    compiled: list[object] = []
    strangers: list[str] = []

    def read(mark: str) -> None:
        compiled.append(schema.compiled())
        data = request(f"<PayeeName>xx</PayeeName><Way>{mark}</Way>")
        for _ in range(300):
            try:
                read_tree(data, schema)
            except Faulty as refused:
                strangers.extend(
                    f.text.en for f in refused.findings if f"“{mark}”" not in f.text.en
                )

    threads = [threading.Thread(target=read, args=(f"way-{number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(map(id, compiled))) == 6
    assert strangers == []
