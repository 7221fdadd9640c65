"""What the rota looks like: a private page of dates, one date, and a swap's message in the staff channel."""

from datetime import date

from bot.content import Pack
from bot.content.when import moment_in_words
from bot.services.rota import PARTS, RotaLine, RotaView, SwapView
from bot.session import Refused
from cogs.ui.body import Body, Button, Look, Option, Row, Select, Tone, bullets, text


def draw_rota(pack: Pack, view: RotaView) -> Body:
    """Draw the next sessions; a lead also reads who leads many in a row."""
    if not view.lines:
        return Body((pack.say("rota.title"), pack.say("rota.none")), (_hellos(pack),), tone=Tone.STAFF)
    dates = tuple(Option(_when(view, one), f"{one.meeting.on_date:%Y%m%d}") for one in view.lines)
    load = text(*(pack.say("rota.load", name=name, n=n) for name, n in view.load))
    blocks = (pack.say("rota.title"), *(_line(pack, view, one) for one in view.lines), load)
    choose = Select(pack.say("rota-button.choose"), "rota-date", "", dates)
    return Body(tuple(block for block in blocks if block), (choose, _hellos(pack)), tone=Tone.STAFF)


def draw_date(pack: Pack, view: RotaView, on_date: date) -> Body:
    """Draw one date with what the asker can say about it."""
    line = next((one for one in view.lines if one.meeting.on_date == on_date), None)
    if line is None:
        raise Refused("not-a-next-session")
    day = f"{on_date:%Y%m%d}"
    says = [Button(pack.say(f"rota-button.{part}"), "rota-put", f"{day}.{part}") for part in PARTS if part != line.own]
    more = [Button(pack.say("rota-button.off"), "rota-put", f"{day}.")] if line.own else []
    if line.own in ("lead", "support") and not line.asks:
        more.append(Button(pack.say("rota-button.swap"), "rota-swap", day))
    more.append(Button(pack.say("rota-button.rota"), "rota"))
    rows: list[Row] = [tuple(says), tuple(more)]
    if line.people:
        people = tuple(Option(name, str(place)) for place, name in line.people[:25])
        rows.append(Select(pack.say("rota-button.take-off"), "rota-off", day, people))
    return Body((_line(pack, view, line),), tuple(rows), tone=Tone.STAFF)


def draw_swap(pack: Pack, view: SwapView) -> Body:
    """Draw a swap's message as it stands; one whose date is no longer on is over."""
    swap = view.swap
    if swap.state == "done":
        return Body((pack.say("rota.done", taker=view.taker),), tone=Tone.STAFF)
    if swap.state == "withdrawn" or view.meeting is None:
        return Body((pack.say("rota.withdrawn"),), tone=Tone.STAFF)
    when = moment_in_words(view.meeting.at, view.group.zone)
    part = pack.say(f"rota-part.{swap.part}")
    asked = pack.say("rota.asked", asker=view.asker, when=when, part=part)
    withdraw = Button(pack.say("rota-button.withdraw"), "rota-withdraw", str(swap.id))
    if swap.state == "asked":
        take = Button(pack.say("rota-button.take"), "rota-take", str(swap.id), look=Look.MAIN)
        return Body((asked,), ((take, withdraw),), tone=Tone.STAFF)
    taken = pack.say("rota.taken", taker=view.taker, asker=view.asker)
    confirm = Button(pack.say("rota-button.confirm"), "rota-confirm", f"{swap.id}.{swap.turn}", look=Look.MAIN)
    return Body((asked, taken), ((confirm, withdraw),), tone=Tone.STAFF)


def _line(pack: Pack, view: RotaView, line: RotaLine) -> str:
    said = [pack.say(f"rota.{part}", names=" · ".join(line.names[part])) for part in PARTS if line.names[part]]
    nobody = [] if line.names["lead"] else [pack.say("rota.nobody")]
    asks = [pack.say("rota.asks")] if line.asks else []
    return text(f"**{_when(view, line)}**", bullets([*nobody, *said, *asks]))


def _when(view: RotaView, line: RotaLine) -> str:
    return moment_in_words(line.meeting.at, view.group.zone)


def _hellos(pack: Pack) -> Row:
    """Make the way to who says hello to people who are new."""
    return (Button(pack.say("hello.staff-open"), "hello"),)
