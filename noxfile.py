"""What can be run here: `nox -l` lists it, `nox -s NAME` runs one, `nox` runs what a change should pass."""

from __future__ import annotations

import os
from pathlib import Path

import nox

# Office networks often sign traffic anew: pip trusts the machine's own certificates, uv only when told to.
os.environ.setdefault("UV_SYSTEM_CERTS", "true")
# Sessions start Python many times; where byte code is not kept, each start compiles pandas anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

nox.needs_version = ">=2025.5.1"
nox.options.default_venv_backend = "uv"
nox.options.download_python = "never"
nox.options.error_on_missing_interpreters = True  # a session that cannot run is a failure, not a green skip
nox.options.reuse_venv = "yes"
nox.options.sessions = ["lint", "types", "tests", "docs"]

PROJECT = nox.project.load_toml("pyproject.toml")
LOWEST_PYTHON = PROJECT["project"]["requires-python"].removeprefix(">=")
TESTED = ".[excel,pdf,polars,report,spss]"
# Tests of one file stay in one process, which makes what they share once.
IN_PARALLEL = ["-n", "auto", "--maxprocesses", "4", "--dist", "loadfile"]
SAMPLE = ["data_samples/aarsstatus.toml", "--out", "out"]


def group(name: str) -> list[str]:
    """The packages of one dependency group in pyproject.toml."""
    return nox.project.dependency_groups(PROJECT, name)


@nox.session
def aarsstatus(session: nox.Session) -> None:
    """Make the sample municipality's Årsstatus in out/ (or: nox -s aarsstatus -- CONFIG --out DIR)."""
    session.install("-e", ".[excel,report,spss]")
    session.run("social-balance", "aarsstatus", *(session.posargs or SAMPLE))


@nox.session
def tests(session: nox.Session) -> None:
    """Run tests, doctests and the cases of the definitions (or: -- PATH)."""
    session.install("-e", TESTED, *group("test"))
    session.run("pytest", *IN_PARALLEL, *session.posargs)


@nox.session
def coverage(session: nox.Session) -> None:
    """Run the tests and tell the lines and branches that none of them reaches (or: -- PATH)."""
    session.install("-e", TESTED, *group("test"))
    session.run("coverage", "erase")
    session.run("coverage", "run", "-m", "pytest", *IN_PARALLEL, *session.posargs)
    session.run("coverage", "combine", "--quiet")
    session.run("coverage", "report")


@nox.session
def papers(session: nox.Session) -> None:
    """Open the papers in LibreOffice, browser and checkers; leave every page as a picture (or: -- DIR)."""
    # Checkers at the versions whose rules were read: tests/check_papers.py names what it leaves out.
    session.install("-e", TESTED, "openxml-audit>=0.8", "outloud==0.2.1", "pdfua==0.1.3")
    session.run("python", "tests/check_papers.py", *session.posargs)


@nox.session(python=LOWEST_PYTHON, reuse_venv=False)
def minimums(session: nox.Session) -> None:
    """Run the tests on the lowest Python and the lowest versions that pyproject.toml allows."""
    session.install("-e", TESTED, "--resolution", "lowest-direct")
    session.install(*group("test"))
    session.run("uv", "pip", "list", external=True, silent=False)
    session.run("pytest", *IN_PARALLEL, *session.posargs)


@nox.session
def spark(session: nox.Session) -> None:
    """Run the tests of the distributed engine on a local Spark session and on Spark Connect; needs Java."""
    session.install("-e", ".[polars,spark,spss]", *group("test"))
    # A session of Spark is the process's own, so each file has a process.
    for path in ("tests/registers/test_spark.py", "tests/yearly/test_register_on_spark.py"):
        session.run("pytest", "-m", "spark", path, *session.posargs)
        session.run("pytest", "-m", "spark", path, *session.posargs, env={"SPARK_REMOTE": "local[2]"})


@nox.session
def mutants(session: nox.Session) -> None:
    """Change the program a little many times over, and count how often the tests notice (slow)."""
    session.install("-e", TESTED, *group("test"), *group("mutants"))
    session.run("python", "tests/mutants.py", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and formatting rules with ruff."""
    session.install(*group("lint"))
    session.run("ruff", "check", *session.posargs, ".")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types of the package with mypy --strict."""
    session.install("-e", TESTED, *group("types"))
    session.run("mypy", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation into docs/_build/html and run its notebooks; a warning is an error."""
    session.install("-e", ".[excel,polars,report,spss]", *group("docs"))
    session.run("sphinx-build", "-W", "--keep-going", "-q", "docs", "docs/_build/html", *session.posargs)


@nox.session
def notebooks(session: nox.Session) -> None:
    """Run every notebook in Danish and English; without Java it fails (or: -- --without-spark, -- en/05)."""
    session.install("-e", ".[excel,polars,report,spark,spss]", *group("docs"), *group("test"))
    session.run("python", "docs/run_notebooks.py", *session.posargs)


@nox.session(reuse_venv=False)
def release(session: nox.Session) -> None:
    """Make sdist and wheel, check what they say of themselves, run the README's example in a clean place."""
    made = Path("dist").resolve()
    session.run("uv", "build", "--quiet", "--out-dir", str(made), "--clear")
    [wheel] = made.glob("*.whl")
    [sdist] = made.glob("*.tar.gz")
    session.install(*group("release"))
    session.run("twine", "check", "--strict", str(sdist), str(wheel))
    session.run("check-wheel-contents", str(wheel))
    session.run("cffconvert", "--validate", "--infile", "CITATION.cff")
    session.install(f"{wheel}[excel,report,spss]")
    session.run("python", "tests/check_release.py", str(made))


@nox.session(reuse_venv=False)
def package(session: nox.Session) -> None:
    """Build the wheel from the sdist, install it in a clean place and make the sample Årsstatus there."""
    built = Path(session.create_tmp()).resolve()
    session.run("uv", "build", "--quiet", "--out-dir", str(built), "--clear")
    [wheel] = built.glob("*.whl")
    session.install(f"{wheel}[excel,report,spss]")
    session.chdir(built)  # away from the repository, whose folders would be found first
    session.run("social-balance", "check")
    session.run("social-balance", "aarsstatus", "--out", "out")


@nox.session
def bench(session: nox.Session) -> None:
    """Measure import time, the sample Årsstatus and registers; print the tables of benchmarks/README.md."""
    session.install("-e", ".[excel,polars,spark,spss]", *group("bench"), *group("second_opinion"))
    for script in sorted(Path("benchmarks").glob("*.py")):
        session.run("python", str(script), *session.posargs)


@nox.session
def simulate(session: nox.Session) -> None:
    """Draw many samples and compare coverage of intervals and size of tests with what they promise (slow)."""
    session.install("-e", TESTED, *group("test"))
    session.run("pytest", "-m", "simulation", "-n", "auto", "--maxprocesses", "4", *session.posargs)
