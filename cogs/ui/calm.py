"""What may be hard to hear: said on the first card and before the topic, with something else to do (feature T5)."""

from bot.content import Pack
from bot.services import CardView
from bot.session import State
from cogs.ui.body import Body, Button, Look, bullets, text


def calm_row(pack: Pack) -> tuple[Button, ...]:
    """Offer something else to do while the group talks about what may be hard to hear."""
    return (Button(pack.say("calm.button"), "calm"),)


def ahead_words(pack: Pack, card: CardView) -> tuple[str, ...]:
    """Say on the first cards what today's topic is, where it may be hard to hear and staff have chosen it already."""
    is_first = card.state is State.GATHERING or (card.state is State.RUNNING and card.number == 1 and card.page == 0)
    module = next((one for one in pack.modules if one.id == card.topic_ahead and one.heads_up), None)
    if module is None or not is_first:
        return ()
    return (text(pack.say("ahead.card", title=module.title), f"{module.heads_up} {pack.say('ahead.may-leave')}"),)


def draw_calm(pack: Pack, session: int, slot: int) -> Body:
    """Draw the private page: a few calm things, and Break and Help."""
    row = (Button(pack.say("button.break"), "break"), Button(pack.say("button.help"), "help", look=Look.STOP))
    things = bullets(pack.lines("calm.things"))
    return Body((pack.say("calm.title"), things, pack.say("calm.after")), (row,), session, slot)
