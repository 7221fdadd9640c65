"""Looking after people, drawn: what the panel offers for it, the private menu behind it, and the worry form."""

from bot.content import Pack
from cogs.ui.body import Body, Button, Look, Row, Select, Tone, text
from cogs.ui.forms import Field, Pick, TextField

LONGEST_WORRY = 1500
_YES_NO = ("yes", "no")


def people_buttons(pack: Pack) -> tuple[Button, ...]:
    """Make the panel's way in."""
    return (Button(pack.say("staff-button.people"), "people"),)


def draw_menu(pack: Pack) -> Body:
    """Draw the private menu: whom to look after, and a worry to pass on."""
    rows: tuple[Row, ...] = (
        Select(pack.say("care.choose-person"), "person", "", (), people=True),
        (Button(pack.say("care.worry"), "worry", look=Look.MAIN),),
    )
    return Body((text(f"### {pack.say('care.title')}", pack.say("care.text")),), rows, tone=Tone.STAFF)


def worry_fields(pack: Pack) -> tuple[Field, ...]:
    """Ask for a worry: their own words, when, whether there is danger now, whether the person knows."""
    options = tuple((answer, pack.say(f"worry.{answer}")) for answer in _YES_NO)
    return (
        Pick("danger", pack.say("worry.danger"), options, pack.say("worry.danger-hint")),
        TextField("words", pack.say("worry.words"), pack.say("worry.words-hint"), LONGEST_WORRY, long=True),
        TextField("when", pack.say("worry.when"), pack.say("worry.when-hint"), 60),
        Pick("told", pack.say("worry.told"), options, pack.say("worry.told-hint")),
    )


def write_worry(pack: Pack, form: dict[str, str]) -> str:
    """Write down what the form held, in the order in which the lead needs it."""
    return text(
        f"**{pack.say('worry.danger')}** {_yes_or_no(pack, form.get('danger', ''))}",
        f"**{pack.say('worry.words')}**",
        *(f"> {line}" for line in form.get("words", "").splitlines()),
        f"**{pack.say('worry.when')}** {form.get('when', '')}",
        f"**{pack.say('worry.told')}** {_yes_or_no(pack, form.get('told', ''))}",
    )


def _yes_or_no(pack: Pack, answer: str) -> str:
    return pack.say(f"worry.{answer}" if answer in _YES_NO else "worry.no-answer")


def draw_worry(pack: Pack, mention: str, name: str, worry: str) -> Body:
    """Draw what the lead reads."""
    return Body((mention, pack.say("worry.for-lead", name=name), worry), tone=Tone.HELP)


def draw_worry_button(pack: Pack, hand_on_id: int) -> Body:
    """Draw the button below it, in a message of its own: the worry itself is never redrawn."""
    read = (Button(pack.say("worry.i-read"), "read-worry", str(hand_on_id), look=Look.MAIN),)
    return Body((pack.say("worry.press-read"),), (read,), tone=Tone.STAFF)


def draw_passed(pack: Pack, danger: str, *sentences: str) -> Body:
    """Answer the facilitator: in danger, 999 comes before all else."""
    first = (pack.say("worry.call-999"),) if danger == "yes" else ()
    return Body((*first, *sentences), tone=Tone.HELP if first else Tone.STAFF)
