"""Templates (付款模板): kept from a payment, used to fill a form. The payment itself is checked and signed as ever."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from corporate.identity import rights
from kernel.context import Context
from kernel.errors import NotFound
from kernel.operation import Verb
from kernel.statements import Row
from kernel.text import Text
from workflows.payments import page_queries, template_repository
from workflows.payments.routes import INTERNAL
from workflows.payments.service import SUBMIT
from workflows.payments.template_commands import (
    KeepTemplate,
    ListTemplates,
    NameTemplate,
    TemplateLine,
    Templates,
)

_WHAT: Final = Text("该模板", "The template")
_PAYMENT: Final = Text("该付款", "The payment")


class TemplateService:
    """Keeps, lists and drops templates."""

    def keep(self, ctx: Context, command: KeepTemplate) -> TemplateLine:
        """Keep what a payment was; raises NotFound for one that is not the reader's, TemplateNamed."""
        paid = page_queries.by_number(ctx, command.number)
        if paid is None or paid["payer_account"] not in _accounts(ctx):
            raise NotFound(_PAYMENT)
        row: Row = {
            "id": ctx.world.ids.uuid7(), "name": " ".join(command.name.split()),
            "payer_account": paid["payer_account"], "payee_account": paid["payee_account"],
            "payee_name": paid["payee_name"],
            "payee_bank": "" if paid["rail"] == INTERNAL else paid["payee_bank_code"],
            "amount_minor": paid["amount_minor"], "currency": paid["currency"], "purpose": paid["purpose"],
            "remark": paid["remark"], "made_by": ctx.actor.name,
        }  # fmt: skip
        template_repository.insert(ctx, row)
        return _line(row | {"created_at": ctx.now})

    def listed(self, ctx: Context, _command: ListTemplates) -> Templates:
        """Those of the accounts the reader may see, by name."""
        rows = template_repository.listed(ctx, _accounts(ctx))
        return Templates(templates=tuple(_line(row) for row in rows))

    def show(self, ctx: Context, command: NameTemplate) -> TemplateLine:
        """One of them; raises NotFound."""
        return _line(self._one(ctx, command))

    def drop(self, ctx: Context, command: NameTemplate) -> TemplateLine:
        """It counts no more; raises NotFound."""
        row = self._one(ctx, command)
        template_repository.drop(ctx, row["id"])
        return _line(row)

    @staticmethod
    def _one(ctx: Context, command: NameTemplate) -> Row:
        try:
            template_id = UUID(command.template_id)
        except ValueError:
            raise NotFound(_WHAT) from None
        rows = template_repository.listed(ctx, _accounts(ctx), template_id)
        if not rows:
            raise NotFound(_WHAT)
        return rows[0]


def _accounts(ctx: Context) -> list[str]:
    if ctx.actor.user_id is None:
        return []
    return rights.accounts_of(ctx.uow, ctx.actor.user_id, SUBMIT, Verb.SEE)


def _line(row: Row) -> TemplateLine:
    return TemplateLine(
        template_id=str(row["id"]), name=row["name"], payer_account=row["payer_account"],
        payee_account=row["payee_account"], payee_name=row["payee_name"], payee_bank=row["payee_bank"],
        amount_minor=row["amount_minor"], currency=row["currency"], purpose=row["purpose"], remark=row["remark"],
        made_by=row["made_by"], created_at=row["created_at"],
    )  # fmt: skip
