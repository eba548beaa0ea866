"""The pattern of every release so far, as a confidential file that the next release reads."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from social_balance.disclosure.beneath import Cell, Role
from social_balance.language.faults import InputError, Issue

_WRITER = "social_balance.release"
_FORMAT = 1
_MOST_BYTES = 200_000_000  # a municipality's patterns are some megabytes; a file beyond this is none of ours


@dataclass(frozen=True)
class PatternCell:
    """What a release said of one cell: shown or hidden, and the true counts, which are confidential.

    Parameters
    ----------
    cell : Cell
    role : {"area", "rest", "whole", "block"}
    base, counted : float
        NaN where nothing is counted.
    shown : bool
    small : bool
        Whether it was hidden for its own sake, not for others'.
    division : str
        Which division of the municipality; empty for the first.
    blocks : tuple of str
        The blocks that it is made of, where there are several divisions.
    """

    cell: Cell
    role: Role
    base: float
    counted: float
    shown: bool
    small: bool
    division: str = ""
    blocks: tuple[str, ...] = ()


@dataclass(frozen=True)
class PatternRelease:
    """One release: its name, its floor, and every cell of it."""

    title: str
    floor: int
    cells: tuple[PatternCell, ...]


@dataclass(frozen=True)
class Pattern:
    """The releases so far, the newest last.

    Confidential: it holds the hidden counts. `Release` carries it beside the tables, and no paper is written
    from it.
    """

    releases: tuple[PatternRelease, ...] = ()

    def hidden(self) -> list[Cell]:
        """Return the cells that the newest release hides."""
        if not self.releases:
            return []
        # Blocks are in no paper, so that there is nothing to hide of them.
        cells = [each for each in self.releases[-1].cells if each.role != "block"]
        return [each.cell for each in cells if not each.shown]

    def with_release(self, release: PatternRelease) -> Pattern:
        """Return the pattern with one release more; the same release made anew takes its own place."""
        earlier = [one for one in self.releases if one.title != release.title]
        return Pattern((*earlier, release))

    def to_json(self) -> str:
        """Return the pattern as text, one cell a line, the same for the same releases."""
        head = json.dumps({"written_by": _WRITER, "format": _FORMAT, "note": _NOTE}, ensure_ascii=False)
        parts = []
        for one in self.releases:
            cells = ",\n  ".join(json.dumps(_row_of(each), ensure_ascii=False) for each in one.cells)
            about = json.dumps({"title": one.title, "floor": one.floor}, ensure_ascii=False)
            parts.append(f'{about[:-1]}, "cells": [\n  {cells}\n ]}}')
        return f'{head[:-1]}, "releases": [\n ' + ",\n ".join(parts) + "\n]}\n"

    def write(self, path: str | os.PathLike[str]) -> Path:
        """Write the pattern to a file that only its owner can read.

        Parameters
        ----------
        path : path
            Not inside the folder that is published.

        Returns
        -------
        Path
            The file.
        """
        file = Path(path)
        write_private(file, self.to_json().encode())
        return file


_NOTE = "Fortroligt: filen har de skjulte antal og må ikke offentliggøres. / Confidential: hidden counts."


def write_private(file: Path, content: bytes) -> None:
    """Write a file that only its owner can read, in one move, so that an earlier one is never cut short."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    # For the owner alone from the first byte, whatever the rights of the folder are.
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        draft.replace(file)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def read_pattern(path: str | os.PathLike[str], *, must_exist: bool = False) -> Pattern:
    """Read the patterns of earlier releases; a file that is not there yet is none.

    Parameters
    ----------
    path : path
    must_exist : bool
        Refuse a file that is not there.

    Returns
    -------
    Pattern

    Raises
    ------
    InputError
        A file that is not a pattern, or cannot be read.
    """
    file = Path(path)
    if not file.exists() and not must_exist:
        return Pattern()
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise ValueError
        data = json.loads(file.read_text(encoding="utf-8"))
        if data["written_by"] != _WRITER or data["format"] != _FORMAT:
            raise ValueError
        return Pattern(tuple(_release_of(one) for one in data["releases"]))
    except OSError as error:
        reason = error.strerror or error
        raise InputError(Issue("REL004", file=str(path), values={"reason": reason})) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(Issue("REL003", file=str(path))) from error


def _row_of(each: PatternCell) -> list[Any]:
    cell = each.cell
    # A municipality of one division has a file without a word of them.
    divided = [each.division, list(each.blocks)] if each.division or each.blocks else []
    return [
        cell.indicator, cell.area, list(cell.drawing), cell.year, each.role, _or_null(each.base),
        _or_null(each.counted), each.shown, each.small, *divided,
    ]  # fmt: skip


def _or_null(number: float) -> float | None:
    """Return a number as JSON has it: NaN is no JSON."""
    if not math.isfinite(number):
        return None
    return number


def _release_of(data: Mapping[str, Any]) -> PatternRelease:
    return PatternRelease(str(data["title"]), int(data["floor"]), tuple(_cells_of(data["cells"])))


def _cells_of(rows: Iterable[Any]) -> Iterable[PatternCell]:
    for indicator, area, drawing, year, role, base, counted, shown, small, *divided in rows:
        if role not in ("area", "rest", "whole", "block"):
            raise ValueError(role)
        cell = Cell(str(indicator), str(area), tuple(map(str, drawing)), int(year))
        numbers = [math.nan if number is None else float(number) for number in (base, counted)]
        division, blocks = divided or ("", ())
        yield PatternCell(
            cell,
            role,
            numbers[0],
            numbers[1],
            bool(shown),
            bool(small),
            str(division),
            tuple(map(str, blocks)),
        )
