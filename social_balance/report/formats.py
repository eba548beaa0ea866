"""The formats that a report can be written in: one line a format, from its name to what writes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from social_balance.report.data import csv_files, json_files
from social_balance.report.drawings import png_files, svg_files
from social_balance.report.html import html_files
from social_balance.report.material import Drawing, Files, Material


@dataclass(frozen=True)
class PaperFormat:
    """One format of the report.

    Parameters
    ----------
    write : callable
        From the material to files by their path in the folder; at least one.
    drawings : tuple of {"svg", "png"}
        The kinds of drawings it needs.
    """

    write: Callable[[Material], Files]
    drawings: tuple[Drawing, ...] = ()


# In the order in which people read of them. A name stands here with its writer or not at all, so that a
# format that nothing writes cannot be.
FORMATS: Mapping[str, PaperFormat] = MappingProxyType(
    {
        "html": PaperFormat(html_files, drawings=("svg",)),
        "json": PaperFormat(json_files),
        "csv": PaperFormat(csv_files),
        "svg": PaperFormat(svg_files, drawings=("svg",)),
        "png": PaperFormat(png_files, drawings=("png",)),
    }
)
