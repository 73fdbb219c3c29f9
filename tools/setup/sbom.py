"""`make sbom`: the list of parts (软件物料清单, SBOM) of what is delivered, as CycloneDX, from the locks alone.

Python's parts are read by OWASP's own tool, which brings their hashes and validates what it wrote; the browser's parts
are added from npm's lock, and the whole is validated once more.
"""

import base64
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tools.setup.layout import BUILD, LOCKS, PYTHON, ROOT, SetupError, run

FOLDER = BUILD / "sbom"
LIST = BUILD / "yinqi.cdx.json"
_SCHEMA = "1.6"
_VALIDATE = """
import sys, pathlib
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(pathlib.Path(sys.argv[1]).read_text("utf-8"))
sys.exit(str(fault) if fault else 0)
"""


def main() -> int:
    """Write the list; return the exit status."""
    env = {"PYTHONPATH": os.fspath(FOLDER)}
    try:
        _bring()
        words = ("requirements", LOCKS / "run.txt", "--sv", _SCHEMA, "--of", "JSON", "-o", LIST)
        run([PYTHON, "-m", "cyclonedx_py", *words], env=env)
        written = json.loads(LIST.read_text(encoding="utf-8"))
        LIST.write_text(json.dumps(whole(written), ensure_ascii=False, indent=1), encoding="utf-8")
        run([PYTHON, "-c", _VALIDATE, LIST], env=env)
    except SetupError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{LIST.relative_to(ROOT)}\n")
    return 0


def whole(python: dict[str, Any]) -> dict[str, Any]:
    """The list of Python's parts with the browser's, and what they are parts of."""
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    product = {"type": "application", "name": "yinqi", "bom-ref": "yinqi"}
    metadata = python.get("metadata", {}) | {"component": product}
    return python | {
        "metadata": metadata,
        "components": [*python.get("components", ()), *browser_parts(lock)],
    }


def browser_parts(lock: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The parts of npm's lock that are delivered, with their hashes and licences."""
    for place, entry in sorted(lock["packages"].items()):
        if not place or entry.get("dev"):
            continue
        name = place.rpartition("node_modules/")[2]
        algorithm, _, digest = entry["integrity"].partition("-")
        found: dict[str, Any] = {
            "type": "library",
            "bom-ref": f"npm:{name}@{entry['version']}",
            "name": name,
            "version": entry["version"],
            "purl": f"pkg:npm/{quote(name, safe='/')}@{entry['version']}",
            "hashes": [{"alg": f"SHA-{algorithm[3:]}", "content": base64.b64decode(digest).hex()}],
        }
        if "license" in entry:
            found["licenses"] = [{"expression": entry["license"]}]
        yield found


def _bring() -> None:
    """Lay the locked tool into a folder of its own."""
    lock = LOCKS / "sbom.txt"
    mark = FOLDER / lock.name
    if mark.exists() and mark.read_bytes() == lock.read_bytes():
        return
    words = ("install", "--require-hashes", "--only-binary", ":all:", "--no-deps", "--upgrade")
    target: tuple[str | Path, ...] = ("--target", FOLDER, "-r", lock)
    run([PYTHON, "-m", "pip", "--quiet", *words, *target])
    mark.write_bytes(lock.read_bytes())


if __name__ == "__main__":
    sys.exit(main())
