"""A PDF file as passages that know their page."""

from __future__ import annotations

from pathlib import Path

from social_balance.language.faults import InputError, Issue
from social_balance.proofreading.paper import Grid, Passage, Spot
from social_balance.proofreading.plain_text import read_lines


def read_pdf_file(path: Path, name: str) -> list[Passage | Grid]:
    """Return the passages of a file; its tables come as lines of text, for a PDF does not say what is one.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        What the user called it, for the faults.

    Raises
    ------
    InputError
        When pypdf is not installed, or the file cannot be read.
    """
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError as error:
        values = {"package": "pypdf", "extra": "pdf"}
        raise InputError(Issue("INP020", file=name, found=".pdf", values=values)) from error
    try:
        pages = [page.extract_text() for page in PdfReader(path).pages]
    except (PyPdfError, OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(Issue("PRF002", file=name, values={"kind": "PDF"})) from error
    lines: list[tuple[str, Spot]] = []
    for number, text in enumerate(pages, start=1):
        rows = enumerate(text.splitlines(), start=1)
        lines += [(row, Spot(line, number)) for line, row in rows]
    return list(read_lines(lines))
