"""The clauses that sentences on the ambition are put together from, Danish beside English."""

from __future__ import annotations

from social_balance.language.words import Pair

DIRECTIONS: dict[str, Pair] = {
    "steget": ("steget", "risen"),
    "steget en smule": ("steget en smule", "risen slightly"),
    "stagneret": ("stagneret", "stagnated"),
    "faldet en smule": ("faldet en smule", "fallen slightly"),
    "faldet": ("faldet", "fallen"),
}

CLAUSES: dict[str, Pair] = {
    "index_subject": ("Indekset for {theme}", "The index of {theme}"),
    "indicator_subject": ("Indikatoren »{title}«", "The indicator “{title}”"),
    "less_is_better": (" (lavere er bedre)", " (lower is better)"),
    "index_it": ("det", "it"),
    "indicator_it": ("den", "it"),
    "direction_not_confirmed": (
        "Målt på størrelsen alene ville det hedde »{word}«, men usikkerheden er for stor til at bekræfte "
        "det.",
        "By size alone it would be called “{word}”, but the uncertainty is too large to confirm it.",
    ),
    "direction_other_size": (
        "Målt på størrelsen alene ville det hedde »{word}«; den statistiske prøve viser »{state}«.",
        "By size alone it would be called “{word}”; the statistical test shows “{state}”.",
    ),
    "direction_contradicts": (
        "Målt på størrelsen alene ville det hedde »{word}«, men den statistiske prøve viser noget "
        "andet: {state}.",
        "By size alone it would be called “{word}”, but the statistical test shows something else: {state}.",
    ),
    "own_better": (
        "{subject} er steget {size} {unit} i {area}{ci}",
        "{subject} has risen by {size} {unit} in {area}{ci}",
    ),
    "own_slightly_better": (
        "{subject} er steget en smule i {area}: {size} {unit}{ci}",
        "{subject} has risen slightly in {area}: by {size} {unit}{ci}",
    ),
    "own_unchanged": (
        "{subject} er stort set uændret i {area}: ændringen på {signed} {unit}{ci} ligger inden "
        "for margenen på ±{margin} {unit}",
        "{subject} is practically unchanged in {area}: the change of {signed} {unit}{ci} is "
        "within the margin of ±{margin} {unit}",
    ),
    "own_slightly_worse": (
        "{subject} er faldet en smule i {area}: {size} {unit}{ci}",
        "{subject} has fallen slightly in {area}: by {size} {unit}{ci}",
    ),
    "own_worse": (
        "{subject} er faldet {size} {unit} i {area}{ci}",
        "{subject} has fallen by {size} {unit} in {area}{ci}",
    ),
    "own_undecided": (
        "Om {inner} er steget eller faldet i {area}, kan ikke afgøres: ændringen er målt til "
        "{signed} {unit}{ci}",
        "Whether {inner} has risen or fallen in {area} cannot be decided: the change is "
        "measured at {signed} {unit}{ci}",
    ),
    "own_undecided_adjusted": (
        "Om {inner} er steget eller faldet i {area}, kan ikke afgøres, når der justeres for de "
        "mange sammenligninger: ændringen er målt til {signed} {unit}{ci}",
        "Whether {inner} has risen or fallen in {area} cannot be decided once the many "
        "comparisons are adjusted for: the change is measured at {signed} {unit}{ci}",
    ),
    "own_missing": (
        "Udviklingen i {inner} kan ikke opgøres for {area}",
        "The development of {inner} cannot be calculated for {area}",
    ),
    "redrawn": (
        "; {area} er afgrænset på en ny måde fra {year} ({parts})",
        "; {area} is drawn otherwise from {year} ({parts})",
    ),
    "reference_better": (
        ", mens {it} er steget {size} {unit} i {reference}",
        ", while {it} has risen by {size} {unit} in {reference}",
    ),
    "reference_slightly_better": (
        ", mens {it} er steget en smule i {reference} ({size} {unit})",
        ", while {it} has risen slightly in {reference} ({size} {unit})",
    ),
    "reference_unchanged": (
        ", mens {it} er stort set uændret i {reference}",
        ", while {it} is practically unchanged in {reference}",
    ),
    "reference_slightly_worse": (
        ", mens {it} er faldet en smule i {reference} ({size} {unit})",
        ", while {it} has fallen slightly in {reference} ({size} {unit})",
    ),
    "reference_worse": (
        ", mens {it} er faldet {size} {unit} i {reference}",
        ", while {it} has fallen by {size} {unit} in {reference}",
    ),
    "reference_undecided": (
        ", mens det ikke kan afgøres, om {it} er steget eller faldet i {reference}",
        ", while it cannot be decided whether {it} has risen or fallen in {reference}",
    ),
    "reference_missing": (
        ", mens udviklingen ikke kan opgøres i {reference}",
        ", while its development cannot be calculated in {reference}",
    ),
    "gap_places": (
        "Området lå {first} {reference} i {since} og {second} i {until}",
        "The area was {first} {reference} in {since} and {second} in {until}",
    ),
    "place_below": ("{size} {unit} under", "{size} {unit} below"),
    "place_above": ("{size} {unit} over", "{size} {unit} above"),
    "place_level": ("på niveau med", "level with"),
    "place_level_end": ("på niveau", "level"),
    "gap_smaller": (
        "; forskellen er mindsket {size} {unit}{ci}",
        "; the gap has shrunk by {size} {unit}{ci}",
    ),
    "gap_slightly_smaller": (
        "; forskellen er mindsket en smule: {size} {unit}{ci}",
        "; the gap has shrunk slightly: by {size} {unit}{ci}",
    ),
    "gap_unchanged": (
        "; forskellen er stort set den samme: ændringen på {signed} {unit}{ci} ligger inden for ±{margin} "
        "{unit}",
        "; the gap is practically the same: the change of {signed} {unit}{ci} is within ±{margin} {unit}",
    ),
    "gap_slightly_larger": (
        "; forskellen er vokset en smule: {size} {unit}{ci}",
        "; the gap has grown slightly: by {size} {unit}{ci}",
    ),
    "gap_larger": ("; forskellen er vokset {size} {unit}{ci}", "; the gap has grown by {size} {unit}{ci}"),
    "gap_undecided": (
        "; om forskellen er blevet mindre eller større, kan ikke afgøres: ændringen er målt til {signed} "
        "{unit}{ci}",
        "; whether the gap has become smaller or larger cannot be decided: the change is measured at "
        "{signed} {unit}{ci}",
    ),
    "gap_undecided_adjusted": (
        "; om forskellen er blevet mindre eller større, kan ikke afgøres, når der justeres for de mange "
        "sammenligninger: ændringen er målt til {signed} {unit}{ci}",
        "; whether the gap has become smaller or larger cannot be decided once the many comparisons are "
        "adjusted for: the change is measured at {signed} {unit}{ci}",
    ),
    "gap_no_gap": ("; der var ingen forskel at mindske", "; there was no gap to close"),
    "gap_missing": (
        "Forskellen til {reference} kan ikke opgøres",
        "The gap to {reference} cannot be calculated",
    ),
}
