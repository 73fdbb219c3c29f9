"""The clerk's pages of batches, without scripts: a file, its columns, its faulty rows, its result."""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from typing import Any
from urllib.parse import quote

import pytest

from kernel.intake.opening import lines_of
from kernel.intake.sheet import Sheet
from tests.corporate.web.browser import Browser, Page
from tests.corporate.web.conftest import Opens
from tests.corporate.web.test_approvals import sign_here, waiting
from tests.kernel.intake.workbooks import workbook
from tests.workflows.batches.house import people, person
from tests.workflows.payments.house import PAYER, PaymentHouse
from tests.world import HouseWorld

HEADINGS = ("户名", "账号", "金额", "附言")
BROKEN = ("无锡同盛包装材料有限公司", "6222021001112223334", "7OO.00", "运费")


@pytest.fixture
def staff(world: HouseWorld) -> list[tuple[str, str, str, str]]:
    """Rows that pay four people of this bank."""
    people(world, 4)
    return [(*person(nth), "100.00", "十一月") for nth in range(1, 5)]


def bring(maker: Browser, content: bytes, name: str = "十一月.xlsx", **fields: str) -> Page:
    """Fill in the form and bring a file."""
    form = maker.get("/batches/new").form("serial", "due_on")
    given: dict[str, Any] = {**form, "account": PAYER, **fields}
    given["file"] = (io.BytesIO(content), name)
    return maker.post("/batches/new", given, content_type="multipart/form-data")


def number_of(page: Page) -> str:
    return page.url.rpartition("/")[2].partition("?")[0]


def came_in_a_message(world: HouseWorld, number: str, content: bytes) -> None:
    """The batch, as if a program had sent it: the message and its bytes are on file."""
    digest, packed = hashlib.sha256(content).hexdigest(), zlib.compress(content).hex()
    whose = f"SELECT tenant_id, enterprise_id, %s FROM yinqi.batch WHERE number = '{number}'"  # noqa: S608 - ours
    message = f"gen_random_uuid(), 'C1', 'MSG-1', 'pain.001.001.09', '\\x{digest}'::bytea, 1, '', now(), 'T1'"
    received = f"'T1', '\\x{digest}'::bytea, {len(content)}, 'payments.import', 'C1', '\\x00'::bytea, now()"
    columns = (
        "tenant_id, enterprise_id, id, certificate, message_id, name, content_hash, payments, total_text, received_at,"
        " trace"
    )
    world.db.tamper(f"INSERT INTO yinqi.payment_message ({columns}) {whose % message}")
    world.db.tamper(f"INSERT INTO yinqi.received_message {whose % received}")
    piece = f"'\\x{digest}'::bytea, 1, '\\x{packed}'::bytea"
    world.db.tamper(f"INSERT INTO yinqi.received_piece {whose % piece}")
    world.db.tamper(
        "UPDATE yinqi.batch SET message_row_id = (SELECT id FROM yinqi.payment_message)"  # noqa: S608 - ours
        f" WHERE number = '{number}'"
    )


def kept_files(world: HouseWorld) -> int:
    with world.owner() as uow:
        return len(uow.rows("SELECT id FROM intake_file WHERE sealed <> ''"))


def press(maker: Browser, page: Page, act: str, **cells: str) -> Page:
    form = {**page.form("after"), **cells, "act": act}
    return maker.post(f"/batches/{number_of(page)}/mend", form)


def test_a_good_file_is_read_at_once_and_may_be_submitted(
    maker: Browser, staff: list[tuple[str, ...]]
) -> None:
    page = bring(maker, workbook(staff, HEADINGS))
    assert re.fullmatch(r"/batches/B\w+-\w+", page.url)
    assert "全部 4 行无误，可以提交" in page.text
    assert "400.00" in page.text
    assert "十一月" in page.text
    assert not page.find("//table[contains(@class,'mend')]")


