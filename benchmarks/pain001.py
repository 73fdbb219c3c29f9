"""F3: a pain.001 of 100,000 payments, from its first byte to "staged, faults known", against bare lxml.

The floor is what lxml takes to iterate over the same file with the official schema, picking five texts of each
payment and keeping none. Ours reads the file twice (a glance, then the reader the house uses), checks what the
schema cannot, and copies a row for each payment into a table of the database. Each run is a process of its
own, so that its memory can be told; the rounds take turns.
"""

from __future__ import annotations

import gc
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any, Final

import psycopg
from lxml import etree

from benchmarks.server import Server
from corporate.bootstrap import GC_THRESHOLDS
from kernel.assets import schema_path
from kernel.iso20022.pain001 import read_pain001
from kernel.iso20022.pain001_model import CreditTransfer, PaymentBlock
from kernel.iso20022.schemas import NAMESPACE

PAYMENTS: Final = 100_000
ROUNDS: Final = 3
GOAL: Final = 1.3
NAME: Final = "pain.001.001.09"
_PAYER: Final = "1001234509012345678"
_STAGE: Final = """
CREATE TEMP TABLE staged (block bigint, line bigint, instruction text, end_to_end text, currency text, minor bigint,
  payee_account text, payee_name text, bank text, bic text, remittance text, payer text, requested_on date)
"""
_HEAD: Final = (
    f'<Document xmlns="{NAMESPACE}{NAME}"><CstmrCdtTrfInitn><GrpHdr><MsgId>{{name}}</MsgId><CreDtTm>2026-11-23T10:00:00</CreDtTm>'
    "<NbOfTxs>{payments}</NbOfTxs><InitgPty><Nm>上海辰海物流股份有限公司</Nm></InitgPty></GrpHdr>"
    "<PmtInf><PmtInfId>B1</PmtInfId><PmtMtd>TRF</PmtMtd><ReqdExctnDt><Dt>2026-11-23</Dt></ReqdExctnDt>"
    "<Dbtr><Nm>上海辰海物流股份有限公司</Nm></Dbtr><DbtrAcct><Id><Othr><Id>{payer}</Id></Othr></Id></DbtrAcct>"
    "<DbtrAgt><FinInstnId><BICFI>YUGACN2S</BICFI></FinInstnId></DbtrAgt>"
)
_LINE: Final = (
    "<CdtTrfTxInf><PmtId><InstrId>I{0}</InstrId><EndToEndId>E{0}</EndToEndId></PmtId>"
    '<Amt><InstdAmt Ccy="CNY">{1}.{2:02}</InstdAmt></Amt><CdtrAgt><FinInstnId><ClrSysMmbId><ClrSysId><Cd>CNAPS</Cd>'
    "</ClrSysId><MmbId>102100099996</MmbId></ClrSysMmbId></FinInstnId></CdtrAgt><Cdtr><Nm>无锡同盛包装材料有限公司</Nm>"
    "<PstlAdr><TwnNm>无锡</TwnNm><Ctry>CN</Ctry></PstlAdr></Cdtr><CdtrAcct><Id><Othr><Id>62220210{0:011}</Id></Othr></Id>"
    "</CdtrAcct><RmtInf><Ustrd>货款 合同 HT-2026-{0:06}</Ustrd></RmtInf></CdtTrfTxInf>"
)


@dataclass(frozen=True, slots=True)
class Run:
    """One reading of the file."""

    payments: int
    wall_s: float
    cpu_s: float
    memory_mib: int
    """What it took at most beyond what its process had before."""


