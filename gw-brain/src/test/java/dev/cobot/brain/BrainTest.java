package dev.cobot.brain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.cobot.brain.attribute.AttributeDomain;
import dev.cobot.brain.belief.Look;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.language.CommandMeaning;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.LanguageNet;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.network.FloatTensor;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.InferenceNet;
import dev.cobot.brain.network.NetworkTrainer;
import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.brain.network.TensorValue;
import dev.cobot.brain.sight.DetectorNet;
import dev.cobot.brain.sight.SeenObject;
import dev.cobot.brain.sight.Sight;
import dev.cobot.brain.vision.VisionDomain;
import dev.cobot.brain.vision.VisionNet;
import dev.cobot.brain.workspace.GlobalWorkspace;
import dev.cobot.brain.workspace.WorkspaceFolder;
import dev.cobot.brain.workspace.WorkspaceShape;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is broadcast of an object; eyes and ears are not asked for that. */
class BrainTest {
  private static final Observation SEEN =
      Observation.of(new ArmState(List.of("j"), new double[1], new double[1], 0.08, 0, 0));
  private static final int WIDTH = 12;
  private static final float[] PICTURE = new float[WIDTH];
  private static final HandState HAND =
      new HandState(
          new Transform("table", "tool0", new Vector3(0.1, 0, 0.3), HandState.pointingDown(0)),
          0.04,
          0,
          true);
  private static final CommandReading READING =
      new CommandReading(
          "put it there",
          CommandMeaning.NONE,
          1,
          Map.of(Role.TARGET, filled(0.3f), Role.DESTINATION, filled(-0.6f)));

  @TempDir private static Path folder;
  private static GlobalWorkspace workspace;

  private static float[] filled(float value) {
    float[] latent = new float[LanguageNet.LATENT_WIDTH];
    Arrays.fill(latent, value);
    return latent;
  }

  @BeforeAll
  static void open() throws Exception {
    WorkspaceShape shape = Brain.shape(WIDTH, 8, 4);
    try (NetworkTrainer trainer =
        new NetworkTrainer(OptimizerConfig.of(1e-3), new SeedStreams(6), InferenceDevice.CPU)) {
      shape.networks().forEach(trainer::create);
      WorkspaceFolder.write(
          folder, shape, trainer::weights, 6, JsonNodeFactory.instance.objectNode(), Map.of());
    }
    workspace = WorkspaceFolder.open(folder, InferenceDevice.CPU);
    for (int i = 0; i < WIDTH; i++) {
      PICTURE[i] = 0.1f * (i - 5);
    }
  }

  @AfterAll
  static void close() {
    workspace.close();
  }

  private static Brain brain(Fusion fusion) {
    return new Brain(Brain.DOMAINS, null, null, workspace, fusion);
  }

  private static Track track(Vector3 position, boolean held) {
    return new Track(
        new ObjectAttributes(
            "cube-1",
            ObjectKind.CUBE,
            position,
            0.2,
            ColorName.RED.prototype(),
            new Vector3(0.04, 0.04, 0.04),
            0.9,
            new ObjectAttributes.Uncertainty(Vector3.ZERO, 0, Vector3.ZERO)),
        PICTURE,
        0,
        4,
        held);
  }

  private static float[] sight(Track track) {
    return brain(Fusion.VISION_ALONE).broadcast(SEEN, track, READING, Role.TARGET, HAND).latent();
  }

  @Test
  void whatStandsThereIsBroadcastAsItsPictureShowsIt() {
    Vector3 place = new Vector3(0.1, 0.1, 0.02);
    assertArrayEquals(workspace.alone(PICTURE), sight(track(place, false)));
  }

  /** Its last picture is from before it was lifted: what is believed of it moves, that does not. */
  @Test
  void whatIsHeldIsBroadcastAsItIsBelievedNow() {
    Track low = track(new Vector3(0.1, 0.1, 0.02), true);
    Track high = track(new Vector3(0.05, -0.1, 0.25), true);
    for (Track track : List.of(low, high)) {
      assertArrayEquals(
          workspace.alone(
              workspace.encode(Brain.ATTRIBUTES, 1, AttributeDomain.latent(track.attributes()))),
          sight(track),
          1e-6f);
    }
    assertTrue(difference(sight(low), sight(high)) > 1e-3, "it moves with the hand");
    assertTrue(difference(sight(low), workspace.alone(PICTURE)) > 1e-3);
  }

  private static double difference(float[] a, float[] b) {
    double most = 0;
    for (int i = 0; i < a.length; i++) {
      most = Math.max(most, Math.abs(a[i] - b[i]));
    }
    return most;
  }

  @Test
  void whatIsHeldIsAttendedAsItIsBelievedNow() {
    Track low = track(new Vector3(0.1, 0.1, 0.02), true);
    Track high = track(new Vector3(0.05, -0.1, 0.25), true);
    Brain brain = brain(Fusion.LEARNED);
    double one = brain.ground(READING, List.of(low)).of(Role.TARGET).attention().absent();
    double other = brain.ground(READING, List.of(high)).of(Role.TARGET).attention().absent();
    assertFalse(one == other, "the same picture, another place");
  }

