"""Example payments, approvals, entries and receipts for the gallery."""

from __future__ import annotations

from typing import Final

from corporate.web import parts as p
from corporate.web.gallery.house import at, cny
from kernel.money import Money
from kernel.public_status import PublicStatus
from kernel.text import Text

DIGEST: Final = "7f3a91c20be45d18" + "0" * 48

FIRST_TIME: Final = p.Tag(Text("首次付款", "First payment"), "warn")
CLOSING: Final = p.Tag(Text("临近截止", "Closing soon"), "stop")
DUPLICATE: Final = p.Tag(Text("疑似重复", "Possible duplicate"), "stop")


def _row(
    key: str,
    title: str,
    detail: Text,
    amount: Money,
    due: Text,
    *tags: p.Tag,
    selected: bool = False,
) -> p.QueueRow:
    return p.QueueRow(
        key,
        title,
        detail,
        amount,
        due,
        "/gallery/approval",
        tags,
        bool(tags),
        selected,
    )


QUEUE: Final = (
    _row(
        "1",
        "苏州恒锐特钢有限公司",
        Text("采购付款", "Purchase"),
        cny("1286400.00"),
        Text("今日 17:15", "today 17:15"),
        FIRST_TIME,
    ),
    _row(
        "2",
        "上海辰海物流股份有限公司",
        Text("运费 10 月", "Freight, October"),
        cny("8742190.36"),
        Text("今日 16:30", "today 16:30"),
        selected=True,
    ),
    _row(
        "3",
        "KUKA Deutschland GmbH",
        Text("设备尾款", "Final instalment"),
        Money.parse("318500.00", "EUR"),
        Text("今日 15:30", "today 15:30"),
        CLOSING,
    ),
    _row(
        "4",
        "国家税务总局苏州工业园区税务局",
        Text("增值税 10 月", "VAT, October"),
        cny("2041877.50"),
        Text("明日", "tomorrow"),
        selected=True,
    ),
    _row(
        "5",
        "无锡同盛包装材料有限公司",
        Text("包装材料", "Packaging"),
        cny("96320.00"),
        Text("11-24", "11-24"),
        DUPLICATE,
    ),
)

NEW_PAYEE: Final = p.Note(
    Text("首次向该账户付款", "First payment to this account"),
    Text(
        "尾号 8821 于今日 10:26 由王磊新增，户名已通过银行核验。",
        "The account ending 8821 was added by Wang Lei today at 10:26; the bank has verified its name.",
    ),
    "warn",
    "alert-triangle",
)
STEPS: Final = (
    p.Step(
        Text("经办 · 王磊", "Made by 王磊"),
        "done",
        at(10, 31),
        notes=(Text("网页 · 密码", "Web · password"),),
    ),
    p.Step(
        Text("复核 · 陈嘉怡", "Checked by 陈嘉怡"),
        "done",
        at(11, 8),
        notes=("“合同与入库单已核对”",),
    ),
    p.Step(
        Text("二级审批 · 您", "Second approval · you"),
        "now",
        wait=Text("待处理", "Waiting"),
        notes=(Text("100 万元以上 · 任一资金经理", "Above 1 million · any treasurer"),),
    ),
    p.Step(
        Text("银行处理", "Bank"),
        "next",
        notes=(Text("预计 2 分钟内到账", "Expected to arrive within 2 minutes"),),
        icon="building-bank",
    ),
)
SLIP: Final = p.Slip(
    amount=cny("1286400.00"),
    tag=p.Tag(Text("大额 · 今日 17:15 前", "HVPS · before 17:15 today")),
    payee=p.Payee(
        "苏州恒锐特钢有限公司", "32506120001814708821", "中国建设银行 苏州工业园区支行", is_new=True
    ),
    facts=(
        p.Fact(
            Text("付款账户", "From"),
            Text("基本户 尾号 0317", "Basic account 0317"),
            Text("付后可用 204,620,152.18", "Leaves 204,620,152.18"),
        ),
        p.Fact(Text("用途", "Purpose"), "采购合同 HY-2611-0093 到货款"),
        p.Fact(
            Text("近 6 个月", "Last 6 months"),
            Text(
                "向该户名付款 4 次，均值 ¥1,190,000",
                "4 payments to this name, ¥1,190,000 on average",
            ),
        ),
    ),
    digest=DIGEST,
    files=(
        p.File("采购合同 HY-2611-0093.pdf", Text("6 页 · 1.2 MB", "6 pages · 1.2 MB"), "#"),
        p.File(
            "增值税专用发票 ¥1,286,400.00", Text("金额一致", "Amount agrees"), "#", "file-invoice"
        ),
    ),
    steps=STEPS,
)
BATCH_SLIP: Final = p.Slip(
    amount=cny("1286400.00"),
    payee=p.Payee(Text("批量付款 2 笔", "2 payments"), "", Text("批次 PMT-01", "Batch PMT-01")),
    facts=SLIP.facts[:1],
    digest=DIGEST,
    rows=(
        p.SlipRow(
            "苏州恒锐特钢有限公司", "32506120001814708821", "货款", cny("1190080.00"), flagged=True
        ),
        p.SlipRow("无锡同盛包装材料有限公司", "32100501236677", "包装材料", cny("96320.00")),
    ),
)
LONG_SLIP: Final = p.Slip(
    amount=cny("123456789012.34"),
    payee=p.Payee(
        "中国建筑第八工程局有限公司长三角区域总部及其华东第三分公司工程款共管专户",
        "DE89370400440532013000",
        "中国工商银行股份有限公司上海市分行营业部",
    ),
    facts=SLIP.facts,
    digest=DIGEST,
)


