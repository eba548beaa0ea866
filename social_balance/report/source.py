"""What the papers of one release are put together from: its tables, and the report that the others quote."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from social_balance.language.texts import Lang
from social_balance.report.content import report_document
from social_balance.report.context import Context
from social_balance.report.document import Block, Bullets, Document, Paragraph, Section
from social_balance.report.targets_paper import targets_document
from social_balance.yearly.status import Tables


@dataclass(frozen=True)
class PaperSource:
    """The released tables in one language, and the report, made once however many papers quote it."""

    tables: Tables
    lang: Lang

    @cached_property
    def context(self) -> Context:
        """Titles and rows of the release in the language of the paper."""
        return Context(self.tables, self.lang)

    @cached_property
    def report(self) -> Document:
        """The whole report."""
        return self.signed(report_document(self.tables, lang=self.lang))

    @cached_property
    def follow_up(self) -> Document:
        """The follow-up of the strategy, which the release has to have."""
        targets = self.tables.neighbours.targets
        assert targets is not None
        return self.signed(targets_document(targets, lang=self.lang))

    def signed(self, document: Document) -> Document:
        """Return a paper with its date and whose it is."""
        return replace(document, dated=paper_date(self.tables), author=self.tables.meta.municipality)

    def section(self, anchor: str) -> Section | None:
        """Return the section of the report with an anchor, or None where the report has none."""
        return next((each for each in _all_sections(self.report.sections) if each.anchor == anchor), None)

    def running_text(self, anchor: str) -> tuple[Paragraph | Bullets, ...]:
        """Return the paragraphs of a section of the report, without its tables and figures."""
        section = self.section(anchor)
        blocks: tuple[Block, ...] = section.blocks if section else ()
        return tuple(block for block in blocks if isinstance(block, (Paragraph, Bullets)))


def _all_sections(blocks: tuple[Block, ...]) -> Iterator[Section]:
    """Walk through the sections and those inside them."""
    for block in blocks:
        if isinstance(block, Section):
            yield block
            yield from _all_sections(block.blocks)


def paper_date(tables: Tables) -> datetime.date:
    """Return the date of the papers of a release: of its publication, or the end of its last year."""
    # The clock would make other bytes of the same release; the year that the figures are of is no guess.
    published: datetime.date | None = getattr(tables.meta, "published", None)
    return published or datetime.date(tables.meta.until, 12, 31)
