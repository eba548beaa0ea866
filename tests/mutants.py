"""How many mutants the tests kill, module by module: `nox -s mutants` runs this and prints the score.

A mutant is the program with one small change. mutmut makes them one module at a time, in a copy of
the project, and runs the tests of the room on each. What lives although the tests ran is either a hole in
the tests or a change that changes nothing; the latter stand in `equivalent_mutants.toml` with the reason.

    python tests/mutants.py [GROUP ...]     the groups are those of GROUPS
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
EQUIVALENT = ROOT / "tests" / "equivalent_mutants.toml"
LEAST_KILLED = 0.92
SURVIVED = 0
NO_TESTS = {5, 33}


@dataclass(frozen=True)
class Group:
    """Modules whose mutants are made together, and the tests that are to kill them."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]
    not_named: str = "simulation"  # a pytest -k expression: tests too slow to be run once a mutant


GROUPS = {
    "verdicts": Group(
        ("verdicts/states.py", "verdicts/changes.py", "verdicts/claims.py", "verdicts/multiplicity.py"),
        ("tests/verdicts",),
    ),
    "intervals": Group(
        ("estimates/intervals.py",),
        (
            "tests/estimates/test_ends.py",
            "tests/estimates/test_reference.py",
            "tests/registers/test_rates.py",
        ),
    ),
    "panel": Group(
        ("samples/panel.py",),
        ("tests/samples/test_panel.py",),
        "small_town or no_combination_has_a_negative_variance or without_a_person_in_both",
    ),
    "disclosure": Group(("disclosure/*.py",), ("tests/disclosure",)),
}
COPIED = ["CHANGELOG.md", "LICENSE", "README.md", "data_samples", "docs", "indices", "noxfile.py"]


@dataclass(frozen=True)
class Mutant:
    """One change of one function, as the lines it takes out and puts in."""

    name: str
    was: str
    becomes: str
    exit_code: int

    @property
    def key(self) -> tuple[str, str, str]:
        """What knows it again when the numbers of other mutants shift."""
        return (self.name.rpartition("__mutmut_")[0], self.was, self.becomes)


def main(names: list[str]) -> int:
    """Run the groups and print the score; 1 when it is too low."""
    mutants = [mutant for name in names or list(GROUPS) for mutant in _mutants_of(GROUPS[name])]
    known = _equivalent()
    counted = [m for m in mutants if m.key not in known]
    alive = [m for m in counted if m.exit_code == SURVIVED or m.exit_code in NO_TESTS]
    for mutant in alive:
        print(f"\n{mutant.name}\n- {mutant.was}\n+ {mutant.becomes}")
    score = 1 - len(alive) / len(counted)
    print(f"\n{len(counted) - len(alive)} of {len(counted)} mutants killed: {score:.1%}", end="")
    print(f" ({len(mutants) - len(counted)} equivalent ones not counted)")
    return int(score < LEAST_KILLED)


def _mutants_of(group: Group) -> Iterator[Mutant]:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        _copy_project(copy, group)
        mutmut = str(Path(sys.executable).with_name("mutmut"))
        subprocess.run([mutmut, "run"], cwd=copy, check=False, stdout=subprocess.DEVNULL)
        metas = sorted((copy / "mutants").rglob("*.py.meta"))
        codes = {name: code for meta in metas for name, code in _exit_codes(meta).items()}
        if not codes or None in codes.values():
            raise SystemExit(f"mutmut did not finish on {', '.join(group.modules)}: run it there by hand")
        for name, code in codes.items():
            shown = [mutmut, "show", name]
            diff = subprocess.run(shown, cwd=copy, check=True, capture_output=True, text=True).stdout
            yield Mutant(name, _lines(diff, "-"), _lines(diff, "+"), code)


def _copy_project(copy: Path, group: Group) -> None:
    """Copy what git tracks, and tell mutmut there what to change and which tests to run."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True)
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, copy / name)
    settings = {
        "source_paths": ["social_balance"],  # a single module as source path fails on the pytest plugin
        "only_mutate": [f"social_balance/{module}" for module in group.modules],
        "also_copy": COPIED,
        "pytest_add_cli_args": ["-k", f"not ({group.not_named})"],
        "pytest_add_cli_args_test_selection": list(group.tests),
    }
    lines = [f"{key} = {json.dumps(value)}" for key, value in settings.items()]
    with (copy / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write("\n".join(["", "[tool.mutmut]", *lines, ""]))


def _exit_codes(meta: Path) -> dict[str, int]:
    codes: dict[str, int] = json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"]
    return codes


def _lines(diff: str, sign: str) -> str:
    """The lines that a diff takes out or puts in, as one text."""
    changed = [line[1:].strip() for line in diff.splitlines() if line[:1] == sign and line[:3] != sign * 3]
    return " ".join(changed)


def _equivalent() -> set[tuple[str, str, str]]:
    listed = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))["mutant"]
    return {(each["function"], each["was"], each["becomes"]) for each in listed}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
