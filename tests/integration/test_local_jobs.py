"""The engine of the local backend: a tiny model is trained and evaluated, killed and resumed."""

from __future__ import annotations

import json
import math
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from eval_jobs.evaluate.evaluation import ANSWERS as ANSWERS_FILE
from eval_jobs.local_jobs.checkpoints import MARK
from eval_jobs.local_jobs.metrics_csv import RFT, SFT
from eval_jobs.local_jobs.plan import CHECKPOINT, WORK
from eval_jobs.local_jobs.state import is_alive
from eval_jobs.results.layout import MANIFEST
from eval_jobs.results.manifest import read_checkpoint
from eval_jobs.results.read import read_run
from eval_jobs.results.training_metrics import read_curves
from tests.integration.local_jobs import (
    LENGTH,
    Engine,
    build,
    column,
    job,
    rft,
    run_and_kill,
    sft,
    state,
    steps,
)

ROOT: Final = Path(__file__).parents[2]
PYTHON: Final = ROOT / ".venv-local" / "bin" / "python"
ANSWERS: Final = 4 * 8
"""Of a step: prompts, and answers to each."""
CHANCE: Final = 26 / 256
SPREAD: Final = math.sqrt(CHANCE * (1 - CHANCE) / (ANSWERS * LENGTH))
"""The standard deviation of a step's reward, if every byte is as likely as any other."""
LETTERS: Final = """
import json

def handler(event, context):
    return [{"id": one["id"], "aggregate_reward_score": share(one["messages"][-1]["content"]),
             "metrics_list": []} for one in event]

def share(text):
    return sum("a" <= character <= "z" for character in text) / max(len(text), 1)
"""
"""Pays for the share of small letters: 26 of 256 bytes, until the model has learnt it."""
BROKEN: Final = """
def handler(event, context):
    raise ValueError("no licence")
"""


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    with subprocess.Popen(
        [PYTHON, Path(__file__).with_name("local_engine.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "OMP_NUM_THREADS": "1",
            "TQDM_DISABLE": "1",  # read at import, which comes before the engine sets it
        },
    ) as process:
        yield Engine(process)
        assert process.stdin is not None
        process.stdin.close()


class Done(NamedTuple):
    """What the jobs leave that nobody disturbs."""

    sft: Path
    rft: Path


@pytest.fixture(scope="module")
def done(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Done:
    place = tmp_path_factory.mktemp("done")
    build(place, LETTERS)
    jobs = Done(sft(place), rft(place))
    for folder in jobs:
        code, log = engine.run(folder)
        assert code == 0, log
    return jobs


@pytest.mark.parametrize("technique", ["sft", "rft"])
def test_a_training_leaves_what_sagemaker_leaves(done: Done, technique: str) -> None:
    folder: Path = getattr(done, technique)
    checkpoint = Path(read_checkpoint(folder))
    assert checkpoint == folder / CHECKPOINT
    assert {"config.json", "model.safetensors", "tokenizer.json"} <= {
        path.name for path in checkpoint.iterdir()
    }
    last = state(folder)
    assert (last.status, last.step, last.reason) == ("done", last.steps, None)
    columns = SFT if technique == "sft" else RFT
    for name in columns:
        assert [step for step, _ in read_curves(folder)[name]] == list(range(1, last.steps + 1))


def test_supervised_training_lowers_the_loss(done: Done) -> None:
    loss = column(done.sft, "training_loss")
    assert loss[0] > math.log(200)  # of 259 tokens, none is known to be likelier
    assert loss[-1] < loss[0] / 2


def test_reinforcement_raises_the_reward_beyond_chance(done: Done) -> None:
    reward = column(done.rft, "train_reward_mean")
    assert reward[0] == pytest.approx(CHANCE, abs=5 * SPREAD)
    assert min(reward[-3:]) > CHANCE + 20 * SPREAD


def test_a_job_that_is_done_is_not_done_again(engine: Engine, done: Done) -> None:
    before = steps(done.sft)
    code, log = engine.run(done.sft)
    assert (code, log) == (0, "")
    assert steps(done.sft) == before
    assert state(done.sft).status == "done"


@pytest.mark.parametrize(("technique", "make"), [("sft", sft), ("rft", rft)])
def test_a_killed_training_goes_on_as_if_nothing_had_been(
    engine: Engine, done: Done, tmp_path: Path, technique: str, make: Callable[[Path], Path]
) -> None:
    build(tmp_path, LETTERS)
    folder = make(tmp_path)
    assert run_and_kill(engine, folder, 5, signal.SIGKILL) == "ended -9\n"
    assert state(folder).status == "running"
    assert not is_alive(folder)
    trainer = folder / WORK / "trainer"
    shutil.copytree(trainer / "checkpoint-3", trainer / "checkpoint-5")  # cut off while written
    (trainer / "checkpoint-5" / MARK).unlink()
    code, log = engine.run(folder)
    assert code == 0, log
    assert "step_number 4," in log
    assert "step_number 3," not in log
    assert steps(folder) == steps(getattr(done, technique))


def test_a_stopped_training_says_so(engine: Engine, tmp_path: Path) -> None:
    build(tmp_path, LETTERS)
    folder = rft(tmp_path)
    assert run_and_kill(engine, folder, 2, signal.SIGTERM) == "ended 143\n"
    assert state(folder).status == "stopped"
    assert state(folder).ended is not None


def test_a_grader_that_fails_stops_the_training(engine: Engine, tmp_path: Path) -> None:
    build(tmp_path, BROKEN)
    folder = rft(tmp_path)
    code, _ = engine.run(folder)
    assert code == 1
    failed = state(folder)
    assert failed.status == "failed"
    assert "ValueError: no licence" in str(failed.reason)
    assert len(steps(folder)) == 1  # the header: nothing was learnt from zeros
    assert not (folder / MANIFEST).exists()


def test_the_checkpoint_answers_as_it_was_trained(
    engine: Engine, done: Done, tmp_path: Path
) -> None:
    build(tmp_path, LETTERS)
    test = {"technique": "eval", "function": "RewardFunction", "records": 10}
    base = job(tmp_path, "base", **test)
    tuned = job(tmp_path, "tuned", checkpoint=read_checkpoint(done.rft), **test)
    for folder in (base, tuned):
        code, log = engine.run(folder)
        assert code == 0, log
    before, after = read_run(base), read_run(tuned)
    assert before.configuration is not None
    assert len(before.configuration["function"]["code_sha256"]) == 64
    assert (before.name, after.name) == ("base", "tuned")
    assert before.samples is not None
    assert after.samples is not None
    assert before.samples.ids == after.samples.ids == [f"q{n}" for n in range(10)]
    assert before.samples.reward.mean() < CHANCE + 0.3 < 0.8 < after.samples.reward.mean()


def test_a_model_is_asked_as_it_was_trained_whatever_its_own_settings(
    engine: Engine, done: Done, tmp_path: Path
) -> None:
    build(tmp_path, LETTERS)
    letter = ord("e") - ord("!")  # its token
    settings = {"top_k": 1, "top_p": 0.1, "repetition_penalty": 9.0, "do_sample": True}
    predictions = []
    for name, own in (("plain", {}), ("own", settings), ("ends", {"eos_token_id": [258, letter]})):
        model = tmp_path / f"{name}-model"
        shutil.copytree(done.rft / CHECKPOINT, model)
        (model / "generation_config.json").write_text(json.dumps({"eos_token_id": 258, **own}))
        folder = job(
            tmp_path, name, technique="eval", function="RewardFunction", checkpoint=str(model)
        )
        code, log = engine.run(folder)
        assert code == 0, log
        lines = (folder / WORK / ANSWERS_FILE).read_text().splitlines()
        predictions.append([json.loads(line)["prediction"] for line in lines])
    plain, own_settings, ended = predictions
    assert own_settings == plain
    assert "e" in "".join(plain)
    assert not any("e" in prediction for prediction in ended)


PICKLE = {"model_type": "llama"}
MODULES = {"AutoConfig": "code.C", "AutoModelForCausalLM": "code.M"}
CODE = {"model_type": "other", "auto_map": MODULES}


@pytest.mark.parametrize("config", [PICKLE, CODE])
def test_a_model_that_is_code_is_not_loaded(
    engine: Engine, done: Done, tmp_path: Path, config: dict[str, Any]
) -> None:
    model = tmp_path / "model"
    shutil.copytree(done.sft / CHECKPOINT, model)
    own = json.loads((model / "config.json").read_text())
    (model / "config.json").write_text(json.dumps({**own, **config}))
    (model / "model.safetensors").rename(model / "pytorch_model.bin")
    (model / "code.py").write_text("raise SystemExit('it ran')")
    folder = sft(tmp_path, model=str(model))
    code, log = engine.run(folder)
    assert code == 1
    assert "not a model that can be loaded" in str(state(folder).reason)
    assert "[y/N]" not in log


def test_an_evaluation_goes_on_from_its_journal(engine: Engine, tmp_path: Path) -> None:
    build(tmp_path, LETTERS)
    folder = job(tmp_path, "eval", technique="eval", function="RewardFunction")
    (folder / WORK).mkdir()
    kept = [{"id": f"q{n}", "prediction": "kept"} for n in range(15)]
    (folder / WORK / ANSWERS_FILE).write_text("".join(json.dumps(line) + "\n" for line in kept))
    code, log = engine.run(folder)
    assert code == 0, log
    run = read_run(folder)
    assert run.samples is not None
    assert (run.samples.reward[:15] == 1).all()
    assert len(run.samples.ids) == 16


def test_adapters_are_part_of_the_model_that_is_left(engine: Engine, tmp_path: Path) -> None:
    build(tmp_path, LETTERS)
    data = tmp_path / "sft.jsonl"
    taught = sft(tmp_path, lora_rank=4, max_steps=2, save_steps=1, validation=str(data))
    kept = rft(tmp_path, checkpoint=str(taught / CHECKPOINT), max_steps=1, kl=0.1)
    for folder in (taught, kept):
        code, log = engine.run(folder)
        assert code == 0, log
    assert not list(taught.rglob("adapter_*"))
    assert len(column(taught, "validation_loss")) == 2


@pytest.mark.parametrize("rank", [None, 4])
def test_what_was_trained_to_its_end_is_only_saved(
    engine: Engine, tmp_path: Path, rank: int | None
) -> None:
    folder = sft(tmp_path, max_steps=2, save_steps=2, lora_rank=rank)
    in_the_way = folder / f"{MANIFEST}.partial"
    in_the_way.mkdir()
    code, _ = engine.run(folder)
    assert code == 1
    assert "IsADirectoryError" in str(state(folder).reason)
    before = steps(folder)
    weights = (folder / CHECKPOINT / "model.safetensors").read_bytes()
    in_the_way.rmdir()
    code, log = engine.run(folder)
    assert code == 0, log
    assert "step_number" not in log
    assert steps(folder) == before
    assert (folder / CHECKPOINT / "model.safetensors").read_bytes() == weights
