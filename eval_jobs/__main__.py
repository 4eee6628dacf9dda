"""`python -m eval_jobs` is `toolgrade`."""

from eval_jobs.cli import main

main()
