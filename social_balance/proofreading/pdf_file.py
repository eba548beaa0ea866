"""A PDF file as passages that know their page."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from social_balance.language.faults import InputError, Issue
from social_balance.proofreading.aligned_tables import find_aligned_tables
from social_balance.proofreading.paper import Grid, Passage, Spot
from social_balance.proofreading.plain_text import read_lines

_FIGURES = re.compile(r"(?<![\w.,])\d[\d.,]*(?![\w])")
_FEWEST_FIGURES = 6  # headings of two years and two rows of two figures


def read_pdf_file(path: Path, name: str) -> list[Passage | Grid]:
    """Return the passages of a file, and the tables that stand in columns: a PDF does not say what is one.

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
        reader = PdfReader(path)
        pages = [page.extract_text() for page in reader.pages]
    except (PyPdfError, OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(Issue("PRF002", file=name, values={"kind": "PDF"})) from error
    blocks: list[Passage | Grid] = list(read_lines(_lines_of(pages)))
    return [*blocks, *find_aligned_tables(_lines_of(map(_laid_out, reader.pages, pages)))]


def _lines_of(pages: Iterable[str]) -> list[tuple[str, Spot]]:
    """Return the lines of all pages with their places."""
    lines: list[tuple[str, Spot]] = []
    for number, text in enumerate(pages, start=1):
        rows = enumerate(text.splitlines(), start=1)
        lines += [(row, Spot(line, number)) for line, row in rows]
    return lines


def _laid_out(page: Any, text: str) -> str:
    """Return the text of a page as it stands on it; nothing where no table can be, or pypdf cannot tell."""
    # To lay out a page takes as long as to read it, and a page of prose has few figures.
    if len(_FIGURES.findall(text)) < _FEWEST_FIGURES:
        return ""
    told = logging.getLogger("pypdf")
    level = told.level
    # Of rotated text, which is that of figures, it warns; the passages have it.
    told.setLevel(logging.ERROR)
    try:
        laid_out: str = page.extract_text(extraction_mode="layout")
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        # The passages are read without it: a font that cannot be measured costs the tables of its page.
        return ""
    finally:
        told.setLevel(level)
    return laid_out
