package dev.cobot.brain.study.objectfile;

import dev.cobot.brain.study.experiment.Plot;
import dev.cobot.brain.study.experiment.Report;
import dev.cobot.brain.study.experiment.Sample;
import dev.cobot.sim2real.scene.SeedStreams;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Tables, CSV and plots. An item's value is its mean over the seeds of an arm; intervals are those
 * of items drawn again, so that the chance of a training is not in them: it stands beside, as the
 * standard error over seeds.
 */
final class FileReport {
  private static final int AUROC_RESAMPLES = 100;
  private static final double MILLI = 1000;

  /** Upper end of the exact 95 % interval of a Poisson mean of which nothing was counted. */
  private static final double NONE_SEEN = 3.689;

  private static final int LATEST_TICKS = 3;

  private final ObjectFileStudy.Config config;
  private final Path folder;
  private final SeedStreams seeds;
  private final Map<String, Map<String, double[]>> tasks = new LinkedHashMap<>();
  private final List<List<String>> raw = new ArrayList<>();

  FileReport(ObjectFileStudy.Config config, Path folder, SeedStreams seeds) {
    this.config = config;
    this.folder = folder;
    this.seeds = seeds;
  }

  void add(String task, Map<String, double[]> items) {
    tasks.put(task.substring(task.indexOf('/') + 1), items);
  }

  /** Returns the items of every seed of an arm. */
  private List<double[]> runs(FileArm arm, String name) {
    List<double[]> runs = new ArrayList<>();
    for (int seed = 0; seed < config.seeds(); seed++) {
      runs.add(tasks.get(arm.task(seed)).get(name));
    }
    return runs;
  }

  private double[] items(FileArm arm, String name) {
    return Interval.averaged(runs(arm, name));
  }

  private double[] rules(String name) {
    return tasks.get(ObjectFileStudy.RULES).get(name);
  }

  private Interval mean(double[] items) {
    return Interval.mean(items, seeds.stream("resample"));
  }

  private String spread(Function<Integer, Double> number) {
    List<Double> values = new ArrayList<>();
    for (int seed = 0; seed < config.seeds(); seed++) {
      values.add(number.apply(seed));
    }
    return String.format(Locale.ROOT, "%.3g", Sample.of(values).standardError());
  }

  private void note(String measure, String who, String unit, Interval found) {
    raw.add(
        List.of(
            measure,
            who,
            unit,
            Double.toString(found.value()),
            Double.toString(found.low()),
            Double.toString(found.high()),
            Integer.toString(found.n())));
  }

  Path write(Map<String, Map<String, Double>> numbers) throws IOException {
    Report report = new Report(folder, "An object as a workspace state with memory");
    report.paragraph(
        "Simulated tracks; %d seeds an arm, the same tables and faults for all. Intervals: 95 %%,"
            + " tables drawn again (Wilson for shares of drops, Poisson where no false alarm came);"
            + " the chance of a training is not in them. Faults of the measures are of kinds that"
            + " none was trained on.",
        config.seeds());
    trainings(report, numbers);
    places(report);
    recall(report);
    selection(report);
    probe(report);
    drops(report);
    report.csv("numbers.csv", List.of("measure", "who", "unit", "value", "low", "high", "n"), raw);
    report.write();
    return folder.resolve("report.md");
  }

  private void trainings(Report report, Map<String, Map<String, Double>> numbers) {
    List<List<String>> rows = new ArrayList<>();
    for (FileArm arm : FileArm.values()) {
      Map<String, Double> first = numbers.get("train/" + arm.task(0));
      rows.add(
          List.of(
              arm.label(),
              Integer.toString(first.get("parameters").intValue()),
              String.format(Locale.ROOT, "%.3f", first.get("loss/last")),
              String.format(Locale.ROOT, "%.0f", first.get("seconds")),
              String.format(Locale.ROOT, "%.2g", Arrays.stream(items(arm, "composition")).sum())));
    }
    report.table(
        List.of("arm", "parameters", "last loss", "seconds", "|M(g1) M(g2) z - M(g1 + g2) z|"),
        rows);
  }

