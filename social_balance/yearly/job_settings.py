"""The tables of a configuration as people write them: what the job is to show, and each source of figures."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticKnownError

from social_balance.language.tables import DEFAULT, languages
from social_balance.samples.design import LonelyPsu, Overlap
from social_balance.verdicts.multiplicity import Adjust
from social_balance.verdicts.progress import AMBITION_YEAR
from social_balance.yearly.calibration_settings import StrictTable, WeightsCalibration

REGISTER = "register"  # the source of a calibration that is no file


def _known_language(lang: str) -> str:
    if lang not in languages():
        expected = " or ".join(repr(name) for name in languages())
        raise PydanticKnownError("literal_error", {"expected": expected})
    return lang


class Main(StrictTable):
    """The ``[aarsstatus]`` table."""

    title: Annotated[str, Field(min_length=1)]
    municipality: Annotated[str, Field(min_length=1)]
    years: Annotated[tuple[int, ...], Field(min_length=2)]
    since: int | None = None
    until: int | None = None
    language: Annotated[str, AfterValidator(_known_language)] = DEFAULT
    invented: bool = False
    definitions: str | None = None
    themes: tuple[str, ...] | None = None
    reference: str = "rest"
    drawn: int | None = None
    margin: Annotated[float, Field(gt=0)] = 2.0
    floor: Annotated[int, Field(ge=1)] = 5
    adjust: Adjust = "bh"
    alpha: Annotated[float, Field(gt=0, lt=1)] = 0.05
    level: Annotated[float, Field(gt=0, lt=1)] = 0.95
    register_model: Literal["superpopulation", "census"] = "superpopulation"
    replicates: Annotated[int, Field(ge=50)] = 500
    seed: int = 1
    lonely_psu: LonelyPsu = "error"
    sources: tuple[str, ...] = ()
    ambition: str = ""
    decided: str = ""
    published: datetime.date | None = None
    target: int = AMBITION_YEAR
    robustness: bool = False
    proofread: Literal["refuse", "warn"] = "refuse"
    contact: str = ""
    licence: str = ""
    data: str = ""
    output: str | None = None


class Survey(StrictTable):
    """One ``[[survey]]`` table: a wave."""

    year: int
    file: str
    codebook: str | None = None
    weights: str | None = None
    strata: tuple[str, ...] = ()
    psu: str | None = None
    area: str = "area"
    person: str | None = None
    sheet: str | None = None
    encoding: str | None = None
    overlap: Overlap = "deliberate"
    not_measured: tuple[str, ...] = ()
    source: str = ""
    fieldwork: str = ""
    invited: Mapping[str, int] = Field(default_factory=dict)
    answered: Mapping[str, int] = Field(default_factory=dict)
    calibration: WeightsCalibration | None = None

    @property
    def calibration_file(self) -> str | None:
        """The file that the totals of a calibration come from, where it is not the register."""
        source = None if self.calibration is None else self.calibration.source
        return None if source == REGISTER else source


class CountsInPublic(StrictTable):
    """The ``[counts]`` table: people counted in public space."""

    file: str
    year: str = "year"
    area: str = "area"
    psu: str | None = None
    strata: tuple[str, ...] = ()
    sheet: str | None = None
    source: str = ""
