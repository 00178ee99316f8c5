// Puts the page together: its parts draw what the line brings.

import * as calibration from "./calibration.js";
import * as camera from "./camera.js";
import * as latency from "./latency.js";
import * as line from "./line.js";
import * as rehearsal from "./rehearsal.js";
import * as space from "./space.js";
import * as state from "./state.js";
import * as table from "./table.js";
import * as talk from "./talk.js";
import * as weights from "./weights.js";
import {onLanguage, preferred, speak, text} from "./words.js";

const $ = id => document.getElementById(id);
let wasOpen = false;

function showLine() {
  wasOpen ||= line.isOpen;
  const may = line.newest.you?.mayCommand === true;
  $("line").textContent = text(!line.isOpen ? "line.closed" : may ? "line.open" : "line.reading");
  $("line").classList.toggle("bad", !line.isOpen && wasOpen);
  $("broken").hidden = line.isOpen || !wasOpen;
  $("unlock").hidden = !line.isOpen || may || !line.newest.you;
}

function stop() {
  if (!line.ask("stop")) $("broken").hidden = false;
}

line.takeToken();
for (const part of [talk, camera, table, space, calibration, weights, rehearsal, latency, state]) part.start();
talk.showRights();

line.onChange(showLine);
line.on("you", you => {
  if (you.wrongToken) line.forgetToken();
  $("tokenWrong").textContent = you.wrongToken ? text("tokenWrong") : "";
  showLine();
});
onLanguage(() => {
  showLine();
  $("language").value = document.documentElement.lang;
});

$("stop").addEventListener("click", stop);
// Wherever the person is on the page.
document.addEventListener("keydown", event => {
  if (event.key === "Escape") {
    event.preventDefault();
    stop();
  }
}, true);
$("reset").addEventListener("click", () => line.ask("reset"));
$("unlock").addEventListener("submit", event => {
  event.preventDefault();
  line.useToken($("token").value.trim());
  $("token").value = "";
});
$("language").addEventListener("change", () => speak($("language").value));

await speak(preferred());
line.open();
