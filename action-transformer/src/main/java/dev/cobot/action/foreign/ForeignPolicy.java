package dev.cobot.action.foreign;

import dev.cobot.action.policy.Acting;
import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.policy.ActionContext;
import dev.cobot.action.policy.Policy;
import dev.cobot.action.policy.Progress;
import dev.cobot.action.policy.TrainedSkill;
import dev.cobot.brain.Grounding;
import dev.cobot.brain.Observation;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.network.ExportedModel;
import dev.cobot.brain.network.FloatTensor;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.InferenceNet;
import dev.cobot.brain.network.LongTensor;
import dev.cobot.brain.network.ModelException;
import dev.cobot.brain.network.TensorValue;
import dev.cobot.brain.workspace.Attention;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.Kinematics;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.world.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A policy that was trained elsewhere: an ONNX or TorchScript network, and a {@code policy.yaml}
 * that says what it takes and gives. Its chunks are the hand's way in the table's frame, as those
 * of the project's own policy; a network that commands joints is followed where it leads the hand.
 */
public final class ForeignPolicy implements Policy {
  /** Beyond this no tool of a table's arm can be. */
  private static final double MAX_METERS = 3;

  private static final double MAX_BEYOND_LIMIT_RAD = 0.05;
  private static final byte GREY = 127;
  private static final double MIN_QUATERNION = 0.5;
  private static final double MAX_QUATERNION = 2;
  private static final double MAX_CLOSE = 2;

  /** How much of a chunk is looked at beyond what is carried out of it. */
  private static final double AHEAD_SECONDS = 1;

  private static final double TICK_SECONDS = ActionChunk.STEP_SECONDS;

  private final Path folder;
  private final PolicyFile file;
  private final List<TrainedSkill> skills;
  private final InferenceNet net;
  private final Map<String, Normalizer> normalizers = new LinkedHashMap<>();
  private final Normalizer output;
  private RobotModel robot;
  private Transform tableFromBase;
  private Kinematics kinematics;

  private ForeignPolicy(Path folder, PolicyFile file, InferenceNet net) {
    this.folder = folder;
    this.file = file;
    this.net = net;
    skills = file.trained();
    file.inputs().forEach((name, input) -> normalizers.put(name, input.read()));
    output = file.output().read();
  }

  /** Whether a folder says that its policy was trained elsewhere. */
  public static boolean isIn(Path folder) {
    return Files.exists(folder.resolve(PolicyFile.NAME));
  }

  /**
   * Opens a policy and asks it once, with the middle of what its normalizers know.
   *
   * @throws ModelException with one sentence, if the file says what is not allowed, the network is
   *     another than it names, or does not take and give what it says
   */
  public static ForeignPolicy open(Path folder, InferenceDevice device) {
    PolicyFile file = PolicyFile.read(folder);
    List<String> inputs = List.copyOf(file.inputs().keySet());
    InferenceNet net =
        ExportedModel.open(
            folder, file.model(), file.sha256(), inputs, file.output().name(), device);
    ForeignPolicy policy = new ForeignPolicy(folder, file, net);
    try {
      if (!Set.copyOf(net.inputNames()).equals(Set.copyOf(inputs))) {
        throw policy.wrong(
            "the network takes the inputs %s, the file names %s"
                .formatted(net.inputNames(), inputs));
      }
      policy.ask(policy.middle());
      return policy;
    } catch (RuntimeException e) {
      policy.close();
      throw e;
    }
  }

  @Override
  public List<TrainedSkill> skills() {
    return skills;
  }

  @Override
  public Acting acting() {
    double seconds = file.executeSteps() * file.periodSeconds();
    return new Acting(cameras(), seconds, false);
  }

