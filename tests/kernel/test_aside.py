"""What is put aside comes back by key in its order, and leaves no file behind."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kernel.aside import Aside


def files_open() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - only how many


def test_things_come_back_by_key_in_the_order_of_both() -> None:
    with Aside[tuple[int, str]]() as aside:
        for place in range(3_000):
            aside.put(("B", "A", "C")[place % 3], (place, "x" * 100))
        assert len(aside) == 3
        found = [[place for place, _ in group] for group in aside.groups()]
    assert found == [list(range(first, 3_000, 3)) for first in range(3)]


def test_nothing_is_left_behind_also_of_who_leaves_early() -> None:
    before = files_open()

    def leaving() -> None:
        with Aside[Path]() as aside:
            for _ in range(2_000):
                aside.put(1, Path("/a/long/path" * 10))
            assert files_open() == before + 1
            raise LookupError

    with pytest.raises(LookupError):
        leaving()
    assert files_open() == before


def test_without_anything_there_are_no_groups() -> None:
    with Aside[int]() as aside:
        assert list(aside.groups()) == []
