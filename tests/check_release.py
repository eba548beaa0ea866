"""Looks at a built sdist and wheel, and runs the README's quick example from what is installed."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from email.parser import Parser
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"
CITATION = Path(__file__).parents[1] / "CITATION.cff"
NEEDED_IN_SDIST = {
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
    "CITATION.cff",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "noxfile.py",
}
NEEDED_IN_WHEEL = {"social_balance/py.typed", "social_balance/_data_samples/aarsstatus.toml"}


def check_metadata(wheel: Path) -> str:
    """Say who, under which licence and which version, and return the version."""
    with zipfile.ZipFile(wheel) as archive:
        [name] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        told = Parser().parsestr(archive.read(name).decode("utf-8"))
        names = set(archive.namelist())
    assert told["License-Expression"] == "MIT"
    assert told["Author"] == "social_balance contributors"
    assert told["Requires-Python"] == ">=3.11"
    assert "Natural Language :: Danish" in told.get_all("Classifier")
    assert names >= NEEDED_IN_WHEEL
    assert not [name for name in names if name.startswith(("tests/", "docs/"))]
    return str(told["Version"])


def check_sdist(sdist: Path) -> None:
    """See that what a packager needs is in it, and nothing that the tools left."""
    with tarfile.open(sdist) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    assert names >= NEEDED_IN_SDIST, NEEDED_IN_SDIST - names
    assert not [name for name in names if "__pycache__" in name or name.startswith(("docs/_build", ".git/"))]


def check_citation(version: str) -> None:
    """See that the file for citation is of this version and names nobody but the contributors."""
    text = CITATION.read_text(encoding="utf-8")
    assert re.search(rf"^version: {re.escape(version)}$", text, re.MULTILINE)
    assert re.findall(r"^  - name: (.*)$", text, re.MULTILINE) == ['"social_balance contributors"']


def run_quick_example() -> list[str]:
    """Run what the README tells a newcomer to, in an empty folder; return the papers that came of it."""
    text = README.read_text(encoding="utf-8")
    code = re.search(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    start = re.search(r"social-balance (init \S+)", text)
    assert code is not None
    assert start is not None
    with tempfile.TemporaryDirectory() as empty:
        here = {"cwd": empty, "check": True}
        subprocess.run([sys.executable, "-I", "-m", "social_balance", *start[1].split()], **here)
        subprocess.run([sys.executable, "-I", "-c", code[1]], **here)
        return sorted(path.name for path in Path(empty, "out").iterdir())


def main() -> None:
    folder = Path(sys.argv[1])
    [wheel] = folder.glob("*.whl")
    [sdist] = folder.glob("*.tar.gz")
    version = check_metadata(wheel)
    check_sdist(sdist)
    check_citation(version)
    papers = run_quick_example()
    assert {"aarsstatus.html", "aarsstatus.pdf", "results.json"} <= set(papers), papers
    print(f"{wheel.name}, {sdist.name}: sound; the quick example wrote {', '.join(papers)}")


if __name__ == "__main__":
    main()
