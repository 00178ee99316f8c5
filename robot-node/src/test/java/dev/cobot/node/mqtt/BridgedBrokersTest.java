package dev.cobot.node.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.node.cli.Cobot;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two of Debian's Mosquittos with the shipped files: a site's that is bridged to the plant's. */
@Timeout(120)
class BridgedBrokersTest {
  @TempDir private Path folder;
  private final StringWriter said = new StringWriter();

  private int say(MosquittoBroker broker, String user, String text) {
    PrintWriter writer = new PrintWriter(said, true);
    return Cobot.execute(
        new String[] {
          "fleet",
          "say",
          "--mqtt",
          "mqtts://127.0.0.1:" + broker.port(),
          "--mqtt-ca",
          broker.files().resolve("ca.crt").toString(),
          "--mqtt-user",
          user,
          "--mqtt-password-file",
          broker.files().resolve(user + ".password").toString(),
          "--site",
          "plant",
          "--cell",
          "cell1",
          text
        },
        writer,
        writer);
  }

  /** Until the bridge has come up the plant knows nobody who listens. */
  private void awaitBridge(MosquittoBroker plant) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (say(plant, "controller", "turn") != 0) {
      assertTrue(
          said.toString().contains("no cell listens") && System.nanoTime() < deadline,
          said::toString);
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  @Test
  void thePlantCommandsACellOfASiteAndWhoOnlyReadsDoesNot() throws Exception {
    try (MosquittoBroker site = MosquittoBroker.start(folder);
        MosquittoBroker plant = site.startPlant(folder.resolve("plant"));
        BridgedDesk cell = new BridgedDesk(site.profile("cell1"));
        MosquittoClient watcher =
            plant.client(
                "mosquitto_sub",
                "watcher",
                "-c",
                "-i",
                "plants",
                "-x",
                "600",
                "-q",
                "1",
                "-v",
                "-t",
                "cobot/v1/+/+/result",
                "-t",
                "cobot/v1/+/+/connection",
                "-t",
                "cobot/v1/+/+/command")) {
      assertEquals(Optional.empty(), cell.bridge.awaitConnected(60));
      site.bridgeTo(plant);
      awaitBridge(plant);
      // What is retained at the site is at the plant.
      watcher.await(
          line -> line.startsWith("cobot/v1/plant/cell1/connection") && line.contains("ONLINE"));
      int before = cell.carriedOut.size();
      assertEquals(5, say(plant, "watcher", "turn"));
      assertTrue(said.toString().contains("not authorized"), said::toString);
      assertEquals(before, cell.carriedOut.size());

      // Expiry, response topic and correlation data come through in MQTT 5's own fields.
      try (MosquittoClient issuer =
          plant.client(
              "mosquitto_sub",
              "controller",
              "-q",
              "1",
              "-F",
              "%D %p",
              "-t",
              "cobot/v1/plant/cell1/response/+")) {
        TimeUnit.SECONDS.sleep(1); // it has subscribed
        plant.command(
            "cell1",
            "{\"id\":\"m\",\"text\":\"which\"}",
            "-D",
            "publish",
            "message-expiry-interval",
            "30",
            "-D",
            "publish",
            "response-topic",
            "cobot/v1/plant/cell1/response/mes",
            "-D",
            "publish",
            "correlation-data",
            "order-17");
        String answer = issuer.await(line -> line.contains("Which one?"));
        assertTrue(answer.contains("order-17"), answer);
      }

      // A result waits at the site while the plant is away.
      plant.command("cell1", BridgedDesk.payload("l", "long"));
      watcher.await(line -> line.contains("\"l\"") && line.contains("accepted"));
      plant.stop();
      TimeUnit.SECONDS.sleep(4); // it takes three
      plant.restart();
      watcher.await(line -> line.contains("\"l\"") && line.contains("\"done\""));
      assertEquals(
          List.of("l"), cell.carriedOut.stream().map(c -> c.id()).filter("l"::equals).toList());
    }
  }
}
