package dev.cobot.brain.study.objectfile;

import dev.cobot.brain.body.GripSense;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.objectfile.FileDomain;
import dev.cobot.brain.objectfile.ObjectFileNet;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What two cameras, the hand and somebody who talks tell of a simulated table.
 *
 * <p>Camera A errs as {@code vision} does on held-out pictures, camera B as {@code sight} does on
 * the factory table (EXPERIMENTS.md). Assumed, not measured: half of an error's variance stays as
 * long as the object stays where it is; what the hand holds is seen in four looks of ten, with
 * twice the error; within 16 cm of the hand half of the looks miss; kinds are misread once in fifty
 * looks.
 */
final class Senses {
  static final int CAMERAS = 2;
  static final FileDomain[] DOMAINS = FileDomain.values();

  private static final LookNoise[] PLACE = {
    LookNoise.of(0.0023, 0.0070, 3), LookNoise.of(0.0070, 0.0158, 3)
  };
  private static final LookNoise[] YAW = {
    LookNoise.of(Math.toRadians(3.1), Math.toRadians(12.2), 1),
    LookNoise.of(Math.toRadians(14.3), Math.toRadians(32.0), 1)
  };
  private static final LookNoise[] COLOR = {
    LookNoise.of(0.030, 0.085, 1), LookNoise.of(0.051, 0.149, 1)
  };
  private static final double[] RECALL = {0.977, 0.927};
  static final Vector3[] EYES = {new Vector3(0.75, 0, 0.75), new Vector3(0.05, -0.75, 0.6)};

  private static final double STAYING_SHARE = 0.5;
  private static final double MOVED_METERS = 0.03;
  private static final double HELD_SEEN = 0.4;
  private static final double HIDING_METERS = 0.16;
  private static final double MISREAD = 0.02;
  private static final double SAID_PER_TICK = 0.03;
  private static final double TILT_RAD = Math.toRadians(2);
  private static final double WORD_BORDER_METERS = 0.083;
  private static final double MIDDLE_X_METERS = 0.05;
  private static final double WORD_BORDER_X_METERS = 0.05;
  private static final double HAND_NOISE_METERS = 0.0005;
  private static final double OPENING_NOISE_METERS = 0.0003;

  /** An opening is misread by millimetres about once in ten minutes. */
  private static final double OPENING_SPIKE_PER_TICK = 1.0 / 6000;

  /** An object in a look. */
  record Glimpse(
      Vector3 position,
      double sigmaMeters,
      double yawRad,
      double yawSigmaRad,
      double[] rgb,
      double colorSigma,
      ObjectKind kind,
      double score) {}

  /** The part of a camera's error at an object that stays. */
  private static final class Bias {
    private Vector3 at;
    private Vector3 place = Vector3.ZERO;
    private double sigma;
    private double yaw;
    private double yawSigma;
    private final double[] color = new double[3];
    private double colorSigma;
  }

  private final SimulatedTable table;
  private final List<Fault> faults;
  private final SplittableRandom random;
  private final GripSense grip = new GripSense();
  private final Bias[][] biases;
  private final Glimpse[][] frozen = new Glimpse[CAMERAS][];
  private double lastOpening;
  private HandState before;

  /** What the last tick brought; a missing look is null. */
  final Glimpse[][] looks;

  HandState felt;
  final double[] motion = new double[4];
  double effort;

  /** Object that words are about, or -1, and the words. */
  int said = -1;

  final double[] words = new double[6];
  int tick = -1;

  Senses(SimulatedTable table, List<Fault> faults, SplittableRandom random) {
    this.table = table;
    this.faults = new ArrayList<>(faults);
    this.random = random;
    int things = table.things.size();
    biases = new Bias[CAMERAS][things];
    looks = new Glimpse[CAMERAS][things];
    for (Bias[] camera : biases) {
      Arrays.setAll(camera, i -> new Bias());
    }
    lastOpening = table.openingMeters;
  }

  void add(Fault fault) {
    faults.add(fault);
  }

