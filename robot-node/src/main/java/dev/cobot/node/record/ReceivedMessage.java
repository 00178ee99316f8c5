package dev.cobot.node.record;

import dev.cobot.ros.bag.BagConnection;
import dev.cobot.ros.message.RosMessage;

/**
 * A message that came, still encoded.
 *
 * @param connection where it came from
 * @param timeNanos when it came, by the clock in use
 * @param data not copied
 */
public record ReceivedMessage(BagConnection connection, long timeNanos, byte[] data)
    implements RosMessage {}
