package dev.cobot.sim2real.calibration.attributes;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.sim2real.calibration.HoldOut;
import dev.cobot.sim2real.calibration.Verdict;
import dev.cobot.sim2real.calibration.attributes.MatchedPicture.Match;
import dev.cobot.sim2real.scene.SceneObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Estimates a correction of attributes from labelled pictures, part by part, and accepts a part if
 * pictures that it was not estimated from get better: first place, height, yaw and colour, then the
 * sigmas of what is left, then the score from which on reports are kept.
 */
public final class AttributeCalibration {
  /** Of fewer pictures that tell of a part nothing is estimated. */
  public static final int LEAST_PICTURES = 5;

  /** What is accepted from fewer pictures is weak. */
  public static final int MANY_PICTURES = 10;

  /** More pictures are not calibrated from at once. */
  public static final int MAX_PICTURES = 2000;

  private static final int FOLDS = 10;

  /** A part must make this much of an error go away: less is not worth a correction. */
  private static final double LEAST_GAIN = 0.02;

  private static final double SETTLED_KEEP = 1e-3;

  /**
   * What is wanted.
   *
   * @param holdOut {@link HoldOut#NONE}: each picture is judged by what the others tell (up to 10
   *     folds), and the correction is of all; else those pictures judge alone
   * @param usualMinScore the score from which on reports are kept without a calibration; those
   *     below do not enter the estimates
   * @param wantedPrecision which part of the reports should be right, in (0, 1)
   * @param seed of all draws
   */
  public record Settings(HoldOut holdOut, double usualMinScore, double wantedPrecision, long seed) {
    public Settings {
      if (!(usualMinScore >= 0 && usualMinScore <= 1)) {
        throw new IllegalArgumentException("usualMinScore must be in [0, 1], got " + usualMinScore);
      }
      if (!(wantedPrecision > 0 && wantedPrecision < 1)) {
        throw new IllegalArgumentException(
            "the wanted precision must be in (0, 1), got " + wantedPrecision);
      }
    }
  }

  /** Which pictures are estimated from, and which judge that. */
  private record Split(int[] fit, int[] judged) {}

  private final Settings settings;
  private final List<MatchedPicture> pictures;
  private final List<List<Match>> sure;
  private final List<Split> splits;
  private final int[] fitted;
  private final List<AttributeCorrection> ofSplits = new ArrayList<>();
  private final List<PartResult> parts = new ArrayList<>();
  private final ObjectNode sigma = JsonNodeFactory.instance.objectNode();
  private AttributeCorrection correction = AttributeCorrection.NONE;

  private AttributeCalibration(List<LabelledPicture> labelled, Settings settings) {
    this.settings = settings;
    pictures = PictureMatching.of(labelled);
    sure =
        pictures.stream()
            .map(
                p ->
                    p.matches().stream()
                        .filter(m -> m.seen().score() >= settings.usualMinScore())
                        .toList())
            .toList();
    splits = splits(pictures.size(), settings.holdOut().every());
    fitted =
        settings.holdOut().every() == 0
            ? IntStream.range(0, pictures.size()).toArray()
            : splits.get(0).fit();
    splits.forEach(split -> ofSplits.add(AttributeCorrection.NONE));
  }

  private static List<Split> splits(int pictures, int every) {
    int folds = every == 0 ? Math.max(1, Math.min(FOLDS, pictures)) : every;
    List<Split> splits = new ArrayList<>();
    for (int fold = 0; fold < (every == 0 ? folds : 1); fold++) {
      int held = every == 0 ? fold : every - 1;
      splits.add(
          new Split(
              IntStream.range(0, pictures).filter(i -> i % folds != held).toArray(),
              IntStream.range(0, pictures).filter(i -> i % folds == held).toArray()));
    }
    return splits;
  }

  /**
   * Calibrates. Pure: the same pictures and settings give the same answer.
   *
   * @param pictures all of one camera, different from one another
   * @throws IllegalArgumentException if there are more than {@value #MAX_PICTURES}
   */
  public static AttributeCalibrationResult calibrate(
      List<LabelledPicture> pictures, Settings settings) {
    if (pictures.size() > MAX_PICTURES) {
      throw new IllegalArgumentException(
          "at most "
              + MAX_PICTURES
              + " pictures are calibrated from, got "
              + pictures.size()
              + "; take some of them");
    }
    return new AttributeCalibration(pictures, settings).run();
  }

