"""Reading a delivery: time and memory beside the reader of its format alone.

``python benchmarks/deliveries.py`` makes an Excel file of 50,000 rows and 60 columns and an SPSS file of
44,080 rows and 557 columns (the shape of the European Social Survey, twenty times over), and prints each
ratio with its bound. Each reading has a process of its own, and times are of the processor, so that a busy
machine does not count.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

ROWS, COLUMNS = 50_000, 60
PERSONS, QUESTIONS = 44_080, 557
EXCEL_TARGET, SPSS_TARGET, MEMORY_TARGET, CODEBOOK_TARGET = 2.0, 1.3, 1.3, 0.42


def write_excel(path: Path) -> None:
    """Write whole numbers, a text and a decimal number, as a survey has them."""
    import xlsxwriter

    random = np.random.default_rng(1)
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Data")
        sheet.write_row(0, 0, [f"q{number}" for number in range(COLUMNS)])
        for row in range(1, ROWS + 1):
            cells = random.integers(1, 6, COLUMNS).tolist()
            sheet.write_row(row, 0, [row, f"Område {row % 7}", random.random(), *cells[3:]])


def write_spss(path: Path) -> None:
    """Write scales of five and of ten points with labels and declared missing codes."""
    import pyreadstat

    random = np.random.default_rng(1)
    frame, labels, missing = {"idno": np.arange(1.0, PERSONS + 1)}, {}, {}
    for number in range(1, QUESTIONS):
        high = 10 if number % 3 == 0 else 5
        answers = random.integers(0, high + 1, PERSONS).astype(float)
        answers[random.random(PERSONS) < 0.02] = 88
        answers[random.random(PERSONS) < 0.03] = np.nan
        frame[f"q{number}"] = answers
        labels[f"q{number}"] = {code: f"Svar {code}" for code in range(high + 1)} | {88: "Ved ikke"}
        missing[f"q{number}"] = [77, 88, 99]
    pyreadstat.write_sav(pd.DataFrame(frame), str(path), variable_value_labels=labels, missing_ranges=missing)


def read_with_calamine(path: Path) -> None:
    """Read the cells and nothing more."""
    from python_calamine import CalamineWorkbook

    CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def read_with_pyreadstat(path: Path) -> None:
    """Read the codes and nothing more."""
    import pyreadstat

    pyreadstat.read_sav(str(path), user_missing=True)


def read_as_survey(path: Path) -> None:
    """Read the answers, with labels and reasons."""
    import social_balance as sb

    sb.read_survey(path)


def read_a_codebook(path: Path) -> None:
    """Read a written codebook."""
    import social_balance as sb

    sb.read_codebook(path)


READERS = {
    each.__name__: each
    for each in (read_with_calamine, read_with_pyreadstat, read_as_survey, read_a_codebook)
}


def measure(reader: str, path: Path) -> tuple[float, float]:
    """Return seconds of the processor and the most megabytes, of one reading in a process of its own."""
    command = [sys.executable, __file__, reader, str(path)]
    seconds, megabytes = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(seconds), float(megabytes)


def main() -> None:
    """Print the ratios, and fail when one is beyond its bound."""
    with tempfile.TemporaryDirectory() as folder:
        excel, spss, book = (Path(folder, name) for name in ("a.xlsx", "a.sav", "a.toml"))
        write_excel(excel)
        write_spss(spss)
        import social_balance as sb

        sb.write_codebook(sb.Codebook.from_sav(spss), book)
        alone, ours = measure("read_with_calamine", excel), measure("read_as_survey", excel)
        spss_alone, spss_ours = measure("read_with_pyreadstat", spss), measure("read_as_survey", spss)
        figures = {
            f"Excel, {ROWS} x {COLUMNS}, times calamine": (ours[0] / alone[0], EXCEL_TARGET),
            f"SPSS, {PERSONS} x {QUESTIONS}, times pyreadstat": (spss_ours[0] / spss_alone[0], SPSS_TARGET),
            "the same, memory": (spss_ours[1] / spss_alone[1], MEMORY_TARGET),
            f"codebook of {QUESTIONS} columns, s": (measure("read_a_codebook", book)[0], CODEBOOK_TARGET),
        }
    for name, (value, target) in figures.items():
        print(f"{name:45} {value:6.2f}  (at most {target})")
    sys.exit(any(value > target for value, target in figures.values()))


if __name__ == "__main__":
    if len(sys.argv) == 3:
        begun = time.process_time()
        READERS[sys.argv[1]](Path(sys.argv[2]))
        print(time.process_time() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    else:
        main()
