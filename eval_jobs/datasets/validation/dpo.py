"""DPO: as SFT, but the last turn holds two candidates, one preferred to the other.

AWS: Nova user guide, DPO; sagemaker 3.27, ai_registry/schemas/dpo.json.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from eval_jobs.datasets.validation.converse import check_content, check_conversation
from eval_jobs.datasets.validation.problem import Flaw, Rule
from eval_jobs.datasets.validation.shape import MISSING, known_keys, list_of_objects, objects
from eval_jobs.finding import Severity

CANDIDATES: Final = Rule("candidates")
LABELS: Final = Rule("candidates.labels")
MODEL: Final = Rule("dpo.model")
ALIKE: Final = Rule("candidates.alike", Severity.WARNING)

MODELS: Final = ("nova-micro", "nova-lite", "nova-pro")
PREFERENCES: Final = ["non-preferred", "preferred"]
SOMETIMES: Final = ("system",)


def matches(record: dict[str, Any]) -> bool:
    """Whether a turn holds candidates."""
    return any("candidates" in message for _, message in objects(record.get("messages")))


def check(record: dict[str, Any], model: str) -> Iterator[Flaw]:
    """The flaws in one record."""
    if model not in MODELS:
        some = ", ".join(MODELS)
        yield Flaw(MODEL, f"{model} has no DPO; {some} have: name the one that is to be trained")
    yield from check_conversation(record, model)
    messages = record.get("messages")
    last = len(messages) - 1 if isinstance(messages, list) else 0
    for number, message in objects(messages):
        path = ("messages", number)
        key = "candidates" if number == last else "content"
        yield from known_keys(message, ("role", key), path)
        if key not in message:
            yield Flaw(MISSING, f"the turn has no {key!r}", path)
        elif number == last:
            yield from _candidates(message["candidates"], model, (*path, key))


def _candidates(candidates: Any, model: str, path: tuple[str | int, ...]) -> Iterator[Flaw]:
    yield from list_of_objects(candidates, path)
    given = list(objects(candidates))
    if len(given) != len(PREFERENCES):
        yield Flaw(CANDIDATES, f"there are two candidates, not {len(given)}", path)
    labels = sorted(str(candidate.get("preferenceLabel")) for _, candidate in given)
    if len(given) == len(PREFERENCES) and labels != PREFERENCES:
        yield Flaw(LABELS, f"the preferenceLabels are {' and '.join(PREFERENCES)}", path)
    for position, candidate in given:
        place = (*path, position)
        yield from known_keys(candidate, ("content", "preferenceLabel"), place)
        yield from check_content("assistant", candidate.get("content"), model, (*place, "content"))
    contents = [candidate.get("content") for _, candidate in given]
    if len(contents) > 1 and contents[0] == contents[1]:
        yield Flaw(ALIKE, "both candidates say the same: there is nothing to prefer", path)
