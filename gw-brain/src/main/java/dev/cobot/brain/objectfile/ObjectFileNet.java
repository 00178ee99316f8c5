package dev.cobot.brain.objectfile;

import dev.cobot.brain.network.Ops;
import dev.cobot.brain.workspace.KeyQuerySelection;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SeedStreams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The networks of an object's file: z(t) = tanh(a(t)), a(t) = sum over domains of alpha_d e_d(u_d)
 * + alpha_m M(a(t-1), g). The weights sum to 1; they come from keys of the domains and of the
 * memory against a query of what is expected, refined once by a query of the fusion, as in {@link
 * KeyQuerySelection}.
 *
 * <p>M is a homomorphism forward model after Keurti et al. (ICML 2023, arXiv 2207.12067): block b
 * of two values is turned by the angle w_b . g, where g = (dx, dy, dz, dyaw) is the hand's motion
 * while it holds the object and 0 else, so that rho(g1) rho(g2) = rho(g1 + g2). It acts on a =
 * atanh(z): a state that nothing enters is kept and does not fade. In difference to theirs the
 * encoders are equivariant by construction: what tells a pose p is encoded as rho(p) c(u), with c
 * of what it tells beside. A held object is taken to move as the hand's tip does: what a turn of
 * the hand does to the way from the tip to its centre is left to touch.
 *
 * <p>It has no parameters of its own: {@code ops} does. Rows may be objects, ticks or both.
 */
public final class ObjectFileNet {
  /** Kinds that a file tells apart, in the order of their scores. */
  public static final List<ObjectKind> KINDS =
      List.of(ObjectKind.CUBE, ObjectKind.BOWL, ObjectKind.BOTTLE, ObjectKind.CUP);

  /** Yaw turns its blocks four times: a cube looks the same after a quarter turn. */
  static final int YAW_ORDER = 4;

  /** Learned frequencies are in units of so many radians a metre. */
  private static final float FREQUENCY_UNIT = 10;

  /** Waves of 3 m to 0.16 m: the long ones tell where on the table, the short ones how exactly. */
  private static final double LOWEST_RAD_PER_METER = 2;

  private static final double HIGHEST_RAD_PER_METER = 40;

  /** Sigma of a look whose logarithm is told as 0. */
  private static final float LOOK_METERS = 0.005f;

  private static final float COLOR_UNIT = 0.1f;

  /**
   * What is expected is taken to be so uncertain: the decoded sigmas are those of rare surprises.
   */
  private static final float SLACK_METERS = 0.01f;

  private static final float SLACK_COLOR = 0.05f;

  /** Keys and queries are of unit length: else the surest sense soon enters alone. */
  private static final float FIRST_SHARPNESS = 3;

  private static final float FIRST_DOUBT = 1.5f;
  private static final float SMALLEST_BLOCK = 1e-4f;
  private static final double METERS_A_TICK = 0.02;
  private static final double RADIANS_A_TICK = 0.1;

  private final ObjectFileShape shape;
  private final float[] placeFrequencies; // (3, place blocks)

  /** Makes the networks of a shape. */
  public ObjectFileNet(ObjectFileShape shape) {
    this.shape = shape;
    int blocks = shape.placeBlocks();
    placeFrequencies = new float[3 * blocks];
    SplittableRandom random = new SeedStreams(0).stream("objectfile.frequencies");
    for (int b = 0; b < blocks; b++) {
      double[] direction = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
      double norm = Math.hypot(Math.hypot(direction[0], direction[1]), direction[2]);
      double share = blocks == 1 ? 0 : (double) b / (blocks - 1);
      double frequency =
          LOWEST_RAD_PER_METER * Math.pow(HIGHEST_RAD_PER_METER / LOWEST_RAD_PER_METER, share);
      for (int i = 0; i < 3; i++) {
        placeFrequencies[i * blocks + b] = (float) (frequency * direction[i] / norm);
      }
    }
  }

  public ObjectFileShape shape() {
    return shape;
  }

  /**
   * Returns rho(pose) x.
   *
   * @param x (rows, state width)
   * @param pose (rows, 4): x, y, z in metres, yaw in radians, or a motion
   */
  public <T> T turn(Ops<T> ops, T x, T pose) {
    int places = shape.placeBlocks();
    int yaws = shape.yawBlocks();
    int blocks = shape.blocks();
    T learned = ops.scale(ops.parameter("frequency", 0, 3, places), FREQUENCY_UNIT);
    T place = ops.add(learned, ops.constant(placeFrequencies, 3, places));
    T yaw = ops.constant(yawFrequencies(), 1, yaws);
    T angles =
        ops.concat(
            1,
            List.of(
                ops.matmul(ops.slice(pose, 1, 0, 3), place),
                ops.matmul(ops.slice(pose, 1, 3, 4), yaw)));
    T c = ops.cos(angles);
    T s = ops.sin(angles);
    T p = ops.slice(x, 1, 0, blocks);
    T q = ops.slice(x, 1, blocks, 2L * blocks);
    return ops.concat(
        1,
        List.of(
            ops.sub(ops.mul(p, c), ops.mul(q, s)),
            ops.add(ops.mul(p, s), ops.mul(q, c)),
            ops.slice(x, 1, 2L * blocks, shape.stateWidth())));
  }

