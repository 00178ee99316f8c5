// Reads an MCAP file by its indexes and prints what is in it: one line a fact, one line a message.
// With three arguments: topic, start and end (ns) of the messages.
"use strict";
const fs = require("node:fs");
const crypto = require("node:crypto");
const { McapIndexedReader } = require("@mcap/core");
const { loadDecompressHandlers } = require("@mcap/support");

async function main(file, topic, start, end) {
  const handle = fs.openSync(file, "r");
  const readable = {
    size: async () => BigInt(fs.fstatSync(handle).size),
    read: async (offset, length) => {
      const bytes = new Uint8Array(Number(length));
      fs.readSync(handle, bytes, 0, bytes.length, Number(offset));
      return bytes;
    },
  };
  const reader = await McapIndexedReader.Initialize({
    readable,
    decompressHandlers: await loadDecompressHandlers(),
  });
  console.log("profile", reader.header.profile);
  console.log("messages", String(reader.statistics.messageCount));
  console.log("chunks", String(reader.chunkIndexes.length));
  for (const channel of reader.channelsById.values()) {
    const schema = reader.schemasById.get(channel.schemaId);
    const text = crypto.createHash("sha1").update(schema.data).digest("hex");
    console.log("channel", channel.topic, schema.name, schema.encoding, channel.messageEncoding,
      channel.metadata.get("md5sum"), channel.metadata.get("callerid"), text);
  }
  for await (const metadata of reader.readMetadata()) {
    console.log("metadata", metadata.name, JSON.stringify([...metadata.metadata.entries()].sort()));
  }
  const query = topic
    ? { topics: [topic], startTime: BigInt(start), endTime: BigInt(end), validateCrcs: true }
    : { validateCrcs: true };
  for await (const message of reader.readMessages(query)) {
    const sha = crypto.createHash("sha1").update(message.data).digest("hex");
    console.log("message", reader.channelsById.get(message.channelId).topic,
      String(message.logTime), String(message.data.length), sha);
  }
}

main(...process.argv.slice(2)).catch((e) => {
  console.error(e);
  process.exit(1);
});
