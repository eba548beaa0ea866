"""A codebook: what the columns of a delivery are called here, what their codes mean, who was asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from social_balance.arrays import Mask
from social_balance.conditions.memory import truth
from social_balance.conditions.tree import columns_read as columns_of
from social_balance.deliveries.answer_sets import NOT_MENTIONED, ItemSet, MultipleSet
from social_balance.deliveries.answers import Answers, read_answers
from social_balance.deliveries.codebook.labels import infer_kind, labelled_columns
from social_balance.deliveries.codebook.writing import toml_text
from social_balance.deliveries.columns import NOT_ASKED, TEXT_KINDS, Column, FileLabels
from social_balance.deliveries.csv_text import column_missing
from social_balance.deliveries.formats import Request, read_delivered
from social_balance.files.columnar import nfc, repeated_names
from social_balance.language.faults import Faults, Issue, Place, rows_issue
from social_balance.language.words import Lang
from social_balance.measures.measure import Measure
from social_balance.measures.ratio import scale
from social_balance.showing.view import ResultView, Shown, reading_language


@dataclass(frozen=True, repr=False)
class Codebook(Shown):
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
        faults = Faults()
        raw = _with_composed_names(frame, file, faults)
        read: dict[str, Answers] = {}
        for column in self.columns:
            if column.source in raw:
                read[column.name] = read_answers(
                    column, raw[column.source], faults=faults, file=file, labels=labels
                )
            else:
                faults.add(column_missing(column.source, raw, file))
        for column in self.columns:
            # A filter that could not be read has been told of already.
            if column.asked_if and {column.name, *columns_of(column.asked_if)} <= set(read):
                read[column.name] = _mark_not_asked(column, read, file, faults)
        faults.raise_if_any()
        return _put_together(self.columns, self.sets, read, file)

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
    def from_sav(cls, path: str | Path, *, sheet: str | None = None, encoding: str | None = None) -> Codebook:
        """Make a first codebook from a delivered file, to be written, looked through and edited.

        Beside what `from_labels` takes from the file, a column is the id when its name says so and every row
        has its own, and a weight when its name says so and every row has one above zero.

        Parameters
        ----------
        path : path
            SPSS (``.sav``, ``.zsav``) or Stata (``.dta``), which say what their codes mean; CSV, Excel or
            OpenDocument, of which the columns and their types are known and nothing more.
        sheet : str, optional
            Which sheet of a workbook.
        encoding : str, optional
            The character set, where the file says it wrongly or not at all.

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
        delivered, name = read_delivered(path, Request("labels", sheet, encoding))
        frame = delivered.typed_frame(name)
        book = cls.from_labels(frame, delivered.labels)
        columns = tuple(infer_kind(column, frame[column.source]) for column in book.columns)
        return replace(book, columns=columns)

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
        low, high = self[one.items[0]].scale_range or (0.0, 0.0)
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

    def style(self, lang: Lang | None = None) -> ResultView:
        """Return what is shown of it in a notebook, in a language, to be handed on: see `ResultView`."""
        from social_balance.deliveries.codebook.views import codebook_view

        return codebook_view(self, reading_language(lang))


def _with_composed_names(frame: pd.DataFrame, file: str, faults: Faults) -> pd.DataFrame:
    """Bring the names of the columns to NFC, so that they can be found; of two with one name, the first."""
    names = pd.Index([nfc(name) for name in frame])
    is_repeated = names.duplicated()
    repeated = names[is_repeated].unique()
    faults.add(Issue("INP018", file=file, place=Place.column(name)) for name in repeated)
    return frame.set_axis(names, axis="columns").loc[:, ~is_repeated]


def _mark_not_asked(column: Column, read: Mapping[str, Answers], file: str, faults: Faults) -> Answers:
    """Tell those who were not asked from those who did not answer."""
    answers = read[column.name]
    assert column.asked_if is not None
    condition_faults = Faults()
    with condition_faults.catch():
        asked = truth(column.asked_if, {name: read[name].values for name in columns_of(column.asked_if)})
    # A condition does not know which file its columns come from.
    if condition_faults:
        faults.add(replace(issue, file=file) for issue in condition_faults)
        return answers
    blank, not_asked = (column.missing_reasons.index(reason) for reason in (column.blank_reason, NOT_ASKED))
    reason = np.where((answers.reason == blank) & ~asked, not_asked, answers.reason)
    is_wrong = (reason < 0) & ~asked
    if is_wrong.any():
        condition = str(column.asked_if)
        faults.add(rows_issue("INP014", column.source, is_wrong, file=file, condition=condition))
        return answers
    return replace(answers, reason=reason)


def _put_together(
    columns: Sequence[Column], sets: Sequence[ItemSet | MultipleSet], read: Mapping[str, Answers], file: str
) -> pd.DataFrame:
    """Lay the answers of every column and set side by side."""
    multiples = [one for one in sets if isinstance(one, MultipleSet)]
    numbers = {name: answers.values for name, answers in read.items()}
    mentions = {one.name: one.count_mentions(numbers) for one in multiples}
    answered_set = {name: ~np.isnan(mentions[one.name]) for one in multiples for name in one.columns}
    parts = [
        part
        for column in columns
        for part in _result_columns(column, read[column.name], answered_set.get(column.name))
    ]
    parts += [(name, pd.Series(count)) for name, count in mentions.items()]
    names = [name for name, _ in parts]
    faults = Faults()
    for name in repeated_names(names):
        # A file with both q1 and q1.label.
        faults.add(Issue("INP018", file=file, place=Place.column(name)))
    faults.raise_if_any()
    # Each column keeps its own memory; laid together they would all be there twice.
    return pd.DataFrame(dict(parts), copy=False)


def _result_columns(
    column: Column, answers: Answers, answered_set: Mask | None
) -> Iterator[tuple[str, pd.Series[Any]]]:
    """Yield the columns of the result that come from one column of the codebook.

    ``answered_set`` says for a column of a multiple-response set who answered the set.
    """
    if column.kind in TEXT_KINDS:
        yield column.name, pd.Series(answers.values, dtype=object).infer_objects()
    else:
        yield column.name, pd.Series(answers.values, copy=False)
    if column.kind == "text" and column.text_labels:
        dtype = pd.CategoricalDtype(list(column.text_labels.values()), ordered=True)
        texts = pd.Series(answers.values, dtype=object).map(column.text_labels)
        yield f"{column.name}.label", texts.astype(dtype)
    if column.kind == "code":
        dtype = pd.CategoricalDtype(list(column.answer_labels.values()), ordered=True)
        assert answers.label is not None
        yield f"{column.name}.label", pd.Series(pd.Categorical.from_codes(answers.label, dtype=dtype))
    if column.tells_why:
        reasons = list(column.missing_reasons)
        reason = answers.reason
        if answered_set is not None:
            # A box left open by somebody who ticked another one says no.
            is_open = answered_set & (reason == reasons.index(column.blank_reason))
            reason = np.where(is_open, len(reasons), reason)
            reasons.append(NOT_MENTIONED)
        dtype = pd.CategoricalDtype(reasons)
        yield f"{column.name}.missing", pd.Series(pd.Categorical.from_codes(reason, dtype=dtype))
