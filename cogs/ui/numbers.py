"""What staff see of numbers: a picture with its words, the load of staff, how the bot is."""

from bot.content import Pack
from bot.content.when import date_in_words, moment_in_words, weekday_in_words
from bot.services.insight import Insight, StaffLoad, Trend
from bot.services.status import Status
from cogs.ui.body import Body, Picture, Tone, bullets, text

_SHORT_DAY = 3


def rows_of(insight: Insight) -> list[tuple[str, int]]:
    """Name each session shortly, for the picture: "24 Nov"."""
    return [(_short(date_in_words(day)), came) for day, came in insight.sessions]


def draw_insight(pack: Pack, insight: Insight, picture: bytes) -> Body:
    """Draw the newest sessions: picture and words say the same."""
    say, group = pack.say, insight.group.name
    if not insight.sessions:
        blocks = [text(f"### {say('insight.title', group=group)}", say("insight.none"))]
    else:
        lines = [say("insight.line", day=weekday_in_words(day), n=came) for day, came in insight.sessions]
        sums = say("insight.sums", n=len(lines), average=insight.average, peak=insight.peak)
        blocks = [f"### {say('insight.title', group=group)}", bullets(lines), sums]
    if insight.load:
        blocks.append(text(f"**{say('staff-load.title')}**", bullets(_load(pack, insight.load))))
    alt = say("insight.alt", numbers=". ".join(f"{label}: {came}" for label, came in rows_of(insight)))
    shown = Picture.drawn(picture, alt) if insight.sessions else None
    return Body((*blocks, say("insight.private")), tone=Tone.STAFF, picture=shown)


def draw_status(pack: Pack, status: Status) -> Body:
    """Draw how the bot is."""
    say, zone = pack.say, status.group.zone
    if not status.keeps_backups:
        backup = say("status.practice")
    elif status.backup is None:
        backup = say("status.no-backup")
    else:
        backup = say("status.backup", when=moment_in_words(status.backup, zone))
    meeting = say("status.next", when=moment_in_words(status.meeting.at, zone)) if status.meeting else None
    error = say("status.no-error")
    if status.error:
        at, about = status.error
        error = say(f"status-error.{about}", when=moment_in_words(at, zone))
    heading = f"### {say('status.title', group=status.group.name)}"
    return Body((heading, bullets([backup, meeting or say("status.no-next"), error])), tone=Tone.STAFF)


def _load(pack: Pack, load: StaffLoad) -> list[str]:
    say = pack.say
    return [
        _trend(say("staff-load.sessions"), load.sessions, pack),
        _trend(say("staff-load.on-duty"), load.on_duty, pack),
        _trend(say("staff-load.calls"), load.calls, pack),
        _trend(say("staff-load.tired"), load.tired, pack),
    ]


def _trend(what: str, trend: Trend, pack: Pack) -> str:
    return pack.say("staff-load.line", what=what, now=trend.now, before=trend.before)


def _short(day: str) -> str:
    number, month, _year = day.split()
    return f"{number} {month[:_SHORT_DAY]}"
