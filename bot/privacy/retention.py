"""How long each kind of thing is kept, and why. ``bot.services.retention`` does what this table says.

Each table of the database is named here once; a test sees to it. ``None``: no clock deletes it, and ``why`` says
what does, or why it may stay.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

FOREVER = None


@dataclass(frozen=True)
class Lifetime:
    """How long the rows of a table stay. ``since`` names the moment from which the days are counted."""

    table: str
    days: int | None
    since: str
    why: str

    def before(self, now: datetime) -> datetime:
        """Give the instant up to which things are old enough to go."""
        return now - timedelta(days=self.days or 0)

    def is_over(self, last: date, now: datetime) -> bool:
        """Tell whether a thing whose last day was ``last`` is old enough to go."""
        return self.days is not None and last + timedelta(days=self.days) <= now.date()


ATTENDANCE = Lifetime(
    "attendance", 28, "the last session of a programme that has ended", "late corrections; then the totals are enough"
)
HELP_CALLS = Lifetime("help_calls", 90, "the day of a call that has ended", "staff look back on how help was given")
DUTIES = Lifetime("duties", 400, "the session", "a year of who ran sessions, so that the load can be seen")
DEBRIEFS = Lifetime("debriefs", 30, "the session", "the lead reads them while they matter")
MEASURES = Lifetime("measures", 30, "the day on which it ended", "staff look back on what they did; no person is in it")
HAND_ONS = Lifetime("hand_ons", 1095, "the day of it", "that the lead was told, for three years; never who or what")
OCCURRENCES = Lifetime("occurrences", 400, "the date", "a year of dates, to see what was missed; no person is in it")
SIGN_UPS = Lifetime("sign_ups", 7, "the date", "facilitators look back on how many meant to come")
REMINDERS_SENT = Lifetime("reminders_sent", 7, "the date", "so that no reminder goes out twice")

NOTICES = Lifetime("notices", 400, "the date", "so that nothing is said twice; no person is in it")
TIME_POLLS = Lifetime("time_polls", 90, "the last day of a poll that is closed", "the lead decides by its numbers")
SETUP_DRAFTS = Lifetime("setup_drafts", 7, "the last change", "so that a lead can stop in the middle and go on later")
FEEDBACK_NOTES = Lifetime("feedback_notes", 90, "the session", "staff read them while they matter; nobody is in them")
QUOTES = Lifetime("quotes", 210, "the first day of the month in which they were offered", "a lead has half a year")
ROTA = Lifetime("rota_places", 30, "the date", "how many sessions somebody leads in a row")

HELLOS = Lifetime("hellos", 14, "the day on which it was asked for", "the next session ends it, this at the latest")

KEPT = (
    ATTENDANCE,
    HELP_CALLS,
    OCCURRENCES,
    DUTIES,
    DEBRIEFS,
    MEASURES,
    HAND_ONS,
    SIGN_UPS,
    REMINDERS_SENT,
    HELLOS,
    Lifetime("hello_offers", FOREVER, "", "that staff offer a hello; each takes theirs back, or types /forget-me"),
    Lifetime("own_prompts", FOREVER, "", "questions of the group's own; staff take them away"),
    Lifetime("answers", FOREVER, "", "sealing deletes them when the session closes, 24 hours after it opened at most"),
    Lifetime("session_keys", FOREVER, "", "the close of the session deletes it"),
    Lifetime("cards", FOREVER, "", "the close of the session deletes them, or the person who showed one"),
    Lifetime("marks", FOREVER, "", "the close of the session deletes them"),
    Lifetime("turns", FOREVER, "", "the close of the session deletes them, or the person whose hand is up"),
    Lifetime("turn_rounds", FOREVER, "", "the close of the session deletes them"),
    Lifetime("session_roles", FOREVER, "", "the close of the session deletes them, or the person who gives one back"),
    Lifetime("sign_votes", FOREVER, "", "the close of the session deletes them"),
    Lifetime("sign_voices", FOREVER, "", "the close of the session deletes them, or the end of the vote"),
    Lifetime("group_signs", FOREVER, "", "the group's own greeting and symbol"),
    Lifetime("people", FOREVER, "", "a person's own yes and no; the person deletes them with /forget-me"),
    Lifetime("ways", FOREVER, "", "how a person would like to join; the person clears it, or /forget-me does"),
    Lifetime("kept_texts", FOREVER, "", "the group's own words, without a name"),
    Lifetime("block_totals", FOREVER, "", "numbers of a quarter or a programme, without a person"),
    Lifetime("blocks", FOREVER, "", "what left once comes out the same again; no person is in it"),
    Lifetime("programmes", FOREVER, "", "its totals; its key goes with attendance"),
    Lifetime("sessions", FOREVER, "", "head-counts need the day of each session"),
    Lifetime("slots", FOREVER, "", "sealing empties them"),
    Lifetime("rules", FOREVER, "", "the group's own rules"),
    Lifetime("used_items", FOREVER, "", "so that the group does not get the same question again"),
    Lifetime("staff", FOREVER, "", "names of staff, for the audit log; the person deletes theirs with /forget-me"),
    Lifetime("staff_actions", FOREVER, "", "the audit log is only ever added to; no member is in it"),
    Lifetime("staff_questions", FOREVER, "", "what staff are asked; an answer or the end of the session deletes it"),
    NOTICES,
    TIME_POLLS,
    ROTA,
    SETUP_DRAFTS,
    FEEDBACK_NOTES,
    Lifetime("answer_rounds", FOREVER, "", "that outcome questions were asked; a round of feedback goes"),
    Lifetime("round_answers", FOREVER, "", "the end of the round deletes them, 24 hours after it opened at most"),
    Lifetime("outcome_switches", FOREVER, "", "a setting of the group"),
    Lifetime("we_did", FOREVER, "", "lines of the lead about the group; no person is in them"),
    Lifetime("library_entries", FOREVER, "", "pages on the web; the lead takes them away"),
    QUOTES,
    Lifetime("published_quotes", FOREVER, "", "words that a lead has published, without a person"),
    Lifetime("keepsakes", FOREVER, "", "that staff have read the words of a session; no person is in it"),
    Lifetime("endings", FOREVER, "", "where people can go after a programme"),
    Lifetime("rota_swaps", FOREVER, "", "they go when they are over and their message says so, 30 days after at most"),
    Lifetime("time_options", FOREVER, "", "times and numbers of a poll; they go with it"),
    Lifetime("time_choices", FOREVER, "", "the close of the poll deletes them, 14 days after it opened at most"),
    Lifetime("native_events", FOREVER, "", "the switch of a group, and the id of its next event"),
    Lifetime("weekly_times", FOREVER, "", "what a change of time did to attendance is read from it"),
    Lifetime("breaks", FOREVER, "", "dates of the group"),
    Lifetime("week_changes", FOREVER, "", "dates of the group"),
    Lifetime("reminders", FOREVER, "", "what a person asked for; pressing Stop reminders or /forget-me deletes it"),
    Lifetime("leaving_totals", FOREVER, "", "numbers, without a person"),
    Lifetime("groups", FOREVER, "", "the settings"),
    Lifetime("key_check", FOREVER, "", "by it the database knows its key"),
)
