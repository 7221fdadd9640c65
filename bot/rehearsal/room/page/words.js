// Discord's Markdown, the small part that the bot uses, drawn safely as text.

import { make } from "./say.js";

let names = {};
let zone = "Europe/London";
let now = Date.now() / 1000;

export function know(state) {
  names = state.names;
  zone = state.zone;
  now = state.now;
}


export function drawWords(parent, text) {
  parent.replaceChildren();
  let open = null;
  for (const line of text.split("\n")) open = drawLine(parent, open, line);
}

// How large it is, its writer says. Its rank follows the page: see messages.js.
function drawHeading(size, text) {
  const node = inline(make("h3"), text);
  node.dataset.size = size;
  return node;
}

function drawLine(parent, open, line) {
  const heading = /^(#{1,3}|-#)\s+(.*)$/.exec(line);
  if (heading) {
    parent.append(heading[1] === "-#" ? inline(make("p", "small"), heading[2]) : drawHeading(heading[1].length, heading[2]));
    return null;
  }
  const item = /^\s*(?:[-*]|(\d+)\.)\s+(.*)$/.exec(line);
  if (item) return inside(parent, open, item[1] ? "ol" : "ul", inline(make("li"), item[2]), item[1]);
  const quote = /^>\s?(.*)$/.exec(line);
  if (quote) return inside(parent, open, "blockquote", inline(make("p"), quote[1]));
  if (!line.trim()) return null;
  if (open?.tagName === "P") {
    open.append(make("br"));
    inline(open, line);
    return open;
  }
  const paragraph = inline(make("p"), line);
  parent.append(paragraph);
  return paragraph;
}

function inside(parent, open, tag, child, start) {
  let box = open;
  if (box?.tagName !== tag.toUpperCase()) {
    box = make(tag);
    if (tag === "ol" && start) box.start = Number(start);
    parent.append(box);
  }
  box.append(child);
  return box;
}

const MARK = new RegExp(
  [
    String.raw`\\([\\*_~\`|>#\-])`,
    String.raw`\*\*(.+?)\*\*`,
    String.raw`__(.+?)__`,
    String.raw`\*(?!\s)([^*]+?)\*`,
    String.raw`\b_(?!\s)([^_]+?)_\b`,
    String.raw`\`([^\`]+)\``,
    String.raw`<t:(-?\d+)(?::([tTdDfFR]))?>`,
    String.raw`<(@&|@|#)!?(\d+)>`,
    String.raw`<(/[^:>]+):\d+>`,
    String.raw`\[([^\]]+)\]\((https?:[^)\s]+)\)`,
  ].join("|"),
  "g",
);
const TAGS = { 2: "strong", 3: "u", 4: "em", 5: "em" };

function inline(parent, text) {
  let from = 0;
  for (const mark of text.matchAll(MARK)) {
    parent.append(text.slice(from, mark.index), drawMark(mark));
    from = mark.index + mark[0].length;
  }
  parent.append(text.slice(from));
  return parent;
}

function drawMark(mark) {
  for (const [group, tag] of Object.entries(TAGS)) {
    if (mark[group] !== undefined) return inline(make(tag), mark[group]);
  }
  if (mark[6] !== undefined) return make("code", "", mark[6]);
  if (mark[7] !== undefined) return drawTime(Number(mark[7]), mark[8] ?? "f");
  if (mark[9] !== undefined) return make("span", "mention", names[mark[9] + mark[10]] ?? mark[9]);
  if (mark[11] !== undefined) return make("span", "mention", mark[11]);
  if (mark[12] !== undefined) return document.createTextNode(`${mark[12]} (${mark[13]})`);
  return document.createTextNode(mark[1]);
}

const DAY = { day: "numeric", month: "long", year: "numeric" };
const CLOCK = { hour: "numeric", minute: "2-digit", hour12: true };
const STYLES = {
  t: CLOCK,
  T: { ...CLOCK, second: "2-digit" },
  d: { day: "2-digit", month: "2-digit", year: "numeric" },
  D: DAY,
  f: { ...DAY, ...CLOCK },
  F: { weekday: "long", ...DAY, ...CLOCK },
};

export function writeTime(seconds, style) {
  if (style === "R") return relative(seconds);
  const written = new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...STYLES[style] }).format(seconds * 1000);
  return written.replace(/^(\p{L}+),/u, "$1").replace(/(?::00)?\s([ap]m)$/, "$1"); // "Tuesday 6 January", "6pm"
}

function drawTime(seconds, style) {
  const node = make("time", "", writeTime(seconds, style));
  node.dateTime = new Date(seconds * 1000).toISOString();
  return node;
}

const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

function relative(seconds) {
  const away = seconds - now;
  const [unit, size] = UNITS.find(([, length]) => Math.abs(away) >= length) ?? ["second", 1];
  return new Intl.RelativeTimeFormat("en-GB").format(Math.round(away / size), unit);
}

// The words of a message without marks, for the announcement.
export function plain(text) {
  const box = make("div");
  drawWords(box, text);
  return [...box.children].map((node) => node.textContent).join(" ");
}
