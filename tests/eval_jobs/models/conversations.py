"""One conversation with tools, a call and its result, as each dialect writes it."""

from __future__ import annotations

from typing import Any

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"n": {"type": "number"}},
    "required": ["n"],
}
OPENAI: dict[str, Any] = {
    "id": "a",
    "messages": [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": [{"type": "text", "text": "What is 5!?"}]},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {
                    "id": "c1",
                    "type": "function",
                    "function": {"name": "math.factorial", "arguments": '{"n": 5}'},
                }
            ],
        },
        {"role": "tool", "tool_call_id": "c1", "content": "120"},
        {"role": "user", "content": "And 6!?"},
    ],
    "tools": [
        {
            "type": "function",
            "function": {"name": "math.factorial", "description": "n!", "parameters": SCHEMA},
        }
    ],
    "reference_answer": [],
}
CONVERSE: dict[str, Any] = {
    "system": [{"text": "Be brief."}],
    "messages": [
        {"role": "user", "content": [{"text": "What is 5!?"}]},
        {
            "role": "assistant",
            "content": [
                {"toolUse": {"toolUseId": "c1", "name": "math.factorial", "input": {"n": 5}}}
            ],
        },
        {
            "role": "user",
            "content": [
                {"toolResult": {"toolUseId": "c1", "content": [{"json": 120}]}},
                {"text": "And 6!?"},
            ],
        },
    ],
    "toolConfig": {
        "tools": [
            {
                "toolSpec": {
                    "name": "math.factorial",
                    "description": "n!",
                    "inputSchema": {"json": SCHEMA},
                }
            }
        ]
    },
}
BFCL_TOOL = {
    "name": "math.factorial",
    "description": "n!",
    "parameters": {
        "type": "dict",
        "properties": {"n": {"type": "float"}},
        "required": ["n"],
    },
}
WIRE_OPENAI: dict[str, Any] = {
    "messages": [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "What is 5!?"},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {
                    "id": "c1",
                    "type": "function",
                    "function": {"name": "math_factorial", "arguments": '{"n": 5}'},
                }
            ],
        },
        {"role": "tool", "tool_call_id": "c1", "content": "120"},
        {"role": "user", "content": "And 6!?"},
    ],
    "tools": [
        {
            "type": "function",
            "function": {"name": "math_factorial", "description": "n!", "parameters": SCHEMA},
        }
    ],
    "temperature": 0.5,
    "max_tokens": 99,
}
WIRE_CONVERSE: dict[str, Any] = {
    "system": [{"text": "Be brief."}],
    "messages": [
        {"role": "user", "content": [{"text": "What is 5!?"}]},
        {
            "role": "assistant",
            "content": [
                {"toolUse": {"toolUseId": "c1", "name": "math_factorial", "input": {"n": 5}}}
            ],
        },
        {
            "role": "user",
            "content": [
                {"toolResult": {"toolUseId": "c1", "content": [{"text": "120"}]}},
                {"text": "And 6!?"},
            ],
        },
    ],
    "toolConfig": {
        "tools": [
            {
                "toolSpec": {
                    "name": "math_factorial",
                    "description": "n!",
                    "inputSchema": {"json": SCHEMA},
                }
            }
        ]
    },
    "inferenceConfig": {"temperature": 0.5, "maxTokens": 99},
}
