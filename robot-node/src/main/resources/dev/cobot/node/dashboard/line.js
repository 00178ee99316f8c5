// The line to the runtime: one WebSocket, opened again when it is lost.

const TOKEN = "cobot.token";
const RETRY_MILLIS = 1000;
// The runtime says something each second; more silence than this is a lost line.
const SILENCE_MILLIS = 5000;

const topics = new Map();
const changes = [];
let socket = null;
let heardAt = 0;

/** What the runtime said last, by topic. */
export const newest = {};

export let isOpen = false;

/** Calls a listener with each document of a topic. */
export function on(topic, listener) {
  topics.set(topic, [...(topics.get(topic) ?? []), listener]);
}

/** Calls a listener when the line opens or is lost. */
export function onChange(listener) {
  changes.push(listener);
}

/** Takes the token out of the address, so that it is neither seen nor kept in the history. */
export function takeToken() {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given) {
    sessionStorage.setItem(TOKEN, given);
    history.replaceState(null, "", location.pathname);
  }
}

/** Uses another token from now on. */
export function useToken(token) {
  sessionStorage.setItem(TOKEN, token);
  socket?.close();
}

export function forgetToken() {
  sessionStorage.removeItem(TOKEN);
}

/** Asks for something; returns whether the line is open. */
export function ask(what, more = {}) {
  if (!isOpen) return false;
  socket.send(JSON.stringify({ask: what, ...more}));
  return true;
}

export function open() {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  socket = new WebSocket(`${scheme}//${location.host}/line`);
  socket.binaryType = "arraybuffer";
  socket.onopen = () => {
    heardAt = Date.now();
    isOpen = true;
    const token = sessionStorage.getItem(TOKEN);
    ask("hello", token ? {token} : {});
    for (const change of changes) change();
  };
  socket.onmessage = message => {
    heardAt = Date.now();
    if (typeof message.data === "string") {
      const said = JSON.parse(message.data);
      newest[said.topic] = said;
      tell(said.topic, said);
    } else {
      tell("picture", picture(message.data));
    }
  };
  socket.onclose = () => {
    isOpen = false;
    for (const change of changes) change();
    setTimeout(open, RETRY_MILLIS);
  };
}

setInterval(() => {
  if (isOpen && Date.now() - heardAt > SILENCE_MILLIS) socket.close();
}, 1000);

function tell(topic, said) {
  for (const listener of topics.get(topic) ?? []) listener(said);
}

/** A picture: length of the camera's id, the id, the stamp in seconds, a JPEG. */
function picture(buffer) {
  const view = new DataView(buffer);
  const length = view.getUint8(0);
  return {
    camera: new TextDecoder("ascii").decode(new Uint8Array(buffer, 1, length)),
    stampSeconds: view.getFloat64(1 + length),
    jpeg: new Blob([new Uint8Array(buffer, 9 + length)], {type: "image/jpeg"})
  };
}
