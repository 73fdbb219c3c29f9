"""Which facts each page of the gallery is drawn with; a query shows another state of the same page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from flask import request

from corporate.web import parts as p
from corporate.web.formats import hour, local, long_day
from corporate.web.gallery import batches, limits, people, policies, records, trust
from corporate.web.gallery import house as h
from corporate.web.gallery import payments as pay
from corporate.web.i18n import current_lang
from corporate.web.proofs import PASSWORD_ONLY, Ways
from corporate.web.signables import Item
from corporate.web.views.bulk import Chosen
from kernel.public_status import PublicStatus
from kernel.text import Text

Facts = dict[str, Any]
Page = Callable[[], Facts]

ONE_PAGE: Final = p.Page(number=3, count=12, rows=1184, url="?page={page}")
SUBMITTED: Final = p.Note(
    Text("已提交", "Submitted"),
    Text(
        "业务编号 FK2611200029：等待陈嘉怡签名。", "Number FK2611200029: waits for 陈嘉怡 to sign."
    ),
    "ok",
    "circle-check",
)
KEY_ONLY: Final = Ways(passkey=True, password=False, ask_url="/gallery/approvals-check")
QUERY: Final = {name: p.Value() for name in ("text", "from", "to", "direction")}


def home() -> Facts:
    """The dashboard of the mock-up; `?quiet` is an enterprise where nothing waits."""
    today = Text("{day} · 工作日 · 数据截至 {at}", "{day} · business day · as of {at}")
    quiet = "quiet" in request.args
    return {
        "greeting": Text("下午好，{name}", "Good afternoon, {name}").fill(name=h.SHELL.user.name),
        "today": today.fill(day=long_day(local(h.NOW).date()), at=hour(h.NOW)).of(current_lang()),
        "actions": h.ACTIONS,
        "recent": None,
        "recent_url": "/gallery/payments",
        "bulk_url": "/gallery/approvals-check",
        "channels": h.CHANNELS,
        "queue": () if quiet else pay.QUEUE,
        "queue_count": 0 if quiet else 7,
        "queue_url": "/gallery/approvals",
        "position": h.POSITION,
        "position_note": Text("集团合并 · 折人民币", "Group, in CNY"),
        "spans": (
            (Text("7 天", "7 days"), "?span=7", False),
            (Text("28 天", "28 days"), "?span=28", True),
            (Text("季度", "Quarter"), "?span=90", False),
        ),
        "trend": h.TREND,
        "totals": h.TOTALS,
        "accounts": h.ACCOUNTS,
        "accounts_note": Text("7 个账户 · 4 家银行", "7 accounts · 4 banks"),
        "accounts_shown": Text("已显示 6 个，共 7 个", "6 of 7 shown"),
        "accounts_url": "/gallery/accounts",
        "flows": () if quiet else h.FLOWS,
        "flows_note": Text("净额 −1.00 亿", "Net −100 M").of(current_lang()),
        "notes": () if quiet else (h.CUT,),
    }


def accounts() -> Facts:
    """All accounts; `?empty` for somebody who may see none."""
    groups = (
        (Text("按账户", "By account"), "?", True),
        (Text("按银行", "By bank"), "?by=bank", False),
        (Text("按币种", "By currency"), "?by=ccy", False),
    )
    return {
        "accounts": () if "empty" in request.args else h.ACCOUNTS,
        "note": Text("7 个账户 · 4 家银行 · 14:34", "7 accounts · 4 banks · 14:34"),
        "totals": h.TOTALS,
        "groups": groups,
    }


def ledger() -> Facts:
    """The entries of one account; `?empty` when a filter finds nothing."""
    account = h.ACCOUNTS[0]
    return {
        "account": account,
        "figures": (
            (Text("余额", "Balance"), account.book),
            (Text("可用余额", "Available"), account.available),
            (Text("冻结", "Held"), account.held),
        ),
        "days": () if "empty" in request.args else records.DAYS,
        "page": ONE_PAGE,
        "query": QUERY,
        "list_url": "/gallery/ledger",
        "export_url": "#",
        "accounts_url": "/gallery/accounts",
    }


def payment_new() -> Facts:
    """The form, filled; `?faults` as it comes back with faults."""
    wrong = "faults" in request.args
    fault = Text(
        "行号校验位不正确，请核对第 12 位",
        "The check digit of the bank code is wrong: look at digit 12",
    )
    typed = {
        "payee_name": p.Value("苏州恒锐特钢有限公司"),
        "payee_account": p.Value("32506120001814708821"),
        "payee_bank_code": p.Value("105305060005", fault if wrong else ""),
        "account": p.Value("a1"),
        "amount": p.Value("1,286,400.00"),
        "currency": p.Value("CNY"),
        "purpose": p.Value("采购合同 HY-2611-0093 到货款"),
        "method": p.Value("auto"),
        "pay_on": p.Value("2026-11-20"),
    }
    hit = {"id": "1", "name": "苏州恒锐特钢有限公司", "account": "32506120001814708821"}
    hit |= {"bank": "中国建设银行 苏州工业园区支行", "note": "11-18"}
    bank = {"code": "105305060005", "name": "中国建设银行 苏州工业园区支行"}
    return {
        "form": typed | {"remark": p.Value()},
        "serial": "example",
        "words": "人民币 壹佰贰拾捌万陆仟肆佰元整",
        "accounts": (
            ("a1", Text("基本户 0317 · 可用 205,906,552.18", "Basic 0317 · 205,906,552.18")),
        ),
        "currencies": (("CNY", "CNY"), ("EUR", "EUR")),
        "methods": (
            ("auto", Text("自动选择", "Choose for me")),
            ("hvps", Text("大额支付", "HVPS")),
        ),
        "faults": (p.FormFault("payee_bank_code", fault),) if wrong else (),
        "quote": {"facts": pay.QUOTE, "notes": (pay.DOUBLE,), "steps": pay.SIGNERS},
        "hits": (hit,) if "hits" in request.args else (),
        "bank_hits": (bank,) if "hits" in request.args else (),
        "searched": "payee" if "hits" in request.args else "",
        "attached": tuple({"file": file, "id": "1"} for file in pay.SLIP.files),
        "old": {},
        "offered": tuple({"file": file, "id": "2", "is_kept": True} for file in pay.SLIP.files[:1]),
        "form_url": "/gallery/payment-new",
        "quote_url": "/gallery/payment-new",
        "payees_url": "/gallery/payment-new?hits",
        "banks_url": "/gallery/payment-new?hits",
        "back_url": "/gallery/payments",
    }


def payment_check() -> Facts:
    """The check page before submission."""
    change = tuple(
        p.Fact(f.label, f.value, f.note, "/gallery/payment-new#f-purpose") for f in pay.SLIP.facts
    )
    slip = p.Slip(
        pay.SLIP.amount,
        pay.SLIP.payee,
        change,
        digest=pay.DIGEST,
        files=pay.SLIP.files,
        tag=pay.SLIP.tag,
    )
    return {
        "slip": slip,
        "notes": (pay.DOUBLE, pay.NEW_PAYEE),
        "quote_facts": pay.QUOTE,
        "approvers": pay.SIGNERS,
        "hidden": (("amount", "1286400.00"),),
        "serial": "example",
        "digest": pay.DIGEST,
        "form_url": "/gallery/payment-new",
        "submit_url": "/gallery/payment",
        "submit_text": Text("提交审批", "Submit for approval"),
    }


def payments() -> Facts:
    """All payments; `?empty` before the first one, `?none` when a filter finds nothing."""
    empty = "empty" in request.args or "none" in request.args
    states = (
        (Text("全部", "All"), "?", 1184, True),
        (Text("待审批", "Awaiting approval"), "?state=pending", 7, False),
        (Text("处理中", "In progress"), "?state=going", 3, False),
        (Text("成功", "Succeeded"), "?state=done", None, False),
        (Text("需处理", "Need action"), "?state=stuck", 2, False),
    )
    return {
        "states": states,
        "rows": () if empty else pay.PAYMENTS,
        "turn": p.Turn(1184, 50, "/gallery/payments", "/gallery/payments"),
        "query": QUERY,
        "tab": "all",
        "is_filtered": "none" in request.args,
        "list_url": "/gallery/payments",
        "new_url": "/gallery/payment-new",
    }


def payment() -> Facts:
    """One payment: outcome unknown, `?pending` approval, or `?done`."""
    done, pending = "done" in request.args, "pending" in request.args
    status = PublicStatus.UNKNOWN
    status = PublicStatus.SUCCEEDED if done else status
    status = PublicStatus.PENDING_APPROVAL if pending else status
    return {
        "number": "FK2611200029",
        "status": status,
        "slip": p.Slip(
            pay.SLIP.amount, pay.SLIP.payee, pay.SLIP.facts, pay.DIGEST, files=pay.SLIP.files
        ),
        "steps": pay.STEPS if pending else pay.TRACK[:4] if done else pay.TRACK,
        "notes": (),
        "submitted": SUBMITTED if "submitted" in request.args else None,
        "receipts": (p.File("YQB-20261120-EEY5H472", "2026-11-20", "#", "receipt"),)
        if done
        else (),
        "list_url": "/gallery/payments",
        "new_url": "/gallery/payment-new",
        "receipt_url": "/gallery/receipt" if done else "",
        "withdraw_url": "/gallery/payment" if pending else "",
        "withdraw_text": Text("撤回后审批人不能再签名。", "Nobody can sign it any more."),
        "copy_url": "/gallery/payment-new" if done else "",
        "again_url": "",
        "withdrawing": "withdraw" in request.args,
    }


def approvals() -> Facts:
    """The desktop inbox; `?empty` when nothing waits."""
    chosen = request.args.get("item", "1")
    return {
        "queue": () if "empty" in request.args else pay.QUEUE,
        "count": 7,
        "chosen": pay.LONG_SLIP if chosen == "2" else pay.SLIP,
        "chosen_id": chosen,
        "notes": (pay.NEW_PAYEE,),
        "queue_url": "/gallery/approvals-check",
        "pane_url": "/gallery/approvals?item={id}",
        "act_url": "/gallery/approvals",
        "signing": "sign" in request.args,
        "refusing": "refuse" in request.args,
        "sign_fault": None,
        "typed": {},
    }


def approval() -> Facts:
    """The phone approval of the mock-up; `?signed` shows the step to the next one."""
    signed = p.Note(
        Text("已签名", "Signed"),
        Text(
            "上海辰海物流 ¥8,742,190.36 已提交银行", "上海辰海物流 ¥8,742,190.36 is with the bank"
        ),
        "ok",
        "circle-check",
    )
    after = "signed" in request.args
    slip = pay.LONG_SLIP if "long" in request.args else pay.SLIP
    wrong = Text("密码不正确，未签名", "The password is wrong; nothing was signed")
    return {
        "slip": pay.BATCH_SLIP if "batch" in request.args else slip,
        "notes": () if "long" in request.args else (pay.NEW_PAYEE,),
        "place": p.Place(2 if after else 1, 7),
        "back_url": "/gallery/approvals",
        "act_url": "/gallery/approval",
        "signed": signed if after else None,
        "signing": "sign" in request.args,
        "refusing": "refuse" in request.args,
        "sign_fault": wrong if "wrong" in request.args else None,
        "typed": {},
    }


def approvals_check() -> Facts:
    """Several payments under one signature."""
    rows = tuple(row for row in pay.QUEUE if row.selected)
    items = tuple(Item(row, h.NOW, pay.DIGEST, pay.SLIP.payee.account) for row in rows)
    return {
        "items": items,
        "sums": Chosen(items, left_out=False).sums(),
        "notes": (),
        "digest": pay.DIGEST,
        "ways": PASSWORD_ONLY if "password" in request.args else KEY_ONLY,
        "act_url": "/gallery/approvals-done",
        "back_url": "/gallery/approvals",
        "sign_fault": None,
    }


def approvals_done() -> Facts:
    """The end of the queue on a phone."""
    return {"summary": pay.SUMS, "back_url": "/gallery/approvals", "home_url": "/gallery/home"}


def receipts() -> Facts:
    """All receipts."""
    return {
        "rows": records.RECEIPTS,
        "turn": p.Turn(None, 3, "", "/gallery/receipts"),
        "query": QUERY | {"kind": p.Value()},
        "is_filtered": False,
        "kinds": (("", Text("全部种类", "All kinds")),),
        "papers": (("single", Text("每页一张（A5）", "One a page (A5)")),),
        "list_url": "/gallery/receipts",
        "print_url": "#",
        "packs_url": "#",
    }


def receipt() -> Facts:
    """One receipt."""
    return {
        "sheet": records.SHEET,
        "pdf_url": "#",
        "verify_url": "/gallery/verify",
        "list_url": "/gallery/receipts",
        "may_share": True,
        "share_url": "#",
        "link": "",
        "fault": "",
        "shares": (),
        "days_max": 30,
        "uses_max": 20,
    }


def verify() -> Facts:
    """The public check: `?genuine`, `?unknown`, or the bare form."""
    answer = next((a for a in ("genuine", "unknown") if a in request.args), None)
    return {
        "answer": answer,
        "sheet": records.MASKED,
        "number": p.Value(),
        "code": p.Value(),
        "file_url": "#",
    }


def components() -> Facts:
    """Every part once."""
    return {
        "statuses": tuple(PublicStatus),
        "h": h,
        "pay": pay,
        "page": ONE_PAGE,
        "fault": Text("金额超过可用余额 205,906,552.18", "More than the available 205,906,552.18"),
        "toasts": (p.Toast(Text("已提交，等待陈嘉怡复核", "Submitted; waiting for 陈嘉怡")),),
    }


PAGES: Final[dict[str, tuple[str, Page]]] = {
    "home": ("pages/home.html", home),
    "accounts": ("pages/accounts.html", accounts),
    "ledger": ("pages/ledger.html", ledger),
    "payments": ("pages/payments.html", payments),
    "payment": ("pages/payment.html", payment),
    "payment-new": ("pages/payment_new.html", payment_new),
    "payment-check": ("pages/payment_check.html", payment_check),
    "batches": ("pages/batches.html", batches.batches),
    "batch-new": ("pages/batch_new.html", batches.new),
    "batch-columns": ("pages/batch_columns.html", batches.columns),
    "batch-draft": ("pages/batch_draft.html", batches.draft),
    "batch": ("pages/batch.html", batches.one),
    "approvals": ("pages/approvals.html", approvals),
    "approvals-check": ("pages/approvals_check.html", approvals_check),
    "approvals-done": ("pages/approvals_done.html", approvals_done),
    "approval": ("pages/approval.html", approval),
    "receipts": ("pages/receipts.html", receipts),
    "receipt": ("pages/receipt.html", receipt),
    "verify": ("pages/verify.html", verify),
    "login": ("pages/login.html", people.login),
    "choose": ("pages/choose.html", people.choose),
    "sessions": ("pages/sessions.html", people.sessions),
    "front": ("pages/front.html", people.front),
    "notices": ("pages/notices.html", people.notices),
    "channels": ("pages/channels.html", people.channels),
    "search": ("pages/search.html", people.search),
    "limits": ("pages/limits.html", limits.limits),
    "limit-edit": ("pages/limit_edit.html", limits.limit_edit),
    "limit-check": ("pages/limit_check.html", limits.limit_check),
    "link": ("pages/link.html", trust.link),
    "link-new": ("pages/link_new.html", trust.link_new),
    "webhooks": ("pages/webhooks.html", trust.webhooks),
    "webhook": ("pages/webhook.html", trust.webhook),
    "link-addresses": ("pages/link_addresses.html", trust.link_addresses),
    "link-sealing": ("pages/link_sealing.html", trust.link_sealing),
    "link-certificate": ("pages/link_certificate.html", trust.link_certificate),
    "audit": ("pages/audit.html", trust.audit),
    "policies": ("pages/policies.html", policies.listed),
    "policy": ("pages/policy.html", policies.one),
    "policy-edit": ("pages/policy_edit.html", policies.edit),
    "policy-check": ("pages/policy_check.html", policies.check),
    "policy-try": ("pages/policy_try.html", policies.tried),
    "parts": ("gallery/parts.html", components),
}
