package dev.cobot.node.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.node.config.MqttProfile;
import dev.cobot.node.event.PartHealth;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The bridge and Mosquitto's clients on the broker of this process, as they are on Mosquitto. */
@Timeout(300)
class EmbeddedBrokerTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String OF = "cobot/v1/plant/arm/";

  @TempDir private Path folder;
  private int port;
  private Path password;
  private LocalBroker broker;
  private final List<MosquittoClient> clients = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    port = MosquittoBroker.freePort();
    password = folder.resolve("mes.password");
    Files.createFile(
        password,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(password, "a-password-of-the-test\n");
    broker = LocalBroker.start(profile(password));
  }

  @AfterEach
  void stop() throws Exception {
    for (MosquittoClient client : clients) {
      client.close();
    }
    broker.close();
  }

  private MqttProfile profile(Path passwords) {
    return new MqttProfile(
        "embedded:" + port,
        "plant",
        "arm",
        "mes",
        passwords.toString(),
        "",
        "",
        "",
        false,
        folder.resolve("arm.sqlite").toString(),
        600);
  }

  private MosquittoClient client(String program, String user, String secret, String... more)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of("/usr/bin/" + program, "-V", "5", "-h", "127.0.0.1", "-p", "" + port));
    if (user != null) {
      command.addAll(List.of("-u", user, "-P", secret));
    }
    command.addAll(List.of(more));
    MosquittoClient client = MosquittoClient.start(command);
    clients.add(client);
    return client;
  }

  private MosquittoClient watch(String... more) throws IOException {
    List<String> all = new ArrayList<>(List.of("-q", "1", "-v", "-t", OF + "#"));
    all.addAll(List.of(more));
    return client(
        "mosquitto_sub", "mes", "a-password-of-the-test", all.toArray(String[]::new));
  }

  private void command(String payload, String... more) throws Exception {
    List<String> all = new ArrayList<>(List.of("-q", "1", "-t", OF + "command", "-m", payload));
    all.addAll(List.of(more));
    client("mosquitto_pub", "mes", "a-password-of-the-test", all.toArray(String[]::new))
        .awaitEnd();
  }

  private static JsonNode next(MosquittoClient watcher, String topic, Predicate<JsonNode> wanted)
      throws Exception {
    JsonNode[] found = new JsonNode[1];
    watcher.await(
        line -> {
          int space = line.indexOf(' ');
          if (!line.startsWith(OF) || line.matches(OF + "(command|response).*")) {
            return false;
          }
          String name = line.substring(OF.length(), space);
          assertEquals("", Schemas.faults(name, line.substring(space + 1)), line);
          try {
            found[0] = JSON.readTree(line.substring(space + 1));
          } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(line, e);
          }
          return name.equals(topic) && wanted.test(found[0]);
        });
    return found[0];
  }

  private static JsonNode result(MosquittoClient watcher, String id, String outcome)
      throws Exception {
    return next(
        watcher,
        "result",
        r ->
            r.path("commandId").asText().equals(id)
                && r.path("outcome").asText().equals(outcome));
  }

  private static void awaitOnline(MosquittoClient watcher) throws Exception {
    next(watcher, "connection", c -> c.path("connection").asText().equals("ONLINE"));
    next(watcher, "state", s -> true);
  }

  @Test
  void aCommandIsCarriedOutOnceAndItsResultComes() throws Exception {
    MosquittoClient watcher = watch("-c", "-i", "watcher", "-x", "600");
    try (BridgedDesk cell = new BridgedDesk(MqttBridge.open(broker))) {
      awaitOnline(watcher);
      command(BridgedDesk.payload("a", "turn"));
      result(watcher, "a", "accepted");
      JsonNode done = result(watcher, "a", "done");
      command(BridgedDesk.payload("a", "turn"));
      assertEquals(done, result(watcher, "a", "done"));
      assertEquals(1, cell.carriedOut.size());
      assertTrue(cell.bridge.health().orElseThrow().isWell());
      MosquittoClient late = watch("-C", "3");
      for (String retained : List.of("connection", "factsheet", "state")) {
        late.await(line -> line.startsWith(OF + retained + " {"));
      }
    }
    next(watcher, "connection", c -> c.path("connection").asText().equals("OFFLINE"));
  }

  @Test
  void whatMustNotRunIsRefusedByNameAndAQuestionIsAnswered() throws Exception {
    MosquittoClient watcher = watch();
    command(BridgedDesk.payload("old", "turn"), "-r");
    try (BridgedDesk cell = new BridgedDesk(MqttBridge.open(broker))) {
      // Artemis brings what is retained before it confirms the subscription, so that the first
      // result may come before the first state.
      next(watcher, "connection", c -> c.path("connection").asText().equals("ONLINE"));
      assertEquals("RETAINED", result(watcher, "old", "refused").path("reason").asText());
      command(BridgedDesk.payload("kept", "turn"), "-r");
      assertEquals("RETAINED", result(watcher, "kept", "refused").path("reason").asText());
      command("{\"id\":\"ever\",\"text\":\"turn\"}");
      result(watcher, "ever", "refused");
      command(BridgedDesk.payload("large", "x".repeat(100_000)));
      next(watcher, "result", r -> r.path("detail").asText().contains("allowed are 4096"));
      assertEquals(List.of(), cell.carriedOut);

      MosquittoClient issuer =
          client(
              "mosquitto_sub",
              "mes",
              "a-password-of-the-test",
              "-q",
              "1",
              "-F",
              "%D %p",
              "-t",
              OF + "response/+");
      command(
          "{\"id\":\"q\",\"text\":\"which\"}",
          "-D",
          "publish",
          "message-expiry-interval",
          "30",
          "-D",
          "publish",
          "response-topic",
          OF + "response/mes",
          "-D",
          "publish",
          "correlation-data",
          "order-17");
      assertEquals("Which one?", result(watcher, "q", "refused").path("question").asText());
      assertTrue(issuer.await(line -> line.contains("Which one?")).startsWith("order-17 {"));
    }
  }

  @Test
  void whoIsNotKnownStaysOut() throws Exception {
    String[] look = {"-t", OF + "state", "-W", "20"};
    for (String[] who :
        List.of(
            new String[] {"mes", "a-guessed-password-00"},
            new String[] {"guest", "a-password-of-the-test"},
            new String[] {null, null},
            // With these Artemis lets the peers of a cluster in, unless it is told otherwise.
            new String[] {"ACTIVEMQ.CLUSTER.ADMIN.USER", "CHANGE ME!!"})) {
      client("mosquitto_sub", who[0], who[1], look)
          .await(line -> line.contains("Bad User Name or Password") || line.contains("authori"));
    }
    MqttProfile stranger = broker.profile();
    Path wrong = Files.writeString(folder.resolve("wrong"), "a-guessed-password-00\n");
    try (BridgedDesk cell =
        new BridgedDesk(
            new MqttProfile(
                stranger.broker(),
                "plant",
                "arm",
                "arm",
                wrong.toString(),
                "",
                "",
                "",
                false,
                folder.resolve("stranger.sqlite").toString(),
                600))) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      PartHealth health = cell.bridge.health().orElseThrow();
      while (!health.message().contains("reason code")) {
        assertTrue(System.nanoTime() < deadline, "" + health);
        TimeUnit.MILLISECONDS.sleep(20);
        health = cell.bridge.health().orElseThrow();
      }
      assertFalse(health.isWell());
    }
  }

  @Test
  void anAccountDoesWhatIsItsOwnAlone() throws Exception {
    client("mosquitto_sub", "mes", "a-password-of-the-test", "-q", "1", "-t", "#", "-d")
        .await(line -> line.contains("rejected") || line.contains("denied") || line.contains("135"));
    MosquittoClient forger =
        client(
            "mosquitto_pub",
            "mes",
            "a-password-of-the-test",
            "-q",
            "1",
            "-d",
            "-t",
            OF + "state",
            "-m",
            "{}");
    forger.await(line -> line.contains("Not authorized") || line.contains("RC:135"));
  }

  @Test
  void itListensOnLoopbackAloneAndASecondOneIsTold() throws Exception {
    try (Socket other = new Socket()) {
      assertThrows(
          IOException.class, () -> other.connect(new InetSocketAddress("127.0.0.2", port), 1000));
    }
    List<String> listening = new ArrayList<>();
    for (String table : List.of("tcp", "tcp6")) {
      for (String line : Files.readAllLines(Path.of("/proc/net", table))) {
        List<String> words = List.of(line.strip().split("\\s+", -1));
        if (words.get(3).equals("0A") && words.get(1).endsWith(":%04X".formatted(port))) {
          listening.add(words.get(1));
        }
      }
    }
    assertEquals(1, listening.size(), "" + listening);
    assertTrue(listening.get(0).matches("(0{16}F{4}0{4})?0100007F:.*"), "" + listening);
    String said =
        assertThrows(IOException.class, () -> LocalBroker.start(profile(password))).getMessage();
    assertTrue(said.contains("port " + port + " is taken"), said);
  }

  /** A packet that claims 200 MiB, from somebody who has said no password. */
  @Test
  void aPacketThatIsTooLargeEndsItsConnection() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.write(new byte[] {0x10, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x64, 0, 4});
      out.writeBytes("MQTT");
      out.write(new byte[] {5, (byte) 0xC2, 0, 60, 0, 0, 1, 'a'});
      int sentMegabytes = 0;
      try {
        while (sentMegabytes < 100) {
          out.write(new byte[1 << 20]);
          sentMegabytes++;
        }
      } catch (IOException e) {
        assertFalse(e instanceof java.net.SocketTimeoutException);
      }
      assertTrue(sentMegabytes < 100, "it takes in all of it");
    }
    try (MosquittoClient after = watch("-W", "20")) {
      try (BridgedDesk cell = new BridgedDesk(MqttBridge.open(broker))) {
        awaitOnline(after);
        // The state is told before its turn ends and the health is noted.
        assertEquals(Optional.empty(), cell.bridge.awaitConnected(60));
      }
    }
  }

  @Test
  void thePasswordIsMadeForItsOwnerOnceAndOneThatOthersReadIsRefused() throws Exception {
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-r-----"));
    broker.close();
    String said =
        assertThrows(IOException.class, () -> LocalBroker.start(profile(password))).getMessage();
    assertTrue(said.contains("chmod 600"), said);

    String before = System.getProperty("cobot.data", "");
    System.setProperty("cobot.data", folder.toString());
    try {
      Path made = folder.resolve("runs/mqtt/embedded/mes.password");
      String secret = "";
      for (int start = 0; start < 2; start++) {
        MqttProfile asked = profile(Path.of(""));
        broker.close();
        broker = LocalBroker.start(asked);
        assertEquals(
            "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(made)));
        secret = start == 0 ? Files.readString(made) : secret;
        assertEquals(secret, Files.readString(made));
        assertFalse(broker.words().contains(secret.strip()));
      }
      assertTrue(secret.strip().length() >= 32, "so many characters cannot be guessed");
    } finally {
      System.setProperty("cobot.data", before);
    }
  }

  /** As it is in a package that is made of what was built with the profile: without its jars. */
  @Test
  void classesWithoutTheirJarsAreToldAsABuildWithoutIt() throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader ours = thread.getContextClassLoader();
    thread.setContextClassLoader(
        new ClassLoader(ours) {
          @Override
          protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("org.apache.activemq.")) {
              throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("dev.cobot.node.broker.")) {
              return super.loadClass(name, resolve);
            }
            try (InputStream in = ours.getResourceAsStream(name.replace('.', '/') + ".class")) {
              byte[] bytes = in.readAllBytes();
              return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
              throw new ClassNotFoundException(name, e);
            }
          }
        });
    broker.close();
    try {
      String said =
          assertThrows(IOException.class, () -> LocalBroker.start(profile(password))).getMessage();
      assertTrue(said.contains("COBOT_BUILD=-Pbroker launch/cobot"), said);
    } finally {
      thread.setContextClassLoader(ours);
    }
  }
}
