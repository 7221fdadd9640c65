// Questions: boxes to type in, radio buttons, checkboxes, lists. Used by forms, selects and commands.

import { freshId, make, say } from "./say.js";

const FEW = 3; // up to this many choices all are shown; more become a list

// Each draws a question and gives { node, read } where read() is the answer.
export function drawField(field) {
  if (field.kind === "input") return drawInput(field);
  if (field.kind === "check") return drawCheck(field);
  if (field.kind === "upload") return { node: make("p", "hint", say("upload")), read: () => null };
  if (field.kind === "checks" || (field.kind === "select" && field.max > 1)) return drawChecks(field);
  if (field.kind === "radio" || field.options.length <= FEW) return drawRadios(field);
  return drawList(field);
}

export function emptyAndNeeded(field, answer) {
  return field.required && (answer === "" || answer === null || answer.length === 0);
}

function hints(field) {
  const parts = [field.about, field.required === false ? say("not-needed") : ""].filter(Boolean);
  if (!parts.length) return null;
  const node = make("p", "hint", parts.map((part) => part.replace(/\.$/, "")).join(". "));
  node.id = freshId();
  return node;
}

function labelled(field, control) {
  const box = make("div", "field");
  const label = make("label", "question", field.label);
  control.id = freshId();
  label.htmlFor = control.id;
  const hint = hints(field);
  if (hint) control.setAttribute("aria-describedby", hint.id);
  box.append(label, ...(hint ? [hint] : []), control);
  return box;
}

function drawInput(field) {
  const control = make(field.long ? "textarea" : "input");
  if (field.long) control.rows = 4;
  else control.type = "text";
  control.autocomplete = "off";
  control.value = field.value ?? "";
  control.maxLength = field.max ?? 4000;
  if (field.inputMode) control.inputMode = field.inputMode;
  if (field.hint) control.placeholder = field.hint;
  control.required = field.required;
  return { node: labelled(field, control), control, read: () => control.value };
}

function drawList(field) {
  const control = make("select");
  control.append(new Option(say("choose-one"), ""));
  for (const each of field.options) control.append(new Option(words(each), each.value, each.chosen, each.chosen));
  control.required = Boolean(field.required);
  const read = () => (field.kind === "select" ? [control.value].filter(Boolean) : control.value);
  return { node: labelled(field, control), control, read };
}

function words(each) {
  return each.about ? `${each.label}: ${each.about}` : each.label;
}

function group(field, type, limit) {
  const box = make("fieldset", "field");
  box.append(make("legend", "question", field.label));
  const hint = hints({ ...field, about: [field.about, limit].filter(Boolean).join(". ") });
  if (hint) {
    box.append(hint);
    box.setAttribute("aria-describedby", hint.id);
  }
  const name = freshId();
  box.append(...field.options.map((each) => drawChoice(each, type, name)));
  if (type === "radio") {
    box.setAttribute("role", "radiogroup");
    box.setAttribute("aria-required", String(Boolean(field.required)));
  }
  const chosen = () => [...box.querySelectorAll("input:checked")].map((input) => input.value);
  return { box, chosen };
}

function drawChoice(each, type, name) {
  const label = make("label", "choice");
  const input = make("input");
  Object.assign(input, { type, name, value: each.value, checked: Boolean(each.chosen) });
  const text = make("span", "", each.label);
  if (each.emoji) text.append(" ", hidden(each.emoji));
  if (each.about) text.append(make("span", "about", each.about));
  label.append(input, text);
  return label;
}

export function hidden(emoji) {
  const node = make("span", "emoji", emoji);
  node.setAttribute("aria-hidden", "true");
  return node;
}

function drawRadios(field) {
  const some = field.options.some((each) => each.chosen);
  const offered = (field.kind === "radio" && !field.required && !some) || (field.kind === "select" && field.min === 0);
  const none = offered ? [{ label: say("no-answer-option"), value: "", chosen: !some }] : [];
  const { box, chosen } = group({ ...field, options: [...field.options, ...none] }, "radio");
  const read = () => (field.kind === "select" ? chosen().filter(Boolean) : chosen()[0] ?? "");
  return { node: box, read };
}

function drawChecks(field) {
  const limit = field.max < field.options.length || field.min > 1 ? say("choose-some", field) : "";
  const { box, chosen } = group(field, "checkbox", limit);
  return { node: box, read: chosen };
}

function drawCheck(field) {
  const box = make("div", "field");
  const label = drawChoice({ label: field.label, about: field.about, chosen: field.chosen, value: "yes" }, "checkbox", freshId());
  box.append(label);
  return { node: box, read: () => label.firstChild.checked };
}
