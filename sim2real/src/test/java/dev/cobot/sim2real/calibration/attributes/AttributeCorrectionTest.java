package dev.cobot.sim2real.calibration.attributes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Vector3;
import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a correction does, what it may be, and how it is written and read. */
class AttributeCorrectionTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final AttributeCorrection SOME =
      new AttributeCorrection(
          new PlaceCorrection(0.1, -0.05, 0.012, -0.007, 0.03, 1.02),
          -0.004,
          0.02,
          new ColorCorrection(
              List.of(1.1, 0.02, 0.0, 0.0, 0.95, 0.01, -0.03, 0.0, 1.3), List.of(0.01, 0.0, -0.02)),
          new SigmaScale(1.5, 2, 0.7, 1.1),
          OptionalDouble.of(0.41));

  @Test
  void theDocumentComesBack() throws IOException {
    for (AttributeCorrection correction : List.of(SOME, AttributeCorrection.NONE)) {
      JsonNode read = JSON.readTree(correction.document().toString());
      assertEquals(correction, AttributeCorrection.parse(read, "here"));
    }
    assertTrue(AttributeCorrection.NONE.document().get("minScore").isNull());
  }

  @Test
  void nothingIsToTheLastBitWhatWasSeen() {
    ObjectAttributes seen =
        new ObjectAttributes(
                "one",
                ObjectKind.CUBE,
                new Vector3(0.1234567, -0.0567, 0.031),
                1.2345,
                new ColorRgb(0.123, 0.456, 0.789),
                new Vector3(0.04, 0.04, 0.04),
                0.8,
                new ObjectAttributes.Uncertainty(
                    new Vector3(0.002, 0.003, 0.004), 0.1, new Vector3(0.02, 0.03, 0.04)))
            .leaning(new Vector3(0.3, -0.7, 0.2));
    assertEquals(seen, AttributeCorrection.NONE.correct(seen));
    assertSame(seen.color(), AttributeCorrection.NONE.color(seen.color()));
  }

  @Test
  void placesTurnAboutTheCentreAndSigmasScale() {
    AttributeCorrection turned =
        AttributeCorrection.NONE.withPlace(new PlaceCorrection(0.2, 0, 0.01, 0, 0.1, 1));
    Vector3 centre = turned.position(new Vector3(0.2, 0, 0.05));
    assertEquals(0, centre.distanceTo(new Vector3(0.21, 0, 0.05)), 1e-12);
    Vector3 beside = turned.position(new Vector3(0.3, 0, 0.05));
    assertEquals(0.1 * Math.sin(0.1), beside.y(), 1e-12);
    assertEquals(0.003, SOME.positionSigma(new Vector3(0.002, 0.002, 0.002)).x(), 1e-12);
    assertEquals(0.004, SOME.positionSigma(new Vector3(0.002, 0.002, 0.002)).z(), 1e-12);
    assertEquals(Math.PI, SOME.yawSigma(Math.PI), "a yaw that says nothing says nothing still");
    assertTrue(SOME.moves());
    assertTrue(!AttributeCorrection.NONE.withColor(SOME.color()).moves());
  }

  @Test
  void coloursStayColours() {
    ColorCorrection bright =
        new ColorCorrection(
            List.of(5.0, 2.0, 2.0, -2.0, 0.0, -2.0, 0.0, 0.0, 1.0), List.of(0.5, -0.5, 0.0));
    ColorRgb out = bright.apply(new ColorRgb(0.9, 0.2, 0.4));
    assertEquals(1, out.red());
    assertEquals(0, out.green());
    assertEquals(0.4, out.blue(), 1e-9);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"format\":2}",
        "{}",
        "[]",
        "7",
        "null",
        "{\"format\":1}",
        "{\"format\":\"1\"}",
        "{\"format\":1,\"place\":null,\"heightMeters\":0,\"yawRad\":0,\"color\":null,"
            + "\"sigmaScale\":null,\"minScore\":null}"
      })
  void whatIsNoCorrectionOfThisVersionIsRefused(String text) throws IOException {
    JsonNode document = JSON.readTree(text);
    IOException e =
        assertThrows(IOException.class, () -> AttributeCorrection.parse(document, "run 3"));
    assertTrue(e.getMessage().startsWith("run 3: "), e.getMessage());
  }

  @Test
  void keysAndRangesAreStrict() throws IOException {
    for (String key :
        List.of("place", "heightMeters", "yawRad", "color", "sigmaScale", "minScore")) {
      ObjectNode without = SOME.document();
      without.remove(key);
      refuse(without, key);
    }
    ObjectNode more = SOME.document();
    more.put("gamma", 2.2);
    refuse(more, "gamma");
    refuse(with("/place", "shiftXMeters", 0.3), "shiftXMeters");
    refuse(with("/place", "turnRad", 1), "turnRad");
    refuse(with("/place", "scale", 0), "scale");
    refuse(with("", "heightMeters", -0.2), "heightMeters");
    refuse(with("", "yawRad", 0.6), "yawRad");
    refuse(with("", "minScore", 1.1), "minScore");
    refuse(with("/sigmaScale", "yaw", 0), "yaw sigma scale");
    ObjectNode text = SOME.document();
    text.put("yawRad", "NaN");
    refuse(text, "yaw");
    ObjectNode cut = SOME.document();
    ((ObjectNode) cut.get("color")).putArray("matrix").add(1);
    refuse(cut, "matrix");
    ObjectNode wild = SOME.document();
    ((ArrayNode) wild.at("/color/matrix")).set(0, 1e9);
    refuse(wild, "matrix[0]");
  }

  private static ObjectNode with(String path, String key, double value) {
    ObjectNode document = SOME.document();
    ((ObjectNode) document.at(path)).put(key, value);
    return document;
  }

  private static void refuse(JsonNode document, String named) throws IOException {
    JsonNode read = JSON.readTree(document.toString());
    IOException e =
        assertThrows(
            IOException.class, () -> AttributeCorrection.parse(read, "here"), document::toString);
    assertTrue(e.getMessage().contains(named), named + " in " + e.getMessage());
  }

  @Test
  void brokenDocumentsAreReadOrRefusedWithASentence() {
    String whole = SOME.document().toString();
    Random random = new Random(3);
    int refused = 0;
    int read = 0;
    for (int i = 0; i < 4000; i++) {
      StringBuilder broken = new StringBuilder(whole);
      for (int edits = 1 + random.nextInt(2); edits > 0; edits--) {
        int at = random.nextInt(broken.length());
        switch (random.nextInt(3)) {
          case 0 -> broken.deleteCharAt(at);
          case 1 -> broken.insert(at, whole.charAt(random.nextInt(whole.length())));
          default -> broken.setCharAt(at, "0123456789.-e\"[]{},:n".charAt(random.nextInt(21)));
        }
      }
      JsonNode document;
      try {
        document = JSON.readTree(broken.toString());
      } catch (JsonProcessingException e) {
        continue;
      }
      try {
        AttributeCorrection correction = AttributeCorrection.parse(document, "here");
        assertTrue(correction.position(new Vector3(0.1, 0.1, 0.1)).isFinite());
        read++;
      } catch (IOException e) {
        assertTrue(e.getMessage().startsWith("here: "), e.getMessage());
        assertTrue(e.getMessage().length() < 500, e.getMessage());
        refused++;
      }
    }
    assertTrue(refused > 300 && read > 100, refused + " refused, " + read + " read");
  }
}
