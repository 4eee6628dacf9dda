"""Short ways to write what graders are given."""

from __future__ import annotations

import json
from typing import Any

from graders import GradingConfig, Sample, ToolCall, Turn
from graders.case import Case


def call(tool: str, /, **arguments: Any) -> dict[str, Any]:
    """A call as JSON writes it."""
    return {"name": tool, "arguments": arguments}


def made(tool: str, /, **arguments: Any) -> ToolCall:
    """A call as the parser returns it."""
    return ToolCall(tool, arguments)


def sample(answer: Any, reference: Any, question: str = "", tools: Any = ()) -> Sample:
    """A sample whose model wrote `answer`: text as it is, anything else as JSON."""
    text = answer if isinstance(answer, str) else json.dumps(answer)
    return Sample("s1", Turn(text), reference, question, tuple(tools))


def case(answer: Any, reference: Any, /, tools: Any = (), **config: Any) -> Case:
    """The case of such a sample, under a configuration given by keyword."""
    return Case(sample(answer, reference, tools=tools), GradingConfig.model_validate(config))