  private float[] yawFrequencies() {
    float[] yaw = new float[shape.yawBlocks()];
    Arrays.fill(yaw, YAW_ORDER);
    return yaw;
  }

  /**
   * Returns e_d(u).
   *
   * @param u (rows, width of the domain)
   * @return (rows, state width)
   */
  public <T> T encode(Ops<T> ops, FileDomain domain, T u) {
    String name = "encode." + domain.name();
    int width = domain.width();
    if (!domain.isPosed()) {
      return hidden(ops, u, name, width, shape.stateWidth());
    }
    int blocks = shape.blocks();
    T content = ops.slice(u, 1, FileDomain.POSE, width);
    T told = hidden(ops, content, name, width - FileDomain.POSE, blocks + shape.steadyValues());
    T sizes = ops.softplus(ops.slice(told, 1, 0, blocks));
    T steady = ops.slice(told, 1, blocks, (long) blocks + shape.steadyValues());
    T unturned = ops.concat(1, List.of(sizes, ops.scale(sizes, 0), steady));
    return turn(ops, unturned, ops.slice(u, 1, 0, FileDomain.POSE));
  }

  /**
   * Returns the key of a domain, from what it tells and its encoding.
   *
   * @param e (rows, state width), {@link #encode} of u
   * @return (rows, key width)
   */
  public <T> T key(Ops<T> ops, FileDomain domain, T u, T e) {
    return ops.add(
        ops.linear(u, "key." + domain.name(), domain.width(), shape.keyWidth()),
        project(ops, ops.tanh(e)));
  }

  /** One map for queries and for what senses encode: what agrees has a large product. */
  private <T> T project(Ops<T> ops, T z) {
    return ops.linear(z, "query", shape.stateWidth(), shape.keyWidth());
  }

  private <T> T hidden(Ops<T> ops, T x, String name, int inputs, int outputs) {
    T between = ops.gelu(ops.linear(x, name + ".in", inputs, shape.hiddenWidth()));
    return ops.linear(between, name + ".out", shape.hiddenWidth(), outputs);
  }

  /**
   * Returns M(a, g): what is expected before anything is sensed.
   *
   * @param state a(t-1), (rows, state width); zeros where nothing is known
   * @param motion of the hand since, (rows, 4)
   * @param held (rows, 1): 1 where the hand holds the object, else 0
   */
  public <T> T predict(Ops<T> ops, T state, T motion, T held) {
    T own = ops.mul(motion, held);
    return switch (shape.memory()) {
      case NONE -> ops.scale(state, 0);
      case HOMOMORPHISM -> turn(ops, state, own);
      case PERCEPTRON -> {
        float meters = (float) (1 / METERS_A_TICK);
        float[] units = {meters, meters, meters, (float) (1 / RADIANS_A_TICK)};
        T scaled = ops.mul(own, ops.constant(units, 1, FileDomain.POSE));
        int inputs = shape.stateWidth() + FileDomain.POSE + 1;
        T known = ops.concat(1, List.of(state, scaled, held));
        T change = hidden(ops, known, "memory", inputs, shape.stateWidth());
        // Starts near the identity, which is right for what is free.
        yield ops.add(state, ops.scale(change, 0.1f));
      }
    };
  }

  /**
   * Returns a(t), (rows, state width), and the weights, (rows, domains + 1), the memory's last.
   *
   * @param expected (rows, state width), of {@link #predict}
   * @param encodings (rows, domains, state width), zeros where a domain says nothing
   * @param keys (rows, domains, key width)
   * @param absent (rows, domains + 1): 0, or -1e9 where a domain or the memory does not enter
   * @param told u of each domain, (rows, width of the domain)
   */
  public <T> List<T> fuse(Ops<T> ops, T expected, T encodings, T keys, T absent, List<T> told) {
    int count = FileDomain.values().length + 1;
    int width = shape.stateWidth();
    T all = ops.concat(1, List.of(encodings, ops.reshape(expected, -1, 1, width)));
    if (shape.weighing() != ObjectFileShape.Weighing.SELECTED) {
      T logits =
          shape.weighing() == ObjectFileShape.Weighing.EQUAL
              ? absent
              : ops.add(absent, ops.parameter("weights", 0, 1, count));
      T alpha = ops.softmax(logits);
      return List.of(sum(ops, all, alpha, count), alpha);
    }
    T seen = ops.tanh(expected);
    T memory = ops.add(ops.linear(seen, "key.memory", width, shape.keyWidth()), project(ops, seen));
    T allKeys = ops.concat(1, List.of(keys, ops.reshape(memory, -1, 1, shape.keyWidth())));
    T known = ops.sub(absent, doubts(ops, expected, told));
    T alpha = weights(ops, allKeys, seen, known, count);
    T fused = sum(ops, all, alpha, count);
    alpha = weights(ops, allKeys, ops.tanh(fused), known, count);
    return List.of(sum(ops, all, alpha, count), alpha);
  }

