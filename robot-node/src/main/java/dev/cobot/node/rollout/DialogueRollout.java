package dev.cobot.node.rollout;

import dev.cobot.action.skill.Extent;
import dev.cobot.action.skill.Outcome;
import dev.cobot.brain.Refusal;
import dev.cobot.brain.language.Role;
import dev.cobot.node.app.CobotRuntime;
import dev.cobot.node.app.RuntimeConfig;
import dev.cobot.node.cell.SimulatedCell;
import dev.cobot.node.config.Profile;
import dev.cobot.node.event.CellEvent;
import dev.cobot.node.event.Command;
import dev.cobot.node.event.CommandReport;
import dev.cobot.ros.RosException;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.sim.PlantTruth;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Plays scripted dialogues with the whole runtime and its embedded cell, in simulated time. */
public final class DialogueRollout {
  private static final String DO = "DO ";

  /** The arm moved for an object, and the task did not succeed. */
  private static final String FAILED = "FAILED ";

  private static final double SAME_OBJECT_METERS = 0.05;
  private static final double SAME_COLOR = 0.25;
  private static final double SAME_HEIGHT_METERS = 0.012;
  private static final double SAME_AXIS_COSINE = 0.9;
  private static final long WAIT_SECONDS = 240;
  private static final double MOVING_SECONDS = 3;
  private static final double LIFTED_METERS = 0.05;
  private static final double REST_SECONDS = 0.6;

  /** The arm waits, or goes on, with what was said before. */
  private static final String WAITS = "WAITS";

  private static final String GOES_ON = "GOES_ON";
  private static final String REFUSED = "REFUSED";

  /** Until then an arm that waits has come to rest. */
  private static final double BRAKING_SECONDS = 0.6;

  private static final double RESTING_SECONDS = 0.6;
  private static final double RESTS_RAD = 0.002;

  private final Profile profile;
  private final Path world;

  /**
   * How a turn went.
   *
   * @param reaction as the scripts name it; {@code FAILED} and an object where the arm moved for it
   *     and did not succeed
   * @param isWrongMotion whether the arm moved for what it must not, or for another object
   */
  public record Reacted(
      String text, String reaction, String detail, boolean isRight, boolean isWrongMotion) {}

  /**
   * How a dialogue went.
   *
   * @param inBowl the objects that truly are in a bowl at the end
   * @param end where all truly are, in words
   */
  public record Played(
      String id, List<Reacted> turns, Set<String> inBowl, String end, boolean isRightEnd) {
    /** Whether the arm moved wrongly in any turn. */
    public boolean isWrongMotion() {
      return turns.stream().anyMatch(Reacted::isWrongMotion);
    }
  }

  /** Which commands have moved the arm. */
  private static final class Motions {
    private final Map<String, CountDownLatch> first = new ConcurrentHashMap<>();

    void note(CellEvent event) {
      if (event instanceof CellEvent.Released released) {
        of(released.commandId()).countDown();
      }
    }

    CountDownLatch of(String commandId) {
      return first.computeIfAbsent(commandId, id -> new CountDownLatch(1));
    }
  }

  /**
   * @param profile with the pace of the embedded cell
   * @param world the world file
   */
  public DialogueRollout(Profile profile, Path world) {
    this.profile = profile;
    this.world = world;
  }

  /** Plays one dialogue in a runtime of its own. */
  public Played play(DialogueCases.Script script)
      throws IOException, RosException, InterruptedException, ExecutionException, TimeoutException {
    Motions motions = new Motions();
    RuntimeConfig config =
        new RuntimeConfig(profile, world, null, 0, List.of(), List.of(motions::note));
    List<Reacted> turns = new ArrayList<>();
    try (CobotRuntime runtime = CobotRuntime.start(config, Optional.of(script.objects()))) {
      Optional<String> missing = runtime.node().awaitCell(60);
      if (missing.isPresent()) {
        throw new IOException(missing.get());
      }
      for (int i = 0; i < script.turns().size(); i++) {
        DialogueCases.Said said = script.turns().get(i);
        int next = i + 1;
        while (next < script.turns().size() && script.turns().get(next).whileMoving()) {
          next++;
        }
        if (next > i + 1) {
          turns.addAll(interrupted(runtime, motions, script.turns().subList(i, next)));
          i = next - 1;
        } else {
          PlantTruth before = truth(runtime);
          CommandReport report =
              runtime.node().submit(Command.of(said.text())).get(WAIT_SECONDS, TimeUnit.SECONDS);
          turns.add(reacted(said, reaction(report, before, truth(runtime)), report));
        }
      }
      PlantTruth end = atRest(runtime);
      return new Played(script.id(), turns, inBowl(end), words(end), isSo(script, end));
    }
  }

