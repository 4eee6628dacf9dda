"""Jobs that run on a laptop or in CI: grading, evaluation, and the local Lambda endpoint."""
