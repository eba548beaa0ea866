"""Our own papers, proof-read before any of them is written."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from typing import Literal

from social_balance.language.faults import Faults, Issue
from social_balance.proofreading.paper import Grid, GridRow, Paper, Passage, Spot
from social_balance.proofreading.reader import find_remarks
from social_balance.report.document import Bullets, Document, Paragraph, Table, blocks_of


class PaperContradiction(UserWarning):
    """A paper contradicts its own figures, and the configuration has it written all the same."""


def refuse_contradictions(
    documents: Mapping[str, Document], *, proofread: Literal["refuse", "warn"] = "refuse"
) -> tuple[Issue, ...]:
    """Raise when a paper contradicts its own figures beyond doubt; each document is read once.

    Parameters
    ----------
    documents : Mapping of str to Document
        The papers by name; several may share a document.
    proofread : {"refuse", "warn"}
        "warn": somebody has read the sentence and stands by it, so it is warned of and not refused.

    Returns
    -------
    tuple of Issue
        What was let through.

    Raises
    ------
    InputError
        With every such sentence, and what it is by computation.
    """
    faults = Faults()
    read: set[int] = set()
    for name, document in documents.items():
        if id(document) not in read:
            read.add(id(document))
            faults.add(_contradictions_in(name, document))
    if proofread == "refuse":
        faults.raise_if_any()
    for issue in faults.issues:
        warnings.warn(str(issue), PaperContradiction, stacklevel=2)
    return tuple(faults.issues)


def _contradictions_in(name: str, document: Document) -> Iterator[Issue]:
    paper = Paper(name, tuple(_blocks_to_read(document)))
    for remark in find_remarks(paper, written=document.lang):
        # What can be read in two ways, and what is a choice of words, stands.
        if remark.certainty == "high":
            values = {"computed": remark.words(document.lang)}
            yield Issue("REP030", file=name, found=remark.text, values=values)


def _blocks_to_read(document: Document) -> Iterator[Passage | Grid]:
    """Return the prose and the tables; headings and pictures have no figures of their own."""
    for block in blocks_of(document):
        if isinstance(block, Paragraph):
            yield _passage(block.text)
        elif isinstance(block, Bullets):
            # A remark holds the wrong figures of another paper, to show what is wrong with them.
            yield from (_passage(item.text) for item in block.items if item.kind != "remark")
        elif isinstance(block, Table):
            yield _grid(block)


def _passage(text: str) -> Passage:
    return Passage(text, ((0, Spot()),))


def _grid(table: Table) -> Grid:
    rows = [tuple(column.title for column in table.columns)]
    rows += [tuple(cell.text for cell in row.cells) for row in table.rows]
    return Grid(tuple(GridRow(row, Spot()) for row in rows))