  /** Says something, and more while the arm carries it out. */
  private List<Reacted> interrupted(
      CobotRuntime runtime, Motions motions, List<DialogueCases.Said> all)
      throws InterruptedException, ExecutionException, TimeoutException {
    DialogueCases.Said said = all.get(0);
    PlantTruth before = truth(runtime);
    Command first = Command.of(said.text());
    CompletableFuture<CommandReport> began = runtime.node().submit(first);
    CompletableFuture<Void> ended = began.thenAccept(r -> motions.of(first.id()).countDown());
    motions.of(first.id()).await(WAIT_SECONDS, TimeUnit.SECONDS);
    List<Reacted> meanwhile = new ArrayList<>();
    for (DialogueCases.Said then : all.subList(1, all.size())) {
      if (then.whileLifted()) {
        awaitLifted(runtime, before, ended);
      } else {
        await(runtime, MOVING_SECONDS, ended);
      }
      meanwhile.add(meanwhile(runtime, began, ended, then));
    }
    CommandReport report = began.get(WAIT_SECONDS, TimeUnit.SECONDS);
    // What was meant counts as done until it was stopped.
    PlantTruth after = truth(runtime);
    String meant =
        isStopped(report) ? DO + target(report, before, after) : reaction(report, before, after);
    List<Reacted> turns = new ArrayList<>(List.of(reacted(said, meant, report)));
    turns.addAll(meanwhile);
    return turns;
  }

  private static boolean isStopped(CommandReport report) {
    return report.reason().equals(Optional.of(Refusal.Reason.CANCELLED));
  }

  /** Says something while the arm carries out what was said before. */
  private static Reacted meanwhile(
      CobotRuntime runtime,
      CompletableFuture<CommandReport> began,
      CompletableFuture<Void> ended,
      DialogueCases.Said then)
      throws InterruptedException, ExecutionException, TimeoutException {
    PlantTruth between = truth(runtime);
    CommandReport second =
        runtime.node().submit(Command.of(then.text())).get(WAIT_SECONDS, TimeUnit.SECONDS);
    boolean moved = second.motionSeconds() > 0;
    boolean isHeeded = second.outcome().kind() == Outcome.Kind.DONE;
    boolean isUnderWay = !moved && !began.isDone();
    boolean rests = isUnderWay && rests(runtime, ended);
    if (rests || (isUnderWay && isHeeded)) {
      String reaction = !rests ? GOES_ON : isHeeded ? WAITS : REFUSED;
      boolean isRight = then.accept().contains(reaction);
      return new Reacted(
          then.text(), reaction, second.outcome().detail(), isRight, !isRight && !rests);
    }
    CommandReport report = began.get(WAIT_SECONDS, TimeUnit.SECONDS);
    String after =
        isStopped(report) && !moved ? "STOPPED" : reaction(second, between, truth(runtime));
    Reacted reaction = reacted(then, after, second);
    // An arm that goes on although it was told otherwise moves wrongly.
    return isStopped(report) || report.motionSeconds() == 0
        ? reaction
        : new Reacted(then.text(), after, reaction.detail(), reaction.isRight(), true);
  }

  /** Whether the arm rests, once it has had time to brake. */
  private static boolean rests(CobotRuntime runtime, CompletableFuture<Void> ended)
      throws InterruptedException {
    SimulatedCell cell = runtime.embeddedCell().orElseThrow();
    await(runtime, BRAKING_SECONDS, ended);
    double[] was = cell.armTruth().positionsRad().clone();
    await(runtime, RESTING_SECONDS, ended);
    double[] is = cell.armTruth().positionsRad();
    double most = 0;
    for (int j = 0; j < is.length; j++) {
      most = Math.max(most, Math.abs(is[j] - was[j]));
    }
    return most < RESTS_RAD;
  }

  private static Reacted reacted(DialogueCases.Said said, String reaction, CommandReport report) {
    // A plan that failed in its middle has moved the arm for what was meant all the same.
    String meant = reaction.replace(FAILED, DO);
    boolean isMeant =
        said.accept().contains(meant)
            || said.accept().stream().anyMatch(word -> word.startsWith(meant + "+"));
    return new Reacted(
        said.text(),
        reaction,
        report.outcome().detail(),
        said.accept().contains(reaction),
        report.motionSeconds() > 0 && !isMeant);
  }

  /** Returns what a report comes to, as the scripts name it. */
  private static String reaction(CommandReport report, PlantTruth before, PlantTruth after) {
    if (report.motionSeconds() > 0) {
      boolean isDone = report.outcome().kind() == Outcome.Kind.DONE;
      return (isDone ? DO : FAILED) + target(report, before, after);
    }
    return report.outcome().question().isPresent() ? "ASK" : REFUSED;
  }

  /**
   * Returns the id of the object that truly is, or was before, where the target is believed to be;
   * of a plan those for which the arm has moved, in their order, with plus signs between them.
   */
  private static String target(CommandReport report, PlantTruth before, PlantTruth after) {
    if (!report.parts().isEmpty()) {
      return report.parts().stream()
          .flatMap(part -> part.report().stream())
          .filter(part -> part.motionSeconds() > 0)
          .map(part -> target(part, before, after))
          .collect(Collectors.joining("+"));
    }
    Optional<ObjectAttributes> believed =
        report.objects().stream()
            .filter(o -> report.role(Role.TARGET).equals(Optional.of(o.id())))
            .findFirst();
    return believed
        .flatMap(
            object ->
                nearest(object.positionMeters(), before)
                    .or(() -> nearest(object.positionMeters(), after))
                    .or(() -> carried(object, before)))
        .orElse("nothing");
  }

