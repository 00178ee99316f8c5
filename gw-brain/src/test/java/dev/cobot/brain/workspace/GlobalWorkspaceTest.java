package dev.cobot.brain.workspace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.ModelException;
import dev.cobot.brain.network.NetworkTrainer;
import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.brain.network.StepScope;
import dev.cobot.brain.objective.TrainableWorkspace;
import dev.cobot.sim2real.scene.SeedStreams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GlobalWorkspaceTest {
  private static final MlpShape MLP = new MlpShape(12, 1, MlpShape.Activation.GELU, true);
  private static final WorkspaceShape TWO =
      new WorkspaceShape(
          8,
          List.of(
              DomainSpec.of("vision", 12, MlpShape.PUBLISHED),
              new DomainSpec("attr", 5, 9, MlpShape.PUBLISHED, MLP)),
          new SelectionShape(SelectionShape.Kind.REFINED_QUERY, 4, 1, List.of("attr", "vision")),
          null);
  private static final WorkspaceShape FOUR =
      new WorkspaceShape(
          10,
          List.of(
              DomainSpec.of("vision", 7, MLP),
              DomainSpec.of("language", 6, MLP),
              new DomainSpec("attributes", 5, 8, MLP, MLP),
              DomainSpec.of("body", 4, MLP)),
          new SelectionShape(
              SelectionShape.Kind.MEAN_QUERY, 6, 0, List.of("vision", "language", "body")),
          new ObjectAttentionShape(12, 6));

  @TempDir private static Path folder;
  private static final NetworkTrainer trainer = newTrainer();
  private static final NetworkTrainer trainerOfTwo = newTrainer();
  private static GlobalWorkspace two;
  private static GlobalWorkspace four;

  private final SplittableRandom random = new SplittableRandom(6);

  @BeforeAll
  static void write() throws Exception {
    two = released("two", TWO, trainerOfTwo);
    four = released("four", FOUR, trainer);
  }

  private static GlobalWorkspace released(
      String name, WorkspaceShape shape, NetworkTrainer untrained) throws IOException {
    shape.networks().forEach(untrained::create);
    WorkspaceFolder.write(
        folder.resolve(name),
        shape,
        untrained::weights,
        8,
        JsonNodeFactory.instance.objectNode(),
        Map.of("sigmaScale", 1.25));
    return WorkspaceFolder.open(folder.resolve(name), InferenceDevice.CPU);
  }

  private static NetworkTrainer newTrainer() {
    return new NetworkTrainer(OptimizerConfig.of(1e-3), new SeedStreams(8), InferenceDevice.CPU);
  }

  @AfterAll
  static void close() {
    two.close();
    four.close();
    trainerOfTwo.close();
    trainer.close();
  }

  private float[] gaussian(int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static GlobalWorkspace of(int domains) {
    return domains == 2 ? two : four;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void aWorkspaceOpensWithItsShape(int domains) {
    GlobalWorkspace workspace = of(domains);
    assertEquals(domains == 2 ? TWO : FOUR, workspace.shape());
    for (DomainSpec domain : workspace.shape().domains()) {
      float[] encodings = workspace.encode(domain.name(), 3, gaussian(3 * domain.latentWidth()));
      assertEquals(3 * workspace.shape().latentWidth(), encodings.length);
      float[] decoded = workspace.decode(domain.name(), 3, workspace.alone(encodings));
      assertEquals(3 * domain.decodedWidth(), decoded.length);
    }
  }

  @Test
  void itsNetworksAnswerAsTheTrainerDoes() {
    float[] vision = gaussian(3 * 7);
    float[] encoded = four.encode("vision", 3, vision);
    assertArrayEquals(
        evaluated(new DomainEncoder(FOUR.domain("vision"), FOUR), 0, vision, 3, 7), encoded, 1e-5f);
    float[] broadcasts = four.alone(encoded);
    assertArrayEquals(
        evaluated(new DomainDecoder(FOUR.domain("attributes"), FOUR), 0, broadcasts, 3, 10),
        four.decode("attributes", 3, broadcasts),
        1e-5f);
    float[] three = gaussian(3 * 10);
    double[] alpha =
        four.select(
            List.of(),
            List.of(
                java.util.Arrays.copyOfRange(three, 0, 10),
                java.util.Arrays.copyOfRange(three, 10, 20),
                java.util.Arrays.copyOfRange(three, 20, 30)));
    float[] expected = evaluated(FOUR.selectionNetwork(), 0, three, 1, 3, 10);
    for (int d = 0; d < 3; d++) {
      assertEquals(expected[d], alpha[d], 1e-5);
    }

    float[] phrase = gaussian(10);
    float[] objects = gaussian(5 * 10);
    float[] keys = evaluated(new ObjectKeys(10, FOUR.objects()), 0, objects, 5, 10);
    float[] query = evaluated(new ObjectQueries(10, FOUR.objects()), 0, phrase, 1, 10);
    double[] logits = new double[6];
    for (int i = 0; i < 5; i++) {
      for (int j = 0; j < 6; j++) {
        logits[i] += keys[i * 6 + j] * query[j] / Math.sqrt(6);
      }
    }
    logits[5] = evaluated(new ObjectQueries(10, FOUR.objects()), 1, phrase, 1, 10)[0];
    double sum = DoubleStream.of(logits).map(Math::exp).sum();
    Attention attention = four.attend(phrase, 5, objects);
    for (int i = 0; i < 5; i++) {
      assertEquals(Math.exp(logits[i]) / sum, attention.weights()[i], 1e-5);
    }
    assertEquals(Math.exp(logits[5]) / sum, attention.absent(), 1e-5);
  }

  @Test
  void theRefinedSelectionAnswersAsTheTrainerDoes() {
    Map<String, float[]> latents = Map.of("attr", gaussian(5), "vision", gaussian(12));
    Map<String, float[]> encodings = Map.of("attr", gaussian(8), "vision", gaussian(8));
    float[] expected =
        trainerOfTwo.evaluate(
            scope ->
                new TrainableWorkspace(TWO)
                    .select(scope, rows(scope, latents), rows(scope, encodings))
                    .toFloatArray());
    double[] alpha =
        two.select(
            List.of(latents.get("attr"), latents.get("vision")),
            List.of(encodings.get("attr"), encodings.get("vision")));
    assertEquals(expected[0], alpha[0], 1e-6);
    assertEquals(expected[1], alpha[1], 1e-6);
    assertTrue(Math.abs(alpha[0] - 0.5) > 1e-4, "the weights depend on what came in");
  }

  private static Map<String, NDArray> rows(StepScope scope, Map<String, float[]> values) {
    Map<String, NDArray> rows = new LinkedHashMap<>();
    values.forEach((name, v) -> rows.put(name, scope.manager().create(v, new Shape(1, v.length))));
    return rows;
  }

  private static float[] evaluated(Architecture net, int output, float[] input, long... shape) {
    return trainer.evaluate(
        scope ->
            scope
                .forward(net, scope.manager().create(input, new Shape(shape)))
                .get(output)
                .toFloatArray());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void oneDomainAloneFusesToItself(int domains) {
    GlobalWorkspace workspace = of(domains);
    int width = workspace.shape().latentWidth();
    List<float[]> encodings = new ArrayList<>();
    for (int d = 0; d < domains; d++) {
      encodings.add(gaussian(width));
    }
    for (int d = 0; d < domains; d++) {
      double[] alpha = new double[domains];
      alpha[d] = 1;
      assertArrayEquals(workspace.alone(encodings.get(d)), workspace.fuse(encodings, alpha), 1e-7f);
    }
    double[] even = new double[domains];
    java.util.Arrays.fill(even, 1.0 / domains);
    float[] fused = workspace.fuse(encodings, even);
    double mean = encodings.stream().mapToDouble(e -> e[0]).sum() / domains;
    assertEquals(Math.tanh(mean), fused[0], 1e-6);
  }

  @Test
  void theSelectionIsADistribution() {
    for (int i = 0; i < 20; i++) {
      for (double[] alpha :
          List.of(
              four.select(List.of(), List.of(gaussian(10), gaussian(10), gaussian(10))),
              two.select(List.of(gaussian(5), gaussian(12)), List.of(gaussian(8), gaussian(8))))) {
        assertEquals(1, DoubleStream.of(alpha).sum(), 1e-6);
        assertTrue(DoubleStream.of(alpha).allMatch(a -> a > 0));
      }
    }
  }

  @Test
  void whatAWorkspaceLacksIsSaid() throws IOException {
    WorkspaceShape plain = WorkspaceShape.of(8, TWO.domains());
    try (NetworkTrainer untrained = newTrainer();
        GlobalWorkspace workspace = released("plain", plain, untrained)) {
      assertEquals(plain, workspace.shape());
      assertTrue(
          assertThrows(IllegalStateException.class, () -> workspace.select(List.of(), List.of()))
              .getMessage()
              .contains("no learned selection"));
      assertTrue(
          assertThrows(
                  IllegalStateException.class,
                  () -> workspace.attend(new float[8], 0, new float[0]))
              .getMessage()
              .contains("no attention to objects"));
    }
  }

  @Test
  void attentionSumsToOneAndFollowsTheObjects() {
    float[] phrase = gaussian(10);
    float[] objects = gaussian(6 * 10);
    Attention attention = four.attend(phrase, 6, objects);
    assertEquals(1, DoubleStream.of(attention.weights()).sum() + attention.absent(), 1e-9);
    int[] order = {3, 5, 0, 1, 4, 2};
    float[] permuted = new float[objects.length];
    for (int i = 0; i < 6; i++) {
      System.arraycopy(objects, order[i] * 10, permuted, i * 10, 10);
    }
    Attention other = four.attend(phrase, 6, permuted);
    for (int i = 0; i < 6; i++) {
      assertEquals(attention.weights()[order[i]], other.weights()[i], 1e-6);
    }
    assertEquals(attention.absent(), other.absent(), 1e-6);
    assertEquals(attention.strongest(), order[other.strongest()]);
  }

  @Test
  void withoutObjectsNothingIsMeant() {
    Attention none = four.attend(gaussian(10), 0, new float[0]);
    assertEquals(0, none.weights().length);
    assertEquals(1, none.absent());
    assertEquals(-1, none.strongest());
  }

  @Test
  void anUnknownDomainIsAnErrorThatListsTheKnownOnes() {
    for (String message :
        new String[] {
          assertThrows(IllegalArgumentException.class, () -> four.encode("sound", 1, new float[7]))
              .getMessage(),
          assertThrows(IllegalArgumentException.class, () -> four.decode("sound", 1, new float[10]))
              .getMessage()
        }) {
      assertTrue(
          message.contains("'sound'") && message.contains("[vision, language, attributes, body]"),
          message);
    }
  }

  @Test
  void shapesMustMakeSense() {
    DomainSpec vision = DomainSpec.of("vision", 3, MLP);
    assertThrows(IllegalArgumentException.class, () -> WorkspaceShape.of(0, List.of(vision)));
    assertThrows(IllegalArgumentException.class, () -> WorkspaceShape.of(1, List.of()));
    assertThrows(IllegalArgumentException.class, () -> DomainSpec.of("a b", 3, MLP));
    assertThrows(
        IllegalArgumentException.class,
        () -> new SelectionShape(SelectionShape.Kind.MEAN_QUERY, 4, 1, List.of("a", "b")));
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> WorkspaceShape.of(1, List.of(vision, vision)))
            .getMessage();
    assertTrue(message.contains("unique"), message);
    String unknown =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    WorkspaceShape.of(1, List.of(vision))
                        .withSelection(
                            new SelectionShape(
                                SelectionShape.Kind.MEAN_QUERY, 4, 0, List.of("vision", "x"))))
            .getMessage();
    assertTrue(unknown.contains("'x'"), unknown);
  }

  @Test
  void anOlderFormatIsBroughtToThePresentOne() {
    Path released = Path.of(System.getProperty("cobot.home"), "gw-brain", "models", "workspace");
    try (GlobalWorkspace workspace = WorkspaceFolder.open(released, InferenceDevice.CPU)) {
      assertEquals(dev.cobot.brain.Brain.shape(64, 128, 48), workspace.shape());
    }
  }

  /** Returns a copy of the workspace of two domains. */
  private static Path copy(String name) throws IOException {
    Path target = folder.resolve(name);
    try (var files = Files.walk(folder.resolve("two"))) {
      for (Path file : files.toList()) {
        Path to = target.resolve(folder.resolve("two").relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(to);
        } else {
          Files.copy(file, to);
        }
      }
    }
    return target;
  }

  private static String refused(Path directory) {
    return assertThrows(
            ModelException.class,
            () -> WorkspaceFolder.open(directory, InferenceDevice.CPU).close())
        .getMessage();
  }

  @Test
  void aDamagedPartIsRefusedByName() throws IOException {
    for (String part : new String[] {"encode.vision", "decode.attr", "selection"}) {
      Path directory = copy("damaged-" + part);
      Path file = directory.resolve(part).resolve("model.onnx");
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length / 2] ^= 0x10;
      Files.write(file, bytes);
      String message = refused(directory);
      assertTrue(message.contains(part) && message.contains("damaged"), message);
    }
  }

  @Test
  void aMissingOrForeignPartIsRefused() throws IOException {
    Path directory = copy("missing");
    Files.delete(directory.resolve("encode.attr").resolve("card.json"));
    assertTrue(refused(directory).contains("encode.attr"));
    Path foreign = copy("foreign");
    for (String file : new String[] {"card.json", "model.onnx", "weights.safetensors"}) {
      Files.copy(
          folder.resolve("four/selection").resolve(file),
          foreign.resolve("selection").resolve(file),
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
    String message = refused(foreign);
    assertTrue(message.contains("selection") && message.contains("does not fit"), message);
    assertTrue(refused(folder.resolve("none")).contains("none"));
  }

  @Test
  void theCardsTellTheResults() {
    assertEquals(Map.of("sigmaScale", 1.25), WorkspaceFolder.metrics(folder.resolve("two")));
  }
}
