"""The strict XML reader of the house; no other module may parse XML.

    root = read_tree(body, schema)                 # a small document, whole
    envelope, payload = cut(spooled, "Document")   # a large payload and the envelope around it
    for unit in units(screen(spooled), places):    # a large file, element by element

Every refusal is a `Faulty` whose findings name the element and the rule in two languages.
"""

from kernel.xml.document import Screened, cut, screen
from kernel.xml.gate import encoding_of
from kernel.xml.paths import Element, local, path_of
from kernel.xml.schema import Schema
from kernel.xml.stream import Place, Unit, units
from kernel.xml.tree import canonical, read_tree, to_bytes

__all__ = [
    "Element",
    "Place",
    "Schema",
    "Screened",
    "Unit",
    "canonical",
    "cut",
    "encoding_of",
    "local",
    "path_of",
    "read_tree",
    "screen",
    "to_bytes",
    "units",
]
