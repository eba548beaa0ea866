"""The paper of a strategy: a table and figure a goal, comments, and where papers contradict their figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import count

from social_balance.figures import targets as drawing
from social_balance.language.texts import NO_VALUE, Lang, heading, number, phrase, say
from social_balance.language.words import TARGET
from social_balance.lists.judging import Met
from social_balance.lists.periods import UNSTATED
from social_balance.lists.series import Baseline
from social_balance.lists.strategy.follow_up import Followed, Targets, source_of
from social_balance.lists.strategy.goals import text_in
from social_balance.lists.strategy.judgements import JUDGEMENTS
from social_balance.lists.strategy.settings import GoalTable
from social_balance.lists.target_texts import word_amount, word_target, word_why_not
from social_balance.report.document import (
    Block,
    Bullets,
    Cell,
    Column,
    Document,
    Paragraph,
    Picture,
    Section,
    Table,
    badge_of,
)
from social_balance.report.document import Row as TableRow

_MET_IN_ORDER: tuple[Met, ...] = ("yes", "no", "cannot_say", "no_target")
_COLUMNS = ("indicator", "baseline", "status", "target", "met")


def targets_document(targets: Targets, *, lang: Lang) -> Document:
    """Return the follow-up of a strategy as a paper.

    Parameters
    ----------
    targets : Targets
        What `read_targets` gave, or what a release has of it.
    lang : {"da", "en"}

    Returns
    -------
    Document
        A summary, one section a goal with table, figure and comments, and how it is to be read.
    """
    followed = targets.follow()
    numbers = Numbers()
    goals = [_goal_section(goal, targets, followed, numbers, lang) for goal in targets.goals]
    return Document(
        title=text_in(targets.main.title, lang),
        subtitle=tell("subtitle", lang, municipality=targets.main.municipality, year=targets.year),
        lang=lang,
        banner=phrase("prose", "banner", lang) if targets.main.invented else "",
        sections=(_summary_section(targets, followed, lang), *goals, _reading_section(targets, lang)),
    )


class Numbers:
    """The running numbers of the figures and tables of a paper."""

    def __init__(self) -> None:
        self._figures = count(1)
        self._tables = count(1)

    def next_figure(self) -> int:
        """Return the number of the next figure."""
        return next(self._figures)

    def next_table(self) -> int:
        """Return the number of the next table."""
        return next(self._tables)


def tell(key: str, lang: Lang, **values: object) -> str:
    """Return a text of the table ``targets_paper``."""
    return phrase("targets_paper", key, lang, **values)


def _summary_section(targets: Targets, followed: Sequence[Followed], lang: Lang) -> Section:
    """Return how many targets are met, what is taken over unchecked, and every contradiction."""
    # A part stands under its whole and is not counted beside it.
    counted = [each for each in followed if each.indicator.table.part_of is None]
    met = Counter(each.met for each in counted)
    by_basis = Counter((each.met, each.basis) for each in counted)
    items = [
        Paragraph(
            tell(
                f"count_{code}", lang, count=met[code], all=len(counted),
                computed=by_basis[code, "computed"], transcribed=by_basis[code, "transcribed"],
            ),
            badge=badge_of(TARGET[code], lang),
        )
        for code in _MET_IN_ORDER
        if met[code]
    ]  # fmt: skip
    transcribed = sum(each.basis == "transcribed" for each in counted)
    blocks: list[Block] = []
    if introduction := text_in(targets.main.introduction, lang):
        blocks.append(Paragraph(introduction))
    blocks.append(Paragraph(tell("scope", lang, goals=len(targets.goals), indicators=len(counted))))
    blocks.append(Bullets(tuple(items)))
    if transcribed:
        blocks.append(Paragraph(tell("transcribed", lang, count=transcribed, all=len(counted))))
    remarks = [
        Paragraph(remark.text, lead=f"{each.indicator.full_title(lang)}.", kind="remark")
        for each in followed
        for remark in each.remarks(lang)
        if remark.kind == "contradiction"
    ]
    if remarks:
        blocks += [Paragraph(tell("contradictions", lang)), Bullets(tuple(remarks))]
    return Section(tell("summary", lang), "maal-resume", tuple(blocks))


def _goal_section(
    goal: GoalTable, targets: Targets, followed: Sequence[Followed], numbers: Numbers, lang: Lang
) -> Section:
    """Return one goal: its table, its figure and the comments on its indicators."""
    mine = [each for each in followed if each.indicator.goal == goal.id]
    blocks: list[Block] = []
    if comment := text_in(goal.comment, lang):
        blocks.append(Paragraph(comment))
    blocks.append(_goal_table(goal, targets, mine, numbers, lang))
    if drawing.has_paths(targets, goal.id):
        blocks.append(
            Picture(
                numbers.next_figure(),
                "targets",
                f"maal_{goal.id}",
                drawing.title(targets, goal.id, lang),
                drawing.alt_text(targets, goal.id, lang),
                theme=goal.id,
            )
        )
    comments = [comment for each in mine for comment in _comments_on(each, lang)]
    if comments:
        blocks.append(Bullets(tuple(comments)))
    return Section(text_in(goal.title, lang), f"maal-{goal.id}", tuple(blocks))


def _goal_table(
    goal: GoalTable, targets: Targets, followed: Sequence[Followed], numbers: Numbers, lang: Lang
) -> Table:
    """Return the table of a goal, as the strategy's follow-up has it."""
    columns = tuple(Column(tell(f"head_{name}", lang), "text") for name in _COLUMNS)
    rows = tuple(_indicator_row(each, lang) for each in followed)
    sources = dict.fromkeys(source for each in followed if (source := source_of(each.indicator)))
    notes = []
    if any(each.basis == "transcribed" for each in followed):
        notes.append(tell("transcribed_note", lang))
    if any(figure.not_shown for each in followed for figure in each.indicator.figures.values()):
        floor = targets.main.floor
        notes.append(tell("hidden_note", lang, hidden=heading(say("hidden_short", lang)), floor=floor))
    if sources:
        notes.append(f"{say('source', lang)}: {'; '.join(sources)}.")
    title = tell("table", lang, goal=text_in(goal.title, lang), year=targets.year)
    return Table(numbers.next_table(), title, columns, rows, tuple(notes))


