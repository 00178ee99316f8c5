// Asks for the whole fleet once a second, and shows it. Nothing here changes anything.

import {el} from "./draw.js";
import {named, number, onLanguage, preferred, speak, text} from "./words.js";

const EVERY_MILLIS = 1000;
const PATIENCE_MILLIS = 5000;
const STANDINGS = ["live", "stale", "lost", "offline", "unknown"];
const OUTCOMES = ["failed", "refused", "done"];
const COLUMNS = ["cell", "standing", "age", "does", "last", "drift"];
const TOKEN = "cobot.fleet.token";

const $ = id => document.getElementById(id);
const rows = new Map();
let fleet = null;
let trouble = "";
let heardAt = 0;
let order = "cell";

const name = cell => `${cell.site}/${cell.cell}`;
const urgency = cell => ({lost: 0, stale: 1, unknown: 2, live: cell.gateStop ? 3 : 4, offline: 5})[cell.standing];
// What is wanted first comes first; then by name.
const KEYS = {
  cell: () => 0,
  standing: urgency,
  age: cell => -(cell.stateAgeSeconds ?? 1e12),
  does: cell => ["stopped", "acting", "looking", "idle"].indexOf(cell.mode),
  last: cell => (cell.last ? OUTCOMES.indexOf(cell.last.outcome) : 3),
  drift: cell => -(cell.calibrationGap?.medianMeters ?? -1)
};

function age(seconds) {
  if (seconds === null) return text("never");
  if (seconds < 100) return `${number(seconds, 1)} s`;
  return seconds < 6000 ? `${number(seconds / 60)} min` : `${number(seconds / 3600)} h`;
}

function drift(gap) {
  if (!gap) return text("unknown");
  const change = gap.changeMeters === null ? "" : ` (${gap.changeMeters < 0 ? "−" : "+"}${number(Math.abs(1000 * gap.changeMeters), 1)})`;
  const days = gap.time === null ? "" : `, ${text("days", number((Date.now() - Date.parse(gap.time)) / 86400000))}`;
  return `${number(1000 * gap.medianMeters, 1)} mm${change}${days}`;
}

function does(cell) {
  if (cell.gateStop) return [el("span", {class: "halt"}, `${text("mode.stopped")}:`), el("span", {lang: "en"}, ` ${cell.gateStop}`)];
  const mode = cell.mode ? text(`mode.${cell.mode}`) : text("unknown");
  const parts = [cell.standing === "live" ? mode : el("span", {class: "old"}, text("was", mode))];
  if (cell.command) parts.push(el("span", {lang: "en"}, `${cell.phase ? `, ${cell.phase}` : ""}: ${cell.command}`));
  return parts;
}

function outcome(last) {
  const reason = last.reason ? ` (${named(`reason.${last.reason}`, last.reason)})` : "";
  return [
    el("span", {class: last.outcome}, `${text(`outcome.${last.outcome}`)}${reason}`),
    el("span", {lang: "en"}, ` ${last.outcome === "done" ? last.text ?? "" : `${last.detail ?? ""}${last.text ? ` – “${last.text}”` : ""}`}`)];
}

function cells(cell) {
  const last = [el("p", {}, ...(cell.last ? outcome(cell.last) : [text("nothing")]))];
  if (cell.problem) last.unshift(el("p", {lang: "en"}, el("span", {class: "halt"}, text("problem")), ` ${cell.problem}`));
  const version = cell.software ? `${cell.software}${cell.policy ? ` ${cell.policy}` : ""}` : text("versionUnknown");
  return [
    el("th", {scope: "row"}, name(cell), el("small", {}, version)),
    el("td", {class: "short"}, el("span", {class: `standing ${cell.standing}`}, text(`standing.${cell.standing}`))),
    el("td", {class: "short"}, age(cell.stateAgeSeconds)),
    el("td", {}, ...does(cell)),
    el("td", {}, ...last),
    el("td", {class: cell.calibrationGap ? "" : "faint"}, drift(cell.calibrationGap))];
}

/** Whether what is shown can be old: nothing comes from the fleet's view, or to it. */
function isOld() {
  return heardAt > 0 && (Date.now() - heardAt > PATIENCE_MILLIS || Boolean(fleet?.problem));
}

/** What is known of the cells; of none it is said that it is live when nobody can know. */
function known() {
  if (!isOld()) return fleet.cells;
  const more = Math.round((Date.now() - heardAt) / 100) / 10;
  return fleet.cells.map(cell => ({...cell,
    standing: cell.standing === "live" ? "stale" : cell.standing,
    stateAgeSeconds: cell.stateAgeSeconds === null ? null : cell.stateAgeSeconds + more}));
}

