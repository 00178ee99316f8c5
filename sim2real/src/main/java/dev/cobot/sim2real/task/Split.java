package dev.cobot.sim2real.task;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.cobot.sim2real.render.RenderOptions;
import dev.cobot.sim2real.scene.ColorName;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * How the episodes of an evaluation differ from those that the tasks draw, as {@code splits} of a
 * suite's file declares it. What a split does not name stays as it is; {@link SplitEpisode} draws.
 *
 * @param targetColors colours of the target instead of its own; left out are those that its kind
 *     has in the task's scene anyway. Null leaves it as it is, as null of all others does
 * @param distractors more objects, at a place apart from all that the task needs; left out are the
 *     kinds of what is in a role of the task, so that its command stays clear
 * @param lights how the lamps of the cell differ
 * @param cameras how the cameras stand otherwise than the runtime is told
 * @param start where the arm waits
 * @param pictures what is wrong with the pictures
 * @param table how the table top looks
 * @param link what comes late
 * @param cast factor on each channel of all pictures of an episode, each drawn by itself
 * @param blink when the cameras show nothing new
 * @param grip what happens to what the gripper holds
 * @param displaced what is moved while nobody sees it
 * @param hidden when the target cannot be seen, and when the command comes
 * @param side a camera more than the world has
 */
