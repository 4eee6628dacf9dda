"""The thresholds of robustness."""

from __future__ import annotations

from typing import Final

from eval_jobs.audit.check import Bar

BARS: Final[dict[str, Bar]] = {
    "robustness.scale": Bar(
        "How far the scale of rewards reaches out of [0, 1]",
        "reward",
        "above",
        warn=0,
        fail=10,  # AWS allows a "task-defined range": 0 to 10 is one, 0 to 100 are percents
        why="Whoever reads a reward as a share misreads it: thresholds, reports and other graders "
        "that it is averaged with. Training gains nothing from it: GRPO divides by the spread.",
        mend="Pay 1 for a right answer and 0 for a worthless one: take off what garbage earns, and "
        "divide by what is left of a right answer's reward.",
    ),
    "robustness.failed": Bar(
        "Answers that the call failed for",
        "count",
        "above",
        warn=0,
        fail=0,
        why="Policies write such answers. The call then fails for every answer sent with it, and "
        "failed calls can end the training.",
        mend="Catch whatever a sample raises and pay 0 for it; look at types before using a value.",
    ),
    # Some records in a hundred may have a reference that is no use; more is a rule of the grader.
    "robustness.unscored": Bar(
        "Answers that the grader left unscored",
        "share",
        "above",
        warn=0,
        fail=0.05,
        why="A wrong answer without a reward is missing from its group, or counts as 0 in one "
        "place and not in another; every other figure of this audit leaves it out.",
        mend="Pay 0 for an answer that cannot be read; leave unscored only records whose reference "
        "is broken.",
    ),
    "robustness.neighbours": Bar(
        "Malformed samples that cost others their reward",
        "count",
        "above",
        warn=0,
        fail=0,
        why="One answer that the grader cannot read takes the reward of every answer sent with "
        "it. The policy is then paid for what its neighbours wrote, and a failed batch can end "
        "the training.",
        mend="Grade each sample for itself: catch whatever one raises, answer 0 for it alone, and "
        "keep the order and the ids of the results.",
    ),
    "robustness.garbage": Bar(
        "Most that a malformed sample earns",
        "reward",
        "above",
        warn=0.1,
        fail=0.25,
        why="A default that is paid when reading or grading goes wrong is the easiest reward to "
        "reach: the policy learns to write what breaks the grader.",
        mend="Answer 0 wherever an answer cannot be read or its reference is broken; never 1, and "
        "never the mean.",
    ),
    "robustness.invalid": Bar(
        "Rewards that are no number in [0, 1]",
        "count",
        "above",
        warn=0,
        fail=0,
        why="One reward far outside the range, or none at all (NaN), outweighs or ruins the mean "
        "of its whole group; a text or a boolean may not be taken for a number where it is read.",
        mend="Divide only by what cannot be 0, clip the reward to [0, 1], and answer it as a JSON "
        "number.",
    ),
    "robustness.deterministic": Bar(
        "Samples paid otherwise when asked again",
        "share",
        "above",
        warn=0,
        fail=0,
        why="Noise in the reward is a gradient towards nothing: within a group it is normalised "
        "like any other difference.",
        mend="Take randomness, time and state out of the grader; give a judge temperature 0, or "
        "keep its verdicts.",
    ),
    "robustness.batch": Bar(
        "Samples paid otherwise in another batch or order",
        "share",
        "above",
        warn=0,
        fail=0,
        why="The reward then says something about the company an answer was sent in, which the "
        "policy cannot change, and evaluation and training disagree.",
        mend="Grade each sample from itself alone: no normalising over the batch, no counters, no "
        "caches that know only part of a sample.",
    ),
    "robustness.mutated": Bar(
        "Records that grading changed",
        "count",
        "above",
        warn=0,
        fail=0,
        why="What is graded next, or written to the log, is no longer what the model was asked "
        "and what it answered.",
        mend="Copy what has to be changed, and leave the record alone.",
    ),
    # Linear work measures below 1.1; work that grows with the square measures 1.8 and more, as
    # soon as it outweighs what every call costs.
    "robustness.growth": Bar(
        "Power of an answer's length that its time grows with",
        "ratio",
        "above",
        warn=1.3,
        fail=1.8,
        why="Policies drift to long answers early in training. With the square of the length, ten "
        "times the answer takes a hundred times the time: the call times out, and the batch is "
        "lost.",
        mend="Look for regular expressions that backtrack, texts added up in a loop, and every "
        "call compared with every other; put a limit on the length that is graded.",
    ),
}
