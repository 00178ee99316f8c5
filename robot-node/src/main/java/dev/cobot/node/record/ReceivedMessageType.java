package dev.cobot.node.record;

import dev.cobot.ros.bag.BagConnection;
import dev.cobot.ros.message.DefinitionException;
import dev.cobot.ros.message.DefinitionSource;
import dev.cobot.ros.message.MessageDefinition;
import dev.cobot.ros.message.MessageFormatException;
import dev.cobot.ros.message.WireType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Takes the messages of any type as a bag stores them: with their link, stamped as they come. */
public final class ReceivedMessageType implements WireType<ReceivedMessage> {
  private final String topic;
  private final LongSupplier clockNanos;
  private final Consumer<BagConnection> met;
  private final BagConnection connection;

  private ReceivedMessageType(
      String topic,
      LongSupplier clockNanos,
      Consumer<BagConnection> met,
      BagConnection connection) {
    this.topic = topic;
    this.clockNanos = clockNanos;
    this.met = met;
    this.connection = connection;
  }

  /** The messages of a topic, stamped by a clock. */
  public static ReceivedMessageType of(String topic, LongSupplier clockNanos) {
    return of(topic, clockNanos, connection -> {});
  }

  /**
   * The messages of a topic.
   *
   * @param clockNanos stamps them
   * @param met told of each publisher as it connects, before its first message; must not wait
   */
  public static ReceivedMessageType of(
      String topic, LongSupplier clockNanos, Consumer<BagConnection> met) {
    return new ReceivedMessageType(topic, clockNanos, met, null);
  }

  @Override
  public String name() {
    return ANY;
  }

  @Override
  public String md5() {
    return ANY;
  }

  @Override
  public String definition() {
    return "";
  }

  @Override
  public Class<ReceivedMessage> messageClass() {
    return ReceivedMessage.class;
  }

  @Override
  public int size(ReceivedMessage message) {
    throw new IllegalArgumentException("What came is not published as it is");
  }

  @Override
  public void encode(ReceivedMessage message, ByteBuffer buffer) {
    throw new IllegalArgumentException("What came is not published as it is");
  }

  @Override
  public ReceivedMessage decode(ByteBuffer buffer) throws MessageFormatException {
    if (connection == null) {
      throw new MessageFormatException("The publisher of " + topic + " is not known yet");
    }
    byte[] data = new byte[buffer.remaining()];
    buffer.get(data);
    return new ReceivedMessage(connection, clockNanos.getAsLong(), data);
  }

  @Override
  public WireType<ReceivedMessage> ofPublisher(Map<String, String> header)
      throws MessageFormatException {
    String type = header.getOrDefault("type", "");
    String md5 = header.getOrDefault("md5sum", "");
    try {
      BagConnection publisher =
          new BagConnection(
              topic,
              type,
              md5,
              definition(type, md5, header.getOrDefault("message_definition", "")),
              header.getOrDefault("callerid", ""),
              "1".equals(header.get("latching")));
      met.accept(publisher);
      return new ReceivedMessageType(topic, clockNanos, met, publisher);
    } catch (IllegalArgumentException e) {
      throw new MessageFormatException("the publisher's header is of no use: " + e.getMessage(), e);
    }
  }

  /**
   * The definition that the publisher gives; where it does not read as the type that it names
   * (rosjava leaves nested types out), the one that is installed here, if that is the same type.
   */
  private static String definition(String type, String md5, String given) {
    try {
      if (MessageDefinition.ofFullText(type, given).md5().equals(md5)) {
        return given;
      }
    } catch (DefinitionException e) {
      // The one that is installed may do.
    }
    try {
      MessageDefinition installed =
          MessageDefinition.load(type, DefinitionSource.environment(System.getenv()));
      return installed.md5().equals(md5) ? installed.fullText() : given;
    } catch (IOException e) {
      return given;
    }
  }
}
