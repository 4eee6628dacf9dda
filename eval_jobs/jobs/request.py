"""What is sent to launch a job: built purely, printed as it is, sent thinly."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple


class Upload(NamedTuple):
    """A file that has to be in S3 before the request: its text, or the local file it is in.

    `kms_key` encrypts it there; None leaves that to the bucket.
    """

    uri: str
    content: str | Path
    kms_key: str | None = None


class Request(NamedTuple):
    """One call of an AWS service.

    `service` and `operation` are boto3's names (`sagemaker`, `create_training_job`).
    `recipe` is what the container will read, None where the service takes none. `command` is
    what the user runs instead where no API launches the job (HyperPod); then `operation` is "".
    """

    name: str
    service: str
    operation: str
    region: str
    parameters: Mapping[str, Any]
    uploads: tuple[Upload, ...] = ()
    recipe: Mapping[str, Any] | None = None
    command: str = ""
