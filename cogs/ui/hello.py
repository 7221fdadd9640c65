"""A hello before the first session, drawn: the question for somebody new, how it stands, and what staff read."""

from bot.content import Pack
from bot.content.when import moment_in_words
from bot.services.hellos import ANYBODY, LEAD_TOLD, ROOM_FILLED, Hello, HelloPage
from cogs.ui.body import MOST_OPTIONS, Body, Button, Look, Option, Row, Select, Tone, bullets, text


def draw_page(pack: Pack, page: HelloPage) -> Body:
    """Draw the page for whoever opens it: staff, somebody who has asked, or somebody who may."""
    if page.is_staff:
        return _draw_staff(pack, page)
    return draw_state(pack, page) if page.hello else _draw_question(pack, page)


def draw_state(pack: Pack, page: HelloPage) -> Body:
    """Draw how a hello stands that somebody asked for."""
    hello = page.hello
    assert hello
    back = (Button(pack.say("hello.back"), "hello-back"),)
    if hello.state == "taken" and hello.told >= ROOM_FILLED:  # before that they are not in the room
        room = f"<#{hello.thread_xid}>" if hello.thread_xid else ""
        return Body((pack.say("hello.is-taken" if room else "hello.is-taken-named"), room), (back,))
    if hello.told >= LEAD_TOLD:
        return Body((pack.say("hello.late"), _when(pack, page)), (back,))
    if hello.state == "asked" and hello.alert_xid is None:
        return Body((pack.say("hello.not-reached"), _when(pack, page)), (back,))
    return Body((pack.say("hello.is-asked"), _until(pack, page), pack.say("hello.told-here")), (back,))


def draw_name_question(pack: Pack, wanted: str) -> Body:
    """Ask for the second yes, where no private room can be opened."""
    yes = Button(pack.say("hello.tell-name"), "hello-name", wanted, look=Look.MAIN)
    return Body((pack.say("hello.no-room"),), ((yes, Button(pack.say("hello.no-thanks"), "pass")),))


def draw_alert(pack: Pack, hello_id: int, *sentences: str) -> Body:
    """Draw what staff read in their channel: that somebody asks, and a button to look."""
    look = (Button(pack.say("hello.look"), "hello-look", str(hello_id), look=Look.MAIN),)
    return Body(tuple(one for one in sentences if one), (look,), tone=Tone.STAFF)


def draw_look(pack: Pack, hello: Hello) -> Body:
    """Draw, for one of staff alone, what they can do now. To say "not now" is a private word and leaves no trace."""
    if not hello.may_take:
        return Body((pack.say("hello.nothing-to-do"),), tone=Tone.STAFF)
    take = Button(pack.say("hello.take"), "hello-take", str(hello.record.id), look=Look.MAIN)
    later = Button(pack.say("hello.not-now"), "hello-not-now", str(hello.record.id))
    words = pack.say("hello.may-take-named" if hello.record.named else "hello.may-take")
    return Body((words,), ((take, later),), tone=Tone.STAFF)


def draw_room(pack: Pack, hello_id: int, mentions: str) -> Body:
    """Draw the first message of the private room."""
    done = (Button(pack.say("hello.done"), "hello-done", str(hello_id)),)
    return Body((text(mentions, pack.say("hello.room-words")),), (done,))


def draw_settled(pack: Pack) -> Body:
    """Draw what stays in the staff channel of a hello that needs nothing more: no name and no button."""
    return Body((pack.say("hello.settled"),), tone=Tone.STAFF)


def _draw_question(pack: Pack, page: HelloPage) -> Body:
    """Say what will happen and who reads the name; then one question, asked once."""
    who = bullets(pack.lines("hello.who"))
    words = (f"### {pack.say('hello.title')}", pack.say("hello.text"), who, _until(pack, page))
    no = Button(pack.say("hello.no-thanks"), "pass")
    if not page.offers:
        yes = Button(pack.say("hello.yes"), "hello-ask", ANYBODY, look=Look.MAIN)
        return Body((*words, pack.say("hello.ask")), ((yes, no),))
    names = tuple(Option(name, str(number)) for number, name in page.offers[: MOST_OPTIONS - 1])
    choose = Select(pack.say("hello.choose"), "hello-ask", "", (Option(pack.say("hello.anybody"), ANYBODY), *names))
    return Body((*words, pack.say("hello.ask")), (choose, (no,)))


def _draw_staff(pack: Pack, page: HelloPage) -> Body:
    offer = Button(pack.say("hello.offer"), "hello-offer", "on", look=Look.MAIN)
    stop = Button(pack.say("hello.offer-stop"), "hello-offer", "off")
    waiting = tuple(Option(pack.say("hello.somebody", number=number), str(number)) for number in page.waiting)
    rows: list[Row] = [(stop if page.offering else offer,)]
    if waiting:
        rows.insert(0, Select(pack.say("hello.look"), "hello-look", "", waiting[:MOST_OPTIONS]))
    names = bullets([name for _number, name in page.offers])
    state = pack.say("hello.you-offer" if page.offering else "hello.you-may-offer")
    who = text(pack.say("hello.who-offers"), names) if page.offers else pack.say("hello.nobody-offers")
    return Body((f"### {pack.say('hello.staff-title')}", state, who), tuple(rows), tone=Tone.STAFF)


def _until(pack: Pack, page: HelloPage) -> str:
    """Say when an answer may come: nobody is left to wait without knowing."""
    return text(pack.say("hello.soon"), _when(pack, page))


def _when(pack: Pack, page: HelloPage) -> str:
    if page.next_at is None:
        return ""
    return pack.say("hello.next", when=moment_in_words(page.next_at, page.group.zone))