  private Set<String> cameras() {
    return file.inputs().values().stream()
        .filter(PolicyFile.Input::isPicture)
        .map(PolicyFile.Input::camera)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Override
  public void fit(World world, double observationAgeSeconds) {
    Set<String> there =
        world.cameras().stream()
            .map(CameraModel::id)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> missing = new TreeSet<>(cameras());
    missing.removeAll(there);
    if (!missing.isEmpty()) {
      throw wrong(
          "it looks through the cameras %s; the world %s has %s"
              .formatted(cameras(), world.name(), there));
    }
    RobotModel arm = world.robot().model();
    Set<String> joints =
        arm.armJointNames().stream().map(Columns::joint).collect(Collectors.toSet());
    List<String> known = new ArrayList<>(Columns.HAND_STATE);
    known.addAll(Columns.environment());
    for (PolicyFile.Input input : file.inputs().values()) {
      for (String column : input.columns() == null ? List.<String>of() : input.columns()) {
        if (!known.contains(column) && !joints.contains(column)) {
          throw wrong(noJoint(column, arm));
        }
      }
    }
    if (!file.output().isOfHand()) {
      List<String> commanded = file.output().joints();
      for (String column : commanded) {
        if (!joints.contains(column)) {
          throw wrong(noJoint(column, arm));
        }
      }
      if (commanded.size() < joints.size()) {
        throw wrong(
            "it commands %s; %s has the joints %s"
                .formatted(commanded, arm.name(), arm.armJointNames()));
      }
    }
    double oldest = (file.executeSteps() - 1) * file.periodSeconds() + TICK_SECONDS;
    if (oldest > observationAgeSeconds + 1e-9) {
      throw wrong(
          String.format(
              Locale.ROOT,
              "executeSteps %d at %s s each: the last of them would be based on an observation of"
                  + " %.2f s ago, the gate allows %.2f s (gate.observationAgeSeconds); carry out"
                  + " fewer, or allow more",
              file.executeSteps(),
              file.periodSeconds(),
              oldest,
              observationAgeSeconds));
    }
    robot = arm;
    tableFromBase = world.robot().tableFromBase();
    kinematics = new Kinematics(arm);
  }

  private static String noJoint(String column, RobotModel arm) {
    return "it knows the column '%s'; %s has the joints %s"
        .formatted(column, arm.name(), arm.armJointNames());
  }

  @Override
  public ActionChunk act(ActionContext context) {
    Map<String, Double> now = known(context);
    Map<String, TensorValue> inputs = new LinkedHashMap<>();
    file.inputs().forEach((name, input) -> inputs.put(name, tensor(name, input, now, context)));
    return chunk(ask(inputs), now, context);
  }

  /** Returns what the input columns are now, by name. */
  private Map<String, Double> known(ActionContext context) {
    Map<String, Double> known = new HashMap<>();
    put(known, Columns.HAND_STATE, Columns.handState(context.hand()));
    put(known, Columns.environment(), Columns.environment(meant(context)));
    if (context.senses() != null) {
      ArmState arm = context.senses().arm();
      for (int i = 0; i < arm.jointNames().size(); i++) {
        known.put(Columns.joint(arm.jointNames().get(i)), arm.positionsRad()[i]);
      }
    }
    return known;
  }

  private static void put(Map<String, Double> into, List<String> names, float[] values) {
    for (int i = 0; i < values.length; i++) {
      into.put(names.get(i), (double) values[i]);
    }
  }

  /** Returns what is believed of the objects that the command means, where it is believed. */
  private Map<Role, ObjectAttributes> meant(ActionContext context) {
    Map<Role, ObjectAttributes> meant = new EnumMap<>(Role.class);
    skills.stream()
        .filter(s -> s.skill().equals(context.skill()))
        .flatMap(s -> s.kinds().keySet().stream())
        .forEach(
            role ->
                context
                    .grounding()
                    .strongest(role)
                    .map(Track::id)
                    .flatMap(
                        id -> context.tracks().stream().filter(t -> t.id().equals(id)).findFirst())
                    .ifPresent(track -> meant.put(role, track.attributes())));
    return meant;
  }

  private TensorValue tensor(
      String name, PolicyFile.Input input, Map<String, Double> now, ActionContext context) {
    Normalizer normalizer = normalizers.get(name);
    if (input.task() != null) {
      return task(input.task(), file.skills().get(context.skill()).task());
    }
    if (input.isPicture()) {
      CameraFrame frame =
          context.senses() == null ? null : context.senses().frames().get(input.camera());
      if (frame == null) {
        throw wrong("there is no picture of the camera '" + input.camera() + "'");
      }
      return new FloatTensor(shape(input), PictureTensor.of(frame, input, normalizer));
    }
    float[] values = new float[input.columns().size()];
    for (int i = 0; i < values.length; i++) {
      Double value = now.get(input.columns().get(i));
      if (value == null) {
        throw wrong("there is no '" + input.columns().get(i) + "' here");
      }
      values[i] = normalizer.in(i, value);
    }
    return new FloatTensor(shape(input), values);
  }

  private TensorValue task(PolicyFile.TaskForm form, int number) {
    if (form == PolicyFile.TaskForm.INDEX) {
      return new LongTensor(new long[] {1}, new long[] {number});
    }
    float[] oneHot = new float[skills.size()];
    oneHot[number] = 1;
    return new FloatTensor(new long[] {1, oneHot.length}, oneHot);
  }

  private static long[] shape(PolicyFile.Input input) {
    return input.isPicture()
        ? new long[] {1, 3, input.heightPixels(), input.widthPixels()}
        : new long[] {1, input.columns().size()};
  }

  /**
   * Returns a moment to try it with: the gripper open, grey pictures, and no object known.
   *
   * @param world to which it was fit
   * @param positionsRad where the arm's joints are
   */
  public ActionContext sample(World world, double[] positionsRad) {
    HandState hand =
        new HandState(
            tableFromBase.after(kinematics.baseFromTool(positionsRad)),
            robot.maxGripperOpeningMeters(),
            0,
            false);
    ArmState arm =
        new ArmState(
            robot.armJointNames(),
            positionsRad,
            new double[positionsRad.length],
            robot.maxGripperOpeningMeters(),
            0,
            0);
    Map<String, CameraFrame> frames = new HashMap<>();
    for (CameraModel camera : world.cameras()) {
      byte[] rgb =
          new byte[3 * camera.intrinsics().widthPixels() * camera.intrinsics().heightPixels()];
      Arrays.fill(rgb, GREY);
      frames.put(camera.id(), new CameraFrame(0, camera, rgb));
    }
    Map<Role, Grounding.Attended> nothing = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      nothing.put(role, new Grounding.Attended(new Attention(new double[0], 1), new float[0]));
    }
    return new ActionContext(
        0,
        skills.get(0).skill(),
        new Grounding(List.of(), nothing),
        Map.of(),
        List.of(),
        hand,
        Progress.NONE,
        new Observation(frames, arm, Map.of()));
  }

