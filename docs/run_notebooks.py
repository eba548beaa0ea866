"""Runs every notebook in every language in an empty folder, says how long it took, and keeps it as .ipynb."""

from __future__ import annotations

import argparse
import importlib.util
import shutil
import sys
import tempfile
import time
from pathlib import Path

import jupytext
from bilingual import SOURCES, write_notebooks
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

NEEDS_SPARK = "09_"
SECONDS = 120


def missing_for(file: Path) -> str:
    """What the machine lacks for a notebook; nothing where it can run."""
    if not file.name.startswith(NEEDS_SPARK):
        return ""
    if importlib.util.find_spec("pyspark") is None:
        return "pyspark is not installed"
    return "" if shutil.which("java") else "there is no Java"


def run_notebook(file: Path, out: Path) -> None:
    """Run a notebook as a reader would, from an empty folder, and write it with what it showed."""
    book = jupytext.read(file)
    with tempfile.TemporaryDirectory() as folder:
        NotebookClient(book, timeout=SECONDS, resources={"metadata": {"path": folder}}).execute()
    target = out / file.relative_to(SOURCES).with_suffix(".ipynb")
    target.parent.mkdir(parents=True, exist_ok=True)
    jupytext.write(book, target)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", help="part of a file's name, such as en/05")
    parser.add_argument("--out", type=Path, default=SOURCES / "executed")
    parser.add_argument("--without-spark", action="store_true", help="leave out what needs Spark, knowingly")
    given = parser.parse_args()
    failed, not_run, passed = 0, 0, 0
    for file in write_notebooks():
        name = file.relative_to(SOURCES).as_posix()
        if given.only and not any(part in name for part in given.only):
            continue
        lacking = "left out" if given.without_spark and NEEDS_SPARK in name else missing_for(file)
        if lacking:
            print(f"{name}: NOT RUN, {lacking}", flush=True)
            not_run += lacking != "left out"
            continue
        start = time.monotonic()
        try:
            run_notebook(file, given.out)
        except CellExecutionError as error:
            print(f"{name}: FAILED\n{error}", flush=True)
            failed += 1
        else:
            print(f"{name}: {time.monotonic() - start:.1f} s", flush=True)
            passed += 1
    print(f"{passed} passed, {failed} failed, {not_run} not run")
    # What could not run is not green: a machine for this has Java, or says that it leaves Spark out.
    return 1 if failed or not_run else 0


if __name__ == "__main__":
    sys.exit(main())
