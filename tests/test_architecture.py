"""The house of modules: data flows down the list, imports go up it, and the project's files agree."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest
from house_map import PACKAGE, floors, house_svg, imported_rooms, modules, nearest, room_of
from mutants import GROUPS

import social_balance

ROOT = Path(__file__).parents[1]

# In the order the data flows; a room may import only from those above it (docs/house.md).
ORDER = [
    "arrays",
    "language",
    "showing",
    "conditions",
    "files",
    "measures",
    "definitions",
    "samples",
    "deliveries",
    "areas",
    "estimates",
    "lists",
    "proofreading",
    "published",
    "registers",
    "verdicts",
    "estimating",
    "association",
    "yearly",
    "disclosure",
    "planning",
    "figures",
    "report",
    "terminal",
    "cli",
]


def rooms() -> list[Path]:
    """Every folder of the package that holds modules."""
    return sorted({path.parent for path in modules()} - {PACKAGE})


def sources() -> list[Path]:
    """Every module of the package, rooms' openings included."""
    return sorted(p for p in PACKAGE.rglob("*.py") if not p.relative_to(PACKAGE).parts[0].startswith("_"))


def wrong_ways(path: Path) -> list[str]:
    """What a module imports from a room that does not stand above its own, and where the name could live."""
    room = room_of(path)
    inside = ("social_balance", *path.relative_to(PACKAGE).parts[:-1])
    used = imported_rooms(path.read_text(encoding="utf-8"), package=inside) - {room}
    allowed = ORDER[: ORDER.index(room)]
    return [
        f"{path.relative_to(PACKAGE)} imports from {other}: move what it needs to {room} or a room above"
        for other in sorted(used - set(allowed))
    ]


def test_every_module_stands_in_a_room_of_the_order():
    assert {room_of(path) for path in modules()} == set(ORDER)


@pytest.mark.parametrize("path", modules(), ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_a_module_imports_only_from_rooms_above_its_own(path: Path):
    assert wrong_ways(path) == []


def test_the_reader_of_imports_sees_every_form():
    text = """
import social_balance.deliveries.reading
from social_balance import samples, estimates as e
from social_balance.figures.gaps import draw
from . import areas
from .style import labels
from ..report import html
import numpy
def f():
    from .texts import words
"""
    seen = imported_rooms(text, package=("social_balance", "figures"))
    assert seen == {"deliveries", "samples", "estimates", "figures", "report"}
    assert imported_rooms("from .texts import x", package=("social_balance",)) == {"texts"}
    assert imported_rooms("from . import texts", package=("social_balance",)) == {"texts"}


def test_rooms_stand_above_all_that_they_import():
    assert floors({"roof": ["wall"], "wall": ["ground"], "ground": [], "cellar": []}) == [
        ["cellar", "ground"],
        ["wall"],
        ["roof"],
    ]
    with pytest.raises(ValueError, match=r"circle: \['egg', 'hen'\]"):
        floors({"hen": ["egg"], "egg": ["hen"], "ground": []})


def test_the_drawing_leaves_out_what_is_reached_through_another_room():
    assert nearest({"roof": ["wall", "ground"], "wall": ["ground"], "ground": []}) == {
        "roof": {"wall"},
        "wall": {"ground"},
        "ground": set(),
    }


def test_the_drawing_has_every_room():
    drawn = set(re.findall(r"<text [^>]*>(\w+)</text>", house_svg()))
    assert drawn == set(ORDER)


@pytest.mark.parametrize("room", rooms(), ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_a_room_says_what_it_is_for_and_hands_out_nothing(room: Path):
    opening = ast.parse((room / "__init__.py").read_text(encoding="utf-8"))
    first, _, terms = (ast.get_docstring(opening) or "").partition("\n\n")
    assert first.endswith(".")
    assert re.search(r"^\S.*\n    \S", terms, flags=re.MULTILINE), "its terms, each with its meaning under it"
    assert len(opening.body) == 1


def test_no_file_bears_its_rooms_name_and_no_room_a_public_functions():
    names = {path.relative_to(PACKAGE).as_posix() for path in modules() if path.stem == path.parent.name}
    assert names == set()
    assert {room.name for room in rooms()} & set(social_balance.__all__) == set()


def test_the_page_of_the_house_tells_of_every_room_in_the_order():
    page = (ROOT / "docs" / "house.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)(?:/|\.py)` \|", page, flags=re.MULTILINE) == ORDER


@pytest.mark.parametrize("path", sources(), ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_a_module_opens_with_one_sentence_on_its_job(path: Path):
    opening = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n\n")[0]
    assert opening.rstrip().endswith("."), "the first paragraph of the docstring is one sentence"


def test_continuous_integration_runs_the_readmes_test_command():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    [command] = re.findall(r"^python3 .* -s tests$", readme, flags=re.MULTILINE)
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_the_readmes_main_command_runs_the_main_job():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(re.findall(r"^python3 .* -s aarsstatus$", readme, flags=re.MULTILINE)) == 1


def test_every_session_says_what_it_is_for():
    tree = ast.parse((ROOT / "noxfile.py").read_text(encoding="utf-8"))
    sessions = [
        f
        for f in tree.body
        if isinstance(f, ast.FunctionDef) and any("session" in ast.unparse(d) for d in f.decorator_list)
    ]
    wanted = {
        "aarsstatus",
        "tests",
        "minimums",
        "lint",
        "types",
        "docs",
        "bench",
        "simulate",
        "spark",
        "mutants",
    }
    assert {f.name for f in sessions} >= wanted
    assert all(ast.get_docstring(f) for f in sessions)


def test_extras_together_are_all():
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "optional-dependencies"
    ]
    [everything] = extras["all"]
    assert everything == f"social-balance[{','.join(sorted(set(extras) - {'all'}))}]"


def test_every_test_file_has_a_line_in_the_readme_of_the_tests():
    told = (ROOT / "tests" / "README.md").read_text(encoding="utf-8")
    files = {p.relative_to(ROOT / "tests").as_posix() for p in (ROOT / "tests").rglob("test_*.py")}
    assert {name for name in files if f"`{name}`" not in told} == set()


@pytest.mark.parametrize("group", GROUPS.values(), ids=GROUPS)
def test_mutants_are_made_in_modules_that_exist_and_met_by_tests_that_exist(group):
    assert all(list(PACKAGE.glob(module)) for module in group.modules)
    assert all((ROOT / test).exists() for test in group.tests)
