// The calibrations that are kept, newest first, with what each made of the errors.

import {newest, on} from "./line.js";
import {el} from "./draw.js";
import {language, named, number, onLanguage, text} from "./words.js";

const $ = id => document.getElementById(id);

function errors({before, after, unit}) {
  const said = value => value === null ? "–" : unit === "meters" ? number(1000 * value, 1) : number(value, 2);
  return `${said(before)} → ${said(after)} ${unit === "meters" ? "mm" : "px"}`;
}

function row(run) {
  const when = new Date(run.epochMillis).toLocaleDateString(language, {year: "numeric", month: "short", day: "numeric"});
  return el("tr", {},
    el("th", {scope: "row"}, named(`calibration.${run.kind}`, run.kind)),
    el("td", {}, run.camera), el("td", {}, when),
    el("td", {}, errors(run)),
    el("td", {}, named(`verdict.${run.verdict}`, run.verdict), ", ", el("span", {class: run.use === "used" ? "well" : null}, text(`calibration.${run.use}`))),
    el("td", {lang: "en"}, run.session));
}

function draw() {
  const told = newest.calibration;
  if (!told) return;
  const empty = told.problem ?? text("calibration.none");
  $("calibrations").replaceChildren(...(told.runs.length > 0 ? told.runs.map(row)
    : [el("tr", {}, el("td", {colspan: 6, class: "faint", lang: told.problem ? "en" : null}, empty))]));
}

export function start() {
  on("calibration", draw);
  onLanguage(draw);
}
