"""Messages whose official schema no package carries, read into the classes of PyPI pyiso20022."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from kernel.assets import build_dir
from kernel.iso20022.camt029 import write_camt029
from kernel.iso20022.camt055_model import (
    BlockResolution,
    ItemResolution,
    MessageResolution,
    Resolution,
)
from kernel.iso20022.codes import CancelReason, CancelStatus, GroupStatus, ItemStatus, Reason
from kernel.iso20022.pain002 import (
    BlockReport,
    ItemReport,
    StatusReason,
    StatusReport,
    write_pain002,
)
from kernel.iso20022.schemas import CAMT_055
from tests.kernel.iso20022.test_camt055 import GROUP, ONE, block, request

pytestmark = pytest.mark.interop

PEER: Final = Path(__file__).parent / "peers" / "iso_classes.py"
AT: Final = datetime(2026, 11, 23, 2, 5, tzinfo=UTC)


def status_report() -> bytes:
    why = StatusReason(Reason.AC03, "收款账号错误 " * 30)
    item = ItemReport("E1", ItemStatus.RJCT, "I1", (why,), AT, "P261123-0CY97936")
    done = BlockReport("P1", GroupStatus.PART, (item, ItemReport("E2", ItemStatus.ACSC)), (why,), 2)
    head = StatusReport(
        "R1",
        AT,
        "PAY1",
        "pain.001.001.09",
        GroupStatus.PART,
        (done,),
        (why,),
        2,
        initiating_party="辰海",
    )
    return write_pain002(head, "pain.002.001.10")


def resolution() -> bytes:
    items = (
        ItemResolution(CancelStatus.ACCR, None, "", "I1", "E1", "C1"),
        ItemResolution(CancelStatus.RJCR, CancelReason.NARR, "原因 " * 60, "I2", "E2"),
    )
    blocks = (BlockResolution("P1", items, "C2"), BlockResolution("P2", reason=CancelReason.NOOR))
    messages = (
        MessageResolution("PAY1", "pain.001.001.09", blocks, "C3"),
        MessageResolution("PAY2", "pain.001.001.09", reason=CancelReason.NOOR),
    )
    return write_camt029(
        Resolution("K1", AT, "YUGACN2S", "上海辰海物流股份有限公司", "CXL1", messages)
    )


def read(name: str, content: bytes, folder: Path) -> subprocess.CompletedProcess[str]:
    readers = build_dir() / "readers"
    if not readers.exists():
        pytest.skip("pyiso20022 is not installable here: run `make interop`")
    path = folder / "message.xml"
    path.write_bytes(content)
    module = f"pyiso20022.{name[:4]}.{name.replace('.', '_')}"
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(readers)}
    return subprocess.run(
        [sys.executable, str(PEER), module, str(path)], env=environment, capture_output=True, text=True, check=False
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content"), [("pain.002.001.10", status_report()), ("camt.029.001.09", resolution())]
)
def test_what_we_write_is_what_the_classes_know(name: str, content: bytes, tmp_path: Path) -> None:
    done = read(name, content, tmp_path)
    assert (done.returncode, done.stdout) == (0, "Document"), done.stderr[-2000:]


@pytest.mark.parametrize("name", CAMT_055)
def test_what_we_read_is_what_the_classes_know(name: str, tmp_path: Path) -> None:
    day = "2026-11-23" if name < "camt.055.001.08" else "<Dt>2026-11-23</Dt>"
    content = request(GROUP.format("") + block("<NbOfTxs>2</NbOfTxs>" + ONE.format(day)), name)
    done = read(name, content, tmp_path)
    assert (done.returncode, done.stdout) == (0, "Document"), done.stderr[-2000:]


def test_an_element_out_of_its_place_is_refused(tmp_path: Path) -> None:
    """The negative control."""
    wrong = status_report().replace(b"<GrpSts>", b"<Sts>").replace(b"</GrpSts>", b"</Sts>")
    assert read("pain.002.001.10", wrong, tmp_path).returncode != 0
