"""Resolves the CloudFormation functions that a built template still holds."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

ACCOUNT: Final = "123456789012"
"""The account of every local ARN."""

_NO_VALUE: Final = object()
_PLACEHOLDER: Final = re.compile(r"\$\{([^${}]+)\}")


def region() -> str:
    """The region of local ARNs: AWS_REGION, or us-east-1."""
    return os.environ.get("AWS_REGION") or "us-east-1"


class Resolver:
    """Replaces functions by values, in a template whose parameters keep their defaults.

    Knows `Ref` of parameters, `Fn::Sub` of text, `Fn::If`, `Fn::Equals` and `Fn::Not`: what this
    app's functions use. Raises `ValueError` naming what it cannot resolve.
    """

    def __init__(self, template: Mapping[str, Any]) -> None:
        self._conditions: Mapping[str, Any] = template.get("Conditions", {})
        self._values: dict[str, Any] = {
            name: parameter["Default"]
            for name, parameter in template.get("Parameters", {}).items()
            if "Default" in parameter
        } | {
            "AWS::AccountId": ACCOUNT,
            "AWS::NoValue": _NO_VALUE,
            "AWS::Partition": "aws",
            "AWS::Region": region(),
            "AWS::StackName": "local",  # as `sam local` calls it
        }
        self._functions: dict[str, Callable[[Any], Any]] = {
            "Ref": self._ref,
            "Fn::Equals": lambda pair: str(self(pair[0])) == str(self(pair[1])),
            "Fn::If": lambda branch: self(branch[1 if self(self._conditions[branch[0]]) else 2]),
            "Fn::Not": lambda operand: not self(operand[0]),
            "Fn::Sub": self._sub,
        }

    def __call__(self, node: Any) -> Any:
        """`node` with every function replaced; keys and items of no value are left out."""
        if isinstance(node, list):
            return [value for item in node if (value := self(item)) is not _NO_VALUE]
        if not isinstance(node, dict):
            return node
        if len(node) == 1:
            [(name, argument)] = node.items()
            if name in self._functions:
                return self._functions[name](argument)
            if name.startswith("Fn::"):
                raise ValueError(f"{name} is not known here")
        return {key: value for key, item in node.items() if (value := self(item)) is not _NO_VALUE}

    def _ref(self, name: str) -> Any:
        if name not in self._values:
            raise ValueError(f"{name} is no parameter with a default")
        return self._values[name]

    def _sub(self, text: str) -> str:
        return _PLACEHOLDER.sub(lambda match: str(self._ref(match[1])), text)
