"""Writes one line of JSON for each trial, and adds them up: what was shown, and how often."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kernel.assets import ROOT, build_dir
from tests.scenarios.judge import Wrong
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

    def _keep(self, said: dict[str, Any]) -> None:
        said |= {"load": round(os.getloadavg()[0], 1), "commit": self.commit}
        with self.path.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(said, ensure_ascii=False) + "\n")


def path_of_run() -> Path:
    """The journal of the last run."""
    return build_dir() / "scenarios.jsonl"


def begin_run() -> None:
    """Forget the last run; once for a run, however many processes test."""
    path_of_run().parent.mkdir(parents=True, exist_ok=True)
    path_of_run().unlink(missing_ok=True)


def open_journal() -> Journal:
    """The journal of this run."""
    return Journal(path_of_run(), _commit())


def totals() -> str:
    """The sentences that are published; with 0 of N, at most 3/N at 95 % confidence."""
    path = path_of_run()
    found: Counter[str] = Counter()
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        said = json.loads(line)
        found["controls" if "control" in said else "trials"] += 1
        found.update(said.get("wrong", ()))
        found.update({name: said.get(name, 0) for name in ("faults", "instructions")})
    if not found:
        return ""
    wrong = ", ".join(f"{found[kind.value]} {kind.value}" for kind in Wrong)
    return (
        f"{wrong} of {found['instructions']} instructions\n"
        f"{found['faults']} faults thrown in {found['trials']} trials,"
        f" {found['controls']} controls caught; each trial in {path.name}"
    )


def _commit() -> str:
    """What was tested; nothing where the sources came without their history."""
    git = shutil.which("git")
    if git is None:
        return ""
    words = [git, "describe", "--always", "--dirty"]
    described = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    return described.stdout.strip()
