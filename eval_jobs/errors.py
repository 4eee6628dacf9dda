"""What goes wrong on a user's side, in words that say what to do."""

from __future__ import annotations


class ToolgradeError(Exception):
    """Something that the user can mend; its message says what and how.

    - `ToolgradeError`
      - `DatasetError`: a file of records or answers that cannot be used (datasets)
      - `ConfigError`: a configuration that makes no sense (configuration)
      - `LocalLambdaError`: the built functions cannot be run (local_lambda.errors)
    """


class DatasetError(ToolgradeError):
    """A file of records or answers that cannot be used."""


class ConfigError(ToolgradeError):
    """A configuration that makes no sense; one line for each thing that is wrong."""
