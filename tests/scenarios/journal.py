"""Writes one line of JSON for each trial, and adds them up: what was shown, and how often."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kernel.assets import ROOT
from tests.scenarios.judge import Wrong
from tests.scenarios.totals import path_of_run
from tests.scenarios.trial import Trial


def rounds() -> int:
    """How often each trial is made: once, or as often as `make campaign` says."""
    return int(os.environ.get("CAMPAIGN_ROUNDS", "1"))


@dataclass
class Journal:
    """The trials of one run."""

    path: Path
    commit: str

    def judge(self, name: str, trial: Trial, *, faults: int) -> None:
        """Have the bank judged, keep the trial, and fail when anything is wrong."""
        findings = trial.findings()
        self._keep({
            "trial": name,
            "faults": faults,
            "instructions": len(trial.asked),
            "wrong": [finding.kind.value for finding in findings],
            "findings": [str(finding) for finding in findings],
            "seconds": round(trial.seconds, 2),
        })  # fmt: skip
        assert findings == [], "\n".join(map(str, findings))

    def caught(self, name: str, trial: Trial, *expected: Wrong) -> None:
        """A control (对照): the bank was broken on purpose, and the judge must say so."""
        kinds = {finding.kind for finding in trial.findings()}
        self._keep({"control": name, "found": sorted(kinds)})
        assert kinds >= set(expected), f"the judge did not see it: {sorted(kinds)}"

    def batch(self, name: str, figures: dict[str, int], found: list[str], seconds: float) -> None:
        """A batch that was killed: how often, what became of its rows, and what is not as it must be."""
        self._keep({"batch": name, **figures, "found": found, "seconds": round(seconds, 1)})

    def _keep(self, said: dict[str, Any]) -> None:
        said |= {"load": round(os.getloadavg()[0], 1), "commit": self.commit}
        with self.path.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(said, ensure_ascii=False) + "\n")


def open_journal() -> Journal:
    """The journal of this run."""
    return Journal(path_of_run(), _commit())


def _commit() -> str:
    """What was tested; nothing where the sources came without their history."""
    git = shutil.which("git")
    if git is None:
        return ""
    words = [git, "describe", "--always", "--dirty"]
    described = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    return described.stdout.strip()
