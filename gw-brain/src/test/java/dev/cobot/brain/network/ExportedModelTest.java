package dev.cobot.brain.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks that come as one file of another program. */
class ExportedModelTest {
  private static final int IN = 5;
  private static final int HIDDEN = 7;
  private static final int OUT = 6;

  /** Two layers, as a small clone of behaviour has them; a name with a dot, as LeRobot's. */
  private static final class Clone implements Architecture {
    @Override
    public String name() {
      return "clone";
    }

    @Override
    public List<TensorSpec> inputs() {
      return List.of(new TensorSpec("observation.state", -1, IN));
    }

    @Override
    public List<String> outputs() {
      return List.of("action");
    }

    @Override
    public <T> List<T> forward(Ops<T> ops, List<T> inputs) {
      T hidden = ops.relu(ops.linear(inputs.get(0), "in", IN, HIDDEN));
      return List.of(ops.reshape(ops.linear(hidden, "out", HIDDEN, OUT), -1, 3, 2));
    }
  }

  @TempDir private Path folder;
  private Weights weights;

  @BeforeEach
  void write() throws IOException {
    Map<String, FloatTensor> drawn = new LinkedHashMap<>();
    SplittableRandom random = new SplittableRandom(4);
    drawn.put("in.weight", drawn(random, HIDDEN, IN));
    drawn.put("in.bias", drawn(random, HIDDEN));
    drawn.put("out.weight", drawn(random, OUT, HIDDEN));
    drawn.put("out.bias", drawn(random, OUT));
    weights = new Weights(drawn);
    OnnxExporter.export(new Clone(), weights, folder.resolve("model.onnx"));
    TorchScriptWriter.write(
        folder,
        "model",
        """
          def forward(self: __torch__.model, x: Tensor) -> Tensor:
            h = torch.relu(torch.add(torch.matmul(x, torch.t(%s)), %s))
            y = torch.add(torch.matmul(h, torch.t(%s)), %s)
            return torch.reshape(y, [-1, 3, 2])
        """
            .formatted(text("in.weight"), text("in.bias"), text("out.weight"), text("out.bias")));
  }

  private static FloatTensor drawn(SplittableRandom random, long... shape) {
    float[] values = new float[TensorValue.size(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return new FloatTensor(shape, values);
  }

  private String text(String name) {
    FloatTensor tensor = weights.get(name);
    StringBuilder numbers = new StringBuilder();
    for (float value : tensor.values()) {
      numbers.append(numbers.length() == 0 ? "" : ", ").append((double) value);
    }
    String shape =
        Arrays.stream(tensor.shape()).mapToObj(Long::toString).collect(Collectors.joining(", "));
    return "torch.reshape(torch.tensor([%s], dtype=6), [%s])".formatted(numbers, shape);
  }

  private InferenceNet open(String name, String sha256) {
    return ExportedModel.open(
        folder, name, sha256, List.of("observation.state"), "action", InferenceDevice.CPU);
  }

  private InferenceNet open(String name) throws IOException {
    return open(name, AtomicFile.sha256(Files.readAllBytes(folder.resolve(name))));
  }

  private void assertRefused(String name, String sha256, String... words) {
    String message =
        assertThrows(ModelException.class, () -> open(name, sha256).close()).getMessage();
    for (String word : words) {
      assertTrue(message.contains(word), () -> word + " in " + message);
    }
  }

  @Test
  void onnxTorchScriptAndTheOriginalAnswerAlike() throws IOException {
    SplittableRandom random = new SplittableRandom(9);
    try (InferenceNet onnx = open("model.onnx");
        InferenceNet torch = open("model.pt");
        InferenceNet original = TorchNet.open(new Clone(), weights, InferenceDevice.CPU)) {
      assertEquals(List.of("observation.state"), onnx.inputNames());
      for (int i = 0; i < 20; i++) {
        FloatTensor state = drawn(random, 1, IN);
        float[] expected = original.run(1, state.values())[0];
        for (InferenceNet net : List.of(onnx, torch)) {
          FloatTensor action = net.run(Map.of("observation.state", state)).get("action");
          assertArrayEquals(new long[] {1, 3, 2}, action.shape());
          assertArrayEquals(expected, action.values(), 1e-5f);
        }
      }
    }
  }

  @Test
  void onlyTheNamedFileOfTheFolderIsOpened() throws IOException {
    String hash = AtomicFile.sha256(Files.readAllBytes(folder.resolve("model.onnx")));
    assertRefused("model.onnx", "0".repeat(64), "has the SHA-256 " + hash, "asked for is 0000");
    assertRefused("model.pt", hash, "it is not opened");
    assertRefused("other.onnx", hash, "other.onnx is missing");
    Path inside = Files.createDirectory(folder.resolve("inside"));
    Files.createSymbolicLink(inside.resolve("link.onnx"), folder.resolve("model.onnx"));
    for (String name : List.of("../model.onnx", "inside/../model.onnx", "/model.pt", "model.exe")) {
      assertRefused(name, hash, "without a path");
    }
    folder = inside;
    assertRefused("link.onnx", hash, "no regular file");
  }

  /** The hash fits, so that the engines get the bytes. */
  @Test
  void aDamagedFileIsRefused() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    for (String name : List.of("model.onnx", "model.pt")) {
      byte[] whole = Files.readAllBytes(folder.resolve(name));
      for (int i = 0; i < 60; i++) {
        byte[] damaged = whole.clone();
        if (i % 2 == 0) {
          damaged = Arrays.copyOf(whole, random.nextInt(whole.length));
        } else {
          for (int flips = 0; flips < 8; flips++) {
            damaged[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
          }
        }
        Files.write(folder.resolve(name), damaged);
        try (InferenceNet net = open(name)) {
          net.run(Map.of("observation.state", drawn(random, 1, IN)));
        } catch (ModelException e) {
          assertTrue(e.getMessage().contains(name), e::getMessage);
        } catch (RuntimeException e) {
          // What opens may still not take the input: the engine's own words.
          assertTrue(e.getMessage() != null, e::toString);
        }
      }
      assertRefused(name, AtomicFile.sha256(Files.readAllBytes(folder.resolve(name))), name);
      Files.write(folder.resolve(name), new byte[0]);
      assertRefused(name, AtomicFile.sha256(new byte[0]), name, "export it again");
    }
  }

  @Test
  void anOutputOfAnySizeIsNotTakenToTheHeap() throws IOException {
    TorchScriptWriter.write(
        folder,
        "large",
        """
          def forward(self: __torch__.large, x: Tensor) -> Tensor:
            return torch.expand(torch.sum(x), [1, 70000, 1000])
        """);
    try (InferenceNet net = open("large.pt")) {
      Map<String, FloatTensor> input =
          Map.of("observation.state", new FloatTensor(new long[] {1, IN}, new float[IN]));
      String message = assertThrows(ModelException.class, () -> net.run(input)).getMessage();
      assertTrue(message.contains("(1, 70000, 1000)"), message);
    }
  }
}
