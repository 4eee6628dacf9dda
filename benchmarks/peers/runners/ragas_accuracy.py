"""ragas: the accuracy of tool calls, in strict order."""

from __future__ import annotations

from functools import partial

from ragas.metrics import ToolCallAccuracy
from ragas_f1 import grade, prepare
from serve import serve

if __name__ == "__main__":
    serve(prepare, partial(grade, metric=ToolCallAccuracy()))
