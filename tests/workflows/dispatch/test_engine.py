"""Sending and asking: one id for ever, no verdict from silence, nobody held up by somebody else."""

import threading
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest

from connectors.ports import ClearingAnswer, ClearingUnreachable, Outcome
from kernel import limits
from kernel.context import Context
from kernel.statements import Row
from tests.workflows.dispatch.house import ACCOUNT, FEE, OPENING, House, Script, answer, run_in

ACCEPTED, SETTLED, MISSING = (
    answer(Outcome.ACCEPTED, "acc"),
    answer(Outcome.SETTLED, "set"),
    answer(Outcome.MISSING),
)


def triggers(house: House, payment_id: UUID) -> list[str]:
    rows = house.rows(
        "SELECT t.trigger FROM submission_transition t JOIN submission s"
        " ON s.tenant_id = t.tenant_id AND s.id = t.submission_id"
        " WHERE s.subject_id = %s ORDER BY t.seq", payment_id,
    )  # fmt: skip
    return [row["trigger"] for row in rows]


def test_a_settled_payment_is_booked_and_its_hold_is_gone(house: House, script: Script) -> None:
    payment_id = house.pay(1_200_000)
    script.submits.append(SETTLED)
    assert house.work() == 1
    assert house.standing(payment_id) == ("succeeded", "settled")
    assert house.money() == (OPENING - 1_200_000 - FEE, 0)
    assert house.internal("CLEARING-IBPS-CNY") == 1_200_000
    assert house.submission(payment_id)["reference"] == "REF1"
    assert house.submission(payment_id)["next_at"] is None
    assert house.work() == 0
    house.check_books()


def test_a_refused_payment_gives_the_money_back_with_a_reason(house: House, script: Script) -> None:
    payment_id = house.pay()
    script.submits.append(answer(Outcome.REFUSED, "no", text={"zh": "账号不存在", "en": "none"}))
    house.work()
    assert house.standing(payment_id) == ("failed", "refused")
    assert house.payment(payment_id)["reason"] == {"zh": "账号不存在", "en": "none"}
    assert house.money() == (OPENING, 0)
    house.check_books()


def test_the_ladder_asks_soon_then_less_often_and_never_gives_up(
    house: House, script: Script
) -> None:
    payment_id = house.pay()
    house.work()
    assert house.standing(payment_id) == ("unknown", "unknown")
    began = house.world.clock.now()
    asked = []
    for _ in range(8):
        due = house.submission(payment_id)["next_at"]
        house.world.clock.set(due - timedelta(milliseconds=1))
        assert house.work() == 0
        house.world.clock.set(due)
        assert house.work() == 1
        asked.append((due - began).total_seconds())
        began = due
    assert asked == [5, 5, 30, 120, 300, 900, 900, 900]
    assert house.standing(payment_id) == ("unknown", "unknown")
    assert house.money() == (OPENING, 1_200_000 + FEE)
    assert len(script.sent) == 1


def test_a_missing_message_is_sent_again_under_its_own_id(house: House, script: Script) -> None:
    payment_id = house.pay()
    house.work()
    script.enquiries += [MISSING] * 5
    script.submits.append(SETTLED)
    house.world.advance(seconds=60)
    house.work()
    assert house.standing(payment_id) == ("unknown", "prepared")
    house.world.advance(seconds=30)
    house.work()
    assert house.standing(payment_id) == ("succeeded", "settled")
    assert len(script.sent) == 2
    assert set(script.sent) == {house.submission(payment_id)["id"]}
    assert triggers(house, payment_id) == ["claim", "lose", "missing", "claim", "settle"]


def test_missing_is_not_believed_while_our_own_sending_may_be_under_way(
    house: House, script: Script
) -> None:
    payment_id = house.pay()
    house.work()
    script.enquiries += [MISSING] * 5
    house.world.advance(seconds=59)
    house.work()
    assert house.standing(payment_id) == ("unknown", "unknown")
    assert len(script.sent) == 1


def test_what_clearing_accepted_and_then_denies_is_told_once_and_not_sent_again(
    house: House, script: Script
) -> None:
    payment_id = house.pay()
    script.submits.append(ACCEPTED)
    script.enquiries += [MISSING] * 4
    house.work()
    for _ in range(4):
        house.world.advance(minutes=20)
        house.work()
    assert house.standing(payment_id) == ("unknown", "unknown")
    assert len(script.sent) == 1
    assert house.verdicts() == ["applied", "exception"]
    assert len(house.told("dispatch.exception")) == 1


