"""Bodies that schemathesis makes of an OpenAPI document, right ones and wrong ones: a line of JSON for each.

Run by itself, with the folder of others' programs on its path: `openapi_cases.py OPENAPI.json EXAMPLES`.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import Any


def main(document: Path, examples: int) -> None:
    """Print `[operation, body]` for so many examples of each operation and each way of making them."""
    schemathesis: Any = importlib.import_module("schemathesis")
    hypothesis: Any = importlib.import_module("hypothesis")
    schema = schemathesis.openapi.from_dict(json.loads(document.read_text(encoding="utf-8")))
    kept = hypothesis.settings(
        max_examples=examples, deadline=None, database=None, derandomize=True,
        phases=[hypothesis.Phase.generate], suppress_health_check=list(hypothesis.HealthCheck),
    )  # fmt: skip
    for found in schema.get_all_operations():
        operation = found.ok()
        for mode in schemathesis.GenerationMode:
            strategy = operation.as_strategy(generation_mode=mode)
            kept(hypothesis.given(case=strategy)(_printing(operation.path)))()


def _printing(path: str) -> Any:
    def told(case: Any) -> None:
        try:
            line = json.dumps([path.rpartition("/")[2], case.body], ensure_ascii=True)
        except TypeError:  # nothing that could be written as JSON
            return
        sys.stdout.write(line + "\n")

    return told


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