  /** Returns the fault of a domain that is on now, or null. */
  Fault fault(FileDomain domain) {
    for (Fault fault : faults) {
      if (fault.domain() == domain && fault.isOn(tick)) {
        return fault;
      }
    }
    return null;
  }

  /** Senses the table as it is now. */
  void sense() {
    tick++;
    feel();
    for (int camera = 0; camera < CAMERAS; camera++) {
      Fault fault = fault(DOMAINS[camera]);
      for (int i = 0; i < table.things.size(); i++) {
        looks[camera][i] = failed(fault, camera, i, glimpse(camera, i, fault));
      }
      boolean isFrozen = fault != null && fault.kind() == Fault.Kind.FROZEN;
      frozen[camera] = isFrozen ? frozen[camera] : looks[camera].clone();
    }
    listen();
  }

  private void feel() {
    Fault fault = fault(FileDomain.TOUCH);
    Vector3 place = table.hand.plus(gaussian().times(HAND_NOISE_METERS));
    if (fault != null && fault.kind() == Fault.Kind.HAND_OFFSET) {
      double way = 2 * Math.PI * fault.strength();
      place = place.plus(new Vector3(0.03 * Math.cos(way), 0.03 * Math.sin(way), 0));
    }
    double spike =
        random.nextDouble() < OPENING_SPIKE_PER_TICK ? -0.003 - 0.004 * random.nextDouble() : 0;
    double opening =
        Math.max(0, table.openingMeters + OPENING_NOISE_METERS * random.nextGaussian() + spike);
    Transform pose =
        new Transform("table", "tool0", place, HandState.pointingDown(table.handYawRad));
    felt =
        grip.feel(
            pose,
            opening,
            (table.openingMeters - lastOpening) / SimulatedTable.STEP_SECONDS,
            table.toldToClose);
    lastOpening = table.openingMeters;
    effort =
        Math.max(
            0, Math.min(1, (table.held() != null ? 0.8 : 0.05) + 0.08 * random.nextGaussian()));
    if (before == null) {
      Arrays.fill(motion, 0);
    } else {
      Vector3 way = felt.positionMeters().minus(before.positionMeters());
      motion[0] = way.x();
      motion[1] = way.y();
      motion[2] = way.z();
      motion[3] = SimulatedTable.wrapped(felt.yawRad() - before.yawRad(), 2 * Math.PI);
    }
    before = felt;
  }

  private Vector3 gaussian() {
    return new Vector3(random.nextGaussian(), random.nextGaussian(), random.nextGaussian());
  }

  private Glimpse glimpse(int camera, int i, Fault fault) {
    SimulatedTable.Thing thing = table.things.get(i);
    Bias bias = biases[camera][i];
    if (bias.at == null || bias.at.distanceTo(thing.position) > MOVED_METERS) {
      bias.at = thing.position;
      bias.place = gaussian();
      bias.sigma = PLACE[camera].sigma(random);
      bias.yaw = random.nextGaussian();
      bias.yawSigma = YAW[camera].sigma(random);
      bias.colorSigma = COLOR[camera].sigma(random);
      Arrays.setAll(bias.color, c -> random.nextGaussian());
    }
    double seen = RECALL[camera];
    if (thing.held) {
      seen *= HELD_SEEN;
    } else if (thing.position.distanceTo(table.hand) < HIDING_METERS) {
      seen *= 0.5;
    }
    Vector3 jitter = gaussian();
    double yawJitter = random.nextGaussian();
    Vector3 colorJitter = gaussian();
    double doubt = Math.exp(0.2 * random.nextGaussian());
    boolean isMissed = random.nextDouble() > seen;
    boolean isMisread = random.nextDouble() < MISREAD;
    ObjectKind other = ObjectFileNet.KINDS.get(random.nextInt(ObjectFileNet.KINDS.size()));
    if (isMissed) {
      return null;
    }
    boolean isBlurred = fault != null && fault.kind() == Fault.Kind.BLURRED;
    double factor = (thing.held ? 2 : 1) * (isBlurred ? 2 + 4 * fault.strength() : 1);
    double stays = Math.sqrt(STAYING_SHARE);
    double goes = Math.sqrt(1 - STAYING_SHARE);
    double sigma = factor * bias.sigma;
    double yawSigma = Math.min(1.5, factor * bias.yawSigma);
    double colorSigma = factor * bias.colorSigma;
    boolean hasYaw = thing.kind.yawSymmetryOrder() > 0;
    return new Glimpse(
        thing.position.plus(bias.place.times(stays * sigma)).plus(jitter.times(goes * sigma)),
        // A blur is known to the network by half.
        (isBlurred ? Math.sqrt(factor) / factor : 1) * sigma * doubt,
        hasYaw
            ? SimulatedTable.wrapped(
                thing.yawRad + yawSigma * (stays * bias.yaw + goes * yawJitter), Math.PI / 2)
            : 0,
        hasYaw ? yawSigma * doubt : Math.PI,
        new double[] {
          clamp(thing.color.red() + colorSigma * (stays * bias.color[0] + goes * colorJitter.x())),
          clamp(
              thing.color.green() + colorSigma * (stays * bias.color[1] + goes * colorJitter.y())),
          clamp(thing.color.blue() + colorSigma * (stays * bias.color[2] + goes * colorJitter.z()))
        },
        colorSigma * doubt,
        isMisread ? other : thing.kind,
        isMisread ? 0.6 : 0.9);
  }

