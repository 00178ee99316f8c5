package dev.cobot.node.cli.calibrate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.sim2real.calibration.attributes.AttributeCalibrationResult;
import dev.cobot.sim2real.calibration.attributes.AttributeError;
import dev.cobot.sim2real.calibration.attributes.HeldOutComparison;
import dev.cobot.sim2real.calibration.attributes.HeldOutComparison.Estimate;
import dev.cobot.sim2real.calibration.attributes.JudgedPicture;
import dev.cobot.sim2real.calibration.attributes.PartResult;
import java.util.Map;

/** The result of a calibration of attributes as the JSON document that is printed and kept. */
final class AttributeDocuments {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private AttributeDocuments() {}

  /**
   * Returns the whole document.
   *
   * @param left why pictures are left out, by their names
   */
  static ObjectNode of(AttributeCalibrationResult result, Map<String, String> left) {
    ObjectNode document =
        NODES.objectNode().put("verdict", result.verdict().id()).put("detail", result.detail());
    ObjectNode correction = result.correction().document();
    document.set("correction", correction);
    ObjectNode parameters = correction.deepCopy();
    parameters.remove("format");
    document.set("parameters", parameters);
    document.set("sigma", result.sigma());
    ArrayNode parts = document.putArray("parts");
    result.parts().forEach(part -> parts.add(part(part)));
    ArrayNode errors = document.putArray("errors");
    result.errors().forEach(error -> errors.add(error(error)));
    ArrayNode pictures = document.putArray("pictures");
    result.pictures().forEach(picture -> pictures.add(picture(picture)));
    left.forEach((name, why) -> pictures.addObject().put("image", name).put("leftOut", why));
    return document;
  }

  private static ObjectNode part(PartResult part) {
    ObjectNode node =
        NODES
            .objectNode()
            .put("part", part.part().id())
            .put("verdict", part.verdict().id())
            .put("detail", part.detail())
            .put("kept", part.kept());
    node.set("heldOut", part.heldOut() == null ? NODES.nullNode() : comparison(part.heldOut()));
    return node;
  }

  private static ObjectNode error(AttributeError error) {
    ObjectNode node =
        NODES
            .objectNode()
            .put("attribute", error.attribute().id())
            .put("unit", error.attribute().unit());
    node.set("median", comparison(error.median()));
    node.put("percentile90Before", error.percentile90Before());
    node.put("percentile90After", error.percentile90After());
    node.put("coverageBefore", finite(error.coverageBefore()));
    node.put("coverageAfter", finite(error.coverageAfter()));
    return node;
  }

  private static ObjectNode comparison(HeldOutComparison comparison) {
    ObjectNode node =
        NODES
            .objectNode()
            .put("pictures", comparison.pictures())
            .put("values", comparison.values());
    node.set("before", estimate(comparison.before()));
    node.set("after", estimate(comparison.after()));
    node.set("difference", estimate(comparison.difference()));
    return node;
  }

  private static ObjectNode estimate(Estimate estimate) {
    return NODES
        .objectNode()
        .put("value", finite(estimate.value()))
        .put("low", finite(estimate.low()))
        .put("high", finite(estimate.high()));
  }

  private static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static ObjectNode picture(JudgedPicture picture) {
    return NODES
        .objectNode()
        .put("image", picture.name())
        .put("role", picture.heldOut() ? "held-out" : "fit")
        .put("matched", picture.objects().size())
        .put("missed", picture.missed().size())
        .put("false", picture.falseReports().size())
        .put("errorBeforeMeters", picture.positionErrorMeters(false))
        .put("errorAfterMeters", picture.positionErrorMeters(true));
  }
}
