// Draws a message's components: cards, words, pictures, rows of buttons, selects.

import { drawField, emptyAndNeeded, hidden } from "./fields.js";
import { keyed } from "./keyed.js";
import { button, make, say } from "./say.js";
import { drawWords } from "./words.js";

// A button keeps its node by its words, not by its place: "Pass" never turns into "Reveal" under a finger.
function keyOf(part) {
  return part.kind === "button" || part.kind === "select" ? `${part.kind}:${part.label}` : part.kind;
}

export function drawParts(parent, parts, act) {
  keyed(parent, parts, keyOf, (part) => CREATE[part.kind](act), (node, part) => UPDATE[part.kind](node, part, act));
}

const CREATE = {
  card: () => make("div", "card"),
  row: () => make("div", "row"),
  text: () => make("div", "words"),
  line: () => make("hr"),
  gallery: () => make("div", "gallery"),
  file: () => make("p"),
  section: createSection,
  select: () => make("form", "select"),
  button: createButton,
};

const UPDATE = {
  card(node, part, act) {
    node.style.setProperty("--edge", part.colour ?? "var(--accent)");
    drawParts(node, part.children, act);
  },
  row: (node, part, act) => drawParts(node, part.children, act),
  text: (node, part) => drawWords(node, part.text),
  line: (node, part) => node.classList.toggle("undrawn", !part.drawn),
  gallery: (node, part) => node.replaceChildren(...part.items.map(drawPicture)),
  file: (node, part) => node.replaceChildren(drawFile(part)),
  section: updateSection,
  select: updateSelect,
  button: updateButton,
};

function createSection() {
  const node = make("div", "section");
  node.append(make("div", "beside-words"), make("div", "beside"));
  return node;
}

function updateSection(node, part, act) {
  drawParts(node.children[0], part.children, act);
  drawParts(node.children[1], part.beside, act);
}

function createButton(act) {
  const node = button("plain", "");
  node.addEventListener("click", () => {
    if (node.dataset.link) act.tell(say("link"));
    else act.send(node, "/press", { message: act.message, control: node.dataset.control });
  });
  return node;
}

function updateButton(node, part) {
  node.className = `button ${part.style}`;
  node.disabled = part.off;
  node.dataset.control = part.id;
  node.dataset.link = part.url ?? "";
  node.replaceChildren(...(part.emoji ? [hidden(part.emoji), " "] : []), make("span", "", part.label));
  if (!part.label) node.setAttribute("aria-label", part.emoji);
}

function updateSelect(node, part, act) {
  const before = node.dataset.sent ? [] : picked(node);
  const focused = node.contains(document.activeElement) ? document.activeElement : null;
  delete node.dataset.sent;
  const field = drawField({ ...part, label: part.label || say("choose-one") });
  const send = button("main", say("choose"));
  send.type = "submit";
  send.disabled = part.off;
  node.replaceChildren(field.node, send);
  for (const each of node.querySelectorAll("option, input")) if (before.includes(each.value)) pick(each);
  if (focused) [...node.querySelectorAll("select, input, button")].find((each) => likewise(each, focused))?.focus();
  node.onsubmit = (event) => {
    event.preventDefault();
    const values = field.read();
    if (part.min > 0 && emptyAndNeeded({ required: true }, values)) act.tell(say("needs-answer"));
    else sendChoice(node, () => act.send(send, "/select", { message: act.message, control: part.id, values }));
  };
}

// A choice that somebody has begun outlives a change of its list; one that was sent does not.
async function sendChoice(node, send) {
  node.dataset.sent = "yes";
  await send();
  delete node.dataset.sent;
}

const picked = (node) => [...node.querySelectorAll("option:checked, input:checked")].map((each) => each.value).filter(Boolean);

function pick(each) {
  each[each.tagName === "OPTION" ? "selected" : "checked"] = true;
}

function likewise(each, focused) {
  return each.tagName === focused.tagName && (each.tagName !== "INPUT" || each.value === focused.value);
}

export function drawPicture(item) {
  if (!item.src) return make("p", "hint", item.alt || say("picture"));
  const node = make("img");
  Object.assign(node, { src: item.src, alt: item.alt || say("picture"), loading: "lazy" });
  return node;
}

export function drawFile(item) {
  if (item.src && item.image) return drawPicture(item);
  const node = make("a", "file", say("file", { name: item.name ?? "" }));
  if (item.src) Object.assign(node, { href: item.src, download: item.name });
  return node;
}
