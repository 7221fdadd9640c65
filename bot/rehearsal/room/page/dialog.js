// The form that the bot opened. It is drawn once and then left alone until it closes.

import { drawField, emptyAndNeeded } from "./fields.js";
import { make, say } from "./say.js";
import { drawWords } from "./words.js";

const dialog = document.getElementById("dialog");
const form = dialog.querySelector("form");
const problem = dialog.querySelector(".problem");
let open = null;
let fields = [];
let act = null;

export function drawDialog(shown, doing) {
  act = doing;
  if (shown?.id === open) return;
  open = shown?.id ?? null;
  if (dialog.open) dialog.close();
  if (shown) fill(shown);
}

function fill(shown) {
  document.getElementById("dialog-title").textContent = shown.title;
  problem.hidden = true;
  form.querySelector(".row").before(problem);
  fields = [];
  dialog.querySelector(".questions").replaceChildren(...shown.questions.map(drawQuestion));
  dialog.showModal();
  dialog.querySelector(".questions :is(input, textarea, select)")?.focus();
}

function drawQuestion(question) {
  if (question.kind === "text") {
    const node = make("div", "words");
    drawWords(node, question.text);
    return node;
  }
  const field = drawField(question);
  fields.push({ question, field });
  return field.node;
}

// Says what is wrong right where it is: above the question, or above the buttons.
function tell(sentence, where = form.querySelector(".row")) {
  where.before(problem);
  problem.textContent = sentence;
  problem.hidden = false;
  problem.scrollIntoView({ block: "nearest" });
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const missing = fields.find(({ question, field }) => emptyAndNeeded(question, field.read()));
  if (missing) {
    missing.field.node.querySelector("input, textarea, select")?.focus();
    tell(say("needs-answer"), missing.field.node);
    return;
  }
  const asked = fields.filter(({ question }) => question.kind !== "upload");
  const answers = Object.fromEntries(asked.map(({ question, field }) => [question.id, field.read()]));
  await act.send(form.querySelector("[type=submit]"), "/form", { answers }, tell);
});

function leave(event) {
  event?.preventDefault();
  act.send(form.querySelector("[data-close]"), "/put-away", {}, tell);
}

dialog.addEventListener("cancel", leave);
// A browser closes it by itself when Escape is pressed twice.
dialog.addEventListener("close", () => {
  if (open !== null && !dialog.open) leave();
});
form.querySelector("[data-close]").addEventListener("click", leave);
