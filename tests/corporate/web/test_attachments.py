"""Documents of a payment: sniffed, hashed into what is signed, handed out to be saved."""

from __future__ import annotations

from io import BytesIO

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from kernel import limits
from tests.cast import PASSWORD
from tests.corporate.web.browser import Browser, Page
from tests.corporate.web.documents import JPEG, PDF, PNG
from tests.corporate.web.test_approvals import waiting
from tests.corporate.web.test_pay import FIELDS, number_of, submit
from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld


def send(browser: Browser, *files: tuple[bytes, str], **more: str) -> Page:
    """The form pressed with files."""
    fields = browser.get("/payments/new").form("serial") | FIELDS | {"step": "check"} | more
    streams = [FileStorage(BytesIO(content), filename=name) for content, name in files]
    boundary, body = encode_multipart({**fields, "files": streams})
    content_type = f"multipart/form-data; boundary={boundary}"
    return browser.post("/payments/new", body, content_type=content_type)


def digests(world: HouseWorld) -> list[str]:
    with world.context("李娜") as ctx:
        rows = ctx.uow.rows("SELECT digest FROM payment_attachment ORDER BY created_at, id")
    return [row["digest"].hex() for row in rows]


@pytest.mark.parametrize(
    ("content", "name", "shown"),
    [
        (PDF, "采购合同 HY-2611.pdf", "采购合同 HY-2611.pdf"),
        (PNG, "扫描件.PNG", "扫描件.png"),
        (JPEG, "photo.jpeg", "photo.jpg"),
        (PDF, "../../etc/passwd", "passwd.pdf"),
        (PDF, "C:\\temp\\合同.exe", "合同.pdf"),
    ],
)
def test_a_document_is_named_by_what_it_is(
    maker: Browser, content: bytes, name: str, shown: str
) -> None:
    page = send(maker, (content, name))
    assert page.status == 200
    assert shown in page.text


def test_its_hash_is_part_of_what_is_signed(
    maker: Browser, checker: Browser, world: HouseWorld
) -> None:
    page = submit(maker, send(maker, (PDF, "合同.pdf")))
    assert "合同.pdf" in page.text
    (digest,) = digests(world)
    with world.context("李娜") as ctx:
        row = ctx.uow.row("SELECT canonical_text FROM payment")
    assert row is not None
    assert f"附件: {digest}" in row["canonical_text"]
    shown = checker.get(waiting(checker)[0])
    assert f"SM3 {digest[:8].upper()}" in shown.text


def test_an_approver_saves_exactly_what_was_attached(maker: Browser, checker: Browser) -> None:
    submit(maker, send(maker, (PDF, "合同.pdf")))
    (link,) = checker.get(waiting(checker)[0]).links("/attachments/")
    answer = checker.get(link).answer
    assert answer.data == PDF
    assert answer.content_type == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ\x90\0" + b"\0" * 50, "合同.pdf"),
        (b"<html><script>alert(1)</script>", "合同.png"),
        (PDF[:-8], "cut.pdf"),
        (b"", "empty.pdf"),
        (b"junk" + PDF, "late.pdf"),
    ],
)
def test_what_is_none_of_them_is_refused_and_nothing_is_kept(
    maker: Browser, world: HouseWorld, content: bytes, name: str
) -> None:
    page = send(maker, (content, name))
    assert page.status == 422
    assert page.value("payee_name") == FIELDS["payee_name"]
    assert digests(world) == []


def test_a_file_that_is_too_large_is_refused_with_its_name(
    maker: Browser, world: HouseWorld
) -> None:
    large = PDF + b"\0" * limits.ATTACHMENT_BYTES_MAX + b"%%EOF"
    page = send(maker, (large, "大合同.pdf"))
    assert page.status == 422
    assert "“大合同.pdf”超过 10 MB" in page.text
    assert digests(world) == []


def test_a_sixth_document_is_refused_and_five_are_kept(maker: Browser, world: HouseWorld) -> None:
    files = [(PDF + bytes([place]), f"{place}.pdf") for place in range(6)]
    page = send(maker, *files)
    assert page.status == 422
    assert "最多 5 个附件" in page.text
    assert len(digests(world)) == 5


