"""Open the papers in the programs that their readers use, and leave every page as a picture.

Run by ``nox -s papers``: schema of the office files, LibreOffice, two checkers of tagged PDF, and every page
in a browser with axe. Fails with the name of what is lacking, and never skips; what cannot be had is told.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from many_areas import release_of

import social_balance as sb
from social_balance.files.resources import packaged_folder

HERE = Path(__file__).parent
OFFICE = (".docx", ".pptx", ".xlsx")
CHROMIUM = os.environ.get("CHROMIUM", "chromium")
# What each program is for, so that whoever lacks it knows what to install.
PROGRAMS = {
    "soffice": "LibreOffice, headless: opens the office files",
    "pdftoppm": "poppler-utils: makes a picture of every page",
    "openxml-audit": "the Python package of that name: validates office files by their schema",
    "pdfua": "the Python package of that name: looks at the tags of a PDF",
    "outloud": "the Python package of that name: looks at what a PDF says to a screen reader",
    "node": "Node.js: runs axe_page.mjs",
    "npm": "npm: installs axe-core and puppeteer-core, which tests/papers/package.json names",
    CHROMIUM: "Chromium, or the browser that the variable CHROMIUM names: shows the pages to axe",
}
# Rules of outloud that are left out, and why: told beside every paper.
NOT_ASKED = {
    "TBL-010": "a table with heads of groups has more rows of heads than the rule expects",
    "PAG-001": "the first row of a table is taken for a running head",
    "TAG-002": "the head of a table that is repeated on its next page is an artifact there, as it should be",
}
# Areas of the invented municipalities beside the sample, which has three and is made in both languages.
SIZES = {1: "da", 5: "en", 12: "da"}


@dataclass(frozen=True)
class Tools:
    """Where what the papers are opened with is, and where the pictures go."""

    modules: Path
    pages: Path


def lacking_programs() -> list[str]:
    """Return the programs that are not here, each with what it is for."""
    return [f"{name} ({use})" for name, use in PROGRAMS.items() if shutil.which(name) is None]


def install_modules(place: Path) -> Path:
    """Install what the browser needs beside the papers, and return the folder."""
    place.mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "papers" / "package.json", place)
    command = ["npm", "install", "--prefix", str(place), "--no-audit", "--no-fund", "--silent"]
    subprocess.run(command, check=True)
    return place / "node_modules"


def write_papers(out: Path) -> Iterator[tuple[str, Path]]:
    """Write the papers of the sample and of smaller and larger municipalities, in two languages."""
    sample = sb.release(sb.aarsstatus(packaged_folder("data_samples") / "aarsstatus.toml"))
    for lang in ("da", "en"):
        yield f"sample-{lang}", sb.write_report(sample, out / f"sample-{lang}", lang=lang)
    for count, lang in SIZES.items():
        name = f"{count}_areas-{lang}"
        yield name, sb.write_report(release_of(count), out / name, lang=lang)


def check_folder(name: str, folder: Path, tools: Tools) -> list[str]:
    """Open each paper of a folder, leave a picture of every page, and return what is wrong."""
    faults: list[str] = []
    pages = tools.pages / name
    pages.mkdir(parents=True, exist_ok=True)
    for file in sorted(folder.iterdir()):
        if file.suffix in OFFICE:
            faults += _validate(file)
        if file.suffix in (*OFFICE, ".pdf"):
            faults += _draw_pages(file, pages)
        if file.suffix == ".pdf":
            faults += _check_tags(file)
        if file.suffix == ".html":
            faults += _browse(file, tools.modules, pages / file.stem)
    return [f"{name}: {fault}" for fault in faults]


def _validate(file: Path) -> list[str]:
    """Return what the schema has against an office file."""
    run = _run("openxml-audit", file)
    # A validator that found nothing to look at says so in other words, and that is no pass.
    return [] if run.returncode == 0 and "Errors: 0" in run.stdout else [f"{file.name}: {run.stdout.strip()}"]


def _draw_pages(file: Path, pages: Path) -> list[str]:
    """Draw every page of a paper, and return that it could not be opened or what was said about it."""
    shown = file
    with tempfile.TemporaryDirectory() as scratch:
        if file.suffix in OFFICE:
            home = f"-env:UserInstallation=file://{scratch}/home"
            command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", scratch, str(file)]
            subprocess.run(command, capture_output=True, timeout=300)
            shown = Path(scratch) / f"{file.stem}.pdf"
            if not shown.exists():
                return [f"{file.name}: LibreOffice cannot open it"]
        run = _run("pdftoppm", "-r", "60", "-png", shown, pages / f"{file.stem}-{file.suffix[1:]}")
    # What LibreOffice writes is not ours; of our own PDF a reader's complaint is a fault.
    said = run.stderr.strip() if file.suffix == ".pdf" else ""
    return [f"{file.name}: {said or 'no pictures of its pages'}"] if run.returncode or said else []


def _check_tags(file: Path) -> list[str]:
    """Return what the checkers of tagged PDF have against a paper; what they left out is printed."""
    faults = []
    run = _run("pdfua", "check", file)
    if run.returncode:
        faults.append(f"{file.name}: {run.stdout.strip()}")
    for line in run.stdout.splitlines():
        if "[skip" in line or "checked against" in line:
            print(f"{file.name}: pdfua: {line.strip()}")
    skipped = ",".join(NOT_ASKED)
    run = _run("outloud", "--no-info", "--skip", skipped, "--fail-on", "warning", file)
    print(f"{file.name}: outloud, without {skipped}: {run.stdout.strip()}")
    if run.returncode:
        faults.append(f"{file.name}: {run.stdout.strip()}")
    if shutil.which("verapdf"):
        for flavour in ("ua1", "2a"):
            run = _run("verapdf", "--format", "text", "--flavour", flavour, file)
            faults += [f"{file.name}: veraPDF {flavour}: {run.stdout.strip()}"] if run.returncode else []
    return faults


def _browse(file: Path, modules: Path, pictures: Path) -> list[str]:
    """Return what axe and the keyboard's path have against a page, at every width."""
    chromium = {"CHROMIUM": shutil.which(CHROMIUM) or CHROMIUM}
    command = ["node", str(HERE / "papers" / "axe_page.mjs"), str(file), str(modules), str(pictures)]
    run = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **chromium})
    return [] if run.returncode == 0 else [f"{file.name}: {run.stdout.strip()} {run.stderr.strip()}"]


def _run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(part) for part in command], capture_output=True, text=True)


def main() -> None:
    if lacking := lacking_programs():
        sys.exit("nox -s papers cannot run without: " + "; ".join(lacking))
    out = Path(sys.argv[1] if len(sys.argv) > 1 else "out_papers")
    tools = Tools(install_modules(out / "browser"), out / "pages")
    faults = [fault for name, folder in write_papers(out) for fault in check_folder(name, folder, tools)]
    for rule, reason in NOT_ASKED.items():
        print(f"Not asked of outloud: {rule} ({reason}).")
    if not shutil.which("verapdf"):
        print(
            "Not run: veraPDF, which pip, npm and Debian do not have. Until it is put on the path and run, "
            "nobody claims conformance with PDF/UA-1 or PDF/A-2a."
        )
    if faults:
        sys.exit("\n".join(faults))
    print(f"Every paper is valid and opens; look through {tools.pages}.")


if __name__ == "__main__":
    main()
