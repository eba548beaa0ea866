"""Figures from full counts: the same residents year after year, stated as facts or as estimates of a risk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from social_balance.areas.municipality import Areas
from social_balance.arrays import Floats
from social_balance.deliveries import reading as tables
from social_balance.estimates.compositions import Bootstrap
from social_balance.estimates.groups import group_rows
from social_balance.estimates.linearise import linearise
from social_balance.estimates.row_limits import apply_woodruff_slopes
from social_balance.estimates.specs import EstimateSpec, IndicatorSpec, display_order
from social_balance.estimates.values import Estimates, as_census
from social_balance.estimates.windows import average_windows
from social_balance.files.engines import Lazy
from social_balance.files.lazy_tables import check_years, clean_values, fetch_raw, lazy_table
from social_balance.language.faults import InputError, absent_columns, unknown_choice
from social_balance.measures.measure import Measure
from social_balance.published.counts import CountColumns, Counts, counts_from, open_count_tables
from social_balance.registers.cell_figures import RegisterRequest
from social_balance.registers.cells import CellCounts, PersonYears, count_cells, figures_by_cells
from social_balance.registers.tallies import is_counted, with_sorted_categories

LARGE = 2_000_000  # rows of a pandas frame above which DuckDB scans it rather than the kernel in memory


@dataclass(frozen=True)
class Register:
    """A register with one row per person and year.

    Parameters
    ----------
    data : path or table
        A Parquet, CSV, Excel or OpenDocument file, a folder of Parquet files (such as one a year; its columns
        are those that every file has, with decimals if one has them), or a table of pandas, DuckDB, Polars or
        Spark. It is counted by the engine that holds it; files by DuckDB.
    person, year, area : str
        Columns with the person's id, the year of the row and the area lived in. ``person=None`` means that
        the same residents cannot be recognised: years are then treated as independent ("conservative").
    engine : {"memory", "duckdb"}, optional
        Of a file or a pandas frame: read it and use the library's own kernel, or let DuckDB scan it. Left
        out: the kernel for CSV and for pandas frames that are not large. The figures are the same.
    sheet : str, optional
        Which sheet of a workbook, which is read at once; may be left out where only one has cells.
    name : str
        What messages call a table; a file is called by its name.

    Examples
    --------
    >>> frame = pd.DataFrame({"person_id": [1, 2], "year": [2024, 2024], "area": ["a", "b"], "age": [20, 70]})
    >>> Register(frame).person
    'person_id'
    """

    data: Any
    person: str | None = "person_id"
    year: str = "year"
    area: str = "area"
    engine: Literal["memory", "duckdb"] | None = None
    sheet: str | None = None
    name: str = field(default="", repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse an engine that is not known; call the columns of a table as those of a file are called."""
        if unknown := unknown_choice("engine", self.engine or "memory", ("memory", "duckdb")):
            raise InputError(unknown)
        rows = tables.read_workbook(self.data, sheet=self.sheet)
        if rows is not None:
            object.__setattr__(self, "name", str(self.data))
            object.__setattr__(self, "data", rows)
        if isinstance(self.data, pd.DataFrame):
            object.__setattr__(self, "data", tables.with_composed_names(self.data))

    @property
    def file(self) -> str:
        """The file's name for messages; of a table, what it is called, or nothing."""
        if isinstance(self.data, (str, Path)):
            return str(self.data)
        return self.name

    @property
    def in_memory(self) -> bool:
        """Whether the library's own kernel counts."""
        if isinstance(self.data, (str, Path)):
            # CSV has no types: it is read by the same rules as a survey.
            of_csv = Path(self.data).suffix.lower() == ".csv"
            if self.engine is None:
                return of_csv
            return self.engine == "memory"
        if isinstance(self.data, pd.DataFrame):
            if self.engine is None:
                return len(self.data) < LARGE
            return self.engine == "memory"
        return False

    def columns(self) -> tuple[str, ...]:
        """Return the names of the columns of the data."""
        return tables.register_columns(self.data)

    def table(self) -> Lazy:
        """Return the register on its engine; rows are read when they are asked for."""
        here = isinstance(self.data, (str, Path, pd.DataFrame))
        table = lazy_table(tables.register_relation(self.data) if here else self.data)
        schema = table.collect_schema()
        if self.person is None or self.person not in schema:
            return table
        return table.with_columns(clean_values(self.person, schema))  # two spellings would be two persons

    def years(self) -> tuple[int, ...]:
        """Return the years that the register has, in order."""
        if self.year not in self.columns():
            return ()  # said with every other fault of the columns
        if isinstance(self.data, pd.DataFrame):
            found = list(self.data[self.year].dropna().unique())
        else:
            found = list(fetch_raw(self.table().select(self.year).unique())[self.year].dropna())
        if not self.in_memory:  # an engine's text is told of with every other fault of the columns
            found = [year for year in found if not isinstance(year, str)]
        return check_years(found, self.year, self.file)

    @classmethod
    def from_counts(
        cls,
        source: str | Path | pd.DataFrame,
        *,
        numerator: str = "numerator",
        denominator: str = "denominator",
        denominators: str | Path | pd.DataFrame | None = None,
        indicator: str = "indicator",
        measure: str | None = None,
        sd: str | None = None,
        area: str = "area",
        year: str = "year",
        areas: Areas | None = None,
        absent: Literal["missing", "zero"] = "missing",
        rest: Literal["given", "subtract"] = "given",
        sheet: str | None = None,
    ) -> Counts:
        """Take tables of counts in place of persons.

        Parameters
        ----------
        source : path or DataFrame, one row per (indicator, area, year)
            A CSV, Excel or OpenDocument file, or a table. It may have the whole municipality as an area; it
            must then be the sum of its parts where they are all there.
        numerator, denominator : str
            Columns with how many are counted and of how many. Of a mean, or a rate of events, the sum and the
            number of persons.
        denominators : path or DataFrame, optional
            A table of its own with the denominators, by area and year (and indicator, if it has it).
        indicator : str
            Column that says which indicator a row is of.
        measure : str, optional
            The one indicator of a table without such a column.
        sd : str, optional
            Column with the standard deviation among the persons, for means and for rates of events.
        area, year : str
            Columns with the area and the year.
        areas : Areas, optional
            Resolves the names at once; left out, `estimate` does.
        absent : {"missing", "zero"}
            What a row of `denominators` without a row in `source` counts: StatBank leaves zeros out. An empty
            numerator is never 0.
        rest : {"given", "subtract"}
            Where the rest is not in the table: the whole less the areas.
        sheet : str, optional
            Which sheet of the workbook that `source` is.

        Returns
        -------
        Counts
            For `estimate`. Its rows have the method "conservative counts": persons cannot be recognised from
            year to year, nor from indicator to indicator.

        Raises
        ------
        InputError
            With every fault: columns that are missing, counts that are negative or not whole, a cell twice,
            unknown areas, a whole that its parts do not make. What only a share cannot be (more than its
            base, percentages for counts) is told by `estimate`.

        Examples
        --------
        >>> from social_balance import estimate
        >>> table = pd.DataFrame({"area": ["skolen", "landet"], "year": 2024, "til_proeve": [451, 50000],
        ...                       "elever": [486, 57208]})
        >>> counts = Register.from_counts(table, numerator="til_proeve", denominator="elever",
        ...                               measure="proeve")
        >>> estimate(counts, ["proeve"], by=["area", "year"]).frame()["value"].round(1).tolist()
        [87.4, 92.8]
        """
        given = open_count_tables(source, denominators, sheet=sheet)
        columns = CountColumns(numerator, denominator, indicator, area, year, sd=sd, measure=measure)
        return counts_from(given, columns, areas=areas, absent=absent, rest=rest)


