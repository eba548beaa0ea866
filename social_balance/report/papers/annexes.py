"""The papers that a case and a presentation point at, by the names of their files."""

from __future__ import annotations

from social_balance.language.words import Lang, phrase

# What the case of 2025 had as its annexes, and the workbook that came since.
_ANNEXES = {
    "aarsstatus": "pdf", "borgerundersoegelse": "pdf", "registerrapport": "pdf", "praesentation": "pptx",
    "tabeller": "xlsx",
}  # fmt: skip


def annex_items(lang: Lang) -> list[str]:
    """Return the annexes, numbered in the order of the case.

    Examples
    --------
    >>> annex_items("da")[0]
    'Bilag 1. Årsstatus (aarsstatus.pdf)'
    """
    return [
        phrase(
            "case",
            "annex",
            lang,
            number=place,
            title=phrase("case", f"annex_title_{paper}", lang),
            file=f"{phrase('paper_files', paper, lang)}.{ending}",
        )
        for place, (paper, ending) in enumerate(_ANNEXES.items(), start=1)
    ]