def measure(server: Server) -> dict[str, dict[str, object]]:
    """How many times the floor's time it takes, and what both take of time and memory."""
    with tempfile.TemporaryDirectory(prefix="yinqi-f3-") as folder:
        path = Path(folder) / "f3.xml"
        write(path, PAYMENTS)
        rounds = [
            (apart(floor, path, ""), apart(ours, path, server.cluster.dsn("yinqi")))
            for _ in range(ROUNDS)
        ]
    lost = [run for pair in rounds for run in pair if run.payments != PAYMENTS]
    if lost:
        message = f"payments were lost on the way: {lost}"
        raise RuntimeError(message)
    wall = [ours.wall_s / floor.wall_s for floor, ours in rounds]
    cpu = [ours.cpu_s / floor.cpu_s for floor, ours in rounds]
    conditions = (
        f"{PAYMENTS:,} payments, first byte to staged by COPY with faults known, against lxml iterparse with the"
        " schema; a ratio of times, so less is better; medians of interleaved rounds, each in its own process"
    )
    figure = {
        "ratio": round(statistics.median(wall), 2),
        "cpu_ratio": round(statistics.median(cpu), 2),
        "goal": GOAL,
        "rounds": [[astuple(floor), astuple(ours)] for floor, ours in rounds],
        "memory_mib": max(ours.memory_mib for _, ours in rounds),
        "conditions": conditions,
    }
    return {"F3": figure}


def floor(path: Path, _dsn: str) -> int:
    """Bare lxml: the schema while parsing, five texts of each payment."""
    ns = f"{{{NAMESPACE}{NAME}}}"
    wanted = [
        f"{ns}PmtId/{ns}EndToEndId", f"{ns}Amt/{ns}InstdAmt", f"{ns}Cdtr/{ns}Nm",
        f"{ns}CdtrAcct/{ns}Id/{ns}Othr/{ns}Id", f"{ns}RmtInf/{ns}Ustrd",
    ]  # fmt: skip
    schema = etree.XMLSchema(file=str(schema_path(NAME)))
    count = 0
    for _, element in etree.iterparse(
        str(path), events=("end",), tag=f"{ns}CdtTrfTxInf", schema=schema
    ):
        texts = [element.findtext(place) for place in wanted]
        count += len(texts) == len(wanted)
        element.clear()
        parent = element.getparent()
        while parent is not None and element.getprevious() is not None:
            del parent[0]
    return count


def ours(path: Path, dsn: str) -> int:
    """The house's reader, each payment copied into a table; what is wrong would be raised here."""
    gc.set_threshold(*GC_THRESHOLDS)
    with (
        psycopg.connect(dsn) as connection,
        connection.cursor() as cursor,
        path.open("rb") as source,
    ):
        cursor.execute(_STAGE)
        with cursor.copy("COPY staged FROM STDIN") as copy:
            for row in _rows(source):
                copy.write_row(row)
        cursor.execute("SELECT count(*) FROM staged")
        (count,) = cursor.fetchone() or (0,)
    return int(count)


def _rows(source: Any) -> Iterator[tuple[object, ...]]:
    payer, on = "", None
    for item in read_pain001(source):
        if isinstance(item, CreditTransfer):
            agent = item.creditor_agent
            yield (
                item.block_index, item.index, item.instruction_id, item.end_to_end_id, item.currency,
                item.amount_minor, item.creditor_account.number, item.creditor.name, agent.member_id, agent.bic,
                item.remittance, payer, on,
            )  # fmt: skip
        elif isinstance(item, PaymentBlock):
            payer, on = item.debtor_account.number, item.requested_on


def write(path: Path, payments: int, name: str = "F3") -> None:
    """The message as a file."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(parts(payments, name, _PAYER))


def parts(payments: int, name: str, payer: str) -> Iterator[str]:
    """The message in pieces."""
    yield _HEAD.format(name=name, payments=payments, payer=payer)
    for place in range(1, payments + 1):
        yield _LINE.format(place, place % 99_999 + 1, place % 100)
    yield "</PmtInf></CstmrCdtTrfInitn></Document>"


def apart(work: Callable[[Path, str], int], path: Path, dsn: str) -> Run:
    """Run it in a process of its own, which is new."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_timed, (work, path, dsn))


def _timed(work: Callable[[Path, str], int], path: Path, dsn: str) -> Run:
    wall, cpu, before = time.perf_counter(), time.process_time(), _kib("VmRSS")
    count = work(path, dsn)
    spent = time.perf_counter() - wall, time.process_time() - cpu
    return Run(count, round(spent[0], 2), round(spent[1], 2), (_kib("VmHWM") - before) >> 10)


def _kib(name: str) -> int:
    """A figure of this process's memory, in KiB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1])
