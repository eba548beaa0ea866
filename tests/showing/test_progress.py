"""A long run says how far it is to whoever follows, and to nobody else."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import duckdb
import numpy as np
import pytest
import small_town

import social_balance as sb
from social_balance.files.engines import show_progress
from social_balance.files.own_duckdb import own_connection
from social_balance.showing import progress
from social_balance.showing.progress import follow, progress_on_screen, progress_to, watch


class Written:
    """A receiver that keeps what it is told of each task."""

    def __init__(self) -> None:
        self.told: list[tuple[str, float]] = []
        self.done: list[list[float]] = []
        self.ended = 0
        self.grown = threading.Event()

    def open(self, task: str, total: float) -> Written:
        self.told.append((task, total))
        self.done.append([])
        return self

    def update(self, done: float) -> None:
        self.done[-1].append(done)
        self.grown.set()

    def close(self) -> None:
        self.ended += 1


def test_each_item_is_told_by_its_size_after_it_is_done() -> None:
    written = Written()
    with progress_to(written.open):
        for item in follow([3.0, 5.0], "papers", 8, size=float):
            assert sum(written.done[-1]) == (0.0 if item == 3.0 else 3.0)
    assert (written.told, written.done, written.ended) == ([("papers", 8)], [[3.0, 5.0]], 1)


def test_a_task_that_breaks_off_ends_its_bar() -> None:
    written = Written()
    with progress_to(written.open), pytest.raises(ZeroDivisionError):
        sum(1 / number for number in follow([0, 1], "papers", 2))
    assert (written.done, written.ended) == ([[]], 1)


def test_the_innermost_receiver_is_told_and_none_is_nobody() -> None:
    outer = Written()
    with progress_to(outer.open):
        with progress_to(None):
            assert list(follow("ab", "papers", 2)) == ["a", "b"]
        assert list(follow("c", "figures", 1)) == ["c"]
    assert outer.told == [("figures", 1)]


def test_an_engine_is_looked_at_and_never_told_backwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_LOOKS", 0.001)
    percent = iter([-1.0, 20.0, 10.0, 45.0, 200.0])
    written = Written()
    seen = threading.Event()

    def percent_done() -> float:
        value = next(percent, None)
        if value is None:
            seen.set()
        return 200.0 if value is None else value

    with progress_to(written.open), watch("register", percent_done):
        assert seen.wait(5)
    assert written.told == [("register", 100.0)]
    assert (written.done, written.ended) == ([[20.0, 25.0, 55.0]], 1)


def test_in_a_test_and_a_log_nobody_is_looking(capsys: pytest.CaptureFixture[str]) -> None:
    assert not progress.somebody_is_looking()
    assert list(follow("ab", "papers", 2)) == ["a", "b"]
    with progress_on_screen():
        assert list(follow("ab", "papers", 2)) == ["a", "b"]
    assert capsys.readouterr() == ("", "")


def test_without_the_extra_a_wanted_bar_is_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tqdm", None)
    monkeypatch.setattr(progress, "find_spec", lambda name: None)
    with progress_on_screen(shown=True):
        assert list(follow("ab", "papers", 2)) == ["a", "b"]


def test_replicates_are_followed_to_the_last_and_no_figure_moves() -> None:
    answers = small_town.answers(120)
    design = sb.rao_wu(sb.Design(weights="w", strata="year"), n=90, seed=3)
    measures = {"q": sb.share("q <= 2")}
    written = Written()
    with progress_to(written.open):
        followed = sb.estimate(answers, measures, design=design, by=["year"])
    alone = sb.estimate(answers, measures, design=design, by=["year"])
    assert written.told == [("replicates", 90)]
    assert sum(written.done[0]) == 90
    assert np.array_equal(followed.matrix, alone.matrix)


def test_a_register_is_followed_in_memory_person_by_person_and_in_duckdb(tmp_path: Path) -> None:
    frame = small_town.register(300)
    measures = {"d": sb.share("doemt == 1")}
    file = tmp_path / "register.parquet"
    duckdb.from_df(frame).write_parquet(str(file))
    written = Written()
    with progress_to(written.open):
        for source in (frame, file):
            sb.estimate(sb.Register(source), measures, by=["area", "year"], areas=small_town.AREAS)
    assert {task for task, _ in written.told} == {"register", "persons"}
    assert written.ended == len(written.told)


def test_duckdb_works_out_how_far_it_is_for_whoever_follows_and_never_draws() -> None:
    names = ("enable_progress_bar", "enable_progress_bar_print")
    question = "SELECT " + ", ".join(f"current_setting('{name}')" for name in names)
    with show_progress():
        [(is_worked_out, _)] = own_connection().execute(question).fetchall()
    assert not is_worked_out
    with progress_to(Written().open), show_progress():
        assert own_connection().execute(question).fetchall() == [(True, False)]
    [(is_worked_out, _)] = own_connection().execute(question).fetchall()
    assert not is_worked_out
