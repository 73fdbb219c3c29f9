"""Receipts for others: many in one file, links without a log-in, months packed, and files checked by anybody."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest

from jobs.bank_run import BankRun
from kernel import limits
from tests.corporate.web.browser import Browser, Page
from tests.corporate.web.conftest import Opens
from tests.corporate.web.documents import issue_receipts
from tests.receipts.render.reading import pages_of, text_of
from tests.workflows.payments.house import PAYER, PaymentHouse
from tests.world import HouseWorld


@pytest.fixture
def receipt(house: PaymentHouse, world: HouseWorld) -> str:
    """A receipt for 123.45 that came in."""
    return issue_receipts(house, world, "李娜", PAYER)


def pdf_of(browser: Browser, number: str) -> bytes:
    return bytes(browser.post(f"/receipts/{number}/pdf", {"csrf": browser.token()}).answer.data)


def shared(browser: Browser, number: str, days: str = "7", uses: str = "2") -> Page:
    given = {"csrf": browser.token(), "days": days, "uses": uses}
    return browser.post(f"/receipts/{number}/share", given)


def address_of(page: Page) -> str:
    found = re.search(r"/b/yungang(/s/[\w-]+)", page.text)
    assert found, page.text[:400]
    return found[1]


def checked(browser: Browser, content: bytes, name: str = "回单.pdf") -> Page:
    sent: Any = {"file": (io.BytesIO(content), name)}
    return browser.post("/verify/file", sent, content_type="multipart/form-data")


def test_anybody_has_a_file_checked_and_one_flipped_byte_is_found(
    maker: Browser, stranger: Browser, receipt: str, world: HouseWorld
) -> None:
    content = pdf_of(maker, receipt)
    assert "逐字节核对签章" in stranger.get("/verify").text
    page = checked(stranger, content)
    assert page.status == 200
    for said in ("真实，且自签章后没有任何改动", receipt, "第 1 次打印", "付款＊＊＊公司"):
        assert said in page.text, said
    assert PAYER not in page.answer.text
    for place in (40, len(content) // 2, len(content) - 3):
        flipped = bytearray(content)
        flipped[place] ^= 1
        page = checked(stranger, bytes(flipped))
        assert (page.status, "真实" in page.text) == (404, False), place
    assert "文件已被改动" in page.text
    unknown = checked(stranger, b"%PDF-1.7 of another bank")
    assert (unknown.status, "不是本行签章的文件" in unknown.text) == (404, True)
    assert world.count("document_seal") == 1


def test_a_file_signed_by_the_bank_but_not_in_its_register_is_not_vouched_for(
    maker: Browser, stranger: Browser, receipt: str, world: HouseWorld
) -> None:
    content = pdf_of(maker, receipt)
    world.db.tamper("DELETE FROM yinqi.document_seal")
    assert "不是本行签章的文件" in checked(stranger, content).text
    other = checked(Browser(stranger.client.application, "/b/jianghai"), content)
    assert other.status == 404


def test_no_file_and_a_large_one_are_told(
    stranger: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "请选择文件" in checked(stranger, b"").text
    monkeypatch.setattr(limits, "VERIFY_FILE_BYTES_MAX", 10)
    assert checked(stranger, b"x" * 11).status == 400


def test_a_link_lets_a_stranger_download_so_often_and_no_more(
    maker: Browser, stranger: Browser, receipt: str, world: HouseWorld
) -> None:
    link = address_of(shared(maker, receipt))
    for _ in range(3):  # to look uses nothing up
        page = stranger.get(link)
        assert (page.status, "还可下载 2 次" in page.text) == (200, True)
    for number in (1, 2):
        answer = stranger.post(f"{link}/pdf", {}).answer
        assert answer.content_type == "application/pdf"
        assert f"打印次数 第 {number} 次" in text_of(answer.data)
        assert checked(stranger, answer.data).status == 200
    gone = stranger.post(f"{link}/pdf", {})
    assert (gone.status, "链接无效或已失效" in gone.text) == (404, True)
    assert stranger.get(link).status == 404
    assert "2 / 2" in maker.get(f"/receipts/{receipt}").text
    assert world.count("audit", "action = 'documents.shared'") == 2


def test_a_link_is_over_when_its_days_are_or_it_is_taken_back(
    maker: Browser, stranger: Browser, receipt: str, world: HouseWorld
) -> None:
    first, second = (address_of(shared(maker, receipt)) for _ in range(2))
    page = maker.get(f"/receipts/{receipt}")
    assert first not in page.text  # told once
    end = page.find("//form[contains(@action, '/end')]/@action")[0]
    maker.post(end, {"csrf": maker.token()})
    assert [stranger.get(link).status for link in (first, second)] == [200, 404]
    world.advance(days=7)
    assert stranger.get(first).status == 404
    for wrong in ("/s/x", f"/s/{'A' * 54}", first[:-4]):
        assert stranger.get(wrong).status == 404


def test_a_link_for_too_long_is_refused_and_others_cannot_end_it(
    maker: Browser, opens: Opens, receipt: str, world: HouseWorld
) -> None:
    refused = shared(maker, receipt, days="31")
    assert (refused.status, "有效期为 1 至 30 天" in refused.text) == (400, True)
    assert shared(maker, receipt, uses="x").status == 400
    assert world.count("document_share") == 0
    shared(maker, receipt)
    end = maker.get(f"/receipts/{receipt}").find("//form[contains(@action, '/end')]/@action")[0]
    stranger = opens("liuyang")
    assert stranger.post(end, {"csrf": stranger.token()}).status == 404
    assert world.count("document_share", "revoked_at IS NULL") == 1


def test_chosen_receipts_come_in_one_file_one_or_three_a_page(
    maker: Browser, stranger: Browser, house: PaymentHouse, world: HouseWorld
) -> None:
    numbers = [issue_receipts(house, world, "李娜", PAYER, minor) for minor in (101, 102, 103, 104)]
    page = maker.get("/receipts?kind=credit_in")
    assert sorted(page.find("//input[@name='number']/@value")) == sorted(numbers)
    assert maker.get("/receipts?kind=fee").find("//input[@name='number']") == []
    for paper, count in (("single", 4), ("three", 2)):
        given = {"csrf": maker.token(), "number": numbers, "paper": paper}
        content = maker.post("/receipts/print", given).answer.data
        assert len(pages_of(content).pages) == count
        text = "".join(text_of(content, place) for place in range(count))
        assert all(number in text for number in numbers)
        checks = checked(stranger, content)
        assert "内含4 张" in checks.text
    assert maker.post("/receipts/print", {"csrf": maker.token()}).status == 422
    assert world.count("receipt", "prints = 2") == 4


def test_a_month_is_packed_and_fetched(
    maker: Browser, house: PaymentHouse, world: HouseWorld
) -> None:
    numbers = [issue_receipts(house, world, "李娜", PAYER, minor) for minor in (101, 102)]
    page = maker.get("/receipts/packs")
    assert "还没有打包任务" in page.text
    form = page.form("serial", "arrangement")
    assert form["from_on"] == "2026-11-01"
    told = maker.post("/receipts/packs", form | {"arrangement": "three"})
    assert "排队中" in told.text
    assert told.find("//section[@id='packs']/@hx-trigger") == ["every 3s"]
    maker.post("/receipts/packs", form | {"arrangement": "three"})  # sent again: the same task
    assert world.count("document_task") == 1
    assert house.worker.maker(BankRun(world.db.worker, world.kernel, world.tenant_id)) == 1
    ready = maker.get("/receipts/packs")
    assert "可下载" in ready.text
    (link,) = ready.links("/file")
    whole = maker.get(link).answer.data
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        index = archive.read("index.csv").decode("utf-8-sig")
        (name,) = [one for one in archive.namelist() if one.endswith(".pdf")]
        text = text_of(archive.read(name))
    assert all(number in index and number in text for number in numbers)
    wrong = maker.post("/receipts/packs", form | {"serial": "D2", "from_on": "2026-01-01"})
    assert (wrong.status, "日期范围有误" in wrong.text) == (400, True)
