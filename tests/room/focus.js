// Watches where the Tab key leads: each place has to be in sight, free of what lies above it, and marked.
() => {
  window.lostFocus = [];
  let tabbed = false;
  const drawn = (node) => (node.parentElement?.closest(".who") ? node.nextElementSibling : node);
  const fault = (node) => {
    const seen = drawn(node);
    const style = getComputedStyle(seen);
    if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) return "no mark";
    const box = seen.getBoundingClientRect();
    const frame = seen.closest(".scroll")?.getBoundingClientRect() ?? { top: 0, bottom: innerHeight };
    const [top, bottom] = [Math.max(box.top, frame.top, 0), Math.min(box.bottom, frame.bottom, innerHeight)];
    if (bottom - top < Math.min(box.height, 20)) return "out of sight";
    const above = document.elementFromPoint(box.left + Math.min(box.width / 2, 40), (top + bottom) / 2);
    return above && (seen.contains(above) || above.contains(seen)) ? "" : "covered";
  };
  document.addEventListener("keydown", ({ key }) => (tabbed = key === "Tab"), true);
  document.addEventListener("focusin", ({ target }) => setTimeout(() => {
    const wrong = tabbed && document.activeElement === target ? fault(target) : "";
    if (wrong) window.lostFocus.push(`${wrong}: ${target.outerHTML.slice(0, 100)}`);
  }, 30));
}
