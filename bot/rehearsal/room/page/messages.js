// Draws one message: who, what, and whether only the viewer can see it.

import { button, make, say } from "./say.js";
import { drawFile, drawParts } from "./parts.js";
import { drawWords, plain } from "./words.js";

export function createMessage() {
  const node = make("li", "message");
  const face = make("span", "face");
  face.setAttribute("aria-hidden", "true");
  const article = make("article");
  article.tabIndex = -1;
  article.append(make("div", "mine"), make("p", "used"), make("div", "by"), make("div", "words"), make("div", "embeds"));
  article.append(make("div", "parts"), make("div", "files"));
  node.append(face, article);
  return node;
}

export function updateMessage(node, message, act) {
  const [face, article] = node.children;
  const [mine, used, by, words, embeds, parts, files] = article.children;
  node.classList.toggle("private", message.private);
  node.classList.toggle("news", Boolean(message.news));
  face.textContent = message.author.slice(0, 1).toUpperCase();
  face.style.setProperty("--hue", hue(message.author));
  face.classList.toggle("bot", message.bot);
  mine.replaceChildren(...(message.private ? privately(message, act) : []));
  used.textContent = message.used ? say("used", message.used) : "";
  by.replaceChildren(...byline(message));
  drawWords(words, message.waiting ? say("waiting") : message.news ? say(`news-${message.news}`) : message.text);
  embeds.replaceChildren(...message.embeds.map(drawEmbed));
  drawParts(parts, message.components, { ...act, message: message.id });
  files.replaceChildren(...message.files.map(drawFile));
  rankHeadings(article);
}

// A message chooses how large its headings are. Their rank follows the page, without a gap, as a screen reader counts.
function rankHeadings(article) {
  const top = Number(article.closest(".place").querySelector(".title").tagName.slice(1));
  const headings = [...article.querySelectorAll("[data-size]")];
  const sizes = [...new Set(headings.map((each) => each.dataset.size))].sort();
  let before = top;
  for (const each of headings) {
    before = Math.min(top + 1 + sizes.indexOf(each.dataset.size), before + 1, 6);
    if (each.tagName !== `H${before}`) each.replaceWith(withRank(each, before));
  }
}

function withRank(heading, rank) {
  const node = make(`h${rank}`);
  node.dataset.size = heading.dataset.size;
  node.append(...heading.childNodes);
  return node;
}

function byline(message) {
  const line = [make("strong", "author", message.author)];
  if (message.bot) line.push(make("span", "badge", say("bot")));
  // No time: the pretend server's clock stands still, and nobody is to be hurried.
  if (message.pinned) line.push(make("span", "hint", say("pinned")));
  if (message.edited && !message.bot) line.push(make("span", "hint", say("edited")));
  return line;
}

function privately(message, act) {
  const away = button("quiet", say("put-away"));
  away.addEventListener("click", () => act.send(away, "/put-away", { message: message.id }));
  return [make("span", "only-you", say("only-you")), away];
}

function drawEmbed(embed) {
  const node = make("div", "card");
  node.style.setProperty("--edge", embed.colour ?? "var(--accent)");
  if (embed.title) {
    const title = make("h3", "", embed.title);
    title.dataset.size = 1;
    node.append(title);
  }
  const fields = embed.fields.map((field) => `**${field.name}**\n${field.value}`);
  const words = make("div", "words");
  drawWords(words, [embed.text, ...fields, embed.foot && `-# ${embed.foot}`].filter(Boolean).join("\n\n"));
  node.append(words);
  return node;
}

// A calm colour for each name, always the same one.
function hue(name) {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)) % 360;
  return sum;
}

// The first words of a message, to say aloud when it is new.
export function gist(message) {
  const texts = [message.text, ...message.embeds.map((embed) => `${embed.title} ${embed.text}`)];
  collect(message.components, texts);
  const whole = texts.filter(Boolean).map(plain).join(" ").trim();
  return whole.length > 200 ? `${whole.slice(0, 200)}…` : whole;
}

function collect(parts, texts) {
  for (const part of parts) {
    if (part.kind === "text") texts.push(part.text);
    if (part.children) collect(part.children, texts);
  }
}
