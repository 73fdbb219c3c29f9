"""The committed files of the contract, by name."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from connectors.direct_link.contract import json_schema, openapi, soap_schema, wsdl, xsd
from kernel.assets import ROOT
from kernel.operation import Operation

FOLDER: Final = ROOT / "docs" / "contracts"


def files_of(operations: Iterable[Operation]) -> dict[str, bytes]:
    """Return every file of the contract."""
    offered = list(operations)
    return {
        "direct-link-v1.xsd": xsd.schema_of(offered),
        "direct-link-v1.schema.json": json_schema.schema_of(offered),
        "direct-link-v1.openapi.json": openapi.openapi_of(offered),
        "direct-link-v1.soap.xsd": soap_schema.schema_of(offered),
        "direct-link-v1.wsdl": wsdl.wsdl_of(offered),
    }


def write(operations: Iterable[Operation], folder: Path = FOLDER) -> None:
    """Write the files anew."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files_of(operations).items():
        (folder / name).write_bytes(content)
