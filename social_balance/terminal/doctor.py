"""The state of the machine: versions, extras, fonts, engines and memory."""

from __future__ import annotations

import os
import platform
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from social_balance.language.texts import number
from social_balance.language.words import phrase

_PACKAGE = "social-balance"
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_EXTRA = re.compile(r"extra\s*==\s*['\"](\w+)['\"]")
_GIGABYTE = 1024**3


@dataclass(frozen=True)
class Examination:
    """What was looked at, in words, and whether what every job needs is there.

    Parameters
    ----------
    lines : tuple of str
    healthy : bool
    """

    lines: tuple[str, ...]
    healthy: bool


def examine_machine(lang: str) -> Examination:
    """Look at what the library needs and what its extras need.

    Parameters
    ----------
    lang : {"da", "en"}

    Returns
    -------
    Examination

    Examples
    --------
    >>> examine_machine("en").healthy
    True
    """
    needed = _needed_packages()
    missing = [name for name in needed.get("", []) if _installed_version(name) is None]
    lines = [
        _say(
            "about", lang, version=version(_PACKAGE), python=platform.python_version(), system=_system_name()
        ),
        _packages_line(_say("core", lang), needed.get("", []), lang),
    ]
    for extra, names in sorted(needed.items()):
        # An extra that is made of other extras has nothing of its own.
        if extra and names:
            lines.append(_extra_line(extra, names, lang))
    lines += [*_engine_lines(lang), *_font_lines(lang), _memory_line(lang)]
    if missing:
        lines.append(_say("unhealthy", lang, names=", ".join(missing)))
    return Examination(tuple(lines), healthy=not missing)


def _needed_packages() -> dict[str, list[str]]:
    """Return the packages of each extra, and under "" those that are always needed."""
    found: dict[str, list[str]] = {}
    for requirement in requires(_PACKAGE) or []:
        name = _NAME.match(requirement)
        extra = _EXTRA.search(requirement)
        if name is not None and name[0] != _PACKAGE:
            found.setdefault(extra[1] if extra else "", []).append(name[0])
    return found


def _installed_version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _packages_line(what: str, names: list[str], lang: str) -> str:
    told = [f"{name} {_installed_version(name) or _say('absent', lang)}" for name in names]
    return f"{what}: {', '.join(told)}"


def _extra_line(extra: str, names: list[str], lang: str) -> str:
    """Return an extra with its packages, and how to get those that are not there."""
    line = _packages_line(f"[{extra}]", names, lang)
    if all(_installed_version(name) for name in names):
        return line
    return f'{line}. {_say("install", lang)} pip install "{_PACKAGE}[{extra}]"'


def _engine_lines(lang: str) -> Iterator[str]:
    engines = {name: _installed_version(name) for name in ("duckdb", "polars", "pyspark")}
    words = [f"{name} {found or _say('absent', lang)}" for name, found in engines.items()]
    yield f"{_say('engines', lang)}: {', '.join(words)}"
    # Spark is a program of its own kind, and starts nowhere without Java.
    if engines["pyspark"] and not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        yield _say("no_java", lang)


def _font_lines(lang: str) -> Iterator[str]:
    import matplotlib
    from matplotlib import font_manager

    from social_balance.figures.style import FONT

    own = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    found = Path(font_manager.findfont(FONT, fallback_to_default=False))
    key = "font_own" if found.is_relative_to(own) else "font_other"
    yield _say(key, lang, font=FONT)


def _memory_line(lang: str) -> str:
    values = {"cores": os.cpu_count() or 0, "memory": _say("unknown", lang), "free": _say("unknown", lang)}
    # POSIX alone says how much memory there is without a further package.
    if hasattr(os, "sysconf"):
        names = {"memory": "SC_PHYS_PAGES", "free": "SC_AVPHYS_PAGES"}
        for key, name in names.items():
            if name in os.sysconf_names:
                size = os.sysconf(name) * os.sysconf("SC_PAGE_SIZE") / _GIGABYTE
                values[key] = number(size, 1, lang=lang)
    return _say("memory", lang, **values)


def _system_name() -> str:
    return f"{platform.system()} {platform.machine()}"


def _say(key: str, lang: str, **values: object) -> str:
    return phrase("doctor", key, lang, **values)
