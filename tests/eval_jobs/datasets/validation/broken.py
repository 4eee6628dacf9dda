"""For each rule a change to a good record that breaks it alone."""

from __future__ import annotations

from typing import Final

from eval_jobs.datasets.validation.formats import Format
from tests.eval_jobs.datasets.validation.changes import (
    Change,
    add,
    both,
    drop,
    earlier_turns,
    pictured,
    put,
)
from tests.eval_jobs.datasets.validation.examples import (
    ANSWER,
    IMAGE,
    RESULT,
    THOUGHT,
    TOOL_SPEC,
    USE,
    VIDEO,
)

OF_A: Final = ("tools", 0, "function", "parameters", "properties", "a")
USER: Final = ("messages", 0, "content")
MODEL: Final = ("messages", 1, "content")
LAST: Final = ("messages", 3, "content")
FINAL: Final = ("messages", 1, "candidates")
SPEC: Final = ("toolConfig", "tools", 0, "toolSpec")
SECOND_CALL: Final = {"toolUse": {**USE["toolUse"], "toolUseId": "c2"}}

BOT: Final = {"role": "bot", "content": "x"}
STRAY: Final = {"toolResult": {**RESULT["toolResult"], "toolUseId": "c9"}}
THIRD: Final = {"content": [{"text": "x"}], "preferenceLabel": "x"}
TEXT: Final = ("messages", 2, "content", [{"text": "x"}])
RESULT_AT: Final = ("messages", 2, "content", 0, "toolResult")


