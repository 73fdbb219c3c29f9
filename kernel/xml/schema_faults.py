"""Says in two languages what libxml2 says about a document that breaks its schema.

The kind of fault comes from libxml2's error type, figures and lists from its message, the value
from the element itself. What is not in the table is passed on in libxml2's words, never swallowed.
"""

from __future__ import annotations

import re
from typing import Final

from kernel.errors import Finding
from kernel.findings import shown
from kernel.text import Text
from kernel.xml.paths import Element, local
from kernel.xml.rules import XmlRule

_MESSAGE: Final = re.compile(
    r"Element '(?P<element>[^']*)'(?:, attribute '(?P<attribute>[^']*)')?: "
    r"(?:\[facet '[A-Za-z]+'\] )?(?P<rest>.*)",
    re.DOTALL,
)
_LENGTHS: Final = re.compile(r"The value has a length of '(\d+)'.*'(\d+)'\.\s*$", re.DOTALL)
_LIMIT: Final = re.compile(r"\('([^']*)'\)\.\s*$")
_PATTERN: Final = re.compile(r"is not accepted by the pattern '(.*)'\.\s*$", re.DOTALL)
_LISTED: Final = re.compile(r"is not an element of the set \{(.*)\}\.\s*$", re.DOTALL)
_TYPE: Final = re.compile(r"atomic type '(?:\{[^}]*\}|xs:)?([^']*)'\.\s*$")
_EXPECTED: Final = re.compile(r"Expected is (?:one of )?\( (.*) \)\.\s*$", re.DOTALL)
_NAMESPACE: Final = re.compile(r"\{[^}]*\}")
_EXPECTED_SHOWN_MAX: Final = 8

_LENGTH_RULES: Final = {
    "SCHEMAV_CVC_MAXLENGTH_VALID": XmlRule.TOO_LONG,
    "SCHEMAV_CVC_MINLENGTH_VALID": XmlRule.TOO_SHORT,
    "SCHEMAV_CVC_LENGTH_VALID": XmlRule.WRONG_LENGTH,
}
_LIMIT_RULES: Final = {
    "SCHEMAV_CVC_MININCLUSIVE_VALID": XmlRule.TOO_SMALL,
    "SCHEMAV_CVC_MINEXCLUSIVE_VALID": XmlRule.TOO_SMALL,
    "SCHEMAV_CVC_MAXINCLUSIVE_VALID": XmlRule.TOO_GREAT,
    "SCHEMAV_CVC_MAXEXCLUSIVE_VALID": XmlRule.TOO_GREAT,
    "SCHEMAV_CVC_TOTALDIGITS_VALID": XmlRule.TOO_MANY_DIGITS,
    "SCHEMAV_CVC_FRACTIONDIGITS_VALID": XmlRule.TOO_MANY_DECIMALS,
}
_PLAIN_RULES: Final = {
    "SCHEMAV_CVC_ELT_1": XmlRule.UNKNOWN_ROOT,
    "SCHEMAV_CVC_ELT_3_1": XmlRule.NOT_NILLABLE,
    "SCHEMAV_CVC_COMPLEX_TYPE_2_1": XmlRule.TEXT_NOT_ALLOWED,
    "SCHEMAV_CVC_COMPLEX_TYPE_2_2": XmlRule.CHILDREN_NOT_ALLOWED,
    "SCHEMAV_CVC_COMPLEX_TYPE_2_3": XmlRule.TEXT_NOT_ALLOWED,
    "SCHEMAV_CVC_TYPE_3_1_2": XmlRule.CHILDREN_NOT_ALLOWED,
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_1": XmlRule.UNKNOWN_ATTRIBUTE,
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_2": XmlRule.UNKNOWN_ATTRIBUTE,
    "SCHEMAV_CVC_TYPE_3_1_1": XmlRule.UNKNOWN_ATTRIBUTE,
}
_TYPE_RULES: Final = (
    (re.compile(r"DateTime|dateTime"), XmlRule.NOT_A_TIME),
    (re.compile(r"Date|date"), XmlRule.NOT_A_DATE),
    (re.compile(r"Amount|Number|Decimal|Rate|decimal|integer"), XmlRule.NOT_A_NUMBER),
)


