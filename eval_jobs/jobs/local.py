"""What a job file says for this machine alone."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from eval_jobs.jobs.part import Part

Count = Annotated[int, Field(ge=1)]
Text = Annotated[str, Field(min_length=1)]
MOST_SEED: Final = 2**32 - 1
"""NumPy takes no larger one."""


class Local(Part):
    """The block `local` of a job file. What is None follows from `recipe`, else from the plan."""

    model: Text = "smollm2-135m-instruct"
    """`smollm2-135m-instruct`, `tiny` (random weights), a Hugging Face folder, or an id."""
    max_steps: Count | None = None
    save_steps: Count | None = None
    prompts_per_step: Count | None = None
    """Examples of an SFT step, prompts of an RFT step, prompts answered at a time."""
    generations: Annotated[int, Field(ge=2)] | None = None
    """Answers to a prompt in RFT; their rewards are compared with one another."""
    max_prompt_tokens: Count | None = None
    max_new_tokens: Count | None = None
    learning_rate: Annotated[float, Field(gt=0, le=1)] | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    kl: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    """The weight of the distance from the model that RFT starts from (GRPO's beta)."""
    lora_rank: Count | None = None
    """Of LoRA; `rank: full` in the job trains all weights."""
    records: Count | None = None
    """At most so many of each split, the first ones."""
    seed: Annotated[int, Field(ge=0, le=MOST_SEED)] = 0
    threads: Count = 1
    function: Text | None = None
    """The grader here, if it is not `grader.function`: in the build, or at `endpoint_url`."""
    endpoint_url: Annotated[str, Field(pattern="^https?://")] | None = None
    """Calls the grader at this Lambda API, such as that of `toolgrade serve`."""
    deployed: bool = False
    """Calls the grader where it is deployed, on AWS; else RewardFunction of the build runs here."""
