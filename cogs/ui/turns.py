"""A person's own turn, drawn: where they are, and all that they can say about it. Only they see it."""

from bot.content import Pack
from bot.services.turns import NOT_TODAY, NOW, WITHOUT_NAME, MyTurn
from cogs.ui.body import Body, Button, Look, Row, text

_SAID_NOW = ("pass", "listen", "again")  # what a press on "hand-down" may carry


def draw_turn(pack: Pack, mine: MyTurn, said: str = "") -> Body:
    """Draw the page; ``said`` is the answer to the press that came before."""
    if mine.state == NOT_TODAY:
        return _body(pack, mine, (said or pack.say("turns.not-today"),), (_again(pack),))
    if mine.state:
        up = pack.say("turns.up-speak" if mine.how == "speak" else "turns.up-type")
        return _body(pack, mine, (said, up, _where(pack, mine), pack.say("turns.again")), _rows_up(pack, mine))
    write = pack.say("turns.write") if mine.can_write else ""
    words = text(pack.say("turns.name"), write, pack.say("turns.listen"))
    return _body(pack, mine, (said, pack.say("turns.choose"), words), _rows_down(pack, mine))


def draw_said(pack: Pack, mine: MyTurn, said: str) -> Body:
    """Draw an answer with one way back, for who has just got out of the line."""
    return _body(pack, mine, (said,), (_again(pack),))


def _where(pack: Pack, mine: MyTurn) -> str:
    if mine.state == NOW:
        return pack.say("turns.now")
    if mine.before == 0:
        return pack.say("turns.next")
    if mine.before == 1:
        return pack.say("turns.one-before")
    return pack.say("turns.some-before", n=mine.before + 1, before=mine.before)


def _rows_up(pack: Pack, mine: MyTurn) -> tuple[Row, ...]:
    other = (
        Button(pack.say("turns-button.type"), "hand-up", "type")
        if mine.how == "speak"
        else Button(pack.say("turns-button.speak"), "hand-up", "speak")
    )
    return (
        (
            Button(pack.say("turns-button.pass"), "hand-down", "pass"),
            Button(pack.say("turns-button.later"), "hand-later"),
            Button(pack.say("turns-button.not-today"), "hand-not-today"),
            other,
        ),
    )


def _rows_down(pack: Pack, mine: MyTurn) -> tuple[Row, ...]:
    write = (Button(pack.say("turns-button.write"), "write", WITHOUT_NAME),) if mine.can_write else ()
    return (
        (
            Button(pack.say("turns-button.speak"), "hand-up", "speak", look=Look.MAIN),
            Button(pack.say("turns-button.type"), "hand-up", "type", look=Look.MAIN),
            *write,
            Button(pack.say("turns-button.listen"), "hand-down", "listen"),
            Button(pack.say("turns-button.not-today"), "hand-not-today"),
        ),
    )


def _again(pack: Pack) -> Row:
    return (Button(pack.say("turns-button.again"), "hand-down", "again"),)


def _body(pack: Pack, mine: MyTurn, words: tuple[str, ...], rows: tuple[Row, ...]) -> Body:
    blocks = (pack.say("turns.title"), *(one for one in words if one))
    return Body(blocks, rows, mine.session_id, mine.slot)
