package dev.cobot.node.bench;

import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.study.shapes.ShapesWorkspaceConfig;
import dev.cobot.brain.study.shapes.TrainingSteps;
import dev.cobot.brain.study.shapes.VaeConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A training step of the workspace and of the vision VAE, ours against plain PyTorch of Debian, in
 * one run: blocks of steps of the one and of the other in turn, so that what else the machine does
 * hits both.
 */
public final class TrainingBench implements AutoCloseable {
  private static final Path PYTHON = Path.of("/usr/bin/python3");
  private static final String INSTALL =
      "install it: apt-get install --no-install-recommends python3-torch libopenblas0-pthread";

  /**
   * One comparison; a pair is a block of ours and the block of the peer after it.
   *
   * @param millis of one of our steps, by pair
   * @param peerMillis of one of the peer's steps, by pair
   */
  public record Comparison(String name, double[] millis, double[] peerMillis) {
    /** Returns how many times as fast we are, by pair, sorted. */
    public double[] ratios() {
      double[] ratios = new double[millis.length];
      for (int i = 0; i < ratios.length; i++) {
        ratios[i] = peerMillis[i] / millis[i];
      }
      Arrays.sort(ratios);
      return ratios;
    }

    /** Returns the median of some values; the lower one of two. */
    public static double median(double[] values) {
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      return sorted[(sorted.length - 1) / 2];
    }

    @Override
    public String toString() {
      double[] ratios = ratios();
      return String.format(
          Locale.ROOT,
          "%-16s %9.2f ms  peer %9.2f ms  %5.2f x (%.2f to %.2f, n = %d pairs)",
          name,
          median(millis),
          median(peerMillis),
          median(ratios),
          ratios[0],
          ratios[ratios.length - 1],
          ratios.length);
    }
  }

  /**
   * What to measure.
   *
   * @param threads of both sides
   * @param workspaceSteps of a block
   * @param vaeSteps of a block
   */
  public record Plan(
      int threads,
      ShapesWorkspaceConfig workspace,
      VaeConfig vae,
      int pairs,
      int workspaceSteps,
      int vaeSteps) {}

  private final Plan plan;
  private final Process process;
  private final Writer toPeer;
  private final BufferedReader fromPeer;
  private final String peer;

  private TrainingBench(Plan plan, Process process) throws IOException {
    this.plan = plan;
    this.process = process;
    toPeer = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    fromPeer =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    peer = answer();
  }

  /**
   * Starts the peer.
   *
   * @param script {@code training_steps.py}
   * @throws IOException if there is no Python, no PyTorch for it, or only the slow BLAS
   */
  public static TrainingBench start(Path script, Plan plan) throws IOException {
    if (!Files.isExecutable(PYTHON)) {
      throw new IOException(PYTHON + " is missing, which the comparison needs; " + INSTALL);
    }
    Process probe =
        new ProcessBuilder(PYTHON.toString(), "-c", "import torch")
            .redirectErrorStream(true)
            .start();
    String said = new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (exitCode(probe) != 0) {
      throw new IOException(
          "no PyTorch for "
              + PYTHON
              + " ("
              + said.strip().replaceAll(".*\n", "")
              + "); "
              + INSTALL);
    }
    requireFastBlas();
    ProcessBuilder builder =
        new ProcessBuilder(
            PYTHON.toString(),
            script.toString(),
            Integer.toString(plan.threads()),
            Integer.toString(plan.workspace().batch()),
            Integer.toString(plan.vae().batch()),
            Integer.toString(plan.vae().width()),
            Integer.toString(plan.vae().latentWidth()));
    builder.environment().put("OMP_NUM_THREADS", Integer.toString(plan.threads()));
    builder.environment().put("OPENBLAS_NUM_THREADS", Integer.toString(plan.threads()));
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      return new TrainingBench(plan, process);
    } catch (IOException e) {
      process.destroy();
      throw e;
    }
  }

  /** Debian's reference BLAS is many times slower: a comparison with it would flatter us. */
  private static void requireFastBlas() throws IOException {
    String maps =
        "import torch; torch.mm(torch.ones(64, 64), torch.ones(64, 64));"
            + " print(open('/proc/self/maps').read())";
    Process probe = new ProcessBuilder(PYTHON.toString(), "-c", maps).start();
    String loaded = new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (exitCode(probe) != 0 || !loaded.contains("openblas")) {
      throw new IOException("the peer's PyTorch does not use OpenBLAS; " + INSTALL);
    }
  }

  private static int exitCode(Process process) throws IOException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Returns versions and threads of the peer. */
  public String peer() {
    return peer;
  }

  /** Compares the workspace's steps. */
  public Comparison workspace() throws IOException {
    try (TrainingSteps ours = TrainingSteps.ofWorkspace(plan.workspace(), InferenceDevice.CPU)) {
      return compare("workspace", "workspace.step", ours, plan.workspaceSteps());
    }
  }

  /** Compares the VAE's steps. */
  public Comparison vae() throws IOException {
    try (TrainingSteps ours = TrainingSteps.ofPictures(plan.vae(), InferenceDevice.CPU)) {
      return compare("vae", "vae.step", ours, plan.vaeSteps());
    }
  }

  private Comparison compare(String peerName, String name, TrainingSteps ours, int steps)
      throws IOException {
    ours.millisPerStep(steps); // warm
    ask(peerName + " " + steps);
    long parameters = Long.parseLong(ask("parameters " + peerName));
    if (parameters != ours.parameterCount()) {
      throw new IOException(
          "%s: ours trains %d values, the peer %d; make the two the same network"
              .formatted(name, ours.parameterCount(), parameters));
    }
    List<double[]> pairs = new ArrayList<>();
    for (int i = 0; i < plan.pairs(); i++) {
      double mine = ours.millisPerStep(steps);
      pairs.add(new double[] {mine, Double.parseDouble(ask(peerName + " " + steps))});
    }
    return new Comparison(
        name,
        pairs.stream().mapToDouble(p -> p[0]).toArray(),
        pairs.stream().mapToDouble(p -> p[1]).toArray());
  }

  private String ask(String question) throws IOException {
    toPeer.write(question + "\n");
    toPeer.flush();
    return answer();
  }

  private String answer() throws IOException {
    String line = fromPeer.readLine();
    if (line == null) {
      throw new IOException("the peer ended; what it wrote stands above");
    }
    return line;
  }

  @Override
  public void close() throws IOException {
    toPeer.close(); // its input ends, and so does it
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroy();
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
    }
  }
}