  /** Held and free in the dark, and all times and faults, against the rules item by item. */
  private void places(Report report) {
    report.paragraph(
        "Place, millimetres: mean (interval), 90th percentile. *Held*: after 10 s of carrying"
            + " without a picture; *numb*: the hand's pose tells nothing either; *free*: not seen"
            + " for 10 s. *All*: mixed sequences with one fault each; *fault*: from its beginning"
            + " to 2 s after its end; *far*: share of time off by more than 20 mm. Nothing believed"
            + " counts as 300 mm. Bar of held: 10 mm.");
    List<List<String>> rows = new ArrayList<>();
    for (FileArm arm : FileArm.values()) {
      rows.add(placeRow(arm.label(), name -> items(arm, name), true));
    }
    for (String shutter : List.of("oracle", "outlier", "innovation")) {
      List<String> row = new ArrayList<>(List.of("object file, " + shutter + " shuts", "", "", ""));
      for (String name : List.of("all", "fault", "far")) {
        row.add(cell(shutter, name, items(FileArm.FILE, shutter + ".mixed/" + name)));
      }
      row.add("");
      rows.add(row);
    }
    rows.add(placeRow("belief rules", this::rules, false));
    rows.add(placeRow("last look", name -> rules("last." + name), false));
    report.table(
        List.of("who", "held", "numb", "free", "all", "fault", "far", "all minus rules"), rows);
    List<List<String>> kinds = new ArrayList<>();
    for (Fault.Kind kind : Fault.Kind.tested()) {
      List<String> row = new ArrayList<>(List.of(kind.name()));
      for (FileArm arm : FileArm.values()) {
        row.add(mean(ofKind(items(arm, "mixed/fault"), kind)).text(MILLI, 1));
      }
      row.add(mean(ofKind(rules("mixed/fault"), kind)).text(MILLI, 1));
      row.add(
          mean(ofKind(
                  Interval.minus(items(FileArm.FILE, "mixed/fault"), rules("mixed/fault")), kind))
              .text(MILLI, 1));
      kinds.add(row);
    }
    List<String> head = new ArrayList<>(List.of("fault, mm"));
    Arrays.stream(FileArm.values()).forEach(arm -> head.add(arm.label()));
    head.addAll(List.of("belief rules", "object file minus rules"));
    report.table(head, kinds);
  }

  private static double[] ofKind(double[] items, Fault.Kind kind) {
    int kinds = Fault.Kind.tested().size();
    int at = Fault.Kind.tested().indexOf(kind);
    double[] own = new double[(items.length - at + kinds - 1) / kinds];
    Arrays.setAll(own, i -> items[at + i * kinds]);
    return own;
  }

  private List<String> placeRow(String who, Function<String, double[]> items, boolean isNetwork) {
    List<String> row = new ArrayList<>(List.of(who));
    for (String name : List.of("held", "numb", "free")) {
      row.add(name.equals("numb") && !isNetwork ? "" : cell(who, name, items.apply(name)));
    }
    for (String name : List.of("all", "fault", "far")) {
      row.add(cell(who, name, items.apply("mixed/" + name)));
    }
    Interval difference = mean(Interval.minus(items.apply("mixed/all"), rules("mixed/all")));
    note("all minus rules", who, "m", difference);
    row.add(difference.text(MILLI, 1));
    return row;
  }

  private String cell(String who, String name, double[] items) {
    Interval mean = mean(items);
    boolean isShare = name.equals("far");
    note(name, who, isShare ? "1" : "m", mean);
    double[] sorted = Interval.present(items).sorted().toArray();
    return isShare
        ? mean.text(100, 1) + " %"
        : mean.text(MILLI, 1)
            + String.format(
                Locale.ROOT, ", %.1f", MILLI * sorted[(int) (0.9 * (sorted.length - 1))]);
  }

  private void recall(Report report) throws IOException {
    report.paragraph(
        "Share of the objects of a table known within 20 mm after 7 s in the dark, in which the"
            + " hand carries one of them; %d tables of each number. Nobody says which look is of"
            + " which object. Bar: six at 90 %%.",
        config.scenes());
    Plot plot = new Plot("recall in the dark", "objects", "share known").range(0, 1);
    List<String> head = new ArrayList<>(List.of("who"));
    List<List<String>> rows = new ArrayList<>();
    for (int objects = 1; objects <= FileMeasures.MOST_OBJECTS; objects++) {
      head.add(Integer.toString(objects));
    }
    for (FileArm arm : FileArm.values()) {
      rows.add(recallRow(plot, arm.label(), name -> items(arm, name)));
    }
    rows.add(recallRow(plot, "belief rules", this::rules));
    report.table(head, rows);
    plot.write(folder.resolve("recall.png"));
    report.picture("recall in the dark", "recall.png");
  }

