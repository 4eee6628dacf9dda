"""The thresholds of the gradient."""

from __future__ import annotations

from typing import Final

from eval_jobs.audit.check import Bar

PAID_WELL: Final = 0.8
"""A reward from which on a policy has little reason left to change an answer."""

BARS: Final[dict[str, Bar]] = {
    "gradient.flat": Bar(
        "Groups with something to learn, all paid the same",
        "share",
        "above",
        warn=0.02,
        fail=0.05,
        why="Where different answers to a prompt, some of them wrong, all earn the same, GRPO's "
        "advantages are 0: the prompt is sampled and paid for, and teaches nothing.",
        mend="Pay partial credit at every level (tools, order, parameters, values), and do not "
        "round or cap the reward; or keep a verdict, and take only prompts that the model gets "
        "right now and then (filter them by pass rate).",
    ),
    # What the design's composites measure is .9 and more; below .6, more than a third of the
    # pairs of answers are put in the wrong order.
    "gradient.correlation": Bar(
        "Rank correlation of reward and quality in a group",
        "reward",
        "below",
        warn=0.8,
        fail=0.6,
        why="GRPO strengthens what is paid above the mean of its group. Where the better answer "
        "is not the better paid one, it strengthens the wrong one.",
        mend="Look at the example: two answers to one prompt in the wrong order. Weigh the "
        "component that put them there less, or make it see the damage.",
    ),
    # Trainers add about 1e-4 to the spread they divide by, so it is no numerical matter; but text
    # similarity of equally wrong answers differs by a few hundredths by chance alone.
    "gradient.spread": Bar(
        "Spread of the reward in groups with something to learn",
        "reward",
        "below",
        warn=0.05,
        fail=0.02,
        why="Advantages are divided by the group's spread. Where that is tiny, differences that "
        "mean nothing become as loud as the difference of right and wrong.",
        mend="Use the whole range from 0 to 1: weigh what all answers get right anyway (form, "
        "schema) less, and a fully right answer more.",
    ),
    # Quarters are no failure, but they make neighbours equal. A mere verdict has none: see "flat".
    "gradient.levels": Bar(
        "Different rewards of partly right answers",
        "count",
        "below",
        warn=5,
        fail=0,
        why="Where a better answer is rounded to the reward of a worse one, small steps to the "
        "right answer earn nothing.",
        mend="Do not round the reward, nor pay by a few steps.",
    ),
    "gradient.auc": Bar(
        "Right answers above wrong ones (AUC)",
        "share",
        "below",
        warn=0.99,
        fail=0.98,
        why="Wrong answers that earn as much as right ones are kept: nothing tells the policy "
        "which of them to prefer.",
        mend="Add a component that pays only a fully right answer (`exact_match` here), and let "
        "everything extra, missing or changed cost something.",
    ),
    "gradient.wrong_mean": Bar(
        "Mean reward of wrong answers",
        "reward",
        "above",
        warn=0.45,
        fail=0.50,
        why="What wrong answers earn on average is paid for nothing; little is left above it to "
        "pay for being right.",
        mend="Pay less for form and for tools alone; curve the components so that half right is "
        "worth less than half.",
    ),
    "gradient.wrong_paid": Bar(
        f"Wrong answers that earn {PAID_WELL:g} or more",
        "share",
        "above",
        warn=0.02,
        fail=0.05,
        why="A wrong answer that is nearly paid in full is where the policy comes to rest: what "
        "is left to win is smaller than the noise.",
        mend="Let a fully right answer earn at least 0.2 more than any other.",
    ),
}
