"""Whether the buckets exist, in the job's region."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from eval_jobs.jobs.preflight.findings import (
    DENIED,
    MISSING,
    code_of,
    error,
    ok,
    safely,
    warning,
)
from eval_jobs.jobs.preflight.splits import addresses
from eval_jobs.results.s3 import Location

if TYPE_CHECKING:
    from eval_jobs.finding import Finding
    from eval_jobs.jobs.preflight.clients import Clients
    from eval_jobs.jobs.preflight.plan import Plan


def check(plan: Plan, clients: Clients) -> Iterator[Finding]:
    """Each bucket of the data and of the output, once.

    Nothing is written: whether the role may is simulated with its policies.
    """
    used = [*plan.written, *(address for _, address in addresses(plan.job))]
    buckets = {Location.parse(uri).bucket: None for uri in used if uri.startswith("s3://")}
    for bucket in buckets:
        yield from safely("bucket.exists", partial(_one, bucket, plan, clients))


def _one(bucket: str, plan: Plan, clients: Clients) -> Iterator[Finding]:
    try:
        found = clients.get("s3").head_bucket(Bucket=bucket)
    except Exception as failure:
        code = code_of(failure)
        if code in MISSING:
            yield error(
                "bucket.exists",
                f"there is no bucket {bucket}",
                "The job could neither read its data nor keep what it makes.",
                "Correct the name, or create the bucket in the job's region.",
            )
        elif code in DENIED:
            yield warning(
                "bucket.exists",
                f"you may not look into the bucket {bucket}",
                "It may be another account's; its region is not known, and files cannot be "
                "uploaded.",
                "It takes s3:ListBucket; `toolgrade iam launcher` prints the policy.",
            )
        else:
            raise
        return
    region = found["BucketRegion"]
    if region != plan.job.region:
        yield error(
            "bucket.region",
            f"the bucket {bucket} is in {region}, the job in {plan.job.region}",
            "Jobs read and write buckets of their own region only.",
            f"Use a bucket in {plan.job.region}.",
        )
    else:
        yield ok("bucket.region", f"the bucket {bucket} is in {region}")
