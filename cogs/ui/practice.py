"""The practice room, drawn: the real cards with pretend content. All that a press needs to know is in its address.

A stop is one card of practice, written "step.page". A control of a card keeps its place and its words; only its verb
is "practice", and its argument is the stop, then what the control would really do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.content import Pack
from bot.services import CardView
from bot.services.practice import Setting
from bot.services.views import PlanLine
from bot.session import Refused, Shown, State, Step
from cogs.ui.body import MOST_OPTIONS, Body, Button, Look, Row, Select, told_again
from cogs.ui.card import Face, draw_card
from cogs.ui.choices import choices_of
from cogs.ui.helpline import numbers

VERB = "practice"
END = "end"
_LAST_STEP = "closing"
_LENGTH = timedelta(minutes=60)
_ENTRIES = 2  # how many pretend entries a list shows

REPLIES = {
    "answer": "answer.thanks",
    "picked": "answer.thanks",
    "checked-in": "answer.thanks",
    "pass": "pass.text",
    "break": "break.text",
    "mine": "practice.mine",
    "write": "practice.write",
    "card-up": "practice.card-up",
    "more": "practice.more",
}


@dataclass(frozen=True)
class Stop:
    """One card of practice."""

    step: str
    page: int = 0

    def __str__(self) -> str:
        return f"{self.step}.{self.page}"


@dataclass(frozen=True)
class Pressed:
    """What a press in practice means: at which stop, and what the control would really do."""

    stop: Stop | None
    verb: str = ""
    argument: str = ""


def stops_of(steps: Sequence[str], faces: Mapping[str, Face]) -> tuple[Stop, ...]:
    """List the cards of practice: one of each step, and of a step with cards of its own the first and the last."""
    found = []
    for name in steps:
        pages = len(faces[name].step.pages)
        found += [Stop(name), *([Stop(name, pages - 1)] if pages > 1 else [])]
    return tuple(found)


def read(argument: str, stops: Sequence[Stop]) -> Pressed:
    """Read an address: "" is the first card, "end" the end. Raises ``Refused("old-button")`` for what is no card."""
    if argument in ("", END):
        return Pressed(stops[0] if not argument else None)
    step, page, verb, rest = [*argument.split(".", 3), "", "", ""][:4]
    stop = next((one for one in stops if (one.step, str(one.page)) == (step, page)), None)
    if stop is None:
        raise Refused("old-button")
    return Pressed(stop, verb, rest)


def pretend_card(pack: Pack, setting: Setting, step: Step, stop: Stop, stops: Sequence[Stop]) -> CardView:
    """Make the card of a stop as the board would read it, out of the pack alone: no word in it is a person's."""
    item, pages = _item(pack, step)
    lists = [question.id for question in step.questions if question.shown is Shown.IN_BATCHES]
    place = stops.index(stop)
    return CardView(
        session_id=0,
        version=0,
        state=State.CLOSING if stop.step == _LAST_STEP else State.RUNNING,
        group=setting.group,
        step=step,
        slot=0,
        number=setting.steps.index(stop.step) + 1,
        of=len(setting.steps),
        next_step=next((one.step for one in stops[place + 1 :] if one.step != stop.step), None),
        agenda=tuple(
            PlanLine(n, name, skipped=False, current=name == stop.step) for n, name in enumerate(setting.steps)
        ),
        item=item,
        page=stop.page,
        pages=pages or len(step.pages),
        shown={},
        entries={name: _entries(pack, step, name, item) for name in lists},
        closed=frozenset(),
        being_read=frozenset(),
        rules=pack.rules,
        rules_version=0,
        new_rules=frozenset(),
        starts_at=setting.now,
        ends_at=setting.now + _LENGTH,
        next_at=None,
    )


def draw_stop(pack: Pack, faces: Mapping[str, Face], setting: Setting, stop: Stop) -> Body:
    """Draw one card of practice, with the way on below it."""
    stops = stops_of(setting.steps, faces)
    face = faces[stop.step]
    card = draw_card(pack, face, pretend_card(pack, setting, face.step, stop, stops))
    rows = tuple(_pretend(row, stop) for row in card.rows)
    # One private message is redrawn at each press; a picture could only come in a new one (see ``whisper``).
    body = replace(card, rows=(*rows, _ways_on(pack, stop, stops)), session=0, slot=0, picture=None)
    return told_again(f"**{pack.say('practice.mark')}**", body)


