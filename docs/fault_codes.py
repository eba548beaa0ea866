"""The page of all fault codes, the languages side by side, made from the tables of the languages."""

from __future__ import annotations

from social_balance.language.tables import keys_of, languages, template

HEAD = """# Fault codes

Every fault has a stable code. This page is made from the tables in `social_balance/language/` when these
pages are built. Names in braces are filled in when a fault is told: `{found}` is what was met, `{hint}` a
question such as " Mente du …?" when a known word is near.

"""


def fault_page() -> str:
    """Return the page as Markdown: a section for every block of codes, a row for every code."""
    parts = [HEAD]
    prefix = ""
    for code in sorted(keys_of("faults")):
        if code[:3] != prefix:
            prefix = code[:3]
            head = f"| code | {' | '.join(languages())} |\n|---|{'---|' * len(languages())}"
            parts.append(f"\n## {prefix}\n\n{head}\n")
        texts = [_as_cell(template("faults", code, lang)) for lang in languages()]
        parts.append(f"| {code} | {' | '.join(texts)} |\n")
    return "".join(parts)


def _as_cell(text: str) -> str:
    # What Markdown would read as a column, a tag, emphasis or a formula is text here.
    for sign in "\\|<>*_$[]`":
        text = text.replace(sign, f"\\{sign}")
    return text


if __name__ == "__main__":
    print(fault_page())
