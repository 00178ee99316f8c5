package dev.cobot.node.mqtt;

import dev.cobot.brain.Refusal;
import dev.cobot.node.event.CommandReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes down what becomes of commands, with the messages that tell it. Any thread. */
final class CommandLedger {
  private final MqttTopics topics;
  private final Documents documents;
  private final Outbox outbox;

  CommandLedger(MqttTopics topics, Documents documents, Outbox outbox) {
    this.topics = topics;
    this.documents = documents;
    this.outbox = outbox;
  }

  /** Takes a command, unless its id is known. */
  Optional<Outbox.Earlier> take(Outbox.Taken command) throws IOException {
    return outbox.take(command);
  }

  /** A command begins. */
  void accepted(String id, String understood) throws IOException {
    Optional<Outbox.Earlier> taken = outbox.taken(id);
    if (taken.isPresent()) {
      Outbox.Taken command = taken.get().command();
      outbox.put(messages(command, documents.accepted(command, understood)));
    }
  }

  /** A command has ended. One that found the runtime busy may be sent again under its id. */
  void ended(CommandReport report) throws IOException {
    Optional<Outbox.Earlier> taken = outbox.taken(report.commandId());
    if (taken.isPresent()) {
      Outbox.Taken command = taken.get().command();
      boolean busy = report.reason().equals(Optional.of(Refusal.Reason.BUSY));
      byte[] answer = documents.ended(command, report);
      outbox.answer(command.id(), answer, !busy, messages(command, answer));
    }
  }

  /** The bridge ends a command that was taken. */
  void refused(Outbox.Taken command, BridgeReason reason, String detail) throws IOException {
    byte[] answer = documents.ended(command, "refused", reason, detail);
    outbox.answer(command.id(), answer, reason != BridgeReason.BUSY, messages(command, answer));
  }

  /** Answers the commands that nobody carries out any more; none is taken up again. */
  void interrupted(String detail) throws IOException {
    for (String id : outbox.unanswered()) {
      Outbox.Taken command = outbox.taken(id).orElseThrow().command();
      byte[] answer = documents.ended(command, "failed", BridgeReason.INTERRUPTED, detail);
      outbox.answer(id, answer, true, messages(command, answer));
    }
  }

  /** Gives the answer that an id has got already. */
  void again(Outbox.Taken command, byte[] answer) throws IOException {
    outbox.put(messages(command, answer));
  }

  /**
   * Tells of a message that was not taken; it leaves no trace at its id.
   *
   * @param command what could be read of it, or null
   */
  void rejected(Outbox.Taken command, BridgeReason reason, String detail) throws IOException {
    outbox.put(messages(command, documents.ended(command, "refused", reason, detail)));
  }

  private List<Outbox.Message> messages(Outbox.Taken command, byte[] payload) {
    List<Outbox.Message> messages = new ArrayList<>();
    messages.add(new Outbox.Message(topics.result(), null, payload));
    if (command != null && command.responseTopic() != null) {
      messages.add(new Outbox.Message(command.responseTopic(), command.correlation(), payload));
    }
    return messages;
  }
}