def _indicator_row(followed: Followed, lang: Lang) -> TableRow:
    """Return one indicator: baseline, status, target and judgement."""
    indicator = followed.indicator
    judged = followed.judged
    name = text_in(indicator.table.title, lang)
    if indicator.table.part_of is not None:
        name = f"– {name}"
    target = NO_VALUE if indicator.target is None else word_target(indicator.target, lang)
    against = ""
    if judged.country is not None:
        against = tell("country", lang, country=_amount_in_table(followed, judged.country, lang))
    # A target that is one with the baseline stands as the baseline's own figure.
    baseline = judged.baseline if judged.baseline.period != judged.latest.period else None
    return TableRow(
        (
            Cell(name),
            _figure_cell(followed, baseline, lang),
            _status_cell(followed, lang),
            Cell(target, detail=against),
            _met_cell(followed, lang),
        )
    )


def _figure_cell(followed: Followed, figure: Baseline | None, lang: Lang) -> Cell:
    """Return a figure with its period below it."""
    if figure is None:
        return Cell(NO_VALUE)
    period = figure.period.text(lang)
    if figure.period == UNSTATED:
        period = phrase("targets", "unstated_year", lang)
    if figure.value is not None:
        return Cell(_amount_in_table(followed, figure.value, lang), detail=period)
    shown = followed.indicator.figures.get(figure.period)
    is_hidden = shown is not None and shown.not_shown
    return Cell(say("hidden_short", lang) if is_hidden else tell("not_stated", lang), detail=period)


def _amount_in_table(followed: Followed, value: Decimal, lang: Lang) -> str:
    """Return a figure of an indicator as tables write it."""
    table = followed.indicator.table
    return word_amount(float(value), table.unit, table.digits, lang, place="table")


def _status_cell(followed: Followed, lang: Lang) -> Cell:
    """Return the newest figure, or why there is none."""
    judged = followed.judged
    newest = followed.indicator.figures.get(judged.latest.period)
    details = [judged.latest.period.text(lang)]
    if judged.is_lagged:
        details = [phrase("targets", "lagged", lang, year=judged.latest.period.text(lang)).rstrip(".")]
    if newest is not None and newest.count is not None and newest.base is not None:
        shown = {"count": number(newest.count, 0, lang=lang), "base": number(newest.base, 0, lang=lang)}
        details.append(tell("count_of_base", lang, **shown))
    if judged.latest.value is not None:
        return Cell(_amount_in_table(followed, judged.latest.value, lang), detail=", ".join(details))
    if newest is not None and newest.not_shown:
        return Cell(say("hidden_short", lang), detail=", ".join(details))
    if newest is None or newest.not_stated or newest.judgement:
        return Cell(tell("not_stated", lang), detail=", ".join(details))
    return Cell(tell("not_available", lang), detail=", ".join(details))


def _met_cell(followed: Followed, lang: Lang) -> Cell:
    """Return the judgement, and below it why it cannot be told or that it is a paper's own word."""
    details = []
    told = [
        phrase("judgements", code, lang) for code in followed.indicator.judgements() if code in JUDGEMENTS
    ]
    if followed.basis == "transcribed":
        details.append(tell("transcribed_detail", lang, words=", ".join(told)))
    elif followed.basis == "computed" and followed.met == "no_target":
        details.append(", ".join(told))
    elif reason := word_why_not(followed.judged, lang):
        details.append(reason)
    return Cell(badge=badge_of(TARGET[followed.met], lang), detail="; ".join(details))


def _comments_on(followed: Followed, lang: Lang) -> Iterator[Paragraph]:
    """Yield what is to be said of one indicator: comments, notes on its figures, and remarks."""
    indicator = followed.indicator
    newest = indicator.figures.get(followed.judged.latest.period)
    parts = [text_in(indicator.table.comment, lang)]
    parts += [newest.note] if newest is not None else []
    if followed.judged.broken is not None:
        parts.append(phrase("targets", "broken", lang, year=followed.judged.broken.text(lang)))
    published = indicator.table.published
    if published is not None and published.text:
        parts.append(tell("paper_says", lang, text=published.text))
    parts += [remark.text for remark in followed.remarks(lang)]
    text = " ".join(part.rstrip(".") + "." for part in parts if part)
    if text:
        yield Paragraph(text, lead=f"{indicator.full_title(lang)}.", kind="remark")


def _reading_section(targets: Targets, lang: Lang) -> Section:
    """Return how the follow-up is to be read, and where it comes from."""
    keys = ("computed", "transcription", "level", "not_available", "remarks")
    within = number(targets.main.level_within, lang=lang)
    items = [
        Paragraph(tell(f"guide_{key}_text", lang, within=within), lead=tell(f"guide_{key}", lang))
        for key in keys
    ]
    blocks: list[Block] = [Bullets(tuple(items))]
    if targets.main.sources:
        blocks.append(Paragraph(f"{say('source', lang)}: {'; '.join(targets.main.sources)}."))
    return Section(tell("reading", lang), "maal-laesning", tuple(blocks))