def estimate_register(
    register: Register,
    figures: Sequence[IndicatorSpec],
    request: RegisterRequest,
    *,
    years: Sequence[int] | None = None,
    available_years: Sequence[int] | None = None,
    counted: CountedRows | None = None,
) -> Estimates:
    """Estimate figures from a register; see `social_balance.estimate`.

    Which years there are may be known already, and so may the sums of all cells, from `count_all_years`.

    Notes
    -----
    Under the superpopulation model a resident is an independent draw, and the same resident in two years is
    one draw: V = Σ_c z_c z_cᵀ over persons c, with a person's linearised values of all years side by side.
    A window of w years is the mean of the yearly values t−w+1 … t; where the register has not all of them,
    the figure is missing.
    """
    by = request.by
    if available_years is None:
        available_years = register.years() if "year" in by else ()
    # Figures of all years at once have no year, and are counted in one go.
    shown = tuple(years or available_years) if "year" in by else (None,)
    wanted = _tasks_by_year(figures, shown, available_years)
    paired = register.person is not None
    if all(is_counted(task.measure) for tasks in wanted.values() for task in tasks):
        found = counted or _count_register(register, _measures_of(wanted), by, list(wanted), available_years)
        rows_of, matrix = figures_by_cells(found.rows, found.cells, wanted, request)
    else:
        # A measure that is no sum over cells takes every figure of the call to the rows of persons.
        rows_of, matrix = figures_by_persons(register, wanted, request)
    return _assemble(rows_of, matrix, figures, shown, paired=paired)


