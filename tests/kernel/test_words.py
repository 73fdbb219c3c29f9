"""Texts, errors, findings, clocks, contexts, statuses: the words all others use."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.clock import FileClock, FixedClock, SystemClock
from kernel.context import Actor, Context
from kernel.errors import Faulty, Finding, Invalid, NotFound, Severity, YinqiError
from kernel.operation import Door
from kernel.public_status import PublicStatus, Tone
from kernel.text import NO_TEXT, Text

AT = datetime(2026, 11, 23, 2, 5, tzinfo=UTC)


class Short(Invalid):
    """An error with a place to fill."""

    code = "test.short"
    text = Text("缺 {what}，共 {count} 处 {{}}", "{what} is missing, {count} times {{}}")


class TestTexts:
    @pytest.mark.parametrize(
        ("lang", "said"), [("zh", "甲"), ("zh-CN", "甲"), ("en", "A"), ("de", "A")]
    )
    def test_a_text_speaks_chinese_or_english(self, lang: str, said: str) -> None:
        assert Text("甲", "A").of(lang) == said

    def test_by_itself_it_is_chinese(self) -> None:
        assert str(Text("甲", "A")) == "甲"
        assert Text("", "") == NO_TEXT

    def test_a_text_in_a_text_follows_its_language(self) -> None:
        filled = Text("{what}：{n}", "{what}: {n}").fill(what=Text("金额", "Amount"), n=3)
        assert filled == Text("金额：3", "Amount: 3")

    @given(value=st.text())
    def test_what_is_filled_in_is_never_a_place_itself(self, value: str) -> None:
        assert Text("“{x}”", "{x}").fill(x=value) == Text(f"“{value}”", value)

    def test_with_nothing_to_fill_it_stays_as_it_is(self) -> None:
        assert Text("{x}", "{x}").fill() == Text("{x}", "{x}")


class TestErrors:
    def test_an_error_says_its_sentence_in_both_languages_and_its_code(self) -> None:
        fault = Short(what=Text("账号", "The account"), count=2)
        assert fault.message == Text("缺 账号，共 2 处 {}", "The account is missing, 2 times {}")
        assert str(fault) == "test.short: The account is missing, 2 times {}"
        assert YinqiError.registry()["test.short"] is Short

    def test_a_code_is_used_once(self) -> None:
        with pytest.raises(TypeError, match=r"test\.short is used twice"):
            type("Other", (Invalid,), {"code": "test.short"})

    def test_an_error_without_a_code_of_its_own_is_no_entry(self) -> None:
        before = YinqiError.registry()
        assert type("Family", (Invalid,), {}).__dict__.get("code") is None
        assert YinqiError.registry() == before

    def test_all_faults_of_an_input_are_told_at_once(self) -> None:
        found = [
            Finding("a.b", Severity.BLOCK, Text("甲", "A"), "x"),
            Finding("c.d", Severity.WARN, Text("乙", "B")),
        ]
        faulty = Faulty(iter(found))
        assert faulty.findings == tuple(found)
        assert faulty.message == Text("有 2 处需要更正：甲", "2 thing(s) to correct: A")
        assert Faulty([]).message.en == "0 thing(s) to correct: "

    def test_what_is_not_there_is_named(self) -> None:
        assert NotFound().message.zh == "未找到该记录"
        assert NotFound(Text("该付款", "The payment")).message.en == "The payment was not found"


class TestClocks:
    def test_a_fixed_clock_stands_until_it_is_moved(self) -> None:
        clock = FixedClock(AT.astimezone(timezone(timedelta(hours=8))))
        assert (clock.now(), clock.now().tzinfo) == (AT, UTC)
        clock.advance(timedelta(hours=1))
        assert clock.now() == AT + timedelta(hours=1)

    def test_a_clock_is_set_to_an_aware_instant_only(self, tmp_path: Path) -> None:
        naive = AT.replace(tzinfo=None)
        for clock in (FixedClock(AT), FileClock(tmp_path / "clock")):
            with pytest.raises(ValueError, match="aware"):
                clock.set(naive)

    def test_the_machines_clock_goes_on(self) -> None:
        one, other = SystemClock().now(), SystemClock().now()
        assert one.tzinfo is UTC
        assert one <= other

    def test_a_shared_clock_is_moved_for_all_who_share_it(self, tmp_path: Path) -> None:
        mine, yours = FileClock(tmp_path / "clock"), FileClock(tmp_path / "clock")
        assert abs(yours.now() - datetime.now(UTC)) < timedelta(seconds=5)
        mine.set(AT)
        assert timedelta() <= yours.now() - AT < timedelta(seconds=5)
        yours.advance(timedelta(days=3))
        assert timedelta() <= mine.now() - AT - timedelta(days=3) < timedelta(seconds=5)
        assert timedelta() <= mine.now() - AT - timedelta(days=3) < timedelta(seconds=5)
        assert [path.name for path in tmp_path.iterdir()] == ["clock"]


class TestContexts:
    def context(self, enterprise: UUID | None = None) -> Context:
        actor = Actor(UUID(int=1), Door.WEB, "李娜", enterprise)
        return Context(cast("Any", None), cast("Any", None), actor, AT)

    def test_it_knows_its_bank_and_its_enterprise(self) -> None:
        inside = self.context(UUID(int=2))
        assert (inside.tenant_id, inside.enterprise_id) == (UUID(int=1), UUID(int=2))

    def test_asking_for_an_enterprise_where_there_is_none_is_a_fault_of_ours(self) -> None:
        with pytest.raises(LookupError, match="no enterprise"):
            _ = self.context().enterprise_id

    def test_a_worker_steps_into_an_enterprise(self) -> None:
        bank = self.context()
        inside = bank.inside(UUID(int=3))
        assert inside.enterprise_id == UUID(int=3)
        assert (inside.actor.name, inside.now) == ("李娜", AT)
        assert bank.actor.enterprise_id is None


class TestStatuses:
    def test_there_are_sixteen_each_with_words_and_a_tone(self) -> None:
        assert len(PublicStatus) == 16
        for status in PublicStatus:
            assert status.label.zh
            assert status.label.en
            assert status.tone in Tone

    def test_what_is_unknown_is_never_paid_again(self) -> None:
        again = {status for status in PublicStatus if status.may_pay_again}
        assert again == {"failed", "returned", "rejected", "withdrawn", "expired", "cancelled"}


def test_a_door_has_a_name() -> None:
    assert {door.label.zh for door in Door} >= {"企业网银", "银企直联"}
