"""What people do with payroll, bills and invoices in the story, through pages alone."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from corporate.demo.acts import BANK, must
from corporate.demo.browser import Browser, Page
from corporate.demo.people import MUSTER, YUNGANG, Company
from corporate.demo.staff import EMPLOYEES
from kernel.bills.acts import Act

_HEADS: Final = ("工号", "姓名", "账号", "金额", "基本工资", "扣社保")
_BASIC_YUAN, _STEP_YUAN, _INSURANCE_YUAN = 9_800, 450, 417
_BILL: Final = re.compile(rf"{BANK}(/bills/\d[^/?]+/[\d-]+)$")
_FAULTS: Final = "//*[contains(@class, 'err')]//text()"


def payroll_file(folder: Path) -> Path:
    """The month's wages as an HR program exports them."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(_HEADS)
    for place, one in enumerate(EMPLOYEES):
        basic = _BASIC_YUAN + place * _STEP_YUAN
        pay = f"{basic - _INSURANCE_YUAN}.00"
        table.writerow(
            (one.number, one.name, one.account, pay, f"{basic}.00", f"{_INSURANCE_YUAN}.00")
        )
    path = folder / "payroll-2026-11.csv"
    path.write_text(out.getvalue(), encoding="utf-8-sig")
    return path


def send_payroll(clerk: Browser, file: Path, pay_on: str) -> str:
    """Drop the file on the page, look at the draft, submit it; the address of the payroll."""
    page = clerk.open(f"{BANK}/payroll/new")
    values = {"account": MUSTER.accounts[0].number, "due_on": pay_on}
    draft = clerk.submit(page, page.form("serial", "month"), values, files={"file": file})
    must("/payroll/B" in draft.url, "reading a payroll file", _said(draft))
    done = clerk.submit(draft, _only(draft, "/submit"), {})
    must(done.url.endswith("submitted=1"), "submitting a payroll", _said(done))
    return draft.url.split("?")[0]


def draw_bill(maker: Browser, amount: str, due_on: str, payee: Company) -> None:
    """Register a draft of the company's own, which it will accept itself."""
    page = maker.open(f"{BANK}/bills/new")
    values = {
        "account_number": MUSTER.accounts[0].number, "amount": amount, "due_on": due_on,
        "contract": "HY-2611-0107", **_party("acceptor", MUSTER), **_party("payee", payee),
    }  # fmt: skip
    sent = maker.submit(page, page.form("amount", "due_on"), values)
    must("/bills/requests" in sent.url, "drawing a bill", _said(sent))


def find_bill(viewer: Browser) -> str:
    """Where the one bill is, once the exchange has given it a number; empty before."""
    found = map(_BILL.search, viewer.open(f"{BANK}/bills").links("/bills/"))
    return next((one[1] for one in found if one), "")


def may(viewer: Browser, bill: str, act: Act) -> bool:
    """Whether the bill's page offers an act."""
    page = viewer.open(f"{BANK}{bill}?act={act}")
    return any("act" in form.fields and form.fields["act"] == act for form in page.forms("/bills/"))


def ask(maker: Browser, bill: str, act: Act, values: Mapping[str, str]) -> None:
    """Fill the form of an act in and send it."""
    page = maker.open(f"{BANK}{bill}?act={act}")
    sent = maker.submit(page, page.form("act", "client_serial"), values)
    must("done=waits" in sent.url, f"asking for {act}", _said(sent))


def is_paper(page: Page) -> bool:
    """Whether it is a PDF, not a page that says why there is none."""
    return page.body.startswith(b"%PDF")


def save(viewer: Browser, address: str, path: Path) -> Path:
    """Keep a paper that a page links to."""
    found = viewer.open(address)
    must(is_paper(found), path.name, found.text[:300])
    path.write_bytes(found.body)
    return path


def save_invoice(viewer: Browser, folder: Path) -> list[Path]:
    """The first invoice that was issued, as people read it and as programs do; none yet: empty."""
    issued = viewer.open(f"{BANK}/invoices").links("/invoices/F")
    for address in issued:
        page = viewer.open(address)
        if page.forms("/pdf") and page.forms("/xml"):
            return [_fetched(viewer, page, kind, folder) for kind in ("pdf", "xml")]
    return []


def _fetched(viewer: Browser, page: Page, kind: str, folder: Path) -> Path:
    found = viewer.submit(page, page.forms(f"/{kind}")[0], {})
    must(found.body.startswith((b"%PDF", b"<?xml")), f"an invoice as {kind}", found.text[:300])
    path = folder / f"invoice-{page.url.rsplit('/', 1)[1]}.{kind}"
    path.write_bytes(found.body)
    return path


def _only(page: Page, part: str) -> Any:
    """The first form sent to such an address, as lxml has it."""
    found = page.forms(part)
    if not found:
        wanted = f"a form for {part}"
        raise page.surprise(wanted)
    return found[0]


def _party(role: str, company: Company) -> dict[str, str]:
    """A company as a bill names it."""
    fields = {
        "name": company.name, "code": company.uscc, "account": company.accounts[0].number,
        "bank": YUNGANG.bank_code,
    }  # fmt: skip
    return {f"{role}_{name}": value for name, value in fields.items()}


def _said(page: Page) -> str:
    """What a page found wrong, else how it begins."""
    faults = page.tree.xpath(_FAULTS) if page.tree is not None else []
    return " ".join("".join(faults).split()) or page.text[:300]
