"""The state of the machine is told whole: versions, extras with how to get them, engines, fonts, memory."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version

import pytest
from click.testing import CliRunner

from social_balance.cli import main
from social_balance.terminal import doctor
from social_balance.terminal.doctor import examine_machine


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Make a package be gone, as on a machine where nobody installed it."""

    def remove(gone: str) -> None:
        monkeypatch.setattr(doctor, "_installed_version", lambda name: None if name == gone else "9.9")

    return remove


def line_of(start: str, lang: str = "da") -> str:
    [line] = [line for line in examine_machine(lang).lines if line.startswith(start)]
    return line


def test_a_machine_with_what_every_job_needs_is_healthy_and_ends_with_0() -> None:
    result = CliRunner().invoke(main, ["doctor"])
    assert result.exit_code == 0
    told = [line for line in result.output.splitlines() if "hukommelse" not in line]
    assert told == [line for line in examine_machine("da").lines if "hukommelse" not in line]


def test_every_package_that_is_always_needed_is_told_with_its_version() -> None:
    words = line_of("altid:").removeprefix("altid: ").split(", ")
    assert f"numpy {version('numpy')}" in words
    assert {word.split()[0] for word in words} == {
        "click", "duckdb", "matplotlib", "narwhals", "numpy", "pandas", "pydantic", "scipy",
    }  # fmt: skip


def test_an_extra_that_is_not_there_is_told_with_the_command_that_gets_it(
    without: Callable[[str], None],
) -> None:
    without("pyreadstat")
    assert line_of("[spss]") == '[spss]: pyreadstat mangler. Hent den med: pip install "social-balance[spss]"'
    assert line_of("[spss]", "en").startswith("[spss]: pyreadstat missing.")
    assert examine_machine("da").healthy  # an extra is nobody's duty


def test_a_machine_that_lacks_what_every_job_needs_is_unwell_and_ends_with_1(
    without: Callable[[str], None],
) -> None:
    without("duckdb")
    result = CliRunner().invoke(main, ["doctor"])
    assert result.exit_code == 1
    assert result.output.splitlines()[-1] == "Der mangler noget, som altid skal være der: duckdb."


def test_the_engines_are_told_and_spark_without_java_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_installed_version", lambda name: "9.9")
    monkeypatch.setattr(doctor.shutil, "which", lambda name: None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    lines = examine_machine("en").lines
    assert "engines: duckdb 9.9, polars 9.9, pyspark 9.9" in lines
    assert "There is no Java, and without it Spark cannot start." in lines
    monkeypatch.setenv("JAVA_HOME", "somewhere")
    assert not any("Java" in line for line in examine_machine("en").lines)


def test_the_font_of_the_figures_is_the_one_that_comes_along() -> None:
    assert line_of("skrift: DejaVu Sans").endswith("så figurer er ens på alle maskiner")


def test_memory_is_in_gigabytes_with_the_decimal_mark_of_the_language(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pages = {"SC_PHYS_PAGES": 3 * 2**20, "SC_AVPHYS_PAGES": 2**19, "SC_PAGE_SIZE": 4096}
    monkeypatch.setattr(doctor.os, "sysconf", pages.__getitem__, raising=False)
    monkeypatch.setattr(doctor.os, "sysconf_names", pages, raising=False)
    monkeypatch.setattr(doctor.os, "cpu_count", lambda: 6)
    assert examine_machine("da").lines[-1] == "6 kerner, 12,0 GB hukommelse, 2,0 GB ledig"
    assert re.fullmatch(r"6 cores, 12\.0 GB .*, 2\.0 GB .*", examine_machine("en").lines[-1])


def test_a_package_that_was_never_there_has_no_version() -> None:
    with pytest.raises(PackageNotFoundError):
        version("no-such-package-as-this")
    assert doctor._installed_version("no-such-package-as-this") is None
