"""The blanks of a question: what a reader sees, and the value that a tool is given for it.

Every blank is a kind: `{rule}` and `{rule2}` are two different rules. Names, rules and issues are
divided between the splits, so that none of the test split's occurs in training.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

SHARES: Final = {"train": 0.60, "validation": 0.12, "test": 0.28}
"""How much of each open pool a split gets."""
CITED: Final = 0.15
"""How often a rule is named by its place in the Code of Federal Regulations."""
IN_MILLIONS: Final = 0.5
"""How often an amount is written in millions."""
MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class Slot:
    """A filled blank: `text` in the question, `value` in the reference.

    `about` and `document` belong to a rule: its subject, and a document to which it applies.
    """

    text: str
    value: Any
    about: str = ""
    document: str = ""

    def __str__(self) -> str:
        return self.text

    @property
    def meaning(self) -> str:
        """The same for one rule or company under either of its names; else the text."""
        accepted = self.value.get("$accept") if isinstance(self.value, dict) else None
        return repr(sorted(accepted, key=str)) if accepted else self.text


Pools = Mapping[str, Sequence[Any]]
Kind = Callable[[random.Random, Pools], Slot]


def pools_of(pools: Mapping[str, Mapping[str, Sequence[Any]]], split: str) -> dict[str, list[Any]]:
    """The pools that `split` draws from: its part of the open ones, and all of the closed ones."""
    before = 0.0
    for name, share in SHARES.items():
        if name == split:
            break
        before += share
    after = before + share
    mine = {name: list(entries) for name, entries in pools["closed"].items()}
    for name, entries in pools["open"].items():
        mixed = list(entries)
        random.Random(name).shuffle(mixed)
        mine[name] = mixed[round(before * len(mixed)) : round(after * len(mixed))]
    return mine


def draw(kind: str, rng: random.Random, pools: Pools) -> Slot:
    """A blank of `kind`: one of `KINDS`, or an entry `[text, value]` of the pool of that name."""
    if kind in KINDS:
        return KINDS[kind](rng, pools)
    if kind not in pools:
        raise KeyError(f"no blank {kind!r}; known: {sorted({*KINDS, *pools})}")
    text, *value = rng.choice(pools[kind])
    return Slot(text, value[0] if value else text)


def company(rng: random.Random, pools: Pools) -> Slot:
    """An issuer, by its short or its full name; both are accepted."""
    name = rng.choice(pools["company"])
    always = random.Random(name)  # one name is one company, with one industry
    short = f"{name} {always.choice(pools['industry'])}"
    full = short + always.choice(pools["ending"])
    names = rng.sample([short, full], 2)
    return Slot(names[0], {"$accept": names})


def person(rng: random.Random, pools: Pools) -> Slot:
    """A person by first and last name."""
    name = rng.choice(pools["person"])
    return Slot(name, name)


def rule(rng: random.Random, pools: Pools) -> Slot:
    """A rule by its name; now and then by its place in the Code. Both are accepted."""
    name, citation, about, document = rng.choice(pools["rule"])
    names = [citation, name] if rng.random() < CITED else [name, citation]
    return Slot(names[0], {"$accept": names}, about, document)


def item(rng: random.Random, pools: Pools) -> Slot:
    """An item of Regulation S-K that a Form 10-K answers."""
    name, citation, about = rng.choice(pools["item"])
    return Slot(name, {"$accept": [name, citation]}, about)


def topic(rng: random.Random, pools: Pools) -> Slot:
    """A legal issue in words; compared as text, for it can be put in other words."""
    issue = rng.choice(pools["topic"])
    return Slot(issue, {"$accept": [issue], "$compare": "text"})


def year(rng: random.Random, _: Pools) -> Slot:
    """A year as an integer."""
    number = rng.randint(2012, 2024)
    return Slot(str(number), number)


def day_between(first: date, last: date) -> Kind:
    """A kind of blank: a day from `first` to `last`, in words; the value is an ISO date."""

    def day(rng: random.Random, _: Pools) -> Slot:
        found = first + timedelta(days=rng.randint(0, (last - first).days))
        return Slot(in_words(found), found.isoformat())

    return day


def quarter(rng: random.Random, _: Pools) -> Slot:
    """A calendar quarter in words; the value is an object of its first and last day."""
    number, of_year = rng.randint(1, 4), rng.randint(2018, 2024)
    first = date(of_year, 3 * number - 2, 1)
    last = date(of_year + number // 4, 3 * number % 12 + 1, 1) - timedelta(days=1)
    name = ("first", "second", "third", "fourth")[number - 1]
    text = f"the {name} quarter of {of_year}"
    return Slot(text, {"from": first.isoformat(), "to": last.isoformat()})


def period(rng: random.Random, _: Pools) -> Slot:
    """A period by its two days."""
    first = date(2018, 1, 1) + timedelta(days=rng.randint(0, 2300))
    last = first + timedelta(days=rng.randint(20, 300))
    text = f"between {in_words(first)} and {in_words(last)}"
    return Slot(text, {"from": first.isoformat(), "to": last.isoformat()})


def money(rng: random.Random, _: Pools) -> Slot:
    """An amount in dollars, in figures or in millions."""
    if rng.random() < IN_MILLIONS:
        tenths = rng.randint(11, 480)
        text, dollars = f"${tenths / 10:g} million", tenths * 100_000
    else:
        dollars = rng.randint(11, 195) * 5_000
        text = f"${dollars:,}"
    return Slot(text, {"$accept": [dollars], "$compare": "numeric", "$tolerance": 0.5})


def price(rng: random.Random, _: Pools) -> Slot:
    """A price per unit, in dollars and cents."""
    cents = rng.randint(40, 1600) * 5
    return Slot(f"${cents / 100:.2f}", cents / 100)


def integer(low: int, high: int, step: int = 1) -> Kind:
    """A kind of blank: `step` times a number from `low` to `high`."""

    def number(rng: random.Random, _: Pools) -> Slot:
        found = step * rng.randint(low, high)
        return Slot(f"{found:,}", found)

    return number


def docket(rng: random.Random, _: Pools) -> Slot:
    """The docket number of a civil case in a district court."""
    number = f"1:{rng.randint(19, 25)}-cv-{rng.randint(101, 11999):05d}"
    return Slot(number, number)


def emails(rng: random.Random, pools: Pools) -> Slot:
    """Two or three e-mail addresses; their order means nothing."""
    people = rng.sample(pools["person"], rng.randint(2, 3))
    parts = [name.lower().split() for name in people]
    return listed([f"{first[0]}.{last}@counsel.example" for first, last in parts])


def events(rng: random.Random, _: Pools) -> Slot:
    """One or two kinds of court events; their order means nothing."""
    return listed(rng.sample(["complaint", "motion", "order", "settlement"], rng.randint(1, 2)))


def roles(rng: random.Random, _: Pools) -> Slot:
    """Two roles of reporting persons; their order means nothing."""
    plural = {
        "officer": "officers",
        "director": "directors",
        "ten percent owner": "ten percent owners",
    }
    chosen = rng.sample(sorted(plural), 2)
    return Slot(" and ".join(plural[role] for role in chosen), listed(chosen).value)


def listed(values: Sequence[str]) -> Slot:
    """Values named one after the other, compared as a set."""
    *others, last = values
    text = f"{', '.join(others)} and {last}" if others else last
    return Slot(text, {"$accept": [list(values)], "$compare": "set"})


def in_words(day: date) -> str:
    """`March 3, 2024`, in English whatever the locale."""
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


KINDS: Final[dict[str, Kind]] = {
    "acquired": day_between(date(2021, 1, 4), date(2023, 12, 29)),
    "company": company,
    "count": integer(2, 34),
    "date": day_between(date(2014, 1, 2), date(2025, 6, 30)),
    "days": integer(15, 120),
    "docket": docket,
    "emails": emails,
    "events": events,
    "item": item,
    "money": money,
    "outstanding": integer(20, 400, 1_000_000),
    "period": period,
    "person": person,
    "price": price,
    "quarter": quarter,
    "recent": day_between(date(2023, 6, 1), date(2025, 6, 30)),
    "roles": roles,
    "rule": rule,
    "shares": integer(3, 400, 5_000),
    "sold": day_between(date(2024, 1, 2), date(2025, 12, 31)),
    "topic": topic,
    "year": year,
}
