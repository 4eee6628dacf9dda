from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval_jobs.jobs.here.memory import SHAPES, Need, Shape, need
from eval_jobs.local_jobs.plan import SMOLLM2, TINY, LocalPlan


def needed(technique: str = "rft", **changes: Any) -> Need:
    plan = LocalPlan.model_validate({"name": "job", "technique": technique, **changes})
    found = need(plan)
    assert found is not None
    return found


def test_the_shape_of_smollm2_is_that_of_135_million_weights() -> None:
    shape = SHAPES[SMOLLM2]
    assert shape.weights / 4 == pytest.approx(134.5e6, rel=0.01)
    assert shape.kept == 46080  # measured on the model itself
    assert shape.learnt * 1000 == pytest.approx(3.5e9, rel=0.05)  # measured in a training


def test_the_tiny_model_has_a_million_weights() -> None:
    assert SHAPES[TINY].weights / 4 == pytest.approx(1e6, rel=0.2)


@pytest.mark.parametrize(
    ("technique", "field"),
    [("rft", "prompts_per_step"), ("rft", "generations"), ("eval", "prompts_per_step")],
)
def test_more_answers_take_more(technique: str, field: str) -> None:
    few = needed(technique, **{field: 64})
    many = needed(technique, **{field: 128})
    assert many.size > 1.7 * few.size
    assert field in few.fields


@pytest.mark.parametrize("field", ["max_prompt_tokens", "max_new_tokens"])
@pytest.mark.parametrize("technique", ["sft", "rft", "eval"])
def test_longer_ones_take_more(technique: str, field: str) -> None:
    short, long = (needed(technique, **{field: tokens}) for tokens in (4096, 8192))
    assert long.size > short.size
    assert field in short.fields


def test_what_is_named_makes_it_less() -> None:
    plan = {"prompts_per_step": 2, "generations": 2, "max_prompt_tokens": 256}
    before = needed("rft", **plan)
    for field in before.fields:
        value = LocalPlan.model_validate({"name": "a", "technique": "rft", **plan}).model_dump()
        assert needed("rft", **plan | {field: value[field] // 2}).size < before.size


def test_training_all_weights_takes_their_gradients_too() -> None:
    more = needed(lora_rank=None).size - needed(lora_rank=16).size
    assert more == 3 * SHAPES[SMOLLM2].weights


def test_a_folder_tells_its_shape(tmp_path: Path) -> None:
    config = SHAPES[SMOLLM2]._asdict()
    (tmp_path / "config.json").write_text(json.dumps(config))
    assert needed(model=str(tmp_path)) == needed()
    del config["num_key_value_heads"]  # as many as heads
    (tmp_path / "config.json").write_text(json.dumps(config))
    assert needed("eval", model=str(tmp_path)).size > needed("eval").size


ENDLESS = json.dumps(dict.fromkeys(Shape._fields, float("inf")))


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"num_attention_heads": 0}', ENDLESS, "[" * 100_000]
)
def test_where_the_shape_is_not_known_nothing_is_said(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.json").write_text(text)
    for model in (str(tmp_path), "an-owner/a-model"):
        assert need(LocalPlan(name="job", technique="rft", model=model)) is None