  private AttributeCalibrationResult run() {
    PlaceFit place = PlaceFit.about(ShrunkFit.flat(sure));
    errorPart(CorrectionPart.PLACE, place, SeenAttribute.POSITION);
    errorPart(CorrectionPart.HEIGHT, new HeightFit(), SeenAttribute.HEIGHT);
    errorPart(CorrectionPart.YAW, new YawFit(), SeenAttribute.YAW);
    errorPart(CorrectionPart.COLOR, new ColorFit(), SeenAttribute.COLOR);
    sigmaPart(CorrectionPart.POSITION_SIGMA, SeenAttribute.POSITION);
    sigmaPart(CorrectionPart.HEIGHT_SIGMA, SeenAttribute.HEIGHT);
    sigmaPart(CorrectionPart.YAW_SIGMA, SeenAttribute.YAW);
    sigmaPart(CorrectionPart.COLOR_SIGMA, SeenAttribute.COLOR);
    scorePart();
    List<JudgedPicture> judged = judgedPictures();
    return new AttributeCalibrationResult(
        correction, sigma, verdict(), detail(), parts, errors(judged), judged);
  }

  private void errorPart(CorrectionPart part, PartFit fit, SeenAttribute attribute) {
    judge(
        part,
        fit,
        match -> attribute.errors(match.seen(), match.label()),
        errors -> HeldOutComparison.quantile(errors, 0.5));
  }

  private void sigmaPart(CorrectionPart part, SeenAttribute attribute) {
    judge(
        part,
        new SigmaFit(attribute),
        match -> attribute.inSigmas(match.seen(), match.label()),
        ratios -> Math.abs(covered(ratios) - SigmaFit.ONE_SIGMA));
  }

  private static double covered(List<double[]> ratios) {
    return ratios.stream()
        .flatMapToDouble(Arrays::stream)
        .map(r -> r <= 1 ? 1 : 0)
        .average()
        .orElse(Double.NaN);
  }

  private void judge(
      CorrectionPart part,
      PartFit fit,
      Function<Match, double[]> values,
      ToDoubleFunction<List<double[]>> statistic) {
    long telling = ShrunkFit.flat(chosen(fitted)).stream().filter(m -> fit.values(m) > 0).count();
    long tellingPictures =
        chosen(fitted).stream().filter(p -> p.stream().anyMatch(m -> fit.values(m) > 0)).count();
    if (telling < part.leastMatches() || tellingPictures < LEAST_PICTURES) {
      refuseForFew(part, telling, tellingPictures);
      return;
    }
    List<AttributeCorrection> candidates = new ArrayList<>();
    List<double[]> before = new ArrayList<>();
    List<double[]> after = new ArrayList<>();
    ShrunkFit whole;
    AttributeCorrection candidate;
    try {
      whole = ShrunkFit.of(fit, corrected(fitted, correction), settings.seed());
      candidate = fit.with(correction, whole.parameters());
      for (int s = 0; s < splits.size(); s++) {
        AttributeCorrection current = ofSplits.get(s);
        ShrunkFit shrunk =
            settings.holdOut().every() == 0
                ? ShrunkFit.of(fit, corrected(splits.get(s).fit(), current), settings.seed())
                : whole;
        AttributeCorrection tried = fit.with(current, shrunk.parameters());
        candidates.add(tried);
        for (int picture : splits.get(s).judged()) {
          before.add(values(picture, current, values));
          after.add(values(picture, tried, values));
        }
      }
    } catch (IllegalArgumentException e) {
      refuse(
          part,
          "what the labels ask for is more than a correction does ("
              + e.getMessage()
              + "); check the labels and calibrate the camera (cobot calibrate table)",
          0,
          null);
      return;
    }
    HeldOutComparison heldOut = HeldOutComparison.of(before, after, statistic, settings.seed());
    if (!decide(part, whole.kept(), heldOut, numbers(part, heldOut))) {
      return;
    }
    correction = candidate;
    for (int s = 0; s < candidates.size(); s++) {
      ofSplits.set(s, candidates.get(s));
    }
    tellSigma(part, whole);
  }

  private void refuseForFew(CorrectionPart part, long telling, long tellingPictures) {
    refuse(
        part,
        String.format(
            Locale.ROOT,
            "too few labels: %d objects in %d pictures tell of it, at least %d in %d pictures are"
                + " needed, better 50 in 20; label more pictures, or look with cobot predict --draw"
                + " whether the objects are seen at all",
            telling,
            tellingPictures,
            part.leastMatches(),
            LEAST_PICTURES),
        0,
        null);
  }

  private void refuse(
      CorrectionPart part, String detail, double kept, HeldOutComparison heldOutOrNull) {
    parts.add(new PartResult(part, Verdict.REFUSED, detail, kept, heldOutOrNull));
  }

