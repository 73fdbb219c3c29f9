"""Statements as files (对账单下载): choose days and a format, and the browser saves the file."""

from __future__ import annotations

import base64
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as WebResponse

from corporate.web import account_rows
from corporate.web import parts as p
from corporate.web.desk import Desk
from corporate.web.routes import Pages, Shown
from kernel.calendar import bank_today
from kernel.errors import Invalid, NotFound
from kernel.statement_files import FileFormat
from kernel.text import Text
from workflows.accounts.commands import AccountList, AccountView, ListAccounts
from workflows.accounts.file_commands import ExportedFile, ExportStatement
from workflows.documents.schedule_commands import (
    EndSchedule,
    ListSchedules,
    ScheduleList,
    ScheduleStatements,
)
from workflows.documents.states import Period

pages = Pages("statements")

_DAYS_BEFORE: Final = 30
_WRONG_DAY: Final = Text("请填写日期", "Enter a date")
_WRONG_FORMAT: Final = Text("请选择格式", "Choose a format")
_NONE: Final = Text(
    "该期间没有对账单：没有流水，或尚未入账",
    "There is no statement of these days: nothing was booked",
)
_REFUSED: Final = 400


@pages.page(
    "/accounts/<account>/statements", "accounts.list", "accounts.export", "documents.schedules"
)
def choose(desk: Desk, *, account: str) -> Shown:
    """What may be chosen: days and a format."""
    today = bank_today(desk.portal.world.clock)
    begin = today - timedelta(days=_DAYS_BEFORE)
    form = {"from": p.Value(begin.isoformat()), "to": p.Value(today.isoformat())}
    return _shown(desk, account, form | {"format": p.Value(FileFormat.PDF.value)})


@pages.page("/accounts/<account>/statements/schedule", "documents.schedule", methods=("POST",))
def schedule(desk: Desk, *, account: str) -> WebResponse:
    """Let statements come by themselves."""
    period, form = (request.form.get(name, "") for name in ("period", "format"))
    asked = ScheduleStatements(
        account_number=account,
        period=Period(period) if period in set(Period) else Period.MONTH,
        format=FileFormat(form) if form in set(FileFormat) else FileFormat.PDF,
    )
    desk.perform("documents.schedule", asked)
    return redirect(url_for("statements.choose", account=account), code=303)


@pages.page(
    "/accounts/<account>/statements/schedule/<uuid:schedule_id>/end",
    "documents.unschedule",
    methods=("POST",),
)
def end_schedule(desk: Desk, *, account: str, schedule_id: UUID) -> WebResponse:
    """Let no more come."""
    desk.perform("documents.unschedule", EndSchedule(id=str(schedule_id)))
    return redirect(url_for("statements.choose", account=account), code=303)


@pages.page(
    "/accounts/<account>/statements/file",
    "accounts.list", "accounts.export", "documents.schedules",
)  # fmt: skip
def download(desk: Desk, *, account: str) -> Shown | Response:
    """The file; or the form again with what is wrong."""
    form = _typed()
    if _faults(form):
        return _shown(desk, account, form, _REFUSED)
    asked = ExportStatement(
        account_number=account,
        from_on=date.fromisoformat(form["from"].text),
        to_on=date.fromisoformat(form["to"].text),
        format=FileFormat(form["format"].text),
    )
    try:
        found: ExportedFile = desk.read("accounts.export", asked)
    except Invalid as refused:
        return _shown(desk, account, _faulted(form, "to", refused.message), _REFUSED)
    except NotFound:
        _account(desk, account)
        return _shown(desk, account, _faulted(form, "to", _NONE), _REFUSED)
    desk.end_reading()
    answer = Response(base64.b64decode(found.content), content_type=found.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return answer


def _shown(desk: Desk, account: str, form: dict[str, p.Value], status: int = 200) -> Shown:
    facts: dict[str, Any] = {
        "account": account_rows.row(_account(desk, account), desk.bank),
        "form": form,
        "faults": _faults(form),
        "formats": tuple((form.value, form.label) for form in FileFormat),
        "schedules": _schedules(desk, account),
        "may_schedule": desk.offers("documents.schedule"),
        "periods": tuple((one.value, one.label) for one in Period),
        "schedule_url": url_for("statements.schedule", account=account),
        "packs_url": url_for("packs.listed"),
        "back_url": url_for("accounts.ledger", account=account),
        "file_url": url_for("statements.download", account=account),
        "today": bank_today(desk.portal.world.clock).isoformat(),
    }
    return Shown("pages/statements.html", facts, status)


def _schedules(desk: Desk, account: str) -> tuple[p.ScheduleRow, ...]:
    found: ScheduleList = desk.read("documents.schedules", ListSchedules(account_number=account))
    return tuple(
        p.ScheduleRow(
            one.period.label,
            one.format.label,
            one.next_on,
            url_for("statements.end_schedule", account=account, schedule_id=one.id),
        )
        for one in found.schedules
    )


def _account(desk: Desk, account: str) -> AccountView:
    found: AccountList = desk.read("accounts.list", ListAccounts())
    one = next((a for a in found.accounts if a.account_number == account), None)
    if one is None:
        raise NotFound(Text("该账户", "The account"))
    return one


def _typed() -> dict[str, p.Value]:
    """What was chosen, each with what is wrong with it."""
    form = {name: p.Value(_day(name), _day_fault(name)) for name in ("from", "to")}
    wanted = request.args.get("format", "")
    known = wanted in set(FileFormat)
    return form | {"format": p.Value(wanted, "" if known else _WRONG_FORMAT)}


def _faults(form: dict[str, p.Value]) -> tuple[p.FormFault, ...]:
    return tuple(p.FormFault(name, value.fault) for name, value in form.items() if value.fault)


def _day(name: str) -> str:
    return request.args.get(name, "")[:10]


def _day_fault(name: str) -> Text | str:
    try:
        date.fromisoformat(_day(name))
    except ValueError:
        return _WRONG_DAY
    return ""


def _faulted(form: dict[str, p.Value], name: str, fault: Text) -> dict[str, p.Value]:
    return form | {name: p.Value(form[name].text, fault)}
