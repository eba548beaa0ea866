"""Help that teaches: each command in the reader's language, with examples."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import click

from social_balance.language.reader import terminal_language
from social_balance.language.tables import has_text, languages
from social_balance.language.words import phrase
from social_balance.terminal.usage_errors import UnknownCommand, worded_usage_errors

_META_LANG = "social_balance.lang"  # where a context keeps the language that was typed
_OWN_DEFAULT = "[default: "  # as click writes it, behind the words of an option


class _Teaching(click.Command):
    """What a command and the group of them share: help and faults in the reader's language."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read what stands behind the name, and tell in the reader's language what is wrong with it."""
        with worded_usage_errors(ctx, reading_language):
            return super().parse_args(ctx, args)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return what stands behind the name."""
        return _usage_pieces(super().collect_usage_pieces(ctx), reading_language(ctx))

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line on how to call it."""
        _write_usage(self, ctx, formatter)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what it does."""
        _write_paragraph(command_text(self, reading_language(ctx)), formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options."""
        _write_options(self, ctx, formatter)


class TeachingCommand(_Teaching):
    """A command whose help is in the reader's language and ends with examples."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples."""
        lang = reading_language(ctx)
        lines = example_lines(self.name or "", lang)
        if lines:
            with formatter.section(_say("examples", lang)):
                for line in lines:
                    formatter.write(f"{'':>{formatter.current_indent}}{line}\n")


class TeachingGroup(_Teaching, click.Group):
    """The commands together, listed in the reader's language."""

    command_class = TeachingCommand

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line, and tell in the reader's language what is wrong with it."""
        ctx.meta[_META_LANG] = _typed_language(args)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for, and tell in the same way what is wrong with it."""
        with worded_usage_errors(ctx, reading_language):
            return super().invoke(ctx)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command of that name."""
        if self.get_command(ctx, args[0]) is None and not ctx.resilient_parsing:
            raise UnknownCommand(args[0], sorted(self.commands), ctx)
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, and the commands with a sentence each."""
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, each with its first sentence."""
        lang = reading_language(ctx)
        rows = [
            (name, command_text(command, lang).split(". ")[0].removesuffix("."))
            for name, command in sorted(self.commands.items())
            if not command.hidden
        ]
        with formatter.section(_say("commands", lang)):
            formatter.write_dl(rows)


def reading_language(ctx: click.Context) -> str:
    """Return the language asked for on the command line, or that of the terminal."""
    return str(ctx.params.get("lang") or ctx.meta.get(_META_LANG) or terminal_language())


def command_text(command: click.Command, lang: str) -> str:
    """Return what a command does; the text of the program itself where the language has none."""
    if has_text("command_help", command.name or ""):
        return phrase("command_help", command.name or "", lang)
    return " ".join((command.help or "").split())


def example_lines(name: str, lang: str) -> list[str]:
    """Return the lines of the examples of a command: a sentence, and the command below it.

    Examples
    --------
    >>> example_lines("schema", "en")[1]
    'social-balance schema > definition.schema.json'
    """
    if not has_text("command_examples", name):
        return []
    return phrase("command_examples", name, lang).strip().splitlines()


def _typed_language(args: list[str]) -> str:
    """Return the language behind ``--lang``, for what is told before the options are read; else nothing."""
    for option, value in pairwise([*args, ""]):
        typed = value if option == "--lang" else option.removeprefix("--lang=")
        if option.startswith("--lang") and typed in languages():
            return typed
    return ""


def _usage_pieces(pieces: list[str], lang: str) -> list[str]:
    own = {"[OPTIONS]": _say("options_piece", lang), "COMMAND [ARGS]...": _say("command_piece", lang)}
    return [own.get(piece, piece) for piece in pieces]


def _write_usage(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    pieces = " ".join(command.collect_usage_pieces(ctx))
    formatter.write_usage(ctx.command_path, pieces, prefix=f"{_say('usage', reading_language(ctx))} ")


def _write_paragraph(text: str, formatter: click.HelpFormatter) -> None:
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text(text)


def _write_options(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    lang = reading_language(ctx)
    records = [
        (record[0], _option_text(command, param, record[1], lang))
        for param in command.get_params(ctx)
        # Lately click lists arguments here too; what they are is told in the paragraph above.
        if isinstance(param, click.Option) and (record := param.get_help_record(ctx)) is not None
    ]
    if records:
        with formatter.section(_say("options", lang)):
            formatter.write_dl(records)


def _option_text(command: click.Command, param: Any, written: str, lang: str) -> str:
    """Return what an option is for: its own text, or that of every command that has it."""
    # Click calls the option of its own making otherwise from version to version.
    name = "help" if "--help" in param.opts else str(param.name)
    for key in (f"{command.name}.{name}", name):
        if has_text("command_options", key):
            text = phrase("command_options", key, lang)
            # What click adds behind the words, such as the default, stays.
            return f"{text}{written.removeprefix(param.help or '')}".replace(
                _OWN_DEFAULT, f"[{_say('default', lang)} "
            )
    return written


def _say(key: str, lang: str) -> str:
    return phrase("command_line", key, lang)
