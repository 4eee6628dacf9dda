from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.jobs.watching.progress import Progress, advance

FORMS = ["{}={}", "{}:{}", "{} = {}", "'{}': {}", '"{}": {}', "{}:np.float64({})"]
NEMO = "Epoch 0: 22%| 4499/20101 [22:26<77:48, v=1, reduced_train_loss=2.470, global_step=4512.0]"
VERL = "step:7 - critic/score/mean:0.025 - critic/rewards/mean:0.81 - critic/rewards/max:1.0"


def test_the_lines_of_both_trainers() -> None:
    assert advance(Progress(), [NEMO]) == Progress(4512, None, 2.47)
    assert advance(Progress(), [VERL]) == Progress(7, 0.81, None)
    assert str(advance(Progress(), [VERL])) == "step 7, reward 0.81"
    assert str(advance(Progress(), [NEMO])) == "step 4512, loss 2.47"
    assert str(Progress()) == ""


@pytest.mark.parametrize("form", FORMS)
@given(
    step=st.integers(0, 10**9),
    reward=st.floats(-1e6, 1e6, allow_nan=False),
    loss=st.floats(0, 1e6),
)
def test_what_is_logged_is_read(form: str, step: int, reward: float, loss: float) -> None:
    pairs = {"global_step": step, "critic/rewards/mean": reward, "reduced_train_loss": loss}
    line = ", ".join(form.format(name, value) for name, value in pairs.items())
    assert advance(Progress(), ["noise", f"[rank 0] {line}, end"]) == Progress(step, reward, loss)


def test_the_newest_counts_and_the_rest_stays() -> None:
    progress = advance(Progress(1, 0.5, 2.0), ["global_step=2 global_step=3", "", "global_step=4"])
    assert progress == Progress(4, 0.5, 2.0)


def test_hyperpod_and_sft_have_names_of_their_own() -> None:
    assert advance(Progress(), ["train_rm_score: 0.25", "training_loss=1.5"]) == Progress(
        None, 0.25, 1.5
    )


@pytest.mark.parametrize(
    "line",
    [
        "my_global_step=4",
        "critic/rewards/mean: nan",
        "reduced_train_loss=inf",
        "critic/rewards/mean",
        "loading step:3 of 5",
        "global_step=" + "9" * 100_000,
        "val-critic/rewards/mean_of=1",
    ],
)
def test_what_is_no_progress_is_none(line: str) -> None:
    assert advance(Progress(), [line]) == Progress()


@given(st.text())
def test_any_text_is_read(line: str) -> None:
    assert isinstance(advance(Progress(), [line, "critic/rewards/mean:" + line]), Progress)
