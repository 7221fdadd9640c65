"""What a poll for a better time looks like: the message in the room, a member's private page, a lead's page."""

from datetime import time

from bot.content import Pack
from bot.content.when import day_in_words, day_names, weekly_moment_in_words
from bot.services.better_time import FEWEST_TIMES, MOST_TIMES, OpenPoll, PollPage
from bot.session.better_time import COULD, IMPOSSIBLE, Score
from bot.storage import TimeOption
from cogs.ui.body import Body, Button, Look, Option, Row, Select, Tone, bullets, text
from cogs.ui.forms import Field, Pick, TextField


def draw_card(pack: Pack, found: OpenPoll) -> Body:
    """Draw the message in the room as the poll stands."""
    poll = str(found.poll.id)
    if found.poll.state != "open":
        return Body((pack.say("times.over"),))
    choose = Button(pack.say("times-button.choose"), "times", poll, look=Look.MAIN)
    return Body((pack.say("times.card", day=_until(found)),), ((choose, Button(pack.say("button.help"), "help")),))


def draw_choosing(pack: Pack, found: OpenPoll) -> Body:
    """Draw a member's page. It looks the same whatever was chosen before."""
    times = tuple(Option(in_words(one), str(one.place)) for one in found.poll.options)
    lists = tuple(
        Select(pack.say(f"times-button.{name}"), "times-chosen", f"{found.poll.id}.{mark}", times, 0, len(times))
        for name, mark in (("could", COULD), ("impossible", IMPOSSIBLE))
    )
    return Body((pack.say("times.page", day=_until(found)),), (*lists, _own(pack, found)))


def draw_thanks(pack: Pack, found: OpenPoll) -> Body:
    """Draw the one answer to every choice."""
    change = Button(pack.say("times-button.choose"), "times", str(found.poll.id))
    return Body((pack.say("times.thanks", day=_until(found)),), ((change, *_own(pack, found)),))


def draw_mine(pack: Pack, found: OpenPoll) -> Body:
    """Draw what the asker chose."""
    named = {
        "could": [in_words(found.poll.options[place]) for place in found.could],
        "impossible": [in_words(found.poll.options[place]) for place in found.impossible],
    }
    blocks = tuple(text(pack.say(f"times.{name}"), bullets(times)) for name, times in named.items() if times)
    change = Button(pack.say("times-button.choose"), "times", str(found.poll.id))
    back = Button(pack.say("times-button.back"), "times-back", str(found.poll.id))
    if not blocks:
        return Body((pack.say("times.none"),), ((change,),))
    return Body((pack.say("times.mine"), *blocks), ((change, back),))


def draw_lead(pack: Pack, page: PollPage) -> Body:
    """Draw a lead's page: a list to make, a poll that is open, or numbers."""
    dates = Button(pack.say("schedule-button.dates"), "schedule")
    poll = page.poll
    title = pack.say("better-time.title")
    if poll and poll.state == "open":
        close = Button(pack.say("better-time-button.close"), "time-close", str(poll.id))
        told = pack.say("better-time.open", day=_until(OpenPoll(page.group, poll)))
        return Body((title, told, _times(pack, page)), ((close, dates),), tone=Tone.STAFF)
    if poll and poll.state == "closed":
        return _closed(pack, page, dates)
    told = pack.say("better-time.intro" if len(page.options) >= FEWEST_TIMES else "better-time.empty")
    return Body((title, told, _times(pack, page)), _making(pack, page, dates), tone=Tone.STAFF)


def draw_close_question(pack: Pack, poll_id: int) -> Body:
    """Ask once more: a closed poll cannot be opened again."""
    yes = Button(pack.say("better-time-button.close-yes"), "time-close", f"{poll_id}.yes", look=Look.STOP)
    back = Button(pack.say("better-time-button.page"), "better-time")
    return Body((pack.say("better-time.close"),), ((yes, back),), tone=Tone.STAFF)


def add_fields(pack: Pack) -> tuple[Field, ...]:
    """List what the form for one more time asks."""
    days = tuple((str(number), name) for number, name in enumerate(day_names()))
    clock = TextField("at", pack.say("schedule-form.new-time"), pack.say("schedule-form.hint-time"))
    return (Pick("number", pack.say("schedule-form.weekday"), days), clock)


def since_fields(pack: Pack) -> tuple[Field, ...]:
    """List what the form for a move asks."""
    return (TextField("first", pack.say("schedule-form.since"), pack.say("schedule-form.hint-date")),)


def in_words(option: TimeOption) -> str:
    """Write one time in words."""
    return weekly_moment_in_words(option.weekday, time.fromisoformat(option.at))


def _making(pack: Pack, page: PollPage, dates: Button) -> tuple[Row, ...]:
    rows: list[Row] = []
    others = tuple(Option(in_words(one), _value(one)) for one in page.options[1:])
    if others:
        rows.append(Select(pack.say("better-time-button.remove"), "time-remove", "", others))
    buttons = []
    if len(page.options) < MOST_TIMES:
        buttons.append(Button(pack.say("better-time-button.add"), "time-add"))
    if others:
        buttons.append(Button(pack.say("better-time-button.open"), "time-open", look=Look.MAIN))
    return (*rows, (*buttons, dates, _did_it_help(pack)))


def _closed(pack: Pack, page: PollPage, dates: Button) -> Body:
    assert page.poll is not None
    title, again = pack.say("better-time.title"), pack.say("better-time.again")
    add = Button(pack.say("better-time-button.add"), "time-add")
    if not page.ranking:
        return Body((title, pack.say("better-time.too-few")), ((add, dates, _did_it_help(pack)),), tone=Tone.STAFF)
    options = page.poll.options
    lines = bullets([_line(pack, options[one.place], one) for one in page.ranking])
    to = tuple(Option(in_words(options[one.place]), str(one.place)) for one in page.ranking if one.place)
    move = Select(pack.say("better-time-button.move"), "time-take", str(page.poll.id), to)
    numbers = text(pack.say("better-time.answered", n=page.poll.answered), lines)
    result = pack.say("better-time.result")
    return Body((title, result, numbers, again), (move, (add, dates, _did_it_help(pack))), tone=Tone.STAFF)


def _did_it_help(pack: Pack) -> Button:
    return Button(pack.say("new-time-button.page"), "new-time")


def _line(pack: Pack, option: TimeOption, score: Score) -> str:
    name = pack.say("better-time.now", time=in_words(option)) if option.place == 0 else in_words(option)
    return pack.say(
        "better-time.line", time=name, could=score.could, impossible=score.impossible, newcomers=score.newcomers
    )


def _times(pack: Pack, page: PollPage) -> str:
    first, *others = page.options
    now = pack.say("better-time.now", time=in_words(first))
    return text(pack.say("better-time.list"), bullets([now, *map(in_words, others)]))


def _own(pack: Pack, found: OpenPoll) -> tuple[Button, ...]:
    return (Button(pack.say("times-button.mine"), "times-mine", str(found.poll.id)),)


def _value(option: TimeOption) -> str:
    return f"{option.weekday}.{option.at.replace(':', '')}"


def _until(found: OpenPoll) -> str:
    return day_in_words(found.poll.closes_at, found.group.zone) if found.poll.closes_at else ""
