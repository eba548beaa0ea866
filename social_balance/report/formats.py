"""The formats that a paper can be written in: one line a format, from its name to what writes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from types import MappingProxyType

from social_balance.report.data import csv_files, json_files
from social_balance.report.drawings import png_files, svg_files
from social_balance.report.html import html_files
from social_balance.report.material import Drawing, Files, Material
from social_balance.report.registry import PaperKind
from social_balance.report.writers.pdf import pdf_files
from social_balance.report.writers.powerpoint import powerpoint_files
from social_balance.report.writers.word import word_files
from social_balance.report.writers.workbook import workbook_files

EXTRA = "report"  # the extra of pyproject.toml that brings every library that a format needs


@dataclass(frozen=True)
class PaperFormat:
    """One format of the papers.

    Parameters
    ----------
    write : callable
        From the material of one paper to files by their path in the folder; at least one.
    kinds : tuple of {"report", "case", "slides", "data", "figures"}
        The kinds of papers that are written in it.
    drawings : tuple of {"svg", "png"}
        The kinds of drawings it needs.
    needs : tuple of str
        The modules of other libraries that it imports, inside its functions only.
    """

    write: Callable[[Material], Files]
    kinds: tuple[PaperKind, ...] = ("report",)
    drawings: tuple[Drawing, ...] = ()
    needs: tuple[str, ...] = ()

    def missing_modules(self) -> list[str]:
        """Return the modules that it needs and that are not installed here."""
        return [name for name in self.needs if find_spec(name) is None]


# In the order in which people read of them. A name stands here with its writer or not at all, so that a
# format that nothing writes cannot be.
FORMATS: Mapping[str, PaperFormat] = MappingProxyType(
    {
        "html": PaperFormat(html_files, drawings=("svg",)),
        "pdf": PaperFormat(pdf_files, drawings=("svg",), needs=("typst", "pikepdf")),
        "docx": PaperFormat(word_files, kinds=("report", "case"), drawings=("png",), needs=("docx",)),
        "pptx": PaperFormat(powerpoint_files, kinds=("slides",), needs=("pptx",)),
        "xlsx": PaperFormat(workbook_files, kinds=("data",), needs=("xlsxwriter",)),
        "json": PaperFormat(json_files, kinds=("data",)),
        "csv": PaperFormat(csv_files, kinds=("data",)),
        "svg": PaperFormat(svg_files, kinds=("figures",), drawings=("svg",)),
        "png": PaperFormat(png_files, kinds=("figures",), drawings=("png",)),
    }
)


def installed_formats() -> tuple[str, ...]:
    """Return the formats that can be written here, in the order of ``FORMATS``.

    Examples
    --------
    >>> "html" in installed_formats()
    True
    """
    return tuple(name for name, paper_format in FORMATS.items() if not paper_format.missing_modules())
