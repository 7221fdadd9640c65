"""A scene of a rehearsal, drawn: the real card, its buttons made harmless, the words to say, and the way on."""

from collections.abc import Mapping

from bot.content import Pack
from bot.services.rehearse import Scene, SceneView
from cogs.ui.body import Body, Button, Look, Row, Select, Tone, text
from cogs.ui.card import Face, draw_card
from cogs.ui.panel_time import words_to_say

OVER = "end"


def draw_scene(pack: Pack, faces: Mapping[str, Face], view: SceneView) -> Body:
    """Draw one scene."""
    scene = view.scene
    card = draw_card(pack, faces[scene.card.step.id], scene.card)
    on = Button(_label(pack, scene), "rehearse", view.after or OVER, look=Look.MAIN)
    back = (Button(pack.say("staff-button.back"), "rehearse", view.before),) if view.before else ()
    stop = Button(pack.say("rehearse.stop"), "rehearse", f"{OVER}.")
    return Body(
        (_marked(pack), *card.blocks, _pretend(pack, scene), words_to_say(pack, scene.card)),
        (*_harmless(card.rows), (on, *back, stop)),
        tone=Tone.STAFF,
        picture=card.picture,
    )


def draw_end(pack: Pack) -> Body:
    """Draw what stays of a rehearsal."""
    return Body((pack.say("rehearse.over"),), tone=Tone.STAFF)


def _marked(pack: Pack) -> str:
    return text(f"### {pack.say('rehearse.title')}", pack.say("rehearse.about"))


def _label(pack: Pack, scene: Scene) -> str:
    return pack.say(scene.label, list=pack.say(f"list.{scene.about}") if scene.about else "")


def _pretend(pack: Pack, scene: Scene) -> str:
    """Say what pretend members do; of a charity's own step nothing is known."""
    name, _, number = scene.key.partition(".")
    key = f"rehearse.at-{name}"
    return f"*{pack.say(key)}*" if number == "0" and pack.has(key) else ""


def _harmless(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Let each button of a member's card lead to one private sentence. A card has no lists."""
    made = []
    for number, row in enumerate((row for row in rows if not isinstance(row, Select)), start=1):
        # no two controls of a message may have one address
        made.append(tuple(_tries(button, f"{number}.{place}") for place, button in enumerate(row)))
    return tuple(made)


def _tries(button: Button, argument: str) -> Button:
    return Button(button.label, "rehearse-try", argument, button.emoji, button.look)
