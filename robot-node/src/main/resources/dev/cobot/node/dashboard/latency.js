// How long the ticks of the last minute took, and their stages.

import {newest, on} from "./line.js";
import {el, svg} from "./draw.js";
import {number, onLanguage, text} from "./words.js";

// In units of the viewBox.
const WIDTH = 200;
const STEP = 19;
const LEFT = 5;
const BOTTOM = 52;
const TALLEST = 46;
// Edges that have room for their number.
const NAMED = [.1, 1, 10, 40];
const $ = id => document.getElementById(id);

function millis(value) {
  return number(value, value < .1 ? 3 : value < 1 ? 2 : value < 10 ? 1 : 0);
}

function edge(value) {
  return number(value, value < 1 ? 1 : 0);
}

/** Returns where a duration is between the edges, which grow by factors. */
function at(value, edges) {
  const above = edges.findIndex(edge => value < edge);
  if (above < 0) return LEFT + (edges.length + .5) * STEP;
  if (above === 0) return LEFT + .5 * STEP;
  return LEFT + (above + Math.log(value / edges[above - 1]) / Math.log(edges[above] / edges[above - 1])) * STEP;
}

/** Returns the bars that are not empty in words, for those who do not see them. */
function inWords(counts, edges) {
  return counts.map((count, i) => count === 0 ? null
    : i === 0 ? text("latency.below", edge(edges[0]), count)
      : i === edges.length ? text("latency.above", edge(edges[i - 1]), count)
        : text("latency.between", edge(edges[i - 1]), edge(edges[i]), count)).filter(Boolean).join("; ");
}

function histogram({part, counts, p50Millis, p99Millis}, edges) {
  const most = Math.max(...counts);
  const picture = svg("svg", {role: "img", viewBox: `0 0 ${WIDTH} 66`,
    "aria-label": text("latency.alt", text(`stage.${part}`), inWords(counts, edges))});
  counts.forEach((count, i) => {
    // Shares differ by powers of ten: the square root keeps the rare ones in sight.
    const height = count === 0 ? 0 : Math.max(1.5, TALLEST * Math.sqrt(count / most));
    picture.append(svg("rect", {class: i === edges.length ? "late" : "bar", x: LEFT + i * STEP + 1, y: BOTTOM - height, width: STEP - 2, height}));
  });
  picture.append(svg("line", {class: "floor", x1: LEFT, x2: LEFT + counts.length * STEP, y1: BOTTOM + .5, y2: BOTTOM + .5}));
  for (const [name, value] of [["p50", p50Millis], ["p99", p99Millis]]) {
    const x = at(value, edges).toFixed(1);
    picture.append(svg("line", {class: name, x1: x, x2: x, y1: 2, y2: BOTTOM}));
  }
  edges.forEach((value, i) => {
    if (NAMED.includes(value)) picture.append(svg("text", {x: LEFT + (i + 1) * STEP, y: 64, "text-anchor": "middle"}, edge(value)));
  });
  return picture;
}

function item(latency, edges) {
  const title = el("h3", {}, text(`stage.${latency.part}`));
  if (latency.ticks === 0) return el("div", {"data-part": latency.part}, title, el("p", {class: "faint legend"}, text("latency.empty")));
  return el("div", {"data-part": latency.part}, title, histogram(latency, edges),
    el("p", {class: "numbers"}, text("latency.numbers", millis(latency.p50Millis), millis(latency.p99Millis))),
    el("p", {class: "faint count"}, text("latency.count", latency.ticks)));
}

function draw() {
  const ticks = newest.health?.ticks;
  const edges = newest.cell?.tickEdgesMillis ?? [];
  const isEmpty = !ticks || ticks.latencies[0].ticks === 0;
  $("latencies").replaceChildren(...(isEmpty ? [] : ticks.latencies.map(latency => item(latency, edges))));
  $("latencyText").textContent = isEmpty ? text("latency.none") : text("latency.legend", ticks.late);
}

export function start() {
  on("health", draw);
  onLanguage(draw);
}
