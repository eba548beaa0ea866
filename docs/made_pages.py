"""Pages and pictures that are made when the docs are built, from what the package and the tables say."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from social_balance.files.resources import packaged_folder
from social_balance.language.tables import languages
from social_balance.yearly.schemas import KINDS, file_schema

DOCS = Path(__file__).parent
EXTRA = DOCS / "_extra"  # copied beside the pages as it is
TERM = re.compile(r"`[^`]*`|\([^()]*\)|\*")


def questions() -> list[dict[str, Any]]:
    """The questions of questions.toml."""
    return tomllib.loads((DOCS / "questions.toml").read_text(encoding="utf-8"))["question"]


def question_page(lang: str) -> str:
    """The list of questions in a language, each with where the answer is."""
    heads = {"da": ("# Hvordan gør jeg …?", "spørgsmål", "svar", "funktioner"),
             "en": ("# How do I …?", "question", "answer", "functions")}[lang]  # fmt: skip
    words = {"da": "læs", "en": "read"}[lang]
    lines = [heads[0], "", f"| {heads[1]} | {heads[2]} | {heads[3]} |", "|---|---|---|"]
    for one in questions():
        page = one.get(f"page_{lang}", one["page"])
        names = ", ".join(f"{{py:obj}}`sb.{name} <social_balance.{name}>`" for name in one.get("names", ()))
        lines.append(f"| {one[lang]} | [{words}]({page}) | {names} |")
    return "\n".join(lines) + "\n"


def glossary_entries() -> Iterator[tuple[list[str], str]]:
    """The words of ordliste.md, Danish and English, with what they mean; each word once."""
    seen: set[str] = set()
    for line in (DOCS / "ordliste.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if not line.startswith("| ") or len(cells) != 3 or cells[0] in {"dansk", "---"}:
            continue
        words = [word for cell in cells[:2] for word in _words(cell) if word.casefold() not in seen]
        words = list(dict.fromkeys(words))
        fresh = [word for i, word in enumerate(words) if word.casefold() not in _folded(words[:i])]
        seen |= _folded(fresh)
        if fresh:
            yield fresh, cells[2]


def glossary_page() -> str:
    """The glossary that other pages link into."""
    parts = [
        "# Glossary · Ordbog",
        "",
        "Every word of the [ordliste](ordliste.md), to link to.",
        "",
        "```{glossary}",
    ]
    for words, meaning in sorted(glossary_entries(), key=lambda entry: entry[0][0].casefold()):
        parts += [*words, f"  {meaning}", ""]
    return "\n".join([*parts, "```", ""])


def schema_page() -> str:
    """Every key of every kind of file, with what it is, in each language."""
    parts = [SCHEMA_HEAD]
    for kind in KINDS:
        links = ", ".join(f"<a href='schemas/{lang}/{kind}.schema.json'>{lang}</a>" for lang in languages())
        parts += [
            f"## {kind}",
            "",
            f"JSON Schema, draft 7: {links}",
            "",
            "| key | dansk | English |",
            "|---|---|---|",
        ]
        told = {lang: dict(_keys(file_schema(kind, lang))) for lang in ("da", "en")}
        parts += [f"| `{key}` | {_cell(told['da'][key])} | {_cell(told['en'][key])} |" for key in told["da"]]
        parts.append("")
    return "\n".join(parts)


def write_schema_files() -> None:
    """Write the schemas that editors can fetch from the published docs."""
    for lang in languages():
        folder = EXTRA / "schemas" / lang
        folder.mkdir(parents=True, exist_ok=True)
        for kind in KINDS:
            text = json.dumps(file_schema(kind, lang), ensure_ascii=False, indent=2)
            (folder / f"{kind}.schema.json").write_text(text + "\n", encoding="utf-8")


def write_overview() -> None:
    """Draw the overview of the invented municipality for the landing page."""
    import matplotlib

    matplotlib.use("Agg")
    import social_balance as sb

    public = sb.release(sb.aarsstatus(packaged_folder("data_samples") / "aarsstatus.toml"))
    sb.plot_overview(public, lang="en").figure.savefig(DOCS / "overview.svg")


def write_cheat_sheets() -> None:
    """Set the cheat sheet, one A4 page in each language."""
    import typst

    EXTRA.mkdir(exist_ok=True)
    for lang in ("da", "en"):
        typst.compile(
            DOCS / "cheatsheet.typ", output=EXTRA / f"cheatsheet_{lang}.pdf", sys_inputs={"lang": lang}
        )


def write_made_pages() -> None:
    """Write everything of this module."""
    (DOCS / "how_do_i.md").write_text(question_page("en"), encoding="utf-8")
    (DOCS / "hvordan.md").write_text(question_page("da"), encoding="utf-8")
    (DOCS / "glossary.md").write_text(glossary_page(), encoding="utf-8")
    (DOCS / "schemas.md").write_text(schema_page(), encoding="utf-8")
    write_schema_files()
    write_cheat_sheets()
    write_overview()


SCHEMA_HEAD = """# Files that people write

`social-balance init` writes the schemas beside the files and a line `#:schema …` at the top of each, by which
VS Code (with *Even Better TOML*) and other editors complete keys, show what they are, and underline mistakes.
`social-balance schema KIND` prints one. A file of your own points here with `#:schema` and the address of the
link below, or with a path on your disk.

"""


def _keys(schema: Any, path: str = "") -> Iterator[tuple[str, str]]:
    for name, part in schema.get("properties", {}).items():
        yield f"{path}{name}", part.get("description", "")
        yield from _keys(part, f"{path}{name}.")
    for part in (schema.get("items"), schema.get("additionalProperties"), schema.get("then")):
        if isinstance(part, dict):
            yield from _keys(part, path)
    for part in (*schema.get("anyOf", ()), *schema.get("allOf", ())):
        yield from _keys(part, path)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("[", "\\[").replace("]", "\\]")


def _words(cell: str) -> list[str]:
    plain = TERM.sub("", cell).replace("\\", "")
    words = [word.strip(" .") for word in re.split(r"[,;]", plain)]
    return [word for word in words if word and ":" not in word and "…" not in word]


def _folded(words: list[str]) -> set[str]:
    return {word.casefold() for word in words}