def test_only_faulty_rows_are_shown_each_with_its_sentence_and_are_mended_where_they_stand(
    maker: Browser, staff: list[tuple[str, ...]]
) -> None:
    rows: list[tuple[Any, ...]] = [*staff]
    rows[1] = (*staff[1][:2], "1O0.00", "")
    rows[2] = (staff[2][0], int(staff[2][1] + "77"), "5.00", "")
    page = bring(maker, workbook(rows, HEADINGS))
    assert [row.text_content() for row in page.find("//tbody/tr/th")] == ["3", "4"]
    assert "账号单元格是数字格式，Excel 只保留 15 位，后面的数字已丢失" in page.text
    assert page.find("//button[contains(.,'提交审批')]/@disabled")
    cells = {"r3.amount": "100.00", "r4.account": staff[2][1]}
    mended = press(maker, page, "save", **cells)
    assert "全部 4 行无误，可以提交" in mended.text
    assert "305.00" in mended.text


def test_what_stands_alike_is_mended_alike_and_what_is_left_may_be_removed(
    maker: Browser, staff: list[tuple[str, ...]]
) -> None:
    rows = [(*row[:2], "0.00" if place else "x", "") for place, row in enumerate(staff)]
    page = bring(maker, workbook(rows, HEADINGS))
    assert len(page.find("//tbody/tr")) == 4
    told = [" ".join(one.text_content().split()) for one in page.find("//td/button")]
    assert told == [f"同类 3 行一并改成这样 第 {row} 行" for row in (3, 4, 5)]
    alike = press(maker, page, "alike 3.amount", **{"r3.amount": "20.00"})
    assert [row.text_content() for row in alike.find("//tbody/tr/th")] == ["2"]
    gone = press(maker, alike, "remove", pick="2")
    assert "全部 3 行无误，可以提交" in gone.text
    assert "60.00" in gone.text


def test_a_row_that_says_the_same_as_another_may_be_taken_out(
    maker: Browser, staff: list[tuple[str, ...]]
) -> None:
    page = bring(maker, workbook([*staff, staff[1]], HEADINGS))
    number = number_of(page)
    assert "可能重复，请确认 第 6 行 · 与第 3 行内容完全相同" in page.text
    kept = maker.post(f"/batches/{number}/mend", page.form("pick") | {"act": "remove"})
    assert "全部 5 行无误" in kept.text
    gone = maker.post(f"/batches/{number}/mend", page.form("pick") | {"act": "remove", "pick": "6"})
    assert "全部 4 行无误" in gone.text
    assert "可能重复" not in gone.text


def test_many_faulty_rows_are_turned_page_by_page_and_mended_on_each(maker: Browser) -> None:
    rows = [(f"某{nth}", f"62220{nth:014}", "x", "") for nth in range(30)]
    page = bring(maker, workbook(rows, HEADINGS))
    assert len(page.find("//tbody/tr")) == 25
    (onward,) = page.links("after=")
    second = maker.get(onward)
    assert [row.text_content() for row in second.find("//tbody/tr/th")] == [
        "27",
        "28",
        "29",
        "30",
        "31",
    ]
    gone = press(maker, second, "remove", pick="31")
    assert [row.text_content() for row in gone.find("//tbody/tr/th")] == ["27", "28", "29", "30"]
    left = maker.client.get(maker.absolute(f"/batches/{number_of(page)}/left.xlsx")).data
    assert len(list(lines_of(left))) == 1 + 29


def test_what_is_left_can_be_taken_away_mended_and_brought_again(
    maker: Browser, staff: list[tuple[str, ...]]
) -> None:
    rows = [(*row[:2], "", "=附言") for row in staff]
    page = bring(maker, workbook(rows, HEADINGS))
    left = maker.client.get(maker.absolute(f"/batches/{number_of(page)}/left.xlsx")).data
    sheet = Sheet(lines_of(left))
    assert sheet.headings[-1] == "问题"
    found = list(sheet.rows(sheet.guess()))
    assert [row.values["account"] for row in found] == [row[1] for row in staff]  # type: ignore[index]
    assert all("金额" in row.others["问题"] for row in found)


