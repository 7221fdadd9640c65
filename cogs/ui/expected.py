"""The card that says what to expect, in two short pages; and the notice where there is no session."""

from bot.content import Pack
from bot.content.when import moment_in_words
from bot.scheduling import Meeting
from bot.services.expected import BREAK, Expected
from cogs.ui.arriving import arriving_buttons
from cogs.ui.body import Body, Button, bullets, text
from cogs.ui.sign_up import sign_up_row


def draw_expected(pack: Pack, one: Expected) -> Body:
    """Draw the message about a date as it stands."""
    if not one.meeting.fate.is_on:
        return _none(pack, one)
    if one.what == BREAK:
        return Body((pack.say("expected.break-off", when=_when(one, one.meeting)),), (_dates(pack, one),))
    steps = bullets([pack.say(f"step.{step}") for step in one.steps])
    return Body(
        blocks=(
            f"### {pack.say('expected.title')}",
            text(
                pack.say("expected.when", when=_when(one, one.meeting)),
                pack.say("expected.long", minutes=one.group.length_minutes),
            ),
            text(pack.say("expected.steps"), steps),
            text(pack.say("expected.listen"), pack.say("expected.who")),
        ),
        rows=(
            sign_up_row(pack, one.group.id, one.meeting.on_date),
            (
                Button(pack.say("expected.more"), "expected-more", f"{one.meeting.on_date:%Y%m%d}"),
                *_dates(pack, one),
                Button(pack.say("button.help"), "help"),
                *arriving_buttons(pack),
            ),
        ),
    )


def draw_more(pack: Pack) -> Body:
    """Draw the second page, which only the asker sees."""
    words = (f"### {pack.say('expected.more-title')}", bullets(pack.lines("expected.more-page")))
    return Body(words, ((Button(pack.say("ways.button"), "ways"),),))


def _none(pack: Pack, one: Expected) -> Body:
    following = pack.say("schedule.next", when=_when(one, one.following)) if one.following else ""
    return Body((text(pack.say("expected.none", when=_when(one, one.meeting)), following),), (_dates(pack, one),))


def _dates(pack: Pack, one: Expected) -> tuple[Button, ...]:
    """Offer the dates; the date in the address is by what the message is found again."""
    return (Button(pack.say("schedule-button.dates"), "schedule", f"{one.meeting.on_date:%Y%m%d}"),)


def _when(one: Expected, meeting: Meeting) -> str:
    return moment_in_words(meeting.at, one.group.zone)