def figures_by_persons(
    register: Register,
    wanted: dict[int | None, list[EstimateSpec]],
    request: RegisterRequest,
) -> tuple[pd.DataFrame, Floats | None]:
    """Make figures from the rows of persons in memory; also those that are not sums over cells.

    It is what `register_cells.figures_by_cells` is tested against.
    """
    ids: tuple[str, ...] = ()
    if request.areas:
        ids = request.areas.ids
    frame = with_sorted_categories(
        _load_rows(register, _measures_of(wanted), list(wanted), request.by, ids, tables.read_register)
    )
    blocks = []
    persons = []
    for year, tasks in wanted.items():
        if year is None:
            rows = np.arange(len(frame))
        else:
            rows = np.flatnonzero(frame["year"].to_numpy() == year)
        part = frame.iloc[rows]
        block = linearise(
            part,
            tasks,
            group_rows(part, request.by, request.areas),
            weights=np.ones(len(part)),
            bootstrap=request.bootstrap or Bootstrap(0, 1),
        )
        blocks.append(block)
        persons.append(part[register.person].to_numpy() if register.person else None)
    rows_of = pd.concat([block.rows for block in blocks])
    if request.bootstrap is None:
        return rows_of, None
    return rows_of, _sum_over_persons([block.z for block in blocks], persons)


@dataclass(frozen=True)
class CountedRows:
    """A register whose cells have been counted, all years of it."""

    rows: PersonYears
    cells: CellCounts

    @property
    def years(self) -> tuple[int, ...]:
        """The years that the register has."""
        return check_years(self.cells.shown["year"].dropna().unique(), self.rows.year, self.rows.file)


def count_all_years(
    register: Register, figures: Sequence[IndicatorSpec], *, by: Sequence[str]
) -> CountedRows | None:
    """Count what figures may be made of in any year, so that the years need not be asked for by a scan.

    None where it cannot be known before the years are: a figure that is made of persons, or of which some
    version reads a column that is not there.
    """
    # Which version holds depends on the year, so every version is counted.
    versions = tuple(dict.fromkeys(version for figure in figures for version in figure.versions))
    if not all(figure.versions for figure in figures) or not all(map(is_counted, versions)):
        return None
    needed = set().union(*(version.columns() for version in versions))
    own = {register.person, register.year, register.area, *by} - {None, "year", "area"}
    # A column that is not there is told of with all the other faults, not by the engine.
    if not needed | own <= set(register.columns()):
        return None
    return _count_register(register, versions, by)


def _count_register(
    register: Register,
    measures: Sequence[Measure],
    by: Sequence[str],
    years: Sequence[int | None] = (),
    available_years: Sequence[int] = (),
) -> CountedRows:
    """Count the register where it is, or its needed columns in memory."""
    if register.in_memory:
        frame = _load_rows(register, measures, years, by, (), tables.register_rows)
        rows = PersonYears(frame, register.person, "year", "area", register.file)
    else:
        names = (register.person, register.year, register.area)
        rows = PersonYears(register.table(), *names, register.file, tuple(available_years))
    requested_years = [year for year in years if year is not None]
    return CountedRows(rows, count_cells(rows, measures, by=by, years=requested_years))


def _measures_of(wanted: dict[int | None, list[EstimateSpec]]) -> tuple[Measure, ...]:
    """The measures of tasks, each once."""
    tasks = [task for of_year in wanted.values() for task in of_year]
    return tuple({task.measure: None for task in tasks if task.measure is not None})


