package dev.cobot.sim2real.calibration.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.sim2real.calibration.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ids, texts and documents at random: kept as they are, or refused with a sentence. */
class StoredFuzzTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String IDS = "az09_-AZ.;'\"%/\\ \0\n\u00e9\ud83d";

  @TempDir Path folder;
  private final Random random = new Random(11);

  private String text(String alphabet, int maxChars) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(maxChars + 1); i > 0; i--) {
      text.append(
          random.nextInt(4) > 0
              ? alphabet.charAt(random.nextInt(Math.min(6, alphabet.length())))
              : alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  @Test
  void anIdIsOneThatTheRuleAllowsOrIsRefused() {
    int allowed = 0;
    for (int i = 0; i < 20_000; i++) {
      String id = text(IDS, random.nextInt(10) == 0 ? 80 : 8);
      boolean fits =
          !id.isEmpty()
              && id.length() <= 64
              && id.chars().allMatch(c -> "az09_-".indexOf(c) >= 0)
              && id.charAt(0) != '_'
              && id.charAt(0) != '-';
      if (fits) {
        allowed++;
        assertEquals(id, SessionId.require(id));
      } else {
        String message =
            assertThrows(IllegalArgumentException.class, () -> SessionId.require(id)).getMessage();
        assertTrue(message.chars().noneMatch(Character::isISOControl), message);
        assertTrue(message.length() < 400, message);
      }
    }
    assertTrue(allowed > 500, "only " + allowed);
    assertThrows(IllegalArgumentException.class, () -> SessionId.require(null));
  }

  private String anyText(int maxChars) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(maxChars + 1); i > 0; i--) {
      text.append((char) (random.nextInt(20) > 0 ? random.nextInt(128) : random.nextInt(0x10000)));
    }
    return text.toString();
  }

  private JsonNode node(int depth) {
    switch (random.nextInt(depth > 0 ? 8 : 6)) {
      case 0:
        return NODES.nullNode();
      case 1:
        return NODES.booleanNode(random.nextBoolean());
      case 2:
        return NODES.numberNode(random.nextLong());
      case 3:
        return NODES.numberNode(Double.longBitsToDouble(random.nextLong()));
      case 4:
        return NODES.numberNode(random.nextInt(100) - 50);
      case 5:
        return NODES.textNode(anyText(12));
      case 6:
        ArrayNode list = NODES.arrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(node(depth - 1));
        }
        return list;
      default:
        return object(depth);
    }
  }

  private ObjectNode object(int depth) {
    ObjectNode object = NODES.objectNode();
    for (int i = random.nextInt(5); i > 0; i--) {
      object.set(anyText(6), node(depth - 1));
    }
    return object;
  }

  /** By another way than the code: out as UTF-8 and in again. */
  private static boolean isStorable(JsonNode node) {
    if (node.isDouble() && !Double.isFinite(node.doubleValue())) {
      return false;
    }
    List<String> texts = new ArrayList<>();
    node.fieldNames().forEachRemaining(texts::add);
    if (node.isTextual()) {
      texts.add(node.textValue());
    }
    for (String text : texts) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      if (!new String(utf8, StandardCharsets.UTF_8).equals(text)) {
        return false;
      }
    }
    for (JsonNode child : node) {
      if (!isStorable(child)) {
        return false;
      }
    }
    return true;
  }

  @Test
  void documentsComeBackOutOfTheFileAsTheyWentIn() throws IOException {
    try (SessionStore store = SessionStore.open(folder.resolve("s.db"))) {
      int kept = 0;
      for (int i = 0; i < 150; i++) {
        ObjectNode result = object(4);
        if (!isStorable(result)) {
          assertThrows(
              IllegalArgumentException.class,
              () -> new Finding(null, null, result, Verdict.OK, ""));
          continue;
        }
        CalibrationRun run =
            new CalibrationRun(
                "fuzz",
                CalibrationKind.ATTRIBUTES,
                "head",
                new Provenance(0, Map.of("a", "\u00e9"), Map.of()),
                new Finding(null, null, result, Verdict.OK, "one\ntwo \ud83d\ude00"),
                ErrorUnit.METERS,
                List.of(),
                NODES.arrayNode().add(result));
        long number = store.record(run).number();
        CalibrationRun back = store.run(number).orElseThrow().run();
        assertEquals(run.finding().result().toString(), back.finding().result().toString());
        assertEquals(run.labels().toString(), back.labels().toString());
        assertEquals(run.finding().detail(), back.finding().detail());
        kept++;
      }
      assertTrue(kept > 50, "only " + kept);
    }
  }

  @Test
  void textThatIsNoDocumentIsAnErrorWithASentence() throws IOException {
    String whole = "{\"a\":[1,2,{\"b\":\"c\"}],\"d\":1.5e3}";
    int read = 0;
    for (int i = 0; i < 5000; i++) {
      StringBuilder broken = new StringBuilder(whole);
      for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
        int at = random.nextInt(broken.length());
        switch (random.nextInt(3)) {
          case 0 -> broken.deleteCharAt(at);
          case 1 -> broken.insert(at, whole.charAt(random.nextInt(whole.length())));
          default -> broken.setCharAt(at, (char) random.nextInt(0x10000));
        }
      }
      try {
        assertNotNull(StoredJson.read("x", broken.toString(), JsonNode.class));
        read++;
      } catch (IOException e) {
        assertTrue(e.getMessage().startsWith("x is no JSON of this store: "), e.getMessage());
      }
    }
    assertTrue(read > 50 && read < 4950, "read " + read);
  }

  @Test
  void deepAndLongDocumentsAreRefused() {
    ObjectNode deep = NODES.objectNode();
    ObjectNode inner = deep;
    for (int i = 0; i < 5000; i++) {
      inner = inner.putObject("a");
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> StoredJson.object("deep", deep, StoredJson.MAX_DOCUMENT_CHARS));
    assertThrows(
        IOException.class,
        () -> StoredJson.read("deep", "[".repeat(5000) + "]".repeat(5000), JsonNode.class));
    assertThrows(
        IllegalArgumentException.class,
        () -> StoredJson.object("long", NODES.objectNode().put("a", "x".repeat(200)), 100));
    assertThrows(
        IllegalArgumentException.class, () -> StoredJson.object("list", NODES.arrayNode(), 100));
  }
}