  private List<String> recallRow(Plot plot, String who, Function<String, double[]> items) {
    List<String> row = new ArrayList<>(List.of(who));
    for (int objects = 1; objects <= FileMeasures.MOST_OBJECTS; objects++) {
      double[] shares = items.apply("recall/" + objects);
      Interval found = mean(shares);
      note("recall of " + objects, who, "1", found);
      row.add(found.text(100, 1) + " %");
      plot.point(who, objects, Sample.of(Arrays.stream(shares).boxed().toList()));
    }
    return row;
  }

  private void selection(Report report) {
    report.paragraph(
        "Selection: probability that a sense is trusted less where it fails than where the same"
            + " sense of the same table does not, at ticks in which the fault changes what it tells"
            + " by more than 15 mm or 0.1 of a colour channel (touch: while something is held;"
            + " words: where they are others). *Outlier*: distance of what is told to its mean over"
            + " clean senses. *Innovation*: sigmas from the last belief. Constant weights give 0.5."
            + " Bar: 0.9 and above constant and outlier. Regret: mean error during the fault and 2"
            + " s after, minus that of the object file whose failing sense is shut out.");
    List<String> head = new ArrayList<>(List.of("score", "all"));
    Fault.Kind.tested().forEach(kind -> head.add(kind.name()));
    List<List<String>> rows = new ArrayList<>();
    for (FileArm arm : List.of(FileArm.FILE, FileArm.PERCEPTRON, FileArm.NO_MEMORY)) {
      rows.add(aurocRow(arm, "weight", arm.label()));
    }
    rows.add(aurocRow(FileArm.FILE, "outlier", "outlier rule"));
    rows.add(aurocRow(FileArm.FILE, "innovation", "innovation rule, of the object file"));
    report.table(head, rows);
    double[] oracle = items(FileArm.FILE, "oracle.mixed/fault");
    List<List<String>> regrets = new ArrayList<>();
    Map<String, double[]> who = new LinkedHashMap<>();
    for (FileArm arm : FileArm.values()) {
      who.put(arm.label(), items(arm, "mixed/fault"));
    }
    for (String shutter : List.of("outlier", "innovation")) {
      who.put("object file, " + shutter + " shuts", items(FileArm.FILE, shutter + ".mixed/fault"));
    }
    who.put("belief rules", rules("mixed/fault"));
    who.forEach(
        (name, items) -> {
          Interval regret = mean(Interval.minus(items, oracle));
          note("regret", name, "m", regret);
          regrets.add(List.of(name, regret.text(MILLI, 1)));
        });
    report.table(List.of("who", "regret, mm"), regrets);
  }

  private List<String> aurocRow(FileArm arm, String score, String who) {
    List<String> row = new ArrayList<>(List.of(who));
    List<Fault.Kind> kinds = new ArrayList<>(Fault.Kind.tested());
    kinds.add(0, null);
    for (Fault.Kind kind : kinds) {
      Interval found = auroc(arm, score, kind);
      note("auroc " + (kind == null ? "all" : kind), who, "1", found);
      row.add(found.text(1, 3));
    }
    return row;
  }

  /** Sequences are drawn again; each seed is scored by itself. */
  private Interval auroc(FileArm arm, String score, Fault.Kind kindOrNull) {
    int kinds = Fault.Kind.tested().size();
    int wanted = kindOrNull == null ? -1 : Fault.Kind.tested().indexOf(kindOrNull);
    List<Map<Integer, List<double[]>>> bySeed = new ArrayList<>();
    for (int seed = 0; seed < config.seeds(); seed++) {
      Map<String, double[]> own = tasks.get(arm.task(seed));
      double[] item = own.get("select/item");
      double[] broken = own.get("select/broken");
      double[] scores = own.get("select/" + score);
      Map<Integer, List<double[]>> rows = new LinkedHashMap<>();
      for (int i = 0; i < item.length; i++) {
        int sequence = (int) item[i];
        if (wanted < 0 || sequence % kinds == wanted) {
          rows.computeIfAbsent(sequence, s -> new ArrayList<>())
              .add(new double[] {broken[i], scores[i]});
        }
      }
      bySeed.add(rows);
    }
    List<Integer> sequences = new ArrayList<>(bySeed.get(0).keySet());
    if (sequences.isEmpty()) {
      return new Interval(Double.NaN, Double.NaN, Double.NaN, 0);
    }
    return Interval.of(
        sequences.size(),
        picked -> {
          double sum = 0;
          for (Map<Integer, List<double[]>> rows : bySeed) {
            List<Double> above = new ArrayList<>();
            List<Double> below = new ArrayList<>();
            for (int i : picked) {
              for (double[] row : rows.get(sequences.get(i))) {
                (row[0] > 0 ? above : below).add(row[1]);
              }
            }
            sum +=
                Interval.auroc(
                    above.stream().mapToDouble(v -> v).toArray(),
                    below.stream().mapToDouble(v -> v).toArray());
          }
          return sum / bySeed.size();
        },
        AUROC_RESAMPLES,
        seeds.stream("auroc"));
  }

