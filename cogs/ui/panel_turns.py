"""Turns and roles as staff see them: a few lines on the panel, one button to go on, and a private menu for the rest."""

from bot.content import Pack
from bot.services import PanelView
from bot.services.taking_part import Hand
from cogs.ui.body import Body, Button, Look, Tone, as_it_is, text

MOST_LINES = 10


def turns_text(pack: Pack, panel: PanelView) -> str:
    """Write who has the turn and who comes next, and who has which role: these people said yes to that."""
    turns, lines = panel.turns, []
    if turns.now or turns.line or turns.told:
        lines.append(f"**{pack.say('turns-staff.title')}**")
        lines.append(_line(pack, turns.now, 0) if turns.now else "")
        lines += [_line(pack, hand, number) for number, hand in enumerate(turns.line[:MOST_LINES], start=1)]
        more = len(turns.line) - MOST_LINES
        lines.append(pack.say("turns-staff.more", n=more) if more > 0 else "")
        lines.append("" if turns.now or turns.line else pack.say("turns-staff.nobody"))
    return text(*lines, *roles_lines(pack, panel))


def roles_lines(pack: Pack, panel: PanelView) -> tuple[str, ...]:
    """Write who has which role, one a line."""
    return tuple(
        pack.say("role.panel", role=pack.say(f"role-name.{role}"), name=as_it_is(name) or pack.say("list.someone"))
        for role, name in panel.roles
    )


def turns_buttons(pack: Pack, panel: PanelView) -> tuple[Button, ...]:
    """Offer the next turn while there is one, and the menu."""
    turns = panel.turns
    go_on = Button(pack.say("turns-staff.next"), "turns-next", str(turns.version), look=Look.MAIN)
    menu = Button(pack.say("turns-staff.button"), "turns")
    return (go_on, menu) if turns.now or turns.line else (menu,)


def draw_turns_menu(pack: Pack, panel: PanelView) -> Body:
    """Draw the private menu of staff."""
    turns = panel.turns
    about = pack.say("turns-staff.told" if turns.told else "turns-staff.about")
    make = () if turns.told else (Button(pack.say("turns-staff.make"), "turns-tell", look=Look.MAIN),)
    back = (Button(pack.say("turns-staff.back"), "turns-back", str(turns.version)),) if turns.now else ()
    any_up = turns.told or turns.now or turns.line
    end = (Button(pack.say("turns-staff.end"), "turns-end"),) if any_up else ()
    buttons = (*make, *back, *end, Button(pack.say("own.our-group"), "ours"))
    blocks = (turns_text(pack, panel) or pack.say("turns-staff.nobody"), about)
    return Body(blocks, (buttons,), panel.card.session_id, tone=Tone.STAFF)


def draw_sure_end(pack: Pack, session: int, version: int) -> Body:
    """Ask once more before all hands go down; the answer is about these turns and no later ones."""
    button = Button(pack.say("turns-staff.yes"), "turns-end", f"yes.{version}", look=Look.STOP)
    return Body((pack.say("turns-staff.sure"),), ((button,),), session, tone=Tone.STAFF)


def _line(pack: Pack, hand: Hand, number: int) -> str:
    name = as_it_is(hand.name) or pack.say("list.someone")
    if number == 0:
        return pack.say("turns-staff.now-speak" if hand.how == "speak" else "turns-staff.now-type", name=name)
    key = "turns-staff.line-speak" if hand.how == "speak" else "turns-staff.line-type"
    return pack.say(key, n=number, name=name)
