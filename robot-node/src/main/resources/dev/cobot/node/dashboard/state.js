// The gate and the parts.

import {newest, on} from "./line.js";
import {el} from "./draw.js";
import {named, number, onLanguage, text} from "./words.js";

const $ = id => document.getElementById(id);

function showMode() {
  const status = newest.status;
  const mode = status?.mode ?? "unknown";
  $("mode").className = `badge ${mode}`;
  const said = text(`mode.${mode}`);
  if ($("mode").textContent !== said) $("mode").textContent = said;
  const why = status?.gateStop ?? "";
  $("stopped").hidden = !why;
  if ($("stopWhy").textContent !== why) $("stopWhy").textContent = why;
  showGate();
}

function showGate() {
  const gate = newest.health?.gate;
  const why = newest.status?.gateStop;
  const counts = gate?.stopCount === undefined ? "" : ` – ${text("gate.counts", gate.stopCount, gate.clipCount)}`;
  $("gate").replaceChildren(
    el("span", {class: why ? "ill" : "well"}, text(why ? "gate.stopped" : "gate.open")), counts,
    why ? el("span", {lang: "en"}, ` ${why}`) : "");
  const clips = gate?.clips ?? [];
  $("clips").replaceChildren(...clips.map(clip => el("li", {}, clip)));
}

function showParts() {
  $("parts").replaceChildren(...(newest.health?.parts ?? []).map(part => {
    const name = named(`part.${part.part}`, part.part);
    let said = part.message;
    if (said === null) {
      said = part.ageSeconds === null ? text("part.never")
        : part.isWell ? text("part.fresh", number(part.ageSeconds, 2)) : `${text("part.silent")}, ${text("part.fresh", number(part.ageSeconds, 1))}`;
    }
    const values = Object.entries(part.values ?? {}).map(([key, value]) => `${key} ${value}`).join(", ");
    return el("li", {},
      el("span", {class: part.isWell ? "well" : "ill"}, text(part.isWell ? "part.well" : "part.ill")),
      ` ${name}: ${said}${values ? ` (${values})` : ""}`);
  }));
}

export function start() {
  const health = () => {
    showGate();
    showParts();
  };
  on("status", showMode);
  on("health", health);
  onLanguage(() => {
    showMode();
    health();
  });
}
