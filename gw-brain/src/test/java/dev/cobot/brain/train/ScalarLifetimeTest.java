package dev.cobot.brain.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.Losses;
import dev.cobot.brain.network.NetworkTrainer;
import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.brain.workspace.ModalitySelection;
import dev.cobot.brain.workspace.SelectionShape;
import dev.cobot.sim2real.scene.SeedStreams;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Numbers in a loss must outlive a garbage collection between the forward and the backward pass.
 */
class ScalarLifetimeTest {
  private static final ModalitySelection NET =
      new ModalitySelection(
          6, new SelectionShape(SelectionShape.Kind.MEAN_QUERY, 4, 0, List.of("a", "b", "c")));

  private static float gradientNorm(boolean collect) {
    try (NetworkTrainer trainer =
        new NetworkTrainer(OptimizerConfig.of(1e-3), new SeedStreams(5), InferenceDevice.CPU)) {
      trainer.create(NET);
      trainer.step(
          scope -> {
            float[] values = new float[2 * 3 * 6];
            for (int i = 0; i < values.length; i++) {
              values[i] = (float) Math.sin(i);
            }
            NDArray x = scope.manager().create(values, new Shape(2, 3, 6));
            NDArray alpha = scope.forward(NET, x).get(0);
            NDArray target = scope.manager().create(0.2f);
            NDArray loss = scope.manager().create(0f);
            for (int i = 0; i < 200; i++) {
              NDArray square = alpha.sub(target).square().mean();
              loss = loss.add(square.mul(Losses.scalar(square, 0.01)));
            }
            loss = loss.add(Losses.huber(alpha, target, 0.05f));
            loss = loss.add(Losses.binaryCrossEntropy(alpha, target));
            loss = loss.add(Losses.gaussian(alpha, alpha, target));
            if (collect) {
              churn();
            }
            return loss;
          });
      return trainer.gradientNorm();
    }
  }

  /** Frees what is unreachable and overwrites freed memory as far as it can be had. */
  private static void churn() {
    List<ByteBuffer> buffers = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      System.gc();
      try {
        Thread.sleep(60); // buffers are freed by a thread of the JVM
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      for (int i = 0; i < 4000; i++) {
        byte[] noise = new byte[4];
        Arrays.fill(noise, (byte) 0x4b);
        buffers.add(ByteBuffer.allocateDirect(4).put(noise));
      }
    }
    assertEquals(12_000, buffers.size());
  }

  @Test
  void aCollectionDuringAStepChangesNoGradient() {
    float expected = gradientNorm(false);
    for (int i = 0; i < 3; i++) {
      assertEquals(expected, gradientNorm(true), 1e-6f * expected);
    }
  }
}
