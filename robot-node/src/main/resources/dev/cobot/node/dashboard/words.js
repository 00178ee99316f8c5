// The texts of the page, one JSON file a language.

const KNOWN = ["en", "de"];
const listeners = [];
let words = {};

export let language = "en";

/** Returns a text; {0}, {1} in it are replaced. */
export function text(key, ...values) {
  const found = words[key] ?? key;
  return values.reduce((all, value, i) => all.replace(`{${i}}`, value), found);
}

/** Returns the text of a key, or what the robot itself calls it. */
export function named(key, otherwise) {
  return words[key] ?? otherwise;
}

/** Returns a number in the language's way. */
export function number(value, digits = 0) {
  return value.toLocaleString(language, {minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false});
}

export function onLanguage(listener) {
  listeners.push(listener);
}

/** Shows the page in a language. */
export async function speak(wanted) {
  const next = KNOWN.includes(wanted) ? wanted : "en";
  const answer = await fetch(`words.${next}.json`);
  words = await answer.json();
  language = next;
  document.documentElement.lang = next;
  localStorage.setItem("cobot.language", next);
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = text(element.dataset.word);
  for (const element of document.querySelectorAll("[data-label]")) element.setAttribute("aria-label", text(element.dataset.label));
  for (const listener of listeners) listener();
}

/** Returns the language that was chosen before, else the browser's first that is known. */
export function preferred() {
  const browser = navigator.languages.map(l => l.slice(0, 2)).find(l => KNOWN.includes(l));
  return localStorage.getItem("cobot.language") ?? browser ?? "en";
}
