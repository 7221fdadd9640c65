"""What the group is known by, drawn: for members with their part in a vote, for staff with all that they can do."""

from bot.content import Pack
from bot.services.sign_votes import MOST_CHOICES
from bot.services.signs import (
    ASKING,
    GREETING,
    LONGEST,
    NAME,
    OVER,
    READING,
    SYMBOL,
    SYMBOLS,
    VOTING,
    SignPage,
    VotePage,
)
from cogs.ui.body import Body, Button, Look, Option, Row, Select, Tone, bullets, text
from cogs.ui.forms import Field, TextField


def draw_ours(pack: Pack, page: SignPage, said: str = "") -> Body:
    """Draw the page; ``said`` is the answer to the press that came before."""
    staff_part, members_part = _for_staff, _for_members
    words, rows = (staff_part if page.is_staff else members_part)(pack, page)
    blocks = (pack.say("ours.title"), said, _known(pack, page), *words)
    tone = Tone.STAFF if page.is_staff else Tone.ROOM
    return Body(tuple(one for one in blocks if one), rows, page.session_id, tone=tone)


def write_fields(pack: Pack, kind: str) -> tuple[Field, ...]:
    """Ask staff for the name or the greeting; a greeting may be left out."""
    label = pack.say("ours.name-label" if kind == NAME else "ours.greeting-label")
    return (TextField("text", label, pack.say("ours.hint"), LONGEST[kind], optional=kind == GREETING),)


def idea_fields(pack: Pack, vote: VotePage) -> tuple[Field, ...]:
    """Ask a member for an idea."""
    return (TextField("text", pack.say("ours.idea-label"), pack.say("ours.hint"), LONGEST[vote.kind]),)


def _known(pack: Pack, page: SignPage) -> str:
    sign = page.sign
    greeting = pack.say("ours.greeting", greeting=sign.greeting) if sign.greeting else ""
    symbol = pack.say("ours.symbol", symbol=_named(pack, SYMBOL, sign.symbol)) if sign.symbol else ""
    return text(
        pack.say("ours.name", name=page.group.name),
        greeting or pack.say("ours.no-greeting"),
        symbol or pack.say("ours.no-symbol"),
    )


def _for_members(pack: Pack, page: SignPage) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    vote = page.vote
    if vote is None:
        return (pack.say("ours.quiet"),), ()
    if vote.state in (READING, OVER):
        return (pack.say("ours.wait" if vote.state == READING else "ours.over"),), ()
    words = (f"**{pack.say(f'ours-now.{vote.state}-{vote.kind}')}**", pack.say("ours.private"))
    back = (Button(pack.say("ours-button.back"), "ours-back"),) if vote.said else ()
    if vote.state == ASKING:
        mine = pack.say("ours.you-said") if vote.said else ""
        idea = Button(pack.say("ours-button.idea"), "ours-idea", look=Look.MAIN)
        return (*words, pack.say("who.staff-reads"), mine), ((idea, *back),)
    mine = pack.say("ours.you-chose") if vote.said else ""
    options = _options(pack, vote)
    choose = Select(pack.say("ours.choose"), "ours-choose", str(vote.version), options, most=len(options))
    return (*words, mine), (choose, *((back,) if back else ()))


def _for_staff(pack: Pack, page: SignPage) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    vote = page.vote
    rows: tuple[Row, ...] = (
        (
            Button(pack.say("ours-button.name"), "ours-write", NAME),
            Button(pack.say("ours-button.greeting"), "ours-write", GREETING),
        ),
        _symbols(pack, page),
    )
    if vote is not None:
        words, vote_rows = _vote_for_staff(pack, vote)
        return words, (*vote_rows, *rows)
    if not page.can_ask:
        return (pack.say("ours.staff"), pack.say("ours.later")), rows
    ask = (
        Button(pack.say("ours-button.ask-name"), "ours-ask", NAME),
        Button(pack.say("ours-button.ask-greeting"), "ours-ask", GREETING),
        Button(pack.say("ours-button.ask-symbol"), "ours-ask", SYMBOL),
    )
    return (pack.say("ours.staff"),), (*rows, ask)


def _vote_for_staff(pack: Pack, vote: VotePage) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    version = str(vote.version)
    stop = Button(pack.say("ours-button.stop"), "ours-stop", version, look=Look.STOP)
    if vote.state in (ASKING, VOTING):
        now = pack.say(f"ours-now.{vote.state}-{vote.kind}")
        read = Button(pack.say("ours-button.read"), "ours-read", version, look=Look.MAIN)
        count = Button(pack.say("ours-button.count"), "ours-count", version, look=Look.MAIN)
        return (now,), ((read if vote.state == ASKING else count, stop),)
    listed = bullets([option.label for option in _options(pack, vote)])
    if vote.state == READING:
        options = _options(pack, vote)
        keep = Select(pack.say("ours.keep"), "ours-vote", version, options, most=len(options))
        more = pack.say("ours.left-out", n=MOST_CHOICES) if len(vote.choices) > MOST_CHOICES else ""
        return (text(listed, more),), (keep, (stop,))
    numbers = range(len(vote.choices))
    takes = tuple(Button(pack.say("ours-button.take", n=n + 1), "ours-take", f"{version}.{n}") for n in numbers)
    best = "\n".join(f"{n}. {option.label}" for n, option in enumerate(_options(pack, vote), start=1))
    return (text(pack.say("ours.best"), best) if best else pack.say("ours.few"),), ((*takes, stop),)


def _options(pack: Pack, vote: VotePage) -> tuple[Option, ...]:
    return tuple(
        Option(_named(pack, vote.kind, choice), str(number))
        for number, choice in enumerate(vote.choices[:MOST_CHOICES])
    )


def _symbols(pack: Pack, page: SignPage) -> Select:
    options = tuple(
        Option(choice.label, choice.id, emoji=choice.emoji, chosen=choice.id == page.sign.symbol)
        for choice in pack.choices[SYMBOLS][:MOST_CHOICES]
    )
    return Select(pack.say("ours.choose-symbol"), "ours-symbol", "", options, fewest=0)


def _named(pack: Pack, kind: str, value: str) -> str:
    """Name a choice: a symbol by its word and its picture, all else as it is."""
    if kind != SYMBOL:
        return value
    found = next((choice for choice in pack.choices[SYMBOLS] if choice.id == value), None)
    return pack.say("ours.with-emoji", label=found.label, emoji=found.emoji) if found else value
