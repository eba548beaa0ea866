"""The proof-reader: a paper in, remarks out."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from social_balance.language.faults import InputError, Issue, known_language
from social_balance.language.words import Lang
from social_balance.proofreading.date_checks import find_paper_date
from social_balance.proofreading.formats import read_paper
from social_balance.proofreading.grid_checks import check_table, read_grid
from social_balance.proofreading.kinds import LIST_CHECKS, PAPER_CHECKS, SENTENCE_CHECKS, WITHOUT_FIGURES
from social_balance.proofreading.lexicon import Lexicon, guess_language, lexicon_of
from social_balance.proofreading.paper import Grid, Paper, Passage, Spot
from social_balance.proofreading.remarks import Remark
from social_balance.proofreading.scene import Scene
from social_balance.proofreading.sentences import split_sentences
from social_balance.proofreading.skeleton import Sentence, read_sentence
from social_balance.proofreading.table_text_checks import check_against_tables

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ["file", "line", "page", "text", "kind", "computed", "certainty"]


def proofread(
    source: str | os.PathLike[str],
    *,
    written: Lang | None = None,
    date: datetime.date | str | None = None,
    lang: Lang = "da",
) -> pd.DataFrame:
    """Hold what a paper says of its figures against the figures; nothing is changed in it.

    Parameters
    ----------
    source : str or path
        A file (``.docx``, ``.html``, ``.md``, ``.txt``, ``.pdf``), or the text itself.
    written : {"da", "en"}, optional
        Language of the paper; guessed from its commonest words by default.
    date : date or str, optional
        The paper's own date, such as ``"2024-05-14"``; by default the one that its head gives.
    lang : {"da", "en"}
        Language of the remarks.

    Returns
    -------
    DataFrame, one row a remark
        ``file``, ``line`` (of a Word file the paragraph or row), ``page`` (of a PDF file), ``text`` (the
        sentence, or the row of a table), ``kind``, ``computed`` (what it is by computation, in words),
        ``certainty`` ("high", "medium", "low").

    Raises
    ------
    InputError
        When the file cannot be read or has no text, its extra is not installed, or the date is none.

    Notes
    -----
    A printed number stands for every number that is rounded to it, half up. A remark is made only where no
    such numbers make the text right.

    Examples
    --------
    >>> import social_balance as sb
    >>> text = "Økologiprocenten er faldet fra 72,5 til 70, et fald på 2,5 procent."
    >>> sb.proofread(text)[["kind", "computed", "certainty"]].values.tolist()
    [['points', 'fra 72,5 til 70 er 2,5 procentpoint (3,4 procent), ikke 2,5 procent', 'high']]
    """
    import pandas as pd

    known_language(lang)
    paper = read_paper(source if isinstance(source, str) else Path(source))
    rows = [
        (paper.file, r.spot.line, r.spot.page, r.text, r.kind, r.words(lang), r.certainty)
        for r in find_remarks(paper, written=written, day=_own_date(date))
    ]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    texts = dict.fromkeys(["file", "text", "kind", "computed", "certainty"], str)
    return frame.astype({**texts, "line": "Int64", "page": "Int64"})


def find_remarks(
    paper: Paper, *, written: Lang | None = None, day: datetime.date | None = None
) -> list[Remark]:
    """Return the remarks on a paper in the order of reading.

    Parameters
    ----------
    paper : Paper
        The paper.
    written : str, optional
        Its language; guessed by default.
    day : date, optional
        Its own date; that of its head by default.
    """
    lang = written or guess_language(_sample_of(paper))
    lexicon = lexicon_of(known_language(lang))
    passages = [block for block in _with_lists(paper) if isinstance(block, Passage)]
    read = [(passage, _read_passage(passage, lexicon)) for passage in passages]
    day = day or find_paper_date(sentence for _, pieces in read for _, sentence in pieces)
    scenes = [scene for passage, pieces in read for scene in _scenes_of(passage, pieces, day)]
    remarks = [remark for scene in scenes for remark in check_scene(scene)]
    for check in PAPER_CHECKS:
        remarks += check([scene for scene in scenes if not scene.is_list])
    tables = [read_grid(grid, lexicon) for grid in paper.grids()]
    for table in tables:
        remarks += check_table(table)
    remarks += check_against_tables(scenes, tables)
    remarks = list(dict.fromkeys(remarks))
    return sorted(remarks, key=lambda remark: (remark.spot.page or 0, remark.spot.line or 0))


def check_scene(scene: Scene) -> Iterator[Remark]:
    """Return the remarks on one sentence, one of a kind: the first, which is the most certain."""
    found: dict[str, Remark] = {}
    checks = list(LIST_CHECKS if scene.is_list else SENTENCE_CHECKS)
    if not scene.sentence.all_quantities:
        checks = [check for check in checks if check in WITHOUT_FIGURES]
    for check in checks:
        for remark in check(scene):
            known = found.get(remark.kind)
            if known is None or (known.certainty != "high" and remark.certainty == "high"):
                found[remark.kind] = remark.at(scene.sentence.text, scene.spot)
    yield from found.values()


def _read_passage(passage: Passage, lexicon: Lexicon) -> list[tuple[Spot, Sentence]]:
    return [
        (passage.spot_at(piece.start), read_sentence(piece.text, lexicon))
        for piece in split_sentences(passage.text, lexicon)
    ]


def _scenes_of(
    passage: Passage, pieces: list[tuple[Spot, Sentence]], day: datetime.date | None
) -> Iterator[Scene]:
    above: Scene | None = None
    for spot, sentence in pieces:
        above = Scene(sentence, above, spot, day, is_list=passage.kind == "list")
        yield above


def _with_lists(paper: Paper) -> Iterator[Passage | Grid]:
    """Return the blocks, and a list with the sentence above it as one passage: its items may be the parts."""
    intro: Passage | None = None
    items: list[Passage] = []
    for block in [*paper.blocks, Passage("", ())]:
        is_item = isinstance(block, Passage) and block.kind == "item"
        if isinstance(block, Passage) and is_item:
            items.append(block)
        elif items:
            if intro is not None and intro.text.endswith(":") and len(items) > 1:
                yield _joined_list(intro, items)
            items = []
        if not is_item:
            intro = block if isinstance(block, Passage) else None
        if not isinstance(block, Passage) or block.text:
            yield block


def _joined_list(intro: Passage, items: list[Passage]) -> Passage:
    texts = [item.text.rstrip(" .,;") for item in items]
    # Joined as a sentence would have it, so that one reading serves both.
    text = f"{intro.text} {', '.join(texts[:-1])} + {texts[-1]}"
    return Passage(text, intro.starts, "list")


def _sample_of(paper: Paper) -> str:
    words = [passage.text for passage in paper.passages()]
    words += [cell for grid in paper.grids() for row in grid.rows for cell in row.cells]
    return " ".join(words)


def _own_date(date: datetime.date | str | None) -> datetime.date | None:
    if date is None or isinstance(date, datetime.date):
        return date.date() if isinstance(date, datetime.datetime) else date
    try:
        return datetime.date.fromisoformat(date)
    except ValueError:
        raise InputError(Issue("PRF003", place="date", found=date)) from None
