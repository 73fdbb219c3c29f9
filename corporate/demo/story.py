"""The story of `make demo`: payments all the way through three doors, then wages, a bill, an invoice.

Everything is done as its people would do it: the ERP sends files over the direct link, the maker fills
a form, the approvers sign on phone pages, clearing answers or keeps silent. Nothing here calls a service.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path

from corporate.demo import acts, at_the_desk, more_acts, stage
from corporate.demo.browser import Browser
from corporate.demo.people import HENGRUI, MUSTER, PASSWORD, YUNGANG
from corporate.demo.stage import Stage
from corporate.settings import Settings
from kernel.bills.acts import Act
from kernel.public_status import PublicStatus

Echo = Callable[[str], None]
Signers = dict[str, Browser]
SAMPLES = Path("tests") / "samples"
_REFUSAL_LINES = 6
_SIGNERS = (("chenjiayi", "陈嘉怡"), ("liwen", "李雯"))
_PAPERS = ("*.csv", "*.pdf", "*.xml")


def tell(settings: Settings, *, once: bool, echo: Echo) -> None:
    """Tell the story; then stay until interrupted, or end when `once`."""
    started = time.monotonic()
    echo("① 开业：嵌入式数据库、清算对手、网银、后台 · a bank opens on its embedded database")
    with stage.raised(settings) as bank:
        echo(f"   {bank.origin}/b/{YUNGANG.slug}/")
        _erp_sends(bank, echo)
        _maker_adds(bank, echo)
        signers = {name: bank.log_in(login, phone=True) for login, name in _SIGNERS}
        _approvers_sign(signers, echo)
        _clearing_answers(bank, echo)
        _customer_pays(bank, echo)
        _wages_are_paid(bank, signers, echo)
        _a_bill_is_drawn(bank, signers, echo)
        _day_ends(bank, echo)
        _work_is_left(bank, echo)
        _where_things_lie(bank, echo)
        echo(f"   {time.monotonic() - started:.0f} s")
        if not once:
            _stay(bank, echo)


def _erp_sends(bank: Stage, echo: Echo) -> None:
    echo("② ERP 经银企直联送来 pain.001 · an ERP sends its files over the direct link")
    for name in (
        "odoo-pain.001.001.09-cny-5",
        "tryton-pain.001.001.03-8",
        "tryton-pain.001.001.09-8",
    ):
        report = bank.out / f"{name}.pain002.xml"
        sent = bank.erp("send", str(SAMPLES / f"{name}.xml"), "--out", str(report))
        acts.must(sent.returncode == 0, f"sending {name}", sent.stdout + sent.stderr)
        echo(f"   {name}.xml → {acts.group_status(report)}")
    refused = bank.erp("send", str(SAMPLES / "tryton-pain.001.003.03-8.xml"))
    acts.must(refused.returncode != 0, "refusing the broken file", refused.stdout)
    echo("   tryton-pain.001.003.03-8.xml ✗")
    for line in acts.said_lines(refused.stdout + refused.stderr)[:_REFUSAL_LINES]:
        echo(f"     {line}")


def _maker_adds(bank: Stage, echo: Echo) -> None:
    echo("③ 王磊在网银新建付款 · a maker adds payments in the web bank")
    maker = bank.log_in("wanglei")
    _add(maker, acts.TYPED, echo)


def _approvers_sign(signers: Signers, echo: Echo) -> None:
    echo("④ 两级审批人在手机上签名 · two levels of approvers sign on their phones")
    for name, signed in _signed(signers).items():
        echo(f"   {name}：{signed} 笔已签名 signed")


def _signed(signers: Signers) -> dict[str, int]:
    """Each signs whatever waits, one after the other; how many each signed."""
    return {name: len(acts.sign_all(phone, PASSWORD)) for name, phone in signers.items()}


def _clearing_answers(bank: Stage, echo: Echo) -> None:
    echo(
        "⑤ 入账与清算；一笔无应答 → 结果未知 → 查询得知成功 · booked and cleared; one comes back unknown and is resolved"
    )
    viewer = bank.log_in("wanglei")
    unknown, going = (
        (PublicStatus.UNKNOWN,),
        (PublicStatus.SUBMITTED, PublicStatus.PROCESSING, PublicStatus.APPROVED),
    )
    # The clock runs on: on a slow machine the answer may have been found before anybody looked.
    acts.wait(
        lambda: acts.count(viewer, *unknown) == 1 or not acts.count(viewer, *unknown, *going),
        "one unknown payment",
        bank,
    )
    echo("   ? 1 笔结果未知，不重发，只查询 · one is unknown: never sent again, only asked about")
    bank.clock.advance(timedelta(seconds=45))
    acts.wait(lambda: acts.count(viewer, *unknown, *going) == 0, "all to be cleared", bank)
    for status in (PublicStatus.SUCCEEDED, PublicStatus.FAILED, PublicStatus.SCHEDULED):
        mark = "✓" if status is PublicStatus.SUCCEEDED else "·"
        echo(f"   {mark} {acts.count(viewer, status)} {status.label.zh} {status.label.en}")


def _customer_pays(bank: Stage, echo: Echo) -> None:
    echo(
        "⑥ 客户付款到账；户名不符的一笔挂账 · a customer's payment comes in; one with a wrong name is parked"
    )
    account = MUSTER.accounts[0].number
    payer = {
        "payer_account": "6217001210024455220",
        "payer_name": "上海振华重工股份有限公司",
        "payer_bank_name": "中国建设银行",
    }
    good = {
        **payer,
        "payee_account": account,
        "payee_name": MUSTER.name,
        "amount": "12480.00",
        "currency": "CNY",
        "purpose": "货款 SO-26110451",
    }
    bank.clearing.credit(YUNGANG.bank_code, "HVPS", "IN-0001", good)
    bank.clearing.credit(
        YUNGANG.bank_code, "HVPS", "IN-0002", {**good, "payee_name": "慕斯特商贸有限公司"}
    )
    viewer = bank.log_in("wanglei")
    acts.wait(lambda: "上海振华重工股份有限公司" in acts.lines(viewer, account), "the credit", bank)
    echo("   ✓ +12,480.00 货款 SO-26110451")


def _wages_are_paid(bank: Stage, signers: Signers, echo: Echo) -> None:
    echo(
        "⑦ 代发工资：上传一份工资表，两级签名后逐人入账 · a payroll file is read, signed by two levels, and paid"
    )
    file = more_acts.payroll_file(bank.out)
    clerk = bank.log_in("wanglei")
    address = more_acts.send_payroll(clerk, file, f"{stage.BEGINS:%Y-%m-%d}")
    _signed(signers)
    paper = f"{address}/2/receipt.pdf"
    acts.wait(lambda: more_acts.is_paper(clerk.open(paper)), "the wages to be paid", bank)
    more_acts.save(clerk, paper, bank.out / "payroll-2026-11-row-2.pdf")
    echo(f"   ✓ {file.name} → {address.rsplit('/', 1)[1]}，5 人 people")


def _a_bill_is_drawn(bank: Stage, signers: Signers, echo: Echo) -> None:
    echo(
        "⑧ 电子商业汇票：出票登记、提示承兑、承兑，每步两级签名 · a bill is drawn, presented and accepted, each step signed"
    )
    maker = bank.log_in("wanglei")
    more_acts.draw_bill(maker, "500,000.00", "2027-03-22", HENGRUI)
    _signed(signers)
    acts.wait(lambda: bool(more_acts.find_bill(maker)), "the bill's number", bank)
    bill = more_acts.find_bill(maker)
    for act, values in ((Act.ASK_ACCEPTANCE, {}), (Act.ANSWER, {"agrees": "yes"})):
        _until_it_may(bank, maker, bill, act)
        more_acts.ask(maker, bill, act, values)
        _signed(signers)
    _until_it_may(bank, maker, bill, Act.ASK_DELIVERY)
    more_acts.save(maker, f"{acts.BANK}{bill}/pdf", bank.out / f"bill-{bill.split('/')[2]}.pdf")
    echo(f"   ✓ {bill.split('/')[2]} 500,000.00 已承兑 accepted")


def _until_it_may(bank: Stage, viewer: Browser, bill: str, act: Act) -> None:
    acts.wait(lambda: more_acts.may(viewer, bill, act), f"the bill to allow {act}", bank)


def _day_ends(bank: Stage, echo: Echo) -> None:
    echo(
        "⑨ 日终：对账单 camt.053、状态报告 pain.002、回单 PDF、手续费数电发票 · the day ends; files, receipts, and the invoice of a fee"
    )
    bank.clock.set(stage.BEGINS + timedelta(hours=22))
    account = MUSTER.accounts[0].number
    statement = bank.out / f"statement-{account}-2026-11-23.camt053.xml"
    asked = ("statement", account, "2026-11-23", "--camt053", str(statement))
    acts.wait(lambda: bank.erp(*asked).returncode == 0, "the statement of the day", bank)
    report = bank.out / "odoo-pain.001.001.09-cny-5.pain002.xml"
    acts.must(bank.erp("report", "PAY0005", "--out", str(report)).returncode == 0, "the report", "")
    echo(f"   pain.002 {acts.group_status(report)}")
    viewer = bank.log_in("wanglei")
    for path in acts.save_receipts(viewer, bank.out, 3):
        echo(f"   {path.name}")
    acts.wait(lambda: bool(more_acts.save_invoice(viewer, bank.out)), "the invoice of a fee", bank)


def _work_is_left(bank: Stage, echo: Echo) -> None:
    echo("⑩ 又建两笔，待您以 chenjiayi 登录签名 · two more wait for you to sign as chenjiayi")
    _add(bank.log_in("wanglei"), acts.LEFT, echo)


def _add(maker: Browser, payments: Iterable[acts.Typed], echo: Echo) -> None:
    for payment in payments:
        number = acts.pay(maker, payment)
        echo(f"   {payment.payee_name} {payment.amount} {payment.note} → {number}")


def _where_things_lie(bank: Stage, echo: Echo) -> None:
    echo("⑪ 文件在此 · the files lie here")
    for path in sorted(path for kind in _PAPERS for path in bank.out.glob(kind)):
        echo(f"   {path}")


def _for_an_erp(bank: Stage) -> tuple[str, ...]:
    """What somebody who connects an ERP needs to go on from here."""
    programs = Path(sys.executable).parent
    return (
        f"直联 direct link   {bank.link_url}（接入 how: docs/direct-link.md）",
        f"  {programs / 'yinqi-erp'} --config {bank.out / stage.CONFIG} accounts",
        "时钟 the bank's clock, shown or moved 查看或移动：",
        f"  YINQI_DATA={bank.settings.data} {programs / 'yinqi'} clock",
    )


def _stay(bank: Stage, echo: Echo) -> None:
    echo(f"\n   网银 web   {bank.origin}/b/{YUNGANG.slug}/")
    people = "、".join(
        f"{person.login}（{person.name}，{person.title}）" for person in MUSTER.people
    )
    echo(f"   用户 users {people}")
    echo(f"   密码 password {PASSWORD}    Ctrl-C 结束 ends")
    for line in (*at_the_desk.lines(bank.settings, bank.origin), *_for_an_erp(bank)):
        echo(f"   {line}")
    try:
        bank.programs.watch()
    except KeyboardInterrupt:
        echo("")
