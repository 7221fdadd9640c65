"""A lead's page: how many came before and after each change of the weekly time, in words."""

from bot.content import Pack
from bot.content.when import date_in_words, weekly_moment_in_words
from bot.reports.new_time import Side, TimeChange
from cogs.ui.body import Body, Button, Tone, text

MOST = 3  # changes on one page, the newest first


def draw_new_time(pack: Pack, changes: tuple[TimeChange, ...]) -> Body:
    """Draw the page; with the caution that small numbers need, wherever something is said."""
    back = ((Button(pack.say("better-time-button.page"), "better-time"),),)
    title = pack.say("new-time.title")
    if not changes:
        return Body((title, pack.say("new-time.none")), back, tone=Tone.STAFF)
    said = tuple(_change(pack, one) for one in changes[:MOST])
    careful = any(one.effect.says != "too-early" for one in changes[:MOST])
    caution = pack.say("new-time.careful") if careful else ""
    return Body((title, pack.say("new-time.for-you"), *said, caution), back, tone=Tone.STAFF)


def _change(pack: Pack, change: TimeChange) -> str:
    effect = change.effect
    new, old = (weekly_moment_in_words(*one) for one in (change.new, change.old))
    return text(
        pack.say("new-time.change", day=date_in_words(effect.since), new=new, old=old),
        _side(pack, "before", effect.before),
        _side(pack, "after", effect.after),
        pack.say(f"new-time.{effect.says}"),
    )


def _side(pack: Pack, name: str, side: Side) -> str:
    return pack.say(f"new-time.{name}", people=f"{side.average:.1f}", sessions=side.sessions) if side.sessions else ""
