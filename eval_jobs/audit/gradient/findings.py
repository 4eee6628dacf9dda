"""What paid answers and their groups say, as checks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Final

from eval_jobs.audit.check import Check, Example, Group
from eval_jobs.audit.gradient.answers import Answer, has_something, scored
from eval_jobs.audit.gradient.bars import BARS, PAID_WELL

if TYPE_CHECKING:
    from eval_jobs.audit.gradient.groups import Compared

BATCH: Final = 64
"""Prompts a training step, in which the notes say what a share means."""

DIGITS: Final = 6
"""Rewards are the same up to so many: services round."""

NO_GROUPS: Final = "no prompt has several answers with a reward"
NOTHING_TO_LEARN: Final = "no group has different answers, one of them wrong"


def flat(groups: Sequence[Compared], figures: Sequence[Group], *, made_up: bool) -> Check:
    """The share of groups with something to learn that teach nothing.

    It only warns of made-up answers: a verdict pays most of them 0, and whether a real policy is
    right often enough to learn from one, only its own answers tell.
    """
    name = "gradient.flat"
    learnable = [one for one in groups if one.mixed]
    mixed = [one for one in learnable if not (one.flat and _hopeless(one))]
    level = [one for one in mixed if one.flat]
    hopeless = len(learnable) - len(mixed)
    if not mixed:
        return _check(name, None, 0, NOTHING_TO_LEARN if groups else NO_GROUPS)
    note = batches(figures)
    if hopeless:
        note += f"; {hopeless} groups in which no answer calls an expected tool are left out"
    wrong = (example(one) for group in level for one in group.answers if not one.right)
    check = _check(name, len(level) / len(mixed), _answers(mixed), note, next(wrong, None))
    return check._replace(bar=check.bar._replace(fail=1.0)) if made_up else check


def _hopeless(group: Compared) -> bool:
    return not any(map(has_something, group.answers))


def batches(figures: Iterable[Group]) -> str:
    """How many prompts of a batch give a gradient, in words, all groups counted."""
    said = [
        f"{one.source} {round(BATCH * (1 - one.flat))} (of {one.size} answers)" for one in figures
    ]
    return f"of {BATCH} prompts a batch give a gradient: {', '.join(said)}"


def correlation(groups: Sequence[Compared]) -> Check:
    """The mean rank correlation of reward and quality inside a group.

    It only warns of a verdict, which ranks nothing: what it cannot tell apart is in `flat`.
    """
    name = "gradient.correlation"
    known = [(one.correlation, one) for one in groups if one.correlation is not None]
    if not known:
        recorded = any(answer.quality is None for one in groups for answer in one.answers)
        why = "recorded answers have no known quality: see the AUC" if recorded else NO_GROUPS
        return _check(name, None, 0, why)
    mean = sum(value for value, _ in known) / len(known)
    worst = min(known, key=lambda one: one[0])[1]
    found = [one for _, one in known]
    check = _check(name, mean, _answers(found), *_misjudged(worst))
    if is_verdict(answer for one in found for answer in one.answers):
        check = check._replace(bar=check.bar._replace(fail=-1.0))
    return check


def is_verdict(answers: Iterable[Answer]) -> bool:
    """Whether there are two rewards only, as where right or wrong alone is paid."""
    return len({round(reward, DIGITS) for _, reward in scored(answers)}) == 2  # noqa: PLR2004  # yes and no


def _misjudged(group: Compared) -> tuple[str, Example | None]:
    """The worse answer of a pair that is paid too much beside the better one."""
    pairs = [
        (better[0].quality - worse[0].quality + worse[1] - better[1], better, worse)
        for one, other in combinations(scored(group.answers), 2)
        for better, worse in ((one, other), (other, one))
        if better[0].quality is not None
        and worse[0].quality is not None
        and better[0].quality > worse[0].quality
        and worse[1] >= better[1]
    ]
    if not pairs:
        return "", None
    _, (better, reward), (worse, _) = max(pairs, key=lambda pair: pair[0])
    note = f"the better answer of the example earns {reward:.3f}"
    return note, example(worse)._replace(right=better.text)


def spread(groups: Sequence[Compared]) -> Check:
    """The mean standard deviation in groups with something to learn that are not flat."""
    found = [one for one in groups if one.mixed and not one.flat]
    if not found:
        return _check("gradient.spread", None, 0, NOTHING_TO_LEARN if groups else NO_GROUPS)
    mean = sum(one.spread for one in found) / len(found)
    least = min(found, key=lambda one: one.spread)
    wrong = next(example(one) for one in least.answers if not one.right)
    note = f"least {least.spread:.3f}: there, a difference of that much counts as one of {mean:.3f}"
    return _check("gradient.spread", mean, _answers(found), note, wrong)


def right_and_wrong(answers: Sequence[Answer]) -> list[Check]:
    """What wrong answers earn, by themselves and beside right ones."""
    known = scored(answers)
    right = [reward for one, reward in known if one.right]
    wrong = [(one, reward) for one, reward in known if not one.right]
    if not wrong:
        why = "no wrong answer got a reward"
        names = ("gradient.auc", "gradient.wrong_mean", "gradient.wrong_paid")
        return [_check(name, None, 0, why) for name in names]
    rewards = [reward for _, reward in wrong]
    dearest = example(max(wrong, key=lambda one: one[1])[0])
    mean = sum(rewards) / len(rewards)
    paid = sum(reward >= PAID_WELL for reward in rewards) / len(rewards)
    value = auc(right, rewards) if right else None
    note = f"right ones earn {sum(right) / len(right):.3f}" if right else "no answer is right"
    return [
        _check("gradient.auc", value, len(known), "" if right else note, dearest),
        _check("gradient.wrong_mean", mean, len(wrong), note, dearest),
        _check("gradient.wrong_paid", paid, len(wrong), f"the highest {max(rewards):.3f}", dearest),
    ]


def auc(right: Sequence[float], wrong: Sequence[float]) -> float:
    """How often a right answer is paid more than a wrong one, both drawn at random; ties half."""
    from scipy.stats import rankdata  # slow to import

    ranks = rankdata([*right, *wrong])[: len(right)]
    pairs = len(right) * len(wrong)
    return float((ranks.sum() - len(right) * (len(right) + 1) / 2) / pairs)


def _answers(groups: Sequence[Compared]) -> int:
    return sum(len(one.answers) for one in groups)


def _check(
    name: str, value: float | None, probes: int, note: str = "", example: Example | None = None
) -> Check:
    return Check(name, BARS[name], value, probes, note, example)


def example(answer: Answer) -> Example:
    """The answer as one that shows a hole."""
    item = answer.item
    return Example(item.id, item.question, item.gold, answer.text, answer.reward)