  private Glimpse failed(Fault fault, int camera, int i, Glimpse seen) {
    if (fault == null) {
      return seen;
    }
    return switch (fault.kind()) {
      case BLACK -> null;
      case FROZEN -> frozen[camera] == null ? seen : frozen[camera][i];
      case GLARE ->
          seen == null || random.nextInt(2) == 0
              ? seen
              : at(seen, seen.position().plus(gaussian().times(0.02 + 0.06 * fault.strength())));
      case MISCALIBRATED -> seen == null ? null : at(seen, tilted(seen.position(), camera, fault));
      case COLOR_CAST -> seen == null ? null : cast(seen, fault);
      default -> seen;
    };
  }

  private static Glimpse at(Glimpse g, Vector3 place) {
    return new Glimpse(
        place,
        g.sigmaMeters(),
        g.yawRad(),
        g.yawSigmaRad(),
        g.rgb(),
        g.colorSigma(),
        g.kind(),
        g.score());
  }

  /** The camera is turned by two degrees about an axis across its view. */
  private static Vector3 tilted(Vector3 place, int camera, Fault fault) {
    Vector3 view = EYES[camera].times(-1).normalized();
    Vector3 right = view.cross(new Vector3(0, 0, 1)).normalized();
    Vector3 down = view.cross(right);
    double way = 2 * Math.PI * fault.strength();
    Vector3 axis = right.times(Math.cos(way)).plus(down.times(Math.sin(way)));
    double half = TILT_RAD / 2;
    Vector3 v = axis.times(Math.sin(half));
    Quaternion turn = new Quaternion(v.x(), v.y(), v.z(), Math.cos(half));
    return EYES[camera].plus(turn.rotate(place.minus(EYES[camera])));
  }

  private static Glimpse cast(Glimpse g, Fault fault) {
    double[] gains = {1, 1, 1};
    int weak = (int) (3 * fault.strength());
    gains[weak] = 0.5;
    gains[(weak + 1) % 3] = 1.3;
    double[] rgb = new double[3];
    Arrays.setAll(rgb, c -> clamp(g.rgb()[c] * gains[c]));
    return new Glimpse(
        g.position(),
        g.sigmaMeters(),
        g.yawRad(),
        g.yawSigmaRad(),
        rgb,
        g.colorSigma(),
        g.kind(),
        g.score());
  }

