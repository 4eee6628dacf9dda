"""The Berkeley leaderboard's `ast_checker`, without the clients of the models it ranks."""

from __future__ import annotations

import sys
import types
from collections import defaultdict
from typing import Any

from serve import one_by_one, serve

settings = types.ModuleType("bfcl_eval.constants.model_config")
model = types.SimpleNamespace(underscore_to_dot=False)
settings.MODEL_CONFIG_MAPPING = defaultdict(lambda: model)  # type: ignore[attr-defined]  # a module
sys.modules[settings.__name__] = settings  # it imports every client, and is asked one question

from bfcl_eval.constants.enums import Language  # noqa: E402  # after the stand-in
from bfcl_eval.eval_checker.ast_eval.ast_checker import ast_checker  # noqa: E402  # as above


def prepare(case: dict[str, Any]) -> tuple[Any, ...]:
    """Its arguments."""
    calls = [{call["name"]: call["arguments"]} for call in case["calls"]]
    return case["tools"], calls, case["accepted"], Language.PYTHON, case["category"], "any"


def score(arguments: tuple[Any, ...]) -> bool:
    """Its verdict."""
    return bool(ast_checker(*arguments)["valid"])


if __name__ == "__main__":
    serve(prepare, one_by_one(score))
