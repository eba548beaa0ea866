"""Every kind of remark and the check that makes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import TypeAlias

from social_balance.proofreading.change_checks import check_changes
from social_balance.proofreading.claim_checks import check_causes, check_significance
from social_balance.proofreading.comparisons import check_comparisons, check_levels
from social_balance.proofreading.date_checks import (
    check_existing_dates,
    check_future_dates,
    check_order_of_dates,
)
from social_balance.proofreading.remarks import Remark
from social_balance.proofreading.scene import Scene
from social_balance.proofreading.shares import check_common_base, check_shares, check_whole_numbers
from social_balance.proofreading.sums import check_divisions, check_sums
from social_balance.proofreading.writing_checks import check_date_forms, check_decimal_marks

SentenceCheck: TypeAlias = Callable[[Scene], Iterator[Remark]]

# The checks of a sentence, with the kinds that each may make. Tables have checks of their own in
# grid_checks, with kinds from here, and the forms of dates are seen over the whole paper.
SENTENCE_CHECKS: Mapping[SentenceCheck, tuple[str, ...]] = MappingProxyType(
    {
        check_changes: ("points", "base", "change", "direction"),
        check_comparisons: ("points", "change", "direction"),
        check_levels: ("level",),
        check_shares: ("share",),
        check_whole_numbers: ("whole_number",),
        check_common_base: ("common_base",),
        check_sums: ("sum",),
        check_divisions: ("division",),
        check_existing_dates: ("impossible_date",),
        check_future_dates: ("future_date",),
        check_order_of_dates: ("date_order",),
        check_significance: ("not_significant",),
        check_causes: ("cause",),
    }
)
# These look at dates and words alone; the others have nothing to do in a sentence without a figure.
WITHOUT_FIGURES: frozenset[SentenceCheck] = frozenset(
    {
        check_comparisons,
        check_existing_dates,
        check_future_dates,
        check_order_of_dates,
        check_significance,
        check_causes,
    }
)
# A list with the sentence above it is held together for its sums and shares alone.
LIST_CHECKS: tuple[SentenceCheck, ...] = (check_sums, check_shares, check_common_base)
PAPER_CHECKS: Mapping[Callable[..., Iterator[Remark]], tuple[str, ...]] = MappingProxyType(
    {check_decimal_marks: ("decimal_mark",), check_date_forms: ("date_form",)}
)
# What table_text_checks finds, which is given the sentences and the tables together.
TEXT_AND_TABLE = ("table",)
KINDS = tuple(
    dict.fromkeys(
        kind
        for kinds in (*SENTENCE_CHECKS.values(), *PAPER_CHECKS.values(), TEXT_AND_TABLE)
        for kind in kinds
    )
)
