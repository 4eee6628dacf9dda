"""One file of this package is one recipe that a container reads."""

from eval_jobs.jobs.recipes.rendering import render
from eval_jobs.jobs.recipes.values import (
    bedrock_hyperparameters,
    serverless_hyperparameters,
    values_of,
)

__all__ = ["bedrock_hyperparameters", "render", "serverless_hyperparameters", "values_of"]
