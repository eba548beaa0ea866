"""A codebook: what the columns of a delivery are called here, what their codes mean, who was asked."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from social_balance.conditions.memory import truth
from social_balance.conditions.tree import columns as columns_of
from social_balance.deliveries.answer_sets import NOT_MENTIONED, ItemSet, MultipleSet
from social_balance.deliveries.answers import (
    BLANK,
    NOT_ASKED,
    TEXT_KINDS,
    Answers,
    Column,
    FileLabels,
    read_answers,
)
from social_balance.deliveries.codebook.labels import guessed, labelled_columns
from social_balance.deliveries.codebook.schema import (
    TABLES,
    BatteryTable,
    ColumnTable,
    HeadTable,
    MultipleTable,
    book_faults,
    set_faults,
    table_faults,
)
from social_balance.deliveries.codebook.writing import toml_text
from social_balance.deliveries.labelled_files import read_spss, read_stata
from social_balance.files.file_names import existing
from social_balance.files.toml_file import TomlFile, checked, read_toml
from social_balance.language.faults import DefinitionError, InputError, Issue, Place, Word, suggest
from social_balance.measures.measure import Measure
from social_balance.measures.ratio import scale

_LABELLED = (".sav", ".zsav", ".dta")


@dataclass(frozen=True)
class Codebook:
    """The columns of one delivery.

    Parameters
    ----------
    columns : tuple of Column
        In the order of the codebook.
    title : str
        What the delivery is.
    year : int, optional
        The year it describes.
    sets : tuple of ItemSet or MultipleSet
        Batteries, and questions to which several answers may be given.

    Examples
    --------
    >>> book = Codebook((Column("helbred", "Q01", "code", values={1: "Godt", 2: "Dårligt"},
    ...                         missing={8: "Ved ikke"}),))
    >>> book.apply(pd.DataFrame({"Q01": [2, 8, None]}))
       helbred helbred.label helbred.missing
    0      2.0       Dårligt             NaN
    1      NaN           NaN        Ved ikke
    2      NaN           NaN       Ubesvaret
    """

    columns: tuple[Column, ...]
    title: str = ""
    year: int | None = None
    sets: tuple[ItemSet | MultipleSet, ...] = ()

    def __getitem__(self, name: str) -> Column:
        """Return a column by the name that definitions use."""
        return {column.name: column for column in self.columns}[name]

    def apply(self, frame: pd.DataFrame, *, file: str = "", labels: FileLabels | None = None) -> pd.DataFrame:
        """Turn the columns of a delivery into answers.

        Parameters
        ----------
        frame : DataFrame, one row per respondent
            The delivery as it is: raw codes, or text.
        file : str
            Where it comes from, for the faults.
        labels : FileLabels, optional
            What the file says about its columns; labels that disagree with the codebook are a fault.

        Returns
        -------
        DataFrame, one row per respondent
            For each column ``x`` of the codebook: ``x`` (number, NaN is missing; or text for areas, ids and
            text), ``x.label`` (ordered categories in the order of the codes, when it has ``values``) and
            ``x.missing`` (the reason where the answer is missing, for columns that declare codes); and for
            each multiple-response set a column with the number of answers given, NaN for those who gave no
            answer to any of its columns. An empty cell of somebody who did is "Ikke nævnt".

        Raises
        ------
        InputError
            With every fault of every column.
        """
        raw, issues = _named(frame, file)
        known = [str(name) for name in raw]
        read: dict[str, Answers] = {}
        for column in self.columns:
            if column.source in raw:
                read[column.name], wrong = read_answers(column, raw[column.source], file=file, labels=labels)
                issues += wrong
            else:
                hint = suggest(column.source, known)
                place = Place.column(column.source)
                issues.append(
                    Issue(
                        "INP006",
                        file=file,
                        place=place,
                        found="",
                        values={"suggestion": hint, "known": known},
                    )
                )
        for column in self.columns:
            if column.asked_if and {column.name, *columns_of(column.asked_if)} <= set(read):
                read[column.name], wrong = _filtered(column, read, file)
                issues += wrong
        if issues:
            raise InputError(issues)
        multiples = [one for one in self.sets if isinstance(one, MultipleSet)]
        numbers = {name: answers.values for name, answers in read.items()}
        mentions = {one.name: one.mentions(numbers) for one in multiples}
        answered = {name: ~np.isnan(mentions[one.name]) for one in multiples for name in one.columns}
        parts = [
            part
            for column in self.columns
            for part in _parts(column, read[column.name], answered=answered.get(column.name))
        ]
        parts += [(name, pd.Series(count)) for name, count in mentions.items()]
        names = [name for name, _ in parts]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:  # a file with both q1 and q1.label
            raise InputError([Issue("INP018", file=file, place=Place.column(name)) for name in twice])
        return pd.DataFrame(dict(parts))

    @classmethod
    def from_labels(cls, frame: pd.DataFrame, labels: FileLabels) -> Codebook:
        """Make the codebook that a labelled file carries in itself.

        A column whose labels cover every code in it is coded; one with labels for some points only (the ends
        of a scale) is a number.

        Parameters
        ----------
        frame : DataFrame, one row per respondent
            The delivery as it is.
        labels : FileLabels
            What the file says.

        Returns
        -------
        Codebook
            A column for each column of the file, under its own name.

        Examples
        --------
        >>> labels = FileLabels(values={"q1": {1: "Ja", 2: "Nej", 8: "Ved ikke"}}, missing={"q1": ((8, 9),)})
        >>> book = Codebook.from_labels(pd.DataFrame({"q1": [1.0, 2.0, 8.0]}), labels)
        >>> book["q1"].values, book["q1"].missing
        ({1: 'Ja', 2: 'Nej'}, {8: 'Ved ikke'})
        """
        columns, sets = labelled_columns(frame, labels)
        return cls(columns, sets=sets)

    @classmethod
    def from_sav(cls, path: str | Path) -> Codebook:
        """Make a first codebook from an SPSS or Stata file, to be written, looked through and edited.

        Beside what `from_labels` takes from the file, a column is the id when its name says so and every row
        has its own, and a weight when its name says so and every row has one above zero.

        Parameters
        ----------
        path : path
            A ``.sav``, ``.zsav`` or ``.dta`` file.

        Returns
        -------
        Codebook
            A column for each column of the file, under its own name, and SPSS's multiple-response sets of
            ticked boxes.

        Raises
        ------
        InputError
            When the file is not there, is damaged, or is of another kind.
        """
        source, name = existing(path, _LABELLED)
        reader = read_stata if source.suffix.lower() == ".dta" else read_spss
        frame, labels = reader(source, file=name)
        book = cls.from_labels(frame, labels)
        return replace(book, columns=tuple(guessed(column, frame[column.source]) for column in book.columns))

    def measures(self, name: str) -> dict[str, Measure]:
        """Return what is usually estimated from a battery or a multiple-response set.

        Parameters
        ----------
        name : str
            The name of the set.

        Returns
        -------
        dict of str to Measure
            As `estimate` takes them: for a battery its score from 0 to 100; for a multiple-response set the
            percentage who gave each answer, of those who answered the question.

        Raises
        ------
        KeyError
            When there is no such set, with those there are.

        Examples
        --------
        >>> columns = tuple(Column(name, name, range=(1, 5)) for name in ("nabo_1", "nabo_2"))
        >>> book = Codebook(columns, sets=(ItemSet("naboer", ("nabo_1", "nabo_2")),))
        >>> book.measures("naboer")["naboer"].kind
        'scale'
        """
        sets = {one.name: one for one in self.sets}
        if name not in sets:
            raise KeyError(f"{name!r}: {', '.join(sets)}")
        one = sets[name]
        if isinstance(one, MultipleSet):
            return one.measures()
        low, high = self[one.items[0]].ends or (0.0, 0.0)
        return {name: scale(one.items, low=low, high=high)}

    def to_toml(self) -> str:
        """Return the codebook as the text of a TOML file that `read_codebook` reads back to the same.

        Returns
        -------
        str
            With a Danish note above each column that something has to be decided about.

        Examples
        --------
        >>> text = Codebook((Column("alder", "Q2", range=(18, 110)),), "Borgere").to_toml()
        >>> print(text[text.index("[codebook]") :])
        [codebook]
        title = "Borgere"
        <BLANKLINE>
        [column.alder]
        from  = "Q2"
        range = [18, 110]
        <BLANKLINE>
        """
        return toml_text(self.columns, self.sets, title=self.title, year=self.year)


def read_codebook(path: str | Path) -> Codebook:
    r"""Read a codebook from a TOML file.

    Parameters
    ----------
    path : path
        The file, with a ``[codebook]`` and a ``[column.NAME]`` for each column.

    Returns
    -------
    Codebook
        What it says.

    Raises
    ------
    DefinitionError
        With every fault: file, line, key and what to do.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "borger.toml")
    ...     _ = file.write_text('[column.tillid]\nfrom = "Q9"\nrange = [0, 10]', encoding="utf-8")
    ...     read_codebook(file)["tillid"].source
    'Q9'
    """
    file = read_toml(path)
    issues = [
        Issue(
            "DEF003",
            file=file.name,
            line=file.line(key),
            place=key,
            values={"suggestion": suggest(key, TABLES)},
        )
        for key in file.data
        if key not in TABLES
    ]
    head, wrong = checked(
        HeadTable, file.data.get("codebook", {}), file, keys=("codebook",), place="[codebook]"
    )
    issues += wrong
    tables = file.data.get("column", {})
    if not isinstance(tables, Mapping) or not tables:
        issues.append(Issue("CBK001", file=file.name))
        tables = {}
    read: list[Column] = []
    for name, table in tables.items():
        place = f"[column.{name}]"
        model, wrong = checked(ColumnTable, table, file, keys=("column", name), place=place)
        faults = list(table_faults(model)) if model else []
        issues += wrong + [fault.issue(file, name) for fault in faults]
        if model and not faults:
            read.append(model.column(name))
    issues += [fault.issue(file, name) for name, fault in book_faults(read, set(tables))]
    sets, wrong = _sets(file, read, set(tables))
    issues += wrong
    if issues or head is None:
        raise DefinitionError(sorted(issues, key=lambda issue: issue.line or 0))
    return Codebook(tuple(read), head.title, head.year, sets)


def write_codebook(codebook: Codebook, path: str | Path) -> Path:
    r"""Write a codebook as a TOML file to edit.

    Parameters
    ----------
    codebook : Codebook
        Such as `Codebook.from_sav` makes.
    path : path
        Where to; a file that is there already is left alone.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    DefinitionError
        When the file is there already, or cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> book = Codebook((Column("tillid", "Q9", range=(0, 10)),))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     read_codebook(write_codebook(book, Path(folder, "borger.toml"))) == book
    True
    """
    target = Path(path)
    try:
        with target.open("x", encoding="utf-8", newline="\n") as opened:
            opened.write(codebook.to_toml())
    except FileExistsError:
        raise DefinitionError(Issue("CBK018", file=target.as_posix())) from None
    except OSError as error:
        values = {"reason": error.strerror}
        raise DefinitionError(Issue("CBK019", file=target.as_posix(), values=values)) from None
    return target


def _sets(
    file: TomlFile, read: Sequence[Column], names: set[str]
) -> tuple[tuple[ItemSet | MultipleSet, ...], list[Issue]]:
    """Read the batteries and multiple-response sets of a file."""
    found: list[ItemSet | MultipleSet] = []
    issues: list[Issue] = []
    columns = {column.name: column for column in read}
    models: dict[str, type[BatteryTable | MultipleTable]] = {
        "battery": BatteryTable,
        "multiple": MultipleTable,
    }
    for kind, model in models.items():
        tables = file.data.get(kind, {})
        if not isinstance(tables, Mapping):
            values = {"expected": Word("table")}
            issues.append(
                Issue(
                    "DEF005",
                    file=file.name,
                    line=file.line(kind),
                    place=kind,
                    found=str(tables),
                    values=values,
                )
            )
            continue
        for name, table in tables.items():
            one, wrong = checked(model, table, file, keys=(kind, name), place=f"[{kind}.{name}]")
            issues += wrong
            if one:
                made = one.set(name)
                faults = set_faults(made, columns, names, names | {other.name for other in found})
                issues += [fault.issue(file, name, table=kind) for fault in faults]
                found.append(made)
    return tuple(found), issues


# Applying ---------------------------------------------------------------------------------------------------


def _named(frame: pd.DataFrame, file: str) -> tuple[pd.DataFrame, list[Issue]]:
    """Bring the names of the columns to NFC, so that they can be found."""
    names = pd.Index([unicodedata.normalize("NFC", str(name)).strip() for name in frame])
    twice = names[names.duplicated()].unique()
    issues = [Issue("INP018", file=file, place=Place.column(name)) for name in twice]
    return frame.set_axis(names, axis="columns").loc[:, ~names.duplicated()], issues


def _filtered(column: Column, read: Mapping[str, Answers], file: str) -> tuple[Answers, list[Issue]]:
    """Tell those who were not asked from those who did not answer."""
    answers = read[column.name]
    assert column.asked_if is not None
    try:
        asked = truth(column.asked_if, {name: read[name].values for name in columns_of(column.asked_if)})
    except InputError as error:
        return answers, [replace(issue, file=file) for issue in error.issues]
    blank, not_asked = (column.reasons.index(reason) for reason in (BLANK, NOT_ASKED))
    reason = np.where((answers.reason == blank) & ~asked, not_asked, answers.reason)
    wrong = (reason < 0) & ~asked
    if not wrong.any():
        return Answers(answers.values, reason), []
    values = {"count": int(wrong.sum()), "row": int(wrong.argmax()) + 1, "condition": str(column.asked_if)}
    return answers, [Issue("INP014", file=file, place=Place.column(column.source), values=values)]


def _parts(
    column: Column, answers: Answers, *, answered: npt.NDArray[np.bool_] | None = None
) -> Iterator[tuple[str, pd.Series[Any]]]:
    """Yield the columns of the result that come from one column of the codebook.

    ``answered`` says for a column of a multiple-response set who answered the set.
    """
    if column.kind in TEXT_KINDS:
        yield column.name, pd.Series(answers.values, dtype=object).infer_objects()
    else:
        yield column.name, pd.Series(answers.values)
    if column.kind == "code":
        codes = np.array(list(column.texts), dtype=np.float64)
        at = np.where(answers.reason < 0, np.searchsorted(codes, answers.values), -1)
        texts = pd.CategoricalDtype(list(column.texts.values()), ordered=True)
        yield f"{column.name}.label", pd.Series(pd.Categorical.from_codes(at, dtype=texts))
    if column.tells_why:
        reasons, reason = list(column.reasons), answers.reason
        if answered is not None:
            open_box = answered & (reason == reasons.index(BLANK))
            reason = np.where(open_box, len(reasons), reason)
            reasons.append(NOT_MENTIONED)
        kinds = pd.CategoricalDtype(reasons)
        yield f"{column.name}.missing", pd.Series(pd.Categorical.from_codes(reason, dtype=kinds))
