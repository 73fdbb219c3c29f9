"""Statements as files, from the page of an account."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from kernel.iso20022.schemas import schema
from kernel.statement_files import FileFormat
from kernel.xml import read_tree
from tests.corporate.web.browser import Browser
from tests.receipts.render.reading import text_of
from tests.workflows.payments.house import PAYER

PATH = f"/accounts/{PAYER}/statements"
DAYS = {"from": "2026-11-20", "to": "2026-11-23"}


def file(browser: Browser, form: str, **days: str) -> tuple[int, bytes, str]:
    query = "&".join(f"{name}={value}" for name, value in (DAYS | days | {"format": form}).items())
    answer = browser.get(f"{PATH}/file?{query}")
    return answer.status, answer.answer.data, answer.answer.headers.get("Content-Disposition", "")


def test_the_lines_lead_to_a_choice_of_days_and_formats(maker: Browser) -> None:
    (link,) = maker.get(f"/accounts/{PAYER}").links("/statements")
    assert link.endswith(PATH)
    offered = maker.get(PATH).find("//select[@id='f-format']/option/@value")
    assert offered == [form.value for form in FileFormat]


@pytest.mark.parametrize("form", list(FileFormat))
def test_every_format_is_saved_as_a_file(maker: Browser, form: FileFormat) -> None:
    status, content, told = file(maker, form.value)
    assert status == 200
    assert told == f'attachment; filename="5678-20261120-20261123.{form.extension}"'
    if form.value.startswith("camt"):
        assert list(schema(form.value).findings(read_tree(content))) == []
    elif form is FileFormat.PDF:
        assert "1001234509012345678" in text_of(content)
    elif form is FileFormat.XLSX:
        assert "xl/workbook.xml" in zipfile.ZipFile(BytesIO(content)).namelist()
    else:
        assert "1001234509012345678" in content.decode("gb18030" if "GB" in form else "utf-8")


def test_statements_come_by_themselves_until_they_are_stopped(maker: Browser) -> None:
    given = {"csrf": maker.token(), "period": "month", "format": "PDF"}
    page = maker.post(f"{PATH}/schedule", given)
    assert page.status == 200
    for said in ("每月", "PDF（银行签章）", "2026-12-01"):
        assert said in page.text, said
    (end,) = page.find("//form[contains(@action, '/end')]/@action")
    page = maker.post(end, {"csrf": maker.token()})
    assert page.find("//form[contains(@action, '/end')]") == []


def test_days_without_lines_and_wrong_days_are_told_on_the_form(maker: Browser) -> None:
    for days, words in (
        ({"from": "2026-10-01", "to": "2026-10-02"}, "该期间没有对账单"),
        ({"from": "2026-11-23", "to": "2026-11-20"}, "截止日不得早于起始日"),
        ({"from": "x"}, "请填写日期"),
    ):
        query = "&".join(f"{n}={v}" for n, v in (DAYS | days | {"format": "CSV"}).items())
        answer = maker.get(f"{PATH}/file?{query}")
        assert (answer.status, words in answer.text) == (400, True)
    assert maker.get(f"{PATH}/file?from=2026-11-20&to=2026-11-23&format=DOC").status == 400


def test_an_account_of_others_is_not_found(maker: Browser) -> None:
    others = "/accounts/3250612000181470/statements"
    assert maker.get(others).status == 404
    assert maker.get(f"{others}/file?from=2026-11-20&to=2026-11-23&format=CSV").status == 404
