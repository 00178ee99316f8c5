// What is believed and the arm, in three dimensions: turned with two sliders.

import {newest, on} from "./line.js";
import {points, rgb, svg} from "./draw.js";
import {objectName} from "./table.js";
import {number, onLanguage, text} from "./words.js";

// The eye, in millimetres; the picture has the same unit at the middle of the table.
const DISTANCE = 2200;
const [WIDTH, HEIGHT] = [1600, 1180];
const MIDDLE = [0, 0, 330];
const PAUSE_MILLIS = 250;
const $ = id => document.getElementById(id);
let waits = null;

/**
 * Returns how a view shows a place of the table frame (metres): x to the right, y down, and how far
 * it is from the eye (millimetres).
 */
export function projector(turnDegrees, heightDegrees) {
  const [turn, height] = [turnDegrees, heightDegrees].map(a => a * Math.PI / 180);
  const [ct, st, ch, sh] = [Math.cos(turn), Math.sin(turn), Math.cos(height), Math.sin(height)];
  return place => {
    const [x, y, z] = place.map((v, i) => 1000 * v - MIDDLE[i]);
    // At no turn the eye looks along the table's x, from behind the robot.
    const [along, aside] = [x * ct + y * st, x * st - y * ct];
    const far = DISTANCE + along * ch - z * sh;
    const up = along * sh + z * ch;
    const scale = DISTANCE / Math.max(far, DISTANCE / 10);
    return [aside * scale, -up * scale, far];
  };
}

function floor(project, workspace) {
  const grid = svg("g", {class: "grid"});
  const [[x0, x1], [y0, y1]] = [workspace.xMeters, workspace.yMeters];
  const line = (a, b) => grid.append(svg("polyline", {points: points([a, b].map(project))}));
  for (let x = Math.ceil(10 * x0); x <= 10 * x1; x++) line([x / 10, y0, 0], [x / 10, y1, 0]);
  for (let y = Math.ceil(10 * y0); y <= 10 * y1; y++) line([x0, y / 10, 0], [x1, y / 10, 0]);
  grid.append(svg("polygon", {class: "reach", points: points([[x0, y0, 0], [x1, y0, 0], [x1, y1, 0], [x0, y1, 0]].map(project))}));
  return grid;
}

/** The walls of a body that face the eye, and what closes it towards the eye. */
function body(project, object) {
  const [low, high] = object.zMeters;
  const outline = z => object.footprintMeters.map(([x, y]) => project([x, y, z]));
  const [bottom, top] = [outline(low), outline(high)];
  const faces = top.map((_, i) => {
    const next = (i + 1) % top.length;
    return [bottom[i], bottom[next], top[next], top[i]];
  });
  faces.push(top, [...bottom].reverse());
  const turn = face => face.reduce((sum, [x, y], i) => {
    const [nx, ny] = face[(i + 1) % face.length];
    return sum + x * ny - nx * y;
  }, 0);
  // Seen from outside a face goes anticlockwise, which in a picture with y down is a negative turn.
  return faces.filter(face => turn(face) < 0).map(face =>
    svg("polygon", {class: "body", points: points(face), fill: rgb(object.rgb)}));
}

function middle(project, object) {
  return project([...object.positionMeters.slice(0, 2), object.zMeters[1]]);
}

function draw() {
  const {cell, arm} = newest;
  if (!cell) return;
  const [turn, height] = ["turn", "height"].map(id => Number($(id).value));
  const project = projector(turn, height);
  const objects = newest.scene?.objects ?? [];
  const parts = objects.map(object => {
    const [x, y, far] = middle(project, object);
    const mark = object.role ? (object.role === "target" ? "◎ " : "▼ ") : "";
    return {far, drawn: svg("g", {class: `${object.role ?? "other"}${object.remembered ? " remembered" : ""}`},
      ...body(project, object), svg("text", {x, y: y - 14}, mark + objectName(object)))};
  });
  if (arm) {
    const joints = arm.jointsMeters.map(project);
    joints.slice(1).forEach((joint, i) => parts.push({
      far: (joint[2] + joints[i][2]) / 2,
      drawn: svg("polyline", {class: "arm", points: points([joints[i], joint])})
    }));
    const hand = project(arm.handMeters);
    parts.push({far: hand[2] - 20, drawn: svg("circle", {class: "hand", cx: hand[0], cy: hand[1], r: 11})});
  }
  parts.sort((a, b) => b.far - a.far);
  $("space").replaceChildren(svg("svg", {
    role: "img", viewBox: `${-WIDTH / 2} ${-HEIGHT / 2} ${WIDTH} ${HEIGHT}`,
    "aria-label": text("space.alt", objects.length, number(turn), number(height))
  }, floor(project, cell.workspace), ...parts.map(part => part.drawn)));
}

/** The arm is told of more often than this picture needs to follow. */
function soon() {
  waits ??= setTimeout(() => {
    waits = null;
    draw();
  }, PAUSE_MILLIS);
}

export function start() {
  for (const topic of ["cell", "scene", "arm"]) on(topic, soon);
  for (const id of ["turn", "height"]) $(id).addEventListener("input", draw);
  onLanguage(draw);
}
