// The slash commands of a place: a list to open, with a small form for each.

import { drawField, emptyAndNeeded } from "./fields.js";
import { keyed } from "./keyed.js";
import { button, freshId, make, say } from "./say.js";

export function createCommands() {
  const node = make("details", "commands");
  node.append(make("summary", "", say("commands")), make("ul"));
  return node;
}

export function updateCommands(node, commands, act) {
  node.hidden = commands.length === 0;
  keyed(node.lastChild, commands, (each) => each.name, () => make("li"), (item, each) => draw(item, each, act));
}

function draw(item, command, act) {
  const form = make("form");
  form.noValidate = true;
  const options = command.options.map((option) => ({ option, field: optionField(option) }));
  const go = button("plain", say("use", { command: command.name }));
  go.type = "submit";
  form.append(make("p", "hint", command.about), ...options.map(({ field }) => field.node), go);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    use(go, command, options, act);
  });
  for (const each of options) if (each.option.suggests) suggest(each, options, command, act);
  item.replaceChildren(...(options.length ? [folded(command, form)] : [form]));
}

function folded(command, form) {
  const box = make("details");
  box.append(make("summary", "", `/${command.name}`), form);
  return box;
}

function optionField(option) {
  const common = { label: option.name, about: option.about, required: option.required };
  if (option.kind === "upload") return drawField({ kind: "upload" });
  if (option.kind === "one-of") return drawField({ ...common, kind: "one", options: option.choices });
  if (option.kind === "yes-no") {
    const options = [{ label: say("yes"), value: "yes" }, { label: say("no"), value: "no" }];
    return drawField({ ...common, kind: "radio", options });
  }
  const inputMode = { whole: "numeric", number: "decimal" }[option.kind];
  return drawField({ ...common, kind: "input", max: option.max, inputMode });
}

function read(options) {
  return Object.fromEntries(options.map(({ option, field }) => [option.name, field.read() ?? ""]));
}

function use(go, command, options, act) {
  const missing = options.some(({ option, field }) => emptyAndNeeded(option, field.read() ?? ""));
  if (missing) act.tell(say("needs-answer"));
  else send(go, { place: act.place, command: command.name, options: read(options) }, act);
}

// A command that was used leaves the room in sight: its list folds up, and the focus goes back to its title.
async function send(go, body, act) {
  if (!(await act.send(go, "/command", body))) return;
  const list = go.closest(".commands");
  const here = list.contains(document.activeElement);
  list.open = false;
  if (here) list.querySelector("summary").focus();
}

// Fills the browser's own list of suggestions while the person types.
function suggest({ option, field }, options, command, act) {
  const list = make("datalist");
  list.id = freshId();
  field.control.setAttribute("list", list.id);
  field.node.append(list);
  const ask = async () => {
    const asked = { place: act.place, command: command.name, option: option.name };
    const answer = await act.ask("/suggest", { ...asked, text: field.control.value, options: read(options) });
    list.replaceChildren(...(answer?.choices ?? []).map((each) => new Option(each.name, each.value)));
  };
  field.control.addEventListener("focus", ask);
  field.control.addEventListener("input", ask);
}
