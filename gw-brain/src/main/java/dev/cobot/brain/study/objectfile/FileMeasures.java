package dev.cobot.brain.study.objectfile;

import dev.cobot.brain.objectfile.FileContent;
import dev.cobot.brain.objectfile.FileDomain;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;

/**
 * What is measured, one value an item, so that arms can be compared item by item: every arm and
 * seed meets the same tables, looks and faults.
 */
final class FileMeasures {
  static final int MOST_OBJECTS = 8;
  static final double RECALLED_METERS = 0.02;

  /** Who believes nothing is off by so much. */
  static final double NOTHING_METERS = 0.3;

  private static final int DARK_TICKS = 100;
  private static final int FIRST_TICKS = 30;
  private static final int MIXED_TICKS = 140;
  private static final int SETTLED_TICKS = 10;
  private static final int AFTER_TICKS = 20;
  private static final double HARMFUL_METERS = 0.015;
  private static final double HARMFUL_COLOR = 0.1;
  private static final double LIMIT_STEP = 0.002;
  private static final int SILENT_TICKS = 10;
  private static final int FOREVER = 1 << 30;

  private final ObjectFileStudy.Config config;
  private final SeedStreams seeds;

  /**
   * @param seeds of the tables; the same for every arm
   */
  FileMeasures(ObjectFileStudy.Config config, SeedStreams seeds) {
    this.config = config;
    this.seeds = seeds;
  }

  /** A table with what senses it. */
  record Watched(SimulatedTable table, Senses senses) {
    void tick() {
      table.step();
      senses.sense();
    }
  }

  private static Watched watched(SimulatedTable.Plan plan, List<Fault> faults, SeedStreams own) {
    SimulatedTable table = new SimulatedTable(plan, own.stream("table"));
    return new Watched(table, new Senses(table, faults, own.stream("senses")));
  }

  private static List<Senses> senses(List<Watched> all) {
    return all.stream().map(Watched::senses).toList();
  }

  private static double error(Follower follower, int i, SimulatedTable table) {
    Vector3 place = follower.place(i);
    return place == null
        ? NOTHING_METERS
        : Math.min(NOTHING_METERS, place.distanceTo(table.things.get(0).position));
  }

  /** Every second table begins with a fault of a kind that was not trained on. */
  private static List<Fault> early(int i, SplittableRandom random) {
    List<Fault.Kind> kinds = Fault.Kind.tested();
    Fault fault = Fault.drawn(kinds.get(i / 2 % kinds.size()), 5 + random.nextInt(8), 12, random);
    return i % 2 == 0 ? List.of() : List.of(fault);
  }

