"""The panel: the facilitators' one message in the staff channel. Each control carries what it was drawn from.

The flow buttons carry the session's version: when two facilitators press Next together, the second one's version
is old and the group moves on by one step.
"""

from bot.content import Pack
from bot.content.when import time_in_words
from bot.services import HeldBatch, PanelView
from bot.session import Shown, State
from cogs.ui.after import after_panel_row
from cogs.ui.body import MOST_BUTTONS, MOST_PARTS, Body, Button, Look, Option, Row, Select, Tone, bullets, text
from cogs.ui.card import Drawing, Face
from cogs.ui.panel_duty import duty_buttons, duty_line, over_rows
from cogs.ui.panel_keepsake import words_button, words_text
from cogs.ui.panel_people import checked_button, people_button, people_text
from cogs.ui.panel_rota import down_to_lead
from cogs.ui.panel_safety import cards_row, cards_text, entry_button, over_text
from cogs.ui.panel_sign_ups import sign_ups_button
from cogs.ui.panel_time import break_rows, say_button, time_buttons, time_text, time_tone, words_to_say
from cogs.ui.panel_turns import turns_buttons, turns_text

MOST_BATCHES = 2


def draw_panel(pack: Pack, face: Face, panel: PanelView) -> Body:
    """Draw the panel for the state that the session is in."""
    card = panel.card
    if not card.state.is_open:
        key = "panel.called-off" if card.state is State.CANCELLED else "panel.over"
        blocks = (f"### {pack.say(key)}", words_to_say(pack, card), over_text(pack, panel), words_text(pack, panel))
        dates = (Button(pack.say("schedule-button.dates"), "schedule"),)
        rota = Button(pack.say("rota-button.rota"), "rota")
        rows = (*over_rows(pack, card.state), (*dates, rota, *words_button(pack, panel)), after_panel_row(pack))
        return Body(blocks, rows, session=card.session_id, tone=Tone.STAFF)
    if card.state is State.GATHERING:
        return _gathering(pack, panel)
    bodies = (
        _running(pack, face, panel, most, steps=steps)
        for most in range(MOST_BATCHES, -1, -1)
        for steps in (True, False)
    )
    return next((body for body in bodies if body.parts <= MOST_PARTS), _running(pack, face, panel, 0, steps=False))


def _running(pack: Pack, face: Face, panel: PanelView, batches: int, *, steps: bool) -> Body:
    """Draw the panel of a session under way, with so many batches; the others wait until these are done.

    Without ``steps`` the list to go to any step waits too: the plan, one press away, has it all.
    """
    card = panel.card
    paused = card.state is State.PAUSED
    extras = Drawing() if paused else face.draw_for_staff(panel)  # in a break nobody answers: only the way on is there
    unread = sorted(panel.batches, key=lambda one: all(back for _place, _words, back in one.entries))
    held = unread[:batches]  # what waits to be read comes before what was held back
    return Body(
        blocks=(
            text(
                _heading(pack, panel),
                people_text(pack, panel),
                cards_text(pack, panel),
                turns_text(pack, panel),
                words_to_say(pack, card),
            ),
            *extras.blocks,
            *((text(*(_batch_text(pack, one) for one in held)),) if held else ()),
        ),
        rows=(
            *cards_row(pack, panel),
            _flow(pack, panel),
            *break_rows(pack, panel),
            *extras.rows,
            *(row for one in held for row in _batch_rows(pack, one)),
            *(() if paused else _lists(pack, panel)),
            *_asked_for(pack, panel),
            *((_plan(pack, panel),) if steps else ()),
            (
                Button(pack.say("staff-button.plan"), "plan"),
                *entry_button(pack, panel),
                people_button(pack),
                *duty_buttons(pack),
            ),
        ),
        session=card.session_id,
        slot=card.slot,
        tone=time_tone(panel),
    )


