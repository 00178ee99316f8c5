// What is said to the robot and what it answers.

import {ask, newest, on, onChange} from "./line.js";
import {el} from "./draw.js";
import {language, named, number, onLanguage, text} from "./words.js";

const $ = id => document.getElementById(id);
const shown = new Map();
let typed = [];
let recalled = null;

function robot(name, said, attributes = {}) {
  return el(name, {lang: language === "en" ? null : "en", ...attributes}, said);
}

function say(sentence) {
  $("reply").textContent = ask("say", {text: sentence}) ? "" : text("broken");
}

function account(answer, entry) {
  const lines = el("ul");
  if (entry.understood) lines.append(robot("li", text("account.understood", entry.understood)));
  if (answer.durationSeconds > 0) {
    lines.append(el("li", {}, text("account.times", number(answer.durationSeconds, 1), number(answer.motionSeconds, 1))));
  }
  for (const part of answer.parts) {
    lines.append(el("li", {}, text("account.part", part.words, text(`part.${part.outcome}`))));
  }
  for (const rehearsal of answer.rehearsals) {
    lines.append(el("li", {}, text("account.rehearsal", rehearsal.twins, rehearsal.successes, text(`rehearsal.${rehearsal.verdict}`))));
  }
  if (answer.phases.length > 1) {
    lines.append(el("li", {}, answer.phases.map(p => `${named(`phase.${p.name}`, p.name)} ${number(p.seconds, 1)} s`).join(", ")));
  }
  if (answer.stops > 0 || answer.clipped > 0) {
    lines.append(el("li", {}, text("account.gate", answer.stops, answer.clipped)));
  }
  for (const clip of answer.clips) lines.append(robot("li", clip));
  return lines.children.length === 0 ? null : el("details", {}, el("summary", {}, text("account")), lines);
}

function line(entry) {
  const answer = entry.answer;
  const time = new Date(entry.epochMillis);
  // A question is not yet a refusal.
  const kind = answer?.question ? "asks" : answer?.outcome ?? "running";
  const item = el("div", {class: kind},
    el("time", {class: "faint", datetime: time.toISOString()}, time.toLocaleTimeString(language)),
    entry.text ? robot("div", entry.text, {class: "said"}) : null);
  if (!answer) {
    item.append(el("div", {}, text("outcome.running")));
    return item;
  }
  const reason = answer.reason && kind !== "asks" ? ` (${named(`reason.${answer.reason}`, answer.reason)})` : "";
  item.append(
    el("div", {}, el("span", {class: "outcome"}, text(`outcome.${kind}`) + reason), ": ", robot("span", answer.detail)),
    answer.question ? robot("div", answer.question) : "",
    account(answer, entry) ?? "");
  return item;
}

/** Draws only what is new, so that what is read aloud or open stays. */
function showTalk(anew) {
  const log = $("log");
  const entries = newest.talk?.entries ?? [];
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  const keys = entries.map(e => `${e.id} ${e.epochMillis}${e.answer ? " ended" : ""}`);
  if (anew || entries.length === 0 || shown.size === 0) {
    shown.clear();
    log.replaceChildren();
  }
  for (const [key, item] of shown) {
    if (!keys.includes(key)) {
      item.remove();
      shown.delete(key);
    }
  }
  entries.forEach((entry, i) => {
    if (!shown.has(keys[i])) {
      const item = line(entry);
      shown.set(keys[i], item);
      log.append(item);
    }
  });
  if (entries.length === 0) log.append(el("div", {class: "faint"}, text("nothingSaid")));
  if (atEnd || anew) log.scrollTop = log.scrollHeight;
  showQuestion();
}

function openQuestion() {
  const last = newest.talk?.entries.at(-1);
  return newest.status?.command ? null : last?.answer?.question ? last.answer : null;
}

function showQuestion() {
  const question = openQuestion();
  $("question").hidden = !question;
  $("questionText").textContent = question?.question ?? "";
  $("yesNo").hidden = !question?.isPlan;
  $("left").hidden = !(newest.talk?.canGoOn && !newest.status?.command);
  $("sayLabel").textContent = text(question ? "answer" : "say");
  $("say").placeholder = question ? "" : text("sayExample");
}

function showTask() {
  const command = newest.status?.command;
  $("task").hidden = !command;
  if (command) {
    $("taskText").textContent = command.text;
    $("taskUnderstood").textContent = command.understood ?? "";
    const [, step, of, phase] = /^(?:(\d+) of (\d+), )?(.*)$/.exec(command.phase);
    const word = named(`phase.${phase}`, phase);
    $("taskPhase").textContent = step ? text("phase.of", step, of, word) : word;
    $("hold").dataset.word = phase === "wait" ? "goOn" : "hold";
    $("hold").textContent = text($("hold").dataset.word);
    const share = newest.status.progress;
    if (share === null) $("taskProgress").removeAttribute("value");
    else $("taskProgress").value = share;
    $("taskShare").textContent = share === null ? "" : `${Math.round(100 * share)} %`;
  }
  showQuestion();
}

function recall(step) {
  const past = [...new Set([...(newest.talk?.entries ?? []).map(e => e.text).filter(Boolean), ...typed])];
  const at = Math.min(past.length, Math.max(0, (recalled ?? past.length) + step));
  recalled = at;
  $("say").value = past[at] ?? "";
}

export function showRights() {
  const may = newest.you?.mayCommand === true;
  for (const id of ["say", "yes", "no", "goOn", "hold", "slower", "faster", "cancel", "reset"]) $(id).disabled = !may;
  $("sayForm").querySelector("button").disabled = !may;
}

export function start() {
  $("sayForm").addEventListener("submit", event => {
    event.preventDefault();
    const sentence = $("say").value.trim();
    if (sentence) {
      say(sentence);
      typed = [...typed.filter(t => t !== sentence), sentence].slice(-50);
      recalled = null;
      $("say").value = "";
    }
  });
  $("say").addEventListener("keydown", event => {
    if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      recall(event.key === "ArrowUp" ? -1 : 1);
    }
  });
  $("yes").addEventListener("click", () => say("yes"));
  $("no").addEventListener("click", () => say("no"));
  $("goOn").addEventListener("click", () => say("go on"));
  $("hold").addEventListener("click", () => say($("hold").dataset.word === "goOn" ? "go on" : "wait"));
  $("slower").addEventListener("click", () => say("slower"));
  $("faster").addEventListener("click", () => say("faster"));
  $("cancel").addEventListener("click", () => say("stop"));
  on("talk", () => showTalk(false));
  on("status", showTask);
  on("you", showRights);
  on("reply", reply => { $("reply").textContent = text(`reply.${reply.reason}`); });
  onChange(showRights);
  onLanguage(() => {
    showTalk(true);
    showTask();
  });
}
