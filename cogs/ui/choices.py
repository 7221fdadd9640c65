"""What can be pressed or picked for a question, with its words from the content pack."""

from collections.abc import Sequence

from bot.content import Choice, Icebreaker, Pack
from bot.session import Question, Step
from cogs.ui.body import Button, Look, Option


def choices_of(
    pack: Pack, step: Step, question: Question, item: str = "", own: Sequence[Icebreaker] = ()
) -> tuple[Option, ...]:
    """List the options of a question in the order of the pack; ``value`` is what the answer stores.

    ``own`` are the group's own icebreakers, of which ``item`` may be one.
    """
    name = f"{step.id}.{question.id}"
    special = {
        "icebreaker.answer": lambda: _plain(_icebreaker_answers((*pack.icebreakers, *own), item)),
        "feeling-words.word": lambda: tuple(
            Option(word.label, word.label, word.meaning, word.emoji) for word in pack.words
        ),
        "feeling-words.helps": lambda: tuple(Option(line, line) for line in _helps(pack, item)),
        "gratitude.thanks": lambda: tuple(
            Option(thing.label, thing.label, emoji=thing.emoji) for thing in pack.gratitude
        ),
        "topic.vote": lambda: tuple(Option(module.title, module.id) for module in pack.modules),
    }
    return special[name]() if name in special else _plain(pack.choices.get(name, ()))


def answer_buttons(
    pack: Pack, step: Step, question: Question, item: str = "", own: Sequence[Icebreaker] = ()
) -> tuple[Button, ...]:
    """Make a button for each option: an emoji and a word, never an emoji alone."""
    return tuple(
        Button(option.label, "answer", f"{question.id}={option.value}", option.emoji, Look.QUIET)
        for option in choices_of(pack, step, question, item, own)
    )


def label_of(options: Sequence[Option], value: str) -> str:
    """Write a stored answer in words, with its emoji at the end."""
    for option in options:
        if option.value == value:
            return f"{option.label} {option.emoji}".strip()
    return value


def _plain(choices: tuple[Choice, ...]) -> tuple[Option, ...]:
    return tuple(Option(choice.label, choice.id, emoji=choice.emoji) for choice in choices)


def _helps(pack: Pack, item: str) -> tuple[str, ...]:
    return next((feeling.helps for feeling in pack.feelings if feeling.id == item), ())


def _icebreaker_answers(prompts: Sequence[Icebreaker], item: str) -> tuple[Choice, ...]:
    return next((prompt.answers for prompt in prompts if prompt.id == item), ())
