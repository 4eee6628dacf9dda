"""One file with `lambda_handler` in it, for tools that run a reward function by its path.

AWS's verifiers execute it in an empty namespace, so its imports are absolute. The envelope is
`TOOLGRADE_ENVELOPE`, or a bare list.
"""

from reward_service.handlers import reward as lambda_handler

__all__ = ["lambda_handler"]
