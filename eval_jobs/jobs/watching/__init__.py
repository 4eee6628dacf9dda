"""Follow a launched job: its status, its log, its end."""

from eval_jobs.jobs.watching.logs import logs
from eval_jobs.jobs.watching.status import status
from eval_jobs.jobs.watching.stop import stop
from eval_jobs.jobs.watching.wait import wait

__all__ = ["logs", "status", "stop", "wait"]
