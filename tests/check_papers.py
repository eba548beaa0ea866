"""Open the papers of the sample in other programs: valid by schema, opened by LibreOffice, pages as pictures.

Run by ``nox -s papers``. Fails with the name of what is lacking, and never skips.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import social_balance as sb
from social_balance.files.resources import packaged_folder

OFFICE = (".docx", ".pptx", ".xlsx")
# What each program is for, so that whoever lacks it knows what to install.
PROGRAMS = {
    "soffice": "LibreOffice, headless: opens the office files",
    "pdftoppm": "poppler-utils: makes a picture of every page",
    "openxml-audit": "the Python package of that name: validates office files by their schema",
}


def lacking_programs() -> list[str]:
    """Return the programs that are not here, each with what it is for."""
    return [f"{name} ({use})" for name, use in PROGRAMS.items() if shutil.which(name) is None]


def check_papers(out: Path) -> list[str]:
    """Make the papers, open each, leave a picture of every page in ``pages/``, and return what is wrong."""
    public = sb.release(sb.aarsstatus(packaged_folder("data_samples") / "aarsstatus.toml"))
    faults: list[str] = []
    for lang in ("da", "en"):
        folder = sb.write_report(public, out / lang, lang=lang)
        for file in sorted(folder.iterdir()):
            if file.suffix in OFFICE:
                faults += _validate(file)
            if file.suffix in (*OFFICE, ".pdf"):
                faults += _draw_pages(file, out / "pages" / lang)
    return faults


def _validate(file: Path) -> list[str]:
    """Return what the schema has against an office file."""
    run = subprocess.run(["openxml-audit", str(file)], capture_output=True, text=True)
    # A validator that found nothing to look at says so in other words, and that is no pass.
    return [] if run.returncode == 0 and "Errors: 0" in run.stdout else [f"{file.name}: {run.stdout.strip()}"]


def _draw_pages(file: Path, pages: Path) -> list[str]:
    """Draw every page of a paper, and return that it could not be opened."""
    pages.mkdir(parents=True, exist_ok=True)
    shown = file
    with tempfile.TemporaryDirectory() as scratch:
        if file.suffix in OFFICE:
            home = f"-env:UserInstallation=file://{scratch}/home"
            command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", scratch, str(file)]
            subprocess.run(command, capture_output=True, timeout=300)
            shown = Path(scratch) / f"{file.stem}.pdf"
            if not shown.exists():
                return [f"{file.name}: LibreOffice cannot open it"]
        stem = f"{file.stem}-{file.suffix[1:]}"
        run = subprocess.run(["pdftoppm", "-r", "60", "-png", str(shown), str(pages / stem)])
    return [] if run.returncode == 0 else [f"{file.name}: no pictures of its pages"]


if __name__ == "__main__":
    if lacking := lacking_programs():
        sys.exit("nox -s papers cannot run without: " + "; ".join(lacking))
    place = Path(sys.argv[1] if len(sys.argv) > 1 else "out_papers")
    if found := check_papers(place):
        sys.exit("\n".join(found))
    print(f"Every paper is valid and opens; look through {place / 'pages'}.")
