// The rehearsal room: asks what the viewer sees, draws it, and sends what the viewer does.

import { drawDialog } from "./dialog.js";
import { keepFocus, restoreFocus, used } from "./focus.js";
import { keyed } from "./keyed.js";
import { gist } from "./messages.js";
import { drawPlaces } from "./places.js";
import { button, make, say } from "./say.js";
import { drawTime } from "./time.js";
import { know } from "./words.js";

const $ = (id) => document.getElementById(id);
const places = $("places");
let me = new URLSearchParams(location.search).get("as") ?? "";
let shownTab = "";
let last = null; // what is on the page now
let asking = null;
let again = false;

for (const node of document.querySelectorAll("[data-words]")) node.textContent = say(node.dataset.words);

// ---- asking ----------------------------------------------------------------

async function call(path, body) {
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify({ as: me, ...body }) });
  return answer.json();
}

async function send(control, path, body, complain = tell) {
  if (control.getAttribute("aria-busy") === "true") return false;
  control.setAttribute("aria-busy", "true");
  used(control);
  try {
    const answer = await call(path, body);
    if (answer.error) complain(answer.sentence);
    else hush();
    await look();
    return !answer.error;
  } catch {
    complain(say("lost"));
    return false;
  } finally {
    control.removeAttribute("aria-busy");
  }
}

const ask = (path, body) => call(path, body).catch(() => null);
const doing = { send, ask, tell };
const actFor = (place) => ({ ...doing, place });

// Looks again. Changes that come meanwhile are seen by one more look at the end.
async function look() {
  if (asking) {
    again = true;
    return asking;
  }
  asking = (async () => {
    do {
      again = false;
      const answer = await fetch(`/state?as=${encodeURIComponent(me)}`);
      if (answer.ok) draw(await answer.json());
      else forget();
    } while (again);
  })().finally(() => {
    asking = null;
  });
  return asking;
}

// The address named somebody who is not here: begin as the first person instead.
function forget() {
  again = me !== "";
  me = "";
}

// ---- drawing ---------------------------------------------------------------

function draw(state) {
  me ||= state.me;
  if (state.me !== me) return;
  const before = last?.me === state.me ? last : null;
  if (!before) places.replaceChildren();
  keepFocus();
  know(state);
  drawWho(state);
  drawTime(state, doing);
  drawPlaces(places, state.places, actFor);
  drawTabs(state, before);
  drawDialog(state.form, doing);
  if (before) announce(news(state, before));
  last = state;
  restoreFocus();
}

function drawWho(state) {
  const box = $("who");
  if (box.querySelectorAll("input").length === state.people.length) return;
  for (const person of state.people) {
    const label = make("label", "choice");
    const input = make("input");
    Object.assign(input, { type: "radio", name: "who", value: person.key, checked: person.key === me });
    input.addEventListener("change", () => choose(person.key));
    label.append(input, make("span", "", person.title));
    box.append(label);
  }
}

async function choose(key) {
  me = key;
  const address = new URL(location.href);
  address.searchParams.set("as", key);
  history.replaceState(null, "", address);
  again = true;
  if (!asking) await look();
}

// ---- the two rooms on a small screen -----------------------------------------

function drawTabs(state, before) {
  if (!state.places.some((place) => place.key === shownTab)) shownTab = state.places[0]?.key ?? "";
  const fresh = before ? news(state, before) : [];
  const items = state.places.length > 1 ? state.places.map((place) => tabOf(place, fresh)) : [];
  keyed($("tabs"), items, (item) => item.key, createTab, updateTab);
  showTab(shownTab);
}

const unread = new Map();

function tabOf(place, fresh) {
  const more = fresh.filter((each) => each.top === place.key).length;
  unread.set(place.key, place.key === shownTab ? 0 : (unread.get(place.key) ?? 0) + more);
  return { key: place.key, title: place.title, count: unread.get(place.key) };
}

function createTab({ key }) {
  const tab = button("tab", "");
  tab.addEventListener("click", () => {
    unread.set(key, 0);
    tab.querySelector(".badge")?.remove();
    showTab(key);
  });
  return tab;
}

function updateTab(tab, { title, count }) {
  const badge = count ? [" ", make("span", "badge", say("some-new", { count }))] : [];
  tab.replaceChildren(title, ...badge);
}

function showTab(key) {
  shownTab = key;
  for (const tab of $("tabs").children) tab.setAttribute("aria-pressed", String(tab.dataset.key === key));
  for (const place of places.children) place.classList.toggle("chosen", place.dataset.key === key);
}

// ---- telling -----------------------------------------------------------------

function all(list, top = null) {
  return list.flatMap((place) => [
    ...place.messages.map((message) => ({ message, place, top: top ?? place.key, id: message.id, text: gist(message) })),
    ...all(place.threads, top ?? place.key),
  ]);
}

const firstLine = (text) => text.slice(0, 40);

function news(state, before) {
  const known = new Map(all(before.places).map((each) => [each.id, each.text]));
  return all(state.places).filter((each) => {
    const old = known.get(each.id);
    return old === undefined || firstLine(old) !== firstLine(each.text);
  });
}

function announce(fresh) {
  const own = fresh.findLast(({ message }) => message.private);
  if (own) places.querySelector(`.message[data-key="${own.id}"]`)?.scrollIntoView({ block: "nearest" });
  const said = fresh.slice(-3).map(({ message, place, text }) =>
    message.private ? say("said-private", { text }) : say("said-new", { place: place.title, text }),
  );
  if (said.length) $("live").replaceChildren(make("span", "", said.join(" "))); // the same words twice are said twice
}

let asked = null; // what was pressed when trouble came

function tell(sentence) {
  asked = document.activeElement;
  $("trouble").firstElementChild.textContent = sentence;
  $("trouble").hidden = false;
}

function hush() {
  $("trouble").hidden = true;
}

$("trouble").querySelector("button").addEventListener("click", () => {
  hush();
  asked?.focus();
});

// ---- listening -----------------------------------------------------------------

function listen() {
  const events = new EventSource("/events");
  events.onopen = () => {
    $("lost").hidden = true;
  };
  events.onmessage = () => look().catch(() => {});
  events.onerror = () => {
    $("lost").textContent = say("lost");
    $("lost").hidden = false;
    if (events.readyState === EventSource.CLOSED) setTimeout(listen, 3000);
  };
}

await look();
listen();
