"""What staff see of duty: their row on the panel, the menu behind it, and what they are asked in their channel.

What is asked carries session 0 in its address: it is no panel, and must not be taken for one.
"""

from bot.content import Pack
from bot.services import PanelView
from bot.services.handover import OnDuty, Telling
from bot.session import State
from cogs.ui.body import Body, Button, Look, Row, Tone, bullets, text


def duty_buttons(pack: Pack) -> tuple[Button, ...]:
    """Offer to go or to hand over, and to stop everything."""
    return (
        Button(pack.say("duty.menu"), "duty"),
        Button(pack.say("duty.stop"), "ask-stop", look=Look.STOP),
    )


def duty_line(pack: Pack, panel: PanelView) -> str:
    """Say how many facilitators are here."""
    return pack.say("duty.line", n=panel.on_duty)


def over_rows(pack: Pack, state: State) -> tuple[Row, ...]:
    """Offer to say how it went, once a session that was held is over."""
    if state is State.CANCELLED:
        return ()
    read = Button(pack.say("debrief.read"), "debriefs")
    return ((Button(pack.say("debrief.open"), "debrief", look=Look.MAIN), read),)


def draw_menu(pack: Pack, on_duty: OnDuty, session: int) -> Body:
    """Draw who is here and the three things that a facilitator may say, for the one who asked."""
    names = [pack.say("duty.leads", name=name) if leads else name for name, leads in on_duty.here]
    here = text(pack.say("duty.here"), bullets(names)) if names else pack.say("duty.nobody")
    buttons = (
        Button(pack.say("duty.hand-over"), "hand-over", look=Look.MAIN),
        Button(pack.say("duty.have-to-go"), "have-to-go"),
        Button(pack.say("duty.partner"), "partner"),
    )
    return Body((f"### {pack.say('duty.title')}", here, pack.say("duty.explain")), (buttons,), session, tone=Tone.STAFF)


def draw_who(pack: Pack, on_duty: OnDuty, session: int) -> Body:
    """Ask who has gone."""
    buttons = tuple(Button(name, "partner-gone", str(duty_id)) for duty_id, name in on_duty.others)
    return Body((pack.say("duty.who-has-gone"),), (buttons,), session, tone=Tone.STAFF)


def draw_sure_stop(pack: Pack, session: int) -> Body:
    """Ask once more before the session stops."""
    button = Button(pack.say("duty.stop-yes"), "stop-now", look=Look.STOP)
    return Body((pack.say("duty.sure-stop"),), ((button,),), session, tone=Tone.STAFF)


def draw_asked(pack: Pack, telling: Telling, mentions: str) -> Body:
    """Draw what staff are asked, with what they can answer."""
    kind, argument = telling.question.kind, str(telling.question.id)
    words = pack.say(f"duty.{kind}-{telling.stage}", name=telling.name)
    take = Button(pack.say("duty.take-over"), "take-over", argument, look=Look.MAIN)
    rows: dict[str, tuple[Row, ...]] = {
        "silent": ((Button(pack.say("duty.am-here"), "am-here", argument, look=Look.MAIN), take),),
        "leave": ((take,),),
        "handover": ((take,),),
        "alone": (
            (
                Button(pack.say("staff-button.resume"), "alone-go-on", argument, look=Look.MAIN),
                Button(pack.say("duty.alone-stop"), "alone-stop", argument, look=Look.STOP),
            ),
        ),
    }
    blocks = tuple(block for block in (mentions, words) if block)
    return Body(blocks, rows.get(kind, ()), tone=Tone.HELP)


def draw_answered(pack: Pack, outcome: str) -> Body:
    """Draw what stays of a question that has its answer."""
    return Body((pack.say(f"duty-over.{outcome}"),), tone=Tone.STAFF)
