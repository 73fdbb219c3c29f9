"""Whatever clearing says, in whatever order, whenever we crash: one id, one outcome, the right money."""

from collections.abc import Callable
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.ports import ClearingAnswer, ClearingTimeout, ClearingUnreachable, Outcome
from kernel import failpoints
from kernel.failpoints import FailpointReached
from tests.workflows.dispatch.house import FEE, House, Script, answer
from tests.workflows.dispatch.test_crashes import POINTS

PUBLIC = {
    "prepared": {"submitted", "unknown", "processing"},
    "sending": {"submitted", "unknown"},
    "sent": {"processing"},
    "unknown": {"unknown"},
    "settled": {"succeeded"},
    "refused": {"failed"},
    "returned": {"returned"},
}
AMOUNT = 10_000
WORDS = st.sampled_from([*Outcome, ClearingTimeout, ClearingUnreachable])
STEPS = st.one_of(
    st.tuples(st.just("submits"), WORDS),
    st.tuples(st.just("enquiries"), WORDS),
    st.tuples(st.just("told"), st.sampled_from(list(Outcome))),
    st.tuples(st.just("wait"), st.sampled_from([0, 5, 30, 61, 900, 86_400])),
    st.tuples(st.just("crash"), st.sampled_from(POINTS)),
    st.tuples(st.just("other_amount"), st.just(None)),
)


class Play:
    """Takes the steps of one example with one payment."""

    def __init__(self, house: House, script: Script) -> None:
        self._house, self._script = house, script
        self._messages = 0
        self.payment_id = house.pay(AMOUNT)
        self.submission_id: UUID = house.submission(self.payment_id)["id"]

    def _said(self, outcome: Outcome, **extra: str) -> ClearingAnswer:
        self._messages += 1
        return answer(outcome, f"{self.payment_id}-{self._messages}", self.submission_id, **extra)

    def _word(
        self, word: Outcome | type[ClearingTimeout]
    ) -> ClearingAnswer | type[ClearingTimeout]:
        return self._said(word) if isinstance(word, Outcome) else word

    def submits(self, word: Outcome | type[ClearingTimeout]) -> None:
        self._script.submits.append(self._word(word))
        self._work()

    def enquiries(self, word: Outcome | type[ClearingTimeout]) -> None:
        self._script.enquiries.append(self._word(word))
        self._work()

    def told(self, outcome: Outcome) -> None:
        self._surviving(lambda: self._house.take(self._said(outcome)))

    def other_amount(self, _: None) -> None:
        said = self._said(Outcome.SETTLED, amount="99.99", currency="CNY")
        self._surviving(lambda: self._house.take(said))

    def wait(self, seconds: int) -> None:
        self._house.world.advance(seconds=seconds)
        self._work()

    def crash(self, point: str) -> None:
        failpoints.arm(f"{point}=raise")
        self._work()
        failpoints.arm("")

    def _work(self) -> None:
        self._surviving(self._house.work)

    @staticmethod
    def _surviving(work: Callable[[], object]) -> None:
        try:
            work()
        except FailpointReached:
            return


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(STEPS, min_size=1, max_size=14))
def test_one_id_one_outcome_the_right_money(
    house: House, script: Script, steps: list[tuple[str, object]]
) -> None:
    script.submits.clear()
    script.enquiries.clear()
    script.sent.clear()
    booked, held = house.money()
    play = Play(house, script)
    for name, what in steps:
        getattr(play, name)(what)
    failpoints.arm("")

    public, state = house.standing(play.payment_id)
    assert public in PUBLIC[state]
    assert set(script.sent) <= {play.submission_id}
    spent = {"settled": AMOUNT + FEE, "returned": FEE}.get(state, 0)
    final = state in {"settled", "refused", "returned"}
    assert house.money() == (booked - spent, held + (0 if final else AMOUNT + FEE))
    keys = house.rows(
        "SELECT posting_key FROM ledger_transaction WHERE posting_key LIKE %s ORDER BY posting_key",
        f"payment:{play.payment_id}:%",
    )
    assert len(keys) == {"settled": 1, "returned": 2}.get(state, 0)
    due = house.submission(play.payment_id)["next_at"]
    assert (due is None) == final
    house.check_books()

    # Settle what is left, so that the next example starts with nothing due.
    house.take(answer(Outcome.REFUSED, f"end-{play.payment_id}", play.submission_id))
    house.world.db.tamper("UPDATE yinqi.submission SET next_at = NULL")
