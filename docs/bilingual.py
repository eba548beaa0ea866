"""The notebooks of each language, made of one source that holds both: code once, text in each language."""

from __future__ import annotations

import re
from pathlib import Path

SOURCES = Path(__file__).parent / "notebooks"
LANGUAGES = ("da", "en")
# A block such as ":::{da}" holds the text of one language; "@lang" in code stands for the language's name.
BLOCK = re.compile(r"^:::\{(da|en)\}\n(.*?)^:::\n", re.MULTILINE | re.DOTALL)


def in_language(text: str, lang: str) -> str:
    """Return a source with the text of one language only."""
    return BLOCK.sub(lambda block: block[2] if block[1] == lang else "", text).replace("@lang", lang)


def sources() -> list[Path]:
    """The sources, in the order in which they are read."""
    return sorted(SOURCES.glob("[0-9]*.md"))


def write_notebooks() -> list[Path]:
    """Write every notebook in every language beside the sources, and return the files."""
    written = []
    for lang in LANGUAGES:
        folder = SOURCES / lang
        folder.mkdir(exist_ok=True)
        for source in sources():
            file = folder / source.name
            text = in_language(source.read_text(encoding="utf-8"), lang)
            # A file that is as before keeps its time, so that a build need not read it again.
            if not file.exists() or file.read_text(encoding="utf-8") != text:
                file.write_text(text, encoding="utf-8")
            written.append(file)
    return written


if __name__ == "__main__":
    for path in write_notebooks():
        print(path)