def test_documents_stay_when_another_field_is_wrong_and_can_be_taken_away(
    maker: Browser, world: HouseWorld
) -> None:
    page = send(maker, (PDF, "合同.pdf"), amount="1e3")
    assert page.status == 422
    (button,) = page.find("//ul[@class='kept']//button")
    fields = page.form("serial") | {"drop": button.get("value")}
    after = maker.post("/payments/new", fields)
    assert after.find("//ul[@class='kept']") == []
    assert world.count("payment_attachment", "client_serial LIKE 'WEB-%'") == 0


def test_nothing_is_attached_or_taken_away_once_it_is_submitted(
    maker: Browser, checker: Browser, world: HouseWorld
) -> None:
    checked = send(maker, (PDF, "合同.pdf"))
    submit(maker, checked)
    fields = checked.form("serial", "digest") | {"step": "check"}
    given = {**fields, "files": [(BytesIO(PNG), "other.png")]}
    late = maker.post("/payments/new", given, content_type="multipart/form-data")
    assert "该付款已提交，附件不能再更改" in late.text
    with world.context("李娜") as ctx:
        row = ctx.uow.row("SELECT id FROM payment_attachment")
    assert row is not None
    dropped = maker.post(
        "/payments/new", checked.form("serial", "digest") | {"drop": str(row["id"])}
    )
    assert dropped.status == 409
    assert len(digests(world)) == 1
    address = waiting(checker)[0]
    fields = checker.get(address).form("digest", "password")
    checker.post(address, fields | {"password": PASSWORD, "decision": "approve"})
    assert world.count("approval_decision") == 1


def test_a_damaged_document_is_not_handed_out(maker: Browser, world: HouseWorld) -> None:
    page = submit(maker, send(maker, (PDF, "合同.pdf")))
    (link,) = page.links("/attachments/")
    name = f"attachments/{link.rsplit('/', 1)[-1]}"
    world.kernel.files.put(world.tenant_id, name, PDF + b"!")
    assert maker.get(link).status == 503


def test_a_form_larger_than_any_form_is_refused(maker: Browser) -> None:
    page = maker.post("/payments/quote", {"csrf": "x" * (limits.FORM_FIELDS_BYTES_MAX + 1)})
    assert page.status == 413


def corrected(maker: Browser, house: PaymentHouse) -> dict[str, str]:
    """The form that corrects a payment with a document, which its approver sent back, as it comes."""
    number = number_of(submit(maker, send(maker, (PDF, "合同.pdf"))))
    house.decide("赵敏", "send_back", comment="合同缺页")
    (again,) = maker.get(f"/payments/{number}").links("instead=")
    return maker.get(again).form("serial", "instead") | {"purpose": "补齐合同", "step": "check"}


def test_a_correction_carries_the_documents_over_once_however_often_it_is_pressed(
    maker: Browser, house: PaymentHouse, world: HouseWorld
) -> None:
    typed = corrected(maker, house)
    maker.post("/payments/new", typed)
    assert "合同.pdf" in submit(maker, maker.post("/payments/new", typed)).text
    old, new = digests(world)
    assert old == new
    with world.context("李娜") as ctx:
        texts = ctx.uow.rows("SELECT canonical_text FROM payment")
    assert [text["canonical_text"].count(f"附件: {old}") for text in texts] == [1, 1]


def test_a_document_taken_off_a_correction_does_not_go_with_it(
    maker: Browser, house: PaymentHouse, world: HouseWorld
) -> None:
    typed = corrected(maker, house)
    del typed["keep"]
    assert "合同.pdf" not in submit(maker, maker.post("/payments/new", typed)).text
    assert len(digests(world)) == 1


def test_a_copy_offers_the_documents_of_the_old_one_and_takes_none_by_itself(
    maker: Browser, world: HouseWorld
) -> None:
    number = number_of(submit(maker, send(maker, (PDF, "合同.pdf"))))
    page = maker.get(f"/payments/new?copy={number}")
    assert "合同.pdf" in page.text
    assert "keep" not in page.form("serial", "copy")
    foreign = page.form("serial") | {
        "keep": "019aa2c4-7d10-7c31-8f00-5a3de0b7c911",
        "step": "check",
    }
    assert maker.post("/payments/new", foreign).status == 200
    assert len(digests(world)) == 1
