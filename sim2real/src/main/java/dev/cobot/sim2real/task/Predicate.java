package dev.cobot.sim2real.task;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.sim.PlantTruth;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A statement about the cell that is true or false at every moment. Suites name objects by their
 * role ({@code target}, {@code destination}, {@code support}) or by their id.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Predicate.Inside.class, name = "inside"),
  @JsonSubTypes.Type(value = Predicate.BelowRim.class, name = "belowRim"),
  @JsonSubTypes.Type(value = Predicate.Touches.class, name = "touches"),
  @JsonSubTypes.Type(value = Predicate.Apart.class, name = "apart"),
  @JsonSubTypes.Type(value = Predicate.Gripped.class, name = "gripped"),
  @JsonSubTypes.Type(value = Predicate.Free.class, name = "free"),
  @JsonSubTypes.Type(value = Predicate.Released.class, name = "released"),
  @JsonSubTypes.Type(value = Predicate.GripperOpen.class, name = "gripperOpen"),
  @JsonSubTypes.Type(value = Predicate.Still.class, name = "still"),
  @JsonSubTypes.Type(value = Predicate.Upright.class, name = "upright"),
  @JsonSubTypes.Type(value = Predicate.Lying.class, name = "lying"),
  @JsonSubTypes.Type(value = Predicate.InPlace.class, name = "inPlace"),
  @JsonSubTypes.Type(value = Predicate.Moved.class, name = "moved"),
  @JsonSubTypes.Type(value = Predicate.Lifted.class, name = "lifted"),
  @JsonSubTypes.Type(value = Predicate.NoSlip.class, name = "noSlip"),
  @JsonSubTypes.Type(value = Predicate.Near.class, name = "near"),
  @JsonSubTypes.Type(value = Predicate.Visited.class, name = "visited"),
  @JsonSubTypes.Type(value = Predicate.Travelled.class, name = "travelled"),
  @JsonSubTypes.Type(value = Predicate.FromEdge.class, name = "fromEdge"),
  @JsonSubTypes.Type(value = Predicate.Wiped.class, name = "wiped"),
  @JsonSubTypes.Type(value = Predicate.PressedBelow.class, name = "pressedBelow"),
})
public sealed interface Predicate {
  /** The table top as something to touch. */
  String TABLE = "table";

  /** Returns whether it is true now. */
  boolean holds(EpisodeState state);

  /** Returns the words by which it names objects; a suite is checked for them when it is read. */
  @JsonIgnore
  List<String> objects();

  /** Returns the name that logs use, such as {@code inside(target, destination)}. */
  @JsonIgnore
  default String name() {
    String word = getClass().getSimpleName();
    return Character.toLowerCase(word.charAt(0))
        + word.substring(1)
        + objects().stream().collect(Collectors.joining(", ", "(", ")"));
  }

  /** The object's middle is in the container, its thinnest half away from the inner wall. */
  record Inside(
      @JsonProperty(required = true) String object, @JsonProperty(required = true) String container)
      implements Predicate {
    private static final double WALL_METERS = 0.012;

    @Override
    public boolean holds(EpisodeState state) {
      SceneObject thing = state.now(object);
      SceneObject outer = state.now(container);
      Vector3 size = thing.sizeMeters();
      double half = Math.min(size.x(), Math.min(size.y(), size.z())) / 2;
      double room = outer.sizeMeters().x() / 2 - WALL_METERS - half;
      return thing.positionMeters().horizontalDistanceTo(outer.positionMeters()) <= room;
    }

    @Override
    public List<String> objects() {
      return List.of(object, container);
    }
  }

  /** The object's centre is lower than the container's rim. */
  record BelowRim(
      @JsonProperty(required = true) String object, @JsonProperty(required = true) String container)
      implements Predicate {
    @Override
    public boolean holds(EpisodeState state) {
      SceneObject outer = state.now(container);
      return state.now(object).positionMeters().z()
          < outer.positionMeters().z() + outer.sizeMeters().z() / 2;
    }

    @Override
    public List<String> objects() {
      return List.of(object, container);
    }
  }

  /** The object touches another, or the {@value #TABLE}. */
  record Touches(
      @JsonProperty(required = true) String object, @JsonProperty(required = true) String other)
      implements Predicate {
    @Override
    public boolean holds(EpisodeState state) {
      PlantTruth.ObjectTruth thing = state.object(object);
      return other.equals(TABLE)
          ? thing.touchesTable()
          : thing.touches().contains(state.scene().idOf(other));
    }

    @Override
    public List<String> objects() {
      return other.equals(TABLE) ? List.of(object) : List.of(object, other);
    }

    @Override
    public String name() {
      return "touches(" + object + ", " + other + ")";
    }
  }