  /** Accepts or refuses a part, and returns whether it is accepted. */
  private boolean decide(
      CorrectionPart part, double kept, HeldOutComparison heldOut, String numbers) {
    HeldOutComparison.Estimate gain = heldOut.difference();
    if (heldOut.pictures() == 0) {
      refuse(
          part,
          "no held-out picture tells of it, so nothing says whether it helps; hold out others"
              + " (--hold-out)",
          kept,
          null);
      return false;
    }
    if (kept < SETTLED_KEEP) {
      refuse(
          part,
          String.format(
              Locale.ROOT,
              "nothing to correct: what the labels ask for is within chance (%s %s %s on %d"
                  + " held-out pictures)",
              part.measure(),
              shown(part, heldOut.before().value()),
              part.unit(),
              heldOut.pictures()),
          kept,
          heldOut);
      return false;
    }
    if (gain.high() < 0 && gain.value() <= -LEAST_GAIN * heldOut.before().value()) {
      boolean few = fitted.length < MANY_PICTURES;
      parts.add(
          new PartResult(
              part,
              few ? Verdict.WEAK : Verdict.OK,
              numbers
                  + (few
                      ? "; from few pictures: label at least " + MANY_PICTURES + " to be sure"
                      : ""),
              kept,
              heldOut));
      return true;
    }
    refuse(
        part,
        (gain.value() < 0
                ? "held-out pictures are not shown to get better: "
                : "held-out pictures do not get better: ")
            + numbers
            + "; nothing is changed. Label more pictures if the error matters",
        kept,
        heldOut);
    return false;
  }

  private static String numbers(CorrectionPart part, HeldOutComparison heldOut) {
    return String.format(
        Locale.ROOT,
        "%s %s before and %s %s after, difference %s (95 %% interval %s to %s) on %d held-out"
            + " pictures",
        part.measure(),
        shown(part, heldOut.before().value()),
        shown(part, heldOut.after().value()),
        part.unit(),
        shown(part, heldOut.difference().value()),
        shown(part, heldOut.difference().low()),
        shown(part, heldOut.difference().high()),
        heldOut.pictures());
  }

  private static String shown(CorrectionPart part, double value) {
    return String.format(Locale.ROOT, "%.3g", part.readable(value));
  }

  private void tellSigma(CorrectionPart part, ShrunkFit fit) {
    if (part == CorrectionPart.PLACE) {
      sigma
          .putObject("place")
          .put("shiftXMeters", fit.sigma()[0])
          .put("shiftYMeters", fit.sigma()[1])
          .put("scale", fit.sigma()[2])
          .put("turnRad", fit.sigma()[3]);
    } else if (part == CorrectionPart.HEIGHT) {
      sigma.put("heightMeters", fit.sigma()[0]);
    } else if (part == CorrectionPart.YAW) {
      sigma.put("yawRad", fit.sigma()[0]);
    }
  }

  private void scorePart() {
    CorrectionPart part = CorrectionPart.MIN_SCORE;
    List<MatchedPicture> fit = Arrays.stream(fitted).mapToObj(pictures::get).toList();
    long objects = fit.stream().mapToLong(p -> p.matches().size() + p.missed().size()).sum();
    long withObjects =
        fit.stream().filter(p -> !p.matches().isEmpty() || !p.missed().isEmpty()).count();
    if (objects < part.leastMatches() || withObjects < LEAST_PICTURES) {
      refuseForFew(part, objects, withObjects);
      return;
    }
    ScoreThreshold threshold = new ScoreThreshold(settings.wantedPrecision());
    OptionalDouble whole = threshold.of(fit);
    List<double[]> before = new ArrayList<>();
    List<double[]> after = new ArrayList<>();
    for (Split split : splits) {
      OptionalDouble tried =
          threshold.of(Arrays.stream(split.fit()).mapToObj(pictures::get).toList());
      for (int picture : split.judged()) {
        before.add(ScoreThreshold.counts(pictures.get(picture), settings.usualMinScore()));
        after.add(
            ScoreThreshold.counts(pictures.get(picture), tried.orElse(settings.usualMinScore())));
      }
    }
    if (whole.isEmpty()) {
      refuse(
          part,
          String.format(
              Locale.ROOT,
              "from no score on are %.0f %% of the reports right; the model does not fit these"
                  + " pictures, or the labels are not complete",
              100 * settings.wantedPrecision()),
          0,
          null);
      return;
    }
    double[] reachedBefore = ScoreThreshold.recallAndPrecision(before);
    double[] reachedAfter = ScoreThreshold.recallAndPrecision(after);
    HeldOutComparison heldOut =
        HeldOutComparison.of(before, after, threshold::cost, settings.seed());
    String numbers =
        String.format(
            Locale.ROOT,
            "recall %.1f %% and precision %.1f %% from score %.2f on before, recall %.1f %% and"
                + " precision %.1f %% from %.2f on after, on %d held-out pictures",
            100 * reachedBefore[0],
            100 * reachedBefore[1],
            settings.usualMinScore(),
            100 * reachedAfter[0],
            100 * reachedAfter[1],
            whole.getAsDouble(),
            heldOut.pictures());
    if (decide(part, 1, heldOut, numbers)) {
      correction = correction.withMinScore(whole.getAsDouble());
    }
  }

