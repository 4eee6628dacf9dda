"""What goes wrong on a user's side, in words that say what to do."""

from __future__ import annotations


class ToolgradeError(Exception):
    """Something that the user can mend; its message says what and how.

    - `ToolgradeError`
      - `DatasetError`: a file of records or answers that cannot be used (datasets)
      - `ConfigError`: a configuration that makes no sense (configuration)
      - `AwsError`: a call of one of AWS's services failed (aws)
      - `FunctionError`: a function's answer is none that can be used (evaluate.reward_function)
      - `RequestError`: a model did not answer (models.model)
      - `ResultsError`: artifacts that cannot be found, read or written (results.errors)
      - `MetricsError`: a run that cannot be measured as asked (metrics.errors)
      - `ComparisonError`: runs that cannot be compared (comparison.errors)
      - `JobError`: a job that cannot be found, watched, collected or deployed (jobs.errors)
      - `LocalLambdaError`: the built functions cannot be run (local_lambda.errors)
    """


class DatasetError(ToolgradeError):
    """A file of records or answers that cannot be used."""


class ConfigError(ToolgradeError):
    """A configuration that makes no sense; one line for each thing that is wrong."""
