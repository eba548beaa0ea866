"""A codebook written as TOML, with notes on what a person has to look at before it is used."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

from social_balance.conditions.reading import parse
from social_balance.deliveries.answer_sets import ItemSet, MultipleSet
from social_balance.deliveries.codebook.schema import implied_kind
from social_balance.deliveries.columns import Code, Column
from social_balance.deliveries.label_texts import label_key, write_code
from social_balance.language.faults import DefinitionError

_WIDE = 110  # characters of a line before the codes are written one a line
_BARE = re.compile(r"[A-Za-z0-9_-]+")
# Words that stand in labels of codes that are no answer; a person decides, so they are only pointed at.
_NO_ANSWER = re.compile(
    r"ved (det )?ikke|ved ej|ønsker ikke|vil ikke (svare|oplyse)|uoplyst|ukendt|ubesvaret|ikke relevant"
    r"|ikke aktuel|(ikke|ej) besvaret|ikke (stillet|spurgt|oplyst)|(intet|ingen|ej) svar|manglende"
    r"|don.?t know|do not know|refus|prefer not|no answer|no response|(not|n/)\W?(applicable|asked|available"
    r"|answered|stated|ascertained|reported|given|known)|\bn\.?/?a\.?$|missing|unknown|inapplicable|skipped"
)
# Names of a column that say where somebody lives; the word in a question says less.
_AREA = re.compile(
    r"(?<![a-zæøå])(bolig)?omr(å|aa)de(?![a-zæøå])|\bbydel\b|\bkvarter\b|\barea\b|\bdistri[ck]t\b"
)
_NAME_WORDS = 2  # a label of so few words names the column


def toml_text(
    columns: Sequence[Column],
    sets: Sequence[ItemSet | MultipleSet] = (),
    *,
    title: str = "",
    year: int | None = None,
) -> str:
    r"""Return a codebook as the text of a TOML file.

    Parameters
    ----------
    columns : sequence of Column
        In the order they are written.
    sets : sequence of ItemSet or MultipleSet
        Batteries and multiple-response sets.
    title : str
        What the delivery is.
    year : int, optional
        The year it describes.

    Returns
    -------
    str
        With a Danish note above each column that something has to be decided about.

    Examples
    --------
    >>> column = Column("tryg", "Q1", "code", values={1: "Ja", 2: "Nej"}, missing={8: "Ved ikke"})
    >>> print(toml_text([column]).split("\n\n")[-1])
    [column.tryg]
    from    = "Q1"
    values  = { 1 = "Ja", 2 = "Nej" }
    missing = { 8 = "Ved ikke" }
    <BLANKLINE>
    """
    head = {"title": _write_text(title)}
    if year is not None:
        head["year"] = str(year)
    blocks = [_HEAD + _write_table(("codebook",), head)]
    for column in columns:
        notes = "".join(f"# {note}\n" for note in _notes_on(column))
        blocks.append(notes + _write_table(("column", column.name), _column_keys(column)))
    blocks += [_write_set(one) for one in sets]
    return "\n".join(blocks)


_HEAD = """\
# Kodebog: hvad leverancens kolonner hedder her, hvad koderne betyder, og hvilke der ikke er svar.
# Gennemgå den fra toppen, før tallene bruges: kolonnernes navne ([column.NAVN], from er navnet i filen),
# type (area, id, weight), koder for manglende svar (missing), og hvem spørgsmålet er stillet til (asked_if).
# En kode i data, som ikke står her, er en fejl, når filen læses.

"""


def _column_keys(column: Column) -> dict[str, str]:
    """Return the keys of a column's table, in the order they are written; what follows from others is out."""
    keys = {}
    if column.source != column.name:
        keys["from"] = _write_text(column.source)
    if column.label:
        keys["label"] = _write_text(column.label)
    if column.kind != implied_kind(column.values, column.range):
        keys["type"] = _write_text(column.kind)
    if column.unique:
        keys["unique"] = "true"
    keys |= _write_codes("values", column.values)
    keys |= _write_codes("missing", column.missing)
    if column.missing_ranges:
        keys["missing_ranges"] = _write_list(
            _write_list(map(_write_number, ends)) for ends in column.missing_ranges
        )
    if column.range:
        keys["range"] = _write_list(map(_write_number, column.range))
    if column.asked_if is not None:
        keys["asked_if"] = _write_text(str(column.asked_if))
    if column.reverse_coded:
        keys["turned"] = "true"
    return keys


