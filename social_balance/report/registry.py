"""The papers that there are: one line a paper, from its name to what puts it together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from social_balance.report.document import Document
from social_balance.report.papers.case_text import case_document
from social_balance.report.papers.indicator_reports import (
    has_registers,
    has_survey,
    register_document,
    survey_document,
)
from social_balance.report.papers.slides import slides_document
from social_balance.report.source import PaperSource
from social_balance.yearly.status import Tables

# report: read from beginning to end · case: a text that others write on in · slides: shown while somebody
# speaks · data: the released tables · figures: the pictures as files
PaperKind = Literal["report", "case", "slides", "data", "figures"]


def _is_status(tables: Tables) -> bool:
    return len(tables.themes) > 0


def _has_targets(tables: Tables) -> bool:
    return tables.neighbours.targets is not None


def _is_strategy_alone(tables: Tables) -> bool:
    return _has_targets(tables) and not _is_status(tables)


def _follow_up_document(source: PaperSource) -> Document:
    return source.follow_up


def _report(source: PaperSource) -> Document:
    return source.report


@dataclass(frozen=True)
class Paper:
    """One paper.

    Parameters
    ----------
    build : callable
        From the tables and the report to the document.
    kind : {"report", "case", "slides", "data", "figures"}
        Which formats it is written in: those that write its kind.
    has_content : callable
        Whether a release has anything to put in it.
    """

    build: Callable[[PaperSource], Document]
    kind: PaperKind = "report"
    has_content: Callable[[Tables], bool] = _is_status


# In the order in which a committee meets them. A further paper, such as the follow-up of targets, is a line
# here and a name in ``[paper_files]`` of every language.
PAPERS: Mapping[str, Paper] = MappingProxyType(
    {
        "aarsstatus": Paper(_report),
        "sagsfremstilling": Paper(case_document, kind="case"),
        "praesentation": Paper(slides_document, kind="slides"),
        "borgerundersoegelse": Paper(survey_document, has_content=has_survey),
        "registerrapport": Paper(register_document, has_content=has_registers),
        "maalopfoelgning": Paper(_follow_up_document, has_content=_has_targets),
        "tabeller": Paper(_report, kind="data"),
        "figurer": Paper(_report, kind="figures"),
        # A strategy that is followed without an Årsstatus has tables and figures of its own.
        "maaltabeller": Paper(_follow_up_document, kind="data", has_content=_is_strategy_alone),
        "maalfigurer": Paper(_follow_up_document, kind="figures", has_content=_is_strategy_alone),
    }
)


def build_document(name: str, source: PaperSource) -> Document:
    """Return a paper as a document, with its date and whose it is.

    Parameters
    ----------
    name : str
        One of ``PAPERS``.
    source : PaperSource

    Returns
    -------
    Document
    """
    document = PAPERS[name].build(source)
    # Signed already: papers that are the report are one document, which is read and drawn once.
    return document if PAPERS[name].build in (_report, _follow_up_document) else source.signed(document)
