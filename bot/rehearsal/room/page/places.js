// Draws the rooms and their threads: messages, commands, and the box to write in.

import { createCommands, updateCommands } from "./commands.js";
import { keyed } from "./keyed.js";
import { createMessage, updateMessage } from "./messages.js";
import { button, freshId, make, say } from "./say.js";

// What a rehearsal begins with has a button of its own where nothing is yet: nobody has to look for it in a long list.
const FIRST = { "nothing-yet-staff": "session start", "nothing-yet-setup": "setup" };

export function drawPlaces(parent, places, actFor, level = 2) {
  const create = (place) => createPlace(place, actFor(place.key), level);
  keyed(parent, places, (place) => place.key, create, (node, place) => updatePlace(node, place, actFor, level));
}

function createPlace(place, act, level) {
  const node = make("section", level === 2 ? "place" : "place thread");
  const title = make(`h${level}`, "title");
  title.id = freshId();
  title.tabIndex = -1;
  node.setAttribute("aria-labelledby", title.id);
  const head = make("header");
  head.append(title, make("p", "hint topic"));
  const scroll = make("div", "scroll");
  scroll.setAttribute("role", "group");
  const end = make("div", "end");
  const first = button("main first", "");
  first.addEventListener("click", () => {
    act.send(first, "/command", { place: act.place, command: first.dataset.command, options: {} });
  });
  scroll.append(make("ol", "messages"), make("p", "hint empty"), first, make("div", "threads"), end);
  const newest = button("main newest", say("newest"));
  newest.hidden = true;
  newest.addEventListener("click", () => {
    end.scrollIntoView({ block: "end" });
    scroll.querySelector(".messages").lastElementChild?.querySelector("article").focus({ preventScroll: true });
  });
  const below = make("div", "below");
  below.append(newest);
  const foot = make("footer");
  foot.append(createCommands(), createWriter(act), make("p", "hint off", say("write-off")));
  node.append(head, scroll, below, foot);
  if (level === 2) watchEnd(node, scroll, end, newest);
  return node;
}

// Knows whether the newest message is in sight, and keeps it there when the room changes its size.
function watchEnd(node, scroll, end, newest) {
  const seen = ([entry]) => {
    node.dataset.atEnd = String(entry.isIntersecting);
    if (entry.isIntersecting) newest.hidden = true;
  };
  new IntersectionObserver(seen, { rootMargin: "0px 0px 60px 0px" }).observe(end);
  new ResizeObserver(() => settle(node, scroll, node.dataset.atEnd !== "false")).observe(scroll);
}

function createWriter(act) {
  const form = make("form", "writer");
  const label = make("label", "unseen");
  const input = make("input");
  input.id = freshId();
  input.type = "text";
  input.maxLength = 2000;
  input.autocomplete = "off";
  label.htmlFor = input.id;
  const send = button("plain", say("send"));
  send.type = "submit";
  form.append(label, input, send);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    write(input, send, act);
  });
  return form;
}

async function write(input, send, act) {
  const text = input.value.trim();
  if (!text) return;
  if (text.startsWith("/")) act.tell(say("commands-hint"));
  else if (await act.send(send, "/say", { place: act.place, text })) input.value = "";
}

function updatePlace(node, place, actFor, level) {
  const act = actFor(place.key);
  const [head, scroll, below, foot] = node.children;
  const [commands, writer, off] = foot.children;
  const stay = node.dataset.atEnd !== "false";
  head.children[0].textContent = level === 2 ? place.title : say("thread", { place: place.title });
  head.children[1].textContent = place.private ? say("thread-private") : place.topic;
  const [messages, empty, first, threads] = scroll.children;
  const before = messages.lastElementChild;
  scroll.setAttribute("aria-label", say("messages-of", { place: place.title }));
  const update = (item, message) => updateMessage(item, message, act);
  keyed(messages, place.messages, (message) => message.id, createMessage, update);
  empty.hidden = place.messages.length > 0;
  empty.textContent = say(place.empty);
  updateFirst(first, place);
  drawPlaces(threads, place.threads, actFor, level + 1);
  updateCommands(commands, place.commands, act);
  writer.hidden = !place.write;
  off.hidden = place.write;
  writer.children[0].textContent = say("write-in", { place: place.title });
  writer.children[1].placeholder = say("write-here");
  if (level > 2) return;
  const more = before !== null && messages.lastElementChild !== before;
  if (more && !stay) below.firstChild.hidden = false;
  settle(node, scroll, stay);
}

function updateFirst(first, place) {
  const command = FIRST[place.empty];
  first.hidden = place.messages.length > 0 || !place.commands.some((each) => each.name === command);
  first.dataset.command = command;
  first.textContent = command ? say("use", { command }) : "";
}

// Stays with the newest message, for a person who was there; another's place is left alone.
function settle(node, scroll, stay) {
  const own = getComputedStyle(scroll).overflowY === "auto";
  if (own) scroll.tabIndex = scroll.scrollHeight > scroll.clientHeight ? 0 : -1;
  else scroll.removeAttribute("tabindex");
  if (!stay) return;
  if (own) scroll.scrollTo({ top: scroll.scrollHeight, behavior: "instant" });
  else if (node.dataset.atEnd) scroll.lastElementChild.scrollIntoView({ block: "nearest" });
}
