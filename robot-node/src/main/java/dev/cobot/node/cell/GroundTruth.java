package dev.cobot.node.cell;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.sim2real.dataset.ObjectJson;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.sim.PlantTruth;

/** What is really so, as JSON for judges. */
final class GroundTruth {
  private static final JsonMapper JSON = new JsonMapper();

  private GroundTruth() {}

  /** Returns the document: SI units, table frame, objects in the shape of {@code labels.json}. */
  static String toJson(PlantTruth truth) {
    ObjectNode document = JSON.createObjectNode();
    document.put("timeSeconds", truth.timeSeconds());
    document.put("heldId", truth.heldId().orElse(null));
    document.put("armBlocked", truth.armBlocked());
    ArrayNode objects = document.putArray("objects");
    for (PlantTruth.ObjectTruth one : truth.objects()) {
      ObjectNode object = ObjectJson.placed(one.object());
      numbers(object.putArray("linearVelocityMetersPerSecond"), one.linearVelocity());
      numbers(object.putArray("angularVelocityRadPerSecond"), one.angularVelocity());
      object.put("touchesGripper", one.touchesGripper());
      object.put("touchesTable", one.touchesTable());
      ArrayNode touches = object.putArray("touches");
      one.touches().stream().sorted().forEach(touches::add);
      objects.add(object);
    }
    return document.toString();
  }

  private static void numbers(ArrayNode array, Vector3 v) {
    array.add(v.x()).add(v.y()).add(v.z());
  }
}