def _tasks_by_year(
    figures: Sequence[IndicatorSpec], shown: Sequence[int | None], available_years: Sequence[int]
) -> dict[int | None, list[EstimateSpec]]:
    """What to make in each year: a figure with a window needs the years before it too, if there are any."""
    tasks: dict[int | None, list[EstimateSpec]] = {}
    for figure in figures:
        before = {y - back for y in shown if y is not None for back in range(1, figure.window)}
        # A mean over years needs the years before it too; years the register lacks make it missing, not
        # refused.
        needed = {*shown, *(before & set(available_years))}
        for year in sorted(needed, key=lambda y: y or 0):
            tasks.setdefault(year, []).append(figure.for_year(year))
    return dict(sorted(tasks.items(), key=lambda item: item[0] or 0))


def _load_rows(
    register: Register,
    measures: Sequence[Measure],
    years: Sequence[int | None],
    by: Sequence[str],
    ids: Sequence[str],
    read: Callable[..., pd.DataFrame],
) -> pd.DataFrame:
    """Read the needed columns and years with the register's own names turned to person, year and area."""
    known = register.columns()
    rename = {register.year: "year", register.area: "area"}
    own = [name for name in (register.person, register.year, register.area) if name is not None]
    # Only what is asked for is read: a register may have hundreds of columns.
    reads = sorted(set().union(*(measure.columns(ids) for measure in measures)))
    others = [name for name in by if name not in ("area", "year")]
    if missing := absent_columns([*own, *reads, *others], known, register.file):
        raise InputError(missing)
    frame = read(
        register.data,
        columns=list(dict.fromkeys([*own, *reads, *others])),
        years=[year for year in years if year is not None] or None,
        person=register.person,
        year=register.year,
        area=register.area,
    )
    return frame.rename(columns=rename)


def _sum_over_persons(z: Sequence[Floats], persons: Sequence[Any]) -> Floats:
    """Sum of outer products per person, the years of a person side by side."""
    # A person's influence on all years stands in one row, the years side by side.
    widths = np.cumsum([0, *(block.shape[1] for block in z)])
    if any(ids is None for ids in persons):
        matrix = np.zeros((widths[-1], widths[-1]))
        for block, start, end in zip(z, widths, widths[1:], strict=False):
            matrix[start:end, start:end] = block.T @ block
        return matrix
    # The same person in two years is one draw, so the years are numbered together.
    code, found = pd.factorize(np.concatenate(list(persons)))
    ends = np.cumsum([len(block) for block in z])[:-1]
    sorted_rows = [(own, np.argsort(own, kind="stable")) for own in np.split(code, ends)]
    matrix = np.zeros((widths[-1], widths[-1]))
    # Some thousand persons at a time: all of them side by side would be a matrix of its own in memory.
    for first in range(0, len(found), _AT_A_TIME):
        side_by_side = np.zeros((widths[-1], _AT_A_TIME))
        for block, (own, order), start, end in zip(z, sorted_rows, widths, widths[1:], strict=False):
            low, high = np.searchsorted(own, [first, first + _AT_A_TIME], sorter=order)
            rows = order[low:high]
            side_by_side[start:end, own[rows] - first] = block.T[:, rows]
        matrix += side_by_side @ side_by_side.T
    return matrix


_AT_A_TIME = 4096


def _assemble(
    rows: pd.DataFrame,
    matrix: Floats | None,
    figures: Sequence[IndicatorSpec],
    shown: Sequence[int | None],
    *,
    paired: bool,
) -> Estimates:
    """Take the means over windows, and put the rows in order."""
    method = np.where(
        rows["method"] == "taylor", "superpopulation" if paired else "conservative", rows["method"]
    )
    yearly = Estimates(
        *apply_woodruff_slopes(
            rows.assign(method=method, deff=np.nan, deff_srswor=np.nan),
            matrix if matrix is not None else np.zeros((len(rows), len(rows))),
        )
    )
    if matrix is None:
        # A fact has no uncertainty to carry on.
        yearly = as_census(yearly)
    if "year" in rows.index.names:
        yearly = average_windows(yearly, figures, [year for year in shown if year is not None])
    # Whatever the engine, rows come in the order of the indicators, years and areas.
    order = display_order(yearly.labels, figures)
    return Estimates(yearly.rows.iloc[order], yearly.matrix[np.ix_(order, order)])
