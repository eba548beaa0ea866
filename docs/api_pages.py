"""The pages of the API: one a room, with a table of its public names, and an example that runs at each."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path

from api_examples import EXAMPLES, SET_UP

import social_balance as sb

FOLDER = Path(__file__).parent / "api"
# Doors that stand in no room of their own are told of beside what they lead to.
DOORS = {"estimating": "estimates", "association": "estimates"}
HEAD = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  name: python3
  display_name: Python 3
---
"""
INDEX = """# API

Everything below is reached as `import social_balance as sb`; a name is loaded when it is first used, so the
import itself is quick. What is not listed here is not public and may change. Each page is a room of
[the house](../house.md).
"""


def rooms() -> dict[str, list[str]]:
    """The public names of each room, in the order of the house."""
    found: dict[str, list[str]] = {}
    for module, names in sb._PUBLIC.items():
        room = module.split(".")[0]
        found.setdefault(DOORS.get(room, room), []).extend(names)
    return found


def summary(name: str) -> str:
    """The first sentence of what a name says of itself."""
    return (inspect.getdoc(getattr(sb, name)) or "").split("\n\n")[0].replace("\n", " ")


def has_doctest(name: str) -> bool:
    """Whether the docstring has an example that runs."""
    return ">>>" in (inspect.getdoc(getattr(sb, name)) or "")


def lacking_examples() -> list[str]:
    """Public functions with no example, in a docstring or beside it."""
    functions = [name for name in sb.__all__ if inspect.isfunction(getattr(sb, name))]
    return [name for name in functions if not has_doctest(name) and name not in EXAMPLES]


def page(room: str, names: list[str]) -> str:
    """The page of one room."""
    job = (
        (importlib.import_module(f"social_balance.{room}").__doc__ or "").split("\n\n")[0].replace("\n", " ")
    )
    own = [name for name in names if name in EXAMPLES]
    parts = [HEAD] if own else []
    parts += [f"# {room}\n", f"{job}\n", "\n".join(_table(names)), ""]
    if own:
        parts += [_cell(SET_UP, hidden=True)]
    for name in names:
        kind = "autofunction" if inspect.isfunction(getattr(sb, name)) else "autoclass"
        options = "" if kind == "autofunction" else "\n   :members:"
        parts += [f"## {name}\n", f"```{{eval-rst}}\n.. {kind}:: social_balance.{name}{options}\n```\n"]
        if name in EXAMPLES:
            parts += [_cell(EXAMPLES[name])]
    return "\n".join(parts)


def write_api_pages() -> None:
    """Write the page of every room, and the one that lists them."""
    FOLDER.mkdir(exist_ok=True)
    by_room = rooms()
    rows = ["| room | public names |", "|---|---|"]
    for room, names in by_room.items():
        (FOLDER / f"{room}.md").write_text(page(room, names), encoding="utf-8")
        rows.append(f"| [{room}]({room}.md) | {', '.join(_link(name) for name in names)} |")
    tree = "\n".join(by_room)
    table = "\n".join(rows)
    text = f"{INDEX}\n{table}\n\n```{{toctree}}\n:hidden:\n\n{tree}\n```\n"
    (FOLDER / "index.md").write_text(text, encoding="utf-8")


def _table(names: list[str]) -> Iterator[str]:
    yield "| name | what it is |"
    yield "|---|---|"
    for name in names:
        yield f"| {_link(name)} | {summary(name).replace('|', chr(92) + '|').replace('``', '`')} |"


def _link(name: str) -> str:
    return f"{{py:obj}}`sb.{name} <social_balance.{name}>`"


def _cell(code: str, *, hidden: bool = False) -> str:
    tags = ":tags: [hide-cell]\n\n" if hidden else ""
    return f"```{{code-cell}} python\n{tags}{code.strip()}\n```\n"
