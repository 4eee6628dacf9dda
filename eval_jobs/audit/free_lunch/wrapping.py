"""What is paid for what stands around an answer, when the answer is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import TYPE_CHECKING, Final, NamedTuple

from eval_jobs.audit.check import Example
from eval_jobs.audit.free_lunch import policies
from eval_jobs.audit.paying import Probe
from eval_jobs.audit.right import is_right

if TYPE_CHECKING:
    from random import Random

    from eval_jobs.audit.free_lunch.known import Known
    from eval_jobs.audit.free_lunch.policies import Policy
    from eval_jobs.audit.item import Item
    from eval_jobs.audit.paying import Pay

    Sides = Sequence[tuple[Sequence[Item], Known]]

RECORDS: Final = 100
"""So many are asked, drawn at random: a mean over them is known to a few hundredths."""
SAME: Final = 1e-6
"""What adds less than this adds nothing: services round."""

_THOUGHT: Final = "The user needs help. I look for the right tool and its values. "
WRAPPINGS: Final[Mapping[str, tuple[str, str]]] = {
    "a thought": (f"<think>{_THOUGHT}</think>\n", ""),
    "a long thought": (f"<think>{_THOUGHT * 40}</think>\n", ""),
    "answer tags": ("<answer>", "</answer>"),
    "a thought and answer tags": (f"<think>{_THOUGHT}</think><answer>", "</answer>"),
    "a thought and answer tags, each on a line": (
        f"<think>\n{_THOUGHT}\n</think>\n<answer>\n",
        "\n</answer>",
    ),
    "reasoning and answer tags": (
        f"<reasoning>\n{_THOUGHT}\n</reasoning>\n<answer>\n",
        "\n</answer>",
    ),
    "thought and solution tags": (
        f"<|begin_of_thought|>{_THOUGHT}<|end_of_thought|>\n<|begin_of_solution|>",
        "<|end_of_solution|>",
    ),
    "a code fence": ("```json\n", "\n```"),
    "an announcement": ("Let me think step by step. First, I read the question:\n\n", ""),
    "assurances": ("", "\n\nI have checked this answer twice, and it is right." * 20),
}
"""What stands before and after the answer, by title."""
SENTENCE: Final = "\nThat is what the user asked for."
MANY: Final = 100
"""More of the same is nothing but longer."""
ANSWERS: Final[Mapping[str, Policy]] = {
    "a refusal": policies.refusal,
    "a made-up tool": policies.made_up_call,
    "the right tools with placeholders": policies.placeholders,
}
"""The wrong answers in it, by title."""


class Wrapping(NamedTuple):
    """What the best paid wrapping adds to the reward on average, as the parts of a check."""

    value: float | None
    probes: int
    note: str
    example: Example | None = None


def best_wrapping(sides: Sides, pay: Pay, rng: Random) -> Wrapping:
    """What is added at most; 0 where nothing is, or something is taken off."""
    return _best(("", ""), WRAPPINGS, sides, pay, rng)


def longest(sides: Sides, pay: Pay, rng: Random) -> Wrapping:
    """What a sentence adds when it is said MANY times and not once; 0 as above."""
    many = {f"a sentence {MANY} times and not once": ("", SENTENCE * MANY)}
    return _best(("", SENTENCE), many, sides, pay, rng)


def _best(
    bare: tuple[str, str],
    wrappings: Mapping[str, tuple[str, str]],
    sides: Sides,
    pay: Pay,
    rng: Random,
) -> Wrapping:
    """What the best of some wrappings adds to what an answer earns in the `bare` one."""
    asked = [(item, known) for half, known in sides for item in half]
    asked = rng.sample(asked, RECORDS) if len(asked) > RECORDS else asked
    best = Wrapping(None, 0, "no wrong answer was paid" if asked else "no record expects a call")
    probes = 0
    for title, policy in ANSWERS.items():
        answers = [(item, policy(item, known) or "") for item, known in asked]
        wrong = [one for one in answers if not is_right(*one)]
        paid = pay(_wrapped(wrong, bare), f"free lunch: {title}")
        for name, around in wrappings.items():
            wrapped = _wrapped(wrong, around)
            rewards = pay(wrapped, f"free lunch: {name}")
            added = [
                (one - other, probe, one)
                for one, other, probe in zip(rewards, paid, wrapped, strict=True)
                if one is not None and other is not None and not is_right(*probe)
            ]
            probes += len(added)
            if added:
                best = max(best, _added(f"{name} around {title}", added), key=_height)
    return best._replace(probes=probes)


def _wrapped(answers: Sequence[tuple[Item, str]], around: tuple[str, str]) -> list[Probe]:
    before, after = around
    return [Probe(item, f"{before}{answer}{after}") for item, answer in answers]


def _added(title: str, added: Sequence[tuple[float, Probe, float]]) -> Wrapping:
    mean = fmean(more for more, _, _ in added)
    if mean <= SAME:
        return Wrapping(0.0, 0, "")
    _, (item, answer), reward = max(added, key=lambda one: one[0])
    example = Example(item.id, item.question, item.gold, answer, reward)
    return Wrapping(mean, 0, f"{title} adds most", example)


def _height(wrapping: Wrapping) -> float:
    return -1.0 if wrapping.value is None else wrapping.value
