"""An entry of the payee book, as it is changed under agreement of two people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from uuid import UUID

from connectors.ports import CoreBanking, NameVerdict, PayeeCheck
from corporate.banks import Bank, ResolvedBank, participants
from kernel.charset import clean_name
from kernel.context import Context
from kernel.errors import Faulty, Finding, NotFound, Severity
from kernel.identifiers import IdentifierFault, parse_account_number, parse_iban
from kernel.statements import Row
from kernel.text import NO_TEXT, Text
from workflows.mandates import queries as mandates
from workflows.mandates.kinds import Change, Content, Line
from workflows.payees import queries, repository
from workflows.payees.classes import PayeeClass, Verdict
from workflows.payees.errors import block

PAYEES: Final = "payees"
WHAT: Final = Text("该收款人", "The payee")
_FIELDS: Final = {
    "name": Text("户名", "Name"),
    "bank": Text("开户行", "Bank"),
    "class": Text("类别", "Class"),
    "note": Text("备注", "Note"),
}
_CURRENCY: Final = "CNY"
_NOTE_CHARS_MAX: Final = 60
BankOf = Callable[[Context], Bank]


class PayeeKind:
    """An entry of the payee book by its account number: added, changed, listed, merged, taken out."""

    code: str = PAYEES
    operation: str = "payees.change"

    def __init__(self, core: CoreBanking, bank_of: BankOf) -> None:
        self._core = core
        self._bank_of = bank_of

    def present(self, ctx: Context, target: str) -> Content:
        """The confirmed entry; empty for an account that has none. Raises NotFound."""
        row = queries.active(ctx, _spelled(target))
        return content_of(row) if row else {}

    def checked(self, ctx: Context, change: Change) -> Content:
        """The entry in its one spelling, its bank found; raises Faulty, and NotFound for none to take out."""
        if not change.after:
            if not change.before:
                raise NotFound(WHAT)
            return {}
        name = clean_name(str(change.after.get("name", "")), "name")
        bank = self._bank(ctx, change.after)
        found = [f for f in name.findings if f.severity is Severity.BLOCK]
        if not _is_known(bank, change.target):
            found.append(block("bank_unknown", _BANK_UNKNOWN, "bank_code"))
        elif bank.own and not found:
            found.extend(self._at_home(ctx, change.target, name.value))
        note = str(change.after.get("note", "")).strip()
        if len(note) > _NOTE_CHARS_MAX or not note.isprintable():
            found.append(block("note_too_long", _NOTE_TOO_LONG, "note"))
        if found:
            raise Faulty(found)
        kept = {
            "name": name.value, "bank_code": bank.code, "bank_name": bank.name,
            "class": PayeeClass(change.after.get("class", PayeeClass.ORDINARY)).value, "note": note,
        }  # fmt: skip
        merged = self._merged(ctx, change.target, kept["name"], change.after.get("merged", ()))
        return {**kept, "merged": merged} if merged else kept

    def title(self, ctx: Context, change: Change) -> Text:
        """What is done to whom."""
        del ctx
        name = str((change.after or change.before)["name"])
        return _title(change).fill(name=name)

    def lines(self, ctx: Context, change: Change) -> tuple[Line, ...]:
        """Every difference, the duplicates that go, and what is known of a new name."""
        found = [*_differences(change), *self._gone(ctx, change)]
        identity = {"name", "bank_code"}
        if (
            found
            and change.after
            and any(change.before.get(key) != change.after[key] for key in identity)
        ):
            verdict = self._verdict(ctx, change)
            said = verdict.label if verdict else UNASKED
            found.append(Line(Text("户名校验", "Name check"), NO_TEXT, said))
        return tuple(found)

    def concerned(self, ctx: Context, change: Change) -> frozenset[UUID]:
        """Nobody's own standing: the payee is outside the house."""
        del ctx, change
        return frozenset()

    def apply(self, ctx: Context, change: Change) -> None:
        """Write it; a new name or bank begins a new cool-down, a new class does not."""
        after = change.after
        if not after:
            repository.take_out(ctx, change.target)
            return
        if after.get("merged"):
            repository.take_out(
                ctx, change.target, kept=after["name"], dropped=tuple(after["merged"])
            )
        row = queries.active(ctx, change.target)
        proposer = proposer_of(ctx, PAYEES, change.target)
        enter(ctx, change, row, proposer=proposer, verdict=self._verdict(ctx, change))

    def own_bank(self, ctx: Context) -> str:
        """The code of this bank, which knows the names of its own accounts."""
        return self._bank_of(ctx).bank_code

    def _bank(self, ctx: Context, after: Mapping[str, Any]) -> ResolvedBank:
        code, name = str(after.get("bank_code", "")), str(after.get("bank_name", ""))
        return participants.resolve(ctx.uow, self._bank_of(ctx), code.strip(), name.strip())

    def _at_home(self, ctx: Context, account: str, name: str) -> Iterator[Finding]:
        """What this bank's own books say of the account: whose it is they do not say."""
        said = self._core.check_payee(ctx, account, name, _CURRENCY)
        if said is PayeeCheck.NONE:
            yield block("no_such_account", _NO_SUCH, "account")
        elif said is PayeeCheck.CLOSED:
            yield block("account_closed", _CLOSED, "account")
        elif said is PayeeCheck.MISMATCH:
            verdict = own_verdict(self._core, ctx, account, name)[0]
            yield block(f"name_{verdict}", verdict.advice, "name")

    def _merged(self, ctx: Context, account: str, name: str, asked: Any) -> list[str]:
        """The remembered entries of the same account that go, by name; only those that are there."""
        if not asked:
            return []
        there = {row["name"] for row in queries.of_account(ctx, account) if row["status"] == "used"}
        return sorted(there & set(map(str, asked)) - {name})

    def _gone(self, ctx: Context, change: Change) -> Iterator[Line]:
        names = self._merged(
            ctx, change.target, change.after.get("name", ""), change.after.get("merged", ())
        )
        for name in names:
            yield Line(Text("合并重复条目", "Duplicate entry merged"), Text(name, name), NO_TEXT)

    def _verdict(self, ctx: Context, change: Change) -> Verdict | None:
        after = change.after
        if after["bank_code"] == self._bank_of(ctx).bank_code:
            return own_verdict(self._core, ctx, change.target, after["name"])[0]
        return queries.verdict(ctx, change.target, after["name"], after["bank_code"])


