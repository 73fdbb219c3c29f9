"""Example facts of the pages about batches."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from flask import request

from corporate.web import batch_facts
from corporate.web import parts as p
from corporate.web.batch_mending import COLUMNS, Grid
from corporate.web.gallery.house import NOW
from corporate.web.gallery.payments import DIGEST
from kernel.public_status import PublicStatus
from kernel.text import Text
from workflows.batches.commands import BatchHeader, FindingView, RowView, Tally
from workflows.batches.row_states import RowState

Facts = dict[str, Any]

ACCOUNT: Final = "1001234509012345678"
_NAMES: Final = (
    "无锡同盛包装材料有限公司",
    "苏州恒锐特钢有限公司",
    "宁波港通集装箱服务有限公司",
    "张建国",
    "上海捷运货代有限公司",
)
_FACTS: Final = (
    p.Fact(Text("付款账户", "From"), Text("基本户 尾号 5678", "Basic 5678"), Text("付后可用 6,420,118.20", "Leaves 6,420,118.20")),
    p.Fact(Text("付款日", "Day of payment"), "2026-11-25"),
    p.Fact(Text("文件", "File"), "十一月运费.xlsx"),
)  # fmt: skip
_STEPS: Final = (
    p.Step(Text("第 1 级 · 陈嘉怡、周敏", "Level 1: 陈嘉怡, 周敏"), "now", wait=Text("任一人签名即可", "either of them")),
    p.Step(Text("第 2 级 · 李雯", "Level 2: 李雯"), "next", wait=Text("待处理", "Waiting")),
)  # fmt: skip
_TEMPLATES: Final = (("XLSX", "/gallery/batch-new"), ("CSV", "/gallery/batch-new"))


def _tally(state: str, rows: int, minor: int) -> Tally:
    return Tally(state=state, rows=rows, total_minor=minor, currency="CNY")


def _batch(
    number: str, name: str, status: PublicStatus, *tallies: Tally, faulty: int = 0
) -> BatchHeader:
    return BatchHeader(
        number=number,
        client_serial=f"WEB-{number}",
        kind="payment",
        name=name,
        status=status,
        payer_account=ACCOUNT,
        rows=sum(one.rows for one in tallies),
        total_minor=sum(one.total_minor for one in tallies),
        currency="CNY",
        due_on=NOW.date(),
        faulty=faulty,
        tallies=tallies,
        fingerprint=DIGEST,
        file_name="十一月运费.xlsx",
        created_at=NOW - timedelta(minutes=12),
    )


DRAFT: Final = _batch(
    "B2026112300041",
    "十一月运费",
    PublicStatus.DRAFT,
    _tally("open", 9_998, 1_286_440_012),
    faulty=4,
)
RUNNING: Final = _batch(
    "B2026112300038", "供应商货款第 47 周", PublicStatus.PROCESSING,
    _tally("paid", 6_412, 912_004_410), _tally("open", 3_552, 370_410_802), _tally("failed", 34, 4_024_800),
)  # fmt: skip
PARTLY: Final = _batch(
    "B2026112000017", "十月差旅报销", PublicStatus.PARTLY_SUCCEEDED,
    _tally("paid", 411, 38_402_155), _tally("failed", 3, 214_000), _tally("unknown", 1, 88_000), _tally("returned", 2, 120_000),
)  # fmt: skip
WAITING: Final = _batch(
    "B2026112300040", "保证金退还", PublicStatus.PENDING_APPROVAL, _tally("open", 26, 52_000_000)
)


def _row(
    row: int,
    name: str,
    account: str,
    amount: str,
    state: RowState,
    *,
    why: tuple[str, str] = ("", ""),
) -> RowView:
    return RowView(
        row=row, name=name, account=account, amount=amount, bank="中国工商银行", remark="运费", state=state,
        reason_zh=why[0], reason_en=why[1], refunded=state is RowState.RETURNED,
    )  # fmt: skip


def _finding(row: int, field: str, zh: str, en: str) -> FindingView:
    return FindingView(row=row, field=field, code="x", severity="block", text_zh=zh, text_en=en)


_FAULTY: Final = (
    _row(18, _NAMES[0], "6.22202E+18", "12,400.00", RowState.FAULTY),
    _row(207, _NAMES[1], "3250612000181470", "1,O00.00", RowState.FAULTY),
    _row(3_411, "张建 国\u200b", "6222021001112223334", "8600", RowState.FAULTY),
    _row(7_002, _NAMES[4], "6222021001112229999", "0", RowState.FAULTY),
)
_WRONG: Final = [
    _finding(18, "account", "账号单元格是数字格式，Excel 只保留 15 位，后面的数字已丢失；请按原始资料重新填写完整账号。",
             "The account is a number cell; Excel keeps 15 digits and has lost the rest."),
    _finding(207, "amount", "金额“1,O00.00”的格式不对，请按 1234.00 的格式填写。", "The amount “1,O00.00” is malformed; write it as 1234.00."),
    _finding(3_411, "name", "名称含有看不见的字符（U+200B），请删除后重新输入。", "The name contains characters that cannot be seen (U+200B)."),
    _finding(7_002, "amount", "金额为零，请填写应付金额", "The amount is zero; enter what is to be paid"),
    _finding(7_002, "bank", "收款行“中国工商银行”不在行名行号表中", "No bank is listed as “中国工商银行”"),
]  # fmt: skip
_TWINS: Final = ((912, Text("与第 44 行内容完全相同，请确认不是重复", "Says the same as row 44")),)


def batches() -> Facts:
    """The list; `?empty` before the first."""
    seen = (DRAFT, WAITING, RUNNING, PARTLY)
    lines = tuple(
        batch_facts.BatchLine(
            one.number, one.name, batch_facts.total_of(one), one.rows, one.due_on, one.created_at, one.status.value,
            batch_facts.shares(one), Text("4 行待更正", "4 row(s) to mend") if one is DRAFT else "", "/gallery/batch",
        )
        for one in seen
    )  # fmt: skip
    rows = () if "empty" in request.args else lines
    return {"rows": rows, "turn": p.Turn(None, len(rows)), "new_url": "/gallery/batch-new"}


def new() -> Facts:
    """The form; `?fault` after a file that was refused."""
    said = Text(
        "“金额”列的 D12 是公式（共 340 格）；请选中该列，复制后“选择性粘贴 → 数值”，再上传。",
        "D12 under “金额” is a formula (340 cells in all); copy the column, paste it as values, and upload again.",
    )
    faults = (p.FormFault("file", said),) if "fault" in request.args else ()
    form = {name: p.Value() for name in ("serial", "account", "name", "paste")}
    return {
        "form": {**form, "due_on": p.Value("2026-11-25"), "file": p.Value("", said if faults else "")},
        "faults": faults,
        "accounts": ((ACCOUNT, Text("基本户 5678 · 可用 ¥ 7,706,558.32", "Basic 5678 · ¥ 7,706,558.32 available")),),
        "templates": _TEMPLATES,
        "form_url": "/gallery/batch-new",
        "back_url": "/gallery/batches",
    }  # fmt: skip


def columns() -> Facts:
    """Headings nobody has explained yet."""
    found = (
        ("人员", ("张建国", "李秀英", "王强"), "name"), ("卡", ("6222021001112223334", "6222021001112223342"), "account"),
        ("数", ("8,600.00", "12,400.00", "9,150.00"), "amount"), ("部门", ("物流部", "物流部", "财务部"), ""),
    )  # fmt: skip
    return {
        "file_name": "十一月运费.xlsx",
        "columns": tuple(
            {"field": f"c{place}", "heading": heading, "samples": samples, "chosen": chosen}
            for place, (heading, samples, chosen) in enumerate(found)
        ),
        "options": (
            ("", Text("不使用", "Not used")), ("name", Text("户名", "Name")), ("account", Text("账号", "Account")),
            ("amount", Text("金额", "Amount")),
        ),
        "needed": (Text("户名", "Name"), Text("账号", "Account"), Text("金额", "Amount")),
        "hidden": (),
        "faults": (),
        "form_url": "/gallery/batch-columns",
        "part": "batches",
        "back_url": "/gallery/batch-new",
    }  # fmt: skip


def draft() -> Facts:
    """A draft with faults; `?clean` when all are mended."""
    clean = "clean" in request.args
    seen = (
        _batch(DRAFT.number, DRAFT.name, DRAFT.status, _tally("open", 10_002, 1_286_740_012))
        if clean
        else DRAFT
    )
    return {
        "batch": seen,
        "total": batch_facts.total_of(seen),
        "grid": Grid(
            rows=() if clean else batch_facts.faulty_rows(_FAULTY, _WRONG),
            whole=True,
            after=0,
            mend_url="/gallery/batch-draft",
            left_url="/gallery/batch-draft",
            first_url="",
            next_url="",
            may=True,
        ),
        "columns": COLUMNS,
        "notes": (),
        "twins": () if clean else _TWINS,
        "twins_more": 0 if clean else 12,
        "fault": "",
        "submit_url": "/gallery/batch-draft",
        "discard_url": "/gallery/batch-draft",
        "new_url": "/gallery/batch-new",
        "list_url": "/gallery/batches",
        "facts": _FACTS,
        "steps": _STEPS,
    }


def one() -> Facts:
    """A batch with its result; `?moving` while it is paid."""
    seen = RUNNING if "moving" in request.args else PARTLY
    rows = (
        _row(2, _NAMES[0], "6222021001112223334", "12,400.00", RowState.SETTLED),
        _row(3, _NAMES[1], "3250612000181470", "1,000.00", RowState.BOOKED),
        _row(4, _NAMES[2], "6222021001112228888", "700.00", RowState.FAILED, why=("账号与户名不符", "Account and name differ")),
        _row(5, _NAMES[3], "6222021001112227777", "880.00", RowState.UNKNOWN, why=("清算未答复，正在查询", "No answer yet; asking")),
        _row(6, _NAMES[4], "6222021001112229999", "600.00", RowState.RETURNED, why=("收款行退汇：账户已销户", "Sent back: account closed")),
    )  # fmt: skip
    tabs = (
        (Text("全部", "All"), "?", None, True),
        (Text("失败", "Failed"), "?state=failed", None, False),
    )
    return {
        "batch": seen,
        "total": batch_facts.total_of(seen),
        "shares": batch_facts.shares(seen),
        "moving": seen is RUNNING,
        "rows": tuple(batch_facts.paid_row(row, seen.currency) for row in rows),
        "tabs": tabs,
        "turn": p.Turn(None, len(rows), "", "?after=6"),
        "facts": _FACTS,
        "steps": _STEPS,
        "notes": (),
        "fault": "",
        "self_url": "/gallery/batch",
        "list_url": "/gallery/batches",
        "received_url": "",
        "in_message": False,
        "withdraw_url": "",
        "reissue_url": "" if seen is RUNNING else "/gallery/batch",
        "serial": "WEB-1",
        "failed": 3,
    }
