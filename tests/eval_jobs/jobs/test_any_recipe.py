"""Whatever a job file holds, checking it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.errors import ConfigError
from eval_jobs.jobs.limits import check, limits_of
from eval_jobs.jobs.recipes import render
from eval_jobs.jobs.recipes.select import variants

if TYPE_CHECKING:
    from eval_jobs.jobs.job import Job

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)
NAMES = st.sampled_from(sorted({name for job in variants() for name in limits_of(job)}))
RECIPES = st.dictionaries(NAMES | st.text(max_size=5), VALUES, max_size=6)


@given(st.sampled_from(list(variants())), RECIPES)
def test_every_recipe_is_checked_without_an_exception(job: Job, recipe: dict[str, Any]) -> None:
    job = job.model_copy(update={"recipe": recipe})
    checked = check(job)
    told = {finding.check for finding in checked.errors}
    limits = limits_of(job)
    for name, value in recipe.items():
        wrong = name not in limits or not limits[name].is_allowed(value)
        assert not wrong or f"recipe.{name}" in told


@given(st.sampled_from(list(variants())), RECIPES)
def test_rendering_answers_or_says_what_is_wrong(job: Job, recipe: dict[str, Any]) -> None:
    job = job.model_copy(update={"recipe": recipe})
    try:
        rendered = render(job, run_name="run", checkpoint=None)
    except ConfigError:
        return
    assert rendered["run"]["name"] == "run"