  @Test
  void eachRoleIsBroadcastWithItsOwnPhrase() {
    Brain brain =
        brain((space, encodings) -> new Broadcast(space.alone(encodings.get(1)), Map.of()));
    Track cube = track(new Vector3(0.1, 0.1, 0.02), false);
    for (Role role : Role.values()) {
      assertArrayEquals(
          workspace.alone(workspace.encode(Brain.LANGUAGE, 1, READING.latent(role))),
          brain.broadcast(SEEN, cube, READING, role, HAND).latent(),
          1e-6f);
    }
    CommandReading half =
        new CommandReading("it", CommandMeaning.NONE, 1, Map.of(Role.TARGET, filled(0)));
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> brain.broadcast(SEEN, cube, half, Role.DESTINATION, HAND))
            .getMessage();
    assertTrue(message.contains("'destination'") && message.contains("[TARGET]"), message);
  }

  @Test
  void allThreeDomainsEnterTheBroadcast() {
    Track cube = track(new Vector3(0.1, 0.1, 0.02), false);
    Broadcast broadcast = brain(Fusion.LEARNED).broadcast(SEEN, cube, READING, Role.TARGET, HAND);
    assertEquals(Brain.FUSED, List.copyOf(broadcast.modalityAttention().keySet()));
    assertEquals(
        1, broadcast.modalityAttention().values().stream().mapToDouble(d -> d).sum(), 1e-6);
  }

  /** Answers the same to everything. */
  private record Fixed(float[]... answer) implements InferenceNet {
    @Override
    public List<String> inputNames() {
      return List.of();
    }

    @Override
    public Map<String, FloatTensor> run(Map<String, ? extends TensorValue> inputs) {
      throw new UnsupportedOperationException();
    }

    @Override
    public float[][] run(int batch, float[]... inputs) {
      return answer;
    }

    @Override
    public void close() {}
  }

  @Test
  void aThingIsOnTheRayThroughItsCentreAsHighAsTheWorkspaceSays() {
    int cells = VisionNet.ROWS * VisionNet.COLUMNS;
    float[] heat = new float[cells];
    Arrays.fill(heat, -9);
    heat[17 * VisionNet.COLUMNS + 22] = 3;
    float[] offset = new float[4 * cells];
    offset[17 * VisionNet.COLUMNS + 22] = 0.25f; // cells of 8 pixels
    CameraModel camera =
        new CameraModel(
            CameraIntrinsics.ideal(640, 480, 1.0),
            CameraModel.lookAt(new Vector3(0.7, 0, 0.7), new Vector3(0.05, 0, 0)));
    VisionDomain vision =
        new VisionDomain(
            new Fixed(heat, offset, new float[VisionNet.FEATURES * cells]),
            List.of(ObjectKind.CUBE));
    Brain brain = new Brain(vision, null, workspace, 1, Fusion.LEARNED);
    Look look = brain.perceive(new CameraFrame(7, camera, new byte[3 * 640 * 480]));
    assertEquals(1, look.detections().size());
    Vector3 position = look.detections().get(0).attributes().positionMeters();
    CameraModel.Pixel centre = camera.project(position);
    assertEquals((22.25 * 8 + 0.5) * 2 - 0.5, centre.x(), 1e-6);
    assertEquals((17 * 8 + 0.5) * 2 - 0.5, centre.y(), 1e-6);
    float[] decoded =
        workspace.decode(Brain.ATTRIBUTES, 1, workspace.alone(look.detections().get(0).encoding()));
    ObjectAttributes told = AttributeDomain.decode("", decoded, 0, 1, 1);
    assertEquals(told.positionMeters().z(), position.z(), 1e-9);
    Vector3 sigma = look.detections().get(0).attributes().uncertainty().positionMeters();
    double high = told.uncertainty().positionMeters().z();
    assertEquals(high, sigma.z(), 1e-9);
    Vector3 ray = camera.rayDirection(centre.x(), centre.y());
    double across = Math.abs(high * ray.x() / ray.z());
    assertTrue(sigma.x() > across && sigma.x() < across + 0.005, sigma + " of " + across);
  }

  @Test
  void whatSightReadsEntersTheWorkspaceAsAttributes() {
    int columns = DetectorNet.WIDTH_PIXELS / 8;
    int cells = columns * DetectorNet.HEIGHT_PIXELS / 8;
    float[] heat = new float[2 * cells];
    Arrays.fill(heat, -9);
    heat[18 * columns + 24] = 3;
    float[] values = new float[18];
    values[13] = 0.6f; // red
    Sight sight =
        new Sight(
            new Fixed(heat, new float[4 * cells]),
            new Fixed(new float[] {4, 0, 0}, values, new float[18], new float[64]),
            List.of(ObjectKind.CUBE, ObjectKind.BOWL));
    CameraModel camera =
        new CameraModel(
            CameraIntrinsics.ideal(640, 480, 1.0),
            CameraModel.lookAt(new Vector3(0.1, -0.7, 0.6), new Vector3(0.05, 0, 0)));
    byte[] rgb = new byte[3 * 640 * 480];
    SeenObject seen = sight.look(rgb, 640, 480, Optional.of(camera), 0.35).get(0);
    Brain brain =
        new Brain(Brain.DOMAINS, new SightPerception(sight), null, workspace, Fusion.LEARNED);
    Look look = brain.perceive(new CameraFrame(7, camera, rgb));
    assertEquals(7, look.stampNanos());
    assertEquals(1, look.detections().size());
    ObjectAttributes read = look.detections().get(0).attributes();
    assertEquals(ObjectKind.CUBE, read.kind());
    assertEquals(0.8, read.color().red(), 1e-6);
    assertEquals(seen.score(), read.score());
    assertEquals(seen.place().orElseThrow().positionMeters(), read.positionMeters());
    assertEquals(
        seen.place().orElseThrow().positionSigmaMeters(), read.uncertainty().positionMeters());
    assertArrayEquals(
        workspace.encode(Brain.ATTRIBUTES, 1, AttributeDomain.latent(read)),
        look.detections().get(0).encoding(),
        1e-6f);
  }
}