def test_headings_nobody_knows_are_named_once(
    maker: Browser, staff: list[tuple[str, ...]], world: HouseWorld
) -> None:
    content = workbook([row[:3] for row in staff], ("人员", "卡", "数"))
    page = bring(maker, content)
    assert page.url.startswith("/batches/columns/")
    assert [select.value for select in page.find("//select")] == ["name", "account", "amount"]
    form = page.form("serial", "c0")
    wrong = maker.post(page.url, form | {"c2": "account"})
    assert wrong.status == 422
    assert "请指定“金额”在哪一列" in wrong.text
    read = maker.post(page.url, form)
    assert "全部 4 行无误，可以提交" in read.text
    assert kept_files(world) == 0
    again = bring(maker, content, "十二月.xlsx")
    assert "全部 4 行无误，可以提交" in again.text


def test_a_bad_file_is_told_at_the_form_and_nothing_is_kept(
    maker: Browser, world: HouseWorld, staff: list[tuple[str, ...]]
) -> None:
    rows: list[tuple[str, ...]] = [*staff, ("合计", "", "999.00", "")]
    page = bring(maker, workbook(rows, HEADINGS), name="x.xlsx")
    assert page.status == 422
    assert "第 6 行“合计”写的是 999.00，上面明细相加是 400.00" in page.text
    assert page.find("//*[@id='e-file']")
    assert bring(maker, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64)).status == 422
    assert (world.count("batch"), kept_files(world)) == (0, 0)