  /**
   * Returns what is taken off each weight's logarithm, (rows, domains + 1): w ln(1 + d^2) with a
   * learned w for each domain and each of place and colour. d is the distance of what is told from
   * what was expected, in sigmas. It is a product of keys (p, |p|^2) and queries, written out
   * because the short waves of an encoding hardly tell a centimetre.
   */
  private <T> T doubts(Ops<T> ops, T expected, List<T> told) {
    T said = ops.detach(decode(ops, expected));
    float unit = (float) FileContent.PLACE_UNIT_METERS;
    T place = ops.scale(ops.slice(said, 1, 0, 3), unit);
    T color = ops.slice(said, 1, FileContent.COLOR, FileContent.COLOR + 3L);
    List<T> doubts = new ArrayList<>();
    for (FileDomain domain : FileDomain.values()) {
      T u = told.get(domain.ordinal());
      T doubt = ops.scale(ops.slice(u, 1, 0, 1), 0);
      if (domain.isPosed()) {
        boolean isLook = domain != FileDomain.TOUCH;
        T own = isLook ? squared(ops, ops.exp(ops.slice(u, 1, 4, 5)), LOOK_METERS) : doubt;
        T off = distance(ops, ops.slice(u, 1, 0, 3), place, own, SLACK_METERS);
        doubt = ops.mul(off, weight(ops, "doubt.place." + domain));
        if (isLook) {
          T sigma = squared(ops, ops.slice(u, 1, 10, 11), COLOR_UNIT);
          T hue = distance(ops, ops.slice(u, 1, 7, 10), color, sigma, SLACK_COLOR);
          doubt = ops.add(doubt, ops.mul(hue, weight(ops, "doubt.color." + domain)));
        }
      }
      doubts.add(doubt);
    }
    doubts.add(ops.scale(doubts.get(0), 0));
    return ops.concat(1, doubts);
  }

  private static <T> T weight(Ops<T> ops, String name) {
    return ops.softplus(ops.addScalar(ops.parameter(name, 0, 1, 1), FIRST_DOUBT));
  }

  private static <T> T squared(Ops<T> ops, T x, float unit) {
    return ops.scale(ops.mul(x, x), unit * unit);
  }

  private static <T> T distance(Ops<T> ops, T a, T b, T variance, float slack) {
    T off = ops.sub(a, b);
    T squares = ops.sumAxis(ops.mul(off, off), 1, true);
    return ops.log(ops.addScalar(ops.div(squares, ops.addScalar(variance, slack * slack)), 1));
  }

  private <T> T weights(Ops<T> ops, T keys, T seen, T absent, int count) {
    T query = ops.l2Normalize(project(ops, seen));
    T agreement =
        KeyQuerySelection.agreement(ops, ops.l2Normalize(keys), query, shape.keyWidth(), count);
    T sharpness = ops.softplus(ops.addScalar(ops.parameter("sharpness", 0, 1, 1), FIRST_SHARPNESS));
    return ops.softmax(ops.add(ops.mul(agreement, sharpness), absent));
  }

  private static <T> T sum(Ops<T> ops, T all, T alpha, int count) {
    return ops.sumAxis(ops.mul(all, ops.reshape(alpha, -1, count, 1)), 1, false);
  }

  /**
   * Returns what states say, from z = tanh(a) alone; {@link FileContent} tells which value is what.
   *
   * @param a (rows, state width)
   * @return (rows, {@link FileContent#WIDTH})
   */
  public <T> T decode(Ops<T> ops, T a) {
    T z = ops.tanh(a);
    int blocks = shape.blocks();
    // Which way a block points, whatever its size: a is atanh(z).
    T p = ops.slice(a, 1, 0, blocks);
    T q = ops.slice(a, 1, blocks, 2L * blocks);
    T size = ops.sqrt(ops.addScalar(ops.add(ops.mul(p, p), ops.mul(q, q)), SMALLEST_BLOCK));
    T read = ops.concat(1, List.of(z, ops.div(p, size), ops.div(q, size)));
    int width = shape.stateWidth() + 2 * blocks;
    return ops.add(
        hidden(ops, read, "decode", width, FileContent.WIDTH),
        ops.linear(read, "decode.direct", width, FileContent.WIDTH));
  }
}
