"""A small XML document is read whole or refused quickly, by name of the element and the rule."""

import time

import pytest

from kernel.charset import Encoding
from kernel.errors import Faulty
from kernel.xml import Schema, encoding_of, read_tree
from kernel.xml.rules import XmlRule

BILLION_LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><lolz>&c;</lolz>'
)
XXE = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


def refused(data: bytes) -> tuple[str, str]:
    with pytest.raises(Faulty) as fault:
        read_tree(data)
    (finding,) = fault.value.findings
    return finding.code, finding.field


@pytest.mark.parametrize(
    ("data", "code", "place"),
    [
        (b"", "xml.empty", ""),
        (b" \n ", "xml.empty", ""),
        (b"junk", "xml.prolog", ""),
        (b"<![CDATA[x]]><a/>", "xml.prolog", ""),
        (b"<!--" + b"x" * 20_000 + b"--><a/>", "xml.prolog", ""),
        (BILLION_LAUGHS, "xml.doctype", ""),
        (XXE, "xml.doctype", ""),
        (b"<!DOCTYPE a><a/>", "xml.doctype", ""),
        (b"<?x <a/>?><!-- <a> -->\n<!doctype a><a/>", "xml.doctype", ""),
        (b"<a><!DOCTYPE a></a>", "xml.malformed", "/a"),
        (b"<a>&unknown;</a>", "xml.malformed", "/a"),
        (b"<a>&</a>", "xml.malformed", "/a"),
        (b"<a>x\x00y</a>", "xml.malformed", "/a"),
        (b"<a>\x08</a>", "xml.malformed", "/a"),
        (b"<a>&#0;</a>", "xml.malformed", "/a"),
        (b"<a>&#x1F;</a>", "xml.malformed", "/a"),
        (b"<a>\xef\xbf\xbf</a>", "xml.malformed", "/a"),
        (b"<a>]]></a>", "xml.malformed", "/a"),
        (b'<a><b x="1" x="2"/></a>', "xml.malformed", "/a"),
        (b'<a xmlns:p="u" xmlns:q="u" p:x="1" q:x="2"/>', "xml.malformed", ""),
        (b"<a><p:b/></a>", "xml.malformed", "/a"),
        (b"<a><b></a></b>", "xml.malformed", "/a/b"),
        (b'<a xmlns="urn:&lt;"/>', "xml.malformed", ""),
        (b"<a><b>", "xml.malformed", "/a/b"),
        (b"<a/><b/>", "xml.malformed", ""),
        (b"<a b=1/>", "xml.malformed", ""),
        (b'<a b="<"/>', "xml.malformed", ""),
        (b' <?xml version="1.0"?><a/>', "xml.malformed", ""),
        (b'<?xml version="1.1"?><a/>', "xml.declaration", ""),
        (b'<?xml encoding="UTF-8"?><a/>', "xml.declaration", ""),
        (b'<?XML version="1.0"?><a/>', "xml.declaration", ""),
        (b'<?xml version="1.0" encoding="ISO-8859-1"?><a/>', "xml.encoding", ""),
        (b'<?xml version="1.0" encoding="UTF-16"?><a/>', "xml.encoding", ""),
        ("<a/>".encode("utf-16"), "xml.encoding", ""),
        ("<a/>".encode("utf-16-be"), "xml.encoding", ""),
        ("<a/>".encode("utf-32"), "xml.encoding", ""),
        (b'\xef\xbb\xbf<?xml version="1.0" encoding="GBK"?><a/>', "xml.encoding", ""),
        (b"<a>\xff</a>", "xml.bytes", ""),
        (b"<a>\xed\xa0\x80</a>", "xml.bytes", ""),
        (b"<a>\xc0\xbca/></a>", "xml.bytes", ""),
        ("<a>货款</a>".encode("gbk"), "xml.bytes", ""),
        (b'<?xml version="1.0" encoding="GBK"?><a>\x80</a>', "xml.bytes", ""),
        (b'<?xml version="1.0" encoding="GB18030"?><a>\x81', "xml.bytes", ""),
        (b"<a>" * 100_000, "xml.too_deep", "/a" * 65),
        (b"<a>" * 65 + b"</a>" * 65, "xml.too_deep", "/a" * 65),
        (
            b"<a" + b"".join(b' x%d=""' % n for n in range(65)) + b"/>",
            "xml.too_many_attributes",
            "/a",
        ),
        (b"<a>" + b"<b/>" * 20_000 + b"</a>", "xml.too_many_elements", "/a/b"),
        (
            b"<a>" + b"".join(b"<b%d/>" % n for n in range(500)) + b"</a>",
            "xml.too_many_names",
            "/a/b499",
        ),
        (
            b"<a>" + b"".join(b'<b xmlns="%d"/>' % n for n in range(500)) + b"</a>",
            "xml.too_many_names",
            "/a",
        ),
        (b"<" + b"a" * 513 + b"/>", "xml.name_too_long", ""),
        (b'<a xmlns="' + b"u" * 513 + b'"/>', "xml.name_too_long", ""),
        (b'<a b="' + b"x" * 600_000 + b'"/>', "xml.token_too_large", ""),
        (b"<a><b>" + b"x" * 100_001 + b"</b></a>", "xml.text_too_long", "/a/b"),
        (b"<a>" + b"x" * (1 << 20) + b"</a>", "xml.too_large", ""),
    ],
)
def test_hostile_documents_are_refused_within_two_seconds(
    data: bytes, code: str, place: str
) -> None:
    started = time.process_time()
    assert refused(data) == (code, place)
    assert time.process_time() - started < 2


