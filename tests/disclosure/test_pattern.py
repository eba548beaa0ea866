"""The pattern is frozen: what is hidden stays hidden, and the next is safe beside it or says why not."""

from __future__ import annotations

import math
import stat
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from drawn_towns import REST, WHOLE, Town, draw_counts, drawn_as, figures_of, leaks, moved_block

from social_balance.disclosure.assembling import Problem, assemble
from social_balance.disclosure.beneath import Cell, Figure
from social_balance.disclosure.choosing import choose_pattern, unmet_needs
from social_balance.disclosure.pattern import Pattern, PatternCell, PatternRelease, read_pattern
from social_balance.disclosure.release import pattern_of
from social_balance.disclosure.rules import Persons
from social_balance.language.faults import InputError
from social_balance.yearly.disclosure_settings import DisclosureSettings

FIVE = DisclosureSettings(floor=5)
ROLES: dict[str, Any] = {WHOLE: "whole", REST: "rest"}


def figures(
    counts: dict[str, tuple[float, float]], *, year: int = 2024, parts: tuple[str, ...] = ()
) -> list[Figure]:
    """Figures of one indicator; `parts` is how Nord, and so the rest, is drawn."""
    whole = (sum(y for y, _ in counts.values()), sum(n for _, n in counts.values()))
    made = []
    for area, (y, n) in {**counts, WHOLE: whole}.items():
        role = ROLES.get(area, "area")
        cell = Cell("i", area, parts if area in ("Nord", REST) else (), year)
        made.append(Figure("i", "t", area, year, role, "register", True, {cell: Persons(n, y)}))
    return made


def release(published: list[Figure], earlier: Pattern, title: str) -> tuple[Problem, np.ndarray, Pattern]:
    problem = assemble(published, FIVE, earlier)
    chosen = choose_pattern(problem.counts, problem.units)
    return problem, chosen, earlier.with_release(pattern_of(title, 5, problem, chosen))


def hidden(problem: Problem, chosen: np.ndarray) -> list[str]:
    return [f.area for f, gone in zip(problem.figures, chosen, strict=True) if gone]


TOWN = {"Nord": (2.0, 200.0), "Syd": (30.0, 220.0), "Øst": (40.0, 210.0), REST: (900.0, 9000.0)}


def test_what_was_hidden_stays_hidden_though_another_choice_would_be_cheaper_now():
    _, _, pattern = release(figures(TOWN), Pattern(), "2024")
    assert [cell.area for cell in pattern.hidden()] == ["Nord", "Øst"]
    # An area more that year, of fewer persons: alone it would be hidden in the place of Øst.
    more = {**TOWN, "Vest": (20.0, 100.0), REST: (880.0, 8900.0)}
    alone = assemble(figures(more), FIVE, Pattern())
    assert hidden(alone, choose_pattern(alone.counts, alone.units)) == ["Nord", "Vest"]
    problem, chosen, _ = release(figures(more), pattern, "2025")
    assert {"Nord", "Øst"} <= set(hidden(problem, chosen))
    assert unmet_needs(problem.counts, problem.units, chosen) == []


def test_what_was_shown_cannot_be_hidden_and_does_not_count_as_a_cover():
    _, _, pattern = release(figures(TOWN), Pattern(), "2024")
    problem, _, _ = release(figures(TOWN), pattern, "2025")
    known = {problem.counts.keys[i][1].area for i in np.flatnonzero(problem.counts.known)}
    assert known == {"Syd", REST, WHOLE}


def test_a_release_that_cannot_be_safe_beside_the_last_one_has_needs_that_are_not_met():
    # The whole, the rest and both other areas were shown; the first release did not have Nord at all.
    whole = (972.0, 9630.0)
    others = {area: pair for area, pair in {**TOWN, WHOLE: whole}.items() if area != "Nord"}
    cells = tuple(
        PatternCell(Cell("i", area, (), 2024), ROLES.get(area, "area"), n, y, shown=True, small=False)
        for area, (y, n) in others.items()
    )
    shown = PatternRelease("2023", 5, cells)
    problem, chosen, _ = release(figures(TOWN), Pattern((shown,)), "2024")
    unmet = unmet_needs(problem.counts, problem.units, chosen)
    assert [problem.counts.keys[need.count][1].area for need in unmet] == ["Nord"]


