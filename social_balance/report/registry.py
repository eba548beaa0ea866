"""The papers that there are: one line a paper, from its name to what puts it together."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from social_balance.language.texts import Lang
from social_balance.report.content import report_document
from social_balance.report.document import Document
from social_balance.report.targets_paper import targets_document
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


def _follow_up_document(tables: Tables, *, lang: Lang | None = None) -> Document:
    targets = tables.neighbours.targets
    assert targets is not None
    return targets_document(targets, lang=lang or tables.meta.language)


@dataclass(frozen=True)
class Paper:
    """One paper.

    Parameters
    ----------
    build : callable
        From the released tables and ``lang=`` to the document.
    kind : {"report", "case", "slides", "data", "figures"}
        Which formats it is written in: those that write its kind.
    has_content : callable
        Whether a release has anything to put in it.
    """

    build: Callable[..., Document]
    kind: PaperKind = "report"
    has_content: Callable[[Tables], bool] = _is_status


# In the order in which a committee meets them. A further paper, such as the follow-up of targets, is a line
# here and a name in ``[paper_files]`` of every language.
PAPERS: Mapping[str, Paper] = MappingProxyType(
    {
        "aarsstatus": Paper(report_document),
        "maalopfoelgning": Paper(_follow_up_document, has_content=_has_targets),
        "tabeller": Paper(report_document, kind="data"),
        "figurer": Paper(report_document, kind="figures"),
        # A strategy that is followed without an Årsstatus has tables and figures of its own.
        "maaltabeller": Paper(_follow_up_document, kind="data", has_content=_is_strategy_alone),
        "maalfigurer": Paper(_follow_up_document, kind="figures", has_content=_is_strategy_alone),
    }
)


def build_document(name: str, tables: Tables, *, lang: Lang | None) -> Document:
    """Return a paper as a document, with its date and whose it is.

    Parameters
    ----------
    name : str
        One of ``PAPERS``.
    tables : Release
        What was released.
    lang : {"da", "en"}, optional
        Language; that of the release by default.

    Returns
    -------
    Document
    """
    document = PAPERS[name].build(tables, lang=lang)
    return replace(document, dated=paper_date(tables), author=tables.meta.municipality)


def paper_date(tables: Tables) -> datetime.date:
    """Return the date of the papers of a release: of its publication, or the end of its last year."""
    # The clock would make other bytes of the same release; the year that the figures are of is no guess.
    published: datetime.date | None = getattr(tables.meta, "published", None)
    return published or datetime.date(tables.meta.until, 12, 31)
