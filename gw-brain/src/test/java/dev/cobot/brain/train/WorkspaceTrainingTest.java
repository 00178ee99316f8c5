package dev.cobot.brain.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.brain.Brain;
import dev.cobot.brain.BrainModels;
import dev.cobot.brain.attribute.AttributeDomain;
import dev.cobot.brain.body.BodyDomain;
import dev.cobot.brain.language.LanguageDomain;
import dev.cobot.brain.language.LanguageNet;
import dev.cobot.brain.language.TestWordings;
import dev.cobot.brain.language.TokenEncoder;
import dev.cobot.brain.network.FloatTensor;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.InferenceNet;
import dev.cobot.brain.network.ModelException;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.brain.network.TensorValue;
import dev.cobot.brain.network.TrainingJob;
import dev.cobot.brain.network.TrainingListener;
import dev.cobot.brain.vision.PictureSet;
import dev.cobot.brain.vision.VisionDomain;
import dev.cobot.brain.vision.VisionNet;
import dev.cobot.brain.workspace.GlobalWorkspace;
import dev.cobot.brain.workspace.WorkspaceFolder;
import dev.cobot.sim2real.dataset.SceneFolderWriter;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A short training over domains that never err, so that it tests the workspace's part alone. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WorkspaceTrainingTest {
  private static final List<ObjectKind> KINDS =
      List.of(
          ObjectKind.CUBE,
          ObjectKind.BOWL,
          ObjectKind.BOTTLE,
          ObjectKind.CUP,
          ObjectKind.PEDESTAL); // by which no command is about anything
  private static final int PICTURES = 8;
  private static final int WORDINGS = 2;
  private static final int STEPS = 22;
  private static final Map<String, String> STANDS_ON =
      Map.of(Brain.VISION, "5eed", Brain.LANGUAGE, "3a5e");

  @TempDir private static Path folder;
  private static PictureSet pictures;
  private static final List<Map<String, Double>> losses = new ArrayList<>();
  private static Map<String, Double> results;

  /** What the fake networks share: outputs from inputs, and nothing else. */
  private abstract static class FakeNet implements InferenceNet {
    @Override
    public List<String> inputNames() {
      return List.of();
    }

    @Override
    public Map<String, FloatTensor> run(Map<String, ? extends TensorValue> inputs) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }

  /** Sees every labelled object of the picture whose index its first pixel tells. */
  private static final class PerfectVision extends FakeNet {
    @Override
    public float[][] run(int batch, float[]... inputs) {
      int index = Math.round((inputs[0][0] + 1) * 127.5f);
      int cells = VisionNet.ROWS * VisionNet.COLUMNS;
      float[] heat = new float[KINDS.size() * cells];
      Arrays.fill(heat, -9);
      float[] offset = new float[4 * cells];
      float[] features = new float[VisionNet.FEATURES * cells];
      for (SceneObject object : pictures.objects(index)) {
        CameraModel.Pixel pixel = pictures.camera(index).project(object.positionMeters());
        int column = (int) Math.round(pixel.x() / VisionNet.STRIDE);
        int row = (int) Math.round(pixel.y() / VisionNet.STRIDE);
        int cell = row * VisionNet.COLUMNS + column;
        heat[KINDS.indexOf(object.kind()) * cells + cell] = 5;
        int channel = object.kind().isSupport() ? 2 : 0;
        offset[channel * cells + cell] = (float) (pixel.x() / VisionNet.STRIDE - column);
        offset[(channel + 1) * cells + cell] = (float) (pixel.y() / VisionNet.STRIDE - row);
        float[] latent = AttributeDomain.latent(object);
        for (int f = 0; f < latent.length; f++) {
          features[f * cells + cell] = latent[f];
        }
      }
      return new float[][] {heat, offset, features};
    }
  }

  /**
   * Reads every phrase right. It knows which reference is meant from the order in which the
   * training asks: kind by kind without a colour and in each colour, then the colours alone.
   */
  private static final class PerfectLanguage extends FakeNet {
    private static final List<ObjectKind> ORDER =
        Stream.of(ObjectKind.values()).filter(kind -> !kind.nouns().isEmpty()).toList();
    private int calls;

    @Override
    public float[][] run(int batch, float[]... inputs) {
      int reference = calls++ / WORDINGS;
      int colors = ColorName.values().length;
      boolean kindNamed = reference < ORDER.size() * (colors + 1);
      int kind =
          kindNamed ? ORDER.get(reference / (colors + 1)).ordinal() : ObjectKind.values().length;
      int said = kindNamed ? reference % (colors + 1) - 1 : reference - ORDER.size() * (colors + 1);
      int color = said < 0 ? colors : said;
      float[] meaning = new float[LanguageNet.MEANING_WIDTH];
      meaning[kind] = 4;
      meaning[LanguageNet.KIND_LOGITS + color] = 4;
      float[] latent = new float[LanguageNet.LATENT_WIDTH];
      latent[kind] = 0.9f;
      latent[LanguageNet.KIND_LOGITS + color] = 0.9f;
      return new float[][] {{5, 0, 0}, latent, latent, meaning, meaning};
    }
  }

  /** Sees nothing. */
  private static final class BlindVision extends FakeNet {
    @Override
    public float[][] run(int batch, float[]... inputs) {
      int cells = VisionNet.ROWS * VisionNet.COLUMNS;
      float[] heat = new float[KINDS.size() * cells];
      Arrays.fill(heat, -9);
      return new float[][] {heat, new float[4 * cells], new float[VisionNet.FEATURES * cells]};
    }
  }

  @BeforeAll
  static void train() throws Exception {
    CameraModel camera =
        new CameraModel(
            CameraIntrinsics.ideal(VisionNet.WIDTH_PIXELS, VisionNet.HEIGHT_PIXELS, 0.9),
            CameraModel.lookAt(new Vector3(0.75, 0, 0.75), Vector3.ZERO));
    SplittableRandom random = new SplittableRandom(12);
    Path data = folder.resolve("data");
    try (SceneFolderWriter writer = new SceneFolderWriter(data, camera)) {
      for (int i = 0; i < PICTURES; i++) {
        byte[] rgb = new byte[3 * VisionNet.WIDTH_PIXELS * VisionNet.HEIGHT_PIXELS];
        Arrays.fill(rgb, (byte) i);
        writer.append(new CameraFrame(0, camera, rgb), objects(random));
      }
    }
    pictures = PictureSet.load(data);
    results =
        train(new PerfectVision(), STEPS, false, (step, total, metrics) -> losses.add(metrics));
  }

  private static List<SceneObject> objects(SplittableRandom random) {
    List<SceneObject> objects = new ArrayList<>();
    for (double y = -0.2; y < 0.3; y += 0.2) {
      for (double x = -0.1; x < 0.2; x += 0.2) {
        ObjectKind kind = KINDS.get(random.nextInt(KINDS.size()));
        objects.add(
            new SceneObject(
                "o",
                kind,
                new Vector3(
                    x + random.nextDouble(-0.03, 0.03), y + random.nextDouble(-0.03, 0.03), 0.03),
                Quaternion.fromYaw(random.nextDouble(-3, 3)),
                ColorName.values()[random.nextInt(ColorName.values().length)].prototype(),
                new Vector3(0.05, 0.05, 0.06)));
      }
    }
    return objects;
  }

  private static Map<String, Double> train(
      InferenceNet eyes, int steps, boolean resume, TrainingListener listener) throws Exception {
    try (VisionDomain vision = new VisionDomain(eyes, KINDS);
        LanguageDomain language =
            new LanguageDomain(
                TokenEncoder.load(InferenceDevice.CPU),
                new PerfectLanguage(),
                TestWordings.SKILLS)) {
      return WorkspaceTraining.train(
          vision,
          language,
          STANDS_ON,
          TestWordings.ALL,
          pictures,
          pictures,
          new WorkspaceTraining.Config(24, 32, 12, WORDINGS, steps, 5e-3, 1e-4),
          new TrainingJob(13, folder.resolve("out"), resume, InferenceDevice.CPU, listener));
    }
  }

  private static double mean(int from, int to, String group) {
    return losses.subList(from, to).stream().mapToDouble(m -> m.get(group)).average().orElseThrow();
  }

  @Test
  @Order(1)
  void theLossesFall() {
    assertEquals(STEPS, losses.size());
    assertEquals(
        List.of(
            "translation", "contrastive", "demi_cycle", "cycle", "fused", "selection", "attention"),
        List.copyOf(losses.get(0).keySet()));
    // The attention needs longer: it can only follow what the encodings have learned to tell.
    for (String group :
        List.of("translation", "contrastive", "demi_cycle", "cycle", "fused", "selection")) {
      double first = mean(0, 3, group);
      double last = mean(STEPS - 3, STEPS, group);
      assertTrue(last < 0.9 * first, group + ": " + first + " to " + last);
    }
  }

  @Test
  @Order(2)
  void theReleasedWorkspaceHasLearned() {
    Path model = folder.resolve("out/model");
    assertEquals(results, WorkspaceFolder.metrics(model));
    assertTrue(results.get(BrainModels.SIGMA_SCALE) > 0);
    // Without looking, the middle of the table is 0.18 m away.
    assertTrue(results.get("positionMedianMeters") < 0.1, results.toString());
    assertTrue(
        results.get("attentionAccuracy") >= 0 && results.get("attentionAccuracy") <= 1,
        results.toString());
    ModelFolder network = WorkspaceFolder.anyNetwork(model);
    network.requireTrainedFor(BrainModels.KINDS, ObjectKind.names());
    network.requireStandsOn(STANDS_ON);
    assertThrows(
        ModelException.class, () -> network.requireStandsOn(Map.of(Brain.VISION, "0ther")));
    try (GlobalWorkspace workspace = WorkspaceFolder.open(model, InferenceDevice.CPU)) {
      assertEquals(24, workspace.shape().latentWidth());
      assertEquals(BodyDomain.LATENT_WIDTH, workspace.shape().domain(Brain.BODY).latentWidth());
      assertEquals(
          AttributeDomain.DECODED_WIDTH, workspace.shape().domain(Brain.ATTRIBUTES).decodedWidth());
      assertEquals(VisionDomain.LATENT_WIDTH, workspace.shape().domain(Brain.VISION).latentWidth());
    }
  }

  @Test
  @Order(3)
  void aRunIsContinued() throws Exception {
    List<Long> steps = new ArrayList<>();
    train(new PerfectVision(), STEPS + 2, true, (step, total, metrics) -> steps.add(step));
    assertEquals(List.of(STEPS + 1L, STEPS + 2L), steps);
  }

  @Test
  @Order(4)
  void eyesThatSeeNothingAreAnErrorThatSaysSo() {
    String message =
        assertThrows(
                IllegalStateException.class,
                () -> train(new BlindVision(), STEPS, true, TrainingListener.SILENT))
            .getMessage();
    assertTrue(message.contains("vision domain"), message);
  }
}
