package dev.cobot.node.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileReaderTest {
  private static final Path DEFAULT =
      Path.of(System.getProperty("cobot.home"), "launch/profiles/default.yaml");

  @TempDir Path folder;

  private String error(String text, String... settings) throws IOException {
    Path file = folder.resolve("cell.yaml");
    Files.writeString(file, text);
    return assertThrows(ConfigException.class, () -> ProfileReader.read(file, List.of(settings)))
        .getMessage();
  }

  private static String text() throws IOException {
    return Files.readString(DEFAULT);
  }

  private static void assertHas(String message, String... parts) {
    for (String part : parts) {
      assertTrue(message.contains(part), () -> "'" + part + "' is not in: " + message);
    }
  }

  @Test
  void theDefaultProfileIsWhole() throws Exception {
    Profile profile = ProfileReader.read(DEFAULT, List.of());
    assertEquals(0.25, profile.gate().toolSpeedMetersPerSecond());
    assertEquals(1, profile.sim().seed());
  }

  @Test
  void settingsReplaceWhatTheFileSays() throws Exception {
    Profile profile =
        ProfileReader.read(
            DEFAULT, List.of("gate.rampSeconds=0.3", "sim.seed=9", "world=worlds/other.world"));
    assertEquals(0.3, profile.gate().rampSeconds());
    assertEquals(9, profile.sim().seed());
    assertEquals("worlds/other.world", profile.world());
  }

  @Test
  void recordingsAreTurnedOffByTheWord() throws Exception {
    assertTrue(ProfileReader.read(DEFAULT, List.of()).recordings().isOn());
    for (String off : List.of("off", "'off'")) {
      assertFalse(
          ProfileReader.read(DEFAULT, List.of("recordings.folder=" + off)).recordings().isOn());
    }
    for (String wrong :
        List.of("folder=''", "maxMegabytes=0", "maxDays=0", "pictureSeconds=0.01")) {
      String key = "recordings." + wrong.substring(0, wrong.indexOf('='));
      assertHas(
          assertThrows(
                  ConfigException.class,
                  () -> ProfileReader.read(DEFAULT, List.of("recordings." + wrong)))
              .getMessage(),
          key + ": got ");
    }
  }

  @Test
  void whatACellDoesNotDoIsNamedBySkill() throws Exception {
    assertEquals(
        Set.of(), ProfileReader.read(DEFAULT, List.of("command.withheld=[]")).command().withheld());
    Profile profile = ProfileReader.read(DEFAULT, List.of("command.withheld=[wipe, push]"));
    assertEquals(Set.of("push", "wipe"), profile.command().withheld());
    assertHas(
        error(text(), "command.withheld=[juggle]"),
        "withheld: got 'juggle'; allowed: [",
        "place_in");
  }

  @Test
  void anUnknownKeyIsNamedWithItsLineAndTheNearest() throws IOException {
    String message = error(text().replace("rampSeconds:", "ramSeconds:"));
    assertHas(message, "cell.yaml:", " gate.ramSeconds: unknown key", "Did you mean rampSeconds?");
    int line = Integer.parseInt(message.replaceAll("(?s).*cell.yaml:([0-9]+) .*", "$1"));
    assertTrue(text().lines().toList().get(line - 1).contains("rampSeconds"), message);
  }

  @Test
  void aMissingKeyIsNamed() throws IOException {
    assertHas(
        error(text().replaceAll("(?m)^ *velocityFactor.*$", "")),
        "cell.yaml:",
        "gate.velocityFactor: is missing");
    assertHas(error(text().replaceAll("(?m)^device:.*$", "")), "device: is missing");
  }

  @Test
  void aDoubleKeyIsNamedWithItsLine() throws IOException {
    assertHas(error(text() + "\ndevice: cpu\n"), "cell.yaml:", "duplicate key 'device'");
  }

  @Test
  void aValueOutOfRangeTellsRangeAndPlace() throws IOException {
    assertHas(
        error(text().replaceAll("velocityFactor: [0-9.]+", "velocityFactor: 2")),
        "cell.yaml:",
        "gate.velocityFactor: got 2.0, must be in [0.001, 1.0]");
    assertHas(
        error(text().replaceAll("velocityFactor: [0-9.]+", "velocityFactor: .nan")),
        "cell.yaml:",
        ".nan");
    assertHas(error(text(), "gate.rampSeconds=-1"), "--set gate.rampSeconds: got -1.0");
    assertHas(error(text(), "device=gpu"), "--set device: ", "allowed: auto, cpu");
    assertHas(error(text(), "perception=eyes"), "perception: got 'eyes'", "one of [vision, sight]");
    assertHas(error(text(), "gate.workspace.xMeters=[1, -1]"), "gate.workspace.xMeters", "low");
  }

  @Test
  void aValueOfAnotherTypeIsNamed() throws IOException {
    assertHas(error(text(), "gate.rampSeconds=fast"), "--set gate.rampSeconds", "fast");
    assertHas(error(text(), "sim.seed=1.5"), "sim.seed");
    assertHas(error(text(), "gate=3"), "gate");
  }

  @Test
  void settingsMustNameAKey() throws IOException {
    assertHas(error(text(), "gate.ramSeconds=1"), "no key 'gate.ramSeconds'", "rampSeconds");
    assertHas(error(text(), "nonsense"), "must look like");
  }

  @Test
  void aFileThatIsNoProfileIsRefused() throws IOException {
    assertHas(error(""), "is no profile");
    assertHas(error("- 1\n- 2\n"), "is no profile");
    assertHas(error("a: [1, 2"), "cell.yaml");
    Path none = folder.resolve("none.yaml");
    assertHas(
        assertThrows(ConfigException.class, () -> ProfileReader.read(none, List.of())).getMessage(),
        "there is no profile");
  }

  @Test
  void damagedFilesGiveSentencesOnly() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    String good = text();
    for (int i = 0; i < 400; i++) {
      StringBuilder bad = new StringBuilder(good);
      for (int k = 0; k < 3; k++) {
        int at = random.nextInt(bad.length());
        if (random.nextBoolean()) {
          bad.setCharAt(at, (char) random.nextInt(32, 127));
        } else {
          bad.delete(at, Math.min(bad.length(), at + random.nextInt(20)));
        }
      }
      Path file = folder.resolve("fuzz.yaml");
      Files.writeString(file, bad);
      try {
        ProfileReader.read(file, List.of());
      } catch (ConfigException e) {
        assertTrue(e.getMessage().contains("fuzz.yaml"), e.getMessage());
      }
    }
  }
}