def enter(
    ctx: Context, change: Change, row: Row | None, *, proposer: str, verdict: Verdict | None
) -> None:
    """Write an entry in the place of what the book has of its account, if anything."""
    after = change.after
    same = row is not None and all(row[key] == after[key] for key in ("name", "bank_code"))
    since = row["since_at"] if row is not None and same else ctx.now
    repository.put(
        ctx,
        repository.NewEntry(
            change.target, after["name"], after["bank_code"], after["bank_name"],
            PayeeClass(after["class"]), after["note"], proposer, verdict, since,
        ),
    )  # fmt: skip


def proposer_of(ctx: Context, kind: str, target: str) -> str:
    """Who asked for the change that is being put in force."""
    running = mandates.page(ctx, mandates.Filter(kind, target, "approved", None), 1)
    return str(running[0]["maker_name"]) if running else ctx.actor.name


def own_verdict(core: CoreBanking, ctx: Context, account: str, name: str) -> tuple[Verdict, str]:
    """What this bank's own books say of a name, and the holder's with its middle hidden."""
    said = core.check_payee(ctx, account, name, _CURRENCY)
    if said is PayeeCheck.MISMATCH:
        near = core.near_name(ctx, account, name)
        if near.verdict is NameVerdict.CLOSE:
            return Verdict.CLOSE, near.masked
    if said in {PayeeCheck.MISMATCH, PayeeCheck.NONE}:
        return Verdict.NO_MATCH, ""
    return Verdict.MATCH, ""


def content_of(row: Row) -> dict[str, str]:
    """A row of the book as changes carry it."""
    return {name: row[name] for name in ("name", "bank_code", "bank_name", "class", "note")}


def _spelled(target: str) -> str:
    try:
        number = parse_account_number(target)
    except IdentifierFault:
        raise NotFound(WHAT) from None
    if number != target:
        raise NotFound(WHAT)
    return number


def _is_known(bank: ResolvedBank, account: str) -> bool:
    """A bank nobody lists will do for an IBAN, which names its bank itself."""
    if bank.known:
        return True
    try:
        parse_iban(account)
    except IdentifierFault:
        return False
    return True


def grouped(account: str) -> Text:
    """An account number in groups of four."""
    written = " ".join(account[i : i + 4] for i in range(0, len(account), 4))
    return Text(written, written)


def _differences(change: Change) -> Iterator[Line]:
    was, becomes = words(change.before), words(change.after)
    if not change.before or not change.after:
        number = grouped(change.target)
        sides = (NO_TEXT, number) if change.after else (number, NO_TEXT)
        yield Line(Text("账号", "Account"), *sides)
    for key, label in _FIELDS.items():
        if was[key] != becomes[key]:
            yield Line(label, was[key], becomes[key])


def words(content: Content) -> dict[str, Text]:
    """An entry as people read it: name, bank, class and note."""
    if not content:
        return dict.fromkeys(_FIELDS, NO_TEXT)
    bank = f"{content['bank_name']} {content['bank_code']}".strip()
    return {
        "name": Text(content["name"], content["name"]),
        "bank": Text(bank, bank),
        "class": PayeeClass(content["class"]).label,
        "note": Text(content["note"], content["note"]),
    }


def _title(change: Change) -> Text:
    if not change.after:
        return Text("删除收款人 {name}", "Remove payee {name}")
    if not change.before:
        return Text("新增收款人 {name}", "Add payee {name}")
    if change.after.get("merged"):
        return Text("合并收款人 {name}", "Merge payee {name}")
    if change.after["class"] == PayeeClass.WHITE_LIST != change.before["class"]:
        return Text("收款人列入白名单 {name}", "Put payee {name} on the white list")
    return Text("变更收款人 {name}", "Change payee {name}")


UNASKED: Final = Text("未核验", "not asked")
_BANK_UNKNOWN: Final = Text("开户行不在行名行号库", "The bank is not in the directory")
_NO_SUCH: Final = Text(
    "本行没有该账户，请核对账号；若开在他行，请填写开户行行号",
    "This bank has no such account: check the number, or name the bank it is at",
)
_CLOSED: Final = Text("该账户已销户或冻结", "The account is closed or frozen")
_NOTE_TOO_LONG: Final = Text(
    "备注最多 60 字，且不能换行", "A note has at most 60 characters and one line"
)
