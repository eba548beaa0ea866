"""The last gate: every file is searched for what a release withholds, before any of them is written."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

import numpy as np
import pandas as pd

from social_balance.disclosure.release import Release
from social_balance.language.faults import Faults, Issue
from social_balance.report.released import TABLES

# The tables are made without what is hidden, so this gate finds nothing as long as every writer is handed
# them alone. It is here for the day when one is not: it reads the bytes, and trusts no writer.
# What stands in a hidden row and is no figure of it: when, how it counts, and figures of other places.
_OPEN = {"year", "since", "until", "target", "order", "weight", "weight_present", "margin", "as_of",
         "n_indicators", "n_counting"}  # fmt: skip
_OF_OTHERS = ("whole_", "reference_")
_TEXTS = (".html", ".json", ".csv", ".svg", ".xml", ".rels")
_PACKAGES = (".docx", ".pptx", ".xlsx")
# A number with so many digits is nobody's by chance; a small count is everywhere, and is not looked for.
_DIGITS = 6
_LONG_NUMBER = re.compile(r"\d+[.,]\d{4,}")


def refuse_what_is_withheld(files: Mapping[str, bytes], public: Release) -> None:
    """Raise when a file shows what the release withholds.

    Parameters
    ----------
    files : Mapping of str to bytes
        Every file by its path in the folder.
    public : Release
        What was released, with its pattern.

    Raises
    ------
    InputError
        With every table that has a figure in a hidden row, every file that has the percentage of a hidden
        count or a hash of an input, and every file that carries another file with it.
    """
    faults = Faults()
    for name in TABLES:
        for column in _columns_in_hidden_rows(getattr(public, name)):
            faults.add(Issue("REP031", file=name, found=column))
    secrets = _hidden_percentages(public)
    hashes = [str(value) for value in public.meta.manifest.get("inputs", {}).values()]
    for name, content in files.items():
        for inner in _parts_carried_along(name, content):
            faults.add(Issue("REP033", file=name, found=inner))
        for text in _texts_in(name, content):
            if any(value in text for value in hashes):
                faults.add(Issue("REP034", file=name))
            if secrets & set(map(_rounded, _LONG_NUMBER.findall(text))):
                faults.add(Issue("REP032", file=name))
    faults.raise_if_any()


def _columns_in_hidden_rows(table: pd.DataFrame) -> Iterator[str]:
    """Yield the columns of figures that have one in a row that is hidden."""
    if "hidden" not in table:
        return
    hidden = table[table["hidden"].astype(bool)]
    for name in hidden.select_dtypes("number").columns:
        if name not in _OPEN and not name.startswith(_OF_OTHERS) and bool(hidden[name].notna().any()):
            yield str(name)


def _hidden_percentages(public: Release) -> set[str]:
    """Return the percentages of the counts that this release hides, as no released figure is written."""
    if public.pattern is None:
        return set()
    hidden = [
        100 * cell.counted / cell.base
        for one in public.pattern.releases
        if one.title == public.meta.title
        for cell in one.cells
        if not cell.shown and cell.base and cell.counted is not None
    ]
    released = public.indicators["value"].to_numpy(dtype=float)
    open_to_all = {_rounded(f"{value:.12g}") for value in released[np.isfinite(released)]}
    # 12.5 or 33.3333 is the percentage of many counts.
    written = [f"{value:.12g}" for value in hidden if np.isfinite(value)]
    told = {_rounded(number) for number in written if len(number) > _DIGITS}
    return told - open_to_all - {_rounded(f"{100 * n / d:.12g}") for d in range(1, 50) for n in range(d)}


def _rounded(number: str) -> str:
    """Return a number as it is compared: with so many digits."""
    return f"{float(number.replace(',', '.')):.{_DIGITS}g}"


def _texts_in(name: str, content: bytes) -> Iterator[str]:
    """Yield the texts of a file, of the parts of an office file and of the workbooks inside it."""
    ending = PurePosixPath(name).suffix
    if ending in _TEXTS:
        yield content.decode("utf-8", errors="replace")
    elif ending in _PACKAGES:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            for part in package.namelist():
                yield from _texts_in(part, package.read(part))
    elif ending == ".pdf":
        # Letters on the page are numbers of glyphs; what is hidden in a PDF is what stands beside them.
        yield content.decode("latin-1")


def _parts_carried_along(name: str, content: bytes) -> Iterator[str]:
    """Yield what a file brings with it that no writer of ours puts there."""
    ending = PurePosixPath(name).suffix
    if ending == ".pdf" and b"/EmbeddedFile" in content:
        yield "EmbeddedFile"
    if ending in _PACKAGES:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            for part in package.namelist():
                # Comments, changes, macros and data of other programs.
                if re.search(r"comments|customXml|vbaProject|people\.xml|externalLink|custom\.xml", part):
                    yield part
