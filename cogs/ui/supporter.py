"""A supporter beside a member: what the supporter reads, and what the member can say about it in private.

Whether a supporter is with somebody is stored nowhere: the room and staff learn it from the people, or not at all.
"""

from bot.content import Pack
from cogs.ui.body import Body, Button, bullets, text

PAGE = "page"


def supporter_button(pack: Pack) -> Button:
    """Make the button of the private menu for somebody who has a supporter with them."""
    return Button(pack.say("supporter.with-me"), "supporter")


def draw_supporting(pack: Pack, session: int) -> Body:
    """Draw what a supporter reads who says "I am here"."""
    return Body((pack.say("supporter.here"),), ((_page_button(pack),),), session)


def draw_supporter(pack: Pack, argument: str) -> Body:
    """Draw the member's own page, or with "page" what helps and what does not, for the supporter to read."""
    if argument != PAGE:
        return Body((pack.say("supporter.member"),), ((_page_button(pack),),))
    return Body(
        (
            f"### {pack.say('supporter.title')}",
            text(f"**{pack.say('supporter.helps')}**", bullets(pack.lines("supporter.helps-list"))),
            text(f"**{pack.say('supporter.not')}**", bullets(pack.lines("supporter.not-list"))),
        )
    )


def _page_button(pack: Pack) -> Button:
    return Button(pack.say("supporter.page"), "supporter", PAGE)