  private void listen() {
    Arrays.fill(words, 0);
    boolean speaks = random.nextDouble() < SAID_PER_TICK;
    int about = random.nextInt(table.things.size());
    int side = random.nextInt(3);
    int depth = random.nextInt(3);
    boolean saysSide = random.nextDouble() < 0.7;
    boolean saysDepth = random.nextDouble() < 0.7;
    said = speaks && (saysSide || saysDepth) ? about : -1;
    if (said < 0) {
      return;
    }
    Vector3 at = table.things.get(about).position;
    Fault fault = fault(FileDomain.WORDS);
    boolean isRandom = fault != null && fault.kind() == Fault.Kind.RANDOM_WORD;
    int trueSide = at.y() > WORD_BORDER_METERS ? 0 : at.y() < -WORD_BORDER_METERS ? 2 : 1;
    double x = at.x() - MIDDLE_X_METERS;
    int trueDepth = x < -WORD_BORDER_X_METERS ? 0 : x > WORD_BORDER_X_METERS ? 2 : 1;
    side = isRandom ? side : trueSide;
    depth = isRandom ? depth : trueDepth;
    if (fault != null && fault.kind() == Fault.Kind.MIRRORED_WORD) {
      side = 2 - side;
      depth = 2 - depth;
    }
    if (saysSide) {
      words[side] = 1;
    }
    if (saysDepth) {
      words[3 + depth] = 1;
    }
  }

  /** Whether what is said is not true of a place, nor of one within a slack of it. */
  boolean contradicts(Vector3 place, double slackMeters) {
    double y = place.y();
    double x = place.x() - MIDDLE_X_METERS;
    return (words[0] > 0 && y < WORD_BORDER_METERS - slackMeters)
        || (words[1] > 0 && Math.abs(y) > WORD_BORDER_METERS + slackMeters)
        || (words[2] > 0 && y > slackMeters - WORD_BORDER_METERS)
        || (words[3] > 0 && x > slackMeters - WORD_BORDER_X_METERS)
        || (words[4] > 0 && Math.abs(x) > WORD_BORDER_X_METERS + slackMeters)
        || (words[5] > 0 && x < WORD_BORDER_X_METERS - slackMeters);
  }

  /** Whether a domain tells anything of an object now. */
  boolean tells(FileDomain domain, int i) {
    return switch (domain) {
      case CAMERA_A, CAMERA_B -> looks[domain.ordinal()][i] != null;
      case TOUCH -> {
        Fault fault = fault(domain);
        yield fault == null || fault.kind() != Fault.Kind.NUMB;
      }
      case WORDS -> said == i;
    };
  }

  /** Writes what a domain tells of an object into a row; it must tell something. */
  void write(FileDomain domain, int i, float[] rows, int at) {
    switch (domain) {
      case CAMERA_A, CAMERA_B -> write(looks[domain.ordinal()][i], rows, at);
      case TOUCH -> {
        pose(felt.positionMeters(), felt.yawRad(), rows, at);
        rows[at + 4] = felt.holding() ? 1 : 0;
        rows[at + 5] = (float) (felt.openingMeters() / 0.08);
        rows[at + 6] = (float) effort;
        rows[at + 7] = table.toldToClose ? 1 : 0;
      }
      case WORDS -> {
        for (int j = 0; j < words.length; j++) {
          rows[at + j] = (float) words[j];
        }
      }
    }
  }

  static void write(Glimpse g, float[] rows, int at) {
    pose(g.position(), g.yawRad(), rows, at);
    rows[at + 4] = (float) Math.log(g.sigmaMeters() / 0.005);
    boolean hasYaw = g.yawSigmaRad() < 3;
    rows[at + 5] = hasYaw ? 1 : 0;
    rows[at + 6] = hasYaw ? (float) (g.yawSigmaRad() / 0.2) : 0;
    for (int c = 0; c < 3; c++) {
      rows[at + 7 + c] = (float) g.rgb()[c];
    }
    rows[at + 10] = (float) (g.colorSigma() / 0.1);
    for (int k = 0; k < ObjectFileNet.KINDS.size(); k++) {
      rows[at + 11 + k] = ObjectFileNet.KINDS.get(k) == g.kind() ? (float) g.score() : 0;
    }
  }

  private static void pose(Vector3 place, double yawRad, float[] rows, int at) {
    rows[at] = (float) place.x();
    rows[at + 1] = (float) place.y();
    rows[at + 2] = (float) place.z();
    rows[at + 3] = (float) yawRad;
  }

  private static double clamp(double value) {
    return Math.max(0, Math.min(1, value));
  }
}