def test_accepted_then_silent_for_long_is_unknown(house: House, script: Script) -> None:
    payment_id = house.pay()
    script.submits.append(ACCEPTED)
    house.work()
    assert house.standing(payment_id) == ("processing", "sent")
    house.world.advance(minutes=30)
    house.work()
    assert house.standing(payment_id) == ("processing", "sent")
    house.world.advance(minutes=1)
    house.work()
    assert house.standing(payment_id) == ("unknown", "unknown")
    assert house.money() == (OPENING, 1_200_000 + FEE)


def test_unknown_for_a_day_is_told_to_a_person_once(house: House) -> None:
    payment_id = house.pay()
    house.work()
    house.world.advance(hours=24)
    house.work()
    assert house.told("dispatch.exception") == []
    for _ in range(3):
        house.world.advance(hours=1)
        house.work()
    [told] = house.told("dispatch.exception")
    assert told["message_id"] == f"suspect:{house.submission(payment_id)['id']}"
    assert house.standing(payment_id) == ("unknown", "unknown")


def test_accepted_and_still_accepted_is_not_silence(house: House, script: Script) -> None:
    payment_id = house.pay()
    script.submits.append(ACCEPTED)
    script.enquiries += [ACCEPTED] * 8
    house.work()
    for _ in range(8):
        house.world.advance(minutes=20)
        house.work()
    assert house.standing(payment_id) == ("processing", "sent")


def test_when_surely_nothing_was_sent_the_payment_is_not_unknown(
    house: House, script: Script
) -> None:
    payment_id = house.pay()
    script.submits += [ClearingUnreachable, ClearingUnreachable, SETTLED]
    house.work()
    assert house.standing(payment_id) == ("submitted", "prepared")
    house.world.advance(seconds=29)
    assert house.work() == 0
    house.world.advance(seconds=1)
    house.work()
    assert house.standing(payment_id) == ("submitted", "prepared")
    house.world.advance(minutes=2)
    house.work()
    assert house.standing(payment_id) == ("succeeded", "settled")
    assert triggers(house, payment_id) == ["claim", "unsent"] * 2 + ["claim", "settle"]


def test_after_three_silences_the_round_ends_and_the_rest_stays_due(
    house: House, script: Script
) -> None:
    for _ in range(5):
        house.pay(10_000)
    assert house.work() == limits.DISPATCH_SILENCES_MAX
    assert len(script.sent) == 3
    script.submits += [SETTLED, SETTLED]
    assert house.work() == 2
    assert len(set(script.sent)) == 5


def test_one_that_makes_us_stumble_does_not_hold_up_the_others(
    house: House, script: Script
) -> None:
    first, second = house.pay(10_000), house.pay(20_000)
    house.world.db.tamper(
        'UPDATE yinqi.submission SET payload = payload || \'{"amount": "9.99"}\''
        " WHERE payload ->> 'amount' = '100.00'"
    )
    script.submits.append(SETTLED)
    assert house.work() == 2
    assert house.standing(first) == ("submitted", "prepared")
    assert house.standing(second) == ("succeeded", "settled")
    assert script.sent == [house.submission(second)["id"]]
    [told] = house.told("dispatch.exception")
    assert told["submission_id"] == str(house.submission(first)["id"])
    house.world.advance(minutes=5)
    house.work()
    assert len(house.told("dispatch.exception")) == 1
    assert len(script.sent) == 1


