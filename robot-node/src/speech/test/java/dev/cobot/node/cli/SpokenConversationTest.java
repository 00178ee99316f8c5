package dev.cobot.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.node.topics.Topics;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.NodeConfiguration;
import dev.cobot.ros.Publisher;
import dev.cobot.ros.PublisherOptions;
import dev.cobot.ros.RosCore;
import dev.cobot.ros.message.StringMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code cobot talk --wav}, from the sound to what a runtime is told. */
@Timeout(120)
class SpokenConversationTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aFileIsAConversation() throws Exception {
    Queue<String> commands = new ConcurrentLinkedQueue<>();
    try (RosCore master =
            RosCore.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        ConnectedNode runtime =
            ConnectedNode.connect(
                NodeConfiguration.newPrivate(master.getUri()).setNodeName("runtime"))) {
      Publisher<StringMessage> states =
          runtime.newPublisher(Topics.STATE, StringMessage.class, PublisherOptions.queue(10));
      runtime
          .newSubscriber(Topics.COMMAND, StringMessage.class)
          .addMessageListener(message -> answer(message, commands, states), 10);
      Path wav = said("wipe the table", "no", "pick up the red cube", "yes", "stop");
      int code = talk("--wav", wav.toString(), "--no-voice", "--ros", master.getUri().toString());
      assertEquals(0, code, err::toString);
    }
    assertEquals(List.of("pick up the red cube", "stop"), List.copyOf(commands));
    assertTrue(out.toString().contains("I heard: wipe the table. Shall I?"), out::toString);
    assertTrue(out.toString().contains("Then I do not do it."), out::toString);
    assertTrue(out.toString().contains("done: heard pick up the red cube"), out::toString);
  }

  private static void answer(
      StringMessage message, Queue<String> commands, Publisher<StringMessage> states) {
    try {
      JsonNode command = JSON.readTree(message.data());
      commands.add(command.path("text").asText());
      states.publish(
          new StringMessage(
              JSON.createObjectNode()
                  .put("commandId", command.path("id").asText())
                  .put("outcome", "done")
                  .put("detail", "heard " + command.path("text").asText())
                  .toString()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatCannotBeHeardIsSaidInASentence() throws IOException {
    Path file = folder.resolve("no.wav");
    Files.writeString(file, "this is text");
    assertEquals(3, talk("--wav", file.toString()));
    assertTrue(err.toString().contains("no.wav: this is no WAV file"), err::toString);
    assertEquals(2, talk("--wav", file.toString(), "--microphone"));
    assertEquals(3, talk("--wav", folder.resolve("gone.wav").toString()));
    assertTrue(err.toString().contains("gone.wav: there is no such file"), err::toString);
    assertEquals(3, talk("--wav", folder.toString()));
    assertTrue(err.toString().contains(folder + ": "), err::toString);
  }

  private int talk(String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "talk";
    System.arraycopy(args, 0, all, 1, args.length);
    return Cobot.execute(all, new PrintWriter(out, true), new PrintWriter(err, true));
  }

  /** Returns a file in which sentences are said one after the other, a second apart. */
  private Path said(String... sentences) throws IOException, InterruptedException {
    ByteArrayOutputStream samples = new ByteArrayOutputStream();
    byte[] wav = {};
    for (String sentence : sentences) {
      Path one = folder.resolve("one.wav");
      int code =
          new ProcessBuilder(
                  "espeak-ng", "-v", "en-us", "-s", "150", "-w", one.toString(), sentence)
              .inheritIO()
              .start()
              .waitFor();
      assertEquals(0, code, "espeak-ng");
      wav = Files.readAllBytes(one);
      samples.write(new byte[2 * 22_050]);
      samples.write(wav, 44, wav.length - 44);
    }
    ByteBuffer all = ByteBuffer.allocate(44 + samples.size()).order(ByteOrder.LITTLE_ENDIAN);
    all.put(wav, 0, 40).putInt(samples.size()).put(samples.toByteArray());
    return Files.write(folder.resolve("said.wav"), all.array());
  }
}
