// Looks at a Foxglove WebSocket with the protocol's own client and ROS 1 decoder. Arguments: address,
// subprotocol, and topics, each with how many messages are wanted (/joint_states=5). Prints a JSON
// line for what the server says of itself, for each message, and for the parameters; then ends.
"use strict";
const crypto = require("node:crypto");
const { FoxgloveClient } = require("@foxglove/ws-protocol");
const { parse } = require("@foxglove/rosmsg");
const { MessageReader } = require("@foxglove/rosmsg-serialization");
const WebSocket = require("ws");

const [address, protocol, ...wanted] = process.argv.slice(2);
const left = new Map(wanted.map((w) => [w.slice(0, w.indexOf("=")), Number(w.split("=")[1])]));
const readers = new Map(); // by subscription: topic and reader
const ws = new WebSocket(address, [protocol]);
const client = new FoxgloveClient({ ws });

function print(fact) {
  console.log(JSON.stringify(fact, (key, value) =>
    typeof value === "bigint" ? String(value)
      : ArrayBuffer.isView(value) ? Array.from(value.length > 200 ? value.subarray(0, 200) : value)
        : value));
}

client.on("error", (error) => {
  console.error(error);
  process.exit(1);
});
client.on("close", (event) => {
  console.error("closed", event.code, event.reason);
  process.exit(2);
});
client.on("status", (status) => print({ is: "status", ...status }));
client.on("serverInfo", (info) => {
  print({ is: "server", protocol: ws.protocol, ...info });
  client.getParameters(["/robot_description", "/use_sim_time"], "asked");
  client.subscribeConnectionGraph();
});
client.on("advertise", (channels) => {
  for (const channel of channels) {
    if (!left.has(channel.topic)) {
      continue;
    }
    print({ is: "channel", topic: channel.topic, type: channel.schemaName,
      encoding: channel.encoding, schemaEncoding: channel.schemaEncoding });
    const reader = new MessageReader(parse(channel.schema));
    readers.set(client.subscribe(channel.id), { topic: channel.topic, reader });
  }
});
client.on("message", ({ subscriptionId, timestamp, data }) => {
  const { topic, reader } = readers.get(subscriptionId);
  if (left.get(topic) === 0) {
    return;
  }
  left.set(topic, left.get(topic) - 1);
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  print({ is: "message", topic, time: timestamp, bytes: bytes.length,
    sha1: crypto.createHash("sha1").update(bytes).digest("hex"),
    value: reader.readMessage(bytes) });
  endWhenComplete();
});

let sawTime = false;
let sawParameters = false;
let sawGraph = false;
client.on("time", ({ timestamp }) => {
  if (!sawTime) {
    sawTime = true;
    print({ is: "time", time: timestamp });
  }
  endWhenComplete();
});
client.on("parameterValues", ({ parameters, id }) => {
  sawParameters = true;
  print({ is: "parameters", id, parameters });
  endWhenComplete();
});
client.on("connectionGraphUpdate", (graph) => {
  if (!sawGraph) {
    sawGraph = true;
    print({ is: "graph", ...graph });
  }
  endWhenComplete();
});

function endWhenComplete() {
  if (sawTime && sawParameters && sawGraph && [...left.values()].every((n) => n === 0)) {
    process.exit(0);
  }
}
