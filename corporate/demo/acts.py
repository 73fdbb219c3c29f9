"""What people do in the story, through pages alone."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corporate.demo.browser import Browser, Page
from corporate.demo.people import HENGRUI, MUSTER, YUNGANG
from kernel.errors import Conflict
from kernel.public_status import PublicStatus
from kernel.text import Text

if TYPE_CHECKING:
    from corporate.demo.stage import Stage

BANK = f"/b/{YUNGANG.slug}"
_WITHIN_S = 40
_ITEMS_MAX = 60
_PAGE_ROWS = 50
_RECEIPT = re.compile(r"/receipts/[^/?]*\d[^/?]*$")


class StoryStopped(Conflict):
    """The story cannot go on."""

    code = "demo.story_stopped"
    text = Text("演示中断：{wanted}。{said}", "The story stopped at: {wanted}. {said}")


@dataclass(frozen=True, slots=True)
class Typed:
    """A payment as the maker types it."""

    payee_name: str
    payee_account: str
    payee_bank: str
    amount: str
    purpose: str
    note: str


TYPED = (
    Typed(
        HENGRUI.name,
        HENGRUI.accounts[0].number,
        "",
        "1286400.00",
        "采购合同 HY-2611-0093 到货款",
        "行内 own bank",
    ),
    Typed(
        "无锡同盛包装材料有限公司",
        "6222021001112223331",
        "102100099996",
        "8888.06",
        "包装材料",
        "清算将无应答 clearing will keep silent",
    ),
    Typed(
        "杭州云栖软件有限公司",
        "6227001541220083346",
        "105100000017",
        "8888.03",
        "年度维护费",
        "收款账号不存在 no such account",
    ),
    Typed(
        "南京𬭚㛃精密制造有限公司",
        "6225880112345678",
        "308584000013",
        "260000.00",
        "设备款",
        "名称含生僻字 rare characters",
    ),
)
LEFT = (
    Typed(
        HENGRUI.name,
        HENGRUI.accounts[0].number,
        "",
        "86400.00",
        "采购合同 HY-2611-0108 预付款",
        "行内 own bank",
    ),
    Typed(
        "南京𬭚㛃精密制造有限公司",
        "6225880112345678",
        "308584000013",
        "18600.00",
        "设备保养",
        "跨行 another bank",
    ),
)
"""What waits for whoever goes on from the story."""


def must(good: bool, wanted: str, said: str) -> None:  # noqa: FBT001 - reads as a sentence
    """Stop the story unless it is so."""
    if not good:
        raise StoryStopped(wanted=wanted, said=said[-600:])


def wait(happened: Callable[[], bool], wanted: str, bank: Stage) -> None:
    """Look again and again until it has happened; the bank's clock goes on meanwhile."""
    until = time.monotonic() + _WITHIN_S
    while not happened():
        must(
            time.monotonic() < until,
            f"waiting for {wanted}",
            f"logs: {bank.settings.data / 'logs'}",
        )
        time.sleep(0.3)


def pay(browser: Browser, payment: Typed) -> str:
    """Fill the form in, look at the check page, submit; the payment's number."""
    page = browser.open(f"{BANK}/payments/new")
    values = {
        "account": MUSTER.accounts[0].number,
        "payee_name": payment.payee_name,
        "payee_account": payment.payee_account,
        "payee_bank_code": payment.payee_bank,
        "amount": payment.amount,
        "purpose": payment.purpose,
    }
    checked = browser.submit(
        page, page.form("payee_account", "serial"), values, button=("step", "check")
    )
    form = checked.form("serial", "digest")
    confirmed = {"confirmed": "yes"} if "confirmed" in form.fields else {}
    done = browser.submit(checked, form, confirmed, button=("step", "submit"))
    found = re.search(r"P\d{6}-[0-9A-Z]{8}", done.text + done.url)
    must(found is not None, "submitting a payment", done.text[:400])
    return found[0] if found else ""


def sign_all(browser: Browser, password: str) -> list[str]:
    """Open what waits, one after the other, look at it, sign it; the fingerprints signed."""
    signed: list[str] = []
    for _ in range(_ITEMS_MAX):
        inbox = browser.open(f"{BANK}/approvals")
        waiting = [
            link
            for link in inbox.links("/approvals/")
            if re.search(r"/approvals/[0-9a-f-]{36}", link)
        ]
        if not waiting:
            return signed
        address = waiting[0].split("?")[0]
        page = browser.open(f"{address}?sign")
        form = _signing_form(page)
        after = browser.submit(page, form, {"password": password}, button=("decision", "approve"))
        must(after.status < 400, "signing", after.text[:400])  # noqa: PLR2004 - HTTP's own line
        signed.append(str(form.fields["digest"])[:16])
    return signed


def _signing_form(page: Page):  # type: ignore[no-untyped-def]  # noqa: ANN202 - lxml's own
    return page.form("digest", "password")


def count(browser: Browser, *statuses: PublicStatus) -> int:
    """How many rows of the payment list show one of these statuses, over all its pages."""
    labels = [status.label.zh for status in statuses]
    address, found = f"{BANK}/payments", 0
    while address:
        page = browser.open(address)
        rows = [" ".join(row.text_content().split()) for row in page.tree.xpath("//tbody/tr")]
        found += sum(any(label in row for label in labels) for row in rows)
        onward = [link for link in page.links("cursor=") if link != address]
        address = onward[-1] if onward and len(rows) >= _PAGE_ROWS else ""
    return found


def lines(browser: Browser, account: str) -> str:
    """What an account's page says."""
    return browser.open(f"{BANK}/accounts/{account}").text


def save_receipts(browser: Browser, folder: Path, limit: int) -> list[Path]:
    """Download some receipts as PDF."""
    page = browser.open(f"{BANK}/receipts")
    saved = []
    numbered = [link for link in page.links("/receipts/") if _RECEIPT.search(link)]
    for address in numbered[:limit]:
        receipt = browser.open(address)
        form = receipt.forms("/pdf")[0]
        found = browser.submit(receipt, form, {})
        must(found.body.startswith(b"%PDF"), "a receipt", found.text[:200])
        path = folder / _receipt_name(form.get("action"))
        path.write_bytes(found.body)
        saved.append(path)
    must(bool(saved), "receipts", page.text[:300])
    return saved


def group_status(report: Path) -> str:
    """The group status of a pain.002."""
    found = re.search(r"<GrpSts>(\w+)</GrpSts>", report.read_text(encoding="utf-8"))
    return found[1] if found else "?"


def said_lines(said: str) -> list[str]:
    """The lines that say something."""
    return [line.strip() for line in said.splitlines() if line.strip()]


def _receipt_name(link: str) -> str:
    """A file's name from the address of a receipt's print."""
    return f"receipt-{link.split('?', maxsplit=1)[0].rstrip('/').split('/')[-2]}.pdf"
