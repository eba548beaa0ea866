"""What is wrong with how a command was called, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any

import click

from social_balance.language.values_in_words import suggest
from social_balance.language.words import phrase

_IN_PARENTHESES = re.compile(r"\(([^()]*)\)\.?$")


class WordedUsageError(click.UsageError):
    """A usage error that shows itself in the reader's language, with where more help is.

    Parameters
    ----------
    error : click.UsageError
    lang : str
    """

    def __init__(self, error: click.UsageError, lang: str) -> None:
        super().__init__(usage_message(error, lang), error.ctx)
        self.lang = lang

    def show(self, file: IO[Any] | None = None) -> None:
        """Write how the command is called, where its help is, and what is wrong."""
        lines = [f"{_say('error', self.lang)} {self.message}"]
        if self.ctx is not None:
            asked = f"{self.ctx.command_path} {self.ctx.help_option_names[-1]}"
            lines = [self.ctx.get_usage(), _say("more_help", self.lang, command=asked), "", *lines]
        click.echo("\n".join(lines), file=file, err=True)


class UnknownCommand(click.UsageError):
    """A command that is not there; click itself has had no class for it until lately.

    Parameters
    ----------
    name : str
    known : sequence of str
        The commands there are.
    ctx : click.Context
    """

    def __init__(self, name: str, known: Sequence[str], ctx: click.Context) -> None:
        super().__init__(name, ctx)
        self.name = name
        self.known = known


@contextmanager
def worded_usage_errors(ctx: click.Context, language: Callable[[click.Context], str]) -> Iterator[None]:
    """Turn a usage error of click's into one in the reader's language.

    Parameters
    ----------
    ctx : click.Context
        Of the command that is read or run; an error of the parser has none of its own.
    language : callable
        Asked only when there is an error.
    """
    try:
        yield
    except (WordedUsageError, click.exceptions.NoArgsIsHelpError):
        # The one is worded already, and the other is no error: it shows the help.
        raise
    except click.UsageError as error:
        error.ctx = error.ctx or ctx
        raise WordedUsageError(error, language(ctx)) from error


def usage_message(error: click.UsageError, lang: str) -> str:
    """Return what is wrong in a sentence; click's own where it says what we have no words for.

    Examples
    --------
    >>> print(usage_message(click.NoSuchOption("--stric", possibilities=["--strict"]), "da"))
    Valget --stric findes ikke. Mente du '--strict'?
    """
    if isinstance(error, UnknownCommand):
        return _unknown("no_command", error.name, error.known, lang)
    if isinstance(error, click.NoSuchOption):
        return _unknown("no_option", error.option_name, error.possibilities or [], lang)
    if isinstance(error, click.MissingParameter) and error.param is not None:
        return _missing_message(error.param, lang)
    if isinstance(error, click.BadParameter) and error.param is not None:
        return _say("bad_value", lang, name=_shown_name(error.param), wanted=_wanted(error.param.type, lang))
    if isinstance(error, click.BadOptionUsage):
        return _option_message(error, lang)
    # Of the errors without a class of their own only the words behind the last argument are met here.
    extra = _IN_PARENTHESES.search(error.message)
    if extra is not None:
        return _say("too_many", lang, words=extra[1])
    return error.message


def _unknown(key: str, name: str, known: Sequence[str], lang: str) -> str:
    message = _say(key, lang, name=name)
    near = suggest(name, known)
    if near is None:
        return message
    return f"{message} {phrase('fault_list', 'hint', lang, suggestion=near)}"


def _missing_message(param: click.Parameter, lang: str) -> str:
    message = _say("missing", lang, name=_shown_name(param))
    if isinstance(param.type, click.Choice):
        return f"{message} {_say('choose', lang, choices=_listed(param.type))}"
    return message


def _option_message(error: click.BadOptionUsage, lang: str) -> str:
    """Return that an option lacks its value, or has one that it does not take."""
    params = [] if error.ctx is None else error.ctx.command.params
    flags = {name for param in params if getattr(param, "is_flag", False) for name in param.opts}
    key = "takes_no_value" if error.option_name in flags else "needs_value"
    return _say(key, lang, name=error.option_name)


def _wanted(kind: click.ParamType[Any], lang: str) -> str:
    """Return what a value has to be."""
    if isinstance(kind, click.Choice):
        return _say("one_of", lang, choices=_listed(kind))
    names = {"integer": "a_whole_number", "float": "a_number"}
    return _say(names.get(kind.name, "another"), lang)


def _listed(choice: click.Choice[Any]) -> str:
    return ", ".join(str(one) for one in choice.choices)


def _shown_name(param: click.Parameter) -> str:
    """Return an option as it is typed, and an argument as it stands in the usage."""
    if isinstance(param, click.Option):
        return max(param.opts, key=len)
    return param.human_readable_name


def _say(key: str, lang: str, **values: object) -> str:
    return phrase("command_errors", key, lang, **values)
