"""One signature over several items (批量签名): an ordered list with its count and its sums.

The text names each item by amount and fingerprint, so that one digest stands for all of them; it tells
nothing else, for it is kept with every item and whoever proves one payment must not publish the others.
Signed is the whole or nothing: the first item that is no longer what was shown voids the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from kernel import limits
from kernel.context import Context
from kernel.errors import Conflict, Denied, NotFound, YinqiError
from kernel.money import Money, total
from kernel.text import Text
from workflows.approval import queries, repository
from workflows.approval.commands import Action
from workflows.approval.deciding import Verdict, check_shown, decide, enter, panel_of
from workflows.approval.errors import ContentChanged, ListVoid, ListWrong, NotInLists
from workflows.approval.ports import Ports
from workflows.approval.repository import WHAT
from workflows.approval.round import Round
from workflows.approval.subjects import Outcome

VERSION: Final = "approval-list/1"
STATEMENT: Final = "approve_list"
"""What a signer says who signs a list; it can be taken for no other decision."""

_TOLD: Final = Text("{title} {amount}：{why}", "{title} {amount}: {why}")
_AND: Final = Text("{one}；{other}", "{one}; {other}")


@dataclass(frozen=True, slots=True)
class ShownList:
    """What somebody was shown: the items in their order with their digests, and the digest over all."""

    items: tuple[tuple[UUID, bytes], ...]
    digest: bytes


@dataclass(frozen=True, slots=True)
class ListItem:
    """One item as the list and its signer need it."""

    operation: str
    text: str
    digest: bytes
    money: Money


@dataclass(frozen=True, slots=True)
class SignableList:
    """A list to be signed, and each item of it in the same order."""

    text: str
    digest: bytes
    items: tuple[ListItem, ...]

    def weights(self) -> tuple[tuple[str, Money], ...]:
        """By operation, every amount, and the sum in each currency.

        Many small ones are proven like one great one.
        """
        alone = [(item.operation, item.money) for item in self.items]
        operations = sorted({item.operation for item in self.items})
        sums = [
            (operation, money)
            for operation in operations
            for money in _sums(item.money for item in self.items if item.operation == operation)
        ]
        return tuple(dict.fromkeys([*sums, *alone]))


def listed(ctx: Context, rounds: Sequence[Round]) -> SignableList:
    """The list of these rounds as they were started, in this order; raises NotInLists."""
    items = tuple(_item(one) for one in rounds)
    text = text_of(items)
    return SignableList(text, ctx.world.crypto.sm3(text.encode()), items)


def as_it_is(ports: Ports, ctx: Context, shown: ShownList) -> SignableList:
    """The list as it is now, every item under its lock.

    Raises ListWrong, NotInLists, NotFound for an item that is not this person's business, and ListVoid
    with the names of all that is no longer what was shown, or no longer theirs to sign.
    """
    check_size([approval_id for approval_id, _ in shown.items])
    found: dict[UUID, Round] = {}
    faults: list[Text] = []
    for approval_id, digest in sorted(shown.items, key=lambda item: _place(ctx, item[0])):
        current, fault = _looked_at(ports, ctx, approval_id, digest)
        found[approval_id] = current
        if fault is not None:
            faults.append(_told(current, fault))
    if faults:
        raise ListVoid(items=_joined(faults))
    present = listed(ctx, [found[approval_id] for approval_id, _ in shown.items])
    if present.digest != shown.digest:
        raise ContentChanged
    return present


def decide_all(
    ports: Ports, ctx: Context, shown: ShownList, evidence: Mapping[str, Any]
) -> list[Outcome]:
    """Approve every item, or none.

    Each decision keeps the evidence of the whole list with its own digest. Raises what `as_it_is`
    raises, and ListVoid with the name of what the engine refuses.
    """
    text = as_it_is(ports, ctx, shown).text
    outcomes = []
    for approval_id, digest in shown.items:
        kept = {**evidence, "digest": digest.hex(), "list_text": text}
        with _named(ctx, approval_id):
            verdict = Verdict(Action.APPROVE, digest, "", kept)
            outcomes.append(decide(ports, ctx, approval_id, verdict))
    return outcomes


def text_of(items: Sequence[ListItem]) -> str:
    """The text that is signed: count, sums, and a line for each item in its order."""
    written = [
        f"版本: {VERSION}",
        f"意见: {Action.APPROVE.label.zh}",
        f"笔数: {len(items)}",
        *(f"合计: {_spelled(money)}" for money in _sums(item.money for item in items)),
    ]
    for place, item in enumerate(items, 1):
        written.append(f"{place}: {_spelled(item.money)} {item.digest.hex()}")
    return "\n".join(written)


def check_size(ids: Sequence[UUID]) -> None:
    """Raise ListWrong unless it is a list of different items, and not too long."""
    if not 0 < len(ids) <= limits.BULK_SIGNATURES_MAX or len(set(ids)) != len(ids):
        raise ListWrong(most=limits.BULK_SIGNATURES_MAX)


def _place(ctx: Context, approval_id: UUID) -> tuple[str, UUID]:
    """Where it stands among what is locked: lists that share items lock them in one order."""
    return repository.address(ctx, approval_id)


def _looked_at(
    ports: Ports, ctx: Context, approval_id: UUID, digest: bytes
) -> tuple[Round, YinqiError | None]:
    """A locked round, and why this person may not sign what they were shown of it."""
    subject, current = enter(ports, ctx, approval_id)
    panel = panel_of(ports, ctx, subject, current)
    if ctx.actor.person_id not in panel.concerned:
        raise NotFound(WHAT)
    try:
        panel.take_turn(ctx.actor, ctx.now)
        check_shown(ctx, subject, current, digest)
    except (Conflict, Denied) as fault:
        return current, fault
    return current, None


def _item(one: Round) -> ListItem:
    """What has no amount, a change of rule, is opened and read; it is never one of many."""
    if one.facts.money is None:
        raise NotInLists(title=one.facts.title)
    return ListItem(one.operation, one.canonical_text, one.digest, one.facts.money)


@contextmanager
def _named(ctx: Context, approval_id: UUID) -> Iterator[None]:
    """Tell a refusal with the name of the item it was about."""
    try:
        yield
    except (Conflict, Denied) as fault:
        raise ListVoid(items=_told(queries.round_of(ctx, approval_id), fault)) from fault


def _told(current: Round, fault: YinqiError) -> Text:
    """Which item it is, so that its signer knows it again, and what is the matter with it."""
    facts = current.facts
    amount = _spelled(facts.money) if facts.money else ""
    return _TOLD.fill(title=facts.title, amount=amount, why=fault.message)


def _sums(amounts: Iterable[Money]) -> list[Money]:
    found = list(amounts)
    currencies = sorted({money.currency for money in found})
    return [total((m for m in found if m.currency == one), one) for one in currencies]


def _spelled(money: Money) -> str:
    return f"{money.currency} {money.wire()}"


def _joined(faults: Sequence[Text]) -> Text:
    said = faults[0]
    for other in faults[1:]:
        said = _AND.fill(one=said, other=other)
    return said
