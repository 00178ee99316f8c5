package dev.cobot.brain.objectfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.NetworkTrainer;
import dev.cobot.brain.network.Ops;
import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.brain.network.StepScope;
import dev.cobot.brain.objectfile.ObjectFileShape.Memory;
import dev.cobot.brain.objectfile.ObjectFileShape.Weighing;
import dev.cobot.sim2real.scene.SeedStreams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ObjectFileNetTest {
  private static final int ROWS = 8;
  private static final float[] FIRST = {0.1f, -0.2f, 0.05f, 0.7f};
  private static final float[] SECOND = {-0.25f, 0.1f, 0.1f, -1.3f};
  private static final float[] BOTH = {-0.15f, -0.1f, 0.15f, -0.6f};

  private final SplittableRandom random = new SeedStreams(3).stream("test");
  private final NetworkTrainer trainer =
      new NetworkTrainer(OptimizerConfig.of(1e-3), new SeedStreams(3), InferenceDevice.CPU);

  @AfterEach
  void close() {
    trainer.close();
  }

  private static ObjectFileNet net(Memory memory, Weighing weighing) {
    return new ObjectFileNet(ObjectFileShape.of(memory, weighing));
  }

  private float[] compute(Function<StepScope, NDArray> body) {
    return trainer.evaluate(scope -> body.apply(scope).toFloatArray());
  }

  private static Ops<NDArray> ops(StepScope scope) {
    return scope.ops("net");
  }

  private float[] normal(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static NDArray rows(StepScope scope, float[] values) {
    return scope.manager().create(values, new Shape(ROWS, values.length / ROWS));
  }

  /** The same row for all. */
  private static NDArray all(StepScope scope, float... row) {
    float[] values = new float[ROWS * row.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = row[i % row.length];
    }
    return rows(scope, values);
  }

  private float[] predicted(ObjectFileNet net, float[] state, float held, float[]... motions) {
    return compute(
        scope -> {
          NDArray a = rows(scope, state);
          for (float[] motion : motions) {
            a = net.predict(ops(scope), a, all(scope, motion), all(scope, held));
          }
          return a;
        });
  }

  private static double farthest(float[] a, float[] b) {
    double most = 0;
    for (int i = 0; i < a.length; i++) {
      most = Math.max(most, Math.abs(a[i] - b[i]));
    }
    return most;
  }

  @Test
  void twoMotionsAreTheirSum() {
    ObjectFileNet net = net(Memory.HOMOMORPHISM, Weighing.SELECTED);
    float[] state = normal(ROWS * net.shape().stateWidth());
    float[] once = predicted(net, state, 1, BOTH);
    assertEquals(0, farthest(once, predicted(net, state, 1, FIRST, SECOND)), 1e-4);
    assertEquals(0, farthest(once, predicted(net, state, 1, SECOND, FIRST)), 1e-4);
    assertTrue(farthest(once, state) > 0.5, "a motion changes the state");
    float[] back = {-BOTH[0], -BOTH[1], -BOTH[2], -BOTH[3]};
    assertEquals(0, farthest(state, predicted(net, state, 1, BOTH, back)), 1e-4);
  }

  @Test
  void whatIsFreeStaysAndNothingFades() {
    ObjectFileNet net = net(Memory.HOMOMORPHISM, Weighing.SELECTED);
    float[] state = normal(ROWS * net.shape().stateWidth());
    float[][] motions = new float[100][];
    Arrays.fill(motions, FIRST);
    assertEquals(0, farthest(state, predicted(net, state, 0, motions)));
    float[] forgot = predicted(net(Memory.NONE, Weighing.SELECTED), state, 1, FIRST);
    assertEquals(0, farthest(new float[state.length], forgot));
  }

  /** The place of what is held follows the hand: M moves an encoding to that of the moved look. */
  @Test
  void theEncodingOfAMovedLookIsTheMovedEncoding() {
    ObjectFileNet net = net(Memory.HOMOMORPHISM, Weighing.SELECTED);
    for (FileDomain domain : List.of(FileDomain.CAMERA_A, FileDomain.CAMERA_B, FileDomain.TOUCH)) {
      float[] here = normal(ROWS * domain.width());
      float[] there = here.clone();
      for (int row = 0; row < ROWS; row++) {
        for (int i = 0; i < 4; i++) {
          there[row * domain.width() + i] += FIRST[i];
        }
      }
      float[] seen = compute(scope -> net.encode(ops(scope), domain, rows(scope, there)));
      float[] expected =
          predicted(
              net, compute(scope -> net.encode(ops(scope), domain, rows(scope, here))), 1, FIRST);
      assertEquals(0, farthest(seen, expected), 1e-3, domain.name());
    }
  }

  private float[] alpha(ObjectFileNet net, float[] state, float[][] told, float[] absent) {
    int width = net.shape().stateWidth();
    return compute(
        scope -> {
          Ops<NDArray> ops = ops(scope);
          List<NDArray> inputs = new ArrayList<>();
          List<NDArray> encodings = new ArrayList<>();
          List<NDArray> keys = new ArrayList<>();
          for (FileDomain domain : FileDomain.values()) {
            NDArray u = all(scope, told[domain.ordinal()]);
            NDArray e = net.encode(ops, domain, u);
            inputs.add(u);
            encodings.add(e.reshape(ROWS, 1, width));
            keys.add(net.key(ops, domain, u, e).reshape(ROWS, 1, -1));
          }
          return net.fuse(
                  ops,
                  rows(scope, state),
                  ops.concat(1, encodings),
                  ops.concat(1, keys),
                  all(scope, absent),
                  inputs)
              .get(1);
        });
  }

  private float[][] told() {
    float[][] told = new float[FileDomain.values().length][];
    for (FileDomain domain : FileDomain.values()) {
      told[domain.ordinal()] = new float[domain.width()];
    }
    return told;
  }

  @Test
  void weightsAreSharesOfWhatIsThere() {
    for (Weighing weighing : Weighing.values()) {
      ObjectFileNet net = net(Memory.HOMOMORPHISM, weighing);
      float[] state = normal(ROWS * net.shape().stateWidth());
      float[] alpha = alpha(net, state, told(), new float[] {0, -1e9f, 0, -1e9f, 0});
      for (int row = 0; row < ROWS; row++) {
        double sum = 0;
        for (int d = 0; d < 5; d++) {
          sum += alpha[row * 5 + d];
        }
        assertEquals(1, sum, 1e-5);
        assertEquals(0, alpha[row * 5 + 1], 1e-9, "nothing was told");
        assertEquals(0, alpha[row * 5 + 3], 1e-9, "nothing was told");
        assertTrue(alpha[row * 5] > 0, "something was told");
      }
    }
  }

  /** Before any training, what is far from what was expected enters less. */
  @Test
  void whatIsFarFromTheExpectedEntersLess() {
    ObjectFileNet net = net(Memory.HOMOMORPHISM, Weighing.SELECTED);
    float[] state = normal(ROWS * net.shape().stateWidth());
    float[] said = compute(scope -> net.decode(ops(scope), rows(scope, state)));
    float[][] near = told();
    for (int i = 0; i < 3; i++) {
      near[0][i] = said[i] * (float) FileContent.PLACE_UNIT_METERS;
      near[0][7 + i] = said[FileContent.COLOR + i];
    }
    float[][] far = {near[0].clone(), near[1], near[2], near[3]};
    far[0][0] += 0.05f;
    float[] absent = {0, -1e9f, -1e9f, -1e9f, 0};
    float trusted = alpha(net, state, near, absent)[0];
    float doubted = alpha(net, state, far, absent)[0];
    assertTrue(doubted < 0.2 * trusted, trusted + " and " + doubted);
  }

  @Test
  void aRowIsReadAsWhatItSays() {
    float[] rows = new float[2 * FileContent.WIDTH];
    int at = FileContent.WIDTH;
    rows[at + FileContent.POSITION] = 1.5f;
    rows[at + FileContent.POSITION_LOG_VARIANCE + 1] = (float) Math.log(0.04);
    rows[at + FileContent.YAW] = (float) Math.cos(4 * 0.3);
    rows[at + FileContent.YAW + 1] = (float) Math.sin(4 * 0.3);
    rows[at + FileContent.COLOR + 2] = 0.7f;
    rows[at + FileContent.KIND + 2] = 1;
    rows[at + FileContent.HELD] = 3;
    rows[at + FileContent.HAND + 2] = -2;
    FileContent content = FileContent.of(rows, 1);
    assertEquals(0.15, content.positionMeters().x(), 1e-6);
    assertEquals(0.02, content.positionSigmaMeters().y(), 1e-6);
    assertEquals(0.3, content.yawRad(), 1e-6);
    assertEquals(0.7, content.color().blue(), 1e-6);
    assertEquals(ObjectFileNet.KINDS.get(2), content.kind());
    assertEquals(0.9526, content.held(), 1e-4);
    assertEquals(-0.2, content.handMeters().z(), 1e-6);
  }

  @Test
  void sizesHaveLimits() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new ObjectFileShape(0, 4, 16, 24, 64, Memory.NONE, Weighing.EQUAL));
  }
}
