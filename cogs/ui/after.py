"""What is drawn after a session: how it was, what changed because of what people said."""

from bot.content import Pack
from bot.content.when import date_in_words, moment_in_words
from bot.services.feedback import FeedbackPage, Words
from bot.services.views import CardView
from bot.services.we_did import WeDidPage
from bot.session.feedback import LONGEST_TEXT
from cogs.ui.body import Body, Button, Look, Option, Row, Select, Tone, bullets, text
from cogs.ui.forms import Field, TextField


def after_blocks(pack: Pack, card: CardView) -> tuple[str, ...]:
    """Ask how it was, on the last card, for as long as people may say it."""
    if card.feedback_until is None:
        return ()
    return (pack.say("after.ask", moment=moment_in_words(card.feedback_until, card.group.zone)),)


def after_rows(pack: Pack, card: CardView) -> tuple[Row, ...]:
    """Offer the faces, for as long as people may choose one."""
    return (_faces(pack),) if card.feedback_until else ()


def library_button(pack: Pack) -> Button:
    """Make the button to the pages that may help: it works in a locked room and needs no session."""
    return Button(pack.say("library-button.open"), "library")


def what_changed(pack: Pack, card: CardView) -> tuple[str, ...]:
    """Say once what is new because of what people said."""
    return (pack.say("we-did.card", line=card.we_did),) if card.we_did else ()


def after_panel_row(pack: Pack) -> Row:
    """Offer staff what people wrote, and the lead what is the lead's, once a session is over."""
    return (
        Button(pack.say("after-button.read"), "feedback-read"),
        Button(pack.say("we-did-button.page"), "we-did"),
        Button(pack.say("outcomes-button.page"), "outcomes"),
    )


def draw_ask(pack: Pack, page: FeedbackPage) -> Body:
    """Draw the question as a private page, for somebody who has no card at hand."""
    words = pack.say("after.ask", moment=moment_in_words(page.until, page.group.zone))
    return Body((words,), (_faces(pack),), page.session_id)


def draw_thanks(pack: Pack, page: FeedbackPage) -> Body:
    """Draw the one answer to everything that a person says about a session."""
    thanks = pack.say("after.thanks", moment=moment_in_words(page.until, page.group.zone))
    steps = tuple(Option(pack.say(f"step.{step}"), step) for step in page.steps)
    like = (Select(pack.say("after.like"), "feedback-like", "", steps),) if steps else ()
    buttons = (
        Button(pack.say("after-button.write"), "feedback-write"),
        Button(pack.say("after-button.back"), "feedback-back"),
        Button(pack.say("button.help"), "help", look=Look.STOP),
    )
    return Body((thanks, pack.say("after.like") if steps else ""), (*like, buttons), page.session_id)


def write_fields(pack: Pack) -> tuple[Field, ...]:
    """List what the form for a few words asks."""
    return (TextField("words", pack.say("after.form-label"), pack.say("after.form-hint"), LONGEST_TEXT, long=True),)


def draw_words(pack: Pack, found: list[Words]) -> Body:
    """Draw what people wrote, for staff, newest session first."""
    title = text(pack.say("after.read-title"), pack.say("after.read-rule"))
    days = [text(pack.say("after.read-day", day=date_in_words(one.on_date)), bullets(one.texts)) for one in found]
    row = (Button(pack.say("we-did-button.page"), "we-did"),)
    return Body((title, *(days or [pack.say("after.read-none")])), (row,), tone=Tone.STAFF)


def draw_news(pack: Pack) -> Body:
    """Tell staff that there is something to read; the words themselves are behind the button."""
    return Body(
        (pack.say("after.news"),), ((Button(pack.say("after-button.read"), "feedback-read"),),), tone=Tone.STAFF
    )


def draw_we_did(pack: Pack, page: WeDidPage) -> Body:
    """Draw the list of what changed; a lead can write and take away."""
    shown = [line for line in page.lines if not line.waits]
    coming = [pack.say("we-did.waits", line=line.text) for line in page.lines if line.waits]
    lines = [pack.say("we-did.line", day=date_in_words(line.said_on), line=line.text) for line in shown]
    listed = bullets([*coming, *lines]) or pack.say("we-did.none")
    if not page.is_lead:
        return Body((pack.say("we-did.title"), listed))
    options = tuple(Option(line.text, str(line.id)) for line in page.lines)
    out = (Select(pack.say("we-did-button.out"), "we-did-out", "", options),) if options else ()
    write = (Button(pack.say("we-did-button.write"), "we-did-write", look=Look.MAIN),)
    blocks = (pack.say("we-did.title"), pack.say("we-did.intro"), listed)
    return Body(blocks, (*out, write), tone=Tone.STAFF)


def _faces(pack: Pack) -> tuple[Button, ...]:
    choices = pack.choices["feedback.face"]
    return tuple(Button(one.label, "feedback-face", one.id, one.emoji) for one in choices)
