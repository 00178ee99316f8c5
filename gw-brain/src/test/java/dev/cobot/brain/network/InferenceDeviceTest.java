package dev.cobot.brain.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InferenceDeviceTest {
  @Test
  void readsWhatTheCommandLineTakes() {
    assertEquals(InferenceDevice.AUTO, InferenceDevice.parse("auto"));
    assertEquals(InferenceDevice.CPU, InferenceDevice.parse("cpu"));
    for (String text : List.of("auto", "cpu", "cuda:0", "cuda:12")) {
      assertEquals(text, InferenceDevice.parse(text).toString());
    }
    assertEquals("cuda:0", InferenceDevice.parse("cuda").toString());
    for (String text : List.of("", "gpu", "cuda:", "cuda:-1", "CPU", "cuda:1000")) {
      assertThrows(IllegalArgumentException.class, () -> InferenceDevice.parse(text));
    }
  }

  /** GPU 99 is on no machine, so this holds with and without a GPU. */
  @Test
  void aGpuThatIsNotThereIsAClearError() {
    InferenceDevice device = InferenceDevice.parse("cuda:99");
    for (org.junit.jupiter.api.function.Executable call :
        List.<org.junit.jupiter.api.function.Executable>of(
            device::onPyTorch, device::onOnnxRuntime)) {
      String message = assertThrows(IllegalArgumentException.class, call).getMessage();
      assertTrue(message.contains("cuda:99") && message.contains("--device cpu"), message);
    }
  }

  /** What a robot runs: an ONNX file in a JVM of its own. */
  static final class OnnxOnly {
    public static void main(String[] args) throws Exception {
      byte[] bytes = Files.readAllBytes(Path.of(args[0]));
      try (OnnxNet net =
          OnnxNet.open(bytes, args[0], List.of(new TensorSpec("x", -1, 3)), InferenceDevice.AUTO)) {
        float[][] y = net.run(2, new float[6]);
        boolean torch = Files.readString(Path.of("/proc/self/maps")).contains("libtorch");
        Files.writeString(Path.of(args[1]), y[0].length + " values, torch " + torch);
      }
    }
  }

  @Test
  void onnxRuntimeDoesNotLoadPyTorchAndLeavesNothingBehind(@TempDir Path folder) throws Exception {
    Architecture net = new TestNets.Mlp(3, 4, 2);
    Path model = folder.resolve("m.onnx");
    Path answer = folder.resolve("answer");
    Path log = folder.resolve("log");
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    OnnxExporter.export(net, TestNets.weightsOrNone(net), model);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                OnnxOnly.class.getName(),
                model.toString(),
                answer.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
      assertEquals(0, process.exitValue(), () -> read(log));
      assertEquals("4 values, torch false", Files.readString(answer));
      assertFalse(read(log).contains("libtorch"), () -> read(log));
      try (Stream<Path> left = Files.list(temporary)) {
        assertEquals(List.of(), left.toList());
      }
    } finally {
      process.destroyForcibly();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (java.io.IOException e) {
      return e.toString();
    }
  }
}
