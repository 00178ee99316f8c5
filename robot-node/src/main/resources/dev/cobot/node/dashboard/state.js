// The gate, the ticks and the parts.

import {newest, on} from "./line.js";
import {el, svg} from "./draw.js";
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

function showTicks() {
  const ticks = newest.health?.ticks;
  const edges = newest.cell?.tickEdgesMillis ?? [];
  const total = ticks ? ticks.counts.reduce((a, b) => a + b, 0) : 0;
  if (total === 0) {
    $("ticks").replaceChildren();
    $("tickText").textContent = text("ticks.none");
    return;
  }
  const said = text("ticks.text", number(ticks.p50Millis, 1), number(ticks.p99Millis, 1), ticks.late);
  $("tickText").textContent = said;
  const step = 30;
  const most = Math.max(...ticks.counts);
  const picture = svg("svg", {role: "img", viewBox: `0 0 ${step * ticks.counts.length + 12} 74`, "aria-label": text("ticks.alt", said)});
  ticks.counts.forEach((count, i) => {
    // Shares differ by powers of ten: the square root keeps the rare ones in sight.
    const height = count === 0 ? 0 : Math.max(1.5, 56 * Math.sqrt(count / most));
    picture.append(svg("rect", {class: i === edges.length ? "late" : "bar", x: i * step + 2, y: 60 - height, width: step - 4, height}));
    if (i < edges.length) picture.append(svg("text", {x: (i + 1) * step, y: 72, "text-anchor": "middle"}, edges[i]));
  });
  $("ticks").replaceChildren(picture);
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
    showTicks();
    showParts();
  };
  on("status", showMode);
  on("health", health);
  onLanguage(() => {
    showMode();
    health();
  });
}
