"""The tables of a file of targets, as people write them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticKnownError

from social_balance.language.faults import InputError, Issue, suggest
from social_balance.language.tables import DEFAULT, languages
from social_balance.lists.comparison import LEVEL_WITHIN
from social_balance.lists.periods import UNSTATED, Period, read_period
from social_balance.lists.strategy.judgements import JUDGEMENTS
from social_balance.lists.target import NOT_STATED, Direction, Rule

Texts: TypeAlias = Mapping[str, str]  # language → text; EVERY_LANGUAGE where it is given once
EVERY_LANGUAGE = "*"
TABLES = ("targets", "goal", "indicator", "case")
FLOOR = 5  # of a follow-up alone; in the yearly job that of [disclosure] holds where it is larger
STATUS = "aarsstatus"  # the figures of an indicator that the yearly job makes itself


class _Strict(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, arbitrary_types_allowed=True
    )


def _texts_by_language(given: Any) -> Any:
    # A text in one language stands for itself in all of them.
    return {EVERY_LANGUAGE: given} if isinstance(given, str) else given


def _known_texts(texts: Texts) -> Texts:
    for lang in texts:
        if lang not in (*languages(), EVERY_LANGUAGE):
            raise PydanticKnownError("literal_error", {"expected": " or ".join(map(repr, languages()))})
    return texts


def _known_language(lang: str) -> str:
    if lang not in languages():
        raise PydanticKnownError("literal_error", {"expected": " or ".join(map(repr, languages()))})
    return lang


def _period(given: Any) -> Period:
    period = given if isinstance(given, Period) else read_period(given)
    if period is None:
        raise InputError(Issue("TGT014", found=str(given)))
    return period


def _level(given: Any) -> Any:
    is_number = isinstance(given, (int, float)) and not isinstance(given, bool)
    if not (is_number or given == NOT_STATED):
        raise InputError(Issue("TGT015", found=str(given)))
    return given


def _judgement(given: Any) -> Any:
    if given not in JUDGEMENTS:
        hint = suggest(str(given), JUDGEMENTS)
        values = {"known": ", ".join(JUDGEMENTS), "suggestion": hint}
        raise InputError(Issue("TGT016", found=str(given), values=values))
    return given


# What an editor is told of the values that are read in more ways than one.
_TEXT_SCHEMA = WithJsonSchema({"type": ["string", "object"]})
_PERIOD_SCHEMA = WithJsonSchema({"type": ["integer", "string"]})
_LEVEL_SCHEMA = WithJsonSchema({"type": ["number", "string"]})
_JUDGEMENT_SCHEMA = WithJsonSchema({"enum": list(JUDGEMENTS)})
Text = Annotated[
    dict[str, str], BeforeValidator(_texts_by_language), AfterValidator(_known_texts), _TEXT_SCHEMA
]
PeriodText = Annotated[Any, BeforeValidator(_period), _PERIOD_SCHEMA]
Level = Annotated[Any, BeforeValidator(_level), _LEVEL_SCHEMA]
JudgementCode = Annotated[str, BeforeValidator(_judgement), _JUDGEMENT_SCHEMA]
Count = Annotated[int, Field(ge=0)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]


class TargetsTable(_Strict):
    """The ``[targets]`` table."""

    title: Text
    municipality: Annotated[str, Field(min_length=1)]
    year: int | None = None
    language: Annotated[str, AfterValidator(_known_language)] = DEFAULT
    invented: bool = False
    figures: tuple[str, ...] = ()
    sheet: str | None = None
    level_within: Annotated[float, Field(ge=0)] = LEVEL_WITHIN
    floor: Annotated[int, Field(ge=1)] = FLOOR
    introduction: Text = Field(default_factory=dict)
    sources: tuple[str, ...] = ()


class GoalTable(_Strict):
    """One ``[[goal]]`` table."""

    id: Id
    title: Text
    comment: Text = Field(default_factory=dict)


class BaselineTable(_Strict):
    """The ``[indicator.baseline]`` table: a paper may name the period alone, or the figure alone."""

    period: PeriodText = UNSTATED
    value: float | None = None
    country: float | None = None
    source: str = ""


class TargetTable(_Strict):
    """The ``[indicator.target]`` table."""

    rule: Rule
    level: Level = None
    window: Annotated[int, Field(ge=1)] = 1
    by: int | None = None
    every_year: bool = False
    set_in: int | None = None


class FigureTable(_Strict):
    """One ``[[indicator.figure]]`` table, or a line of a table of figures."""

    period: PeriodText
    value: float | None = None
    count: Count | None = None
    base: Annotated[int, Field(ge=1)] | None = None
    country: float | None = None
    low: float | None = None
    high: float | None = None
    new_series: bool = False
    not_available: bool = False
    not_stated: bool = False
    not_shown: bool = False
    judgement: tuple[JudgementCode, ...] = ()
    note: str = ""
    source: str = ""


class ChangeTable(_Strict):
    """A change as a paper states it: its size without sign, the unit it is called, and which way."""

    amount: Annotated[float, Field(ge=0)]
    unit: str
    direction: Literal["risen", "fallen"] | None = None
    since: PeriodText = None


class DistanceTable(_Strict):
    """A distance from the country as a paper states it."""

    amount: Annotated[float, Field(ge=0)]
    unit: str


class PublishedTable(_Strict):
    """The ``[indicator.published]`` table: what a paper has written."""

    text: str = ""
    source: str = ""
    judgement: tuple[JudgementCode, ...] = ()
    change: ChangeTable | None = None
    distance: DistanceTable | None = None
    times: Annotated[float, Field(gt=0)] | None = None


class IndicatorTable(_Strict):
    """One ``[[indicator]]`` table."""

    id: Id
    title: Text
    goal: str | None = None
    part_of: str | None = None
    unit: str = "procent"
    digits: Annotated[int, Field(ge=0, le=4)] = 1
    direction: Direction | None = None
    source: str = ""
    comment: Text = Field(default_factory=dict)
    baseline: BaselineTable | None = None
    target: TargetTable | None = None
    figure: tuple[FigureTable, ...] = ()
    published: PublishedTable | None = None
    base_at_most: Annotated[int, Field(ge=1)] | None = None
    same_base: bool = False
    origin: Literal["aarsstatus"] | None = Field(default=None, alias="from")


class CaseTable(_Strict):
    """One ``[[case]]`` table."""

    name: Annotated[str, Field(min_length=1)]
    indicator: str
    rows: str
    expect: Annotated[dict[str, float | str], Field(min_length=1)]
