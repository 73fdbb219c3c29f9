"""A pasted list of payees: read as a spreadsheet gives it, told line by line, confirmed by another."""

from __future__ import annotations

import pytest

from corporate.web.payee_paste import read
from tests.corporate.web.browser import Browser, Page
from tests.corporate.web.conftest import Opens
from tests.workflows.payees.house import ACCOUNT, BANK, NAME, PayeeHouse
from tests.workflows.payments.house import OWN_PAYEE
from tests.world import HouseWorld

OWN = f"{OWN_PAYEE['payee_account']}\t{OWN_PAYEE['payee_name']}"
PASTE = f"账号\t户名\t行号\t类别\t备注\n{ACCOUNT}\t{NAME}\t{BANK}\t白名单\t包装\n\n{OWN}\n"


@pytest.fixture
def house(world: HouseWorld) -> PayeeHouse:
    return PayeeHouse(world)


def press(browser: Browser, rows: str, step: str = "check") -> Page:
    """Paste a list and press a button."""
    fields = browser.get("/payees/import").form("rows") | {"rows": rows, "step": step}
    return browser.post("/payees/import", fields)


def test_cells_of_a_spreadsheet_become_rows_with_their_lines() -> None:
    pasted = read(PASTE)
    assert pasted.lines == (2, 4)
    assert pasted.rows[0] == {
        "account": ACCOUNT, "name": NAME, "bank_code": BANK, "payee_class": "white_list", "note": "包装",
    }  # fmt: skip
    assert pasted.rows[1]["payee_class"] == ""
    assert read(f"{ACCOUNT}, {NAME} ,{BANK}").rows[0]["bank_code"] == BANK
    assert read(" \n\n").rows == ()
    assert len(read("1\t2\t3\t4\t5\t6").faults) == 1


def test_a_list_is_pasted_checked_submitted_and_confirmed(
    maker: Browser, house: PayeeHouse, opens: Opens
) -> None:
    checked = press(maker, PASTE)
    assert "批量导入收款人" in checked.text
    assert "新增 3250 6120 0018 1470" in checked.text
    assert "赵敏" in checked.text
    assert house.world.count("mandate") == 0
    sent = checked.form("rows") | {"step": "send"}
    listed = maker.post("/payees/import", sent)
    assert "变更已提交，等待第二人确认" in listed.text
    assert house.world.count("payee") == 0
    waiting = opens("zhaomin").get("/approvals")
    assert "批量导入收款人 2 户" in waiting.text
    assert "白名单 · 包装" in waiting.text


def test_every_line_that_is_wrong_is_told_with_its_number_and_the_list_is_kept(
    maker: Browser, house: PayeeHouse
) -> None:
    wrong = PASTE.replace(OWN, f"{OWN_PAYEE['payee_account']}\t别的公司\n12\t丙公司\t999999999999")
    page = press(maker, wrong)
    assert page.status == 422
    assert "第 4 行 别的公司：" in page.text
    assert "第 5 行 丙公司：" in page.text
    assert page.form("rows")["rows"].strip().splitlines() == wrong.strip().splitlines()
    assert "有 " in page.text
    assert press(maker, "").status == 422
    assert press(maker, "1\t2\t3\t4\t5\t6").status == 422
    assert house.world.count("mandate") == 0


def test_its_proposer_takes_a_list_back_where_it_was_submitted(
    maker: Browser, house: PayeeHouse
) -> None:
    listed = press(maker, PASTE, "send")
    (form,) = [form for form in listed.tree.forms if "/changes/" in (form.action or "")]
    assert maker.post(form.action, dict(form.form_values())).url == "/payees"
    assert house.world.count("mandate", "status = 'withdrawn'") == 1


def test_who_may_not_change_the_book_is_not_offered_a_list(checker: Browser) -> None:
    assert "/payees/import" not in checker.get("/payees").text
    assert checker.get("/payees/import").status == 403


def test_one_goes_back_to_the_list_and_finds_it_as_it_was(maker: Browser) -> None:
    page = press(maker, PASTE, "edit")
    assert page.form("rows")["rows"].strip().splitlines() == PASTE.strip().splitlines()


def test_the_page_of_an_entry_leads_to_the_list_that_waits_for_it(
    maker: Browser, house: PayeeHouse
) -> None:
    house.enter()
    press(maker, PASTE, "send")
    page = maker.get(f"/payees/{ACCOUNT}")
    assert "批量导入收款人 2 户" in page.text
    assert not page.links(f"/payees/{ACCOUNT}/edit")
