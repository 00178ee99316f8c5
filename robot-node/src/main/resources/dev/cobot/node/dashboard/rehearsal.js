// What was played in twins before the arm moved, newest first.

import {newest, on} from "./line.js";
import {el} from "./draw.js";
import {number, onLanguage, text} from "./words.js";

const MOST = 20;
const LOOKS = {released: "well", refused: "ill", open: null};
const $ = id => document.getElementById(id);

/** Returns the rehearsals of all commands with what was said. */
function all() {
  return (newest.talk?.entries ?? []).flatMap(entry =>
    (entry.answer?.rehearsals ?? []).map(rehearsal => ({...rehearsal, said: entry.text})));
}

function predicted({twins, successes, interval}) {
  const share = successes / twins;
  return el("td", {}, el("meter", {max: 1, value: share, "aria-label": text("rehearsal.predicted")}),
    text("rehearsal.share", number(100 * share), number(100 * interval[0]), number(100 * interval[1])));
}

function verdict({verdict: word, failures}) {
  const classes = Object.entries(failures).map(([name, count]) => `${count} × ${name}`).join(", ");
  return el("td", {}, el("span", {class: LOOKS[word]}, text(`rehearsal.${word}`)),
    classes ? ": " : null, classes ? el("span", {lang: "en"}, classes) : null);
}

function row(rehearsal) {
  return el("tr", {},
    el("th", {scope: "row", lang: "en", title: rehearsal.said}, rehearsal.words ?? rehearsal.said),
    el("td", {}, rehearsal.twins), el("td", {}, rehearsal.successes),
    predicted(rehearsal),
    el("td", {}, rehearsal.minRate > 0 ? text("rehearsal.least", number(100 * rehearsal.minRate)) : "–"),
    verdict(rehearsal));
}

function draw() {
  const rehearsals = all().reverse().slice(0, MOST);
  $("rehearsals").replaceChildren(...(rehearsals.length > 0 ? rehearsals.map(row)
    : [el("tr", {}, el("td", {colspan: 6, class: "faint"}, text("rehearsal.none")))]));
}

export function start() {
  on("talk", draw);
  onLanguage(draw);
}
