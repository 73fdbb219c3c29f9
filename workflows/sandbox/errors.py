"""Why the sandbox does not do it."""

from __future__ import annotations

from kernel.errors import Conflict, Denied, Invalid
from kernel.text import Text


class SandboxOff(Denied):
    """This is a bank with real money, or one that clears against somebody else."""

    code = "sandbox.off"
    text = Text(
        "本环境未启用沙箱：只有连接测试清算行的测试环境可以编排结果",
        "There is no sandbox here: outcomes can be told only at a test deployment that clears against the test bank",
    )


class ClockFixed(Conflict):
    """The deployment runs on the machine's time."""

    code = "sandbox.clock_fixed"
    text = Text(
        "本环境使用系统时间，不能拨快；请以 YINQI_CLOCK=file 启动",
        "This deployment runs on the machine's time; start it with YINQI_CLOCK=file to move the clock",
    )


class ClockBackwards(Invalid):
    """A bank's time goes forward, and not further than its calendar."""

    code = "sandbox.clock_wrong"
    text = Text(
        "虚拟时钟只能向前，每次最多 {days} 天；当前为 {now}",
        "The virtual clock moves forward only, {days} days at a time at most; it is {now} now",
    )


class TooManyRules(Conflict):
    """Every submission is held against all of them."""

    code = "sandbox.too_many_rules"
    text = Text(
        "编排规则最多 {limit} 条，请先删除不用的", "At most {limit} rules; forget some first"
    )


class ReferenceUsed(Conflict):
    """The same reference asked for something else before."""

    code = "sandbox.reference_used"
    text = Text(
        "参考号 {reference} 已用于另一笔来账，请换号",
        "Reference {reference} asked for another credit; take a new one",
    )


class ReasonMisplaced(Invalid):
    """Only a refusal has a reason that can be chosen."""

    code = "sandbox.reason_misplaced"
    text = Text(
        "只有拒绝类结果（refuse、late_refusal）可以指定退回码",
        "Only refusals (refuse, late_refusal) take a reason",
    )
