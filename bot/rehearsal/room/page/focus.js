// Keeps the place of a person who uses a keyboard: on what they pressed, or on what is nearest to it.

const places = document.getElementById("places");
const dialog = document.getElementById("dialog");
const openers = new Map(); // by room: the control that was used last, outside a private answer
let kept = null; // where the person was before the page changed
let instead = null; // where the page put them, for want of that

// Is called before the page changes.
export function keepFocus() {
  const here = document.activeElement;
  if (dialog.contains(here) || (instead && here === instead)) return;
  instead = null;
  kept = here && here !== document.body ? describe(here) : null;
}

// Is called after the page has changed: to another change it is no matter who made it.
export function restoreFocus() {
  if (!kept || dialog.open) return;
  const here = document.activeElement;
  if (here !== instead && here !== document.body && usable(here)) return;
  const best = again(kept) ?? (usable(instead) ? instead : nearest(kept));
  if (!best || best === here) return;
  instead = best === kept.node ? null : best;
  best.focus({ preventScroll: !best.matches("button") });
}

export function used(control) {
  if (!control.closest(".private, dialog")) openers.set(keyOf(control), control);
}

function describe(node) {
  return { node, words: node.textContent, article: node.closest("article"), key: keyOf(node) };
}

function keyOf(node) {
  return node.closest(".place")?.dataset.key ?? "";
}

function usable(node) {
  return Boolean(node?.isConnected && !node.disabled && node.checkVisibility());
}

// The same control, or one with the same words, or the one that had opened what is gone.
function again({ node, words, article, key }) {
  if (usable(node)) return node;
  const same = (parent) => [...parent.querySelectorAll("button")].filter((each) => usable(each) && each.textContent === words);
  const place = placeOf(key);
  if (node.tagName === "BUTTON" && article?.isConnected && same(article).length) return same(article)[0];
  if (node.tagName === "BUTTON" && place && !node.closest(".private") && same(place).length) return same(place).at(-1);
  const opener = openers.get(key);
  return !article?.isConnected && usable(opener) ? opener : null;
}

function nearest({ article, key }) {
  if (usable(article)) return article;
  return (placeOf(key) ?? places).querySelector(".title");
}

function placeOf(key) {
  return key && places.querySelector(`.place[data-key="${key}"]`);
}
