package dev.cobot.sim2real.task;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A suite of tasks as {@code worlds/suites/*.yaml} declares it.
 *
 * @param suite the suite's name
 * @param world the world file, relative to the folder {@code worlds}
 * @param seeds which seeds are for training and which for evaluation
 * @param region where objects stand unless their draw says otherwise
 * @param clearanceMeters smallest gap between the bounding circles of two objects
 * @param splits by name, in the file's order: how the episodes of an evaluation can differ
 */
public record TaskSuite(
    String suite,
    String world,
    Seeds seeds,
    Region region,
    double clearanceMeters,
    List<Task> tasks,
    Map<String, Split> splits) {
  private static final String TARGET = "target";
  private static final String DESTINATION = "destination";
  private static final String SUPPORT = "support";

  public TaskSuite {
    if (!(clearanceMeters >= 0 && clearanceMeters < 0.5)) {
      throw new IllegalArgumentException(
          "clearanceMeters must be in [0, 0.5), got " + clearanceMeters);
    }
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException("a suite needs at least one task");
    }
    if (tasks.stream().map(Task::id).distinct().count() < tasks.size()) {
      throw new IllegalArgumentException(
          "each task needs its own id, got " + tasks.stream().map(Task::id).toList());
    }
    tasks = List.copyOf(tasks);
    if (splits.containsKey(Split.G0)) {
      throw new IllegalArgumentException(
          "splits: " + Split.G0 + " is the tasks as they are and cannot be another");
    }
    splits = Collections.unmodifiableMap(new LinkedHashMap<>(splits));
  }

  /**
   * Reads a suite; unknown keys, missing keys and bad values are errors that name the file and the
   * place.
   */
  public static TaskSuite load(Path file) throws IOException {
    return SuiteFile.read(file);
  }

  /** Seeds from the first to the last, both included. */
  public record SeedRange(
      @JsonProperty(required = true) long first, @JsonProperty(required = true) long last) {
    private static final long SET_SIZE = 100_000;

    public SeedRange {
      if (!(first <= last)) {
        throw new IllegalArgumentException(
            "a seed range needs first <= last, got " + first + " and " + last);
      }
    }

    public boolean contains(long seed) {
      return seed >= first && seed <= last;
    }

    /**
     * Returns the seed of an episode of a set; sets of neighbouring roots share no episode up to
     * {@value #SET_SIZE} episodes.
     */
    public long at(long root, long index) {
      return first + Math.floorMod((root - 1) * SET_SIZE + index, last - first + 1);
    }

    boolean overlaps(SeedRange other) {
      return first <= other.last && other.first <= last;
    }
  }

  /** Which seeds scenes are drawn from; what is trained on is never evaluated on. */
  public record Seeds(
      @JsonProperty(required = true) SeedRange training,
      @JsonProperty(required = true) SeedRange evaluation) {
    public Seeds {
      if (training.overlaps(evaluation)) {
        throw new IllegalArgumentException(
            "the seeds for training and for evaluation overlap: "
                + training
                + " and "
                + evaluation);
      }
    }
  }

  /** A rectangle of the table, each side as [low, high]. */
  public record Region(
      @JsonProperty(required = true) List<Double> xMeters,
      @JsonProperty(required = true) List<Double> yMeters) {
    public Region {
      if (xMeters.size() != 2
          || yMeters.size() != 2
          || !(xMeters.get(0) < xMeters.get(1))
          || !(yMeters.get(0) < yMeters.get(1))) {
        throw new IllegalArgumentException(
            "a region needs [low, high] for xMeters and yMeters, got " + xMeters + " " + yMeters);
      }
    }
  }

  /**
   * One or several objects to draw. Each stands on the table unless it is said to stand on or to
   * lie in another one, which must be declared before it.
   *
   * @param count how many of them; each gets the id with a number; null for a single one that gets
   *     the id as it is
   * @param region where they stand, instead of the suite's region
   * @param on the id of what it stands on, at its middle
   * @param lyingIn the id of the container that it lies in, more than 60 degrees from the vertical
   * @param sameColorAs the id of an object whose colour name it shares, instead of colours
   * @param otherColorThan the id of an object whose colour name it does not have
   */
  public record Draw(
      Integer count,
      @JsonProperty(required = true) List<ObjectKind> kinds,
      List<ColorName> colors,
      Region region,
      String on,
      String lyingIn,
      String sameColorAs,
      String otherColorThan) {
    public Draw {
      boolean colored = sameColorAs != null || (colors != null && !colors.isEmpty());
      if ((count != null && (count < 0 || count > 16)) || kinds.isEmpty() || !colored) {
        throw new IllegalArgumentException(
            "a draw needs a count in [0, 16], kinds, and colors or sameColorAs; got count "
                + count);
      }
      if (on != null && lyingIn != null) {
        throw new IllegalArgumentException("a draw has either on or lyingIn, got both");
      }
      if ((on != null || lyingIn != null) && (region != null || count != null)) {
        throw new IllegalArgumentException(
            "a draw with on or lyingIn is one object and has no region");
      }
      kinds = List.copyOf(kinds);
      colors = colors == null ? List.of() : List.copyOf(colors);
    }

    /** Returns the ids of what is drawn under a key. */
    List<String> ids(String key) {
      return count == null
          ? List.of(key)
          : IntStream.range(0, count).mapToObj(i -> key + i).toList();
    }
  }

  /** A kind with a colour that no object of the scene may have. */
  public record Absent(
      @JsonProperty(required = true) ObjectKind kind,
      @JsonProperty(required = true) ColorName color) {}

  /**
   * Waypoints on a circle. The first is the one nearest to where the target starts; the draw
   * chooses the sense of the others.
   *
   * @param toleranceMeters how near a waypoint the target must come
   */
  public record Circuit(
      @JsonProperty(required = true) List<Double> centerMeters,
      @JsonProperty(required = true) double radiusMeters,
      @JsonProperty(required = true) int waypoints,
      @JsonProperty(required = true) double toleranceMeters) {
    public Circuit {
      if (centerMeters.size() != 2
          || !(radiusMeters > 0 && radiusMeters < 1)
          || waypoints < 2
          || waypoints > 64
          || !(toleranceMeters > 0 && toleranceMeters < radiusMeters)) {
        throw new IllegalArgumentException(
            "a circuit needs centerMeters [x, y], radiusMeters in (0, 1), 2 to 64 waypoints and a"
                + " toleranceMeters below the radius");
      }
      centerMeters = List.copyOf(centerMeters);
    }
  }

  /**
   * What is to be wiped, as square cells. A cell is wiped when it lies under the target while that
   * presses on the table.
   *
   * @param cells cells along x; those along y are of the same size
   * @param forceNewtons [least, most] with which the target must press
   */
  public record Area(
      @JsonProperty(required = true) Region region,
      @JsonProperty(required = true) int cells,
      @JsonProperty(required = true) List<Double> forceNewtons) {
    public Area {
      if (cells < 1
          || cells > 200
          || forceNewtons.size() != 2
          || !(forceNewtons.get(0) <= forceNewtons.get(1))) {
        throw new IllegalArgumentException(
            "an area needs 1 to 200 cells and forceNewtons [least, most], got "
                + cells
                + " and "
                + forceNewtons);
      }
      forceNewtons = List.copyOf(forceNewtons);
    }
  }

  /**
   * When an episode has succeeded and when it has failed.
   *
   * @param all what must be true at once
   * @param holdSeconds for how long, without a break
   * @param guards what must not happen
   * @param progress the levels before success in their order
   */
  public record Goal(
      @JsonProperty(required = true) double holdSeconds,
      @JsonProperty(required = true) List<Predicate> all,
      List<Guard> guards,
      @JsonProperty(required = true) List<Predicate> progress) {
    public Goal {
      if (!(holdSeconds >= 0 && holdSeconds <= 60) || all.isEmpty()) {
        throw new IllegalArgumentException(
            "a goal needs holdSeconds in [0, 60] and predicates, got holdSeconds " + holdSeconds);
      }
      all = List.copyOf(all);
      guards = guards == null ? List.of() : List.copyOf(guards);
      progress = List.copyOf(progress);
    }

    /** Returns every predicate that it is made of. */
    Stream<Predicate> predicates() {
      return Stream.of(
              all.stream(),
              guards.stream().flatMap(g -> Stream.of(g.always, g.until).filter(Objects::nonNull)),
              progress.stream())
          .flatMap(stream -> stream);
    }
  }

  /**
   * What must be true all the time, or else the episode has failed.
   *
   * @param until from when on it need not be true any more, or null
   * @param otherwise class of the failure
   */
  public record Guard(
      @JsonProperty(required = true) Predicate always,
      Predicate until,
      @JsonProperty(required = true) String otherwise) {}

  /**
   * One task.
   *
   * @param skill the name of the skill that it asks for; null when the command is to be refused and
   *     nothing may move
   * @param objects what to draw by id, in this order
   * @param target id of what the task is about
   * @param destination id of the container that the target goes into, or null
   * @param support id of what the target stands on or lies in, or null
   * @param absent what no drawn object may be, or null
   * @param circuit where the target is to be pushed, or null
   * @param area what is to be wiped, or null
   * @param othersStayMeters how far an object may move that the task does not concern
   * @param goal null when the command is to be refused: the runtime's answer is judged then
   * @param prompts sentences; {@code {color}} and {@code {target}} stand for the words of the
   *     target's colour and kind, {@code {sense}} for clockwise or counterclockwise
   * @param split how its episodes differ where an evaluation asks for no other, or null
   */
  public record Task(
      String id,
      String title,
      String skill,
      double timeLimitSeconds,
      Map<String, Draw> objects,
      String target,
      String destination,
      String support,
      Absent absent,
      Circuit circuit,
      Area area,
      double othersStayMeters,
      Goal goal,
      List<String> prompts,
      Split split) {
    public Task {
      if (!(timeLimitSeconds > 0 && timeLimitSeconds <= 600)) {
        throw new IllegalArgumentException(
            "task " + id + ": timeLimitSeconds must be in (0, 600], got " + timeLimitSeconds);
      }
      if (prompts.isEmpty()) {
        throw new IllegalArgumentException("task " + id + " needs at least one prompt");
      }
      objects = Collections.unmodifiableMap(new LinkedHashMap<>(objects));
      prompts = List.copyOf(prompts);
      Set<String> known = new LinkedHashSet<>();
      for (Map.Entry<String, Draw> entry : objects.entrySet()) {
        Draw draw = entry.getValue();
        for (String other :
            Stream.of(draw.on, draw.lyingIn, draw.sameColorAs, draw.otherColorThan)
                .filter(Objects::nonNull)
                .toList()) {
          requireKnown(id, entry.getKey() + " refers to", other, known);
        }
        known.addAll(draw.ids(entry.getKey()));
      }
      for (String role :
          Stream.of(target, destination, support).filter(Objects::nonNull).toList()) {
        requireKnown(id, "a role is", role, known);
      }
      if (!objects.containsKey(target) || objects.get(target).colors().isEmpty()) {
        throw new IllegalArgumentException(
            "task " + id + ": the target must be one object that has colors, not one of several");
      }
      if ((skill == null) != (goal == null) || (skill != null && skill.isBlank())) {
        throw new IllegalArgumentException(
            "task "
                + id
                + ": one with a skill needs a goal, and one without (its command is to be refused)"
                + " has none");
      }
      for (Predicate predicate : goal == null ? List.<Predicate>of() : goal.predicates().toList()) {
        for (String word : predicate.objects()) {
          requireKnown(
              id, "a predicate names", idOf(word, id, target, destination, support), known);
        }
      }
    }

    /** Whether its command is to be refused. */
    public boolean isRefused() {
      return skill == null;
    }

    /** Returns the same task with other sentences. */
    public Task withPrompts(List<String> newPrompts) {
      return with(objects, circuit, newPrompts);
    }

    /** Returns the same task in a scene of other objects. */
    Task in(Map<String, Draw> newObjects, Circuit newCircuit) {
      return with(newObjects, circuit == null ? null : newCircuit, prompts);
    }

    private Task with(Map<String, Draw> newObjects, Circuit newCircuit, List<String> newPrompts) {
      return new Task(
          id,
          title,
          skill,
          timeLimitSeconds,
          newObjects,
          target,
          destination,
          support,
          absent,
          newCircuit,
          area,
          othersStayMeters,
          goal,
          newPrompts,
          split);
    }

    /** Returns the id that a word of this task names: a role or an id. */
    String idOf(String word) {
      return idOf(word, id, target, destination, support);
    }

    private static String idOf(
        String word, String task, String target, String destination, String support) {
      String id =
          switch (word) {
            case TARGET -> target;
            case DESTINATION -> destination;
            case SUPPORT -> support;
            default -> word;
          };
      if (id == null) {
        throw new IllegalArgumentException("task " + task + " has no " + word);
      }
      return id;
    }

    private static void requireKnown(String task, String what, String object, Set<String> known) {
      if (!known.contains(object)) {
        throw new IllegalArgumentException(
            "task " + task + ": " + what + " '" + object + "', which is not among " + known);
      }
    }
  }

  /** Returns the task of this id; an unknown id is an error that lists the known ones. */
  public Task task(String id) {
    return tasks.stream()
        .filter(task -> task.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "suite "
                        + suite
                        + " has no task '"
                        + id
                        + "'; it has "
                        + tasks.stream().map(Task::id).toList()));
  }

  /**
   * Returns the split of this name, {@value Split#G0} for the tasks as they are; an unknown name is
   * an error that lists the known ones.
   */
  public Split split(String name) {
    if (name.equals(Split.G0)) {
      return Split.NONE;
    }
    Split split = splits.get(name);
    if (split == null) {
      throw new IllegalArgumentException(
          "suite "
              + suite
              + " has no split '"
              + name
              + "'; it has "
              + Stream.concat(Stream.of(Split.G0), splits.keySet().stream()).toList());
    }
    return split;
  }
}