TRACK: Final = (
    p.Step(
        Text("经办 · 王磊", "Made by 王磊"),
        "done",
        at(10, 31),
        notes=(Text("网页 · 密码", "Web · password"),),
    ),
    p.Step(
        Text("复核 · 陈嘉怡", "Checked by 陈嘉怡"),
        "done",
        at(11, 8),
        notes=("“合同与入库单已核对”",),
    ),
    p.Step(
        Text("二级审批 · 李雯", "Second approval · 李雯"),
        "done",
        at(14, 30),
        notes=(Text("手机 · 密码", "Phone · password"),),
    ),
    p.Step(
        Text("提交大额支付系统", "Sent to HVPS"),
        "done",
        at(14, 31),
        notes=(Text("报文编号 3250112000000417", "Message 3250112000000417"),),
        icon="building-bank",
    ),
    p.Step(
        Text("等待银行答复", "Waiting for the bank"),
        "warn",
        wait=Text("查询中", "Asking"),
        notes=(
            Text(
                "清算系统未在时限内答复，每 60 秒查询一次",
                "No answer in time; asked again every 60 seconds",
            ),
        ),
    ),
)


def _paid(
    number: str, to: tuple[str, str], purpose: str, amount: Money, status: PublicStatus
) -> p.PaymentRow:
    payee, account = to
    return p.PaymentRow(
        number, payee, account, purpose, amount, "王磊", at(10, 31), status, "/gallery/payment"
    )


PAYMENTS: Final = (
    _paid(
        "FK2611200031",
        ("苏州恒锐特钢有限公司", "32506120001814708821"),
        "采购合同 HY-2611-0093 到货款",
        cny("1286400.00"),
        PublicStatus.PENDING_APPROVAL,
    ),
    _paid(
        "FK2611200029",
        ("上海辰海物流股份有限公司", "310066580018002154"),
        "运费 10 月",
        cny("96320.00"),
        PublicStatus.UNKNOWN,
    ),
    _paid(
        "FK2611200027",
        ("KUKA Deutschland GmbH", "DE89370400440532013000"),
        "Final instalment KR QUANTEC",
        Money.parse("318500.00", "EUR"),
        PublicStatus.PROCESSING,
    ),
    _paid(
        "FK2611190018",
        ("国家税务总局苏州工业园区税务局", "3250100200030004"),
        "增值税 10 月",
        cny("2041877.50"),
        PublicStatus.SUCCEEDED,
    ),
    _paid(
        "FK2611190011",
        ("无锡同盛包装材料有限公司", "32100501236677"),
        "包装材料",
        cny("48200.00"),
        PublicStatus.RETURNED,
    ),
    _paid(
        "FK2611180007",
        ("杭州云栖软件有限公司", "571905400310"),
        "年度维护费",
        cny("180000.00"),
        PublicStatus.REJECTED,
    ),
)

DOUBLE: Final = p.Note(
    Text("可能重复付款", "Possible duplicate"),
    Text(
        "11-18 已向同一收款人付款 1,286,400.00（FK2611180004，成功）。",
        "1,286,400.00 was paid to the same payee on 11-18 (FK2611180004, succeeded).",
    ),
    "stop",
    "copy",
)
QUOTE: Final = (
    p.Fact(
        Text("汇路", "Route"),
        Text("大额支付 HVPS", "HVPS"),
        Text("超过 100 万元", "Above 1 million"),
    ),
    p.Fact(Text("预计到账", "Arrival"), Text("实时，2 分钟内", "Real time, within 2 minutes")),
    p.Fact(Text("手续费", "Fee"), "¥ 200.00"),
    p.Fact(Text("付后可用", "Leaves"), "¥ 204,619,952.18"),
)
SIGNERS: Final = (
    p.Step(Text("复核", "Check"), "next", notes=("陈嘉怡",), icon="user"),
    p.Step(
        Text("二级审批", "Second approval"),
        "next",
        notes=(Text("李雯或赵恒，任一", "李雯 or 赵恒, either"),),
        icon="users",
    ),
    p.Step(Text("银行处理", "Bank"), "next", icon="building-bank"),
)
SUMS: Final = (
    p.Fact(Text("笔数", "Items"), "2"),
    p.Fact(Text("人民币 CNY", "CNY"), "¥ 10,784,067.86"),
)
