"""Steps are done once per content of their inputs, in the order of their needs."""

from pathlib import Path

import pytest

from tools.setup import steps
from tools.setup.layout import SetupError
from tools.setup.steps import Step, carry_out


@pytest.fixture(autouse=True)
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(steps, "BUILD", tmp_path / "build")
    return tmp_path / "build"


class Baker:
    """Bakes one file from one recipe and counts how often."""

    def __init__(self, folder: Path) -> None:
        self.recipe, self.cake, self.baked = folder / "recipe", folder / "cake", 0
        self.recipe.write_text("flour", encoding="utf-8")
        self.step = Step("bake", self.bake, inputs=(self.recipe,), results=(self.cake,))

    def bake(self) -> None:
        self.baked += 1
        self.cake.write_text(self.recipe.read_text(encoding="utf-8"), encoding="utf-8")


@pytest.fixture
def baker(tmp_path: Path) -> Baker:
    return Baker(tmp_path)


def test_a_step_is_done_once(baker: Baker) -> None:
    carry_out([baker.step])
    carry_out([baker.step])
    assert baker.baked == 1


def test_a_changed_input_does_it_again(baker: Baker) -> None:
    carry_out([baker.step])
    baker.recipe.write_text("rice", encoding="utf-8")
    carry_out([baker.step])
    assert baker.baked == 2
    assert baker.cake.read_text(encoding="utf-8") == "rice"


def test_a_missing_result_does_it_again(baker: Baker) -> None:
    carry_out([baker.step])
    baker.cake.unlink()
    carry_out([baker.step])
    assert baker.baked == 2


def test_needs_come_first_whatever_the_order() -> None:
    done: list[str] = []
    last = Step("last", lambda: done.append("last"), needs=("middle",))
    middle = Step("middle", lambda: done.append("middle"), needs=("first",))
    first = Step("first", lambda: done.append("first"))
    carry_out([last, middle, first])
    assert done == ["first", "middle", "last"]


def test_a_failure_is_raised_and_what_needs_it_is_not_done(build: Path) -> None:
    done: list[str] = []

    def fail() -> None:
        message = "no flour"
        raise SetupError(message)

    broken = Step("broken", fail)
    after = Step("after", lambda: done.append("after"), needs=("broken",))
    with pytest.raises(SetupError, match="no flour"):
        carry_out([broken, after])
    assert done == []
    assert not (build / "stamps" / "broken").exists()
    assert not (build / "stamps" / "after").exists()
