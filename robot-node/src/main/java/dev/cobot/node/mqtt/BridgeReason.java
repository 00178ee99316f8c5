package dev.cobot.node.mqtt;

/** Why the bridge itself refuses or gives up a command, beside the runtime's own reasons. */
enum BridgeReason {
  /** The message is no command, or says nothing of when it is no longer wanted. */
  MALFORMED,
  /** The broker would send it again at each reconnect. */
  RETAINED,
  /** The id was used for another text. */
  ID_TAKEN,
  /** It was no longer wanted when it came. */
  EXPIRED,
  /** Too many commands wait. */
  BUSY,
  /** The runtime ended before the command did. */
  INTERRUPTED
}