def test_a_list_is_held_in_memory_while_it_is_read_and_never_on_a_disk(
    maker: Browser, staff: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        message = "a temporary file"
        raise AssertionError(message)

    for place in (
        "tempfile.TemporaryFile",
        "tempfile.NamedTemporaryFile",
        "tempfile.SpooledTemporaryFile",
    ):
        monkeypatch.setattr(place, refuse)
    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", refuse)
    rows = [
        *staff,
        *((f"某{nth}" * 20, f"62220{nth:014}", "1.00", "x" * 60) for nth in range(4_000)),
    ]
    text = "\n".join(",".join(row) for row in [HEADINGS, *rows]).encode()
    assert len(text) > 600_000
    page = bring(maker, text, "十一月.csv")
    assert page.url.startswith("/batches/B")


def test_pasted_rows_are_read_like_a_file(maker: Browser, staff: list[tuple[str, ...]]) -> None:
    text = "\n".join("\t".join(row) for row in (HEADINGS, *staff))
    form = maker.get("/batches/new").form("serial", "due_on")
    page = maker.post("/batches/new", {**form, "account": PAYER, "paste": text})
    assert "全部 4 行无误，可以提交" in page.text


def test_the_same_content_under_another_name_is_told(
    maker: Browser, staff: list[tuple[str, ...]]
) -> None:
    bring(maker, workbook(staff, HEADINGS))
    page = bring(maker, workbook([*staff[:1], *staff[1:]], HEADINGS), "另一个.xlsx")
    assert "内容完全相同，请确认不是重复上传" in page.text


def test_one_form_is_one_batch_however_often_a_file_is_brought_with_it(
    maker: Browser, staff: list[tuple[str, ...]], world: HouseWorld
) -> None:
    serial = maker.get("/batches/new").form("serial")["serial"]
    first = bring(maker, workbook(staff, HEADINGS), serial=serial)
    newest = workbook(staff[:2], HEADINGS)
    corrected = bring(maker, newest, "更正.xlsx", serial=serial)
    assert number_of(first) == number_of(corrected)
    assert "全部 2 行无误，可以提交" in corrected.text
    maker.post(f"/batches/{number_of(first)}/submit", corrected.form("csrf"))
    late = bring(maker, workbook(staff, HEADINGS), "再次.xlsx", serial=serial)
    assert late.status == 422
    assert "已提交，明细不能再改动" in late.text
    assert world.count("batch") == 1
    assert "下载上传的原始文件" in maker.get(f"/batches/{number_of(first)}").text
    kept = maker.get(f"/batches/{number_of(first)}/received").answer
    assert (kept.data, kept.content_type) == (newest, "application/octet-stream")
    assert quote("更正.xlsx") in kept.headers["Content-Disposition"]
    assert world.count("received_message") == 2


def test_templates_are_read_by_their_own_reader(maker: Browser) -> None:
    for ending in ("xlsx", "csv"):
        answer = maker.client.get(maker.absolute(f"/batches/template.{ending}"))
        headings = next(lines_of(answer.data)).cells
        assert headings[:3] == ("收款户名", "收款账号", "金额")


def test_who_may_only_look_is_offered_no_form(
    opens: Opens, maker: Browser, staff: list[tuple[str, ...]]
) -> None:
    number = number_of(bring(maker, workbook(staff, HEADINGS)))
    viewer = opens("sunyue")
    assert viewer.get("/batches/new").status == 403
    assert viewer.ask("/batches/template.csv").status == 403
    page = viewer.get(f"/batches/{number}")
    assert page.status == 200
    assert not page.find("//button[contains(.,'提交审批')]")


def test_a_batch_is_agreed_on_the_phone_by_its_total_and_largest_rows_then_paid_row_by_row(
    maker: Browser,
    opens: Opens,
    house: PaymentHouse,
    world: HouseWorld,
    staff: list[tuple[str, ...]],
) -> None:
    page = press(maker, bring(maker, workbook([*staff[:3], BROKEN], HEADINGS)), "remove_faulty")
    number = number_of(page)
    assert "谁来签名" in page.text
    sent = maker.post(f"/batches/{number}/submit", page.form("csrf"))
    assert "已提交审批" in sent.text
    close(world, staff[0][1])
    phone = opens("zhaomin")
    (item,) = waiting(phone)
    sheet = phone.get(item)
    assert "300.00" in sheet.text
    assert all(row[0] in sheet.text for row in staff[:3])
    assert sign_here(phone, sheet).status == 200
    work(house)
    done = maker.get(f"/batches/{number}")
    assert "部分成功" in done.text
    assert "账户状态不允许记账" in done.text
    failed = maker.get(f"/batches/{number}?state=failed")
    assert [cell.text_content() for cell in failed.find("//tbody//td[1]")] == ["2"]
    assert "下载收到的原始报文" not in done.text
    came_in_a_message(world, number, b"<Request>\n</Request>")
    assert "下载收到的原始报文" in maker.get(f"/batches/{number}").text
    kept = maker.get(f"/batches/{number}/received").answer
    assert (kept.data, kept.content_type) == (b"<Request>\n</Request>", "application/xml")
    assert "MSG-1.xml" in kept.headers["Content-Disposition"]
    again = maker.post(f"/batches/{number}/reissue", done.form("serial"))
    assert f"重发自 {number}" in again.text
    assert "共 1 行" in again.text


def test_a_batch_that_is_sent_back_is_a_draft_again_that_says_why(
    maker: Browser, house: PaymentHouse, staff: list[tuple[str, ...]]
) -> None:
    page = bring(maker, workbook(staff, HEADINGS))
    maker.post(f"/batches/{number_of(page)}/submit", page.form("csrf"))
    assert house.decide("赵敏", "send_back") == ["sent_back"]
    again = maker.get(f"/batches/{number_of(page)}")
    assert "审批人退回修改" in again.text
    assert "退回修改 · 赵敏" in again.text
    sent = maker.post(f"/batches/{number_of(page)}/submit", again.form("csrf"))
    assert "已提交审批" in sent.text
    assert "撤回批次" in sent.text
    gone = maker.post(f"/batches/{number_of(page)}/withdraw", sent.form("csrf"))
    assert "已撤回" in gone.text


def work(house: PaymentHouse) -> None:
    """Rounds of the worker until the batch has its end."""
    for _ in range(5):
        house.worker.batches.work(house.run)


def close(world: HouseWorld, account: str) -> None:
    """The payee closes the account after the batch was made."""
    world.db.tamper(f"UPDATE yinqi.ledger_account SET status = 'closed' WHERE number = '{account}'")  # noqa: S608
