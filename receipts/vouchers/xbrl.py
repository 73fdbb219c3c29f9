"""XBRL 2.1 instances as the standard for accounting vouchers shapes them: one context, one unit, items and tuples."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from lxml import etree

_XBRLI: Final = "http://www.xbrl.org/2003/instance"
_LINK: Final = "http://www.xbrl.org/2003/linkbase"
_XLINK: Final = "http://www.w3.org/1999/xlink"
_ISO4217: Final = "http://www.xbrl.org/2003/iso4217"
_SCHEME: Final = "http://xbrl.mof.gov.cn"
TAXONOMY: Final = "http://xbrl.mof.gov.cn/taxonomy/2021-11-30"
_UNIT: Final = "CNY"
_DECIMALS: Final = "2"
_UNSAYABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot say at all."""

Values = Mapping[str, str]
"""Element names and what they hold; empty ones are left out."""


@dataclass(frozen=True, slots=True)
class Instance:
    """One voucher: of which kind, by whom, of which day, in which currency."""

    kind: str
    """`bker`, a receipt, or `bkrs`, a statement."""
    issuer: str
    """金融机构编码 where it is known, else the clearing number of the bank."""
    on: date
    currency: str
    items: Values
    tuples: Sequence[tuple[str, Values]] = ()
    amounts: frozenset[str] = field(default_factory=frozenset)
    """Which of the elements are amounts, with unit and decimals."""

    @property
    def namespace(self) -> str:
        """The namespace of its elements."""
        return f"{TAXONOMY}/{self.kind}"

    @property
    def schema(self) -> str:
        """The schema it names."""
        return f"{self.kind}_2021-11-30.xsd"


def write_instance(instance: Instance) -> bytes:
    """Return the instance as a document; the same input gives the same bytes."""
    spaces = {
        "xbrli": _XBRLI, "link": _LINK, "xlink": _XLINK, "iso4217": _ISO4217,
        instance.kind: instance.namespace,
    }  # fmt: skip
    root = etree.Element(f"{{{_XBRLI}}}xbrl", nsmap=spaces)
    schema = etree.SubElement(root, f"{{{_LINK}}}schemaRef")
    schema.set(f"{{{_XLINK}}}type", "simple")
    schema.set(f"{{{_XLINK}}}href", instance.schema)
    context = f"As_Of_{instance.on:%Y_%m_%d}"
    _context(root, context, instance)
    _unit(root, instance.currency)
    _values(root, context, instance, instance.items)
    for name, values in instance.tuples:
        _values(etree.SubElement(root, _name(instance, name)), context, instance, values)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def sayable(value: str) -> str:
    """The text with a mark in the place of what XML cannot say."""
    return _UNSAYABLE.sub("\N{REPLACEMENT CHARACTER}", value)


def _context(root: etree._Element, name: str, instance: Instance) -> None:
    context = etree.SubElement(root, f"{{{_XBRLI}}}context", id=name)
    entity = etree.SubElement(context, f"{{{_XBRLI}}}entity")
    etree.SubElement(entity, f"{{{_XBRLI}}}identifier", scheme=_SCHEME).text = instance.issuer
    period = etree.SubElement(context, f"{{{_XBRLI}}}period")
    etree.SubElement(period, f"{{{_XBRLI}}}instant").text = instance.on.isoformat()


def _unit(root: etree._Element, currency: str) -> None:
    unit = etree.SubElement(root, f"{{{_XBRLI}}}unit", id=_UNIT)
    etree.SubElement(unit, f"{{{_XBRLI}}}measure").text = f"iso4217:{currency}"


def _values(into: etree._Element, context: str, instance: Instance, values: Values) -> None:
    for name, value in values.items():
        if not value:
            continue
        element = etree.SubElement(into, _name(instance, name), contextRef=context)
        if name in instance.amounts:
            element.set("decimals", _DECIMALS)
            element.set("unitRef", _UNIT)
        element.text = sayable(value)


def _name(instance: Instance, name: str) -> str:
    return f"{{{instance.namespace}}}{name}"