  private void probe(Report report) {
    report.paragraph(
        "A linear readout of z beside the decoder, mean error in millimetres on the half of the"
            + " sequences that did not teach it; the hand while it holds the object. Bar: a ratio"
            + " of at most 1.2.");
    List<List<String>> rows = new ArrayList<>();
    for (FileArm arm : FileArm.values()) {
      for (String what : List.of("object", "hand")) {
        double[] linear = items(arm, "probe/" + what + ".linear");
        double[] direct = items(arm, "probe/" + what + ".direct");
        Interval ratio =
            Interval.of(
                linear.length,
                picked -> sum(linear, picked) / sum(direct, picked),
                1000,
                seeds.stream("ratio"));
        note("probe ratio " + what, arm.label(), "1", ratio);
        rows.add(
            List.of(
                arm.label() + ", " + what,
                mean(linear).text(MILLI, 1),
                mean(direct).text(MILLI, 1),
                ratio.text(1, 2)));
      }
    }
    report.table(List.of("arm, place of", "linear", "decoder", "ratio"), rows);
  }

  private static double sum(double[] values, int[] picked) {
    return Arrays.stream(picked).mapToDouble(i -> values[i]).filter(v -> !Double.isNaN(v)).sum();
  }

  private void drops(Report report) {
    report.paragraph(
        "Drops: share noticed within 0.3 s, and false alarms an hour (every seed by itself, all"
            + " counted together). Surprise: root mean square of what touch encodes minus what was"
            + " expected, while the file says that it is held and the hand is told to hold. The"
            + " grip rule feels the fingers close on; how often it is wrong hangs on the assumed"
            + " misreadings of the opening, six an hour.");
    List<List<String>> rows = new ArrayList<>();
    for (FileArm arm : List.of(FileArm.FILE, FileArm.PERCEPTRON)) {
      rows.add(dropRow(arm, "", arm.label()));
    }
    rows.add(dropRow(FileArm.FILE, ".rule", "grip rule"));
    report.table(
        List.of(
            "who",
            "within 0.3 s",
            "drops",
            "false alarms an hour",
            "hours",
            "standard error over seeds"),
        rows);
  }

  private List<String> dropRow(FileArm arm, String suffix, String who) {
    boolean isRule = !suffix.isEmpty();
    List<double[]> late = runs(arm, "drop/late" + suffix);
    List<double[]> alarms = runs(arm, "drop/alarms" + suffix);
    List<double[]> hours = runs(arm, "drop/hours");
    if (isRule) {
      late = late.subList(0, 1);
      alarms = alarms.subList(0, 1);
      hours = hours.subList(0, 1);
    }
    double[] found =
        late.stream()
            .flatMapToDouble(Arrays::stream)
            .map(ticks -> ticks <= LATEST_TICKS ? 1 : 0)
            .toArray();
    Interval share = Interval.share(found);
    double each = hours.get(0)[0];
    double[] rates = Interval.averaged(alarms);
    Arrays.setAll(rates, i -> rates[i] / each);
    Interval drawn = mean(rates);
    double total = hours.size() * Arrays.stream(hours.get(0)).sum();
    Interval rate = drawn.value() > 0 ? drawn : new Interval(0, 0, NONE_SEEN / total, drawn.n());
    note("drop noticed within 0.3 s", who, "1", share);
    note("false alarms", who, "1/h", rate);
    List<double[]> own = alarms;
    return List.of(
        who,
        share.text(100, 1) + " %",
        Integer.toString(found.length),
        rate.text(1, 2),
        String.format(Locale.ROOT, "%.0f", total),
        isRule ? "-" : spread(seed -> Arrays.stream(own.get(seed)).average().orElse(0) / each));
  }
}
