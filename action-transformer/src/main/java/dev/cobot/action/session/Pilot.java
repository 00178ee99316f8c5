package dev.cobot.action.session;

import dev.cobot.action.decode.Bounds;
import dev.cobot.action.decode.ChunkDecoder;
import dev.cobot.action.decode.ChunkEnsemble;
import dev.cobot.action.decode.MotionLimits;
import dev.cobot.action.decode.TableContact;
import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.policy.ActionContext;
import dev.cobot.action.policy.GripperHysteresis;
import dev.cobot.action.policy.Progress;
import dev.cobot.action.safety.GateLimits;
import dev.cobot.action.safety.GateState;
import dev.cobot.action.safety.Release;
import dev.cobot.action.safety.SafetyGate;
import dev.cobot.action.skill.Course;
import dev.cobot.action.skill.HandSkill;
import dev.cobot.action.skill.Outcome;
import dev.cobot.action.skill.Skill;
import dev.cobot.action.skill.Skills;
import dev.cobot.brain.Broadcast;
import dev.cobot.brain.Grounding;
import dev.cobot.brain.Observation;
import dev.cobot.brain.Refusal;
import dev.cobot.brain.SpatialGrounding;
import dev.cobot.brain.belief.Look;
import dev.cobot.brain.belief.SceneBelief;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.GripSense;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.language.CommandMeaning;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Reference;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.language.Wish;
import dev.cobot.brain.network.ModelException;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.robot.Kinematics;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.world.World;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Carries one command from its text to its end. {@link #tick} is the one place where the main path
 * runs: the live loop, rollouts and the recorder of demonstrations call it at the control rate.
 *
 * <p>Nothing here knows a simulator's truth: pictures, joint states and text are all that comes in.
 */
public final class Pilot {
  private static final int LOOKS_BEFORE_ACTING = 4;
  private static final double MAX_LOOK_SECONDS = 5;
  private static final double DONE_ABOVE = 0.8;
  private static final int DONE_TICKS = 5;

  // A second: by then the last release has long ended at rest.
  private static final int MAX_LATE_TICKS = 25;

  /** How far from the sides of the gate's workspace the tool is kept. */
  private static final double SIDE_METERS = 0.005;

  /** What every command of a cell shares. */
  public record Cell(World.RobotMount robot, Skills skills, SafetyGate gate, double maxSeconds) {}

  private final Mind mind;
  private final Cell cell;
  private final FirstMotion firstMotion;
  private final Bounds bounds;
  private final ChunkDecoder decoder;
  private final ChunkEnsemble ensemble;
  private final Kinematics kinematics;
  private CommandReading reading;

  /** Of a text that wishes for several things; nothing of it is done before it is said back. */
  private final List<Wish> wishes;

  /** Of a step of a plan: what its roles mean. */
  private final Map<Role, Plan.Meant> meant;

  private final SceneBelief belief;
  private final Retreat retreat;
  private final GripSense grip = new GripSense();
  private final GripperHysteresis gripper;
  private final PictureWatch pictures = new PictureWatch();
  private final ArmSightWatch sight;
  private final FollowWatch follow = new FollowWatch();
  private final GripperWatch fingers;
  private final SecondTry secondTry = new SecondTry();
  private boolean hasSecondTry = true;

  private int looks;
  private long imageStampNanos = Long.MIN_VALUE;
  private long startNanos = Long.MIN_VALUE;
  private long lastNanos = Long.MIN_VALUE;
  private double pace = 1;

  /** Which share of the time from this tick to the next counts towards its limit. */
  private double counts = 1;

  private boolean mayMove;
  private int lateInARow;
  private long finishedNanos = Long.MIN_VALUE;
  private int doneTicks;
  private boolean isBlind;
  private Skill skill;
  private Course course;

  /** What is led by its expert; null where the policy acts. */
  private HandWish handWish;

  private Progress progress = Progress.NONE;
  private Grounding grounding;
  private Map<Role, Broadcast> broadcasts = Map.of();
  private final Map<Stage, Long> stageNanos = new EnumMap<>(Stage.class);
  private final Map<String, CameraModel> cameras = new TreeMap<>();
  private final Map<String, CameraFrame> newest = new TreeMap<>();

  /** What the policy decided last, as long as it goes on with it; null when something else acts. */
  private ActionChunk decided;

  private ActionChunk chunk;
  private Outcome outcome;
  private Plan.Proposal proposal;

  /**
   * @param text the command
   * @param firstMotion is asked before the arm moves for the first time
   * @throws IllegalArgumentException when the text is empty or too long
   */
  public Pilot(Mind mind, Cell cell, String text, FirstMotion firstMotion) {
    this(mind, cell, text, firstMotion, SceneBelief.Before.NOTHING);
  }

  /**
   * Begins where another command ended.
   *
   * @param before what that command believed of the objects
   */
  public Pilot(
      Mind mind, Cell cell, String text, FirstMotion firstMotion, SceneBelief.Before before) {
    this(mind, cell, mind.read(text), firstMotion, before, Map.of());
  }

  /**
   * Carries out a step of a plan that was said back and agreed to.
   *
   * @param before what was believed when the command before ended
   */
  public Pilot(
      Mind mind, Cell cell, Plan.Step step, FirstMotion firstMotion, SceneBelief.Before before) {
    this(mind, cell, step.reading(), firstMotion, before, step.meant());
  }

  private Pilot(
      Mind mind,
      Cell cell,
      CommandReading reading,
      FirstMotion firstMotion,
      SceneBelief.Before before,
      Map<Role, Plan.Meant> meant) {
    this.meant = meant;
    belief = new SceneBelief(before);
    retreat = new Retreat(before.isUnderTheArm());
    gripper = new GripperHysteresis(before.holds());
    this.mind = mind;
    this.cell = cell;
    this.firstMotion = firstMotion;
    bounds = sides(cell.gate().limits().workspace());
    decoder =
        new ChunkDecoder(
            cell.robot().model(),
            cell.robot().tableFromBase(),
            MotionLimits.of(cell.robot().model()),
            bounds);
    ensemble = new ChunkEnsemble(mind.ensembled());
    kinematics = new Kinematics(cell.robot().model());
    fingers = new GripperWatch(cell.robot().model().maxGripperOpeningMeters());
    sight = new ArmSightWatch(cell.robot());
    this.reading = reading;
    boolean isDoubtful = meant.isEmpty() && reading.objection().isPresent();
    wishes = isDoubtful ? mind.wishes(reading.text()) : List.of();
  }

  /**
   * The sides of the gate's workspace with some room; how low a hand may go the gate alone says.
   */
  private static Bounds sides(GateLimits.Box workspace) {
    return new Bounds(
        new Vector3(
            workspace.xMeters().get(0) + SIDE_METERS,
            workspace.yMeters().get(0) + SIDE_METERS,
            Double.NEGATIVE_INFINITY),
        new Vector3(
            workspace.xMeters().get(1) - SIDE_METERS,
            workspace.yMeters().get(1) - SIDE_METERS,
            Double.POSITIVE_INFINITY));
  }

  /** Returns what was read in the text. */
  public CommandReading reading() {
    return reading;
  }

  /** Returns what the command asks for in plain words. */
  public String understood() {
    if (!wishes.isEmpty()) {
      return wishes.stream().map(Wish::said).collect(Collectors.joining("; then "));
    }
    return reading
        .meaning()
        .skill()
        .flatMap(cell.skills()::find)
        .map(s -> s.describe(reading.meaning()) + places())
        .orElse("nothing that I can do");
  }

  /** Returns what is said of places, for example {@code (target: next to the cup)}. */
  private String places() {
    List<String> said = new ArrayList<>();
    for (Role role : Role.values()) {
      reading.places(role).forEach(place -> said.add(role.word() + ": " + place.words()));
    }
    return said.isEmpty() ? "" : " (" + String.join(", ", said) + ")";
  }

  /** Returns what is said to several wishes; nothing for one wish, or before it has looked. */
  public Optional<Plan.Proposal> proposal() {
    return Optional.ofNullable(proposal);
  }

  /** Returns the wishes that the text is made of; none where it is one. */
  public List<Wish> wishes() {
    return wishes;
  }

  /** Returns what is believed about the objects now. */
  public List<Track> tracks() {
    return believed(lastNanos);
  }

  /** Returns what the phrases attend to; nothing while it is still looking. */
  public Optional<Grounding> grounding() {
    return Optional.ofNullable(grounding);
  }

  /** Returns the cameras whose pictures it has seen, by their ids. */
  public Map<String, CameraModel> cameras() {
    return Collections.unmodifiableMap(cameras);
  }

  /** Returns the last broadcast of each role's object; none before the first. */
  public Map<Role, Broadcast> broadcasts() {
    return broadcasts;
  }

  /** Returns how the hand holds something; nothing while it does not. */
  public Optional<SceneBelief.Grip> grip() {
    return belief.grip();
  }

  /**
   * Whether it is about what the hand holds: touch tells its target, and it leaves the hand over
   * the table.
   */
  public boolean isLedByTouch() {
    return handWish != null;
  }

  /** Whether a command is about what the hand holds, so that it must not be let go for it. */
  public static boolean isOfTheHand(CommandReading reading, Skills skills) {
    return HandWish.skill(reading, skills).isPresent();
  }

  /** Returns how far the task has come. */
  public Progress progress() {
    return progress;
  }

  /**
   * Leaves it to whoever acts what follows a grasp that failed, as an expert does that shows how.
   */
  public Pilot withoutSecondTry() {
    hasSecondTry = false;
    return this;
  }

  /** Whether it ended because a grasp failed that could not be tried again. */
  public boolean hasGivenUpGrasping() {
    return secondTry.isGivenUp();
  }

  /** Whether the hand goes back to try a second time. */
  public boolean isTryingAgain() {
    return secondTry.after().isPresent();
  }

  /** Returns what it does beside the task for a while. */
  public Optional<Aside> aside() {
    return isBlind
        ? Optional.of(Aside.BLIND)
        : secondTry
            .after()
            .map(loss -> loss == HoldWatch.Loss.SLIPPED ? Aside.SLIPPED : Aside.EMPTY);
  }

  /** Returns why, as a sentence; empty when nothing is done beside the task. */
  public String whyAside() {
    return isBlind ? "no camera shows anything new" : isTryingAgain() ? secondTry.why() : "";
  }

  /** Returns the last intended motion; nothing before the first. */
  public Optional<ActionChunk> chunk() {
    return Optional.ofNullable(chunk);
  }

  /**
   * Sets how fast it moves from now on. Its time limit waits with it.
   *
   * @param share of the usual speed, in [0, 1]; at 0 it goes on to see and to feel, and rests
   */
  public void pace(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("the pace must be in [0, 1], got " + share);
    }
    pace = share;
  }

  /** Takes one turn of the main path. */
  public Tick tick(Observation in, Present present) {
    Steps steps = new Steps(in.stampNanos());
    stageNanos.clear();
    Turn turn = outcome == null ? take(in, present, steps) : new Turn.End(outcome);
    if (turn instanceof Turn.End end) {
      outcome = end.outcome();
    }
    return steps.tick(turn);
  }

  /** Returns how long the stages of the last tick took, monotonic; of those that it came to. */
  public Map<Stage, Long> stageNanos() {
    return Collections.unmodifiableMap(stageNanos);
  }

  private <T> T timed(Stage stage, Supplier<T> work) {
    long began = System.nanoTime();
    try {
      return work.get();
    } finally {
      stageNanos.merge(stage, System.nanoTime() - began, Long::sum);
    }
  }

  private Turn take(Observation in, Present present, Steps steps) {
    Transform tableFromTool =
        cell.robot().tableFromBase().after(kinematics.baseFromTool(in.arm().positionsRad()));
    Observation fresh = pictures.fresh(in, tableFromTool.translation());
    newest.putAll(fresh.frames());
    boolean sees =
        !pictures.isBlind(in.stampNanos(), cell.gate().limits().imageAgeSeconds())
            && (!mayMove || unseen(in.stampNanos()).isEmpty());
    sight.see(fresh);
    steps.looks = timed(Stage.PERCEIVE, () -> perceive(fresh));
    steps.believed = timed(Stage.BELIEVE, () -> believe(in, tableFromTool, steps.looks));
    Optional<Outcome> fault = watch(in);
    if (fault.isPresent()) {
      return new Turn.End(fault.get());
    }
    spendTime(in.stampNanos());
    if (pace == 0) {
      return new Turn.Watch();
    }
    Optional<Turn> undecided = timed(Stage.GROUND, () -> ground(in, steps.believed));
    steps.grounding = Optional.ofNullable(grounding);
    if (undecided.isPresent()) {
      return undecided.get();
    }
    // A stop from outside is told whether it sees or not.
    isBlind = !sees && cell.gate().latched().isEmpty();
    if (isBlind) {
      // What was released ends at rest by itself.
      counts = 0;
      return new Turn.Watch();
    }
    HandState hand = steps.believed.hand();
    if (retreat.goesOn(hand, in.stampNanos())) {
      chunk = Retreat.motion(hand, in.stampNanos());
      decided = null;
      gripper.update(0);
      return released(present, steps);
    }
    Optional<Turn> again = tryAgain(in, present, steps);
    if (again.isPresent()) {
      return again.get();
    }
    steps.broadcasts = timed(Stage.BROADCAST, () -> broadcast(in, steps.believed));
    try {
      steps.chunk = Optional.of(timed(Stage.ACT, () -> act(in, steps.believed)));
    } catch (ModelException e) {
      Release.Stopped refused = cell.gate().refuse(e.getMessage());
      steps.release = Optional.of(refused);
      return stopped(refused);
    }
    Optional<Outcome> end = verify(in, steps.believed);
    if (end.isPresent()) {
      return new Turn.End(end.get());
    }
    return released(present, steps);
  }

  /** Returns what follows a grasp that failed; nothing while none has. */
  private Optional<Turn> tryAgain(Observation in, Present present, Steps steps) {
    if (!hasSecondTry || !skill.grasps() || finishedNanos != Long.MIN_VALUE) {
      return Optional.empty();
    }
    Track target = now(Role.TARGET, steps.believed);
    SecondTry.Step step =
        secondTry.turn(steps.believed.hand(), gripper.closed(), target, in.stampNanos());
    if (step instanceof SecondTry.Step.Lead lead) {
      chunk = lead.motion();
      decided = null;
      gripper.update(0);
      return Optional.of(released(present, steps));
    }
    if (step instanceof SecondTry.Step.GiveUp end) {
      return Optional.of(new Turn.End(Outcome.failed(end.why())));
    }
    if (step instanceof SecondTry.Step.Begin) {
      doneTicks = 0;
      return skill.leavesHeld() ? Optional.empty() : doneAlready(in, target, steps.believed);
    }
    return Optional.empty();
  }

  /** Returns the end where what slipped has come to lie where it should go. */
  private Optional<Turn> doneAlready(Observation in, Track target, Tick.Believed believed) {
    return skill
        .verify(
            Understanding.beliefs(
                grounding, skill.roles(), believed.tracks(), believed.hand(), progress),
            target.lastSeenNanos() - 1,
            in.stampNanos())
        .filter(end -> end.kind() == Outcome.Kind.DONE)
        .map(Turn.End::new);
  }

  /** Lets the time that it may take begin later by what does not count of it. */
  private void spendTime(long nowNanos) {
    if (startNanos != Long.MIN_VALUE) {
      startNanos += Math.round((1 - counts) * (nowNanos - lastNanos));
    }
    lastNanos = nowNanos;
    counts = pace;
  }

  private Turn released(Present present, Steps steps) {
    return timed(
        Stage.GATE,
        () -> {
          ArmState arm = present.arm();
          JointTrajectory wanted = decode(arm);
          steps.wanted = Optional.of(wanted);
          return gate(wanted, arm, present.nowNanos(), steps);
        });
  }

  private List<Look> perceive(Observation in) {
    List<Look> seen = mind.perceive(in);
    for (Look look : seen) {
      imageStampNanos = Math.max(imageStampNanos, look.stampNanos());
      cameras.put(look.camera().id(), look.camera());
    }
    looks += seen.isEmpty() ? 0 : 1;
    return seen;
  }

  private Tick.Believed believe(Observation in, Transform tableFromTool, List<Look> seen) {
    HandState hand =
        grip.feel(
            tableFromTool,
            in.arm().gripperOpeningMeters(),
            in.arm().gripperVelocityMetersPerSecond(),
            gripper.closed());
    belief.feel(hand);
    belief.see(seen, hand);
    return new Tick.Believed(hand, believed(in.stampNanos()), belief.innovations());
  }

  private List<Track> believed(long nowNanos) {
    return mind.remembers()
        ? belief.tracks()
        : belief.tracks().stream().filter(t -> !t.isRemembered(nowNanos)).toList();
  }

  /** Returns how the command ends when the cell does not do, or does not show, what is so. */
  private Optional<Outcome> watch(Observation in) {
    return pictures
        .fault(in.stampNanos())
        .map(why -> new Refusal(Refusal.Reason.STALE, "camera", why, null))
        .or(
            () ->
                sight
                    .fault()
                    .map(why -> new Refusal(Refusal.Reason.CELL_FAULT, "camera", why, null)))
        .or(
            () ->
                fingers
                    .feel(in.arm().gripperOpeningMeters(), in.stampNanos())
                    .map(why -> new Refusal(Refusal.Reason.CELL_FAULT, "gripper", why, null)))
        .or(
            () ->
                follow
                    .fault(in.stampNanos())
                    .map(why -> new Refusal(Refusal.Reason.CELL_FAULT, "arm", why, null)))
        .map(why -> mayMove ? Outcome.givenUp(why) : Outcome.refused(why));
  }

  /** Returns what the tick comes to when it is not yet, or not at all, decided to act. */
  private Optional<Turn> ground(Observation in, Tick.Believed believed) {
    if (startNanos == Long.MIN_VALUE) {
      startNanos = in.stampNanos();
      Optional<Refusal> refusal =
          wishes.isEmpty()
              ? Understanding.ofText(reading, mind.skills(), cell.skills())
              : Optional.empty();
      if (refusal.isPresent()) {
        // Text that asks for nothing needs no look at the table.
        return Optional.of(refused(refusal.get()));
      }
    }
    if (grounding == null) {
      return Optional.of(lookAround(in, believed));
    }
    if (!mayMove) {
      Optional<Turn> waits = askToMove(in);
      if (waits.isPresent()) {
        return waits;
      }
    }
    double limitSeconds = Math.min(cell.maxSeconds(), skill.timeLimitSeconds());
    return in.stampNanos() - startNanos > limitSeconds * 1e9
        ? Optional.of(
            new Turn.End(Outcome.failed("not finished after " + (long) limitSeconds + " s")))
        : Optional.empty();
  }

  private Turn lookAround(Observation in, Tick.Believed believed) {
    if (looks < LOOKS_BEFORE_ACTING) {
      if (in.stampNanos() - startNanos > MAX_LOOK_SECONDS * 1e9) {
        return refused(
            new Refusal(
                Refusal.Reason.STALE,
                "vision",
                looks + " pictures came in " + MAX_LOOK_SECONDS + " s; is the camera running?",
                null));
      }
      return new Turn.Watch();
    }
    if (!wishes.isEmpty()) {
      proposal = Planning.propose(mind, cell.skills(), wishes, believed.tracks(), believed.hand());
      return refused(proposal.answer());
    }
    Optional<Refusal> atSight = Understanding.ofSight(reading, believed.tracks());
    if (atSight.isPresent()) {
      return refused(atSight.get());
    }
    Optional<HandSkill> ofTheHand = HandWish.skill(reading, cell.skills());
    if (ofTheHand.isPresent()) {
      return takeUp(ofTheHand.get(), believed);
    }
    SpatialGrounding.Narrowed narrowed =
        SpatialGrounding.narrow(reading, mind.ground(reading, believed.tracks()));
    Plan.Found found = Plan.find(meant, narrowed.grounding());
    grounding = found.grounding();
    nameTheUnnamed();
    Optional<Refusal> refusal =
        narrowed
            .refusal()
            .or(found::lost)
            .or(
                () ->
                    Understanding.ofScene(
                        reading,
                        grounding,
                        believed.hand(),
                        mind.skills(),
                        cell.skills(),
                        meant.keySet()));
    if (refusal.isPresent()) {
      return refused(refusal.get());
    }
    skill = cell.skills().get(reading.meaning().skill().orElseThrow());
    course = skill.course(reading.meaning());
    return new Turn.Watch();
  }

  private Turn takeUp(HandSkill asked, Tick.Believed believed) {
    try {
      handWish = HandWish.of(asked, reading, believed, belief.grip(), bounds);
    } catch (HandWish.Refused e) {
      return refused(e.why());
    }
    grounding = handWish.attending(mind.ground(reading, believed.tracks()));
    skill = asked;
    course = asked.course(handWish.inHand());
    return new Turn.Watch();
  }

  /**
   * Says over what was found by its place alone ("the one on the left"), so that its phrase has
   * what the workspace knows: kind and colour.
   */
  private void nameTheUnnamed() {
    CommandMeaning meaning = reading.meaning();
    Map<Role, Reference> named = new EnumMap<>(Role.class);
    named.putAll(meaning.references());
    for (Role role : reading.places().keySet()) {
      Optional<ObjectAttributes> found =
          grounding
              .strongest(role)
              .filter(t -> grounding.weight(role, t.id()) == 1)
              .map(Track::attributes);
      if (!reading.places(role).isEmpty() && meaning.reference(role).isNone()) {
        found.ifPresent(
            object ->
                named.put(role, new Reference(object.kind(), ColorName.nearest(object.color()))));
      }
    }
    Optional<Skill> asked = meaning.skill().flatMap(cell.skills()::find);
    if (asked.isPresent() && named.size() > meaning.references().size()) {
      CommandMeaning whole = new CommandMeaning(meaning.skill(), named, meaning.turning());
      CommandReading over = mind.read(asked.get().describe(whole));
      reading =
          new CommandReading(
              reading.text(),
              whole,
              reading.skillProbability(),
              over.latents(),
              reading.places(),
              reading.postures(),
              reading.objection().or(over::objection));
    }
  }

  /** Returns the cameras that the policy acts by and that have shown nothing new of late. */
  private List<String> unseen(long nowNanos) {
    double limit = cell.gate().limits().imageAgeSeconds();
    return mind.acting().cameras().stream()
        .filter(
            id ->
                !newest.containsKey(id) || (nowNanos - newest.get(id).stampNanos()) * 1e-9 > limit)
        .sorted()
        .toList();
  }

  private Optional<Turn> askToMove(Observation in) {
    List<String> unseen = unseen(in.stampNanos());
    if (!unseen.isEmpty()) {
      if (in.stampNanos() - startNanos < MAX_LOOK_SECONDS * 1e9) {
        return Optional.of(new Turn.Watch());
      }
      return Optional.of(
          refused(
              new Refusal(
                  Refusal.Reason.STALE,
                  "policy",
                  "the policy acts by pictures of the cameras %s; of %s none is there"
                      .formatted(mind.acting().cameras().stream().sorted().toList(), unseen),
                  null)));
    }
    FirstMotion.Answer answer = firstMotion.ask(this, in);
    if (answer instanceof FirstMotion.Answer.No no) {
      return Optional.of(refused(no.why()));
    }
    if (answer instanceof FirstMotion.Answer.Wait) {
      counts = 0;
      return Optional.of(new Turn.Watch());
    }
    mayMove = true;
    return Optional.empty();
  }

  private Map<Role, Broadcast> broadcast(Observation in, Tick.Believed believed) {
    Map<Role, Track> attended = new EnumMap<>(Role.class);
    for (Role role : skill.roles()) {
      attended.put(role, now(role, believed));
    }
    broadcasts = mind.broadcast(in, reading, attended, believed.hand());
    return broadcasts;
  }

  /** Returns the motion ahead: what is left of the last decision, or a new one. */
  private ActionChunk decide(Observation in, Tick.Believed believed) {
    Progress now = follow(believed);
    if (handWish != null) {
      decided = handWish.motion(in.stampNanos(), believed, now(Role.TARGET, believed), now);
      return decided;
    }
    // At another pace a step is not over when its time is.
    double goesOn = pace == 1 ? mind.acting().everySeconds() : 0;
    double passed = decided == null ? 0 : (in.stampNanos() - decided.stampNanos()) * 1e-9;
    if (decided == null || passed < 0 || passed > goesOn - 1e-3) {
      decided =
          mind.act(
              new ActionContext(
                  in.stampNanos(),
                  skill.name(),
                  grounding,
                  broadcasts,
                  believed.tracks(),
                  believed.hand(),
                  now,
                  new Observation(newest, in.arm(), in.touch())));
    }
    return decided.after(in.stampNanos());
  }

  private ActionChunk act(Observation in, Tick.Believed believed) {
    ActionChunk asked = decide(in, believed);
    Track target = now(Role.TARGET, believed);
    double handZ = believed.hand().positionMeters().z();
    chunk =
        course
            .rise(target.attributes(), target.held())
            .map(rise -> TableContact.keep(asked, handZ, rise))
            .orElse(asked);
    ActionChunk.Step next = chunk.steps().get(0);
    gripper.update(next.closeProbability());
    boolean isDone =
        next.doneProbability() > DONE_ABOVE
            || course.isDone(progress)
            || (!mind.acting().tellsDone()
                && !skill.leavesHeld()
                && doneAlready(in, target, believed).isPresent());
    doneTicks = isDone ? doneTicks + 1 : 0;
    if (doneTicks >= DONE_TICKS && finishedNanos == Long.MIN_VALUE) {
      finishedNanos = in.stampNanos();
    }
    return chunk;
  }

  private Progress follow(Tick.Believed believed) {
    Track target = now(Role.TARGET, believed);
    progress = course.observe(target.attributes(), believed.hand(), target.held());
    return progress;
  }

  /** Returns what a role's object is believed to be now, or was when it was named. */
  private Track now(Role role, Tick.Believed believed) {
    Track then = grounding.strongest(role).orElseThrow();
    return believed.tracks().stream()
        .filter(t -> t.id().equals(then.id()))
        .findFirst()
        .orElse(then);
  }

  /** Returns how it ended; nothing while it goes on or no look has told. */
  private Optional<Outcome> verify(Observation in, Tick.Believed believed) {
    return finishedNanos == Long.MIN_VALUE
        ? Optional.empty()
        : skill.verify(
            Understanding.beliefs(
                grounding, skill.roles(), believed.tracks(), believed.hand(), progress),
            finishedNanos,
            in.stampNanos());
  }

  private JointTrajectory decode(ArmState arm) {
    return decoder.decode(
        paced(ensemble.add(chunk)),
        arm.stampNanos(),
        arm.positionsRad(),
        arm.velocitiesRadPerSecond());
  }

  /** Returns as much of a chunk as its own time is enough for at the pace. */
  private ActionChunk paced(ActionChunk whole) {
    int steps = (int) Math.ceil(pace * whole.steps().size());
    return pace == 1
        ? whole
        : new ActionChunk(
            whole.stampNanos(), whole.stepSeconds() / pace, whole.steps().subList(0, steps));
  }

  private Turn gate(JointTrajectory wanted, ArmState arm, long nowNanos, Steps steps) {
    GateState state =
        new GateState(
            arm.positionsRad(),
            arm.velocitiesRadPerSecond(),
            arm.stampNanos(),
            imageStampNanos,
            decided == null ? chunk.stampNanos() : decided.stampNanos(),
            Math.max(nowNanos, arm.stampNanos()));
    if (cell.gate().isStale(state) && lateInARow < MAX_LATE_TICKS) {
      lateInARow++;
      return new Turn.Late();
    }
    lateInARow = 0;
    Release release = cell.gate().release(wanted, gripper.closed(), state);
    steps.release = Optional.of(release);
    if (release instanceof Release.Stopped stopped) {
      return stopped(stopped);
    }
    Release.Released released = (Release.Released) release;
    fingers.tell(released.closeGripper(), arm.stampNanos());
    follow.tell(released.trajectory(), arm.stampNanos());
    return new Turn.Move(released, arm.stampNanos());
  }

  /** Returns how a command ends when the gate has stopped. */
  public static Turn.End stopped(Release.Stopped stopped) {
    return refused(new Refusal(Refusal.Reason.GATE, "gate", stopped.sentence(), null));
  }

  private static Turn.End refused(Refusal refusal) {
    return new Turn.End(Outcome.refused(refusal));
  }

  /** The results of a tick while it is taken. */
  private static final class Steps {
    private final long stampNanos;
    private List<Look> looks = List.of();
    private Tick.Believed believed;
    private Optional<Grounding> grounding = Optional.empty();
    private Map<Role, Broadcast> broadcasts = Map.of();
    private Optional<ActionChunk> chunk = Optional.empty();
    private Optional<JointTrajectory> wanted = Optional.empty();
    private Optional<Release> release = Optional.empty();

    Steps(long stampNanos) {
      this.stampNanos = stampNanos;
    }

    Tick tick(Turn turn) {
      return new Tick(
          stampNanos, looks, believed, grounding, broadcasts, chunk, wanted, release, turn);
    }
  }
}