  /** Returns inputs in the middle of what the normalizers know: zeros to the network. */
  private Map<String, TensorValue> middle() {
    Map<String, TensorValue> inputs = new LinkedHashMap<>();
    file.inputs()
        .forEach(
            (name, input) ->
                inputs.put(
                    name,
                    input.task() != null
                        ? task(input.task(), file.skills().values().iterator().next().task())
                        : new FloatTensor(
                            shape(input), new float[TensorValue.size(shape(input))])));
    return inputs;
  }

  /** Returns the chunk that the network answers, in the columns' units, (steps, columns). */
  private double[][] ask(Map<String, TensorValue> inputs) {
    Map<String, FloatTensor> answers;
    try {
      answers = net.run(inputs);
    } catch (ModelException e) {
      throw wrong(e.getMessage());
    } catch (RuntimeException e) {
      String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw wrong("the network does not take %s: %s".formatted(inputs, first));
    }
    PolicyFile.Output said = file.output();
    FloatTensor answer = answers.get(said.name());
    if (answer == null) {
      throw wrong(
          "the network has no output '%s'; it has %s".formatted(said.name(), answers.keySet()));
    }
    int columns = said.columns().size();
    if (!Arrays.equals(answer.shape(), new long[] {1, said.steps(), columns})) {
      throw wrong(
          "the output '%s' has the shape %s; the file says [1, %d steps, %d columns]"
              .formatted(said.name(), Arrays.toString(answer.shape()), said.steps(), columns));
    }
    double[][] steps = new double[said.steps()][columns];
    for (int s = 0; s < steps.length; s++) {
      for (int c = 0; c < columns; c++) {
        double value = output.out(c, answer.values()[s * columns + c]);
        if (!Double.isFinite(value)) {
          throw wrong(
              "step %d of the output has %s for %s; nothing moves by that"
                  .formatted(s, value, said.columns().get(c)));
        }
        steps[s][c] = value;
      }
    }
    return steps;
  }

