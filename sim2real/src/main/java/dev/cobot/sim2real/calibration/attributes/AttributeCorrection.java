package dev.cobot.sim2real.calibration.attributes;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Vector3;
import java.io.IOException;
import java.util.OptionalDouble;

/**
 * What is changed in attributes after a model has read them; leaving it out gives the model's own
 * words back.
 *
 * @param place of x and y
 * @param heightMeters added to z, after {@code place}
 * @param yawRad added to every yaw
 * @param minScore what is less sure is left out; empty where the labels do not tell
 */
public record AttributeCorrection(
    PlaceCorrection place,
    double heightMeters,
    double yawRad,
    ColorCorrection color,
    SigmaScale sigmaScale,
    OptionalDouble minScore) {
  /** The version of the document that is written and read. */
  public static final int FORMAT = 1;

  /** Changes nothing. */
  public static final AttributeCorrection NONE =
      new AttributeCorrection(
          PlaceCorrection.NONE,
          0,
          0,
          ColorCorrection.NONE,
          SigmaScale.NONE,
          OptionalDouble.empty());

  private static final double MAX_HEIGHT_METERS = 0.1;
  private static final double MAX_YAW_RAD = Math.toRadians(30);
  private static final int MAX_MESSAGE_CHARS = 300;
  private static final String VERSION_KEY = "format";
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(
              DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
              DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
              DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  public AttributeCorrection {
    if (place == null || color == null || sigmaScale == null || minScore == null) {
      throw new IllegalArgumentException(
          "a correction has place, color, sigmaScale and minScore; a part that changes nothing is"
              + " NONE");
    }
    CorrectionLimits.within("heightMeters", heightMeters, -MAX_HEIGHT_METERS, MAX_HEIGHT_METERS);
    CorrectionLimits.within("yawRad", yawRad, -MAX_YAW_RAD, MAX_YAW_RAD);
    if (minScore.isPresent()) {
      CorrectionLimits.within("minScore", minScore.getAsDouble(), 0, 1);
    }
  }

  AttributeCorrection withPlace(PlaceCorrection changed) {
    return new AttributeCorrection(changed, heightMeters, yawRad, color, sigmaScale, minScore);
  }

  AttributeCorrection withHeight(double changedMeters) {
    return new AttributeCorrection(place, changedMeters, yawRad, color, sigmaScale, minScore);
  }

  AttributeCorrection withYaw(double changedRad) {
    return new AttributeCorrection(place, heightMeters, changedRad, color, sigmaScale, minScore);
  }

  AttributeCorrection withColor(ColorCorrection changed) {
    return new AttributeCorrection(place, heightMeters, yawRad, changed, sigmaScale, minScore);
  }

  AttributeCorrection withSigmaScale(SigmaScale changed) {
    return new AttributeCorrection(place, heightMeters, yawRad, color, changed, minScore);
  }

  AttributeCorrection withMinScore(double changed) {
    return new AttributeCorrection(
        place, heightMeters, yawRad, color, sigmaScale, OptionalDouble.of(changed));
  }

  /** Returns whether places or yaws are changed: that goes with one camera's calibration only. */
  public boolean moves() {
    return !place.equals(PlaceCorrection.NONE) || heightMeters != 0 || yawRad != 0;
  }

  /** Returns where an object is, of where it is seen; table frame. */
  public Vector3 position(Vector3 seenMeters) {
    return place.apply(seenMeters).plus(new Vector3(0, 0, heightMeters));
  }

  /** Returns one sigma of a position, of the stated one. */
  public Vector3 positionSigma(Vector3 statedMeters) {
    return new Vector3(
        sigmaScale.position() * statedMeters.x(),
        sigmaScale.position() * statedMeters.y(),
        sigmaScale.height() * statedMeters.z());
  }

  /** Returns the yaw of the seen one; not reduced to any range. */
  public double yaw(double seenRad) {
    return seenRad + yawRad;
  }

  /** Returns one sigma of a yaw, of the stated one; pi, which says nothing, stays. */
  public double yawSigma(double statedRad) {
    return statedRad >= Math.PI ? statedRad : Math.min(Math.PI, sigmaScale.yaw() * statedRad);
  }

  /** Returns the colour, of the seen one. */
  public ColorRgb color(ColorRgb seen) {
    // Through linear light and back a colour would not be the same to the last bit.
    return color.equals(ColorCorrection.NONE) ? seen : color.apply(seen);
  }

  /** Returns one sigma of each channel, of the stated one. */
  public Vector3 colorSigma(Vector3 stated) {
    return stated.times(sigmaScale.color());
  }

  /** Returns the attributes of the seen ones; kind, size and score stay. */
  public ObjectAttributes correct(ObjectAttributes seen) {
    ObjectAttributes.Uncertainty stated = seen.uncertainty();
    return new ObjectAttributes(
        seen.id(),
        seen.kind(),
        position(seen.positionMeters()),
        yaw(seen.yawRad()),
        color(seen.color()),
        seen.sizeMeters(),
        seen.score(),
        new ObjectAttributes.Uncertainty(
            positionSigma(stated.positionMeters()),
            yawSigma(stated.yawRad()),
            colorSigma(stated.colorRgb())),
        Quaternion.fromYaw(yaw(seen.yawRad()) - seen.yawRad()).rotate(seen.axis()));
  }

  /** The document, key for key. */
  private record Document(
      int format,
      PlaceCorrection place,
      double heightMeters,
      double yawRad,
      ColorCorrection color,
      SigmaScale sigmaScale,
      Double minScore) {}

  /** Returns the document, with every part. */
  public ObjectNode document() {
    return MAPPER.valueToTree(
        new Document(
            FORMAT,
            place,
            heightMeters,
            yawRad,
            color,
            sigmaScale,
            minScore.isPresent() ? minScore.getAsDouble() : null));
  }

  /**
   * Reads a document.
   *
   * @param source names it in errors
   * @throws IOException if it is of another version, has an unknown or a missing key, or a value
   *     out of range
   */
  public static AttributeCorrection parse(JsonNode document, String source) throws IOException {
    if (document == null || !document.isObject()) {
      throw new IOException(source + ": no correction of attributes, expected a JSON object");
    }
    JsonNode format = document.path(VERSION_KEY);
    if (!format.isInt() || format.intValue() != FORMAT) {
      throw new IOException(
          source
              + ": a correction of format "
              + shortened(format.isMissingNode() ? "unknown" : format.toString())
              + ", this Cobot reads "
              + FORMAT
              + "; calibrate the attributes again");
    }
    try {
      Document read = MAPPER.treeToValue(document, Document.class);
      return new AttributeCorrection(
          read.place(),
          read.heightMeters(),
          read.yawRad(),
          read.color(),
          read.sigmaScale(),
          read.minScore() == null ? OptionalDouble.empty() : OptionalDouble.of(read.minScore()));
    } catch (JsonProcessingException e) {
      throw new IOException(source + ": " + shortened(e.getOriginalMessage()), e);
    } catch (IllegalArgumentException e) {
      throw new IOException(source + ": " + shortened(e.getMessage()), e);
    }
  }

  private static String shortened(String text) {
    String given = String.valueOf(text);
    return given.length() <= MAX_MESSAGE_CHARS
        ? given
        : given.substring(0, MAX_MESSAGE_CHARS) + "...";
  }
}
