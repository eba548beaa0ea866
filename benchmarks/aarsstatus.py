"""Where the time and the memory of the sample Årsstatus go: reading, figures, and the largest parts."""

from __future__ import annotations

import cProfile
import importlib
import json
import pstats
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CONFIG = Path(__file__).parents[1] / "data_samples" / "aarsstatus.toml"
REPEATS = 5
SHOWN = 10
CORRIDOR = 0.75
# A phase is the time spent inside these functions; the outermost of nested calls counts.
PHASES = {
    "reading inputs": ("social_balance.deliveries.reading", ("read_survey", "read_register", "read_counts")),
    "drawing figures": ("social_balance.report.drawings", ("draw_pictures",)),
}
# Imported before the clock of the job starts, so that no phase is charged for the imports of another.
IMPORTED = [
    "social_balance.yearly.aarsstatus",
    "social_balance.disclosure.release",
    "social_balance.report.write",
]


class Stopwatch:
    """Wall time per phase, collected by putting itself in front of the functions of the phase."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._open: set[str] = set()

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Count the time of the block, unless the phase is already being counted."""
        if name in self._open:
            yield
            return
        self._open.add(name)
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] += time.perf_counter() - begun
            self._open.discard(name)

    def watch(self, name: str, function: Callable[..., Any]) -> None:
        """Replace a function everywhere in the package by one that counts its time to a phase."""

        def timed(*args: Any, **kwargs: Any) -> Any:
            with self.phase(name):
                return function(*args, **kwargs)

        for module in [m for n, m in sys.modules.items() if n.split(".")[0] == "social_balance"]:
            for attribute, value in list(vars(module).items()):
                if value is function:
                    setattr(module, attribute, timed)


def run(out: Path) -> None:
    """The whole job, as the command line does it."""
    from social_balance.cli import main

    main(["aarsstatus", str(CONFIG), "--out", str(out), "--quiet"], standalone_mode=False)


def measured() -> dict[str, float]:
    """Seconds per phase and in total, and the peak memory, of one run in this process."""
    begun = time.perf_counter()
    for name in IMPORTED:
        importlib.import_module(name)
    imported = time.perf_counter()
    stopwatch = Stopwatch()
    for phase, (module, names) in PHASES.items():
        for name in names:
            stopwatch.watch(phase, getattr(importlib.import_module(module), name))
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        run(Path(folder) / "out")
    ended = time.perf_counter()
    return {
        "imports": imported - begun,
        **stopwatch.seconds,
        "the job, imports left out": ended - started,
        "peak MB": peak_memory(),
    }


def peak_memory() -> float:
    """Largest resident memory of this process in MB; not a number where the system does not tell."""
    try:
        import resource
    except ImportError:
        return float("nan")
    unit = 2**20 if sys.platform == "darwin" else 2**10  # bytes on macOS, kilobytes elsewhere
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def profile() -> list[tuple[str, float, float]]:
    """The package's parts with the most time in them: name, seconds with calls, seconds alone."""
    for name in IMPORTED:
        importlib.import_module(name)
    profiler = cProfile.Profile()
    with tempfile.TemporaryDirectory() as folder:
        profiler.runcall(run, Path(folder) / "out")
    stats = pstats.Stats(profiler).stats  # type: ignore[attr-defined]
    ours = {f: row for f, row in stats.items() if "social_balance" in Path(f[0]).parts and f[2][0] != "<"}
    # What one function passes on to a single other one: it is a corridor, and the other is the part.
    passed_on: dict[Any, float] = defaultdict(float)
    for _, _, _, _, callers in ours.values():
        for caller, (_, _, _, seconds) in callers.items():
            passed_on[caller] = max(passed_on[caller], seconds)
    rows = [
        (f"{Path(file).stem}.{name}", cumulative, own)
        for (file, line, name), (_, _, own, cumulative, _) in ours.items()
        if passed_on[file, line, name] < CORRIDOR * cumulative
    ]
    return sorted(rows, key=lambda row: -row[1])[:SHOWN]


def in_a_fresh_process(part: str) -> Any:
    """What a part of this script gives when it runs in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, part], check=True, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """Print the tables of benchmarks/README.md."""
    runs = [in_a_fresh_process("measure") for _ in range(REPEATS)]
    taken = {name: statistics.median(one[name] for one in runs) for name in runs[0]}
    allowed = 3 * taken["reading inputs"] + taken["drawing figures"]
    print(f"\nThe sample Årsstatus, median of {REPEATS} fresh processes\n\n| part | |\n|---|---|")
    for name, value in taken.items():
        print(f"| {name} | {value:.0f} MB |" if name == "peak MB" else f"| {name} | {value:.2f} s |")
    print(f"| 3 × reading + figures (target of the job) | {allowed:.2f} s |")
    print("\nProfile (the profiler itself slows many small calls)\n")
    print("| function | with calls, s | alone, s |\n|---|---|---|")
    for name, cumulative, own in in_a_fresh_process("profile"):
        print(f"| {name} | {cumulative:.2f} | {own:.2f} |")


if __name__ == "__main__":
    parts = {"measure": measured, "profile": profile}
    if len(sys.argv) > 1:
        print(json.dumps(parts[sys.argv[1]]()))
    else:
        main()