  private ActionChunk chunk(double[][] answer, Map<String, Double> now, ActionContext context) {
    int ahead = file.executeSteps() + (int) Math.ceil(AHEAD_SECONDS / file.periodSeconds());
    double progress = context.progress().share();
    List<ActionChunk.Step> steps = new ArrayList<>();
    for (int s = 0; s < Math.min(ahead, answer.length); s++) {
      Map<String, Double> row = new HashMap<>();
      for (int c = 0; c < answer[s].length; c++) {
        String column = file.output().columns().get(c);
        // The gripper has no column in the state: it is absolute always.
        double from = file.output().relative() ? now.getOrDefault(column, 0.0) : 0;
        row.put(column, from + answer[s][c]);
      }
      double close = row.get(Columns.CLOSE);
      requireIn(s, Columns.CLOSE, close, 1 - MAX_CLOSE, MAX_CLOSE);
      Transform pose = file.output().isOfHand() ? hand(s, row) : handOfJoints(s, row);
      steps.add(new ActionChunk.Step(pose, Math.max(0, Math.min(1, close)), 0, progress));
    }
    return new ActionChunk(context.stampNanos(), file.periodSeconds(), steps);
  }

  private Transform hand(int step, Map<String, Double> row) {
    double[] v = new double[7];
    for (int i = 0; i < v.length; i++) {
      v[i] = row.get(Columns.HAND_ACTION.get(i));
      if (i < 3) {
        requireIn(step, Columns.HAND_ACTION.get(i), v[i], -MAX_METERS, MAX_METERS);
      }
    }
    double norm = Math.sqrt(v[3] * v[3] + v[4] * v[4] + v[5] * v[5] + v[6] * v[6]);
    requireIn(step, "the length of the quaternion", norm, MIN_QUATERNION, MAX_QUATERNION);
    return new Transform(
        CameraModel.TABLE,
        RobotModel.TOOL,
        new Vector3(v[0], v[1], v[2]),
        new Quaternion(v[3], v[4], v[5], v[6]));
  }

  private Transform handOfJoints(int step, Map<String, Double> row) {
    if (robot == null) {
      throw wrong("it commands joints, and nothing told it of which arm");
    }
    double[] positionsRad = new double[robot.armJoints().size()];
    for (int j = 0; j < positionsRad.length; j++) {
      RobotModel.Joint joint = robot.armJoints().get(j);
      String column = Columns.joint(joint.name());
      positionsRad[j] = row.get(column);
      requireIn(
          step,
          column,
          positionsRad[j],
          joint.lower() - MAX_BEYOND_LIMIT_RAD,
          joint.upper() + MAX_BEYOND_LIMIT_RAD);
    }
    return tableFromBase.after(kinematics.baseFromTool(positionsRad));
  }

  private void requireIn(int step, String what, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw wrong(
          String.format(
              Locale.ROOT,
              "step %d of the output has %.4g for %s, allowed are %.4g to %.4g; are the normalizer"
                  + " and the columns those of its training?",
              step,
              value,
              what,
              least,
              most));
    }
  }

  private ModelException wrong(String what) {
    return new ModelException("the policy %s: %s".formatted(folder, what));
  }

  /** Returns what was read, a line each. */
  public List<String> describe() {
    List<String> lines = new ArrayList<>();
    lines.add("model       " + file.model() + ", SHA-256 as told");
    skills.forEach(s -> lines.add("skill       " + s.skill() + " of " + s.kinds()));
    file.inputs()
        .forEach(
            (name, input) ->
                lines.add(
                    "input       %s: %s, %s"
                        .formatted(
                            name,
                            input.task() != null
                                ? "the task, " + input.task()
                                : input.isPicture()
                                    ? "camera '%s', %s %d x %d"
                                        .formatted(
                                            input.camera(),
                                            input.channelOrder(),
                                            input.widthPixels(),
                                            input.heightPixels())
                                    : input.columns().size() + " columns",
                            told(normalizers.get(name)))));
    lines.add(
        "output      %s: %d steps of %s, %s, %s"
            .formatted(
                file.output().name(),
                file.output().steps(),
                file.output().isOfHand() ? "the hand in the table's frame" : "the joints",
                file.output().relative() ? "relative to now" : "absolute",
                told(output)));
    lines.add(
        String.format(
            Locale.ROOT,
            "asked       every %.3f s, for %d of its steps of %s s",
            file.executeSteps() * file.periodSeconds(),
            file.executeSteps(),
            file.periodSeconds()));
    return lines;
  }

  private static String told(Normalizer normalizer) {
    return normalizer.offset().isEmpty() ? "in its own units" : "normalised";
  }

  @Override
  public void close() {
    net.close();
  }
}
