package dev.cobot.sim2real.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectJsonTest {
  private static final Vector3 MODEL_SIZE = new Vector3(0.07, 0.07, 0.08);
  private static final SceneObject CUP =
      new SceneObject(
          "mine",
          ObjectKind.CUP,
          new Vector3(0.1, -0.2, 0.04),
          Quaternion.fromYaw(0.5),
          new ColorRgb(0, 0.25, 1),
          MODEL_SIZE);
  private static final double YAW = CUP.rotation().toRollPitchYaw()[2];
  private static final String SHAPE =
      "\"kind\":\"cup\",\"positionMeters\":[0.1,-0.2,0.04],\"yawRad\":"
          + YAW
          + ",\"pitchRad\":0.0,\"rollRad\":0.0,\"colorRgb\":[0.0,0.25,1.0],"
          + "\"sizeMeters\":[0.07,0.07,0.08]";

  private static JsonNode node(String json) throws Exception {
    return new JsonMapper().readTree(json);
  }

  private static SceneObject placed(String json) throws Exception {
    return ObjectJson.readPlaced(node(json), 3, kind -> MODEL_SIZE);
  }

  @Test
  void everyDocumentHasTheSameKeysInTheSameOrder() {
    assertEquals("{" + SHAPE + "}", ObjectJson.label(CUP, Optional.empty()).toString());
    assertEquals("{\"id\":\"mine\"," + SHAPE + "}", ObjectJson.placed(CUP).toString());
    ObjectAttributes belief =
        new ObjectAttributes(
            "cup-1",
            ObjectKind.CUP,
            CUP.positionMeters(),
            YAW,
            CUP.color(),
            MODEL_SIZE,
            0.9,
            new ObjectAttributes.Uncertainty(
                new Vector3(0.003, 0.002, 0.001), 0.1, new Vector3(0.01, 0.02, 0.03)));
    assertEquals(
        "{\"id\":\"cup-1\","
            + SHAPE
            + ",\"score\":0.9,\"uncertainty\":{\"positionMeters\":[0.003,0.002,0.001],"
            + "\"yawRad\":0.1,\"colorRgb\":[0.01,0.02,0.03]}}",
        ObjectJson.believed(belief).toString());
  }

  @Test
  void whatIsWrittenIsRead() throws Exception {
    SceneObject placed = placed(ObjectJson.placed(CUP).toString());
    assertEquals("mine", placed.id());
    assertEquals(CUP.positionMeters(), placed.positionMeters());
    assertEquals(0.5, placed.yawRad(), 1e-12);
    assertEquals(CUP.color(), placed.color());
    SceneObject labelled = ObjectJson.readLabel(ObjectJson.label(CUP, Optional.empty()), 3);
    assertEquals("cup3", labelled.id());
    assertEquals(MODEL_SIZE, labelled.sizeMeters());
  }

  @Test
  void whatIsPlacedNeedsOnlyKindPlaceAndColourAndHasItsModelsSize() throws Exception {
    SceneObject cup =
        placed(
            "{\"kind\":\"cup\",\"positionMeters\":[0,0,1],\"colorRgb\":[1,0,0],"
                + "\"sizeMeters\":\"any\"}");
    assertEquals("cup3", cup.id());
    assertEquals(0, cup.rotation().angleTo(Quaternion.IDENTITY), 1e-12);
    assertEquals(MODEL_SIZE, cup.sizeMeters());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'mine'|''|an id has 1 to 64 characters",
        "'kind'|'sort'|unknown key 'sort'; allowed: colorRgb, id, kind",
        "'cup'|'cat'|unknown object kind 'cat'; allowed: cube, bowl",
        "'cup'|7|kind must be a text, got 7",
        "'cup'|null|key 'kind' is missing",
        "-0.2|-10.5|positionMeters must be in [-10.0, 10.0], got [0.1, -10.5, 0.04]",
        "-0.2|'a'|positionMeters must be a list of 3 numbers, got [0.1,\"a\",0.04]",
        "[0.1,-0.2,0.04]|0.1|positionMeters must be a list of 3 numbers, got 0.1",
        "0.25|1.25|each colour channel must be in [0, 1]",
        "'yawRad':0.5|'yawRad':101|yawRad must be in [-100.0, 100.0] rad, got 101",
        "'pitchRad':0.0|'pitchRad':null|pitchRad must be in [-100.0, 100.0] rad, got null",
      })
  void whatCannotBePlacedIsNamed(String from, String to, String expected) {
    String good = ("{\"id\":\"mine\"," + SHAPE + "}").replace(YAW + ",", "0.5,");
    String quoted = from.replace('\'', '"');
    assertTrue(good.contains(quoted));
    String bad = good.replace(quoted, to.replace('\'', '"'));
    String message = assertThrows(IllegalArgumentException.class, () -> placed(bad)).getMessage();
    assertTrue(message.contains(expected), message);
  }

  @Test
  void aLabelIsAnObjectWithoutAnId() throws Exception {
    JsonNode named = ObjectJson.placed(CUP);
    String message =
        assertThrows(IllegalArgumentException.class, () -> ObjectJson.readLabel(named, 0))
            .getMessage();
    assertTrue(message.startsWith("unknown key 'id'; allowed: box, colorRgb, kind"), message);
    JsonNode list = node("[1]");
    message =
        assertThrows(IllegalArgumentException.class, () -> ObjectJson.readLabel(list, 0))
            .getMessage();
    assertEquals("an object is needed, got [1]", message);
  }

  @Test
  void aLabelMaySayHowThePictureShowsIt() throws Exception {
    ObjectView view = new ObjectView(10.5, 20.5, 30.5, 44.5, 0.75);
    JsonNode label = node(ObjectJson.label(CUP, Optional.of(view)).toString());
    assertEquals(Optional.of(view), ObjectJson.readView(label));
    assertEquals(CUP.positionMeters(), ObjectJson.readLabel(label, 0).positionMeters());
    assertEquals(Optional.empty(), ObjectJson.readView(node("{" + SHAPE + "}")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[5,1,4,2]|0.5|box",
        "[1,5,2,4]|0.5|box",
        "[1,2,3]|0.5|box",
        "[1,2,3,1e9]|0.5|box",
        "[1,2,3,4]|1.5|visible",
        "[1,2,3,4]|\"half\"|visible"
      })
  void aBoxThatCannotBeIsRefused(String box, String visible, String named) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> ObjectJson.readView(node("{\"box\":" + box + ",\"visible\":" + visible + "}")));
    assertTrue(e.getMessage().contains(named), e.getMessage());
  }
}
