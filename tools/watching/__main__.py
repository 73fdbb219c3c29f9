"""`python -m tools.watching`: write what Grafana and Prometheus take, and the page about it."""

from kernel.assets import ROOT
from tools.watching import alarms, board, pages

FILES = {
    "deploy/watching/alerts.yml": alarms.rules,
    "deploy/watching/board.json": board.drawn,
    "docs/metrics.md": pages.page,
}


def main() -> None:
    """Write every file."""
    for name, make in FILES.items():
        path = ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    main()
