"""Words for a report, drawn: what a member is told before, the words as they will be printed, and the lead's list."""

from bot.content import Pack
from bot.services.quotes import MOST_QUOTES, Offered, Quote
from cogs.ui.body import Body, Button, Look, Option, Row, Select, Tone, bullets, text

_SHOWN = 8


def draw_mine(pack: Pack, own: tuple[Quote, ...]) -> Body:
    """Say what a quote is for and who reads it; list the member's own, each with a button to take it back."""
    blocks = [text(f"### {pack.say('quote.title')}", pack.say("quote.text")), bullets(pack.lines("quote.facts"))]
    blocks += [text(pack.say("quote.yours" if one.approved else "quote.not-yet"), _printed(pack, one)) for one in own]
    rows: list[Row] = [_choices(pack, one) for one in own]
    if len(own) < MOST_QUOTES:
        rows.append((Button(pack.say("quote.write"), "quote-write", look=Look.MAIN),))
    return Body(tuple(blocks), tuple(rows))


def draw_preview(pack: Pack, quote: Quote) -> Body:
    """Show the words exactly as they will be printed, and ask."""
    return Body(
        (text(pack.say("quote.preview"), _printed(pack, quote)), pack.say("quote.ask")), (_choices(pack, quote),)
    )


def draw_thanks(pack: Pack) -> Body:
    """Thank for a yes, and say how long it can be taken back."""
    return Body((pack.say("quote.thanks"),), ((Button(pack.say("quote.see"), "quote"),),))


def draw_gone(pack: Pack) -> Body:
    """Say that the words are deleted."""
    return Body((pack.say("quote.gone"),), ((Button(pack.say("quote.see"), "quote"),),))


def draw_for_lead(pack: Pack, found: Offered) -> Body:
    """List what may be published, to be looked at one by one, and what was published already."""
    blocks = [text(f"### {pack.say('quotes.title')}", pack.say("quotes.text"))]
    rows: list[Row] = []
    if found.offered:
        options = tuple(Option(one.words, one.ref) for one in found.offered)
        rows.append(Select(pack.say("quotes.choose"), "quotes-look", "", options))
    else:
        blocks.append(pack.say("quotes.nothing"))
    if found.published:
        printed = [pack.say("quote.printed", words=words) for words in found.published[:_SHOWN]]
        blocks.append(text(f"**{pack.say('quotes.published')}**", bullets(printed)))
    return Body(tuple(blocks), tuple(rows), tone=Tone.STAFF)


def draw_chosen(pack: Pack, quote: Quote) -> Body:
    """Ask a lead what to do with one quote."""
    row = (
        Button(pack.say("quotes.publish"), "quotes-publish", quote.ref, look=Look.MAIN),
        Button(pack.say("quotes.drop"), "quotes-drop", quote.ref, look=Look.STOP),
        Button(pack.say("quotes.back"), "quotes"),
    )
    return Body((_printed(pack, quote), pack.say("quotes.ask")), (row,), tone=Tone.STAFF)


def _choices(pack: Pack, quote: Quote) -> Row:
    if quote.approved:
        return (Button(pack.say("quote.take-back"), "quote-back", quote.ref),)
    return (
        Button(pack.say("quote.yes"), "quote-yes", quote.ref, look=Look.MAIN),
        Button(pack.say("quote.no"), "quote-back", quote.ref),
    )


def _printed(pack: Pack, quote: Quote) -> str:
    return f"> {pack.say('quote.printed', words=quote.words)}"
