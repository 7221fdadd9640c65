"""The library (feature X2): pages on the web by feeling and by topic, eight at a time, each with one plain line.

A group starts with the pack's pages. The lead adds, changes, checks and takes away; what the lead changed of the pack's
is stored as the group's own, under the pack's name for it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.content import Pack
from bot.content.typed import is_address
from bot.scheduling import zone
from bot.services.desk import Desk, group_of_channel, note, role_of
from bot.services.schedule import Where
from bot.services.upkeep import DAY_BEGINS, DAY_ENDS
from bot.session import Caller, Refused, Role
from bot.session.text import clean
from bot.storage import Group, LibraryEntry, NoticeRecord, Unit

MOST_SHOWN = 8
MOST_PAGES = 25  # what one list in Discord can offer to the lead
LONGEST_LABEL, LONGEST_LINE = 50, 100  # characters
OLD_AFTER = timedelta(days=183)  # half a year: then the lead is asked to look at a page again
NAMED = "library-old"
_MONTH = timedelta(days=33)  # and a day or two, for all zones


@dataclass(frozen=True)
class Draft:
    """What a lead typed about a page."""

    label: str
    line: str
    address: str
    about: tuple[str, ...]


@dataclass(frozen=True)
class Shelf:
    """A group's pages as they are now, oldest first; ``about`` names what they are about, in the pack's order."""

    group: Group
    is_lead: bool
    entries: tuple[LibraryEntry, ...]
    about: tuple[str, ...]

    def of(self, about: str) -> tuple[LibraryEntry, ...]:
        """List the pages about a feeling or a topic; "" for all."""
        return tuple(one for one in self.entries if not about or about in one.about)

    def entry(self, slug: str) -> LibraryEntry:
        """Find a page; refuses one that is gone."""
        for one in self.entries:
            if one.slug == slug:
                return one
        raise Refused("page-gone")


class LibraryService:
    """The pages of a group."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def look(self, caller: Caller, where: Where) -> Shelf:
        """Read the pages, for anybody of the group: it needs no session and no consent."""

        async def work(unit: Unit) -> Shelf:
            group = await group_of_channel(unit, where.channel_xid, where.server_xid)
            role = role_of(group, caller)
            if role is Role.OUTSIDER:
                raise Refused("not-a-member")
            return await self._shelf(unit, group, is_lead=role is Role.LEAD)

        return await self._desk.store.read(work)

    async def for_lead(self, caller: Caller, where: Where) -> Shelf:
        """Read the pages for somebody who may change them."""
        shelf = await self.look(caller, where)
        if not shelf.is_lead:
            raise Refused("leads-only")
        return shelf

    async def put(self, caller: Caller, where: Where, slug: str, draft: Draft) -> Shelf:
        """Store a page, a new one with "" as ``slug``; the lead has looked at it, so it counts as checked today.

        Raises ``Refused``: leads-only, page-gone, pages-full, not-an-address, nothing-typed, not-a-choice.
        """

        def change(shelf: Shelf) -> LibraryEntry:
            if not slug and len(shelf.entries) >= MOST_PAGES:
                raise Refused("pages-full", most=MOST_PAGES)
            if not is_address(draft.address.strip()):
                raise Refused("not-an-address")
            if not draft.about or not set(draft.about) <= set(ids_of(self._desk.pack)):
                raise Refused("about-nothing")
            return LibraryEntry(
                slug=shelf.entry(slug).slug if slug else self._desk.randomness.token(8).hex(),
                label=clean(draft.label, LONGEST_LABEL),
                line=clean(draft.line, LONGEST_LINE),
                address=draft.address.strip(),
                about=draft.about,
                checked_on=self._today(shelf.group),
            )

        return await self._change(caller, where, change, "page-changed" if slug else "page-added")

    async def checked(self, caller: Caller, where: Where, slug: str) -> Shelf:
        """Say that a page is still right, today."""

        def change(shelf: Shelf) -> LibraryEntry:
            return replace(shelf.entry(slug), checked_on=self._today(shelf.group))

        return await self._change(caller, where, change, "page-checked")

    async def remove(self, caller: Caller, where: Where, slug: str) -> Shelf:
        """Take a page away; one that is gone already is no fault."""

        def change(shelf: Shelf) -> LibraryEntry | None:
            there = [one for one in shelf.entries if one.slug == slug]
            return replace(there[0], removed=True) if there else None

        return await self._change(caller, where, change, "page-removed")

    async def _change(
        self, caller: Caller, where: Where, change: Callable[[Shelf], LibraryEntry | None], action: str
    ) -> Shelf:
        async def work(unit: Unit) -> Shelf:
            group = await group_of_channel(unit, where.channel_xid, where.server_xid)
            if role_of(group, caller) is not Role.LEAD:
                raise Refused("leads-only")
            entry = change(await self._shelf(unit, group))
            if entry:
                await unit.library.put(group.id, entry)
                await note(self._desk, unit, group, caller, action)
            return await self._shelf(unit, group, is_lead=True)

        return await self._desk.store.write(work)

    async def _shelf(self, unit: Unit, group: Group, *, is_lead: bool = False) -> Shelf:
        entries = self._lay(await unit.library.of(group.id))
        used = {about for one in entries for about in one.about}
        return Shelf(group, is_lead, entries, tuple(one for one in ids_of(self._desk.pack) if one in used))

    def _lay(self, own_entries: Iterable[LibraryEntry]) -> tuple[LibraryEntry, ...]:
        """Lay a group's own pages over the pack's."""
        own = {entry.slug: entry for entry in own_entries}
        shipped = {
            page.id: LibraryEntry(page.id, page.label, page.line, page.address, page.about)
            for page in self._desk.pack.library.pages
        }
        return tuple(one for one in (shipped | own).values() if not one.removed)

    async def to_name(self) -> list[tuple[Group, int]]:
        """Claim, by day and once a month at most, to tell the lead of pages that nobody checked for half a year."""
        due = await self._desk.store.read(self._old)

        async def work(unit: Unit) -> list[tuple[Group, int]]:
            return [one for one in due if await unit.notices.claim(one[0].id, self._notice(one[0]))]

        return await self._desk.store.write(work) if due else []

    async def _old(self, unit: Unit) -> list[tuple[Group, int]]:
        found = []
        groups, owned = await unit.groups.all(), await unit.library.of_all()
        notices = await unit.notices.of_all_since(self._desk.clock.now() - _MONTH)
        for group in groups:
            local = self._desk.clock.now().astimezone(zone(group.zone))
            old = [one for one in self._lay(owned.get(group.id, ())) if self._is_old(one, local.date())]
            since = self._notice(group).at - timedelta(days=1)
            named = {one.what for one in notices.get(group.id, ()) if one.at > since}
            if old and DAY_BEGINS <= local.hour < DAY_ENDS and NAMED not in named:
                found.append((group, len(old)))
        return found

    def _is_old(self, entry: LibraryEntry, today: date) -> bool:
        return today - (entry.checked_on or self._desk.pack.library.written_on) >= OLD_AFTER

    def _notice(self, group: Group) -> NoticeRecord:
        """Name the notice of this month: its row is the claim."""
        month = self._today(group).replace(day=1)
        at = datetime(month.year, month.month, 1, tzinfo=self._desk.clock.now().tzinfo)
        return NoticeRecord(month, NAMED, "", at)

    def _today(self, group: Group) -> date:
        return self._desk.clock.now().astimezone(zone(group.zone)).date()


def ids_of(pack: Pack) -> tuple[str, ...]:
    """List all that a page may be about: the pack's feelings, then its topics."""
    return (*(feeling.id for feeling in pack.feelings), *(module.id for module in pack.modules))
