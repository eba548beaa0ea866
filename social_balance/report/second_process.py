"""A process beside this one that draws every other figure, so that two cores do."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

from social_balance.language.texts import Lang
from social_balance.report.document import Picture
from social_balance.report.drawings import draw_pictures
from social_balance.report.material import Drawing
from social_balance.showing.progress import follow, progress_to

Kinds: TypeAlias = Mapping[str, set[Drawing]]  # name of a figure → what it is drawn as
FEW = 4  # figures that are drawn here before the other process has read what to draw


@dataclass(frozen=True)
class Order:
    """Figures to draw, of what was released."""

    tables: Any  # Release
    pictures: Sequence[Picture]
    kinds: Kinds
    lang: Lang

    def draw(self) -> dict[Drawing, dict[str, bytes]]:
        """Draw them: kind, then name of the figure, then bytes."""
        drawn: dict[Drawing, dict[str, bytes]] = {"svg": {}, "png": {}}
        for picture in follow(self.pictures, "figures", len(self.pictures)):
            new = draw_pictures(self.tables, [picture], kinds=self.kinds[picture.name], lang=self.lang)
            for kind, files in new.items():
                drawn[kind] |= files
        return drawn


def draw_on_two_cores(order: Order) -> dict[Drawing, dict[str, bytes]]:
    """Draw figures, every other one in the second process where there is one; the bytes are the same."""
    process = _running.pop() if _running and len(order.pictures) > FEW else None
    if process is None:
        return order.draw()
    theirs = Order(order.tables, order.pictures[1::2], order.kinds, order.lang)
    process.send(theirs)
    drawn = Order(order.tables, order.pictures[::2], order.kinds, order.lang).draw()
    for kind, files in process.receive(theirs).items():
        drawn[kind] |= files
    return drawn


@contextmanager
def second_process() -> Iterator[None]:
    """Have a second process ready while the block runs: it imports while this one reads and counts."""
    if _cores() < 2:
        yield
        return
    process = DrawingProcess()
    _running.append(process)
    try:
        yield
    finally:
        if process in _running:
            _running.remove(process)
        process.close()


class DrawingProcess:
    """A Python of our own, which needs no guard in the user's script as `multiprocessing` would."""

    def __init__(self) -> None:
        program = "from social_balance.report.second_process import serve_order; serve_order()"
        self._process = subprocess.Popen(
            [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def send(self, order: Order) -> None:
        """Say what to draw."""
        assert self._process.stdin is not None
        try:
            pickle.dump(order, self._process.stdin)
            self._process.stdin.flush()
        except OSError:
            return  # it is gone, and `receive` notices

    def receive(self, order: Order) -> dict[Drawing, dict[str, bytes]]:
        """Return what was drawn, with its warnings; where the process failed, it is drawn here."""
        assert self._process.stdout is not None
        try:
            drawn, told = pickle.load(self._process.stdout)
        except (EOFError, OSError, pickle.UnpicklingError):
            return order.draw()
        for message, category in told:
            warnings.warn(message, category, stacklevel=2)
        return dict(drawn)

    def close(self) -> None:
        """End the process; one that has been told nothing ends by itself."""
        self._process.communicate()


def serve_order() -> None:
    """Draw the one order that comes in, as the second process."""
    answer = sys.stdout.buffer
    sys.stdout = sys.stderr  # a library that prints must not print into the answer
    try:
        order = pickle.load(sys.stdin.buffer)
    except EOFError:
        return
    # The first process tells how far its own half is.
    with progress_to(None), warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        drawn = order.draw()
    pickle.dump((drawn, [(str(warning.message), warning.category) for warning in told]), answer)
    answer.flush()


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


_running: list[DrawingProcess] = []
