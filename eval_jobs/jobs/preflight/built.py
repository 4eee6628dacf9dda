"""The built functions as a client of Lambda, for jobs whose grader runs on this machine."""

from __future__ import annotations

import io
from typing import Any

from eval_jobs.local_lambda.service import LocalLambda
from eval_jobs.local_lambda.template import BUILD


class BuiltFunctions:
    """As much of boto3's Lambda client as the checks ask; BuildError where nothing is built."""

    def __init__(self) -> None:
        self._service = LocalLambda(BUILD, lambda _function, _line: None)

    def invoke(self, *, FunctionName: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803  # boto3's
        """Call a function; the answer is as boto3 gives it."""
        result = self._service.invoke(FunctionName, Payload)
        answer: dict[str, Any] = {"Payload": io.BytesIO(result.payload)}
        return {**answer, "FunctionError": "Unhandled"} if result.failed else answer

    def close(self) -> None:
        """End the functions' processes."""
        self._service.__exit__()
