// The rehearsal's own time, and the buttons that move it on.

import { button, say } from "./say.js";
import { writeTime } from "./words.js";

const box = document.getElementById("time");
let drawn = "";

export function drawTime({ now, leaps }, act) {
  box.hidden = leaps.length === 0;
  box.querySelector("summary").textContent = say("time-now", { time: writeTime(now, "F") });
  if (drawn === leaps.join()) return;
  drawn = leaps.join();
  box.querySelector(".row").replaceChildren(...leaps.map((key) => leapButton(key, act)));
}

function leapButton(key, act) {
  const node = button("plain", say(`leap-${key}`));
  node.addEventListener("click", () => act.send(node, "/leap", { leap: key }));
  return node;
}
