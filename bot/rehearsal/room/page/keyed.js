// Draws a list into an element and keeps every node that is still wanted.
// So focus, half-typed words and an open list survive each redraw.

const drawn = new WeakMap();

export function keyed(parent, items, keyOf, create, update) {
  const wanted = unique(items, keyOf);
  const have = new Map();
  for (const node of [...parent.children]) {
    if (wanted.has(node.dataset.key)) have.set(node.dataset.key, node);
    else node.remove();
  }
  let at = parent.firstElementChild;
  for (const [key, item] of wanted) {
    const node = have.get(key) ?? create(item);
    node.dataset.key = key;
    if (node === at) at = at.nextElementSibling;
    else parent.insertBefore(node, at);
    if (changed(node, item)) update(node, item);
  }
}

function unique(items, keyOf) {
  const wanted = new Map();
  for (const item of items) {
    const base = keyOf(item);
    let key = base;
    for (let n = 2; wanted.has(key); n += 1) key = `${base}#${n}`;
    wanted.set(key, item);
  }
  return wanted;
}

function changed(node, item) {
  const now = JSON.stringify(item);
  if (drawn.get(node) === now) return false;
  drawn.set(node, now);
  return true;
}
