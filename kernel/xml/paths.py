"""Where an element stands, as people name it: `/Document/CstmrCdtTrfInitn/PmtInf[2]/PmtInfId`."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

Element = etree._Element  # noqa: SLF001 - lxml has no public name for what it returns
Anchors = Mapping[Element, str]
"""Elements whose path is known, because their earlier siblings may be gone already."""


def local(tag: str) -> str:
    """Return the name of `tag` without its namespace."""
    return tag.rpartition("}")[2]


def path_of(element: Element, anchors: Anchors) -> str:
    """Return the path of `element`; a number says which one where siblings share the name."""
    if element in anchors:
        return anchors[element]
    parent = element.getparent()
    if parent is None:
        return f"/{local(element.tag)}"
    twins = [twin for twin in parent if twin.tag == element.tag]
    number = f"[{twins.index(element) + 1}]" if len(twins) > 1 else ""
    return f"{path_of(parent, anchors)}/{local(element.tag)}{number}"


def locate(top: Element, path: str) -> Element:
    """Return the element libxml2 means by `path`, counted from `top`; `top` itself if it is gone."""
    steps = path.split("/")[2:]
    if not steps:
        return top
    prefixes = (
        {p: uri for node in top.iter() for p, uri in node.nsmap.items() if p} if ":" in path else {}
    )
    found = top.xpath("./" + "/".join(steps), namespaces=prefixes)
    nodes = [node for node in found if isinstance(node, Element)] if isinstance(found, list) else []
    return nodes[0] if nodes else top