/** Rows that are as they were stay: what is marked in them stays marked. */
function showRows() {
  const match = $("match").value.trim().toLowerCase();
  const standing = $("standing").value;
  const wanted = known()
    .filter(cell => name(cell).toLowerCase().includes(match) && (!standing || cell.standing === standing))
    .sort((a, b) => KEYS[order](a) - KEYS[order](b) || (name(a) < name(b) ? -1 : 1));
  const kept = new Set();
  const list = wanted.map(cell => {
    const key = name(cell);
    kept.add(key);
    const said = JSON.stringify(cell) + document.documentElement.lang;
    let row = rows.get(key);
    if (!row || row.said !== said) {
      const element = row?.element ?? el("tr");
      element.replaceChildren(...cells(cell));
      row = {element, said};
      rows.set(key, row);
    }
    return row.element;
  });
  for (const key of [...rows.keys()]) if (!kept.has(key)) rows.delete(key);
  const body = $("rows");
  if (list.length !== body.children.length || list.some((row, i) => body.children[i] !== row)) body.replaceChildren(...list);
  $("shown").textContent = text(fleet.cells.length ? "shown" : "none", list.length, fleet.cells.length);
}

function showCounts() {
  const cells = known();
  const count = wanted => cells.filter(cell => cell.standing === wanted).length;
  const halted = cells.filter(cell => cell.standing === "live" && cell.gateStop).length;
  const all = [...STANDINGS.map(standing => [standing, count(standing)]), ["halted", halted]];
  $("counts").replaceChildren(...all.map(([standing, some]) =>
    el("li", {class: `${standing}${some ? " some" : ""}`}, el("b", {}, some), text(`standing.${standing}`))));
}

function showRecent() {
  const clock = new Intl.DateTimeFormat(document.documentElement.lang, {timeStyle: "medium"});
  $("recent").replaceChildren(...(fleet.recent.length ? fleet.recent.map(end => el("li", {},
    el("time", {datetime: end.time}, clock.format(new Date(end.time))), el("b", {}, `${name(end)} `), ...outcome(end)))
    : [el("li", {class: "faint"}, text("recentNone"))]));
}

function showLine() {
  const why = trouble || (fleet?.problem ? text("brokerLost", fleet.problem) : "");
  const isBad = isOld() || (trouble !== "" && heardAt === 0);
  const said = text(isBad ? "line.closed" : fleet ? "line.open" : "line.waiting");
  if ($("line").textContent !== said) $("line").textContent = said;
  $("line").classList.toggle("bad", isBad);
  $("broken").hidden = !isBad;
  if ($("brokenWhy").textContent !== why) $("brokenWhy").textContent = why;
}

function show() {
  showLine();
  if (!fleet) return;
  $("broker").textContent = fleet.broker;
  const odd = fleet.rejected.messages + fleet.rejected.ofCellsWithoutRoom;
  $("rejected").hidden = odd === 0;
  $("rejectedText").textContent = odd ? text("rejected", odd, fleet.rejected.last) : "";
  showCounts();
  showRows();
  showRecent();
}

function words() {
  document.title = text("title");
  $("language").value = document.documentElement.lang;
  const chosen = $("standing").value;
  $("standing").replaceChildren(el("option", {value: ""}, text("all")),
    ...STANDINGS.map(standing => el("option", {value: standing}, text(`standing.${standing}`))));
  $("standing").value = chosen;
  showHead();
  show();
}

function showHead() {
  $("head").replaceChildren(...COLUMNS.map(column => {
    const button = el("button", {type: "button", id: `by-${column}`}, text(`column.${column}`));
    button.addEventListener("click", () => {
      order = column;
      showHead();
      $(`by-${column}`).focus();
      if (fleet) showRows();
    });
    return el("th", {scope: "col", "aria-sort": column === order ? "ascending" : null}, button);
  }));
}

async function ask() {
  try {
    const token = sessionStorage.getItem(TOKEN);
    const answer = await fetch("fleet.json", {
      headers: token ? {Authorization: `Bearer ${token}`} : {},
      signal: AbortSignal.timeout(PATIENCE_MILLIS)
    });
    if (answer.ok) {
      fleet = await answer.json();
      heardAt = Date.now();
      trouble = "";
    } else {
      trouble = answer.status === 401 ? text("token") : text("lost");
    }
  } catch {
    trouble = text("lost");
  }
  show();
  setTimeout(ask, EVERY_MILLIS);
}

const given = new URLSearchParams(location.hash.slice(1)).get("token");
if (given) {
  // Neither seen nor kept in the history.
  sessionStorage.setItem(TOKEN, given);
  history.replaceState(null, "", location.pathname);
}
onLanguage(words);
$("language").addEventListener("change", () => speak($("language").value));
for (const field of ["match", "standing"]) $(field).addEventListener("input", () => fleet && showRows());
$("query").addEventListener("submit", event => event.preventDefault());
await speak(preferred());
ask();
