"""Every rule an XML document can break: a stable code and one sentence in two languages.

Senders are programmers of ERP systems: the sentence names the element, the figure and the limit.
It must never carry anything but what the same sender wrote; libxml2 keeps one error log for all
documents of a thread, so nothing here is taken from a log that is not the document's own.
"""

from __future__ import annotations

from kernel.findings import Rule


class XmlRule(Rule):
    """A rule of the reader; the value is the code of the finding."""

    # Before it is parsed
    EMPTY = ("xml.empty", "报文为空", "The document is empty")
    TOO_LARGE = (
        "xml.too_large",
        "报文超过 {limit} 字节的上限",
        "The document is larger than the limit of {limit} bytes",
    )
    ENCODING = (
        "xml.encoding",
        "不支持的字符编码 {value}，请使用 UTF-8 或 GB18030",
        "Unsupported character encoding {value}; use UTF-8 or GB18030",
    )
    BYTES = (
        "xml.bytes",
        "第 {offset} 字节处不是有效的 {encoding} 编码；如为 GBK/GB18030 报文，请在 XML 声明中注明",
        "Byte {offset} is not valid {encoding}; a GBK or GB18030 document must say so in its XML declaration",
    )
    DECLARATION = (
        "xml.declaration",
        'XML 声明不正确，应为 <?xml version="1.0" encoding="UTF-8"?>',
        'The XML declaration is wrong; it reads <?xml version="1.0" encoding="UTF-8"?>',
    )
    DOCTYPE = (
        "xml.doctype",
        "不允许使用 DOCTYPE（文档类型声明）和实体",
        "A DOCTYPE and its entities are not allowed",
    )
    PROLOG = (
        "xml.prolog",
        "根元素之前的内容过长或不完整",
        "What stands before the root element is too long or unfinished",
    )
    # Limits of its shape
    TOO_DEEP = (
        "xml.too_deep",
        "元素嵌套超过 {limit} 层",
        "Elements are nested deeper than {limit} levels",
    )
    TOO_MANY_ELEMENTS = (
        "xml.too_many_elements",
        "元素数量超过 {limit} 个",
        "There are more than {limit} elements",
    )
    TOO_MANY_ATTRIBUTES = (
        "xml.too_many_attributes",
        "一个元素的属性超过 {limit} 个",
        "An element has more than {limit} attributes",
    )
    TOO_MANY_NAMES = (
        "xml.too_many_names",
        "不同的元素名和属性名超过 {limit} 个",
        "There are more than {limit} different names",
    )
    NAME_TOO_LONG = (
        "xml.name_too_long",
        "元素名、属性名或命名空间超过 {limit} 个字符",
        "A name or namespace is longer than {limit} characters",
    )
    TOKEN_TOO_LARGE = (
        "xml.token_too_large",
        "单个标签、注释或一笔业务的内容超过 {limit} 字节",
        "One tag, comment or item is larger than {limit} bytes",
    )
    TEXT_TOO_LONG = (
        "xml.text_too_long",
        "元素内容超过 {limit} 个字符",
        "The text of an element is longer than {limit} characters",
    )
    # Not well-formed
    MALFORMED = (
        "xml.malformed",
        "第 {line} 行第 {column} 列：XML 格式不正确（{reason}）",
        "Line {line}, column {column}: not well-formed XML ({reason})",
    )
    PAYLOAD_MISSING = (
        "xml.payload_missing",
        "报文中没有 {name} 元素",
        "There is no {name} element in the document",
    )
    PAYLOAD_TWICE = (
        "xml.payload_twice",
        "报文中有多个 {name} 元素，只允许一个",
        "There is more than one {name} element; one is allowed",
    )
    # Against the schema
    UNEXPECTED = (
        "xml.unexpected",
        "此处不应出现元素 {name}{expected}",
        "Element {name} is not expected here{expected}",
    )
    MISSING = (
        "xml.missing",
        "元素 {name} 缺少子元素{expected}",
        "Element {name} lacks a child{expected}",
    )
    UNKNOWN_ROOT = ("xml.unknown_root", "未知的元素 {name}", "Unknown element {name}")
    MISSING_ATTRIBUTE = (
        "xml.missing_attribute",
        "元素 {name} 缺少属性 {attribute}",
        "Element {name} lacks its attribute {attribute}",
    )
    UNKNOWN_ATTRIBUTE = (
        "xml.unknown_attribute",
        "元素 {name} 不允许属性 {attribute}",
        "Element {name} has no attribute {attribute}",
    )
    TEXT_NOT_ALLOWED = (
        "xml.text_not_allowed",
        "元素 {name} 中不允许直接写文字",
        "Element {name} holds elements only, no text of its own",
    )
    CHILDREN_NOT_ALLOWED = (
        "xml.children_not_allowed",
        "元素 {name} 中不允许有子元素",
        "Element {name} holds text only, no elements",
    )
    NOT_NILLABLE = ("xml.not_nillable", "元素 {name} 不允许为 nil", "Element {name} may not be nil")
    TOO_LONG = (
        "xml.too_long",
        "{name} 的长度为 {length}，最长为 {limit}",
        "{name} is {length} long; at most {limit} is allowed",
    )
    TOO_SHORT = (
        "xml.too_short",
        "{name} 的长度为 {length}，最短为 {limit}",
        "{name} is {length} long; at least {limit} is required",
    )
    WRONG_LENGTH = (
        "xml.wrong_length",
        "{name} 的长度为 {length}，应为 {limit}",
        "{name} is {length} long; it must be {limit}",
    )
    PATTERN = (
        "xml.pattern",
        "{name} 的值“{value}”不符合格式 {pattern}",
        "The value “{value}” of {name} does not match the pattern {pattern}",
    )
    NOT_LISTED = (
        "xml.not_listed",
        "{name} 的值“{value}”不在允许的代码中：{allowed}",
        "The value “{value}” of {name} is not one of {allowed}",
    )
    TOO_SMALL = (
        "xml.too_small",
        "{name} 的值“{value}”小于允许的最小值 {limit}",
        "The value “{value}” of {name} is below the least allowed, {limit}",
    )
    TOO_GREAT = (
        "xml.too_great",
        "{name} 的值“{value}”大于允许的最大值 {limit}",
        "The value “{value}” of {name} is above the most allowed, {limit}",
    )
    TOO_MANY_DIGITS = (
        "xml.too_many_digits",
        "{name} 的值“{value}”超过 {limit} 位数字",
        "The value “{value}” of {name} has more than {limit} digits",
    )
    TOO_MANY_DECIMALS = (
        "xml.too_many_decimals",
        "{name} 的值“{value}”超过 {limit} 位小数",
        "The value “{value}” of {name} has more than {limit} decimals",
    )
    NOT_A_DATE = (
        "xml.not_a_date",
        "{name} 的值“{value}”不是有效的日期，应为 YYYY-MM-DD",
        "The value “{value}” of {name} is not a date, written as YYYY-MM-DD",
    )
    NOT_A_TIME = (
        "xml.not_a_time",
        "{name} 的值“{value}”不是有效的日期时间，应为 YYYY-MM-DDThh:mm:ss",
        "The value “{value}” of {name} is not a date and time, written as YYYY-MM-DDThh:mm:ss",
    )
    NOT_A_NUMBER = (
        "xml.not_a_number",
        "{name} 的值“{value}”不是有效的数字，请使用半角数字和小数点",
        "The value “{value}” of {name} is not a number; use the plain digits 0-9 and a full stop",
    )
    NOT_OF_TYPE = (
        "xml.not_of_type",
        "{name} 的值“{value}”不符合类型 {type}",
        "The value “{value}” of {name} is not of type {type}",
    )
    SCHEMA = ("xml.schema", "不符合报文结构：{reason}", "Against the schema: {reason}")