  /** The object does not touch the other. */
  record Apart(
      @JsonProperty(required = true) String object, @JsonProperty(required = true) String other)
      implements Predicate {
    @Override
    public boolean holds(EpisodeState state) {
      return !state.object(object).touches().contains(state.scene().idOf(other));
    }

    @Override
    public List<String> objects() {
      return List.of(object, other);
    }
  }

  /** Both fingers hold the object. */
  record Gripped(@JsonProperty(required = true) String object) implements Predicate {
    @Override
    public boolean holds(EpisodeState state) {
      return state.held(object);
    }

    @Override
    public List<String> objects() {
      return List.of(object);
    }
  }

  /** The fingers do not hold the object. */
  record Free(@JsonProperty(required = true) String object) implements Predicate {
    @Override
    public boolean holds(EpisodeState state) {
      return !state.held(object);
    }

    @Override
    public List<String> objects() {
      return List.of(object);
    }
  }

  /** No part of the gripper touches the object, and nothing is held. */
  record Released(@JsonProperty(required = true) String object) implements Predicate {
    @Override
    public boolean holds(EpisodeState state) {
      return !state.object(object).touchesGripper() && state.truth().heldId().isEmpty();
    }

    @Override
    public List<String> objects() {
      return List.of(object);
    }
  }

  /** The fingers are this far apart. */
  record GripperOpen(@JsonProperty(required = true) double meters) implements Predicate {
    @Override
    public boolean holds(EpisodeState state) {
      return state.arm().gripperOpeningMeters() > meters;
    }

    @Override
    public List<String> objects() {
      return List.of();
    }
  }

  /** The object moves by less than 2 cm a second. */
  record Still(@JsonProperty(required = true) String object) implements Predicate {
    private static final double METERS_PER_SECOND = 0.02;

    @Override
    public boolean holds(EpisodeState state) {
      return state.object(object).speedMetersPerSecond() < METERS_PER_SECOND;
    }

    @Override
    public List<String> objects() {
      return List.of(object);
    }
  }

  /** The object's axis is at most this far from the vertical. */
  record Upright(
      @JsonProperty(required = true) String object,
      @JsonProperty(required = true) double maxTiltDegrees)
      implements Predicate {
    @Override
    public boolean holds(EpisodeState state) {
      return state.tiltRad(object) <= Math.toRadians(maxTiltDegrees);
    }

    @Override
    public List<String> objects() {
      return List.of(object);
    }
  }

  /** The object's axis is farther than this from the vertical, up or down. */
  record Lying(
      @JsonProperty(required = true) String object,
      @JsonProperty(required = true) double minTiltDegrees)
      implements Predicate {
    @Override
    public boolean holds(EpisodeState state) {
      double tiltRad = state.tiltRad(object);
      return Math.min(tiltRad, Math.PI - tiltRad) > Math.toRadians(minTiltDegrees);
    }

    @Override
    public List<String> objects() {
      return List.of(object);
    }
  }

  /** The object is within this distance, in the table's plane, of where it started. */
  record InPlace(
      @JsonProperty(required = true) String object,
      @JsonProperty(required = true) double withinMeters)
      implements Predicate {
    @Override
    public boolean holds(EpisodeState state) {
      return state
              .now(object)
              .positionMeters()
              .horizontalDistanceTo(state.atStart(object).positionMeters())
          < withinMeters;
    }

    @Override
    public List<String> objects() {
      return List.of(object);
    }
  }

  /** The object is farther than this, in the table's plane, from where it started. */
  record Moved(
      @JsonProperty(required = true) String object,
      @JsonProperty(required = true) double beyondMeters)
      implements Predicate {
    @Override
    public boolean holds(EpisodeState state) {
      return state
              .now(object)
              .positionMeters()
              .horizontalDistanceTo(state.atStart(object).positionMeters())
          > beyondMeters;
    }

    @Override
    public List<String> objects() {
      return List.of(object);
    }
  }