public record Split(
    List<ColorName> targetColors,
    TaskSuite.Draw distractors,
    Lights lights,
    Cameras cameras,
    Start start,
    Pictures pictures,
    Table table,
    Link link,
    Range cast,
    Blink blink,
    Grip grip,
    Displaced displaced,
    Hidden hidden,
    Side side) {
  /** The name of {@link #NONE}. */
  public static final String G0 = "G0";

  /** Held-out seeds, and nothing else. */
  public static final Split NONE =
      new Split(null, null, null, null, null, null, null, null, null, null, null, null, null, null);

  public Split {
    if (targetColors != null && targetColors.isEmpty()) {
      throw new IllegalArgumentException("targetColors needs a colour, got none");
    }
    if (distractors != null
        && (distractors.count() == null
            || distractors.region() == null
            || distractors.colors().isEmpty()
            || distractors.otherColorThan() != null)) {
      throw new IllegalArgumentException(
          "the distractors of a split need count, kinds, colors and region, and refer to no"
              + " object");
    }
    targetColors = targetColors == null ? null : List.copyOf(targetColors);
    if (cast != null) {
      cast.require("cast", 0.1, 10);
    }
  }

  /** Numbers from the low to the high one, as [low, high]. */
  public record Range(double low, double high) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Range of(List<Double> ends) {
      if (ends.size() != 2 || ends.contains(null) || !(ends.get(0) < ends.get(1))) {
        throw new IllegalArgumentException("a range needs [low, high], got " + ends);
      }
      return new Range(ends.get(0), ends.get(1));
    }

    private void require(String what, double least, double most) {
      if (!(low >= least && high <= most)) {
        throw new IllegalArgumentException(
            what
                + " must be within ["
                + least
                + ", "
                + most
                + "], got ["
                + low
                + ", "
                + high
                + "]");
      }
    }
  }

  /**
   * Each lamp by itself.
   *
   * @param intensity factor on each lamp and on the light from everywhere
   * @param tint each channel of a lamp loses up to this share
   * @param movedMeters along each axis up to this far; a lamp at infinity stays
   */
  public record Lights(
      @JsonProperty(required = true) Range intensity,
      @JsonProperty(required = true) double tint,
      @JsonProperty(required = true) double movedMeters) {
    public Lights {
      intensity.require("intensity", 0, 4);
      requireRange("tint", tint, 0, 1);
      requireRange("movedMeters", movedMeters, 0, 1);
    }
  }

  /**
   * Each camera by itself.
   *
   * @param movedMeters along each axis of the table frame up to this far
   * @param turnedDegrees about each axis of the optical frame up to this much
   */
  public record Cameras(
      @JsonProperty(required = true) double movedMeters,
      @JsonProperty(required = true) double turnedDegrees) {
    public Cameras {
      requireRange("movedMeters", movedMeters, 0, 1);
      requireRange("turnedDegrees", turnedDegrees, 0, 45);
    }
  }

  /**
   * @param jointRad each joint up to this far from home
   */
  public record Start(@JsonProperty(required = true) double jointRad) {
    public Start {
      requireRange("jointRad", jointRad, 0, 0.5);
    }
  }

  /**
   * Drawn once for an episode, but for which pictures are dropped; {@link RenderOptions.Sensor} has
   * the units.
   *
   * @param droppedShare of the moments at which pictures are taken and none arrives, [0, 1)
   */
  public record Pictures(
      @JsonProperty(required = true) Range blurSigmaPixels,
      @JsonProperty(required = true) Range shotNoise,
      @JsonProperty(required = true) Range readNoise,
      @JsonProperty(required = true) Range jpegQualityPercent,
      @JsonProperty(required = true) double droppedShare) {
    public Pictures {
      blurSigmaPixels.require("blurSigmaPixels", 0, 10);
      shotNoise.require("shotNoise", 0, 1);
      readNoise.require("readNoise", 0, 1);
      jpegQualityPercent.require("jpegQualityPercent", 1, 100);
      requireRange("droppedShare", droppedShare, 0, 0.9);
    }
  }

  /**
   * The table top; {@link RenderOptions.TableFinish} has the units.
   *
   * @param brightness factor on all channels
   * @param tint each channel loses up to this share
   */
  public record Table(
      @JsonProperty(required = true) List<RenderOptions.Texture> textures,
      @JsonProperty(required = true) Range brightness,
      @JsonProperty(required = true) double tint,
      @JsonProperty(required = true) Range scaleMeters,
      @JsonProperty(required = true) Range contrast) {
    public Table {
      if (textures.isEmpty()) {
        throw new IllegalArgumentException("textures needs a texture, got none");
      }
      textures = List.copyOf(textures);
      brightness.require("brightness", 0, 4);
      requireRange("tint", tint, 0, 1);
      scaleMeters.require("scaleMeters", 0.001, 10);
      contrast.require("contrast", 0, 1);
    }
  }

  /**
   * @param actuationDelaySeconds from a command to when the drives obey it
   */
  public record Link(@JsonProperty(required = true) double actuationDelaySeconds) {
    public Link {
      requireRange("actuationDelaySeconds", actuationDelaySeconds, 0, 2);
    }
  }

  /**
   * All cameras at once, at times: either no picture comes, or the last one again and again with
   * new stamps.
   *
   * @param share of the time, on the whole
   * @param seconds how long at a time
   * @param frozenShare of these times in which the pictures are frozen
   */
  public record Blink(
      @JsonProperty(required = true) double share,
      @JsonProperty(required = true) Range seconds,
      @JsonProperty(required = true) double frozenShare) {
    public Blink {
      requireRange("share", share, 0.01, 0.9);
      seconds.require("seconds", 0.1, 60);
      requireRange("frozenShare", frozenShare, 0, 1);
    }
  }

  /**
   * Once in an episode what is held slips out of the gripper.
   *
   * @param slipsAtMeters how far it has been lifted by then
   */
  public record Grip(@JsonProperty(required = true) Range slipsAtMeters) {
    public Grip {
      slipsAtMeters.require("slipsAtMeters", 0.005, 0.5);
    }
  }

  /**
   * Once in an episode all cameras are dark, and meanwhile the target or the destination is put
   * elsewhere within the task's region, apart from everything else; what is held stays.
   *
   * @param atSeconds from the opening of the cell to when it gets dark
   * @param darkSeconds for how long; it is moved in the middle
   * @param movedMeters how far, along the table
   */
  public record Displaced(
      @JsonProperty(required = true) Range atSeconds,
      @JsonProperty(required = true) Range darkSeconds,
      @JsonProperty(required = true) Range movedMeters) {
    public Displaced {
      atSeconds.require("atSeconds", 0, 600);
      darkSeconds.require("darkSeconds", 0.1, 60);
      movedMeters.require("movedMeters", 0.01, 1);
    }
  }

  /**
   * From some time on a board hangs before each of some cameras and hides the target, and no more
   * than it must. It hangs half-way up to the camera, out of the arm's way, and touches nothing.
   *
   * @param from the ids of the cameras; another one that looks on sees the target
   * @param seenSeconds for how long all is seen before; null where the board hangs from the
   *     beginning and the command comes at once
   * @param darkSeconds for how long all cameras are dark then, while the board is hung up and, in
   *     the middle, the command comes; null where it comes {@value Hiding#SAID_AFTER_SECONDS} s
   *     after the board
   */
  public record Hidden(
      @JsonProperty(required = true) List<String> from, Range seenSeconds, Range darkSeconds) {
    public Hidden {
      if (from.isEmpty()
          || from.stream().anyMatch(Objects::isNull)
          || Set.copyOf(from).size() < from.size()) {
        throw new IllegalArgumentException(
            "hidden needs from, the ids of one camera or several, each once; got " + from);
      }
      if (seenSeconds == null && darkSeconds != null) {
        throw new IllegalArgumentException(
            "hidden with darkSeconds needs seenSeconds, for how long all is seen before it is"
                + " dark");
      }
      from = List.copyOf(from);
      if (seenSeconds != null) {
        seenSeconds.require("seenSeconds", 0.5, 60);
      }
      if (darkSeconds != null) {
        darkSeconds.require("darkSeconds", 0.5, 4.5);
      }
    }
  }

  /**
   * A second camera with the id {@value #ID}, of the lens and the look of the world's first one.
   *
   * @param positionMeters [x, y, z] where it stands, table frame
   * @param lookAtMeters [x, y, z] what it looks at, table frame
   */
  public record Side(
      @JsonProperty(required = true) List<Double> positionMeters,
      @JsonProperty(required = true) List<Double> lookAtMeters) {
    /** Its id, as that of a camera of a world. */
    public static final String ID = "side";

    public Side {
      requirePlace("positionMeters", positionMeters);
      requirePlace("lookAtMeters", lookAtMeters);
      positionMeters = List.copyOf(positionMeters);
      lookAtMeters = List.copyOf(lookAtMeters);
      double across =
          Math.hypot(
              positionMeters.get(0) - lookAtMeters.get(0),
              positionMeters.get(1) - lookAtMeters.get(1));
      if (across < 0.05) {
        throw new IllegalArgumentException(
            "side must not look straight down or up: positionMeters and lookAtMeters are only "
                + across
                + " m apart along the table; at least 0.05");
      }
    }

    private static void requirePlace(String what, List<Double> place) {
      if (place.size() != 3 || place.stream().anyMatch(v -> v == null || !(Math.abs(v) <= 5))) {
        throw new IllegalArgumentException(
            "side needs " + what + " [x, y, z], each within [-5, 5] m; got " + place);
      }
    }
  }

  private static void requireRange(String what, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          what + " must be in [" + least + ", " + most + "], got " + value);
    }
  }
}
