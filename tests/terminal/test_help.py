"""Help, completion and wrong calls are told in the reader's language, and an example is one that runs."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from typing import Any

import pytest
from click.testing import CliRunner

from social_balance.cli import main
from social_balance.language.tables import languages
from social_balance.terminal.teaching import example_lines

UNSET = dict.fromkeys(("LC_ALL", "LC_MESSAGES", "LANG", "SOCIAL_BALANCE_LANG"))


def run(*words: str, **environment: Any) -> tuple[int, str]:
    result = CliRunner().invoke(main, list(words), env=UNSET | environment, prog_name="social-balance")
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


def last_line(*words: str, **environment: Any) -> str:
    code, text = run(*words, **environment)
    assert code == 2
    return text.splitlines()[-1]


@pytest.mark.parametrize("environment", [{}, {"LANG": "C"}, {"LC_ALL": "C.UTF-8"}, {"LANG": "da_DK.UTF-8"}])
def test_help_is_danish_where_nobody_asks_for_anything_else(environment: dict[str, str]) -> None:
    code, text = run("--help", **environment)
    assert code == 0
    assert text.startswith("Brug: social-balance [VALG] KOMMANDO [VALG]")
    assert re.search(r"-h, --help +Vis denne hjælp\.", text)
    assert not re.search(r"\b(Usage|Show|Options|Commands|the)\b", text)


@pytest.mark.parametrize(
    ("words", "environment"),
    [
        (["check", "--help"], {"LANG": "en_GB.UTF-8"}),
        (["check", "--help"], {"LANG": "da_DK.UTF-8", "LC_ALL": "en_US"}),
        (["check", "--help"], {"SOCIAL_BALANCE_LANG": "en", "LANG": "da_DK.UTF-8"}),
        (["check", "--lang", "en", "--help"], {"LANG": "da_DK.UTF-8"}),
        (["check", "--help", "--lang", "en"], {}),
    ],
)
def test_help_is_english_by_the_locale_the_variable_or_the_option(
    words: list[str], environment: dict[str, str]
) -> None:
    code, text = run(*words, **environment)
    assert code == 0
    assert "Usage: social-balance check [OPTIONS] [PATH]" in text
    assert re.search(r"--strict +End with status 3 when there are remarks\.", text)
    assert "Examples:" in text


def test_danish_letters_come_out_under_a_locale_that_has_none() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "social_balance", "check", "--help"],
        env={"LC_ALL": "C", "PATH": "", "PYTHONDONTWRITEBYTECODE": "1"}, capture_output=True, check=True,
    )  # fmt: skip
    assert "kodebøger" in told.stdout.decode("utf-8")


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_teaches_with_examples_that_its_own_parser_takes(name: str, lang: str) -> None:
    text = run(name, "--help", "--lang", lang)[1]
    lines = example_lines(name, lang)
    assert lines
    assert all(line in text for line in lines)
    for line in lines[1::2]:
        words = shlex.split(line.split(" > ")[0])
        assert words[0] == "social-balance"
        command = main.commands[words[1]]
        assert command.make_context(words[1], words[2:], resilient_parsing=False).params is not None


@pytest.mark.parametrize(
    ("words", "danish", "english"),
    [
        (["chek"], "Kommandoen chek findes ikke. Mente du 'check'?",
         "There is no command chek. Did you mean 'check'?"),
        (["zzz"], "Kommandoen zzz findes ikke.", "There is no command zzz."),
        (["check", "--stric"], "Valget --stric findes ikke. Mente du '--strict'?",
         "There is no option --stric. Did you mean '--strict'?"),
        (["explain"], "INDICATOR mangler.", "INDICATOR is missing."),
        (["completion"], "SHELL mangler. Vælg mellem: bash, zsh, fish.",
         "SHELL is missing. Choose one of: bash, zsh, fish."),
        (["completion", "csh"],
         "Værdien af SHELL kan ikke bruges; den skal være en af disse: bash, zsh, fish.",
         "The value of SHELL cannot be used; it has to be one of these: bash, zsh, fish."),
        (["plan", "--power", "x"], "Værdien af --power kan ikke bruges; den skal være et tal.",
         "The value of --power cannot be used; it has to be a number."),
        (["plan", "--rest", "2.5"], "Værdien af --rest kan ikke bruges; den skal være et helt tal.",
         "The value of --rest cannot be used; it has to be a whole number."),
        (["plan", "--rest"], "Efter --rest mangler en værdi.", "A value is missing after --rest."),
        (["check", "--strict=1"], "--strict står alene og tager ingen værdi.",
         "--strict stands alone and takes no value."),
        (["check", "a", "b", "c"], "Der står mere, end kommandoen tager imod: b c.",
         "There is more than the command takes: b c."),
    ],
)  # fmt: skip
def test_a_wrong_call_is_told_in_the_readers_language(words: list[str], danish: str, english: str) -> None:
    assert last_line(*words) == f"Fejl: {danish}"
    assert last_line(*words, LANG="en_GB.UTF-8") == f"Error: {english}"


def test_the_language_typed_is_that_of_the_fault_too_wherever_it_stands() -> None:
    assert last_line("chek", "--lang", "en").startswith("Error:")
    assert last_line("check", "--stric", "--lang=en").startswith("Error:")
    assert last_line("check", "--lang", "da", "--stric", LANG="en_GB").startswith("Fejl:")
    assert last_line("check", "--lang", "fr").endswith("den skal være en af disse: da, en.")


def test_a_wrong_call_says_how_the_command_is_called_and_where_its_help_is() -> None:
    told = run("explain")[1].splitlines()
    assert told[0] == "Brug: social-balance explain [VALG] INDICATOR"
    assert told[1] == "Se hjælpen med: social-balance explain --help"


def test_the_program_alone_shows_its_help() -> None:
    assert run()[1] == run("--help")[1]


@pytest.mark.parametrize(
    ("shell", "line"),
    [
        ("bash", "complete -o nosort -F _social_balance_completion social-balance"),
        ("zsh", "compdef _social_balance_completion social-balance"),
        ("fish", "complete --no-files --command social-balance"),
    ],
)
def test_completion_is_what_the_shell_reads(shell: str, line: str) -> None:
    code, text = run("completion", shell)
    assert code == 0
    assert line in text
    assert "_SOCIAL_BALANCE_COMPLETE" in text


def test_completion_answers_with_the_commands_and_the_choices(monkeypatch: pytest.MonkeyPatch) -> None:
    from click.shell_completion import BashComplete

    answer = BashComplete(main, {}, "social-balance", "_SOCIAL_BALANCE_COMPLETE")
    assert [one.value for one in answer.get_completions([], "co")] == ["codebook", "completion"]
    assert [one.value for one in answer.get_completions(["schema"], "c")] == ["configuration", "codebook"]
    assert "--strict" in [one.value for one in answer.get_completions(["check"], "--")]


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash on this machine")
def test_bash_takes_the_script_as_it_is() -> None:
    script = run("completion", "bash")[1]
    subprocess.run(["bash", "-n"], input=script.encode(), check=True)
