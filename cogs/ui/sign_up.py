"""The buttons to say who means to come, the private reply to them, and the numbers that staff may ask for."""

from datetime import date

from bot.content import Pack
from bot.content.when import day_in_words, time_in_words
from bot.services import SignUpCounts
from bot.services.sign_ups import CHOICES
from cogs.ui.body import Body, Button, Row, Tone, bullets, text


def sign_up_row(pack: Pack, group_id: int, on_date: date) -> Row:
    """Make the row that stands on the card of what to expect: four choices, and what a person wants to be told."""
    return (*_choices(pack, group_id, on_date), Button(pack.say("button.reminders"), "reminders"))


def draw_thanks(pack: Pack, group_id: int, on_date: date) -> Body:
    """Draw the reply, which is the same for every choice: whoever looks over a shoulder learns nothing."""
    rows = (
        _choices(pack, group_id, on_date),
        (
            Button(pack.say("sign-up.take-back"), "sign-up-back", f"{group_id}.{on_date}"),
            Button(pack.say("button.reminders"), "reminders"),
        ),
    )
    return Body((text(pack.say("sign-up.thanks"), pack.say("sign-up.who-sees")),), rows)


def draw_taken_back(pack: Pack, group_id: int, on_date: date) -> Body:
    """Say that the answer is gone, with the choices again."""
    return Body((pack.say("sign-up.taken-back"),), (_choices(pack, group_id, on_date),))


def draw_counts(pack: Pack, found: SignUpCounts) -> Body:
    """Draw how many chose what, for staff alone."""
    if found.meeting is None:
        return Body((pack.say("sign-up.no-date"),), tone=Tone.STAFF)
    at, zone = found.meeting.at, found.group.zone
    title = pack.say("sign-up.counts", day=day_in_words(at, zone), time=time_in_words(at, zone))
    lines = [
        pack.say("sign-up.count", choice=pack.say(f"sign-up.{choice}"), n=found.counts[choice]) for choice in CHOICES
    ]
    return Body((title, bullets(lines), pack.say("sign-up.not-for-sharing")), tone=Tone.STAFF)


def _choices(pack: Pack, group_id: int, on_date: date) -> tuple[Button, ...]:
    where = f"{group_id}.{on_date}"
    return tuple(Button(pack.say(f"sign-up.{choice}"), "sign-up", f"{where}.{choice}") for choice in CHOICES)
