"""Invented committee papers in Danish and English with planted faults of every kind, drawn with a seed."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

# fmt: off
# ruff: noqa: E501


@dataclass(frozen=True)
class Planted:
    """Where a fault was planted, and of which kind; kind "" is a sound twin of one."""

    line: int
    kind: str
    text: str


@dataclass(frozen=True)
class InventedPaper:
    """A paper in Markdown and what was planted in it."""

    text: str
    lang: str
    planted: tuple[Planted, ...]

    def words(self) -> int:
        return len(self.text.split())


def rounded(value: float | Decimal, digits: int = 0) -> Decimal:
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


class Draw:
    """Draws figures and words of one language."""

    def __init__(self, seed: int, lang: str) -> None:
        self.random = random.Random(seed)
        self.lang = lang

    def pick(self, danish: list[str], english: list[str]) -> str:
        return self.random.choice(danish if self.lang == "da" else english)

    def number(self, value: float | Decimal, digits: int = 0) -> str:
        text = f"{rounded(value, digits):,.{digits}f}"
        return text.translate(str.maketrans(",.", ".,")) if self.lang == "da" else text

    def percent(self, value: float | Decimal, digits: int = 0) -> str:
        return f"{self.number(value, digits)} {self.pick(['procent', 'pct.'], ['per cent', 'percent'])}"

    def share(self) -> str:
        return self.pick(
            ["Andelen af borgere i job", "Andelen af elever, der trives,", "Andelen af trygge beboere", "Svarprocenten", "Andelen med en ungdomsuddannelse", "Tilfredsheden"],
            ["The share of residents in work", "The share of pupils who thrive", "The response rate", "The proportion who feel safe"],
        )

    def count(self) -> str:
        return self.pick(
            ["Antallet af henvendelser", "Antallet af ledige boliger", "Antallet af medlemmer", "Antallet af visiterede borgere", "Antallet af lånere"],
            ["The number of enquiries", "The number of vacant homes", "The number of members", "The number of borrowers"],
        )

    def persons(self) -> str:
        return self.pick(["borgere", "elever", "forældre", "medarbejdere", "husstande", "børn"], ["residents", "pupils", "parents", "employees", "households", "children"])

    def years(self) -> tuple[int, int]:
        first = self.random.randint(2015, 2021)
        return first, first + self.random.randint(1, 3)

    def two_shares(self) -> tuple[Decimal, Decimal, int]:
        digits = self.random.choice([0, 1, 1])
        first = rounded(self.random.uniform(20, 70), digits)
        step = rounded(self.random.uniform(2.1, 9), digits) * self.random.choice([-1, 1])
        return first, first + step, digits

    def two_counts(self) -> tuple[int, int]:
        first = self.random.randint(120, 4900)
        step = int(first * self.random.uniform(0.12, 0.45)) * self.random.choice([-1, 1])
        return first, first + step

    def moved(self, up: bool) -> str:
        if up:
            return self.pick(["er steget", "steg", "er vokset", "er øget"], ["rose", "has risen", "increased", "grew"])
        return self.pick(["er faldet", "faldt", "er reduceret", "gik ned"], ["fell", "has fallen", "declined", "dropped"])

    def move(self, up: bool) -> str:
        if up:
            return self.pick(["en stigning", "en fremgang"], ["an increase", "a rise"])
        return self.pick(["et fald", "en nedgang"], ["a fall", "a decrease"])

    def day(self, first: datetime.date, last: datetime.date) -> datetime.date:
        return first + datetime.timedelta(self.random.randint(0, (last - first).days))

    def date(self, day: datetime.date) -> str:
        months = ["januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december"]
        names = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
        return f"{day.day}. {months[day.month - 1]} {day.year}" if self.lang == "da" else f"{day.day} {names[day.month - 1]} {day.year}"


def points(d: Draw, faulty: bool) -> str:
    before, after, digits = d.two_shares()
    first, last = d.years()
    size = abs(after - before)
    right = d.pick(["procentpoint"], ["percentage points"])
    wrong = d.pick(["procent", "pct."], ["per cent", "percent"])
    told = f"{d.number(size, digits)} {wrong if faulty else right}"
    a, b = d.percent(before, digits), d.percent(after, digits)
    up = after > before
    return d.pick(
        [f"{d.share()} {d.moved(up)} fra {a} i {first} til {b} i {last}, svarende til {d.move(up)} på {told}.",
         f"{d.share()} {d.moved(up)} med {told} fra {a} til {b}.",
         f"I {first} var tallet {a}, og i {last} var det {b}. Det er {d.move(up)} på {told}.",
         f"{d.share()} var {b} i {last} mod {a} i {first}, altså {d.move(up)} på {told}.",
         f"{d.share()} udgjorde {a} i {first}. Året efter, i {first + 1}, udgjorde den {b}, hvilket er {d.move(up)} på {told}."],
        [f"{d.share()} {d.moved(up)} from {a} in {first} to {b} in {last}, {d.move(up)} of {told}.",
         f"{d.share()} {d.moved(up)} by {told}, from {a} to {b}.",
         f"{d.share()} was {b} in {last} against {a} in {first}, {d.move(up)} of {told}."],
    )


def gap_points(d: Draw, faulty: bool) -> str:
    own = rounded(d.random.uniform(45, 80), 1)
    size = rounded(d.random.uniform(2.5, 9), 1)
    above = d.random.random() < 0.5
    other = own - size if above else own + size
    unit = (d.pick(["procent"], ["per cent"]) if faulty else d.pick(["procentpoint"], ["percentage points"]))
    told = f"{d.number(size, 1)} {unit}"
    return d.pick(
        [f"Med {d.percent(own, 1)} ligger kommunen {told} {'over' if above else 'under'} landsgennemsnittet på {d.percent(other, 1)}.",
         f"Resultatet er {d.percent(own, 1)}, hvilket er {told} {'højere' if above else 'lavere'} end landsgennemsnittet ({d.percent(other, 1)})."],
        [f"At {d.percent(own, 1)}, the share is {told} {'above' if above else 'below'} the national average of {d.percent(other, 1)}."],
    )


def base(d: Draw, faulty: bool) -> str:
    before, after = d.two_counts()
    first, last = d.years()
    up = after > before
    size = Decimal(abs(after - before))
    told = d.percent(100 * size / (after if faulty else before), 1)
    a, b = d.number(before), d.number(after)
    return d.pick(
        [f"{d.count()} {d.moved(up)} fra {a} i {first} til {b} i {last}, svarende til {d.move(up)} på {told}.",
         f"{d.count()} {d.moved(up)} med {told}, fra {a} til {b}.",
         f"I {first} var antallet {a}, og i {last} var det {b}, {d.move(up)} på {told}.",
         f"{d.count()} var {b} i {last} mod {a} året før. Det er {d.move(up)} på {told}."],
        [f"{d.count()} {d.moved(up)} from {a} in {first} to {b} in {last}, {d.move(up)} of {told}.",
         f"{d.count()} {d.moved(up)} by {told}, from {a} to {b}.",
         f"{d.count()} was {b} in {last} compared with {a} in {first}, {d.move(up)} of {told}."],
    )


def change(d: Draw, faulty: bool) -> str:
    before, after = d.two_counts()
    first, last = d.years()
    up = after > before
    size = abs(after - before) + (d.random.randint(7, 60) if faulty else 0)
    a, b, told = d.number(before), d.number(after), d.number(size)
    return d.pick(
        [f"{d.count()} {d.moved(up)} fra {a} i {first} til {b} i {last}, dvs. {d.move(up)} på {told}.",
         f"{d.count()} {d.moved(up)} med {told} fra {a} til {b}."],
        [f"{d.count()} {d.moved(up)} from {a} to {b}, {d.move(up)} of {told}.",
         f"{d.count()} {d.moved(up)} by {told}, from {a} in {first} to {b} in {last}."],
    )


def direction(d: Draw, faulty: bool) -> str:
    before, after, digits = d.two_shares()
    first, last = d.years()
    told_up = (after > before) != faulty
    a, b = d.percent(before, digits), d.percent(after, digits)
    m, n = d.two_counts()
    count_up = (n > m) != faulty
    return d.pick(
        [f"{d.share()} {d.moved(told_up)} fra {a} i {first} til {b} i {last}.",
         f"{d.count()} {d.moved(count_up)} i perioden fra {d.number(m)} til {d.number(n)}.",
         f"Der ses {d.move(told_up)} fra {a} til {b} i samme periode.",
         f"{d.count()} var {d.number(n)} i {last} mod {d.number(m)} i {first}, altså {d.move(count_up)}."],
        [f"{d.share()} {d.moved(told_up)} from {a} in {first} to {b} in {last}.",
         f"{d.count()} {d.moved(count_up)} from {d.number(m)} to {d.number(n)} over the period."],
    )


def direction_of_gap(d: Draw, faulty: bool) -> str:
    own = rounded(d.random.uniform(45, 80), 1)
    other = own + rounded(d.random.uniform(2.5, 9), 1) * d.random.choice([-1, 1])
    above = (own > other) != faulty
    return d.pick(
        [f"Andelen på {d.percent(own, 1)} er {'højere' if above else 'lavere'} end landsgennemsnittet på {d.percent(other, 1)}.",
         f"Med {d.percent(own, 1)} ligger kommunen {'over' if above else 'under'} gennemsnittet, som er {d.percent(other, 1)}."],
        [f"At {d.percent(own, 1)}, the share is {'higher' if above else 'lower'} than the national average of {d.percent(other, 1)}."],
    )


def whole_number(d: Draw, faulty: bool) -> str:
    while True:
        people = d.random.randint(17, 60)
        share = rounded(d.random.uniform(5, 95), 0)
        possible = {rounded(Decimal(100) * n / people) for n in range(people + 1)}
        if (share in possible) != faulty:
            break
    p, n = d.percent(share), d.number(people)
    return d.pick(
        [f"Af de {n} {d.persons()} har {p} benyttet tilbuddet.",
         f"{p[0].upper() + p[1:]} af de {n} {d.persons()} er tilfredse med forløbet.",
         f"Blandt de {n} {d.persons()} i undersøgelsen er {p} trygge."],
        [f"Of the {n} {d.persons()}, {p} have used the offer.",
         f"In the survey, {p} of the {n} {d.persons()} are satisfied."],
    )


def common_base(d: Draw, faulty: bool) -> str:
    people = d.random.randint(180, 420)
    one, other = d.random.randint(8, 30), d.random.randint(31, 80)
    first = Decimal(100) * one / people
    second = Decimal(100) * other / (people * (Decimal("1.35") if faulty else 1))
    p, q = d.percent(first, 1), d.percent(second, 1)
    return d.pick(
        [f"{one} {d.persons()} ({p}) er i praktik, og {other} ({q}) er i uddannelse.",
         f"I alt svarede {one} ({p}) nej og {other} ({q}) ja til spørgsmålet."],
        [f"In the group {one} residents ({p}) are in training and {other} residents ({q}) in education."],
    )


def share(d: Draw, faulty: bool) -> str:
    people = d.random.randint(140, 900)
    count = d.random.randint(20, people - 20)
    right = Decimal(100) * count / people
    told = right + (Decimal(d.random.randint(3, 12)) if right < 80 else -Decimal(d.random.randint(3, 12))) * faulty
    digits = d.random.choice([0, 1])
    p, n, c = d.percent(told, digits), d.number(people), d.number(count)
    return d.pick(
        [f"{c} ud af {n} {d.persons()} ({p}) har svaret.",
         f"I alt har {c} af {n} {d.persons()}, svarende til {p}, taget imod tilbuddet.",
         f"Ud af {n} {d.persons()} svarede {c}, at de er tilfredse, svarende til {p}.",
         f"Der var {n} {d.persons()}, hvoraf {c} ({p}) deltog.",
         f"{p[0].upper() + p[1:]} ({c} ud af {n} {d.persons()}) er trygge."],
        [f"{c} out of {n} {d.persons()} ({p}) have answered.",
         f"There were {n} {d.persons()}, of whom {c} ({p}) took part.",
         f"Of the {n} {d.persons()}, {c} ({p}) are satisfied."],
    )


def total(d: Draw, faulty: bool) -> str:
    parts = [d.random.randint(40, 400) for _ in range(3)]
    whole = sum(parts) + faulty * d.random.choice([-10, 10, 12, -9])
    a, b, c = (d.number(part) for part in parts)
    money = [Decimal(part) / 10 for part in parts]
    told = sum(money) + Decimal(faulty)
    x, y, z = (d.number(part, 1) for part in money)
    return d.pick(
        [f"Der er afgjort {d.number(whole)} sager, fordelt på {a} stadfæstede, {b} ændrede og {c} hjemviste.",
         f"Udvalget gav {a} tilladelser, {b} dispensationer og {c} afslag, i alt {d.number(whole)} afgørelser.",
         f"Udgiften på {d.number(told, 1)} mio. kr. består af {x} mio. kr. til løn, {y} mio. kr. til drift og {z} mio. kr. til anlæg.",
         f"Der er brugt {x} mio. kr. på skoler, {y} mio. kr. på dagtilbud og {z} mio. kr. på klubber, i alt {d.number(told, 1)} mio. kr.",
         f"Af {d.number(whole)} klager er {a} stadfæstet, {b} ændret og {c} hjemvist." if whole <= sum(parts) else f"{d.number(whole)} = {a} + {b} + {c} pladser."],
        [f"The {d.number(whole)} cases are made up of {a} upheld, {b} changed and {c} returned.",
         f"The committee gave {a} permits, {b} exemptions and {c} refusals, {d.number(whole)} decisions in total." if False else f"There were {a} permits, {b} exemptions and {c} refusals, in total {d.number(whole)} decisions.",
         f"The cost of {d.number(told, 1)} million kroner consists of {x} million kroner for wages, {y} million kroner for running costs and {z} million kroner for buildings."],
    )


def hundred(d: Draw, faulty: bool) -> str:
    one, other = d.random.randint(35, 60), d.random.randint(10, 25)
    rest = 100 - one - other + faulty * d.random.choice([-6, 5, 10])
    a, b, c = (d.percent(n) for n in (one, other, rest))
    return d.pick(
        [f"{one} procent er enige, {b} er uenige, og de resterende {c} har ikke taget stilling.",
         f"Svarene fordeler sig med {a} i første gruppe, {b} i anden gruppe og {c} i tredje gruppe."],
        [f"In the survey {a} agree, {b} disagree, and the remaining {c} do not know."],
    )


def level(d: Draw, faulty: bool) -> str:
    own = rounded(d.random.uniform(20, 60), 1)
    other = own + (rounded(d.random.uniform(9, 18), 1) if faulty else Decimal("0.4"))
    first, last = d.years()
    a, b = d.percent(own, 1), d.percent(other, 1)
    return d.pick(
        [f"Andelen er {a} og dermed på niveau med landsgennemsnittet på {b}.",
         f"Med {a} ligger kommunen på linje med landsgennemsnittet, som er {b}.",
         f"Andelen er stort set uændret fra {a} i {first} til {b} i {last}."],
        [f"The share is {a} and on a level with the national average of {b}.",
         f"The share is largely unchanged, from {a} in {first} to {b} in {last}."],
    )


def division(d: Draw, faulty: bool) -> str:
    each = d.random.randint(3, 9)
    need = d.random.randint(21, 90)
    whole = each * (need - 1) + d.random.randint(1, each - 1)
    told = need - faulty
    return d.pick(
        [f"Der er behov for {told} vogne til de {whole} brugere, når hver vogn kan bruges af {each}.",
         f"Til {whole} låntagere kræves {told} tablets, hvis hver tablet lånes ud {each} gange om året."],
        [f"To serve {whole} borrowers, {told} kits are needed when each kit is lent {each} times a year."],
    )


PAPER_DAY = datetime.date(2024, 5, 14)


def future_date(d: Draw, faulty: bool) -> str:
    start = PAPER_DAY + datetime.timedelta(30 if faulty else -900)
    when = d.date(d.day(start, start + datetime.timedelta(600)))
    return d.pick(
        [f"Byrådet besluttede den {when} at igangsætte arbejdet.", f"Planen blev vedtaget den {when} efter en længere debat.",
         f"Økonomiudvalget behandlede sagen den {when} og var enige om rammen."],
        [f"The council decided on {when} to start the work.", f"The plan was adopted on {when} after a long debate."],
    )


def date_order(d: Draw, faulty: bool) -> str:
    first = d.day(datetime.date(2022, 3, 1), datetime.date(2022, 9, 1))
    last = first + datetime.timedelta(d.random.randint(10, 80))
    if faulty:
        first, last = last, first
    a, b = d.date(first), d.date(last)
    return d.pick(
        [f"Høringen varede fra den {a} til den {b}, og der kom mange svar.",
         f"Forslaget blev behandlet den {b}, efter at høringen sluttede den {a}.",
         f"Sagen blev drøftet i Socialudvalget den {a} og vedtaget i Byrådet den {b}."],
        [f"The hearing lasted from {a} to {b} and brought many answers.",
         f"The proposal was adopted on {b} after the hearing that ended on {a}."],
    )


def impossible_date(d: Draw, faulty: bool) -> str:
    day, month = d.random.choice([(31, 4), (31, 6), (30, 2), (31, 9), (31, 11)])
    year = d.random.randint(2019, 2023)
    names = {2: ("februar", "February"), 4: ("april", "April"), 6: ("juni", "June"), 9: ("september", "September"), 11: ("november", "November")}[month]
    number = day if faulty else 27
    when = f"{number}. {names[0]} {year}" if d.lang == "da" else f"{number} {names[1]} {year}"
    return d.pick([f"Mødet blev holdt den {when} på rådhuset, og referatet er lagt på sagen."], [f"The meeting was held on {when} at the town hall, and the minutes are on file."])


def decimal_mark(d: Draw, faulty: bool) -> str:
    value = d.number(d.random.uniform(10, 90), 1)
    if faulty:
        value = value.translate(str.maketrans(",.", ".,"))
    return d.pick(
        [f"Andelen er opgjort til {value} procent i den seneste måling.", f"Der er afsat {value} mio. kr. til formålet."],
        [f"The share was {value} per cent in the latest survey.", f"An amount of {value} million kroner has been set aside."],
    )


def not_significant(d: Draw, faulty: bool) -> str:
    if faulty:
        return d.pick(
            ["Forskellen er ikke signifikant, og niveauet er dermed uændret.", "Ændringen er ikke statistisk signifikant. Der er altså ingen udvikling.",
             "Da udviklingen ikke er signifikant, er trygheden den samme som i 2021."],
            ["The difference is not significant, so the level is unchanged.", "The change is not statistically significant. Thus there is no difference.",
             "As the change is not significant, the share is the same as before."],
        )
    return d.pick(
        ["Forskellen er ikke signifikant, så det kan ikke afgøres, om niveauet har ændret sig.", "At ændringen ikke er signifikant, betyder ikke, at niveauet er uændret."],
        ["The difference is not significant, which does not mean that the level is unchanged."],
    )


def cause(d: Draw, faulty: bool) -> str:
    if faulty:
        return d.pick(
            ["Indsatsen har bidraget til, at flere er kommet i job.", "Projektet har ført til færre klager.", "Takket være lektiecaféen klarer flere sig bedre.",
             "Stigningen skyldes den nye indsats i området.", "Den tidlige opsporing har medvirket til et fald i fraværet."],
            ["The scheme has contributed to more people finding work.", "The project has led to fewer complaints.", "Thanks to the homework café more pupils do well."],
        )
    return d.pick(
        ["Indsatsen skal bidrage til, at flere kommer i job.", "Faldet kan skyldes, at opgørelsen er ændret.", "Det vides ikke, om indsatsen har bidraget til udviklingen."],
        ["The scheme is intended to help more people find work.", "It is not known whether the project has contributed to the development."],
    )


KINDS: list[tuple[str, Callable[[Draw, bool], str]]] = [
    ("points", points), ("points", gap_points), ("base", base), ("change", change), ("direction", direction),
    ("direction", direction_of_gap), ("whole_number", whole_number), ("common_base", common_base), ("share", share),
    ("sum", total), ("sum", hundred), ("level", level), ("division", division), ("future_date", future_date),
    ("date_order", date_order), ("impossible_date", impossible_date), ("decimal_mark", decimal_mark),
    ("not_significant", not_significant), ("cause", cause),
]

FILLER_DA = [
    "Forvaltningen forelægger hermed status for arbejdet, jf. § 12, stk. 2, i lov nr. 1089 og bilag 3.",
    "Spørgsmål kan rettes til tlf. 39 57 50 00, sag nr. 2024-014432, eller på mødet kl. 16.30.",
    "Tilbuddet retter sig mod 13–17-årige i 7.–9. klasse og drives i samarbejde med 4 foreninger.",
    "Budgettet for 2024 er på 12,4 mio. kr., og forbruget pr. 31. marts er 21 procent af budgettet.",
    "Der er indgået aftale om, at ordningen evalueres igen i 2026, og at resultatet forelægges udvalget.",
    "Det bemærkes, at tallene for 2020 og 2021 er påvirket af covid-19 og ikke er retvisende.",
    "Resultatet er et mindreforbrug på 2,4 mio. kr., heraf −0,8 mio. kr. på skoler og 3,2 mio. kr. på dagtilbud.",
    "Normeringen er 2,8 børn pr. voksen i vuggestuerne mod højst 3,0, og 5,7 mod højst 6,0 i børnehaverne.",
    "Antallet af pladser udvides fra 120 til 148 frem mod 2030, og der etableres 2 nye grupper på 1. sal.",
    "I 2023 modtog 1.248 borgere hjælp, mens 214 stod på venteliste ved årets udgang.",
    "Klubben har 214 medlemmer, og kontingentet er 450 kr. pr. halvår for børn og 900 kr. for voksne.",
    "Totaler stemmer ikke nødvendigvis, hvilket skyldes afrundinger.",
    "Andelen var 45 pct. i 2022 og 48 pct. i 2023, mens landsgennemsnittet var 46 pct. begge år.",
    "Sagen forventes forelagt udvalget igen den 12. november 2024, når høringen er afsluttet.",
    "Byrådet har afsat 1,5 mio. kr. årligt i 2025–2028 til indsatsen, jf. budgetaftalens punkt 7.",
    "Der er 9 afdelinger med tilsammen 41 stuer, og 3 af dem ligger i Nordbyen.",
]
FILLER_EN = [
    "The administration hereby submits the status of the work under section 12 of act no. 1089, see annex 3.",
    "Questions can be put by phone on 39 57 50 00, case no. 2024-014432, or at the meeting at 16:30.",
    "The offer is for 13–17-year-olds in grades 7–9 and is run with 4 clubs.",
    "The budget for 2024 is 12.4 million kroner, and 21 per cent of it had been spent by the end of March.",
    "The scheme is to be evaluated again in 2026, and the committee will be told of the result.",
    "The figures for 2020 and 2021 are affected by covid-19 and do not give a true picture.",
    "In 2023 1,248 residents received help, while 214 were on the waiting list.",
    "The club has 214 members, and the fee is 450 kroner for children and 900 kroner for adults.",
    "Totals need not agree because of rounding.",
    "The number of places is to be expanded from 120 to 148 towards 2030.",
]


def invented_paper(seed: int, *, lang: str, faulty: float = 0.5, sentences: int = 30) -> InventedPaper:
    """A paper of two pages or so: each planted sentence stands alone in a line, between others."""
    d = Draw(seed, lang)
    lines = ["# Status" if lang == "da" else "# Status report", "", "Mødedato: 14.05.2024" if lang == "da" else "Date: 14 May 2024", ""]
    planted: list[Planted] = []
    for _ in range(sentences):
        kind, write = d.random.choice(KINDS)
        is_faulty = d.random.random() < faulty
        text = write(d, is_faulty)
        # The same wording for a fault and for what is right: only the figures tell them apart.
        before = d.random.choice(FILLER_DA if lang == "da" else FILLER_EN)
        lines += [before, "", text, ""]
        planted.append(Planted(len(lines) - 1, kind if is_faulty else "", text))
    lines += invented_table(d, lang)
    return InventedPaper("\n".join(lines) + "\n", lang, tuple(planted))


def invented_table(d: Draw, lang: str) -> list[str]:
    """A sound table of counts with a total, and of shares that are no parts."""
    names = ["Nord", "Syd", "Øst", "Vest"]
    counts = [(d.random.randint(100, 900), d.random.randint(100, 900)) for _ in names]
    head = "| Område | 2022 | 2023 | Tilfredse, pct. |" if lang == "da" else "| Area | 2022 | 2023 | Satisfied, per cent |"
    rows = [f"| {n} | {d.number(a)} | {d.number(b)} | {d.number(d.random.uniform(50, 90), 1)} |" for n, (a, b) in zip(names, counts, strict=True)]
    label = "I alt" if lang == "da" else "Total"
    rows.append(f"| {label} | {d.number(sum(a for a, _ in counts))} | {d.number(sum(b for _, b in counts))} | {d.number(70, 1)} |")
    return [head, "|---|---|---|---|", *rows]
