"""What the library looks like: a page to choose from, a list of eight, and what a lead changes."""

from bot.content import Pack
from bot.content.when import date_in_words
from bot.services.library import LONGEST_LABEL, LONGEST_LINE, MOST_SHOWN, Shelf
from bot.storage import LibraryEntry
from cogs.ui.body import Body, Button, Look, Option, Row, Select, Tone, text
from cogs.ui.forms import Field, Pick, TextField

LONGEST_ADDRESS = 200


def draw_library(pack: Pack, shelf: Shelf) -> Body:
    """Ask what somebody looks for: a feeling or a topic; only those that there is a page about."""
    lists = [
        Select(pack.say(key), "library-list", name, tuple(Option(label, id_) for id_, label in names))
        for key, name, names in (
            ("library.feelings", "feelings", [one for one in feelings(pack) if one[0] in shelf.about]),
            ("library.topics", "topics", [one for one in topics(pack) if one[0] in shelf.about]),
        )
        if names
    ]
    change = (Button(pack.say("library-button.change"), "library-change"),) if shelf.is_lead else ()
    buttons = (Button(pack.say("library.all"), "library-list", ".0"), *change)
    return Body((pack.say("library.title"),), (*lists, buttons))


def draw_list(pack: Pack, shelf: Shelf, about: str, first: int) -> Body:
    """Draw at most eight pages, each with its plain line, its address and when a person looked."""
    found = shelf.of(about)
    again = Button(pack.say("library-button.again"), "library")
    part = found[first : first + MOST_SHOWN]
    if not part:
        return Body((pack.say("library.empty"),), ((again,),))
    rest = found[first + MOST_SHOWN :]
    more = (Button(pack.say("library-button.more"), "library-list", f"{about}.{first + MOST_SHOWN}"),) if rest else ()
    names = dict((*feelings(pack), *topics(pack)))
    title = pack.say("library.list", about=names[about]) if about in names else f"**{pack.say('library.all')}**"
    return Body((title, *(_entry(pack, one) for one in part)), ((again, *more),))


def draw_lead(pack: Pack, shelf: Shelf) -> Body:
    """Draw what a lead can choose to change."""
    options = tuple(Option(one.label, one.slug, one.line) for one in shelf.entries)
    choose = (Select(pack.say("library.choose"), "library-page", "", options),) if options else ()
    add = (Button(pack.say("library-button.add"), "library-form", look=Look.MAIN),)
    return Body((pack.say("library.lead"),), (*choose, add), tone=Tone.STAFF)


def draw_page(pack: Pack, entry: LibraryEntry) -> Body:
    """Draw one page with what a lead can do to it."""
    right = Button(pack.say("library-button.right"), "library-checked", entry.slug, look=Look.MAIN)
    edit = Button(pack.say("library-button.edit"), "library-form", entry.slug)
    remove = Button(pack.say("library-button.remove"), "library-remove", entry.slug)
    back = Button(pack.say("library-button.change"), "library-change")
    return Body((_entry(pack, entry),), ((right, edit, remove, back),), tone=Tone.STAFF)


def draw_remove(pack: Pack, entry: LibraryEntry) -> Body:
    """Ask once more."""
    yes = Button(pack.say("library-button.remove-yes"), "library-remove", f"{entry.slug}.yes", look=Look.STOP)
    back = Button(pack.say("library-button.change"), "library-change")
    return Body((f"**{entry.label}**", pack.say("library.remove")), ((yes, back),), tone=Tone.STAFF)


def draw_old(pack: Pack, number: int) -> Body:
    """Ask the lead, in the staff channel, to look at pages again."""
    row: Row = (Button(pack.say("library-button.change"), "library-change"),)
    return Body((pack.say("library.old", n=number),), (row,), tone=Tone.STAFF)


def fields(pack: Pack, entry: LibraryEntry | None) -> tuple[Field, ...]:
    """List what the form for a page asks; of one that is there, its words stand in it."""
    hint = pack.say("library.form-about-hint")
    return (
        TextField("label", pack.say("library.form-label"), "", LONGEST_LABEL, text=entry.label if entry else ""),
        TextField("line", pack.say("library.form-line"), "", LONGEST_LINE, text=entry.line if entry else ""),
        TextField(
            "address",
            pack.say("library.form-address"),
            pack.say("library.form-address-hint"),
            LONGEST_ADDRESS,
            text=entry.address if entry else "",
        ),
        Pick("feeling", pack.say("library.form-feeling"), feelings(pack)[:10], hint),
        Pick("topic", pack.say("library.form-topic"), topics(pack)[:10], hint),
    )


def feelings(pack: Pack) -> tuple[tuple[str, str], ...]:
    """Name the feelings by their ids."""
    return tuple((one.id, one.label) for one in pack.feelings)


def topics(pack: Pack) -> tuple[tuple[str, str], ...]:
    """Name the topics by their ids."""
    return tuple((one.id, one.title) for one in pack.modules)


def _entry(pack: Pack, entry: LibraryEntry) -> str:
    day = entry.checked_on
    checked = pack.say("library.checked", day=date_in_words(day)) if day else pack.say("library.not-checked")
    return text(f"**{entry.label}**", entry.line, entry.address, checked)
