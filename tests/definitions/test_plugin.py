"""The pytest plugin: definitions are tests, in this repository and in a folder of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest

# Loaded before pytester takes note of what is loaded: numpy cannot be loaded a second time.
import social_balance.definitions.catalogue  # noqa: F401

pytest_plugins = ["pytester"]

BAD = Path(__file__).parents[1] / "bad_definitions"
GOOD = (BAD / "tryghed" / "rigtig.toml").read_text(encoding="utf-8")
THEME = (BAD / "tryghed" / "tema.toml").read_text(encoding="utf-8")


@pytest.fixture
def theme(pytester: pytest.Pytester) -> Path:
    """A theme with one good indicator, in a folder outside the repository."""
    folder = pytester.mkdir("egne_indikatorer") / "tryghed"
    folder.mkdir()
    (folder / "tema.toml").write_text(THEME, encoding="utf-8")
    (folder / "rigtig.toml").write_text(GOOD, encoding="utf-8")
    return folder


def test_a_definition_gives_a_test_a_case_and_two_a_version(pytester, theme):
    result = pytester.runpytest("egne_indikatorer", "-v", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=4)
    file = "egne_indikatorer/tryghed/rigtig.toml"
    result.stdout.fnmatch_lines(
        [
            f"{file}::Ubesvaret er uden for nævneren PASSED*",
            f"{file}::fra 2021 uden nævner: et eksempel opdager det PASSED*",
            f"{file}::fra 2021 med omvendt tæller: et eksempel opdager det PASSED*",
            "egne_indikatorer/tryghed/tema.toml::temaet er i orden PASSED*",
        ]
    )


def test_one_case_can_be_chosen_by_its_words(pytester, theme):
    pytester.runpytest("-k", "Ubesvaret").assert_outcomes(passed=1, deselected=3)
    pytester.runpytest(f"{theme}/rigtig.toml").assert_outcomes(passed=3)


def test_a_case_that_fails_shows_the_figures_and_no_traceback(pytester, theme):
    (theme / "rigtig.toml").write_text(GOOD.replace("value = 75.0", "value = 25.0"), encoding="utf-8")
    result = pytester.runpytest()
    # The case is the only one of its version, so nothing is left that could notice a broken rule either.
    result.assert_outcomes(passed=3, failed=1)
    told = result.stdout.str()
    assert "egne_indikatorer/tryghed/rigtig.toml:16 [[case]]" in told
    assert "eksemplet giver value = 75, men der står 25 i expect" in told
    assert "Traceback" not in told
    assert "cases.py" not in told


@pytest.mark.parametrize(
    ("locale", "head", "row"),
    [("C", "ventet  beregnet", "value         25        75  ← passer ikke"),
     ("en_GB.UTF-8", "expected  computed", "value           25        75  ← differs")],
)  # fmt: skip
def test_a_case_that_fails_shows_its_persons_and_expected_beside_computed(
    pytester, theme, monkeypatch, locale, head, row
):
    monkeypatch.setenv("LC_ALL", locale)
    (theme / "rigtig.toml").write_text(GOOD.replace("value = 75.0", "value = 25.0"), encoding="utf-8")
    told = [" ".join(line.split()) for line in pytester.runpytest().stdout.lines]
    assert " ".join(head.split()) in told
    assert " ".join(row.split()) in told
    assert "base 4 4" in told
    assert "positive 3 3" in told


def test_a_case_without_figures_shows_the_fault_alone(pytester, theme):
    (theme / "rigtig.toml").write_text(GOOD.replace("year = 2021", "year = 1999", 1), encoding="utf-8")
    told = pytester.runpytest().stdout.str()
    assert "1999" in told
    assert "beregnet" not in told


HALF = GOOD.replace("    1 | 3\n", "    1 | 1\n").replace(
    "base = 4, positive = 3, value = 75.0", "value = 50.0"
)
NO_MISSING = GOOD.replace("      | 1\n", "")


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        (NO_MISSING, "nævner", "intet eksempel opdager, hvis nævneren"),
        (HALF, "tæller", "intet eksempel opdager, hvis tælleren"),
    ],
)
def test_a_broken_rule_that_no_case_notices_fails_under_its_own_name(pytester, theme, text, name, words):
    (theme / "rigtig.toml").write_text(text, encoding="utf-8")
    result = pytester.runpytest("-k", f"fra and {name}")
    result.assert_outcomes(failed=1, deselected=3)
    assert words in result.stdout.str()


def test_a_definition_with_faults_is_one_clean_failure_that_lists_them(pytester, theme):
    faulty = (
        GOOD.replace("direction =", "directon  =").replace("[0, 100]", "[50, 50.0]").replace("2021", "'x'")
    )
    (theme / "rigtig.toml").write_text(faulty, encoding="utf-8")
    result = pytester.runpytest()
    result.assert_outcomes(passed=1, failed=1)
    told = result.stdout.str()
    assert "[indicator] directon — feltet kendes ikke. Mente du 'direction'?" in told
    assert "[[version]] x from" in told
    assert "Traceback" not in told


def test_a_theme_with_faults_fails_on_its_own_file(pytester, theme):
    (theme / "tema.toml").write_text(THEME.replace('"tryghed"', '"trygehed"', 1), encoding="utf-8")
    other = theme.parent / "sundhed"
    other.mkdir()
    (other / "tema.toml").write_text(THEME.replace("tryghed", "sundhed"), encoding="utf-8")
    (other / "rigtig.toml").write_text(GOOD, encoding="utf-8")
    result = pytester.runpytest("-k", "temaet")
    result.assert_outcomes(failed=2, deselected=6)
    told = result.stdout.str()
    assert "id er 'trygehed', men mappen hedder 'tryghed'" in told
    assert "id 'rigtig' er allerede brugt i egne_indikatorer/tryghed/rigtig.toml" in told


def test_a_file_that_is_no_toml_is_a_failure_and_no_crash(pytester, theme):
    (theme / "rigtig.toml").write_bytes(GOOD.encode("cp1252"))
    result = pytester.runpytest()
    result.assert_outcomes(passed=1, failed=1)
    assert "filen er ikke gemt som UTF-8" in result.stdout.str()


def test_a_definition_outside_a_theme_is_tried_too_but_other_toml_is_left_alone(pytester):
    pytester.makefile(".toml", rigtig=GOOD)
    pytester.makefile(".toml", indstillinger="[indicator]\nx = 1\n", ruff="[lint]\nx = 1\n", tom="")
    pytester.runpytest().assert_outcomes(passed=3)


def test_a_crash_of_our_own_is_shown_as_a_crash(pytester, theme, monkeypatch):
    def crash(*args: object) -> None:
        raise RuntimeError("det skulle ikke ske")

    monkeypatch.setattr("social_balance.definitions.cases.check_case", crash)
    result = pytester.runpytest("-k", "Ubesvaret")
    result.assert_outcomes(failed=1, deselected=3)
    assert "RuntimeError: det skulle ikke ske" in result.stdout.str()


def test_a_session_without_definitions_loads_nothing_heavy(pytester):
    pytester.makefile(".toml", indstillinger="[indicator]\nx = 1\n")
    pytester.makepyfile(
        """
        import sys

        def test_light():
            assert "social_balance.definitions.pytest_plugin" in sys.modules
            heavy = {"numpy", "pandas", "pydantic", "matplotlib", "duckdb"}
            heavy |= {"social_balance.definitions.catalogue"}
            assert heavy & set(sys.modules) == set()
        """
    )
    pytester.runpytest_subprocess("-p", "no:hypothesispytest").assert_outcomes(passed=1)


def test_the_bad_definitions_of_these_tests_are_not_collected_themselves(request):
    collected = {item.path for item in request.session.items}
    assert not [path for path in collected if BAD in path.parents]
