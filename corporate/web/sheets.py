"""A receipt's facts as the sheet a page shows; the PDF is the document, this is its picture."""

from __future__ import annotations

from collections.abc import Callable

from corporate.web import masking
from corporate.web import parts as p
from corporate.web.formats import stamp
from kernel.text import Text
from receipts.facts import Party, ReceiptFacts
from receipts.render.blank import PAYEE, PAYER
from receipts.render.payment import BOOKED_ON, KIND_TITLES, NO_VOUCHER, WHOLE

Show = Callable[[Party], p.Payee]


def sheet(facts: ReceiptFacts, code: str) -> p.Sheet:
    """The whole sheet, for its owner."""
    return _sheet(facts, code, _whole)


def masked_sheet(facts: ReceiptFacts, code: str) -> p.Sheet:
    """The sheet for somebody who holds a copy: names and accounts partly hidden, no purpose."""
    return _sheet(facts, code, _masked)


def _sheet(facts: ReceiptFacts, code: str, show: Show) -> p.Sheet:
    row, called = facts.kind.row, dict(facts.kind.row.labels)
    said = [
        p.Fact(called.get("booked_on", BOOKED_ON), facts.booked_on.isoformat()),
        p.Fact(called.get("booked_at", Text("记账时间", "Booked at")), stamp(facts.booked_at)),
        p.Fact(Text("业务流水号", "Bank number"), facts.business_serial),
        p.Fact(Text("币种", "Currency"), facts.amount.currency),
    ]
    if show is _whole:
        said = _own(facts) + said
    return p.Sheet(
        title=KIND_TITLES[facts.kind],
        number=facts.number,
        payer=show(facts.payer),
        payee=show(facts.payee),
        amount=facts.amount,
        facts=tuple(said),
        code=code,
        sides=(called.get("payer", PAYER), called.get("payee", PAYEE)),
        whole="" if facts.amount.minor else WHOLE,
        note="" if row.moves else NO_VOUCHER,
        is_specimen=facts.bank.is_test,
    )


def _own(facts: ReceiptFacts) -> list[p.Fact]:
    called = dict(facts.kind.row.labels)
    said = [p.Fact(called.get("purpose", Text("用途", "Purpose")), facts.purpose or "—")]
    if facts.remark:
        said.append(p.Fact(called.get("remark", Text("附言", "Remark")), facts.remark))
    if facts.rail is not None:
        said.append(p.Fact(Text("汇路", "Rail"), facts.rail))
    if facts.channel is not None:
        said.append(p.Fact(Text("渠道", "Channel"), facts.channel))
    if facts.client_serial:
        said.append(p.Fact(Text("客户流水号", "Client serial"), facts.client_serial))
    if facts.refunded_of:
        said.append(p.Fact(called["refunded_of"], facts.refunded_of))
    return said


def _whole(party: Party) -> p.Payee:
    return p.Payee(party.name, party.account, f"{party.bank_name} {party.bank_code}".strip())


def _masked(party: Party) -> p.Payee:
    return p.Payee(masking.name(party.name), masking.account(party.account), party.bank_name)