def _gathering(pack: Pack, panel: PanelView) -> Body:
    card = panel.card
    at = time_in_words(card.starts_at, card.group.zone)
    ready = pack.say("panel.ready" if panel.ready else "panel.not-ready")
    return Body(
        blocks=(
            "### " + pack.say("panel.gathering", time=at),
            ready,
            words_to_say(pack, card),
            people_text(pack, panel),
            cards_text(pack, panel),
            turns_text(pack, panel),
            *down_to_lead(pack, panel.leads),
        ),
        rows=(
            *cards_row(pack, panel),
            (
                Button(pack.say("staff-button.ready"), "ready", look=Look.MAIN),
                Button(pack.say("staff-button.start"), "move", f"next.{card.version}"),
                Button(pack.say("staff-button.end"), "ask-end", str(card.version), look=Look.STOP),
                sign_ups_button(pack),
                Button(pack.say("staff-button.plan"), "plan"),
            ),
            (*duty_buttons(pack), people_button(pack), say_button(pack), *checked_button(pack, panel)),
            turns_buttons(pack, panel),
        ),
        session=card.session_id,
        slot=0,
        tone=Tone.STAFF,
    )


def _heading(pack: Pack, panel: PanelView) -> str:
    card = panel.card
    name = pack.say(f"step.{card.step.id}")
    paused = pack.say("panel.paused") if card.state is State.PAUSED else ""
    asked = pack.say("panel.asked") if panel.asked else ""
    heading = "### " + pack.say("card.heading", number=card.number, of=card.of, step=name)
    return text(heading, duty_line(pack, panel), paused, time_text(pack, panel), asked)


def _batch_text(pack: Pack, held: HeldBatch) -> str:
    lines = [pack.say("panel.held-back", text=words) if back else words for _place, words, back in held.entries]
    return text(f"**{pack.say(f'list.{held.question}')}**", pack.say("panel.read"), bullets(lines))


def _batch_rows(pack: Pack, held: HeldBatch) -> tuple[Row, ...]:
    where = f"{held.question}.{held.batch}"
    options = tuple(Option(words, str(place)) for place, words, _back in held.entries[:25])
    hold = Select(pack.say("panel.hold"), "hold", where, options, fewest=0, most=len(options))
    return ((Button(pack.say("staff-button.show"), "show-batch", where, look=Look.MAIN),), hold)


def _lists(pack: Pack, panel: PanelView) -> tuple[Row, ...]:
    """Offer to close each open list: then what waits can be read, all at once.

    A list that nobody has written to is offered like any other: else its button would tell that somebody has.
    """
    card = panel.card
    buttons = tuple(
        Button(pack.say("staff-button.close-list", list=pack.say(f"list.{question.id}")), "close-list", question.id)
        for question in card.step.questions
        if question.shown is Shown.IN_BATCHES
        and question.id not in card.closed
        and (not question.optional or question.id in card.more)
    )
    return (buttons,) if buttons else ()


def _asked_for(pack: Pack, panel: PanelView) -> tuple[Row, ...]:
    """Offer the next turn, and to say what is asked of staff: that they are here and ready, and the numbers right."""
    here = (Button(pack.say("staff-button.still-here"), "still-here", look=Look.MAIN),) if panel.asked else ()
    ready = Button(pack.say("staff-button.ready"), "ready")
    buttons = (*turns_buttons(pack, panel), *here, ready, *checked_button(pack, panel), *time_buttons(pack, panel))
    return (buttons,) if len(buttons) <= MOST_BUTTONS else (buttons[:4], buttons[4:])


def _flow(pack: Pack, panel: PanelView) -> Row:
    card = panel.card
    version = card.version
    if card.state is State.CLOSING:
        return (
            Button(pack.say("staff-button.close"), "move", f"end.{version}", look=Look.MAIN),
            Button(pack.say("staff-button.back"), "move", f"back.{version}"),
        )
    halt = "resume" if card.state is State.PAUSED else "pause"
    return (
        Button(pack.say("staff-button.next"), "move", f"next.{version}", look=Look.MAIN),
        Button(pack.say("staff-button.back"), "move", f"back.{version}"),
        Button(pack.say("staff-button.skip"), "move", f"skip.{version}"),
        Button(pack.say(f"staff-button.{halt}"), "move", f"{halt}.{version}"),
        Button(pack.say("staff-button.end"), "ask-end", str(version), look=Look.STOP),
    )


def _plan(pack: Pack, panel: PanelView) -> Row:
    card = panel.card
    options = tuple(
        Option(
            pack.say("panel.go-to-skipped" if line.skipped else "panel.go-to", step=pack.say(f"step.{line.step}")),
            str(line.slot),
        )
        for line in card.agenda
        if not line.current
    )
    return Select(pack.say("panel.go-to-placeholder"), "go-to", str(card.version), options[-25:])
