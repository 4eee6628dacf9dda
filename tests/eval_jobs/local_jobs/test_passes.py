from __future__ import annotations

import sys
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from eval_jobs.jobs.here.memory import SHAPES
from eval_jobs.local_jobs.passes import together
from eval_jobs.local_jobs.plan import SMOLLM2, LocalPlan

SHAPE = SHAPES[SMOLLM2]
MODEL = SimpleNamespace(
    config=SimpleNamespace(get_text_config=lambda: SHAPE),
    get_memory_footprint=lambda: SHAPE.weights,
)
Free = Callable[[int | None], None]


@pytest.fixture
def gpu(monkeypatch: pytest.MonkeyPatch) -> Free:
    """A GPU with so many GiB free; None for a machine without one."""

    def has(free: int | None) -> None:
        cuda = SimpleNamespace(
            is_available=lambda: free is not None, mem_get_info=lambda: ((free or 0) << 30, 0)
        )
        monkeypatch.setitem(sys.modules, "torch", SimpleNamespace(cuda=cuda))

    return has


def plan(longest: int, rank: int | None = 16) -> LocalPlan:
    return LocalPlan(
        name="job",
        technique="rft",
        max_prompt_tokens=longest - 256,
        max_new_tokens=256,
        lora_rank=rank,
    )


@pytest.mark.parametrize(("longest", "found"), [(512, 4), (768, 2), (600, 3), (5000, 1)])
def test_a_cpu_takes_what_serves_it(gpu: Free, longest: int, found: int) -> None:
    gpu(None)
    assert together(plan(longest), 12, MODEL) == found


@pytest.mark.parametrize(("free", "found"), [(80, 16), (24, 8), (16, 4), (4, 1), (0, 1)])
def test_a_gpu_takes_what_its_memory_holds(gpu: Free, free: int, found: int) -> None:
    gpu(free)
    assert together(plan(768), 16, MODEL) == found


def test_training_all_weights_leaves_room_for_fewer(gpu: Free) -> None:
    gpu(12)
    assert together(plan(768, rank=None), 16, MODEL) < together(plan(768), 16, MODEL)