  /** Returns what the hand truly held, where it looks like what is believed; it was on its way. */
  private static Optional<String> carried(ObjectAttributes believed, PlantTruth truth) {
    return truth
        .heldId()
        .map(id -> truth.object(id).object())
        .filter(o -> o.kind() == believed.kind())
        .filter(o -> o.color().distanceTo(believed.color()) < SAME_COLOR)
        .map(SceneObject::id);
  }

  private static Optional<String> nearest(Vector3 believed, PlantTruth truth) {
    return truth.objects().stream()
        .map(PlantTruth.ObjectTruth::object)
        .filter(o -> o.positionMeters().horizontalDistanceTo(believed) < SAME_OBJECT_METERS)
        .min(Comparator.comparingDouble(o -> o.positionMeters().distanceTo(believed)))
        .map(SceneObject::id);
  }

  /** Whether all is where a script has it in the end. */
  private static boolean isSo(DialogueCases.Script script, PlantTruth truth) {
    DialogueCases.End end = script.end();
    Map<String, SceneObject> was = new HashMap<>();
    script.objects().forEach(object -> was.put(object.id(), object));
    for (PlantTruth.ObjectTruth one : truth.objects()) {
      SceneObject is = one.object();
      Vector3 wanted = end.atMeters().get(is.id());
      boolean isThere =
          wanted == null
              || (is.positionMeters().horizontalDistanceTo(wanted) < SAME_OBJECT_METERS
                  && Math.abs(is.positionMeters().z() - wanted.z()) < SAME_HEIGHT_METERS);
      boolean isOnTable =
          !end.onTable().contains(is.id())
              || (Math.abs(Extent.of(is).low().z()) < SAME_HEIGHT_METERS
                  && axis(is).dot(axis(was.get(is.id()))) > SAME_AXIS_COSINE);
      if (!isThere || !isOnTable) {
        return false;
      }
    }
    return inBowl(truth).equals(end.inBowl());
  }

  private static Vector3 axis(SceneObject object) {
    Vector3 axis = object.rotation().rotate(new Vector3(0, 0, 1));
    // What lies may have rolled: how steep it is counts.
    return new Vector3(Math.hypot(axis.x(), axis.y()), 0, axis.z());
  }

  private static String words(PlantTruth truth) {
    return "in the bowl "
        + inBowl(truth)
        + truth.objects().stream()
            .map(PlantTruth.ObjectTruth::object)
            .map(
                o ->
                    String.format(
                        Locale.ROOT,
                        "; %s at %.2f %.2f %.3f",
                        o.id(),
                        o.positionMeters().x(),
                        o.positionMeters().y(),
                        o.positionMeters().z()))
            .collect(Collectors.joining());
  }

  private static Set<String> inBowl(PlantTruth truth) {
    Set<String> inside = new TreeSet<>();
    for (PlantTruth.ObjectTruth container : truth.objects()) {
      SceneObject bowl = container.object();
      if (!bowl.kind().isContainer()) {
        continue;
      }
      for (PlantTruth.ObjectTruth other : truth.objects()) {
        SceneObject object = other.object();
        boolean isWithin =
            object.positionMeters().horizontalDistanceTo(bowl.positionMeters())
                < bowl.sizeMeters().x() / 2;
        if (!object.id().equals(bowl.id()) && isWithin) {
          inside.add(object.id());
        }
      }
    }
    return inside;
  }

  private static PlantTruth truth(CobotRuntime runtime) {
    return runtime.embeddedCell().orElseThrow().truth();
  }

  /** Returns the truth after as much simulated time as what was let go needs to come to rest. */
  private static PlantTruth atRest(CobotRuntime runtime) throws InterruptedException {
    await(runtime, REST_SECONDS, new CompletableFuture<>());
    return truth(runtime);
  }

  private static void await(CobotRuntime runtime, double seconds, CompletableFuture<Void> enough)
      throws InterruptedException {
    double until = truth(runtime).timeSeconds() + seconds;
    while (truth(runtime).timeSeconds() < until && !enough.isDone()) {
      Thread.sleep(20);
    }
  }

  private static void awaitLifted(
      CobotRuntime runtime, PlantTruth before, CompletableFuture<Void> enough)
      throws InterruptedException {
    Map<String, Double> was = new HashMap<>();
    before.objects().forEach(o -> was.put(o.object().id(), o.object().positionMeters().z()));
    while (!enough.isDone()
        && truth(runtime).objects().stream()
            .map(PlantTruth.ObjectTruth::object)
            .noneMatch(o -> o.positionMeters().z() > was.get(o.id()) + LIFTED_METERS)) {
      Thread.sleep(20);
    }
  }
}
