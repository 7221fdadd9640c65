"""My ways of joining, drawn: what is chosen, and one press to change each."""

from bot.content import Pack
from bot.services.ways import Ways
from cogs.ui.body import Body, Button, bullets, text


def draw_ways(pack: Pack, ways: Ways, *, session: int = 0) -> Body:
    """Draw the page; ``session`` is where "My card" leads."""
    lines = (
        pack.say("ways.is-short" if ways.short else "ways.is-long"),
        pack.say("ways.has-pictures" if ways.pictures else "ways.no-pictures"),
        pack.say("ways.listens" if ways.listens else "ways.takes-part"),
    )
    change = (
        _switch("short", pack.say("ways-button.long" if ways.short else "ways-button.short"), now=ways.short),
        _switch("pictures", pack.say("ways-button.off" if ways.pictures else "ways-button.on"), now=ways.pictures),
        _switch("listens", pack.say("ways-button.join" if ways.listens else "ways-button.listen"), now=ways.listens),
    )
    clear = (Button(pack.say("ways-button.clear"), "ways-clear"),) if ways.chosen else ()
    about = text(pack.say("ways.about"), pack.say("ways.same-card"))
    mine = Button(pack.say("my-card.button"), "my-card")
    reminders = Button(pack.say("button.reminders"), "reminders")
    return Body((f"### {pack.say('ways.title')}", bullets(lines), about), (change, (mine, reminders, *clear)), session)


def _switch(name: str, label: str, *, now: bool) -> Button:
    return Button(label, "way", f"{name}.{'off' if now else 'on'}")
