"""An enterprise on Tryton, in a process of its own: reads an order a line, answers a line of JSON.

Runs in Tryton's environment (`build/tryton`), on its embedded database, with nothing of ours. It does what
an accountant does: supplier invoices, payments of them, the payment file, the statement, its matching.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import os
import sys
import traceback
from decimal import Decimal
from typing import Any

os.environ.setdefault("TRYTOND_DATABASE_URI", "sqlite://")
os.environ.setdefault("DB_NAME", ":memory:")

from proteus import Model, Report, Wizard
from trytond.modules.account.tests.tools import create_chart, create_fiscalyear, get_accounts
from trytond.modules.account_invoice.tests.tools import set_fiscalyear_invoice_sequences
from trytond.modules.company.tests.tools import create_company, get_company
from trytond.modules.currency.tests.tools import get_currency
from trytond.tests.tools import activate_modules

MODULES = [
    "account_payment_sepa", "account_payment_clearing", "account_invoice", "account_statement",
    "account_statement_sepa", "account_statement_mt940",
]  # fmt: skip


class Enterprise:
    """Its books."""

    def __init__(self, day: str, iban: str, bic: str, flavour: str) -> None:
        self.day = dt.date.fromisoformat(day)
        activate_modules(MODULES, _company, create_chart)
        self.company = get_company()
        year = set_fiscalyear_invoice_sequences(create_fiscalyear(today=(self.day, self.day)))
        year.click("create_period")
        self.accounts = get_accounts()
        self.bank = self._bank("Yungang Bank", bic)
        self.own = self._account(self.company.party, self.bank, iban)
        self._journals(flavour)

    def _bank(self, name: str, bic: str) -> Any:
        party = Model.get("party.party")(name=name)
        party.save()
        bank = Model.get("bank")(party=party, bic=bic)
        bank.save()
        return bank

    def _account(self, party: Any, bank: Any, iban: str) -> Any:
        account = Model.get("bank.account")(bank=bank)
        account.owners.append(Model.get("party.party")(party.id))
        account.currency = self.company.currency
        number = account.numbers.new()
        number.type, number.number = "iban", iban
        account.save()
        return account

    def _journals(self, flavour: str) -> None:
        accounts = Model.get("account.account")
        clearing = accounts(parent=self.accounts["payable"].parent, name="Bank clearing")
        clearing.type, clearing.reconcile, clearing.deferral = (
            self.accounts["payable"].type,
            True,
            True,
        )
        clearing.save()
        journal = Model.get("account.journal")
        (expense,) = journal.find([("code", "=", "EXP")])
        (statement,) = journal.find([("code", "=", "STA")], limit=1)
        self.clearing = clearing
        self.payments = Model.get("account.payment.journal")(
            name="SEPA", process_method="sepa", clearing_journal=expense, clearing_account=clearing
        )
        self.payments.sepa_bank_account_number = self.own.numbers[0]
        self.payments.sepa_payable_flavor = flavour
        self.payments.sepa_receivable_flavor = "pain.008.001.02"
        self.payments.save()
        Model.get("account.statement.journal")(
            name="Bank", journal=statement, account=self.accounts["cash"], bank_account=self.own
        ).save()

    def invoices(self, rows: list[list[str]]) -> dict[str, Any]:
        """Post supplier invoices and pay them; the payment file and the numbers of the payments."""
        made = []
        for name, iban, bic, amount in rows:
            supplier = Model.get("party.party")(name=name)
            supplier.save()
            self._account(supplier, self._bank(f"Bank of {name}", bic), iban)
            invoice = Model.get("account.invoice")(type="in", party=supplier, invoice_date=self.day)
            line = invoice.lines.new()
            line.account, line.quantity, line.unit_price = (
                self.accounts["expense"],
                1,
                Decimal(amount),
            )
            invoice.click("post")
            (to_pay,) = invoice.lines_to_pay
            pay = Wizard("account.move.line.pay", [to_pay])
            pay.form.date = self.day
            pay.execute("next_")
            pay.execute("next_")
            (payment,) = pay.actions[0]
            payment.date = self.day
            payment.click("submit")
            payment.click("approve")
            made.append(payment)
        wizard = Model.get("account.payment").click(made, "process_wizard")
        (groups,) = wizard.actions
        messages = [message for group in groups for message in group.sepa_messages]
        files = [
            Report("account.payment.sepa.message").execute([message])[1] for message in messages
        ]
        Model.get("account.payment.sepa.message").click(messages, "do")
        return {"files": [_packed(file) for file in files], "payments": [one.id for one in made]}

    def states(self) -> dict[str, Any]:
        """Where every payment stands, and what is still owed."""
        self.accounts["payable"].reload()
        self.clearing.reload()
        payments = Model.get("account.payment").find([])
        return {
            "payments": {str(one.id): one.state for one in payments},
            "payable": str(self.accounts["payable"].balance),
            "clearing": str(self.clearing.balance),
        }

    def notice(self, content: str) -> dict[str, Any]:
        """Take a camt.054 as its message."""
        message = Model.get("account.payment.sepa.message")()
        message.type, message.message = "in", base64.b64decode(content)
        message.company = self.company
        message.save()
        message.click("wait")
        message.click("do")
        return {"state": message.state}

    def statement(self, content: str, file_format: str, *, match: bool) -> dict[str, Any]:
        """Import a statement; match payments by their number, book the rest as found; validate it."""
        wizard = Wizard("account.statement.import")
        wizard.form.file_ = base64.b64decode(content)
        wizard.form.file_format = file_format
        wizard.execute("import_")
        (statement,) = wizard.actions[0]
        found = {
            "start": str(statement.start_balance), "end": str(statement.end_balance),
            "amounts": [str(one.amount) for one in statement.origins],
            "days": [str(one.date) for one in statement.origins],
            "state": statement.state,
        }  # fmt: skip
        if match:
            self._match(statement)
            statement.click("validate_statement")
            found["state"] = statement.state
        else:
            statement.delete()
        return found

    def _match(self, statement: Any) -> None:
        """A payment by its number and amount, a fee and the rest to their accounts."""
        payments = {str(one.id): one for one in Model.get("account.payment").find([])}
        for origin in statement.origins:
            line = origin.lines.new()
            number = (origin.information or {}).get("camt_instruction_identification", "")
            payment = payments.get(number)
            if payment is not None and -origin.amount == payment.amount:
                line.related_to = payment
            else:
                line.account = self.accounts["expense" if origin.amount < 0 else "revenue"]
            line.amount, line.date = origin.amount, origin.date
        statement.save()


def _company(config: Any = None) -> None:
    create_company(currency=get_currency("EUR"), config=config)


def _packed(content: bytes | str) -> str:
    data = content if isinstance(content, bytes) else content.encode()
    return base64.b64encode(data).decode()


def main() -> None:
    """Obey until the input ends."""
    out, sys.stdout = sys.stdout, sys.stderr
    enterprise: Enterprise | None = None
    for line in sys.stdin:
        order = json.loads(line)
        name = order.pop("do")
        try:
            if name == "open":
                enterprise, said = Enterprise(**order), {"company": "open"}
            else:
                said = getattr(enterprise, name)(**order)
        except Exception as fault:  # noqa: BLE001 - the test reads what went wrong
            said = {"fault": f"{type(fault).__name__}: {fault}", "trace": traceback.format_exc()}
        print(json.dumps(said), file=out, flush=True)


if __name__ == "__main__":
    main()