def test_a_block_of_few_that_two_drawings_would_show_keeps_the_new_area_hidden():
    _, _, pattern = release(figures({**TOWN, "Nord": (40.0, 200.0)}, parts=("a", "b")), Pattern(), "2023")
    moved = {**TOWN, "Nord": (38.0, 185.0), REST: (902.0, 9015.0)}
    problem, chosen, after = release(figures(moved, parts=("a",)), pattern, "2024")
    # The block b has 2 of 15: Nord as it was less Nord as it is.
    assert set(hidden(problem, chosen)) >= {"Nord"}
    assert unmet_needs(problem.counts, problem.units, chosen) == []
    assert list(leaks(after)) == []


def test_a_block_with_enough_in_it_hides_nothing():
    _, _, pattern = release(figures({**TOWN, "Nord": (60.0, 200.0)}, parts=("a", "b")), Pattern(), "2023")
    moved = {**TOWN, "Nord": (48.0, 170.0), REST: (912.0, 9030.0)}
    problem, chosen, _ = release(figures(moved, parts=("a",)), pattern, "2024")
    assert hidden(problem, chosen) == []


def test_a_figure_that_has_been_revised_is_another_count():
    _, _, pattern = release(figures({**TOWN, "Nord": (8.0, 200.0)}), Pattern(), "2023")
    problem, chosen, _ = release(figures({**TOWN, "Nord": (3.0, 200.0)}), pattern, "2024")
    assert hidden(problem, chosen)[0] == "Nord"


def test_towns_that_are_drawn_anew_show_no_block():
    rng = np.random.default_rng(11)
    town = Town(mean=20, areas=5, indicators=3, years=(2023, 2024))
    persons = drawn_as(draw_counts(town, rng), ("gård a", "gård b"))
    _, _, pattern = release(figures_of(town, persons, town.years), Pattern(), "før")
    problem, chosen, after = release(
        figures_of(town, moved_block(persons, rng), town.years), pattern, "efter"
    )
    assert unmet_needs(problem.counts, problem.units, chosen) == []
    assert list(leaks(after)) == []


def test_a_pattern_comes_back_from_its_file_as_it_was(tmp_path: Path):
    cells = (
        PatternCell(Cell("i", "Nord", ("a", "b"), 2024), "area", 200.0, 2.0, shown=False, small=True),
        PatternCell(Cell("m", "Nord", (), 2024), "area", 200.0, math.nan, shown=True, small=False),
    )
    pattern = Pattern((PatternRelease("Årsstatus 2024", 5, cells),))
    file = pattern.write(tmp_path / "m" / "moenster.json")
    again = read_pattern(file)
    assert again.to_json() == pattern.to_json()
    assert again.releases[0].cells[0] == cells[0]
    assert math.isnan(again.releases[0].cells[1].counted)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["moenster.json"]


def test_a_release_made_anew_takes_its_own_place():
    one = PatternRelease("2024", 5, ())
    assert Pattern((one, PatternRelease("2025", 5, ()))).with_release(one).releases[-1] == one
    assert len(Pattern((one,)).with_release(one).releases) == 1


def test_a_file_that_is_not_there_yet_is_no_release():
    assert read_pattern("findes ikke.json") == Pattern()


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", '{"written_by": "en anden"}', '{"written_by": "social_balance.release", "format": 2}',
     '{"written_by": "social_balance.release", "format": 1, "releases": [{"title": "x"}]}', "[" * 100_000],
)  # fmt: skip
def test_a_file_that_is_no_pattern_is_refused(text: str, tmp_path: Path):
    file = tmp_path / "m.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as fault:
        read_pattern(file)
    assert [issue.code for issue in fault.value.issues] == ["REL003"]


def test_a_folder_in_the_place_of_a_pattern_is_told_of(tmp_path: Path):
    with pytest.raises(InputError) as fault:
        read_pattern(tmp_path)
    assert [issue.code for issue in fault.value.issues] == ["REL004"]
