"""Documents by a task: ordered under a serial, made once by whoever lives, fetched in parts."""

from __future__ import annotations

import base64
import csv
import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from jobs.bank_run import BankRun
from kernel import failpoints, limits
from kernel.errors import NotFound
from kernel.failpoints import FailpointReached
from kernel.records.serials import SerialConflict
from tests.receipts.render.reading import text_of
from tests.workflows.documents.test_receipts import issue
from tests.workflows.payments.house import PAYER, PaymentHouse
from tests.world import crypto
from workflows.documents.press import OpenPress
from workflows.documents.task_commands import FilePart, TaskView
from workflows.documents.task_errors import (
    FileDamaged,
    KindUnknown,
    NotReady,
    SpanTooLong,
    TooManyTasks,
)

pytestmark = pytest.mark.database
ERP = "辰海 ERP"
SPAN: dict[str, Any] = {"FromOn": "2026-11-20", "ToOn": "2026-11-23"}


@pytest.fixture(autouse=True)
def _disarmed() -> Iterator[None]:
    yield
    failpoints.arm("")


@pytest.fixture
def paid(pay: PaymentHouse) -> PaymentHouse:
    """A house with three payments booked and their receipts issued."""
    pay.allow_direct()
    for serial in ("E1", "E2", "E3"):
        pay.submit(serial, by=ERP)
        issue(pay, serial)
    return pay


def ask(pay: PaymentHouse, code: str, by: str = ERP, **asked: Any) -> Any:
    return pay.house.gate.perform(pay.world.actor(by), f"documents.{code}", asked)


def order(pay: PaymentHouse, serial: str = "D1", by: str = ERP, **more: Any) -> TaskView:
    found = ask(pay, "order", by, **{"ClientSerial": serial, **SPAN, **more})
    assert isinstance(found, TaskView)
    return found


def work(pay: PaymentHouse) -> int:
    world = pay.world
    return pay.worker.maker(BankRun(world.db.worker, world.kernel, world.tenant_id))


def fetched(pay: PaymentHouse, number: str, by: str = ERP) -> bytes:
    """Every part, decoded and joined; each says the same of the whole."""
    first: FilePart = ask(pay, "fetch", by, Number=number)
    parts = [
        first,
        *(ask(pay, "fetch", by, Number=number, Part=n) for n in range(2, first.parts + 1)),
    ]
    whole = b"".join(base64.b64decode(one.content) for one in parts)
    assert {(one.size, one.digest) for one in parts} == {(len(whole), crypto().sm3(whole).hex())}
    return whole


