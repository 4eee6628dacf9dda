"""`python -m eval_jobs.local_jobs FOLDER`: do or resume the job in a folder."""

from __future__ import annotations

import sys
from pathlib import Path

from eval_jobs.local_jobs.job import main

if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004  # the program and one argument
        sys.exit("usage: python -m eval_jobs.local_jobs FOLDER")
    sys.exit(main(Path(sys.argv[1])))
