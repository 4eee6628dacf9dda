"""gen_qa: a query and the response it should get.

AWS: SageMaker developer guide, nova-model-evaluation; nova-forge-sdk, eval_dataset_validator.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from eval_jobs.datasets.validation.problem import Flaw, Rule
from eval_jobs.datasets.validation.shape import list_of_objects, objects, of_type, text

IMAGE: Final = Rule("gen_qa.image")
METADATA: Final = Rule("gen_qa.metadata")

FILE_NAME: Final = "gen_qa.jsonl"
SOMETIMES: Final = ("system", "images")


def matches(record: dict[str, Any]) -> bool:
    """Whether there is a query, and no model has answered it."""
    metadata = record.get("metadata")
    return "query" in record and "model_response" not in record and not isinstance(metadata, dict)


def check(record: dict[str, Any], model: str) -> Iterator[Flaw]:  # noqa: ARG001  # as its siblings
    """The flaws in one record."""
    yield from check_question(record)
    metadata = record.get("metadata")
    if metadata is not None and not isinstance(metadata, str):
        message = "the metadata of Nova's evaluations is text: write the object as JSON text"
        yield Flaw(METADATA, message, ("metadata",))


def check_question(record: dict[str, Any]) -> Iterator[Flaw]:
    """The flaws in query, response, system and images."""
    yield from text(record, "query")
    yield from text(record, "response")
    if record.get("system") is not None:
        yield from of_type(record["system"], str, ("system",))
    if record.get("images") is not None:
        yield from list_of_objects(record["images"], ("images",))
        for position, image in objects(record["images"]):
            data = image.get("data")
            head = data[:100] if isinstance(data, str) else ""
            if not head.startswith("data:image/") or ";base64," not in head.lower():
                message = 'an image is {"data": "data:image/png;base64,..."}'
                yield Flaw(IMAGE, message, ("images", position, "data"))