  /**
   * Returns how far the place of what was carried for ten seconds without a picture is off, metres.
   *
   * @param numb whether the hand's pose does not enter either, but for its motion
   */
  double[] held(Follower follower, boolean numb) {
    int n = config.sequences();
    List<Watched> all = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      SeedStreams own = seeds.child(1).child(i);
      SimulatedTable.Plan plan = new SimulatedTable.Plan(1, 0, FIRST_TICKS, 2 * DARK_TICKS, 0, 0);
      all.add(watched(plan, early(i, own.stream("faults")), own));
    }
    follower.begin(n);
    double[] errors = new double[n];
    int[] since = new int[n];
    Arrays.fill(errors, Double.NaN);
    for (int t = 0; t < 4 * DARK_TICKS && Arrays.stream(errors).anyMatch(Double::isNaN); t++) {
      all.forEach(Watched::tick);
      follower.tick(senses(all));
      for (int i = 0; i < n; i++) {
        Watched one = all.get(i);
        since[i] += one.table().held() != null ? 1 : 0;
        if (since[i] == 4) {
          dark(one.senses());
          if (numb) {
            one.senses()
                .add(
                    new Fault(
                        FileDomain.TOUCH, Fault.Kind.NUMB, one.senses().tick + 1, FOREVER, 0));
          }
        }
        if (since[i] == 4 + DARK_TICKS) {
          errors[i] = error(follower, i, one.table());
        }
      }
    }
    return errors;
  }

  private static void dark(Senses senses) {
    for (FileDomain camera : List.of(FileDomain.CAMERA_A, FileDomain.CAMERA_B)) {
      senses.add(new Fault(camera, Fault.Kind.BLACK, senses.tick + 1, FOREVER, 0));
    }
  }

  /** Returns how far the place of what nobody saw for ten seconds is off, metres. */
  double[] free(Follower follower) {
    int n = config.sequences();
    List<Watched> all = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      SeedStreams own = seeds.child(2).child(i);
      all.add(
          watched(new SimulatedTable.Plan(1, -1, 0, 0, 0, 0), early(i, own.stream("faults")), own));
    }
    follower.begin(n);
    for (int t = 0; t < FIRST_TICKS + DARK_TICKS; t++) {
      all.forEach(Watched::tick);
      follower.tick(senses(all));
      if (t == FIRST_TICKS - 1) {
        all.forEach(one -> dark(one.senses()));
      }
    }
    double[] errors = new double[n];
    Arrays.setAll(errors, i -> error(follower, i, all.get(i).table()));
    return errors;
  }

  /** Remembers all objects of a table. */
  interface Memory {
    void begin(int tables);

    void tick(List<Senses> senses);

    boolean recalls(int table, SimulatedTable.Thing thing);
  }

  /**
   * Returns the share of the objects of each table that are still known within 20 mm after seven
   * seconds in the dark, in which the hand takes one of them and carries it.
   */
  double[] recall(int objects, Memory memory) {
    int n = config.scenes();
    List<Watched> all = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      SeedStreams own = seeds.child(3).child(objects).child(i);
      SimulatedTable.Plan plan = new SimulatedTable.Plan(objects, 0, FIRST_TICKS + 5, 20, 0, 0);
      all.add(watched(plan, early(i, own.stream("faults")), own));
    }
    memory.begin(n);
    for (int t = 0; t < FIRST_TICKS + 70; t++) {
      all.forEach(Watched::tick);
      memory.tick(senses(all));
      if (t == FIRST_TICKS - 1) {
        all.forEach(one -> dark(one.senses()));
      }
    }
    double[] shares = new double[n];
    for (int i = 0; i < n; i++) {
      int table = i;
      List<SimulatedTable.Thing> things = all.get(i).table().things;
      shares[i] = (double) things.stream().filter(x -> memory.recalls(table, x)).count() / objects;
    }
    return shares;
  }

  private List<Watched> mixed(boolean failing) {
    List<Watched> all = new ArrayList<>();
    for (int i = 0; i < config.sequences(); i++) {
      SeedStreams own = seeds.child(4).child(i);
      SplittableRandom random = own.stream("faults");
      Fault fault = fault(i);
      SimulatedTable.Plan plan =
          new SimulatedTable.Plan(1, random.nextInt(3) - 1 < 0 ? -1 : 0, 20, 30, 0.2, 0);
      all.add(watched(plan, failing ? List.of(fault) : List.of(), own));
    }
    return all;
  }

  /** Returns the fault of a mixed sequence. */
  Fault fault(int i) {
    SplittableRandom random = seeds.child(4).child(i).stream("fault");
    Fault.Kind kind = Fault.Kind.tested().get(i % Fault.Kind.tested().size());
    return Fault.drawn(kind, 20 + random.nextInt(60), 20 + random.nextInt(40), random);
  }

  /**
   * Returns the mean errors of mixed sequences, each with one fault: {@code all} over all ticks but
   * the first second, {@code fault} from its beginning to two seconds after its end, {@code far}
   * the share of all ticks that is off by more than 20 mm.
   */
  Map<String, double[]> mixed(Follower follower) {
    int n = config.sequences();
    List<Watched> all = mixed(true);
    double[][] sums = new double[4][n];
    follower.begin(n);
    for (int t = 0; t < MIXED_TICKS; t++) {
      all.forEach(Watched::tick);
      follower.tick(senses(all));
      for (int i = 0; i < n && t >= SETTLED_TICKS; i++) {
        double error = error(follower, i, all.get(i).table());
        Fault fault = fault(i);
        sums[0][i] += error / (MIXED_TICKS - SETTLED_TICKS);
        sums[1][i] += error > RECALLED_METERS ? 1.0 / (MIXED_TICKS - SETTLED_TICKS) : 0;
        if (t >= fault.fromTick() && t < fault.untilTick() + AFTER_TICKS) {
          sums[2][i] += error;
          sums[3][i]++;
        }
      }
    }
    double[] during = new double[n];
    Arrays.setAll(during, i -> sums[3][i] > 0 ? sums[2][i] / sums[3][i] : Double.NaN);
    return Map.of("all", sums[0], "far", sums[1], "fault", during);
  }

  /**
   * Scores by which a sense that fails should be told from the same sense that does not, at ticks
   * in which what it tells is changed for the worse: {@code item} is the sequence, {@code broken} 1
   * or 0, then the scores, higher for what is trusted less.
   */
  Map<String, double[]> selection(FileRunner runner, OutlierRules rules) {
    Map<String, List<Double>> lists = new LinkedHashMap<>();
    for (String name : List.of("item", "broken", "weight", "outlier", "innovation")) {
      lists.put(name, new ArrayList<>());
    }
    int n = config.sequences();
    List<Watched> clean = mixed(false);
    List<Watched> broken = mixed(true);
    Follower.Files files = new Follower.Files(runner, Follower.Shutter.OPEN);
    files.begin(2 * n);
    List<Watched> both = new ArrayList<>(clean);
    both.addAll(broken);
    List<Senses> senses = senses(both);
    double[] innovations = new double[2 * n];
    for (int t = 0; t < MIXED_TICKS; t++) {
      both.forEach(Watched::tick);
      for (int i = 0; i < 2 * n; i++) {
        int d = fault(i % n).domain().ordinal();
        innovations[i] =
            senses.get(i).tells(Senses.DOMAINS[d], 0)
                ? OutlierRules.innovation(runner, i, senses.get(i), d)
                : Double.NaN;
      }
      files.tick(senses);
      for (int i = 0; i < n; i++) {
        Fault fault = fault(i);
        FileDomain domain = fault.domain();
        if (fault.isOn(t)
            && senses.get(i).tells(domain, 0)
            && senses.get(n + i).tells(domain, 0)
            && isHarmful(clean.get(i), broken.get(i), domain)) {
          for (int row : new int[] {i, n + i}) {
            int d = domain.ordinal();
            lists.get("item").add((double) i);
            lists.get("broken").add(row == i ? 0.0 : 1.0);
            lists.get("weight").add(-(double) runner.alpha[row * (FileRows.DOMAINS + 1) + d]);
            lists
                .get("outlier")
                .add(rules.distance(domain, runner.rows().told[d], row * domain.width()));
            lists.get("innovation").add(innovations[row]);
          }
        }
      }
    }
    Map<String, double[]> result = new LinkedHashMap<>();
    lists.forEach(
        (name, list) -> result.put(name, list.stream().mapToDouble(Double::doubleValue).toArray()));
    return result;
  }

  private static boolean isHarmful(Watched clean, Watched broken, FileDomain domain) {
    return switch (domain) {
      case CAMERA_A, CAMERA_B -> {
        Senses.Glimpse a = clean.senses().looks[domain.ordinal()][0];
        Senses.Glimpse b = broken.senses().looks[domain.ordinal()][0];
        double color = 0;
        for (int c = 0; c < 3; c++) {
          color = Math.max(color, Math.abs(a.rgb()[c] - b.rgb()[c]));
        }
        yield a.position().distanceTo(b.position()) > HARMFUL_METERS || color > HARMFUL_COLOR;
      }
      case TOUCH -> broken.table().held() != null;
      case WORDS -> !Arrays.equals(clean.senses().words, broken.senses().words);
    };
  }

  /** Returns what clean senses tell. */
  OutlierRules rules() {
    List<List<float[]>> told = OutlierRules.empty();
    for (int i = 0; i < 60; i++) {
      Watched one =
          watched(
              new SimulatedTable.Plan(1, 0, 20, 30, 0.2, 0), List.of(), seeds.child(5).child(i));
      for (int t = 0; t < MIXED_TICKS; t++) {
        one.tick();
        for (FileDomain domain : Senses.DOMAINS) {
          if (one.senses().tells(domain, 0)) {
            float[] row = new float[domain.width()];
            one.senses().write(domain, 0, row, 0);
            told.get(domain.ordinal()).add(row);
          }
        }
      }
    }
    return new OutlierRules(told);
  }

  /**
   * Returns the errors of a linear readout of z and of the decoder, metres: {@code object} and
   * {@code hand} (while it holds the object). One half of the sequences teaches the readout, the
   * means of the other half's sequences are returned.
   */
  Map<String, double[]> probe(FileRunner runner) {
    int n = config.sequences();
    int half = n / 2;
    List<Watched> all = mixed(true);
    Follower.Files files = new Follower.Files(runner, Follower.Shutter.OPEN);
    files.begin(n);
    List<float[]> states = new ArrayList<>();
    List<FileContent> said = new ArrayList<>();
    List<Vector3[]> truth = new ArrayList<>();
    List<Integer> items = new ArrayList<>();
    List<Boolean> held = new ArrayList<>();
    for (int t = 0; t < MIXED_TICKS; t++) {
      all.forEach(Watched::tick);
      files.tick(senses(all));
      if (t < SETTLED_TICKS || t % 4 != 0) {
        continue;
      }
      float[] z = runner.states();
      int width = z.length / n;
      for (int i = 0; i < n; i++) {
        states.add(Arrays.copyOfRange(z, i * width, (i + 1) * width));
        said.add(runner.content(i));
        SimulatedTable table = all.get(i).table();
        truth.add(new Vector3[] {table.things.get(0).position, table.hand});
        items.add(i);
        held.add(table.held() != null);
      }
    }
    Map<String, double[]> result = new LinkedHashMap<>();
    for (int what = 0; what < 2; what++) {
      LinearMap readout = new LinearMap(states.get(0).length, 3);
      for (int row = 0; row < states.size(); row++) {
        if (items.get(row) < half && (what == 0 || held.get(row))) {
          readout.learn(states.get(row), truth.get(row)[what]);
        }
      }
      readout.solve();
      double[][] sums = new double[3][n - half];
      for (int row = 0; row < states.size(); row++) {
        int i = items.get(row) - half;
        if (i >= 0 && (what == 0 || held.get(row))) {
          Vector3 is = truth.get(row)[what];
          FileContent content = said.get(row);
          sums[0][i] += readout.read(states.get(row)).distanceTo(is);
          sums[1][i] +=
              (what == 0 ? content.positionMeters() : content.handMeters()).distanceTo(is);
          sums[2][i]++;
        }
      }
      String name = what == 0 ? "object" : "hand";
      for (int p = 0; p < 2; p++) {
        double[] sum = sums[p];
        double[] counts = sums[2];
        double[] means = new double[n - half];
        Arrays.setAll(means, i -> counts[i] > 0 ? sum[i] / counts[i] : Double.NaN);
        result.put(name + (p == 0 ? ".linear" : ".direct"), means);
      }
    }
    return result;
  }

  /** Hours of taking, carrying, dropping and putting down. */
  private void work(
      Follower.Files files,
      double hours,
      int child,
      List<Fault.Kind> kinds,
      BiConsumer<Integer, List<Watched>> seen) {
    int n = config.sequences();
    List<Watched> all = new ArrayList<>();
    List<SplittableRandom> draws = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      SeedStreams own = seeds.child(child).child(i);
      all.add(watched(new SimulatedTable.Plan(1, 0, 10, 30, 0.3, 0), List.of(), own));
      draws.add(own.stream("faults"));
    }
    files.begin(n);
    List<Senses> senses = senses(all);
    int ticks = (int) Math.ceil(hours * 3600 / SimulatedTable.STEP_SECONDS / n);
    for (int t = 0; t < ticks; t++) {
      for (int i = 0; i < n; i++) {
        SplittableRandom random = draws.get(i);
        Fault.Kind kind = kinds.get(random.nextInt(kinds.size()));
        Fault fault = Fault.drawn(kind, t + 1, 20 + random.nextInt(40), random);
        if (random.nextDouble() < 0.01 && senses.get(i).fault(fault.domain()) == null) {
          senses.get(i).add(fault);
        }
      }
      boolean[] held = new boolean[n];
      for (int i = 0; i < n && t > 0; i++) {
        held[i] =
            files.runner().holds(i, senses.get(i))
                && files.runner().rows().enters(i, FileDomain.TOUCH.ordinal());
      }
      all.forEach(Watched::tick);
      files.tick(senses);
      files.held = held;
      seen.accept(t, all);
    }
  }

  /**
   * Returns what surprise tells of drops: {@code late} the ticks from each drop to the alarm of the
   * files (99: none within 2 s), {@code late.rule} of the grip rule, {@code alarms} and {@code
   * alarms.rule} the number of false ones of each table, {@code hours} how long each table was
   * watched. The threshold is the one that gives half an alarm an hour on other tables, with faults
   * of the kinds that were trained on.
   */
  Map<String, double[]> drops(FileRunner runner) {
    Follower.Files files = new Follower.Files(runner, Follower.Shutter.OPEN);
    int n = config.sequences();
    int touch = FileDomain.TOUCH.ordinal();
    List<List<Double>> usual = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      usual.add(new ArrayList<>());
    }
    work(
        files,
        config.hours() / 2,
        6,
        Fault.Kind.trained(),
        (t, all) -> {
          for (int i = 0; i < n; i++) {
            boolean isUsual = !all.get(i).table().dropped && watches(files, all.get(i), i);
            usual
                .get(i)
                .add(isUsual ? (double) runner.surprise[i * FileRows.DOMAINS + touch] : 0.0);
          }
        });
    double limit = limit(usual, config.hours() / 4);
    List<Double> atDrops = new ArrayList<>();
    List<Double> late = new ArrayList<>();
    List<Double> lateRule = new ArrayList<>();
    double[][] alarms = new double[2][n];
    int[] since = new int[n];
    Arrays.fill(since, 1000);
    boolean[][] open = new boolean[2][n];
    int[][] silent = new int[2][n];
    boolean[] held = new boolean[n];
    int[] ticks = new int[1];
    work(
        files,
        config.hours(),
        7,
        Fault.Kind.tested(),
        (t, all) -> {
          ticks[0]++;
          for (int i = 0; i < n; i++) {
            Watched one = all.get(i);
            if (one.table().dropped) {
              since[i] = 0;
              atDrops.add((double) runner.surprise[i * FileRows.DOMAINS + touch]);
              open[0][i] = true;
              open[1][i] = true;
            }
            boolean[] alarm = {
              watches(files, one, i) && runner.surprise[i * FileRows.DOMAINS + touch] > limit,
              held[i] && !one.senses().felt.holding() && one.table().toldToClose
            };
            held[i] = one.senses().felt.holding();
            for (int who = 0; who < 2; who++) {
              List<Double> found = who == 0 ? late : lateRule;
              if (alarm[who] && open[who][i]) {
                found.add((double) since[i]);
                open[who][i] = false;
                silent[who][i] = 20;
              } else if (alarm[who] && silent[who][i] <= 0) {
                alarms[who][i]++;
                silent[who][i] = SILENT_TICKS;
              }
              silent[who][i]--;
              if (open[who][i] && since[i] >= 20) {
                found.add(99.0);
                open[who][i] = false;
              }
            }
            since[i]++;
          }
        });
    double[] hours = new double[n];
    Arrays.fill(hours, ticks[0] * SimulatedTable.STEP_SECONDS / 3600);
    return Map.of(
        "late",
        late.stream().mapToDouble(Double::doubleValue).toArray(),
        "late.rule",
        lateRule.stream().mapToDouble(Double::doubleValue).toArray(),
        "alarms",
        alarms[0],
        "alarms.rule",
        alarms[1],
        "hours",
        hours,
        "limit",
        new double[] {limit},
        "surprise",
        atDrops.stream().mapToDouble(Double::doubleValue).toArray(),
        "usual",
        usual.stream().flatMap(List::stream).mapToDouble(v -> v).filter(v -> v > 0).toArray());
  }

  /** Returns the lowest limit with so many alarms, at most one a second at each table. */
  private static double limit(List<List<Double>> surprises, double alarms) {
    double limit = 0;
    double count = Double.POSITIVE_INFINITY;
    while (count > alarms) {
      limit += LIMIT_STEP;
      count = 0;
      for (List<Double> table : surprises) {
        int silent = 0;
        for (double surprise : table) {
          if (surprise > limit && silent <= 0) {
            count++;
            silent = SILENT_TICKS;
          }
          silent--;
        }
      }
    }
    return limit;
  }

  /** Whether a drop would be one: it is believed to be held and the hand was told to hold it. */
  private static boolean watches(Follower.Files files, Watched one, int i) {
    return files.held[i]
        && one.table().toldToClose
        && files.runner().rows().enters(i, FileDomain.TOUCH.ordinal());
  }
}