  private List<List<Match>> chosen(int[] indices) {
    return Arrays.stream(indices).mapToObj(sure::get).toList();
  }

  private List<List<Match>> corrected(int[] indices, AttributeCorrection with) {
    return chosen(indices).stream()
        .map(picture -> picture.stream().map(m -> m.corrected(with)).toList())
        .toList();
  }

  private double[] values(int picture, AttributeCorrection with, Function<Match, double[]> values) {
    return sure.get(picture).stream()
        .flatMapToDouble(m -> Arrays.stream(values.apply(m.corrected(with))))
        .toArray();
  }

  private List<JudgedPicture> judgedPictures() {
    JudgedPicture[] judged = new JudgedPicture[pictures.size()];
    for (int picture : fitted) {
      judged[picture] = judged(picture, false, correction);
    }
    for (int s = 0; s < splits.size(); s++) {
      for (int picture : splits.get(s).judged()) {
        judged[picture] = judged(picture, true, ofSplits.get(s));
      }
    }
    return Arrays.asList(judged);
  }

  private JudgedPicture judged(int index, boolean heldOut, AttributeCorrection with) {
    MatchedPicture picture = pictures.get(index);
    List<JudgedPicture.JudgedObject> objects =
        sure.get(index).stream()
            .map(m -> new JudgedPicture.JudgedObject(m.seen(), with.correct(m.seen()), m.label()))
            .toList();
    List<SceneObject> missed = new ArrayList<>(picture.missed());
    picture.matches().stream()
        .filter(m -> m.seen().score() < settings.usualMinScore())
        .forEach(m -> missed.add(m.label()));
    return new JudgedPicture(
        picture.name(),
        heldOut,
        objects,
        picture.falseReports().stream().filter(r -> r.score() >= settings.usualMinScore()).toList(),
        missed);
  }

  private List<AttributeError> errors(List<JudgedPicture> judged) {
    List<JudgedPicture> heldOut = judged.stream().filter(JudgedPicture::heldOut).toList();
    List<AttributeError> errors = new ArrayList<>();
    for (SeenAttribute attribute : SeenAttribute.values()) {
      List<double[]> before = heldOut.stream().map(p -> p.errors(attribute, false)).toList();
      List<double[]> after = heldOut.stream().map(p -> p.errors(attribute, true)).toList();
      if (before.stream().anyMatch(b -> b.length > 0)) {
        errors.add(
            new AttributeError(
                attribute,
                HeldOutComparison.of(
                    before, after, e -> HeldOutComparison.quantile(e, 0.5), settings.seed()),
                HeldOutComparison.quantile(before, 0.9),
                HeldOutComparison.quantile(after, 0.9),
                covered(heldOut.stream().map(p -> p.inSigmas(attribute, false)).toList()),
                covered(heldOut.stream().map(p -> p.inSigmas(attribute, true)).toList())));
      }
    }
    return errors;
  }

  private Verdict verdict() {
    if (parts.stream().noneMatch(PartResult::accepted)) {
      return Verdict.REFUSED;
    }
    return parts.stream().anyMatch(p -> p.verdict() == Verdict.OK) ? Verdict.OK : Verdict.WEAK;
  }

  private String detail() {
    StringBuilder text = new StringBuilder();
    List<PartResult> accepted = parts.stream().filter(PartResult::accepted).toList();
    if (accepted.isEmpty()) {
      boolean few = parts.stream().allMatch(p -> p.heldOut() == null);
      PartResult first = parts.get(0);
      text.append("nothing is corrected. ")
          .append(few ? "" : "Doing nothing is as good on held-out pictures. ")
          .append(first.part().id())
          .append(": ")
          .append(first.detail());
      return text.append('.').toString();
    }
    text.append("corrected: ");
    for (int i = 0; i < accepted.size(); i++) {
      text.append(i == 0 ? "" : "; ")
          .append(accepted.get(i).part().id())
          .append(" (")
          .append(accepted.get(i).detail())
          .append(')');
    }
    List<String> refused =
        parts.stream().filter(p -> !p.accepted()).map(p -> p.part().id()).toList();
    if (!refused.isEmpty()) {
      text.append(". Left as it is: ").append(String.join(", ", refused));
    }
    return text.append('.').toString();
  }
}
