"""Least-privilege policies for whoever launches jobs, and for the roles that jobs run as."""

from __future__ import annotations

from eval_jobs.jobs.iam.bedrock import bedrock_service_policy, bedrock_trust_policy
from eval_jobs.jobs.iam.execution import sagemaker_execution_policy, sagemaker_trust_policy
from eval_jobs.jobs.iam.grants import Grants
from eval_jobs.jobs.iam.launcher import launcher_policy

__all__ = [
    "Grants",
    "bedrock_service_policy",
    "bedrock_trust_policy",
    "launcher_policy",
    "sagemaker_execution_policy",
    "sagemaker_trust_policy",
]
