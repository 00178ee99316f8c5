package dev.cobot.action.foreign;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.policy.ActionContext;
import dev.cobot.brain.Observation;
import dev.cobot.brain.network.FloatTensor;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.ModelException;
import dev.cobot.brain.network.Ops;
import dev.cobot.brain.network.TensorSpec;
import dev.cobot.brain.network.Weights;
import dev.cobot.sim2real.robot.Kinematics;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks of other makers, by what their file says of them. */
class ForeignPolicyTest {
  private static final double AGE_SECONDS = 0.15;
  private static World world;
  private static double[] home;

  @TempDir private Path folder;

  @BeforeAll
  static void load() throws IOException {
    Path root = Path.of(System.getProperty("cobot.home"));
    world = World.load(root.resolve("worlds/factory_table.world"));
    home = PlantSimulator.homePositionsRad(world);
  }

  private ForeignPolicy open() {
    return ForeignPolicy.open(folder, InferenceDevice.CPU);
  }

  private ForeignPolicy fitted() {
    ForeignPolicy policy = open();
    policy.fit(world, AGE_SECONDS);
    return policy;
  }

  private void edit(String from, String to) throws IOException {
    Path file = folder.resolve("policy.yaml");
    String text = Files.readString(file);
    assertTrue(text.contains(from), () -> from + " in " + text);
    Files.writeString(file, text.replace(from, to));
  }

  private void assertRefused(String from, String to, String... words) throws IOException {
    String before = Files.readString(folder.resolve("policy.yaml"));
    edit(from, to);
    String message = assertThrows(ModelException.class, () -> fitted().close()).getMessage();
    for (String word : words) {
      assertTrue(message.contains(word), () -> word + " in " + message);
    }
    Files.writeString(folder.resolve("policy.yaml"), before);
  }

