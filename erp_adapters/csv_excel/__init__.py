"""CSV and Excel of any layout: a saved column map says which column is what.

Profile (TOML):

    encoding = "auto"            # auto: BOM, then UTF-8, then GB18030
    delimiter = "auto"           # auto: the one of , ; tab | that parts the header best
    header_row = 1
    sheet = ""                   # Excel: a sheet's name; empty: the first
    [columns]                    # our field = "their header"; what is left out is guessed
    serial = "付款单号"
    [defaults]                   # for columns their file does not have
    payer_account = "1001234509012345678"
"""

from __future__ import annotations

from erp_adapters.adapter import Adapter, Profile
from erp_adapters.client import Payment
from erp_adapters.csv_excel.columns import ColumnMap, Columns
from erp_adapters.csv_excel.entries import entries_csv
from erp_adapters.csv_excel.tables import Table, table_of
from erp_adapters.reading import Reader
from kernel.text import Text

__all__ = ["adapter"]


def adapter(profile: Profile) -> Adapter:
    """The adapter for one layout."""
    columns = ColumnMap.of(profile)

    def read(content: bytes, name: str) -> list[Payment]:
        table = table_of(content, name, profile)
        return _payments(table, columns.found_in(table.header))

    return Adapter(
        name="csv_excel",
        title=Text("CSV 与 Excel", "CSV and Excel"),
        read=read,
        entries=entries_csv,
    )


def _payments(table: Table, columns: Columns) -> list[Payment]:
    reader = Reader()
    for number, cells in table.rows:
        values = columns.values(cells)
        if any(value not in {"", None} for value in values.values()):
            given = columns.defaults | {
                name: v for name, v in values.items() if v not in {"", None}
            }
            reader.add(given, f"第 {number} 行 row {number}", columns.labels)
    return reader.payments()
