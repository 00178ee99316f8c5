// What is believed: from above, and as a table.

import {newest, on} from "./line.js";
import {el, points, rgb, svg} from "./draw.js";
import {named, number, onLanguage, text} from "./words.js";

const MARGIN = 60;
const $ = id => document.getElementById(id);

/** Returns an object in words, such as "red cube". */
export function objectName(object) {
  return text("object.name", named(`color.${object.color}`, object.color), named(`kind.${object.kind}`, object.kind));
}

/** Returns the objects with the widest first, so that what lies in a bowl is drawn over it. */
export function widestFirst(objects) {
  const width = o => Math.max(...o.footprintMeters.map(p => p[0])) - Math.min(...o.footprintMeters.map(p => p[0]));
  return [...objects].sort((a, b) => width(b) - width(a));
}

// Robot below, its front up: the table's x goes up and its y to the left; millimetres.
const above = ([x, y]) => [-1000 * y, -1000 * x];

function mm(meters) {
  return number(1000 * meters);
}

function degrees(rad) {
  return number(rad * 180 / Math.PI);
}

function duration(seconds) {
  if (seconds < 60) return `${number(Math.max(0, seconds), seconds < 10 ? 1 : 0)} s`;
  return seconds < 3600 ? `${number(seconds / 60)} min` : `${number(seconds / 3600, 1)} h`;
}

function extent({workspace, baseMeters}) {
  const xs = [...workspace.xMeters, baseMeters[0]];
  const left = -1000 * workspace.yMeters[1];
  const right = -1000 * workspace.yMeters[0];
  const top = -1000 * Math.max(...xs) - MARGIN;
  return [left - MARGIN, top, right - left + 2 * MARGIN, -1000 * Math.min(...xs) + 2 * MARGIN - top];
}

function drawTable() {
  const cell = newest.cell;
  if (!cell) return;
  const [left, top, width, height] = extent(cell);
  const objects = newest.scene?.objects ?? [];
  const grid = svg("g", {class: "grid"});
  for (let at = Math.ceil(left / 100) * 100; at < left + width; at += 100) grid.append(svg("line", {x1: at, x2: at, y1: top, y2: top + height}));
  for (let at = Math.ceil(top / 100) * 100; at < top + height; at += 100) grid.append(svg("line", {y1: at, y2: at, x1: left, x2: left + width}));
  const [x0, y0] = above([cell.workspace.xMeters[1], cell.workspace.yMeters[1]]);
  const [x1, y1] = above([cell.workspace.xMeters[0], cell.workspace.yMeters[0]]);
  const base = above(cell.baseMeters);
  $("table").replaceChildren(svg("svg", {role: "img", viewBox: `${left} ${top} ${width} ${height}`},
    grid,
    svg("rect", {class: "reach", x: x0, y: y0, width: x1 - x0, height: y1 - y0}),
    svg("text", {class: "axis", x: base[0] + 95, y: base[1] + 10}, text("table.robot")),
    svg("text", {class: "axis", x: 0, y: y0 - 10}, "x ↑"),
    svg("text", {class: "axis", x: x0 - 28, y: 9}, "y ←"),
    ...widestFirst(objects).map(drawObject),
    svg("g", {id: "armLayer"})));
  drawArm();
}

/** Draws what moves often; the rest of the picture stays. */
function drawArm() {
  const arm = newest.arm;
  const layer = $("armLayer");
  if (!arm || !layer) return;
  layer.replaceChildren(svg("polyline", {class: "arm", points: points(arm.jointsMeters.map(above))}), drawHand(arm));
  const [x, y, z] = arm.handMeters.map(mm);
  layer.ownerSVGElement.setAttribute("aria-label", text("table.alt", newest.scene?.objects.length ?? 0, x, y));
  $("hand").textContent = text("table.hand", x, y, z, degrees(arm.handYawRad), mm(arm.openingMeters));
}

function drawObject(object) {
  const [x, y] = above(object.positionMeters);
  const outline = object.footprintMeters.map(above);
  const bottom = Math.max(...outline.map(p => p[1]));
  const mark = object.role ? (object.role === "target" ? "◎ " : "▼ ") : "";
  return svg("g", {class: `${object.role ?? "other"}${object.remembered ? " remembered" : ""}`},
    svg("polygon", {class: "body", points: points(outline), fill: rgb(object.rgb)}),
    svg("ellipse", {class: "sigma", cx: x, cy: y, rx: 2000 * object.sigmaMeters[1], ry: 2000 * object.sigmaMeters[0]}),
    svg("text", {x, y: bottom + 31}, mark + objectName(object)));
}

function drawHand(arm) {
  const [x, y] = above(arm.handMeters);
  // From above, x up and y left: a turn about z goes anticlockwise, as SVG's angles do not.
  const [dx, dy] = [-Math.sin(arm.handYawRad), -Math.cos(arm.handYawRad)].map(v => 34 * v);
  return svg("g", {class: "hand"},
    svg("line", {x1: x - dx, y1: y - dy, x2: x + dx, y2: y + dy}),
    svg("line", {x1: x - dy / 2, y1: y + dx / 2, x2: x + dy / 2, y2: y - dx / 2}),
    svg("circle", {cx: x, cy: y, r: 11}));
}

function drawRows() {
  const objects = newest.scene?.objects ?? [];
  $("objects").replaceChildren(...(objects.length > 0 ? objects.map(row)
    : [el("tr", {}, el("td", {colspan: 6, class: "faint"}, text("noObjects")))]));
  drawAges();
}

function row(object) {
  const swatch = svg("svg", {width: 13, height: 13, "aria-hidden": "true"},
    svg("rect", {x: .5, y: .5, width: 12, height: 12, rx: 2, fill: rgb(object.rgb), stroke: "currentColor"}));
  const role = object.role ? el("span", {class: `mark ${object.role}`}, text(object.role)) : null;
  const share = object.attention[object.role === "destination" ? "destination" : "target"];
  const yaw = object.yawRad === null ? "–" : `${degrees(object.yawRad)} ± ${degrees(object.sigmaYawRad)}`;
  return el("tr", {class: object.role ?? ""},
    el("th", {scope: "row"}, swatch, objectName(object), role),
    el("td", {}, object.positionMeters.map(mm).join(", ")),
    el("td", {}, object.sigmaMeters.map(s => number(1000 * s, 1)).join(", ")),
    el("td", {}, yaw),
    el("td", {class: "age", "data-seen": object.lastSeenSeconds, "data-held": object.held || null, "data-hidden": object.remembered || null}),
    share === undefined ? el("td", {}, "–")
      : el("td", {}, el("meter", {max: 1, value: share, "aria-label": text("attention")}), `${number(100 * share)} %`));
}

/** Ages grow without news. */
function drawAges() {
  const now = newest.arm?.stampSeconds;
  if (now === undefined) return;
  for (const cell of document.querySelectorAll(".age")) {
    const ago = text("ago", duration(now - cell.dataset.seen));
    cell.textContent = cell.dataset.held ? text("held") : cell.dataset.hidden ? `${ago}, ${text("hidden")}` : ago;
  }
  const looked = newest.scene?.lookedSeconds ?? null;
  $("looked").textContent = looked === null ? ""
    : now - looked < 1 ? text("lookedNow") : text("looked", duration(now - looked));
}

export function start() {
  on("cell", cell => {
    $("cell").textContent = `${cell.world} · ${cell.robot}`;
    drawTable();
  });
  on("scene", () => {
    drawTable();
    drawRows();
  });
  on("arm", drawArm);
  setInterval(drawAges, 500);
  onLanguage(() => {
    drawTable();
    drawRows();
  });
}