  private static String join(Object of, int count) {
    return java.util.Collections.nCopies(count, of.toString()).stream()
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** A policy with the names and shapes of an ACT export; its weights are drawn. */
  private void act() throws IOException {
    int state = 8;
    ExportedNets.Net net =
        new ExportedNets.Net(
            List.of(
                new TensorSpec("observation.state", -1, state),
                new TensorSpec("observation.images.camera", -1, 3, 48, 64)),
            new ExportedNets.Net.Body() {
              @Override
              public <T> T apply(Ops<T> ops, List<T> inputs) {
                T seen = ops.relu(ops.conv2d(inputs.get(1), "see", 3, 4, 8, 8, 0));
                T felt = ops.linear(inputs.get(0), "feel", state, 16);
                T both =
                    ops.add(felt, ops.linear(ops.reshape(seen, -1, 4 * 6 * 8), "look", 192, 16));
                return ops.reshape(ops.linear(ops.tanh(both), "act", 16, 800), -1, 100, 8);
              }
            });
    SplittableRandom random = new SplittableRandom(3);
    Map<String, FloatTensor> weights = new LinkedHashMap<>();
    weights.put("see.weight", ExportedNets.drawn(random, 0.3, 4, 3, 8, 8));
    weights.put("see.bias", ExportedNets.drawn(random, 0.1, 4));
    weights.put("feel.weight", ExportedNets.drawn(random, 0.5, 16, state));
    weights.put("feel.bias", ExportedNets.drawn(random, 0.5, 16));
    weights.put("look.weight", ExportedNets.drawn(random, 0.1, 16, 192));
    weights.put("look.bias", ExportedNets.drawn(random, 0.1, 16));
    weights.put("act.weight", ExportedNets.drawn(random, 0.3, 800, 16));
    weights.put("act.bias", ExportedNets.drawn(random, 0.1, 800));
    ExportedNets.write(
        folder,
        net,
        new Weights(weights),
        ExportedNets.BEGIN
            + """
inputs:
  observation.images.camera:
    camera: camera
    widthPixels: 64
    heightPixels: 48
    channelOrder: rgb
    normalizer: {mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]}
  observation.state:
    columns: [hand_x_m, hand_y_m, hand_z_m, hand_qx, hand_qy, hand_qz, hand_qw, gripper_opening_m]
    normalizer: {mean: %s, std: %s}
output:
  name: action
  steps: 100
  columns: [%s]
  relative: false
  normalizer: {mean: [0, 0.1, 0.3, 1, 0, 0, 0, 0.5], std: %s}
"""
                .formatted(join(0.1, 8), join(0.5, 8), ExportedNets.ALL_OF_HAND, join(0.02, 8)));
  }

  private static ActionContext looking(ForeignPolicy policy, int red) {
    ActionContext home0 = policy.sample(world, home);
    CameraFrame grey = home0.senses().frames().get("camera");
    byte[] rgb = grey.rgb().clone();
    for (int i = 0; i < rgb.length; i += 3) {
      rgb[i] = (byte) red;
    }
    return new ActionContext(
        home0.stampNanos(),
        home0.skill(),
        home0.grounding(),
        home0.broadcasts(),
        home0.tracks(),
        home0.hand(),
        home0.progress(),
        Observation.of(home0.senses().arm(), new CameraFrame(0, grey.camera(), rgb)));
  }

  @Test
  void theShapesAndPicturesOfAnActExportFlow() throws IOException {
    act();
    try (ForeignPolicy policy = fitted()) {
      assertEquals(java.util.Set.of("camera"), policy.acting().cameras());
      ActionChunk dark = policy.act(looking(policy, 0));
      ActionChunk red = policy.act(looking(policy, 255));
      assertEquals(27, dark.steps().size(), "a second beyond what is carried out");
      Vector3 at = dark.steps().get(0).tableFromTool().translation();
      assertTrue(at.distanceTo(new Vector3(0, 0.1, 0.3)) < 0.15, at::toString);
      assertNotEquals(at, red.steps().get(0).tableFromTool().translation());
      ActionContext blind = policy.sample(world, home);
      String message =
          assertThrows(
                  ModelException.class,
                  () ->
                      policy.act(
                          new ActionContext(
                              0,
                              "place_in",
                              blind.grounding(),
                              Map.of(),
                              List.of(),
                              blind.hand(),
                              blind.progress(),
                              Observation.of(blind.senses().arm()))))
              .getMessage();
      assertTrue(message.contains("no picture of the camera 'camera'"), message);
      assertTrue(policy.describe().toString().contains("camera 'camera', RGB 64 x 48"));
    }
    assertRefused("camera: camera", "camera: wrist", "cameras [wrist]", "has [camera]");
    assertRefused("widthPixels: 64", "widthPixels: 65", "does not take", "3, 48, 65");
    assertRefused("widthPixels: 64", "widthPixels: 40000", "allowed are 1 to 2048");
    assertRefused("steps: 100", "steps: 99", "[1, 100, 8]", "99 steps");
    assertRefused("channelOrder: rgb", "channelOrder: hsv", "policy.yaml:13", "RGB");
    assertRefused("observation.images.camera", "observation.images.top", "names [observation.im");
  }

  @Test
  void aPictureIsScaledBetweenTheCentresOfItsPixels() {
    CameraModel of = world.camera();
    CameraModel small =
        new CameraModel(
            "camera",
            new CameraIntrinsics(8, 8, 8, 8, 4, 4, of.intrinsics().lensDistortion()),
            of.tableFromCamera());
    byte[] rgb = new byte[3 * 8 * 8];
    for (int i = 0; i < 64; i++) {
      rgb[3 * i] = (byte) (30 * (i % 8));
      rgb[3 * i + 1] = (byte) (255 - 30 * (i / 8));
      rgb[3 * i + 2] = 51;
    }
    CameraFrame frame = new CameraFrame(0, small, rgb);
    PolicyFile.Input wide =
        new PolicyFile.Input(null, "camera", 4, 1, PolicyFile.ChannelOrder.BGR, null, null);
    assertArrayEquals(
        new float[] {
          0.2f,
          0.2f,
          0.2f,
          0.2f, // blue
          150 / 255f,
          150 / 255f,
          150 / 255f,
          150 / 255f, // green, between the fourth and fifth row
          15 / 255f,
          75 / 255f,
          135 / 255f,
          195 / 255f
        },
        PictureTensor.of(frame, wide, Normalizer.NONE),
        1e-6f);
  }

  @Test
  void theColumnsUnitsAndNormalizerAreWhatMoves() throws IOException {
    ExportedNets.constant(folder, false, 0.1f, -0.2f, 0.25f, 0.8f, 0, 0, 0, 0.75f);
    try (ForeignPolicy policy = fitted()) {
      ActionContext at = policy.sample(world, home);
      ActionChunk chunk = policy.act(at);
      Transform first = chunk.steps().get(0).tableFromTool();
      assertEquals(0.25, first.translation().z(), 1e-6);
      assertEquals(1, first.rotation().x(), 1e-9, "a length of 0.8 is set right");
      assertEquals(0.75, chunk.steps().get(0).closeProbability(), 1e-6);
      assertEquals(0.04, chunk.stepSeconds());
      assertEquals(0.08, policy.acting().everySeconds(), 1e-9);
    }
    edit("relative: false", "relative: true");
    try (ForeignPolicy policy = fitted()) {
      ActionContext at = policy.sample(world, home);
      ActionChunk.Step first = policy.act(at).steps().get(0);
      Vector3 moved = first.tableFromTool().translation().minus(at.hand().positionMeters());
      assertEquals(0, moved.distanceTo(new Vector3(0.1, -0.2, 0.25)), 1e-6);
      assertEquals(0.75, first.closeProbability(), 1e-6, "the gripper is absolute always");
    }
    edit("relative: true", "relative: false");
    Path file = folder.resolve("policy.yaml");
    String text = Files.readString(file);
    int last = text.lastIndexOf("normalizer: inside");
    Files.writeString(
        file,
        text.substring(0, last)
            + "normalizer: {min: [-1, -1, 0, -1, -1, -1, -1, 0], max: %s}\n".formatted(join(1, 8)));
    try (ForeignPolicy policy = fitted()) {
      Vector3 at =
          policy.act(policy.sample(world, home)).steps().get(0).tableFromTool().translation();
      assertEquals(0, at.distanceTo(new Vector3(0.1, -0.2, 0.625)), 1e-6, "[-1, 1] is the span");
    }
  }

  @Test
  void jointsAreFollowedWhereTheyLeadTheHand() throws IOException {
    List<String> joints = world.robot().model().armJointNames();
    int width = joints.size() + 1;
    ExportedNets.Net net =
        new ExportedNets.Net(
            List.of(new TensorSpec("observation.state", -1, width)),
            new ExportedNets.Net.Body() {
              @Override
              public <T> T apply(Ops<T> ops, List<T> inputs) {
                return ops.reshape(ops.addScalar(inputs.get(0), 0.05f), -1, 1, width);
              }
            });
    ExportedNets.write(
        folder,
        net,
        new Weights(Map.of()),
        ExportedNets.BEGIN.replace("executeSteps: 2", "executeSteps: 1")
            + """
            inputs:
              observation.state: {columns: %s, normalizer: inside}
            output: {name: action, steps: 1, columns: %s, relative: false, normalizer: inside}
            """
                .formatted(Columns.jointState(joints), Columns.jointAction(joints)));
    try (ForeignPolicy policy = fitted()) {
      ActionChunk chunk = policy.act(policy.sample(world, home));
      double[] wanted = Arrays.stream(home).map(rad -> rad + 0.05).toArray();
      Transform expected =
          world
              .robot()
              .tableFromBase()
              .after(new Kinematics(world.robot().model()).baseFromTool(wanted));
      Transform found = chunk.steps().get(0).tableFromTool();
      assertEquals(0, found.translation().distanceTo(expected.translation()), 1e-5);
      assertEquals(0, found.rotation().angleTo(expected.rotation()), 1e-5);
      assertEquals(0.135, chunk.steps().get(0).closeProbability(), 1e-3);
    }
    String first = joints.get(0) + "_rad";
    assertRefused(first, "elbow_of_another_rad", "elbow_of_another_rad", joints.toString());
  }

  @Test
  void whatAFileMayNotSayIsRefusedInWords() throws IOException {
    ExportedNets.constant(folder, false, 0.1f, -0.2f, 0.25f, 1, 0, 0, 0, 0);
    fitted().close();
    assertRefused("sha256: ", "sha256: 0", "64 hexadecimal digits");
    assertRefused("model: model.onnx", "model: ../model.onnx", "without a path");
    assertRefused("  normalizer: inside\n", "\n", "output: normalizer is missing");
    assertRefused("[hand_x_m], normalizer: inside", "[hand_x_m]", "inputs.observation.state: nor");
    assertRefused("inside", "{mean: [1, 2], std: [1]}", "mean has 2 numbers, there are 1");
    assertRefused("inside", "{mean: [1], std: [-1]}", "must not be below 0");
    assertRefused("inside", "none", "got \"none\"", "or inside");
    assertRefused("format: 1", "format: 2", "this version reads 1");
    assertRefused("format: 1", "format: 1\nfrmat: 1", "policy.yaml:2", "frmat");
    assertRefused("periodSeconds: 0.04", "periodSeconds: 9", "0.005 to 1");
    assertRefused("periodSeconds: 0.04\n", "", "periodSeconds");
    assertRefused("executeSteps: 2", "executeSteps: 4", "allowed are 1 to 3");
    assertRefused("periodSeconds: 0.04", "periodSeconds: 0.2", "0.24 s ago", "allows 0.15 s");
    assertRefused("place_in:", "juggle:", "'juggle' is none", "[place_in, pick, push, wipe]");
    assertRefused(", destination: [bowl]", "", "skills.place_in: kinds are given for [TARGET]");
    assertRefused("[bowl]", "[bucket]", "policy.yaml:7", "bucket");
    assertRefused("{target", "{task: 3, target", "exactly where an input is the task");
    assertRefused("[hand_x_m]", "[hand_x]", "no column 'hand_x'", "hand_x_m");
    assertRefused("hand_qw, ", "", "columns are", "one JOINT_rad for each joint");
    assertRefused("name: action", "name: actions", "no output 'actions'; it has [action]");
    assertRefused("observation.state:", "state:", "takes the inputs [observation.state]");
    assertRefused("steps: 3", "steps: 4", "[1, 3, 8]", "4 steps");
  }

  @Test
  void whatIsNoMotionIsRefusedInWords() throws IOException {
    ExportedNets.constant(folder, false, 0.1f, Float.NaN, 0.25f, 1, 0, 0, 0, 0);
    assertTrue(
        assertThrows(ModelException.class, this::open).getMessage().contains("NaN for hand_y_m"));
    for (Object[] wrong :
        new Object[][] {
          {
            new float[] {250, 0, 0, 1, 0, 0, 0, 0},
            "250.0 for hand_x_m, allowed are -3.000 to 3.000"
          },
          {new float[] {0, 0, 0, 0.1f, 0, 0, 0, 0}, "the length of the quaternion"},
          {new float[] {0, 0, 0, 1, 0, 0, 0, 40}, "40.00 for gripper_close"}
        }) {
      ExportedNets.constant(folder, false, (float[]) wrong[0]);
      try (ForeignPolicy policy = fitted()) {
        ActionContext context = policy.sample(world, home);
        String message = assertThrows(ModelException.class, () -> policy.act(context)).getMessage();
        assertTrue(message.contains((String) wrong[1]), message);
      }
    }
  }

  /** No bytes of a file lead to anything but a policy or one sentence. */
  @Test
  void anyBytesOfAFileAreBorne() throws IOException {
    act();
    String whole = Files.readString(folder.resolve("policy.yaml"));
    SplittableRandom random = new SplittableRandom(7);
    int read = 0;
    for (int i = 0; i < Integer.getInteger("cobot.fuzz.policy", 3000); i++) {
      StringBuilder text = new StringBuilder(whole);
      for (int cut = 0; cut <= random.nextInt(4); cut++) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(4)) {
          case 0 -> text.setCharAt(at, (char) random.nextInt(1, 256));
          case 1 -> text.delete(at, Math.min(text.length(), at + random.nextInt(1, 30)));
          case 2 -> text.insert(at, text.substring(at, Math.min(text.length(), at + 40)));
          default -> text.insert(at, random.nextLong());
        }
      }
      try {
        PolicyFile.parse(text.toString(), "f");
        read++;
      } catch (ModelException e) {
        assertTrue(e.getMessage().startsWith("f"), e::getMessage);
      }
    }
    assertTrue(read > 0, "some changes do no harm");
  }
}
