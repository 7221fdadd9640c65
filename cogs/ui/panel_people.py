"""Looking after people, drawn: what the panel offers for it, the private menu behind it, and the worry form."""

from bot.content import Pack
from bot.content.when import date_in_words
from bot.services import PanelView
from bot.services.measures import REASONS, UNTIL_CLOSE, Task
from bot.services.upkeep import checked_on
from cogs.ui.body import Body, Button, Listed, Look, Option, Row, Select, Tone, bullets, text
from cogs.ui.forms import Field, Pick, TextField

LONGEST_WORRY = 1500
MOST_CALLS = 8
MOST_LIFTS = 5  # Discord's limit of buttons in a row; the oldest come first
_YES_NO = ("yes", "no")


def people_button(pack: Pack) -> Button:
    """Make the panel's way in."""
    return Button(pack.say("staff-button.people"), "people")


def checked_button(pack: Pack, panel: PanelView) -> tuple[Button, ...]:
    """Offer to say that the help numbers are right, once nobody has done so for long."""
    return (Button(pack.say("staff-button.checked"), "checked-numbers"),) if panel.numbers_old else ()


def people_text(pack: Pack, panel: PanelView) -> str:
    """Write the help inbox, with a link to each alert and no name, and ask for numbers to be checked."""
    group, lines = panel.card.group, []
    if panel.calls:
        waiting = sum(not call.taken for call in panel.calls)
        lines.append(f"**{pack.say('panel.calls', waiting=waiting, taken=len(panel.calls) - waiting)}**")
    for call in panel.calls[:MOST_CALLS]:
        words = pack.say("panel.call-taken" if call.taken else "panel.call-open")
        where = f"https://discord.com/channels/{group.server_xid}/{group.staff_channel_xid}/{call.alert_xid}"
        lines.append(f"- [{words}]({where})" if call.alert_xid else f"- {words}")
    if panel.numbers_old:
        lines.append(pack.say("panel.numbers-old", day=date_in_words(checked_on(pack, group))))
    return text(*lines)


def draw_menu(pack: Pack, tasks: list[Task]) -> Body:
    """Draw the private menu: whom to look after, what is in force and can end, and a worry to pass on."""
    shown = tasks[:MOST_LIFTS]
    lines = [
        pack.say(
            "care.in-force", n=number, what=pack.say(f"measure.{task.measure.kind}"), person=f"<@{task.person_xid}>"
        )
        for number, task in enumerate(shown, 1)
    ]
    lifts = tuple(
        Button(pack.say("care.lift", n=number), "lift", str(task.measure.id)) for number, task in enumerate(shown, 1)
    )
    rows: tuple[Row, ...] = (
        Select(pack.say("care.choose-person"), "person", "", (), listed=Listed.PEOPLE),
        *((lifts,) if lifts else ()),
        (Button(pack.say("care.worry"), "worry", look=Look.MAIN),),
    )
    blocks = (text(f"### {pack.say('care.title')}", pack.say("care.text")), text(*lines))
    return Body(tuple(block for block in blocks if block), rows, tone=Tone.STAFF)


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


def draw_ladder(pack: Pack, person_xid: int, kinds: tuple[str, ...]) -> Body:
    """Draw what can be done about a person, and what each step does."""
    lines = [f"**{pack.say(f'measure.{kind}')}**: {pack.say(f'measure-does.{kind}')}" for kind in kinds]
    buttons = tuple(Button(pack.say(f"measure.{kind}"), "rung", f"{kind}.{person_xid}") for kind in kinds)
    about = pack.say("care.about", person=f"<@{person_xid}>")
    return Body((text(about, pack.say("care.first-talk")), bullets(lines)), (buttons,), tone=Tone.STAFF)


def draw_reasons(pack: Pack, kind: str, person_xid: int) -> Body:
    """Ask for the reason, in the words that the person will read; nothing has happened yet."""
    options = tuple(Option(pack.say(f"reason.{reason}"), reason) for reason in REASONS)
    reasons = Select(pack.say("care.choose-reason"), "measure", f"{kind}.{person_xid}", options)
    about = f"**{pack.say(f'measure.{kind}')}**: <@{person_xid}>"
    return Body((text(about, pack.say(f"measure-does.{kind}"), pack.say("care.not-yet")),), (reasons,), tone=Tone.STAFF)


def draw_told(pack: Pack, task: Task, *, in_room: bool) -> str:
    """Write what the person reads: what, why, until when, and that it can be talked about."""
    kind = task.measure.kind
    return text(
        pack.say(f"limit.{kind}", group=task.group.name),
        pack.say("limit.why", why=pack.say(f"reason.{task.measure.reason}")),
        pack.say("limit.until") if kind in UNTIL_CLOSE else "",
        pack.say("limit.talk-here" if in_room else "limit.talk"),
        pack.say("limit.help-away" if kind == "away" else "limit.help") if kind in UNTIL_CLOSE else "",
    )


def draw_outcome(pack: Pack, action: str, *sentences: str) -> Body:
    """Answer staff: what was done, what the audit log says, and what is left to do by hand."""
    said = pack.say("care.noted", action=pack.say(f"action.{action}", name=pack.say("list.someone")))
    return Body((text(*sentences, said),), tone=Tone.STAFF)
