"""What ARNs and S3 addresses look like, wherever they are given: unanchored regular expressions.

They are of AWS's commercial regions: nowhere else are Nova's images, and what is composed here.
"""

from __future__ import annotations

from typing import Final

ACCOUNT: Final = r"[0-9]{12}"
REGION: Final = r"[a-z]{2}(?:-[a-z]+)+-[0-9]"
ROLE: Final = rf"arn:aws:iam::{ACCOUNT}:role/[\w+=,.@/-]+"
KEY: Final = rf"arn:aws:kms:[a-z0-9-]+:{ACCOUNT}:key/[A-Za-z0-9-]+"
ALIAS: Final = r"alias/[A-Za-z0-9/_-]+"
FUNCTION: Final = rf"arn:aws:lambda:[a-z0-9-]+:{ACCOUNT}:function:[A-Za-z0-9_-]+"
"""Unqualified: of no version and no alias."""
EVALUATOR: Final = rf"arn:aws:sagemaker:[a-z0-9-]+:(?:{ACCOUNT}|aws):hub-content/[^/]+/JsonDoc/.+"
"""A grader that is registered in a hub (serverless training)."""
S3: Final = r"s3://[a-z0-9](?:[a-z0-9.-]{0,61}[a-z0-9])?(?:/[^\s=:*?$]*)?"
"""Bedrock takes no blank, `=` and `:`; in a policy `*`, `?` and `$` would mean something else."""
