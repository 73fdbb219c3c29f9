"""Papers of bills: contracts and invoices the bank looks at, slips of acts, the voucher of a discount."""

from __future__ import annotations

import base64
from io import BytesIO

import pytest
from pypdf import PdfReader

from kernel import limits
from kernel.errors import NotFound
from kernel.parsing import Names
from tests.workflows.bills.counter import BillCounter
from tests.workflows.bills.house import BillWorld
from tests.workflows.desk.pages import Clerk, behind_its_door
from workflows.bills.file_commands import AttachToBill
from workflows.bills.files import FileDamaged, FileUnreadable, TooManyFiles, place_of
from workflows.bills.slips import NotDone
from workflows.documents.checks import FileVerdict
from workflows.documents.states import SealedKind

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF"


def put(
    bills: BillWorld, who: str, number: str, content: bytes = PDF, name: str = "合同.exe"
) -> str:
    asked = AttachToBill(bill_number=number, name=name, content=content)
    seen = bills.house.gate.perform(bills.actor(who), "bills.attach", asked)
    return str(seen.digest)


def slip(bills: BillWorld, who: str, number: str) -> tuple[bytes, str]:
    """A slip as it is handed out, and its words."""
    given = {"number": number}
    found = bills.house.gate.read(bills.actor(who), "bills.receipt", given, names=Names.PYTHON)
    content = base64.b64decode(found.content)
    return content, "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def test_what_is_put_with_a_bill_is_signed_by_its_hash_and_seen_by_the_banks_reviewers(
    bills: BillWorld,
) -> None:
    counter = BillCounter(bills)
    counter.set("bill_line", "10001", line="20,000.00", margin="10", auto="0.00")
    number = bills.register(minor=1_000, kind="AC01", acceptor=bills.bank_party("yungang"))
    digest = put(bills, "辰海", number)
    assert put(bills, "辰海", number) == digest
    (kept,) = bills.house.gate.read(
        bills.actor("辰海"), "bills.files", {"BillNumber": number}
    ).files
    assert (kept.name, kept.media_type, kept.size) == ("合同.pdf", "application/pdf", len(PDF))
    asked = bills.do("辰海", "ask_acceptance", bill_number=number)
    signed = bills.house.gate.read(
        bills.world.actor("赵敏"), "bills.signing", {"ApprovalId": asked.approval_id}
    )
    assert f"材料: {digest}" in signed.terms
    clerk = Clerk(behind_its_door(counter.desk), counter.desk, "贺兰")
    clerk.enter()
    assert "合同.pdf" in clerk.get("/bills").get_data(as_text=True)
    (open_id,) = counter.waiting()
    assert clerk.get(f"/bills/{open_id}/files/{digest}").data == PDF
    assert clerk.get(f"/bills/{open_id}/files/{'0' * 64}").status_code == 404
    file = {"BillNumber": number, "Digest": digest}
    assert bills.house.gate.read(bills.actor("辰海"), "bills.file", file).content == PDF
    place = place_of(bytes.fromhex(digest))
    bills.world.kernel.files.put(bills.world.tenant_id, place, PDF + b" ")
    with pytest.raises(FileDamaged):
        bills.house.gate.read(bills.actor("辰海"), "bills.file", file)


def test_only_readable_files_of_bills_one_sees_are_taken_and_not_many(bills: BillWorld) -> None:
    number = bills.register(minor=1_000)
    with pytest.raises(FileUnreadable):
        put(bills, "辰海", number, b"MZ\x90\x00", "合同.pdf")
    with pytest.raises(NotFound):
        put(bills, "恒锐", number)
    for place in range(limits.BILL_FILES_MAX):
        put(bills, "辰海", number, PDF + b"\n" * place)
    with pytest.raises(TooManyFiles):
        put(bills, "辰海", number, PDF + b" more")
    assert bills.world.count("bill_file") == limits.BILL_FILES_MAX
    given = {"BillNumber": number, "Digest": "0" * 64}
    with pytest.raises(NotFound):
        bills.house.gate.read(bills.actor("恒锐"), "bills.file", given)


def test_each_act_that_is_done_has_a_signed_slip_and_a_discount_its_voucher(
    bills: BillWorld,
) -> None:
    number = bills.delivered(minor=10_000_000)
    waits = bills.ask("恒锐", "discount", sign=False, bill_number=number, interval="1-5000000", rate="3.60")  # fmt: skip
    with pytest.raises(NotDone):
        slip(bills, "恒锐", waits.number)
    bills.sign("恒锐", waits)
    bills.work()
    content, words = slip(bills, "恒锐", waits.number)
    for said in (
        "贴现凭证",
        number,
        "1-5000000",
        "3.60%",
        "119 天",
        "595.00",
        "49,405.00",
        "卖方付息",
        waits.fingerprint,
    ):
        assert said in words, said
    desk = bills.house.file_desk
    checked = bills.run(bills.world.tenant_id)(lambda ctx: desk.check(ctx, content))
    assert (checked.verdict, checked.kind) == (FileVerdict.GENUINE, SealedKind.BILL)
    requests = bills.house.gate.read(bills.actor("恒锐"), "bills.requests", {}).requests
    answered = next(one for one in requests if one.act == "answer")
    assert "提示收票：SU00 同意" in slip(bills, "恒锐", answered.number)[1]
    with pytest.raises(NotFound):
        slip(bills, "越洋", waits.number)
