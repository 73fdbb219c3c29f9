"""The pages on ISO 20022 and statements: what they show is what the house reads and writes."""

from __future__ import annotations

import os
import re
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree

from connectors.direct_link.head import read_head
from kernel.assets import ROOT
from kernel.iso20022.camt import write_camt
from kernel.iso20022.camt029 import write_camt029
from kernel.iso20022.camt055 import load_camt055
from kernel.iso20022.camt055_model import (
    BlockResolution,
    ItemResolution,
    MessageResolution,
    Resolution,
)
from kernel.iso20022.codes import CancelReason, CancelStatus
from kernel.iso20022.pain001 import load_pain001
from kernel.iso20022.schemas import CAMT_029, CAMT_052, CAMT_053, CAMT_054, CAMT_055, PAIN_001
from kernel.statement_files import FileFormat
from kernel.xml import cut, screen
from tests.kernel.iso20022.test_camt055 import GROUP, ONE, block, request
from tests.kernel.statement_files.samples import AT, ENTRIES, file, statement

FOLDER = ROOT / "docs" / "direct-link"
PAGES = "".join(
    (FOLDER / name).read_text(encoding="utf-8") for name in ("iso20022.md", "statements.md")
)


def example(name: str) -> str:
    """The code block under the mark of an example."""
    found = re.search(rf"<!-- example: {re.escape(name)} -->\n```\w*\n(.*?)```", PAGES, re.DOTALL)
    assert found is not None, name
    return found[1]


def indented(content: bytes) -> str:
    root = etree.fromstring(content)
    etree.indent(root)
    return f"{etree.tostring(root, encoding='unicode')}\n"


def camt() -> str:
    out = BytesIO()
    write_camt(out, "camt.054.001.04", "S261123-00000012", AT, [(statement(), ENTRIES[:1])])
    return indented(out.getvalue())


def mt940() -> str:
    return file(FileFormat.MT940_UTF8).decode().replace("\r\n", "\n")


def ofx() -> str:
    return file(FileFormat.OFX, (statement(), ENTRIES[:1])).decode().replace("\r\n", "\n") + "\n"


def csv_lines() -> str:
    return file(FileFormat.CSV).decode("utf-8-sig").replace("\r\n", "\n")


def request_055() -> str:
    return indented(request(GROUP.format("") + block(ONE.format("<Dt>2026-11-23</Dt>"))))


def answer_029() -> str:
    items = (
        ItemResolution(CancelStatus.ACCR, None, "", "I1", "E1", "C1"),
        ItemResolution(CancelStatus.RJCR, CancelReason.PTNA, "", "I2", "E2"),
    )
    message = MessageResolution("PAY1", "pain.001.001.09", (BlockResolution("P1", items),))
    bank, customer = "YUGACN2S", "上海辰海物流股份有限公司"
    resolution = Resolution("K261123-00000012", AT, bank, customer, "CXL1", (message,), "CASE1")
    return indented(write_camt029(resolution))


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("camt.054", camt()), ("mt940", mt940()), ("ofx", ofx()), ("csv", csv_lines()),
        ("camt.055", request_055()), ("camt.029", answer_029()),
    ],
)  # fmt: skip
def test_its_examples_are_what_the_house_writes(name: str, made: str) -> None:
    assert example(name) == made


def test_its_request_is_read() -> None:
    found = load_camt055(screen(BytesIO(example("camt.055").encode())))
    assert (found.id, found.messages[0].blocks[0].transfers[0].end_to_end_id) == ("CXL1", "E1")


def test_its_first_payment_is_read_alone_and_out_of_the_request_the_shell_makes_of_it(
    tmp_path: Path,
) -> None:
    (tmp_path / "pain001.xml").write_text(example("pain.001"), encoding="utf-8")
    made = {**os.environ, "NOW": "2026-11-23T10:05:00+08:00"}
    subprocess.run(["sh", "-ec", example("carrier")], cwd=tmp_path, env=made, check=True)  # noqa: S607 - any sh
    with (tmp_path / "request.xml").open("rb") as carried:
        around, payload = cut(carried, "Document")
        out_of_it = load_pain001(payload)
    head, _ = read_head(around)
    assert (head.operation, head.certificate) == ("payments.import", "MUSTER-ERP-01")
    alone = load_pain001(BytesIO(example("pain.001").encode()))
    assert out_of_it == alone
    assert [one.amount_minor for one in alone.batches[0].transfers] == [128640]


def test_every_format_and_version_is_on_the_pages() -> None:
    for form in FileFormat:
        assert f"`{form.value}`" in PAGES
    for name in (*CAMT_052, *CAMT_053, CAMT_054[1], CAMT_029):
        assert name in PAGES
    for name in (*PAIN_001, *CAMT_055, *CAMT_054):
        assert name[-3:] in PAGES


def test_the_first_edition_s_changes_name_every_version_that_is_read() -> None:
    changes = (FOLDER / "changes.md").read_text(encoding="utf-8")
    assert [name for name in (*PAIN_001, *CAMT_055) if name[-3:] not in changes] == []
