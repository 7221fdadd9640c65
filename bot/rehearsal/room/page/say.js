// The page's own sentences. They all stand in the template of index.html.

const found = new Map();
for (const node of document.getElementById("sentences").content.querySelectorAll("[data-say]")) {
  found.set(node.dataset.say, node.textContent);
}

export function say(name, values = {}) {
  return found.get(name).replace(/\{(\w+)\}/g, (_, key) => values[key]);
}

// Makes an element with text, never with markup: data can only ever become text.
export function make(tag, className = "", text = null) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== null) node.textContent = text;
  return node;
}

export function button(style, text) {
  const node = make("button", `button ${style}`, text);
  node.type = "button";
  return node;
}

let number = 0;
export function freshId() {
  number += 1;
  return `n${number}`;
}