BROKEN: Final[list[tuple[str, Format, Change, str]]] = [
    ("unknown_key", Format.SFT, put("extra", 1), "1"),
    ("unknown_key", Format.SFT, put(*USER[:2], "extra", 1), "1"),
    ("schema_version", Format.SFT, put("schemaVersion", "2023"), '"2023"'),
    ("type", Format.SFT, put("system", "Be brief."), '"Be brief."'),
    ("type", Format.SFT, put("system", ["Be brief."]), '"Be brief."'),
    ("type", Format.SFT, put("system", None), "null"),
    ("empty", Format.SFT, put("system", []), "[]"),
    ("empty", Format.SFT, put("system", 0, "text", ""), '""'),
    ("missing", Format.SFT, put("system", [{}]), "{}"),
    ("unknown_key", Format.SFT, put("system", 0, "extra", 1), "1"),
    ("unknown_key", Format.SFT, put(*LAST, 0, "extra", 1), "1"),
    ("unknown_key", Format.SFT, put(*MODEL, 0, "reasoningContent", "extra", 1), "1"),
    (
        "unknown_key",
        Format.SFT,
        put(*MODEL, 0, "reasoningContent", "reasoningText", "extra", 1),
        "1",
    ),
    ("unknown_key", Format.SFT, put(*MODEL, 2, "toolUse", "extra", 1), "1"),
    ("unknown_key", Format.SFT, put(*RESULT_AT, "extra", 1), "1"),
    ("unknown_key", Format.SFT, put(*RESULT_AT, "content", 0, "extra", 1), "1"),
    ("unknown_key", Format.SFT, pictured(put(*USER, 1, "image", "extra", 1)), "1"),
    ("unknown_key", Format.SFT, pictured(put(*USER, 1, "image", "source", "extra", 1)), "1"),
    (
        "unknown_key",
        Format.SFT,
        pictured(put(*USER, 1, "image", "source", "s3Location", "extra", 1)),
        "1",
    ),
    ("unknown_key", Format.SFT, put("toolConfig", "extra", 1), "1"),
    ("unknown_key", Format.SFT, put("toolConfig", "tools", 0, "extra", 1), "1"),
    ("unknown_key", Format.SFT, put(*SPEC, "extra", 1), "1"),
    ("unknown_key", Format.SFT, put(*SPEC, "inputSchema", "extra", 1), "1"),
    ("reserved_text", Format.SFT, put("system", 0, "text", "as User: said"), '"as User'),
    ("reserved_text", Format.SFT, put(*USER, 0, "text", "see <image>"), '"see <image>"'),
    ("alternation", Format.SFT, put("messages", 0, "role", "system"), '"system"'),
    ("last_turn", Format.SFT, add("messages", {"role": "user", "content": [{"text": "x"}]}), ""),
    ("missing", Format.SFT, drop(*LAST), ""),
    ("empty", Format.SFT, put(*LAST, []), "[]"),
    ("empty", Format.SFT, put(*LAST, 0, "text", ""), ""),
    ("block", Format.SFT, add(*LAST, {"words": "x"}), '{"words"'),
    ("block", Format.SFT, put(*LAST, 0, "toolUse", SECOND_CALL["toolUse"]), ""),
    ("media.role", Format.SFT, pictured(add(*LAST, IMAGE)), ""),
    ("media.one_kind", Format.SFT, pictured(add(*USER, VIDEO)), ""),
    ("media.format", Format.SFT, pictured(put(*USER, 1, "image", "format", "bmp")), '"bmp"'),
    (
        "media.source",
        Format.SFT,
        pictured(put(*USER, 1, "image", "source", {"bytes": "AA=="})),
        "{",
    ),
    ("media.count", Format.SFT, pictured(*[add(*USER, IMAGE)] * 10), ""),
    ("reasoning.role", Format.SFT, put(*USER, [THOUGHT, {"text": "x"}]), ""),
    ("reasoning.media", Format.SFT, add(*USER, IMAGE), ""),
    ("reasoning.shape", Format.SFT, put(*MODEL, 0, "reasoningContent", "Hm."), '"Hm."'),
    ("tool_use.role", Format.SFT, add("messages", 2, "content", SECOND_CALL), ""),
    ("tool_use.shape", Format.SFT, put(*MODEL, 2, "toolUse", "input", "a=1"), ""),
    ("tool_use.repeated_id", Format.SFT, add(*LAST, USE), '"c1"'),
    ("tool_use.unknown_tool", Format.SFT, put(*MODEL, 2, "toolUse", "name", "g"), '"g"'),
    ("tool_use.no_tools", Format.SFT, drop("toolConfig"), ""),
    ("tool_use.unanswered", Format.SFT, put(*TEXT), ""),
    ("tool_result.role", Format.SFT, both(put(*MODEL, [USE, RESULT]), put(*TEXT)), ""),
    ("tool_result.shape", Format.SFT, put(*RESULT_AT, "content", "2"), ""),
    (
        "tool_result.unmatched",
        Format.SFT,
        add("messages", 2, "content", STRAY),
        '"c9"',
    ),
    ("tool_result.repeated_id", Format.SFT, add("messages", 2, "content", RESULT), ""),
    ("tools.shape", Format.SFT, add("toolConfig", "tools", {"function": {}}), ""),
    ("tools.schema", Format.SFT, put(*SPEC, "inputSchema", {}), ""),
    ("tools.repeated_name", Format.SFT, add("toolConfig", "tools", TOOL_SPEC), ""),
    ("empty", Format.SFT, put(*SPEC, "description", " "), '" "'),
    (
        "candidates",
        Format.DPO,
        add(*FINAL, THIRD),
        "",
    ),
    ("candidates.labels", Format.DPO, put(*FINAL, 1, "preferenceLabel", "preferred"), ""),
    ("candidates.alike", Format.DPO, put(*FINAL, 1, "content", [{"text": "Done."}]), ""),
    ("missing", Format.DPO, drop(*FINAL), ""),
    ("unknown_key", Format.DPO, put(*FINAL, 0, "score", 1), ""),
    ("role", Format.RFT, put("messages", 0, "role", "critic"), '"critic"'),
    ("system_first", Format.RFT, add("messages", {"role": "system", "content": "x"}), ""),
    ("no_user_turn", Format.RFT, put("messages", 1, "role", "tool"), ""),
    ("content", Format.RFT, put(*MODEL, [{"image": {}}]), '{"image"'),
    ("content", Format.RFT, put(*MODEL, 5), "5"),
    ("empty", Format.RFT, put(*MODEL, " "), '" "'),
    ("unknown_key", Format.RFT, put("messages", 1, "weight", 1), ""),
    ("rft.answered", Format.RFT, add("messages", {"role": "assistant", "content": "x"}), ""),
    ("rft.several_turns", Format.RFT, earlier_turns, ""),
    ("empty", Format.RFT, put("id", ""), '""'),
    ("type", Format.RFT, put("id", 7), "7"),
    ("tools.shape", Format.RFT, put("tools", 0, "type", "tool"), '"tool"'),
    ("tools.schema", Format.RFT, put("tools", 0, "function", "parameters", "type", "array"), ""),
    (
        "empty",
        Format.RFT,
        both(put("tools", []), put("reference_answer", {"tool_calls": []})),
        "[]",
    ),
    ("reference.missing", Format.RFT, drop("reference_answer"), ""),
    ("reference.shape", Format.RFT, put("reference_answer", [ANSWER]), "["),
    ("reference.unreadable", Format.RFT, put("reference_answer", {"tool_calls": [5]}), ""),
    (
        "reference.misspelt_marker",
        Format.RFT,
        both(put(*OF_A, {}), put("reference_answer", "arguments", "a", {"$acept": [1]})),
        "[1]",
    ),
    ("reference.names_no_calls", Format.RFT, put("reference_answer", "Four."), ""),
    ("reference.tool_not_offered", Format.RFT, put("reference_answer", "name", "g"), ""),
    ("reference.against_schema", Format.RFT, put("reference_answer", "arguments", "a", "ten"), ""),
    ("reference.against_schema", Format.RFT, put("reference_answer", "arguments", "b", 1), ""),
    ("reference.no_tools_offered", Format.RFT, drop("tools"), ""),
    (
        "reference.gold_below_one",
        Format.RFT,
        put("reference_answer", {"f": {"a": []}}),
        "",
    ),
    ("rft_eval.one_user_message", Format.RFT_EVAL, put("messages", 0, "role", "user"), ""),
    ("rft_eval.no_id", Format.RFT_EVAL, drop("id"), ""),
    ("gen_qa.metadata", Format.GEN_QA, put("metadata", {}), "{}"),
    ("gen_qa.image", Format.GEN_QA, put("images", 0, "data", "AA=="), '"AA=="'),
    ("missing", Format.GEN_QA, drop("response"), ""),
    ("empty", Format.GEN_QA, put("query", " "), '" "'),
    ("missing", Format.LLM_JUDGE, drop("response_B"), ""),
    ("llm_judge.long", Format.LLM_JUDGE, put("prompt", "word " * 9_600), ""),
    ("missing", Format.OPENAI, put("messages", 1, "role", "user"), ""),
    ("role", Format.OPENAI, both(add("messages", BOT), put("reference_answer", "x")), '"bot"'),
    ("missing", Format.VERL, drop("reward_model"), ""),
    ("type", Format.VERL, put("extra_info", "x"), '"x"'),
    ("type", Format.PROMPT_COMPLETION, put("prompt", 5), "5"),
    ("empty", Format.PROMPT_COMPLETION, put("completion", ""), '""'),
    ("preference.alike", Format.PREFERENCE, put("rejected", "Done."), '"Done."'),
    ("type", Format.SAGEMAKER_EVAL, put("metadata", "{}"), '"{}"'),
]
"""Rule, format, change, and what stands at the place where the rule is broken ("": anywhere)."""

BY_MODEL: Final = [
    ("media.model", Format.SFT, pictured(), "nova-micro"),
    ("reasoning.model", Format.SFT, put("system", 0, "text", "x"), "nova-pro"),
    ("rft.model", Format.RFT, put("id", "b"), "nova-lite"),
    ("dpo.model", Format.DPO, put(*FINAL, 0, "content", [{"text": "x"}]), "nova-2-lite"),
]
"""Rules that depend on the model."""
