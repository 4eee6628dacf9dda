"""The Lambda entry points. Settings and grader are made once, when the function starts.

Each names the envelope of its callers; `TOOLGRADE_ENVELOPE` goes first where it is set.
"""

from __future__ import annotations

import gc
import os
from functools import partial
from typing import TYPE_CHECKING, Final

from graders.grader import load
from reward_service.contracts import CONTRACTS
from reward_service.service import RewardService
from reward_service.settings import Settings

if TYPE_CHECKING:
    from graders.sample import JSON

SETTINGS: Final = Settings.from_environment(os.environ)
SERVICE: Final = RewardService(load(SETTINGS.grader, SETTINGS.config), SETTINGS)
gc.freeze()  # what starting made lives on: collections during a batch need not look at it
gc.set_threshold(50_000)  # results hold no cycles: looking for some in each batch finds none


def reward(event: JSON, context: object) -> JSON:
    """Answer SageMaker Nova RFT, Nova `rft_eval` and Bedrock RFT: a bare list."""
    return _respond("bare", event, context)


def open_weight_reward(event: JSON, context: object) -> JSON:
    """Answer open-weight RLVR and custom scorer: `statusCode` and body as a JSON string."""
    return _respond("body_json", event, context)


def nova_scorer(event: JSON, context: object) -> JSON:
    """Answer Nova `gen_qa` with `lambda_type: rft`: `statusCode` and body as a list."""
    return _respond("body_list", event, context)


def nova_metrics(event: JSON, context: object) -> JSON:
    """Answer Nova `gen_qa` with `lambda_type: custom_metrics`, before and after inference."""
    return _respond("custom_metrics", event, context)


def _respond(envelope: str, event: JSON, context: object) -> JSON:
    contract = CONTRACTS[SETTINGS.envelope or envelope]
    return contract.respond(event, partial(SERVICE.grade, context=context))
