"""The engine of jobs on this machine: `python -m eval_jobs.local_jobs FOLDER`."""