def test_a_million_open_elements_do_no_harm_either() -> None:
    assert refused(b"<a>" * 340_000) == ("xml.too_deep", "/a" * 65)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("<a>𬭚㛃</a>".encode(), "𬭚㛃"),
        ('\ufeff<?xml version="1.0" encoding="utf-8"?><a>𬭚</a>'.encode(), "𬭚"),
        ('<?xml version="1.0" encoding="GB2312"?><a>𬭚㛃€</a>'.encode("gb18030"), "𬭚㛃€"),
        (
            "<?xml version='1.0' encoding='gbk' standalone=\"yes\" ?><a>货款</a>".encode("gbk"),
            "货款",
        ),
        (b'<?xml version="1.0" encoding="GB18030"?><a>\xfe\x59\xa8\xbc</a>', "龴ḿ"),
        (b"<a>AL<!-- x -->I<?p q?>C<![CDATA[<E>]]>&amp;&#x4E2D;</a>", "ALIC<E>&中"),
        (b'<?xml version="1.0"?>\n<!-- <!DOCTYPE a> -->\n<?p?>\n<a>x</a>\n<!-- y -->', "x"),
        (b"<a>" + b"x" * 100_000 + b"</a>", "x" * 100_000),
    ],
)
def test_the_whole_text_of_an_element_is_read(data: bytes, text: str) -> None:
    assert read_tree(data).text == text


def test_sixty_four_levels_are_read() -> None:
    assert read_tree(b"<a>" * 64 + b"</a>" * 64).tag == "a"


def test_a_fault_names_line_and_column() -> None:
    with pytest.raises(Faulty) as fault:
        read_tree(b'<?xml version="1.0"?>\n<Request>\n  <Body></Head>\n</Request>')
    (finding,) = fault.value.findings
    assert finding.field == "/Request/Body"
    assert finding.text.en == ("Line 3, column 11: not well-formed XML (an end tag does not match)")
    assert finding.text.zh == "第 3 行第 11 列：XML 格式不正确（结束标签不匹配）"


def test_a_fault_says_nothing_of_documents_read_before() -> None:
    refused(b"<secret><p:x/></secret>")
    with pytest.raises(Faulty) as fault:
        read_tree(b"<a><q:b/></a>")
    assert "secret" not in repr(fault.value.findings)
    assert "p:x" not in repr(fault.value.findings)


def test_schema_hints_in_a_document_are_not_followed() -> None:
    xsd = (
        b'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="a">'
        b'<xs:complexType><xs:anyAttribute processContents="lax"/></xs:complexType></xs:element></xs:schema>'
    )
    hint = b'xsi:noNamespaceSchemaLocation="file:///nowhere.xsd" xsi:schemaLocation="u file:///nowhere.xsd"'
    data = b'<a xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ' + hint + b"/>"
    assert read_tree(data, Schema(lambda: xsd)).tag == "a"


@pytest.mark.parametrize("rule", list(XmlRule))
def test_every_rule_has_a_stable_code_and_two_texts(rule: XmlRule) -> None:
    assert rule.value == f"xml.{rule.name.lower()}"
    assert rule.text.zh
    assert rule.text.en.isascii() or "“{value}”" in rule.text.en


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        (b"<a>", Encoding.UTF8),
        (b'\xef\xbb\xbf<?xml version="1.0"?><a>', Encoding.UTF8),
        (b'<?xml version="1.0" encoding="GBK"?>', Encoding.GB18030),
        (b"<?xml version='1.0' encoding='gb2312' standalone='no'?>", Encoding.GB18030),
    ],
)
def test_the_declared_encoding_is_known_from_the_head(head: bytes, encoding: Encoding) -> None:
    assert encoding_of(head) is encoding