def contents(whole: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def index(files: dict[str, bytes]) -> list[list[str]]:
    return list(csv.reader(io.StringIO(files["index.csv"].decode("utf-8-sig"))))[1:]


def test_receipts_of_some_days_come_as_one_file_with_an_index(
    paid: PaymentHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "TASK_PAGE_ROWS", 2)
    monkeypatch.setattr(limits, "TASK_PART_BYTES", 20_000)
    task = order(paid)
    assert (task.status, task.items, task.parts) == ("waiting", 0, 0)
    assert work(paid) == 1
    ready = ask(paid, "task", ClientSerial="D1")
    assert (ready.status, ready.items) == ("ready", 3)
    assert ready.parts > 1
    files = contents(fetched(paid, task.number))
    told = index(files)
    assert sorted(line[8] for line in told) == ["E1", "E2", "E3"]
    for line in told:
        content = files[line[10]]
        assert content.startswith(b"%PDF-")
        assert crypto().sm3(content).hex() == line[11]
    assert len(files) == 4
    assert work(paid) == 0


def test_receipts_are_merged_signed_and_registered_and_the_index_says_on_which_page(
    paid: PaymentHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "TASK_MERGED_ROWS", 2)
    task = order(paid, Arrangement="merged", ReceiptKind="payment_out")
    work(paid)
    ready = ask(paid, "task", Number=task.number)
    assert (ready.items, ready.total) == (3, 3)
    files = contents(fetched(paid, task.number))
    told = index(files)
    assert [(line[10], line[12]) for line in told] == [
        (f"{task.number}-001.pdf", "1"), (f"{task.number}-001.pdf", "2"), (f"{task.number}-002.pdf", "1"),
    ]  # fmt: skip
    for line in told:
        assert line[0] in text_of(files[line[10]], int(line[12]) - 1)
        with paid.world.context("李娜") as ctx:
            found = paid.house.file_desk.check(ctx, files[line[10]])
        assert (found.verdict, found.seal, found.digest) == ("genuine", line[13], line[11])
    assert paid.world.count("document_seal", "kind = 'receipts'") == 2
    assert paid.world.count("receipt", "prints = 1") == 3


def test_a_kind_that_is_none_is_refused_and_one_without_receipts_is_an_empty_file(
    paid: PaymentHouse,
) -> None:
    with pytest.raises(KindUnknown):
        order(paid, ReceiptKind="salary")
    task = order(paid, ReceiptKind="fee")
    work(paid)
    assert ask(paid, "task", Number=task.number).items == 0
    assert list(contents(fetched(paid, task.number))) == ["index.csv"]


def test_statements_come_one_file_for_each_account_that_moved(paid: PaymentHouse) -> None:
    paid.run(lambda ctx: paid.worker.core.close_day(ctx, ctx.now.date()))
    task = order(paid, Kind="statements", Format="CSV")
    work(paid)
    files = contents(fetched(paid, task.number))
    assert f"{PAYER}-2026-11-20-2026-11-23.csv" in files
    assert all(line[1] in line[10] for line in index(files))


def test_the_same_order_again_is_the_same_task_and_another_is_refused(paid: PaymentHouse) -> None:
    first = order(paid)
    again = order(paid)
    assert (again.number, again.duplicate) == (first.number, True)
    with pytest.raises(SerialConflict):
        order(paid, ToOn="2026-11-22")
    assert paid.world.count("document_task") == 1


@pytest.mark.parametrize("point", ["documents.claimed", "documents.stored"])
def test_a_worker_that_dies_is_overtaken_and_the_file_is_made_once(
    paid: PaymentHouse, point: str
) -> None:
    task = order(paid)
    failpoints.arm(f"{point}=raise")
    with pytest.raises(FailpointReached):
        work(paid)
    assert work(paid) == 0  # its lease runs
    assert ask(paid, "task", Number=task.number).status == "waiting"
    with pytest.raises(NotReady):
        ask(paid, "fetch", Number=task.number)
    paid.world.advance(seconds=limits.TASK_LEASE_S)
    assert work(paid) == 1
    assert len(contents(fetched(paid, task.number))) == 4


def test_who_was_overtaken_changes_nothing_any_more(paid: PaymentHouse) -> None:
    """The slow one wakes after another has made the file: its word does not count."""
    order(paid)
    world, maker = paid.world, paid.worker.maker
    run = BankRun(world.db.worker, world.kernel, world.tenant_id)
    slow: list[Any] = []

    def first_claim(work: Any) -> Any:
        found = run(work)
        if isinstance(found, dict) and not slow:
            slow.append(found)
            world.advance(seconds=limits.TASK_LEASE_S)
            assert maker(run) == 1
        return found

    maker(first_claim)
    row = ask(paid, "task", ClientSerial="D1")
    assert (row.status, row.items) == ("ready", 3)
    assert paid.world.count("document_task", "attempts = 2") == 1


def test_what_cannot_be_made_ends_as_failed_and_says_so(
    paid: PaymentHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> bytes:
        raise RuntimeError

    task = order(paid)
    monkeypatch.setattr(OpenPress, "receipts", broken)
    for attempt in range(limits.TASK_ATTEMPTS_MAX):
        assert ask(paid, "task", Number=task.number).status == "waiting"
        assert work(paid) == 1
        paid.world.advance(minutes=attempt + 1)
    failed = ask(paid, "task", Number=task.number)
    assert failed.status == "failed"
    assert "重新提交" in failed.reason_zh
    assert work(paid) == 0


def test_a_file_that_grows_too_large_is_given_up_at_once(
    paid: PaymentHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "TASK_FILE_BYTES_MAX", 1_000)
    task = order(paid)
    work(paid)
    failed = ask(paid, "task", Number=task.number)
    assert (failed.status, failed.reason_zh) == ("failed", "文件过大，请缩短日期范围")


def test_a_file_is_kept_for_some_days_and_then_gone(paid: PaymentHouse) -> None:
    task = order(paid)
    work(paid)
    paid.world.advance(days=limits.TASK_KEPT_DAYS, seconds=1)
    assert work(paid) == 1
    assert ask(paid, "task", Number=task.number).status == "expired"
    with pytest.raises(NotReady):
        ask(paid, "fetch", Number=task.number)
    assert not list(paid.world.folder.rglob("*.zip"))


def test_bytes_that_changed_are_not_handed_out(paid: PaymentHouse) -> None:
    task = order(paid)
    work(paid)
    (stored,) = paid.world.folder.rglob("*.zip")
    stored.write_bytes(stored.read_bytes()[:-1] + b"x")
    with pytest.raises(FileDamaged):
        ask(paid, "fetch", Number=task.number)
    stored.unlink()
    with pytest.raises(FileDamaged):
        ask(paid, "fetch", Number=task.number)


def test_a_task_is_about_accounts_one_may_see_all_of(paid: PaymentHouse) -> None:
    task = order(paid)
    work(paid)
    with paid.world.owner() as uow:
        uow.run(
            "UPDATE user_right SET account_number = %s WHERE user_id = %s AND operation = 'accounts.see'",
            (PAYER, paid.world.user(ERP).user_id),
        )
    for asked in (("task", {"Number": task.number}), ("fetch", {"Number": task.number})):
        with pytest.raises(NotFound):
            ask(paid, asked[0], **asked[1])
    with pytest.raises(NotFound):
        order(paid, "D2", AccountNumber="1001234509012345686")
    assert order(paid, "D3").number


def test_others_tasks_are_not_found(paid: PaymentHouse) -> None:
    number = order(paid).number
    for asked in ({"Number": number}, {"ClientSerial": "D1"}):
        with pytest.raises(NotFound):
            ask(paid, "task", "恒锐 ERP", **asked)


def test_days_and_numbers_of_tasks_are_limited(
    paid: PaymentHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SpanTooLong):
        order(paid, FromOn="2026-01-01")
    with pytest.raises(SpanTooLong):
        order(paid, FromOn="2026-11-24")
    monkeypatch.setattr(limits, "TASKS_WAITING_MAX", 1)
    order(paid)
    with pytest.raises(TooManyTasks):
        order(paid, "D2")
    assert paid.world.count("document_task") == 1


def test_a_part_that_is_not_there_is_not_found(paid: PaymentHouse) -> None:
    task = order(paid)
    work(paid)
    for part in (0, 2, -1):
        with pytest.raises(NotFound):
            ask(paid, "fetch", Number=task.number, Part=part)
