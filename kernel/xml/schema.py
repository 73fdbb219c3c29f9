"""XSD validation whose messages stay with the document they are about.

A compiled `XMLSchema` shared by threads mixes up their error messages, so every thread compiles its
own. Schemas are local files; hints in a document (`xsi:schemaLocation`) are never followed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from lxml import etree

from kernel.errors import Finding
from kernel.xml.paths import Anchors, Element, locate, path_of
from kernel.xml.schema_faults import translate

_XS: Final = "{http://www.w3.org/2001/XMLSchema}"


class Schema:
    """An XSD, compiled once per thread when first used.

    `load` returns the bytes of the XSD. `parts` names further elements, each with its type in the
    XSD, that can be validated on their own: a payment without its file.
    """

    def __init__(self, load: Callable[[], bytes], parts: Mapping[str, str] | None = None) -> None:
        self._load = load
        self._parts = dict(parts or {})
        self._thread = threading.local()

    def compiled(self) -> etree.XMLSchema:
        """Return this thread's own compiled schema; never hand it to another thread."""
        schema = getattr(self._thread, "schema", None)
        if schema is None:
            schema = self._thread.schema = self._compile()
        return schema

    def findings(self, element: Element, anchors: Anchors | None = None) -> Iterator[Finding]:
        """Yield what is wrong with `element`, with paths that start at the `anchors`."""
        schema = self.compiled()
        if schema.validate(element):
            return
        entries: tuple[Any, ...] = tuple(schema.error_log)  # type: ignore[arg-type]  # it is a sequence
        for entry in entries:
            node = locate(element, entry.path or "")
            yield translate(entry.type_name, entry.message, node, path_of(node, anchors or {}))

    def _compile(self) -> etree.XMLSchema:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        root = etree.fromstring(self._load(), parser)
        for name, kind in self._parts.items():
            etree.SubElement(root, f"{_XS}element", name=name, type=kind)
        return etree.XMLSchema(root)
