// Writes an MCAP file and prints its messages as read.js does.
// Arguments: file; none, lz4 or zstd; then any of: unchunked, unindexed, unfinished, foreign.
"use strict";
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const crypto = require("node:crypto");
const { McapWriter } = require("@mcap/core");
const zstd = require("@foxglove/wasm-zstd");

const DEFINITION = "string data\n";

async function main(file, compression, ...flags) {
  const compress = {
    // Of LZ4 the packages have the half that reads. Linked blocks are the harder kind of frame.
    lz4: (bytes) => execFileSync("/usr/bin/lz4", ["-c", "-q", "-B4", "-BD"], { input: bytes }),
    zstd: (bytes) => zstd.compress(bytes, 3),
  };
  await zstd.isLoaded;
  const handle = fs.openSync(file, "w");
  let position = 0n;
  const writer = new McapWriter({
    writable: {
      position: () => position,
      write: async (bytes) => {
        fs.writeSync(handle, bytes);
        position += BigInt(bytes.length);
      },
    },
    chunkSize: 5000,
    useChunks: !flags.includes("unchunked"),
    useMessageIndex: !flags.includes("unindexed"),
    compressChunk: compression === "none" ? undefined : (bytes) => ({
      compression,
      compressedData: compress[compression](bytes),
    }),
  });
  await writer.start({ profile: "ros1", library: "test" });
  const schemaId = await writer.registerSchema({
    name: "std_msgs/String",
    encoding: "ros1msg",
    data: new TextEncoder().encode(DEFINITION),
  });
  const channels = [];
  for (const topic of ["/a", "/b"]) {
    channels.push([topic, await writer.registerChannel({
      topic,
      schemaId,
      messageEncoding: "ros1",
      metadata: new Map([["callerid", "/" + topic[1] + "_node"]]),
    })]);
  }
  if (flags.includes("foreign")) {
    const id = await writer.registerChannel({
      topic: "/json", schemaId: 0, messageEncoding: "json", metadata: new Map(),
    });
    await writer.addMessage({
      channelId: id, sequence: 0, logTime: 5n, publishTime: 5n,
      data: new TextEncoder().encode("{}"),
    });
  }
  await writer.addAttachment({
    name: "note.txt", mediaType: "text/plain", logTime: 1n, createTime: 1n,
    data: new Uint8Array(100),
  });
  await writer.addMetadata({ name: "run", metadata: new Map([["place", "hall"]]) });
  for (let i = 0; i < 400; i++) {
    const [topic, channelId] = channels[i % 2];
    const text = Buffer.from("text " + i + " " + "x".repeat(i % 50));
    const data = Buffer.alloc(4 + text.length);
    data.writeUInt32LE(text.length);
    text.copy(data, 4);
    const logTime = 1600000000000000000n + BigInt(i) * 1000000n;
    await writer.addMessage({ channelId, sequence: i, logTime, publishTime: logTime, data });
    const sha = crypto.createHash("sha1").update(data).digest("hex");
    console.log("message", topic, String(logTime), String(data.length), sha);
  }
  if (!flags.includes("unfinished")) {
    await writer.end();
  }
}

main(...process.argv.slice(2)).catch((e) => {
  console.error(e);
  process.exit(1);
});