def test_a_reaction_that_fails_leaves_nothing_half_done(
    house: House, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment_id = house.pay()
    handler = house.engine.inbox._handlers["payment"]

    def stumble(_ctx: Context, _subject: Row, _answer: ClearingAnswer) -> None:
        message = "no such luck"
        raise LookupError(message)

    with monkeypatch.context() as patch:
        patch.setattr(handler, "settled", stumble)
        script.submits.append(SETTLED)
        house.work()
    assert house.standing(payment_id) == ("submitted", "sending")
    assert house.money() == (OPENING, 1_200_000 + FEE)
    script.enquiries.append(SETTLED)
    house.world.advance(minutes=5)
    house.work()
    assert house.standing(payment_id) == ("succeeded", "settled")
    assert len(script.sent) == 1
    house.check_books()


def test_a_product_nobody_knows_is_told_and_not_lost(house: House, script: Script) -> None:
    payment_id = house.pay()
    submission_id = house.submission(payment_id)["id"]
    house.world.db.tamper("UPDATE yinqi.submission SET subject_type = 'barter'")
    script.submits.append(SETTLED)
    house.work()
    [row] = house.rows("SELECT status FROM submission WHERE id = %s", submission_id)
    assert row["status"] == "sending"
    [kept] = house.rows("SELECT payload FROM clearing_answer WHERE verdict = 'exception'")
    assert "ProductUnknown" in kept["payload"]["fault"]


def test_a_stale_sender_cannot_undo_what_happened_since(house: House, script: Script) -> None:
    """A sender sleeps through its lease; another sends; the first then says it never connected."""
    payment_id = house.pay()
    submission_id = house.submission(payment_id)["id"]
    claimed = house.run(lambda ctx: house.engine.claim(ctx, submission_id))
    assert claimed is not None
    house.world.advance(seconds=61)
    script.enquiries.append(MISSING)
    house.work()
    script.submits.append(ACCEPTED)
    house.world.advance(seconds=30)
    house.work()
    assert house.standing(payment_id) == ("processing", "sent")
    house.run(lambda ctx: house.engine.inbox.unsent(ctx, claimed))
    assert house.standing(payment_id) == ("processing", "sent")


def test_a_stale_answer_about_a_message_reported_missing_is_believed(
    house: House, script: Script
) -> None:
    payment_id = house.pay()
    submission_id = house.submission(payment_id)["id"]
    house.work()
    script.enquiries.append(MISSING)
    house.world.advance(seconds=60)
    house.work()
    assert house.standing(payment_id) == ("unknown", "prepared")
    house.run(lambda ctx: house.engine.inbox.hear(ctx, submission_id, SETTLED))
    assert house.standing(payment_id) == ("succeeded", "settled")
    assert len(script.sent) == 1
    house.check_books()


def test_a_stale_silence_about_a_message_reported_missing_makes_us_ask_first(
    house: House, script: Script
) -> None:
    payment_id = house.pay()
    submission_id = house.submission(payment_id)["id"]
    house.work()
    script.enquiries.append(MISSING)
    house.world.advance(seconds=60)
    house.work()
    silence = answer(Outcome.UNKNOWN)
    house.run(lambda ctx: house.engine.inbox.hear(ctx, submission_id, silence))
    assert house.standing(payment_id) == ("unknown", "unknown")
    script.enquiries.append(SETTLED)
    assert house.work() == 1
    assert house.standing(payment_id) == ("succeeded", "settled")
    assert len(script.sent) == 1


def test_eight_workers_at_once_send_once(house: House, script: Script) -> None:
    payments = [house.pay(10_000) for _ in range(5)]
    script.submits += [SETTLED] * 40
    barrier = threading.Barrier(8)

    def work() -> None:
        barrier.wait()
        house.work()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(script.sent) == sorted(house.submission(p)["id"] for p in payments)
    assert {house.standing(p) for p in payments} == {("succeeded", "settled")}
    assert house.money() == (OPENING - 5 * (10_000 + FEE), 0)
    house.check_books()


def test_eight_workers_at_once_ask_once(house: House, script: Script) -> None:
    house.pay()
    house.work()
    house.world.advance(seconds=5)
    script.enquiries += [SETTLED] * 8
    threads = [threading.Thread(target=house.work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(script.asked) == 1


def test_the_same_acknowledgement_at_eight_workers_is_taken_once(
    house: House, script: Script
) -> None:
    payment_id = house.pay()
    script.submits.append(ACCEPTED)
    house.work()
    said = answer(Outcome.SETTLED, "ack", house.submission(payment_id)["id"])
    verdicts: list[str] = []

    def take() -> None:
        verdicts.append(house.take(said))

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(verdicts) == ["applied"] + ["repeated"] * 7
    assert house.verdicts() == ["applied", "applied"]
    assert house.money() == (OPENING - 1_200_000 - FEE, 0)


def test_an_operator_may_say_what_became_of_it(house: House) -> None:
    payment_id = house.pay()
    house.work()
    word = answer(Outcome.REFUSED, "operator:1", house.submission(payment_id)["id"])
    assert house.take(word) == "applied"
    assert house.standing(payment_id) == ("failed", "refused")
    assert house.money(ACCOUNT) == (OPENING, 0)


def test_a_submission_is_stored_with_the_instruction_or_not_at_all(house: House) -> None:
    with house.world.undone("李娜") as ctx:
        house.engine.prepare(ctx, "payment", ctx.world.ids.uuid7(), "BEPS", {"amount": "1.00"})
    assert house.rows("SELECT 1 FROM submission") == []


def test_a_subject_has_one_submission_for_ever(house: House) -> None:
    payment_id = house.pay()
    with pytest.raises(Exception, match="submission_tenant_id_subject_type_subject_id_uq"):
        house.run(lambda ctx: house.engine.prepare(ctx, "payment", payment_id, "BEPS", {}))


def test_the_other_bank_sees_nothing_of_it(house: House, script: Script) -> None:
    house.pay()
    other = partial(run_in, house.world, house.world.other_tenant_id)
    assert house.engine.work(other, "313332000027") == 0
    assert script.sent == []