def translate(kind: str, message: str, node: Element, path: str) -> Finding:
    """Return the finding for one libxml2 message of type `kind` about `node` at `path`."""
    parts = _MESSAGE.fullmatch(message.strip())
    if parts is None:
        return _untranslated(message, path)
    attribute = local(parts["attribute"] or "")
    name = f"{local(parts['element'])}/@{attribute}" if attribute else local(parts["element"])
    value = shown(_value(node, attribute))
    rest = parts["rest"]
    if kind == "SCHEMAV_ELEMENT_CONTENT":
        return _content(name, rest, path)
    if kind == "SCHEMAV_CVC_COMPLEX_TYPE_4":
        missing = re.search(r"The attribute '(?:\{[^}]*\})?([^']*)'", rest)
        return XmlRule.MISSING_ATTRIBUTE.finding(
            path, name=name, attribute=missing[1] if missing else ""
        )
    if kind in _PLAIN_RULES:
        element = name.partition("/")[0]
        return _PLAIN_RULES[kind].finding(path, name=element, attribute=attribute)
    return _valued(kind, name, value, rest, path) or _untranslated(message, path)


def _valued(kind: str, name: str, value: str, rest: str, path: str) -> Finding | None:
    """Return the finding about a value that breaks a facet or its type."""
    if kind in _LENGTH_RULES and (found := _LENGTHS.search(rest)):
        return _LENGTH_RULES[kind].finding(path, name=name, length=found[1], limit=found[2])
    if kind in _LIMIT_RULES and (found := _LIMIT.search(rest)):
        return _LIMIT_RULES[kind].finding(path, name=name, value=value, limit=found[1])
    if kind == "SCHEMAV_CVC_PATTERN_VALID" and (found := _PATTERN.search(rest)):
        return XmlRule.PATTERN.finding(path, name=name, value=value, pattern=found[1])
    if kind == "SCHEMAV_CVC_ENUMERATION_VALID" and (found := _LISTED.search(rest)):
        allowed = found[1].replace("'", "")
        return XmlRule.NOT_LISTED.finding(path, name=name, value=value, allowed=allowed)
    if kind.startswith("SCHEMAV_CVC_DATATYPE_VALID_1_2_") and (found := _TYPE.search(rest)):
        code = next(
            (code for form, code in _TYPE_RULES if form.search(found[1])), XmlRule.NOT_OF_TYPE
        )
        return code.finding(path, name=name, value=value, type=found[1])
    return None


def _content(name: str, rest: str, path: str) -> Finding:
    listed = _EXPECTED.search(rest)
    names = [_NAMESPACE.sub("", item).strip() for item in listed[1].split(",")] if listed else []
    expected = Text("", "")
    if names:
        some = ", ".join(names[:_EXPECTED_SHOWN_MAX]) + ("…" if names[_EXPECTED_SHOWN_MAX:] else "")
        expected = Text("，应为 {some}", "; expected {some}").fill(some=some)
    if not rest.startswith("Missing"):
        return XmlRule.UNEXPECTED.finding(path, name=name, expected=expected)
    place = f"{path}/{names[0]}" if len(names) == 1 else path
    return XmlRule.MISSING.finding(place, name=name, expected=expected)


def _untranslated(message: str, path: str) -> Finding:
    return XmlRule.SCHEMA.finding(path, reason=_NAMESPACE.sub("", message.strip()))


def _value(node: Element, attribute: str) -> str:
    if not attribute:
        return node.text or ""
    return next((str(text) for key, text in node.items() if local(str(key)) == attribute), "")
