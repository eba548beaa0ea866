"""What every paper is made from: a release, its document, and the drawings that its format asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from social_balance.disclosure.release import Release
from social_balance.language.words import phrase
from social_balance.report.document import Document

Drawing = Literal["svg", "png"]
Files = Mapping[str, bytes]  # path in the folder, with forward slashes → content


@dataclass(frozen=True)
class Material:
    """What a writer of a paper format is handed.

    Parameters
    ----------
    public : Release
        The released tables.
    document : Document
        The paper as sections, paragraphs, tables and pictures.
    drawings : Mapping
        Kind of drawing, then name of the picture, to its bytes: the kinds that some format asked for.
    paper : str
        Which paper it is, a name of ``PAPERS``.
    """

    public: Release
    document: Document
    drawings: Mapping[Drawing, Mapping[str, bytes]]
    paper: str = "aarsstatus"

    @property
    def stem(self) -> str:
        """What the file of the paper is called before its ending, in the language of the paper."""
        return phrase("paper_files", self.paper, self.document.lang)
