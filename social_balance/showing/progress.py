"""How far a long run is: a bar with the time left, where somebody is looking."""

from __future__ import annotations

import sys
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from typing import Any, Protocol, TypeAlias, TypeVar, cast

from social_balance.language.reader import notebook_language
from social_balance.language.words import phrase

SECONDS_IN_SILENCE = 2.0  # a task that is shorter needs no bar
SECONDS_BETWEEN_LOOKS = 0.2
Item = TypeVar("Item")


class Bar(Protocol):
    """What follows one task: one of `tqdm`, or a receiver of the caller's own."""

    def update(self, done: float, /) -> object:
        """Take in that so much more is done."""

    def close(self) -> object:
        """End, also where the task broke off."""


OpenBar: TypeAlias = Callable[[str, float], Bar]  # key of a task, and how much there is of it


def follow(
    items: Iterable[Item], task: str, total: float, *, size: Callable[[Item], float] | None = None
) -> Iterator[Item]:
    """Yield the items of a long task, and tell after each how much of it is done.

    Parameters
    ----------
    items : iterable
    task : str
        A key of the table ``progress`` of the languages.
    total : float
        The sizes of all items.
    size : callable, optional
        How much of the task an item is; left out: they are alike.

    Examples
    --------
    >>> list(follow("ab", "papers", 2))
    ['a', 'b']
    """
    open_bar = _current_receiver()
    if open_bar is None:
        yield from items
        return
    bar = open_bar(task, total)
    try:
        for item in items:
            yield item
            bar.update(size(item) if size else 1)
    finally:
        bar.close()


@contextmanager
def watch(task: str, percent_done: Callable[[], float]) -> Iterator[None]:
    """Look from time to time at how many per cent are done of what the block waits for."""
    open_bar = _current_receiver()
    if open_bar is None:
        yield
        return
    bar = open_bar(task, 100.0)
    is_over = threading.Event()
    looker = threading.Thread(target=_look, args=(bar, percent_done, is_over), daemon=True)
    looker.start()
    try:
        yield
    finally:
        is_over.set()
        looker.join()
        bar.close()


def is_followed() -> bool:
    """Whether somebody is told of the tasks that begin here."""
    return _current_receiver() is not None


@contextmanager
def progress_to(open_bar: OpenBar | None) -> Iterator[None]:
    """Have long tasks tell a receiver of one's own while the block runs; None is nobody."""
    _RECEIVERS.append(open_bar)
    try:
        yield
    finally:
        _RECEIVERS.pop()


@contextmanager
def progress_on_screen(*, shown: bool | None = None, lang: str | None = None) -> Iterator[None]:
    """Show bars while the block runs: always, never, or (None) where somebody is looking."""
    with progress_to(_screen_receiver(somebody_is_looking() if shown is None else shown, lang)):
        yield


def somebody_is_looking() -> bool:
    """Whether this is a notebook, or messages go to a terminal: not a log, not a test."""
    return "ipykernel" in sys.modules or (sys.stderr is not None and sys.stderr.isatty())


_RECEIVERS: list[OpenBar | None] = []


def _current_receiver() -> OpenBar | None:
    """Return the receiver of the innermost block; outside of all, the screen of whoever is looking."""
    if _RECEIVERS:
        return _RECEIVERS[-1]
    return _screen_receiver(somebody_is_looking(), None)


def _screen_receiver(is_shown: bool, lang: str | None) -> OpenBar | None:
    # The bars are an extra: without it a run is as silent as in a log.
    if not is_shown or find_spec("tqdm") is None:
        return None
    return partial(_open_tqdm, lang=lang or notebook_language())


def _open_tqdm(task: str, total: float, *, lang: str) -> Bar:
    with warnings.catch_warnings():
        # In a notebook without widgets tqdm warns, and then draws its bar as text.
        warnings.simplefilter("ignore")
        from tqdm.auto import tqdm

    # The line as each language words it, with the names that tqdm fills in.
    names = {name: f"{{{name}}}" for name in ("bar", "elapsed", "remaining")}
    line = phrase("progress", "bar", lang, task="{desc}", percent="{percentage:3.0f}", **names)
    open_bar: Any = tqdm
    bar = open_bar(
        total=total, desc=phrase("progress", task, lang), file=sys.stderr, leave=False,
        delay=SECONDS_IN_SILENCE, bar_format=line,
    )  # fmt: skip
    return cast(Bar, bar)


def _look(bar: Bar, percent_done: Callable[[], float], is_over: threading.Event) -> None:
    reached = 0.0
    while not is_over.wait(SECONDS_BETWEEN_LOOKS):
        # An engine that has not begun says less than 0; some step back when a new part begins.
        new = min(percent_done(), 100.0) - reached
        if new > 0:
            bar.update(new)
            reached += new
