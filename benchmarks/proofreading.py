"""Proof-reading: fifty pages of invented papers in each language, in seconds of the processor.

``python benchmarks/proofreading.py`` prints the time of each language with its target. The patterns of a
language are made once and counted in; importing pandas is not.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pandas as pd

import social_balance as sb

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from invented_papers import invented_paper

WORDS_A_PAGE, PAGES, TARGET = 350, 50, 2.0


def pages_of(lang: str) -> list[str]:
    """Papers of as many pages together as are wanted."""
    texts: list[str] = []
    seed = 0
    while sum(len(text.split()) for text in texts) < WORDS_A_PAGE * PAGES:
        texts.append(invented_paper(seed, lang=lang).text)
        seed += 1
    return texts


def main() -> None:
    """Print the table of benchmarks/README.md."""
    print(f"\n{PAGES} pages of {WORDS_A_PAGE} words, pandas {pd.__version__}\n")
    print("| language | s | target |\n|---|---|---|")
    for lang in ("da", "en"):
        text = "\n\n".join(pages_of(lang))
        begun = time.process_time()
        sb.proofread(text, written=lang)
        print(f"| {lang} | {time.process_time() - begun:.2f} | under {TARGET} |")


if __name__ == "__main__":
    main()
