"""What a launched job is called: its own name at the service, and nobody else's."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

LENGTH: Final = 63
"""Of a SageMaker training job's and of a Bedrock customization job's name (botocore's models)."""

_TOKEN: Final = re.compile(r"[a-z0-9]{1,16}")
_OTHER: Final = re.compile(r"[^a-zA-Z0-9]+")


def job_name(base: str, now: datetime, token: str) -> str:
    """`base-YYYYmmdd-HHMMSS-token`, in UTC, at most 63 letters, digits and single hyphens.

    `token` is what makes two launches of the same second differ: 1 to 16 lower-case letters and
    digits, drawn anew for each launch. It is never cut; `base` is. ValueError on another token.
    """
    if not _TOKEN.fullmatch(token):
        raise ValueError(f"a token is 1 to 16 lower-case letters and digits, not {token!r}")
    end = f"-{now.astimezone(UTC):%Y%m%d-%H%M%S}-{token}"
    start = _OTHER.sub("-", base).strip("-")[: LENGTH - len(end)].rstrip("-")
    return f"{start or 'job'}{end}"
