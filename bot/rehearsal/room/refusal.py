"""Why something could not be done, as the name of a sentence instead of a trace.

simcord's errors carry words for programmers, and most carry no code. Its version is pinned, and a
test for each line below tells when its words change; what is not known reads "try-again".
"""

from simcord import BackendError, OptionError, SetupError


class Refused(Exception):  # noqa: N818 - the house's word for a normal "no"
    """An action that is not possible; `reason` names a sentence of the page."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


KNOWN = (
    ("disabled", "button-off"),
    ("link or premium", "link"),
    ("was not supplied", "needs-answer"),
    ("cannot be empty", "needs-answer"),
    ("expects between", "how-many"),
    ("min_length", "too-short"),
    ("max_length", "too-long"),
    ("not visible to this user here", "not-allowed"),
    ("not accessible", "not-allowed"),
    ("No matching component", "gone"),
    ("not visible", "gone"),
    ("no longer available", "gone"),
    ("already been submitted", "gone"),
    ("does not exist", "gone"),
    ("did not settle", "slow"),
)
NOT_ALLOWED = (50001, 50013)
GONE = (10003, 10007, 10008, 10062)


def reason(error: Exception) -> str:
    """Name the sentence for an error."""
    if isinstance(error, Refused):
        return error.reason
    if isinstance(error, BackendError):
        return _by_code(error.code)
    if isinstance(error, OptionError):
        return "needs-answer" if error.code == "option-required" else "bad-answer"
    if isinstance(error, ValueError):
        return "bad-answer"
    if isinstance(error, SetupError | TimeoutError):
        return next((name for words, name in KNOWN if words in str(error)), "try-again")
    return "try-again"


def _by_code(code: int) -> str:
    if code in NOT_ALLOWED:
        return "not-allowed"
    return "gone" if code in GONE else "try-again"
