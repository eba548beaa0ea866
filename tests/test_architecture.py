"""The house of modules: data flows down the list, imports go up it, and the project's files agree."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "social_balance"

# In the order the data flows; a room may import only from those above it (docs/house.md).
ORDER = [
    "arrays",
    "language",
    "conditions",
    "files",
    "measures",
    "definitions",
    "samples",
    "deliveries",
    "areas",
    "estimates",
    "lists",
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
    "cli",
]
# Doors into the package rather than steps of the flow: they may open any module, and no module opens them.
DOORS = {"__init__", "__main__", "definitions/pytest_plugin"}


def sources() -> list[Path]:
    """Every module of the package, the two folders' included."""
    return sorted(p for p in PACKAGE.rglob("*.py") if not p.relative_to(PACKAGE).parts[0].startswith("_"))


def step(path: Path) -> str:
    """The step of the flow that a file belongs to: its module, or the folder it stands in."""
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imported_steps(source: str, *, package: tuple[str, ...]) -> set[str]:
    """The steps that a source text imports, wherever in the text, for type checking or at run time."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {steps_of(alias.name) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *([node.module] if node.module else [])])
            found |= {steps_of(f"{module}.{alias.name}") for alias in node.names}
    return found - {""}


def steps_of(dotted: str) -> str:
    """`social_balance.figures.gaps` → `figures`; nothing for what is outside the package."""
    parts = dotted.split(".")
    return parts[1] if parts[0] == "social_balance" and len(parts) > 1 else ""


def package_of(path: Path) -> tuple[str, ...]:
    """The package that relative imports of a file start from."""
    return ("social_balance", *path.relative_to(PACKAGE).parts[:-1])


def modules_in_the_flow() -> list[Path]:
    return [path for path in sources() if path.relative_to(PACKAGE).with_suffix("").as_posix() not in DOORS]


def test_every_module_stands_in_a_room_of_the_order():
    assert {step(path) for path in modules_in_the_flow()} <= set(ORDER)


@pytest.mark.parametrize("path", modules_in_the_flow(), ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_a_module_imports_only_from_those_above_it(path: Path):
    allowed = set(ORDER[: ORDER.index(step(path))]) | {step(path)}
    assert imported_steps(path.read_text(encoding="utf-8"), package=package_of(path)) <= allowed


def test_the_reader_of_imports_sees_every_form():
    text = """
import social_balance.deliveries.reading
from social_balance import samples, estimates as e
from social_balance.figures.gaps import draw
from . import areas
from .codebook import labels
from ..report import html
import numpy
def f():
    from .texts import words
"""
    seen = imported_steps(text, package=("social_balance", "figures"))
    assert seen == {"deliveries", "samples", "estimates", "figures", "report"}
    assert imported_steps("from .texts import x", package=("social_balance",)) == {"texts"}
    assert imported_steps("from . import texts", package=("social_balance",)) == {"texts"}


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
    wanted = {"aarsstatus", "tests", "minimums", "lint", "types", "docs", "bench", "simulate", "spark"}
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
