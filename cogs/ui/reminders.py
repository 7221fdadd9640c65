"""A person's private page of reminders, the reminder itself, and the way out, drawn."""

from bot.content import Pack
from bot.content.when import day_in_words, time_in_words
from bot.services import Reminder, ReminderPage
from bot.services.own_data import LEAVING
from cogs.ui.body import Body, Button, Look, Row, bullets, text


def draw_page(pack: Pack, page: ReminderPage) -> Body:
    """Draw what a person asked for, with the buttons that change it."""
    leave = Button(pack.say("reminders.leave"), "goodbye")
    title = f"### {pack.say('reminders.title')}"
    if page.paused:
        back = Button(pack.say("reminders.back"), "messages-back", look=Look.MAIN)
        return Body((title, pack.say("reminders.paused")), ((back, leave),))
    lines = [_line(pack, "day", on=page.day), _line(pack, "hour", on=page.hour)]
    unheard = pack.say("reminders.unheard") if page.unheard else ""
    again: tuple[Row, ...] = ((Button(pack.say("reminders.again"), "remind-again", look=Look.MAIN),),)
    rows: tuple[Row, ...] = (
        (_switch(pack, "day", on=page.day), _switch(pack, "hour", on=page.hour)),
        (
            Button(pack.say("calendar.button"), "calendar-file"),
            Button(pack.say("reminders.pause"), "messages-pause"),
            leave,
        ),
    )
    blocks = (title, text(pack.say("reminders.about"), pack.say("reminders.night")), bullets(lines), unheard)
    return Body(blocks, (*again, *rows) if page.unheard else rows)


def draw_reminder(pack: Pack, reminder: Reminder) -> Body:
    """Draw the direct message: a neutral name, day and time. The phone that shows it may be anybody's."""
    at, zone = reminder.meeting.at, reminder.group.zone
    words = pack.say(
        "reminders.message", name=pack.say("calendar.name"), day=day_in_words(at, zone), time=time_in_words(at, zone)
    )
    return Body((words,), ((Button(pack.say("reminders.stop"), "remind-stop", str(reminder.group.id)),),))


def draw_unheard(pack: Pack) -> Body:
    """Say, once and in private, that reminders cannot come through, and what to do."""
    return Body(
        (pack.say("reminders.unheard"),),
        ((Button(pack.say("reminders.again"), "remind-again"), Button(pack.say("button.reminders"), "reminders")),),
    )


def draw_goodbye(pack: Pack) -> Body:
    """Ask the one question, which may be left out; nothing is stored or deleted yet."""
    reasons = tuple(Button(pack.say(f"goodbye.{reason}"), "goodbye-why", reason) for reason in LEAVING)
    leave_out = Button(pack.say("goodbye.leave-out"), "goodbye-why")
    stay = (Button(pack.say("reminders.pause"), "messages-pause"), Button(pack.say("goodbye.stay"), "forget-me-no"))
    return Body((text(pack.say("goodbye.question"), pack.say("goodbye.who-sees")),), ((*reasons, leave_out), stay))


def draw_last_question(pack: Pack, reason: str) -> Body:
    """Ask once more before everything is deleted."""
    gone = (pack.say("forget-me.gone"), bullets(pack.lines("forget-me.gone-list")))
    yes = Button(pack.say("goodbye.yes"), "goodbye-yes", reason, look=Look.STOP)
    return Body(
        (pack.say("goodbye.sure"), text(*gone), pack.say("goodbye.come-back")),
        ((yes, Button(pack.say("goodbye.stay"), "forget-me-no")),),
    )


def _line(pack: Pack, kind: str, *, on: bool) -> str:
    return pack.say(f"reminders.{kind}", answer=pack.say("my-data.yes" if on else "my-data.no"))


def _switch(pack: Pack, kind: str, *, on: bool) -> Button:
    how = "stop" if on else "start"
    return Button(pack.say(f"remind-button.{how}-{kind}"), "remind", f"{kind}.{'off' if on else 'on'}")
