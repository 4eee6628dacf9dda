"""Ladders of damage: gold, then the same kind of damage again and again, a step at a time.

A ladder is a function of what is right and of a seeded `random.Random`, which chooses what is
damaged first; it gives a `Damage`. Each step does all that the one before did, and more.
"""

from eval_jobs.audit.damage.broken_json import JSON_LADDERS
from eval_jobs.audit.damage.calls import CALL_LADDERS, INVENTED, added, swapped
from eval_jobs.audit.damage.damage import CallLadder, Damage, TextLadder
from eval_jobs.audit.damage.parameters import PARAMETER_LADDERS
from eval_jobs.audit.damage.slips import SLIP_LADDERS, SLIPS, mistaken, slipped_once
from eval_jobs.audit.damage.values import VALUE_LADDERS, WORD_LADDERS

__all__ = [
    "CALL_LADDERS",
    "INVENTED",
    "JSON_LADDERS",
    "PARAMETER_LADDERS",
    "SLIPS",
    "SLIP_LADDERS",
    "VALUE_LADDERS",
    "WORD_LADDERS",
    "CallLadder",
    "Damage",
    "TextLadder",
    "added",
    "mistaken",
    "slipped_once",
    "swapped",
]