def _write_set(one: ItemSet | MultipleSet) -> str:
    """Write the table of a battery or a multiple-response set."""
    keys = {}
    if one.label:
        keys["label"] = _write_text(one.label)
    if isinstance(one, ItemSet):
        return _write_table(("battery", one.name), keys | {"items": _write_list(map(_write_text, one.items))})
    keys["columns"] = _write_list(map(_write_text, one.columns))
    return _write_table(("multiple", one.name), keys | {"counted": _write_number(one.counted)})


def _notes_on(column: Column) -> Iterator[str]:
    """Yield what a person has to decide about a column, in Danish."""
    if not _fits_conditions(column.name):
        yield "TJEK navnet: det kan ikke bruges i betingelser. Giv kolonnen et andet, og lad from stå."
    doubtful = [code for code, text in column.values.items() if _NO_ANSWER.search(label_key(text))]
    if doubtful:
        codes = ", ".join(map(write_code, doubtful))
        yield f"TJEK kode {codes}: teksten ligner et manglende svar. Flyt den i så fald til missing."
    if column.kind == "number" and column.values and column.range is None:
        yield "TJEK skalaen: kun nogle koder har tekst. Skriv range = [laveste, højeste], når de er kendt."
    if column.missing_ranges:
        yield "TJEK missing_ranges: koder uden egen tekst tæller som uoplyst. Skriv helst grunden i missing."
    label = column.label if len(column.label.split()) <= _NAME_WORDS else ""
    if column.kind == "code" and _AREA.search(label_key(f"{column.name} {label}").replace("_", " ")):
        yield 'TJEK typen: er svaret det område, personen bor i, så skriv type = "area".'
    if column.kind == "text" and not column.values:
        yield 'TJEK typen: er det området, så skriv type = "area"; er det et løbenummer, type = "id".'
    if column.kind == "id" and column.unique:
        yield "TJEK, at det er løbenummeret: navnet siger det, og ingen værdi står to gange."
    if column.kind == "weight":
        yield "TJEK, at det er den vægt, der skal bruges: navnet siger det, og alle har en over nul."


def _fits_conditions(name: str) -> bool:
    """Say whether conditions can use the name of a column."""
    try:
        parse(f"{name} is missing")
    except DefinitionError:
        return False
    return True


def _write_table(keys: tuple[str, ...], entries: Mapping[str, str]) -> str:
    """Write a table with its keys in line with each other."""
    width = max((len(key) for key in entries), default=0)
    head = ".".join(map(_write_name, keys))
    return "".join([f"[{head}]\n", *(f"{key:<{width}} = {value}\n" for key, value in entries.items())])


def _write_codes(key: str, codes: Mapping[Code, str]) -> dict[str, str]:
    """Write codes in one line, or one a line when they are many."""
    pairs = {_write_key(code): _write_text(text) for code, text in codes.items()}
    line = "{ " + ", ".join(f"{code} = {text}" for code, text in pairs.items()) + " }"
    if not pairs:
        return {}
    if len(key) + len(line) < _WIDE:
        return {key: line}
    return {f"{key}.{code}": text for code, text in pairs.items()}


def _write_key(code: Code) -> str:
    """Write a code as a key."""
    if isinstance(code, str):
        return _write_name(code)
    return _write_name(_write_number(code))


def _write_name(name: str) -> str:
    """Write a key or the name of a table, in quotes where TOML asks for them."""
    if _BARE.fullmatch(name):
        return name
    return _write_text(name)


def _write_number(number: float) -> str:
    """Write a number without .0; every other one so that the same number is read back."""
    if float(number).is_integer() and abs(number) < 1e15:
        return f"{number:.0f}"
    return repr(float(number))


def _write_list(parts: Iterable[str]) -> str:
    return f"[{', '.join(parts)}]"


def _write_text(text: str) -> str:
    """Write a text in quotes; JSON escapes all that TOML does, but for one character."""
    return json.dumps(unicodedata.normalize("NFC", text), ensure_ascii=False).replace("\x7f", "\\u007F")
