"""A record of each format that breaks no rule."""

from __future__ import annotations

from typing import Any, Final

from eval_jobs.datasets.validation.formats import Format

Record = dict[str, Any]

TOOL_SPEC: Final = {
    "toolSpec": {
        "name": "f",
        "description": "Does f.",
        "inputSchema": {"json": {"type": "object", "properties": {"a": {"type": "integer"}}}},
    }
}
FUNCTION: Final = {
    "type": "function",
    "function": {
        "name": "f",
        "description": "Does f.",
        "parameters": {"type": "object", "properties": {"a": {"type": "integer"}}},
    },
}
IMAGE: Final = {
    "image": {
        "format": "png",
        "source": {"s3Location": {"uri": "s3://b/k.png", "bucketOwner": "111122223333"}},
    }
}
VIDEO: Final = {"video": {**IMAGE["image"], "format": "mp4"}}
THOUGHT: Final = {"reasoningContent": {"reasoningText": {"text": "Hm."}}}
USE: Final = {"toolUse": {"toolUseId": "c1", "name": "f", "input": {"a": 1}}}
RESULT: Final = {"toolResult": {"toolUseId": "c1", "content": [{"text": "2"}]}}
ANSWER: Final = {"name": "f", "arguments": {"a": {"$accept": [1, 2], "$compare": "numeric"}}}

GOOD: Final[dict[Format, Record]] = {
    Format.SFT: {
        "schemaVersion": "bedrock-conversation-2024",
        "system": [{"text": "Be brief."}],
        "messages": [
            {"role": "user", "content": [{"text": "Do f."}]},
            {"role": "assistant", "content": [THOUGHT, {"text": "I call f."}, USE]},
            {"role": "user", "content": [RESULT]},
            {"role": "assistant", "content": [{"text": "It is 2."}]},
        ],
        "toolConfig": {"tools": [TOOL_SPEC]},
    },
    Format.DPO: {
        "schemaVersion": "bedrock-conversation-2024",
        "messages": [
            {"role": "user", "content": [{"text": "Do f."}]},
            {
                "role": "assistant",
                "candidates": [
                    {"content": [{"text": "Done."}], "preferenceLabel": "preferred"},
                    {"content": [{"text": "No."}], "preferenceLabel": "non-preferred"},
                ],
            },
        ],
    },
    Format.RFT: {
        "id": "a",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Do f."},
        ],
        "reference_answer": ANSWER,
        "tools": [FUNCTION],
        "difficulty": "easy",
    },
    Format.GEN_QA: {
        "system": "Be brief.",
        "query": "Do f.",
        "response": "f(a=1)",
        "images": [{"data": "data:image/png;base64,AA=="}],
        "metadata": "{}",
    },
    Format.LLM_JUDGE: {"prompt": "Do f.", "response_A": "Done.", "response_B": "No."},
    Format.OPENAI: {
        "messages": [
            {"role": "user", "content": "Do f."},
            {"role": "assistant", "content": "Done."},
        ],
        "tools": [FUNCTION],
    },
    Format.VERL: {
        "data_source": "own",
        "prompt": [{"role": "user", "content": "Do f."}],
        "reward_model": {"style": "rule", "ground_truth": "f(a=1)"},
    },
    Format.PROMPT_COMPLETION: {"prompt": "Do f.", "completion": "f(a=1)"},
    Format.PREFERENCE: {"prompt": "Do f.", "chosen": "Done.", "rejected": "No."},
    Format.SAGEMAKER_EVAL: {"query": "Do f.", "response": "f(a=1)", "metadata": {"level": 1}},
}
GOOD[Format.RFT_EVAL] = GOOD[Format.RFT]
