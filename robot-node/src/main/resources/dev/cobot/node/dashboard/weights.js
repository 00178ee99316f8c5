// The weights of the selection over the last minute, and what surprised.

import {newest, on} from "./line.js";
import {el, points, svg} from "./draw.js";
import {objectName} from "./table.js";
import {named, number, onLanguage, text} from "./words.js";

const SECONDS = 60;
// In units of the viewBox.
const WIDTH = 260;
const HEIGHT = 84;
const BREAK_SECONDS = 1;
const MOST = 6;
// What lies above so many sigmas was not where it was believed.
const SURPRISING = 3;

function chart(key) {
  const {names, rows} = newest.weights?.[key] ?? {names: [], rows: []};
  const now = newest.arm?.stampSeconds ?? rows.at(-1)?.[0] ?? 0;
  const young = rows.filter(row => now - row[0] <= SECONDS);
  const last = young.at(-1);
  const title = el("h3", {}, text(`weights.${key}`));
  if (!last) return el("div", {"data-chart": key}, title, el("p", {class: "faint"}, text("weights.empty")));
  // What has weighed most in this minute is drawn.
  const peak = name => Math.max(...young.map(row => row[1 + names.indexOf(name)] ?? 0));
  const drawn = names.filter(name => young.some(row => row[1 + names.indexOf(name)] !== null))
    .sort((a, b) => peak(b) - peak(a)).slice(0, MOST);
  const x = seconds => (WIDTH - 24) * (1 - (now - seconds) / SECONDS) + 20;
  const isSurprise = key === "surprise";
  const top = isSurprise ? Math.max(SURPRISING + 1, ...drawn.map(name => Math.ceil(peak(name)))) : 1;
  const y = value => 6 + (HEIGHT - 22) * (1 - value / top);
  const picture = svg("svg", {role: "img", viewBox: `0 0 ${WIDTH} ${HEIGHT}`},
    svg("rect", {class: "frame", x: 20, y: 6, width: WIDTH - 24, height: HEIGHT - 22}),
    svg("text", {x: 16, y: 12, "text-anchor": "end"}, top),
    svg("text", {x: 16, y: HEIGHT - 14, "text-anchor": "end"}, "0"),
    svg("text", {x: 20, y: HEIGHT - 3}, `−${SECONDS} s`),
    svg("text", {x: WIDTH - 4, y: HEIGHT - 3, "text-anchor": "end"}, "0 s"));
  if (isSurprise) picture.append(svg("line", {class: "limit", x1: 20, x2: WIDTH - 4, y1: y(SURPRISING), y2: y(SURPRISING)}));
  const said = (value, name) => isSurprise
    ? text("surprise.value", value === null ? "–" : `${number(value, 1)} σ`, number(peak(name), 1))
    : value === null ? "–" : `${number(100 * value)} %`;
  const list = el("ul");
  drawn.forEach((name, i) => {
    const style = name === "none" ? "none" : `s${i % MOST}`;
    const column = 1 + names.indexOf(name);
    for (const piece of pieces(young, column)) {
      picture.append(svg("polyline", {class: style, points: points(piece.map(([t, w]) => [x(t).toFixed(1), y(w).toFixed(1)]))}));
    }
    const weight = last[column];
    list.append(el("li", {},
      svg("svg", {viewBox: "0 0 26 6", "aria-hidden": "true"}, svg("line", {class: style, x1: 0, x2: 26, y1: 3, y2: 3, "stroke-width": 2})),
      el("span", {title: name}, seriesName(name)),
      el("b", {}, said(weight, name))));
  });
  picture.setAttribute("aria-label",
    text("weights.alt", text(`weights.${key}`), [...list.children].map(item => item.textContent).join(", ")));
  return el("div", {"data-chart": key}, title, picture, list);
}

/** Returns a series in words; an object's says the runtime as "red cube (cube-1)". */
function seriesName(name) {
  const object = /^(\S+) (\S+) \((\S+)\)$/.exec(name);
  return object ? `${objectName({color: object[1], kind: object[2]})} (${object[3]})`
    : name === "none" ? text("none") : named(`domain.${name}`, name);
}

/** Lines end where nothing was weighed for a while. */
function pieces(rows, column) {
  const all = [];
  let before = -Infinity;
  for (const row of rows) {
    if (row[column] === null) continue;
    if (row[0] - before > BREAK_SECONDS) all.push([]);
    all.at(-1).push([row[0], row[column]]);
    before = row[0];
  }
  // A single sample is a point that can be seen.
  return all.map(piece => piece.length > 1 ? piece : [piece[0], [piece[0][0] + .2, piece[0][1]]]);
}

function show() {
  document.getElementById("charts").replaceChildren(...["target", "destination", "domains", "surprise"].map(chart));
}

export function start() {
  on("weights", show);
  setInterval(show, 1000);
  onLanguage(show);
}
