"""Clients of AWS's services, and their errors in words that say what to do."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from eval_jobs.errors import ToolgradeError

CONNECT_SECONDS: Final = 10
ATTEMPTS: Final = 8
"""How often a call is tried in all when the service is busy or cannot be reached."""
LOGGED_OUT: Final = frozenset(
    {
        "ExpiredToken",
        "ExpiredTokenException",
        "RequestExpired",
        "InvalidClientTokenId",
        "UnrecognizedClientException",
        "NoCredentialsError",
        "CredentialRetrievalError",
        "TokenRetrievalError",
        "SSOTokenLoadError",
        "UnauthorizedSSOTokenError",
    }
)
"""The codes of failures that a new login mends."""


class AwsError(ToolgradeError):
    """A call of a service of AWS's that failed; `code` is the service's name for why."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


def client(  # noqa: PLR0913  # all that clients differ in, by keyword
    service: str,
    *,
    read_seconds: float,
    connections: int,
    arn: str = "",
    region: str = "",
    endpoint: str | None,
) -> Any:
    """A client of `service` that retries by itself, for so many threads.

    The region is that of `arn` where it names one, else `region`, else the user's. A local
    `endpoint` needs neither region nor credentials.
    """
    from botocore import UNSIGNED
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError

    config = Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=read_seconds,
        max_pool_connections=connections,
        tcp_keepalive=True,
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
    )
    try:
        session = _session()
        region = arn.split(":")[3] if arn.startswith("arn:") else region or session.region_name
        if endpoint is not None and session.get_credentials() is None:
            config = config.merge(Config(signature_version=UNSIGNED))
        return session.client(
            service,
            region_name=region or ("us-east-1" if endpoint else None),
            endpoint_url=endpoint,
            config=config,
        )
    except (BotoCoreError, ValueError, IndexError) as error:
        raise explained(error, service) from error


def _session() -> Any:
    """A new session, so that a login in between is seen; it reads the services' models but once."""
    from boto3.session import Session
    from botocore.session import get_session

    session = get_session()
    session.register_component("data_loader", _models())
    return Session(botocore_session=session)


@cache
def _models() -> Any:
    from botocore.loaders import create_loader
    from botocore.session import get_session

    return create_loader(get_session().get_config_variable("data_path"))


def explained(error: Exception, action: str) -> AwsError:
    """The error of a call, with what to do about it where that is known."""
    response = getattr(error, "response", None) or {}
    code = response.get("Error", {}).get("Code") or type(error).__name__
    advice = _ADVICE.get(code)
    message = f"{action}: {error}"
    return AwsError(f"{message}\n{advice}" if advice else message, code)


_LOGIN: Final = (
    "Log in, for instance with `aws sso login` or `aws configure`, and check AWS_PROFILE."
)
_MAY_READ: Final = "It takes s3:ListBucket and s3:GetObject; is it the right account?"
_ADVICE: Final = {
    "NoSuchBucket": "Check the bucket's name.",
    "AccessDenied": _MAY_READ,
    "403": _MAY_READ,
    "PermanentRedirect": "The bucket is in another region: set AWS_REGION to the bucket's.",
    "ExpiredToken": _LOGIN,
    "InvalidAccessKeyId": _LOGIN,
    "NoRegionError": "Set AWS_REGION, or give an ARN, which names its region.",
    "NoCredentialsError": _LOGIN,
    "ExpiredTokenException": _LOGIN,
    "UnrecognizedClientException": _LOGIN,
    "InvalidClientTokenId": _LOGIN,
    "RequestExpired": _LOGIN,
    "TokenRetrievalError": _LOGIN,
    "SSOTokenLoadError": _LOGIN,
    "UnauthorizedSSOTokenError": _LOGIN,
    "CredentialRetrievalError": _LOGIN,
    "InvalidSignatureException": _LOGIN,
    "EndpointConnectionError": "Check the address, and that something is listening there.",
}