def draw_reply(pack: Pack, faces: Mapping[str, Face], setting: Setting, pressed: Pressed) -> Body:
    """Draw what a press is answered with: what the real one would say, and the card again below it."""
    stop = pressed.stop
    if stop is None:
        return draw_end(pack)
    if pressed.verb == "help":
        return _help(pack, setting, stop)
    if pressed.verb == "pick":
        return _list_to_pick(pack, faces[stop.step].step, stop, pressed.argument)
    body = draw_stop(pack, faces, setting, stop)
    return told_again(f"> {_reply(pack, pressed)}", body) if pressed.verb else body


def draw_end(pack: Pack) -> Body:
    """Draw the end: nothing is left of it, and it can be done again."""
    again = (Button(pack.say("practice.again"), VERB, "", look=Look.MAIN),)
    return Body((f"### {pack.say('practice.end-title')}", pack.say("practice.end")), (again,))


def draw_private(pack: Pack, stop: Stop, body: Body) -> Body:
    """Draw what a control would really open in private, such as the colour cards, as practice."""
    rows = (*(_pretend(row, stop) for row in body.rows), _back(pack, stop))
    return Body((f"**{pack.say('practice.mark')}**", *body.blocks), rows)


def _reply(pack: Pack, pressed: Pressed) -> str:
    if pressed.verb == "here":
        said = "here.listening" if pressed.argument == "listening" else "here.taking-part"
        return f"{pack.say(said)} {pack.say('practice.here')}"
    return pack.say(REPLIES.get(pressed.verb, "practice.other"))


def _help(pack: Pack, setting: Setting, stop: Stop) -> Body:
    """Show the numbers, say that nobody is called, and put the real button beside it."""
    words = (f"**{pack.say('practice.mark')}**", numbers(pack, setting.group), pack.say("practice.help"))
    real = Button(pack.say("practice.help-real"), "help", look=Look.STOP)
    return Body(words, ((real, *_back(pack, stop)),))


def _list_to_pick(pack: Pack, step: Step, stop: Stop, name: str) -> Body:
    question = step.question(name)
    options = choices_of(pack, step, question, _item(pack, step)[0])[:MOST_OPTIONS]
    most = min(question.most, len(options))
    choose = Select(pack.say("pick.placeholder"), VERB, f"{stop}.picked.{name}", options, most=most)
    words = (f"**{pack.say('practice.mark')}**", pack.say(f"pick.{step.id}.{name}"))
    return Body(words, (choose, _back(pack, stop)))


def _pretend(row: Row, stop: Stop) -> Row:
    if isinstance(row, Select):
        return replace(row, verb=VERB, argument=f"{stop}.{row.verb}.{row.argument}")
    return tuple(replace(one, verb=VERB, argument=f"{stop}.{one.verb}.{one.argument}") for one in row)


def _back(pack: Pack, stop: Stop) -> tuple[Button, ...]:
    return (Button(pack.say("practice.card-again"), VERB, str(stop), look=Look.MAIN),)


def _ways_on(pack: Pack, stop: Stop, stops: Sequence[Stop]) -> tuple[Button, ...]:
    """Make the row to go on and back: the only one that is not on a real card."""
    place = stops.index(stop)
    after = str(stops[place + 1]) if place + 1 < len(stops) else END
    before = (Button(pack.say("practice.before"), VERB, str(stops[place - 1])),) if place else ()
    leave = (Button(pack.say("practice.leave"), VERB, END),) if after != END else ()
    return (Button(pack.say("practice.next"), VERB, after, look=Look.MAIN), *before, *leave)


def _item(pack: Pack, step: Step) -> tuple[str, int]:
    """Choose what a step is about in practice, the first of the pack; and how many pages that has."""
    if step.material == "modules" and pack.modules:
        return pack.modules[0].id, len(pack.modules[0].cards) + 2
    ids = {"icebreaker": [one.id for one in pack.icebreakers], "feelings": [one.id for one in pack.feelings]}
    return next(iter(ids.get(step.material, ())), ""), 0


def _entries(pack: Pack, step: Step, question: str, item: str) -> tuple[tuple[str, str], ...]:
    """Put a few entries of the pack on a list, so that people see how one looks."""
    options = choices_of(pack, step, step.question(question), item)
    return tuple((option.label, "") for option in options[:_ENTRIES])
