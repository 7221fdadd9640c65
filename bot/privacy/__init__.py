"""Keys, pseudonyms, sealing and small numbers: pure functions over the standard library and ``cryptography``.

The decisions, in one place:

* A pseudonym is HMAC under a secret key, never a plain hash: a member list of fifty ids is hashed in under a
  millisecond, and a salt beside the hash changes nothing.
* A key is derived from the master key and a random nonce that lives in the database. To destroy the key is to
  delete the nonce: then database and master key together no longer make it.
* An answer is keyed by its step's key while the step is open, so that a person can change their own, and by
  nothing else. An interaction id would be a time.
"""

from bot.privacy.keys import KeyProblem, key_check, load_backup_key, load_master_key, same_key
from bot.privacy.numbers import (
    FEWEST_PEOPLE_IN_BATCH,
    FEWEST_TO_SHOW,
    Breakdown,
    Showing,
    breakdown,
    countable,
    ranking,
    showing,
    totals,
)
from bot.privacy.randomness import Randomness, SeededRandomness, SystemRandomness
from bot.privacy.sealing import in_new_order, merged
from bot.privacy.veil import Veil

__all__ = [
    "FEWEST_PEOPLE_IN_BATCH",
    "FEWEST_TO_SHOW",
    "Breakdown",
    "KeyProblem",
    "Randomness",
    "SeededRandomness",
    "Showing",
    "SystemRandomness",
    "Veil",
    "breakdown",
    "countable",
    "in_new_order",
    "key_check",
    "load_backup_key",
    "load_master_key",
    "merged",
    "ranking",
    "same_key",
    "showing",
    "totals",
]
