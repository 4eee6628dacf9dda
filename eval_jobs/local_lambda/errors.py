"""What can go wrong before a function runs.

LocalLambdaError
|- BuildError                      the build is absent, unreadable or for another machine
|- ListenError                     the endpoint cannot listen where it was told to
`- InvokeError                     a call that Lambda would refuse, with its HTTP status
   |- FunctionNotFoundError  404
   |- UnknownOperationError  404
   |- InvalidContentError    400
   |- InvalidParameterError  400
   |- TooLargeError          413
   |- TooManyRequestsError   429
   `- NotReadyError          409   a BuildError, as a caller of the endpoint sees it

What a function itself does wrong is no exception here: it is an `Invocation` that failed.
"""

from __future__ import annotations

from typing import ClassVar

from eval_jobs.errors import ToolgradeError


class LocalLambdaError(ToolgradeError):
    """The base of all errors of this package; the message says what to do."""


class BuildError(LocalLambdaError):
    """The build is absent, cannot be read, or cannot run on this machine."""


class ListenError(LocalLambdaError):
    """The endpoint cannot listen where it was told to."""


class InvokeError(LocalLambdaError):
    """A call that Lambda refuses: `code` is the API's name for it, `status` the HTTP status."""

    code: ClassVar[str]
    status: ClassVar[int]
    message_key: ClassVar[str] = "message"
    """The API spells the key of its message in two ways."""

    def body(self) -> dict[str, str]:
        """The JSON object that the API answers with."""
        return {"Type": "User", self.message_key: str(self)}


class FunctionNotFoundError(InvokeError):
    """The build has no function of that name."""

    code = "ResourceNotFoundException"
    status = 404
    message_key = "Message"


class UnknownOperationError(InvokeError):
    """The local endpoint does not have this part of the Lambda API."""

    code = "UnknownOperationException"
    status = 404


class InvalidContentError(InvokeError):
    """The payload is not JSON."""

    code = "InvalidRequestContentException"
    status = 400


class InvalidParameterError(InvokeError):
    """A header has a value that the API does not know."""

    code = "InvalidParameterValueException"
    status = 400


class TooLargeError(InvokeError):
    """The payload is over the limit of its invocation type."""

    code = "RequestTooLargeException"
    status = 413


class TooManyRequestsError(InvokeError):
    """The function's reserved concurrency is used up."""

    code = "TooManyRequestsException"
    status = 429

    def body(self) -> dict[str, str]:
        """As for every error, with the reason that callers look at."""
        return {**super().body(), "Reason": "ReservedFunctionConcurrentInvocationLimitExceeded"}


class NotReadyError(InvokeError):
    """The build went away or broke while the endpoint was up."""

    code = "ResourceConflictException"
    status = 409
