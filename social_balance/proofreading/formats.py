"""The formats that a paper can come in: one line a format, from its ending to what reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from social_balance.files.file_names import find_file
from social_balance.language.faults import InputError, Issue
from social_balance.proofreading.paper import Grid, Paper, Passage
from social_balance.proofreading.pdf_file import read_pdf_file
from social_balance.proofreading.plain_text import read_plain_text
from social_balance.proofreading.web_page import read_web_page
from social_balance.proofreading.word_file import read_word_file

Blocks: TypeAlias = list[Passage | Grid]


def read_paper(source: str | Path) -> Paper:
    """Return a paper from a file, or from the text itself.

    Parameters
    ----------
    source : str or path
        A path, or a text of one line that ends as a file name does, is a file; any other text is the paper.

    Raises
    ------
    InputError
        When the file is not there, is of another kind, is damaged or has no text.

    Examples
    --------
    >>> read_paper("Andelen er steget fra 7 til 5 procent.").blocks[0].text
    'Andelen er steget fra 7 til 5 procent.'
    """
    if isinstance(source, str) and not _is_file_name(source):
        paper = Paper("", tuple(read_plain_text(source)))
    else:
        path, name = find_file(source, tuple(READERS))
        paper = Paper(name, tuple(READERS[path.suffix.lower()](path, name)))
    if not paper.has_text():
        raise InputError(Issue("PRF001", file=paper.file))
    return paper


def _is_file_name(source: str) -> bool:
    name = source.strip()
    return "\n" not in name and len(name) < 1000 and name.lower().endswith(tuple(READERS))


def _read_text_file(path: Path, name: str) -> Blocks:
    return read_plain_text(_decoded(path, name))


def _read_page_file(path: Path, name: str) -> Blocks:
    return read_web_page(_decoded(path, name))


def _decoded(path: Path, name: str) -> str:
    """Return the text of a file in one of the two character sets that offices save in."""
    content = path.read_bytes()
    # Windows-1252 takes nearly every byte, so it comes last.
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(Issue("PRF004", file=name))


# A format stands here with its reader or not at all.
READERS: Mapping[str, Callable[[Path, str], Blocks]] = MappingProxyType(
    {
        ".docx": read_word_file,
        ".html": _read_page_file,
        ".htm": _read_page_file,
        ".md": _read_text_file,
        ".txt": _read_text_file,
        ".pdf": read_pdf_file,
    }
)
