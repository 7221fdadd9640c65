"""The one way to say no to a person."""


class Refused(Exception):  # noqa: N818  a refusal is an answer, not an error
    """A kind no: ``reason`` is the name of a sentence ``refused.<reason>`` in the content pack.

    ``values`` fill the sentence's placeholders. They reach the person who pressed and nobody else.
    """

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values_for_sentence = values