  /**
   * The object's lowest point is this far above the top of another as that started, or above its
   * own lowest point at the start when no other is named.
   */
  record Lifted(
      @JsonProperty(required = true) String object,
      String above,
      @JsonProperty(required = true) double byMeters)
      implements Predicate {
    @Override
    public boolean holds(EpisodeState state) {
      SceneObject from = state.atStart(above == null ? object : above);
      double half = EpisodeState.halfHeightMeters(from);
      double base = from.positionMeters().z() + (above == null ? -half : half);
      return state.lowestMeters(object) >= base + byMeters;
    }

    @Override
    public List<String> objects() {
      return above == null ? List.of(object) : List.of(object, above);
    }
  }

  /** Since the grasp the object has moved by less than this in the hand. */
  record NoSlip(
      @JsonProperty(required = true) String object,
      @JsonProperty(required = true) double belowMeters)
      implements Predicate {
    @Override
    public boolean holds(EpisodeState state) {
      return state.memory().slipMeters(state, object) < belowMeters;
    }

    @Override
    public List<String> objects() {
      return List.of(object);
    }
  }

  /** The tool has come within this distance of the object's box, now or before. */
  record Near(
      @JsonProperty(required = true) String object,
      @JsonProperty(required = true) double withinMeters)
      implements Predicate {
    @Override
    public boolean holds(EpisodeState state) {
      SceneObject thing = state.now(object);
      Vector3 tool = state.memory().tableFromTool().translation();
      double[] local =
          thing.rotation().inverse().rotate(tool.minus(thing.positionMeters())).toArray();
      double[] size = thing.sizeMeters().toArray();
      double square = 0;
      for (int axis = 0; axis < 3; axis++) {
        double outside = Math.max(0, Math.abs(local[axis]) - size[axis] / 2);
        square += outside * outside;
      }
      return square < withinMeters * withinMeters;
    }

    @Override
    public List<String> objects() {
      return List.of(object);
    }
  }

  /** The target has passed this many waypoints of the circuit, in their order. */
  record Visited(@JsonProperty(required = true) int waypoints) implements Predicate {
    @Override
    public boolean holds(EpisodeState state) {
      return state.memory().waypointsPassed() >= waypoints;
    }

    @Override
    public List<String> objects() {
      return List.of();
    }

    @Override
    public String name() {
      return "visited(" + waypoints + ")";
    }
  }

  /** The target has gone a way of this length. */
  record Travelled(@JsonProperty(required = true) double meters) implements Predicate {
    @Override
    public boolean holds(EpisodeState state) {
      return state.memory().pathMeters() >= meters;
    }

    @Override
    public List<String> objects() {
      return List.of();
    }
  }

  /** The object's outline stays this far inside the rectangle of the table's edge. */
  record FromEdge(
      @JsonProperty(required = true) String object,
      @JsonProperty(required = true) List<Double> tableSizeMeters,
      @JsonProperty(required = true) double marginMeters)
      implements Predicate {
    public FromEdge {
      if (tableSizeMeters.size() != 2) {
        throw new IllegalArgumentException("tableSizeMeters needs [x, y], got " + tableSizeMeters);
      }
      tableSizeMeters = List.copyOf(tableSizeMeters);
    }

    @Override
    public boolean holds(EpisodeState state) {
      SceneObject thing = state.now(object);
      double radius = Math.max(thing.sizeMeters().x(), thing.sizeMeters().y()) / 2;
      Vector3 p = thing.positionMeters();
      return tableSizeMeters.get(0) / 2 - Math.abs(p.x()) - radius >= marginMeters
          && tableSizeMeters.get(1) / 2 - Math.abs(p.y()) - radius >= marginMeters;
    }

    @Override
    public List<String> objects() {
      return List.of(object);
    }
  }

  /** This share of the area has been wiped. */
  record Wiped(@JsonProperty(required = true) double share) implements Predicate {
    @Override
    public boolean holds(EpisodeState state) {
      return state.memory().wiped().map(area -> area.share() >= share).orElse(false);
    }

    @Override
    public List<String> objects() {
      return List.of();
    }

    @Override
    public String name() {
      return "wiped(" + share + ")";
    }
  }

  /** The object presses on the table with less than this. */
  record PressedBelow(
      @JsonProperty(required = true) String object, @JsonProperty(required = true) double newtons)
      implements Predicate {
    @Override
    public boolean holds(EpisodeState state) {
      return state.object(object).tableForceNewtons() < newtons;
    }

    @Override
    public List<String> objects() {
      return List.of(object);
    }
  }
}
