"""Client processes that begin together, once all of them are connected."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from typing import Any

_CONTEXT = multiprocessing.get_context("spawn")
_START_WITHIN_S = 60


def together(client: Callable[..., int], tasks: Sequence[tuple[Any, ...]]) -> int:
    """Run one process a task; each calls `ready()` first and returns how much it did; the sum of that."""
    barrier = _CONTEXT.Barrier(len(tasks))
    results: SimpleQueue[int] = _CONTEXT.SimpleQueue()
    processes = [
        _CONTEXT.Process(target=_run, args=(client, barrier, results, task)) for task in tasks
    ]
    for process in processes:
        process.start()
    counts = [results.get() for _ in processes]
    for process in processes:
        process.join()
    if -1 in counts:
        message = "a client failed; its traceback stands above"
        raise RuntimeError(message)
    return sum(counts)


def _run(
    client: Callable[..., int], barrier: Barrier, results: SimpleQueue[int], task: tuple[Any, ...]
) -> None:
    try:
        results.put(client(lambda: barrier.wait(_START_WITHIN_S), *task))
    except BaseException:
        barrier.abort()
        results.put(-1)
        raise
