"""``peerlight words``: check the texts that people read, and look at every card that they make."""

# ruff: noqa: PLC0415  each command imports what it alone needs, so that help comes at once

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.typed import app, stop_at

if TYPE_CHECKING:
    from bot.content.check import Finding
    from bot.content.mending import Mend
    from bot.content.terms import Wording

words = typer.Typer(help="Check your own texts, and see every card.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(words, name="words")

PackFolder = Annotated[
    Path | None, typer.Argument(metavar="[PACK]", show_default=False, help="A folder with your own texts. Else ours.")
]
Term = Annotated[
    str,
    typer.Option("--term", metavar="TERM", help="As in [content] term.", show_default="learning-difficulty"),
]
Autism = Annotated[
    str,
    typer.Option("--autism", metavar="TERM", help="As in [content] autism.", show_default="autistic-person"),
]
_FORM = "Type: peerlight words check FOLDER"


@words.command("check")
def check_words(
    folder: PackFolder = None,
    *,
    fix: Annotated[bool, typer.Option("--fix", help="Mend what is certain. Your files keep their layout.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print it for other programs.")] = False,
    term: Term = "",
    autism: Autism = "",
) -> None:
    """Look for words and sentences that are hard to read.

    It prints file, key, rule, sentence and what to do. Status 0: all is well. Status 1: there is something to mend.
    Status 2: nothing could be checked.
    """
    from bot.content import PackError
    from bot.content.check import MISSING, check, never_reviewed, summary
    from bot.content.shelf import SHIPPED
    from bot.content.vocabulary import WordfreqMissingError

    place, wording = _folder(folder) or SHIPPED, _wording(term, autism)
    try:
        mends = _fixed(place) if fix else ()
        findings = check(place, wording)
    except PackError as wrong:
        typer.echo(json.dumps({"problem": str(wrong)}, ensure_ascii=False) if as_json else str(wrong))
        raise typer.Exit(1) from None
    except WordfreqMissingError:
        typer.echo(MISSING, err=True, nl=False)
        raise typer.Exit(2) from None
    if as_json:
        typer.echo(_as_json(place, wording, findings, mends))
    else:
        _tell(findings, mends)
        typer.echo(summary(place, wording))
        typer.echo(never_reviewed(place))
    raise typer.Exit(int(any(not one.is_warning for one in findings)))


@words.command("show")
def show_words(
    folder: PackFolder = None,
    *,
    card: Annotated[str, typer.Option(metavar="NAME", help="Only cards with this in their name.")] = "",
    term: Term = "",
    autism: Autism = "",
) -> None:
    """Print every card as a member sees it: each step, each state, each page."""
    from bot.app.shown import every_card
    from bot.content import PackError, load_pack

    try:
        pack = load_pack(_folder(folder), _wording(term, autism))
    except PackError as wrong:
        stop_at("PACK", str(wrong), _FORM)
    shown = [(name, text) for name, text in every_card(pack) if card.lower() in name.lower()]
    if not shown:
        stop_at("--card", f"There is no card called {card}.", "Type: peerlight words show. It names them all.")
    for name, text in shown:
        typer.echo(f"== {name}\n{text}\n")


def _folder(folder: Path | None) -> Path | None:
    if folder is not None and not folder.is_dir():
        stop_at("PACK", f"There is no folder {folder}.", _FORM)
    return folder


def _wording(term: str, autism: str) -> "Wording":
    """Read the words for who the group is for; what is not typed is as in the settings when nothing is set."""
    from bot.content.terms import AUTISM, LEARNING, Wording

    for name, typed, known in (("--term", term, LEARNING), ("--autism", autism, AUTISM)):
        if typed and typed not in known:
            stop_at(name, f"There is no choice {typed}.", f"Choose {' or '.join(known)}.")
    return Wording(term or LEARNING[0], autism or AUTISM[0])


def _fixed(folder: Path) -> "tuple[Mend, ...]":
    from bot.content.mending import fix

    return fix(folder)


def _tell(findings: "list[Finding]", mends: "tuple[Mend, ...]") -> None:
    for one in mends:
        typer.echo(f"{one.file}  {one.key}  mended\n    - {one.before}\n    + {one.after}")
    for found in findings:
        typer.echo(str(found))


def _as_json(folder: Path, wording: "Wording", findings: "list[Finding]", mends: "tuple[Mend, ...]") -> str:
    from dataclasses import asdict

    from bot.content.check import summary, unread

    told = {
        "findings": [{**asdict(one), "warning": one.is_warning} for one in findings],
        "mended": [asdict(one) for one in mends],
        "never_read_with_members": [f"{text.file}/{text.key}" for text in unread(folder)],
        "summary": summary(folder, wording),
    }
    return json.dumps(told, ensure_ascii=False, indent=2)
