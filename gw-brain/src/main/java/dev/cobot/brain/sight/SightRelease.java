package dev.cobot.brain.sight;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.ModelCard;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.brain.network.Weights;
import dev.cobot.brain.vision.PictureSet;
import dev.cobot.sim2real.scene.CameraFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/** Measures a trained detector and reader together and writes them with what was measured. */
public final class SightRelease {
  private SightRelease() {}

  /**
   * Releases models.
   *
   * @param detector a model folder
   * @param reader a model folder
   * @param held labelled pictures that were not learned from; calibrate and measure
   * @param out becomes a folder with {@code detector} and {@code reader}
   * @param progress hears how many of the pictures are done
   * @return how the calibrated models read the held pictures, which also chose the calibration
   */
  public static SightQuality release(
      Path detector,
      Path reader,
      PictureSet held,
      Path out,
      InferenceDevice device,
      LongConsumer progress)
      throws IOException {
    ModelFolder boxes = ModelFolder.open(detector);
    ModelFolder attributes = ModelFolder.open(reader);
    int n = held.size();
    ScoreFusion fusion;
    try (Sight sight = Sight.open(boxes, attributes, SightCalibration.NONE, device)) {
      fusion = ScoreFusion.fit(examples(sight, held, done -> progress.accept(done / 3)));
    }
    SightCalibration calibration;
    try (Sight sight = Sight.open(boxes, attributes, SightCalibration.of(fusion), device)) {
      calibration = look(sight, held, done -> progress.accept((n + done) / 3)).calibration(fusion);
    }
    SightQuality quality;
    try (Sight sight = Sight.open(boxes, attributes, calibration, device)) {
      quality = look(sight, held, done -> progress.accept((2L * n + done) / 3)).quality();
    }
    Map<String, Double> metrics = new TreeMap<>(quality.metrics());
    calibration.writeTo(metrics);
    write(out, boxes, attributes, attributes.card().training(), attributes.weights(), metrics);
    return quality;
  }

  /**
   * Releases models with an update in their reader; the detector and the calibration stay.
   *
   * @param models folder with {@code detector} and {@code reader}
   * @param scenes of how many arrangements it was learned
   * @param out takes the same two; another folder
   */
  public static void update(Path models, ReaderUpdate update, int scenes, Path out)
      throws IOException {
    ModelFolder boxes = ModelFolder.open(models.resolve("detector"));
    ModelFolder attributes = ModelFolder.open(models.resolve("reader"));
    // What held-out pictures said of the reader as it was is not true of the new one.
    Map<String, Double> metrics = new TreeMap<>();
    SightCalibration.from(attributes.card().metrics()).writeTo(metrics);
    ObjectNode training = attributes.card().training().deepCopy();
    training
        .putObject("update")
        .put("of", ModelFolder.weightsSha256(models.resolve("reader")))
        .put("scenes", scenes)
        .put("values", update.changed().toString());
    write(out, boxes, attributes, training, update.into(attributes.weights()), metrics);
  }

  /**
   * Returns what detector and reader say of the kinds that either holds likeliest in each box; what
   * is hidden too much to count says nothing.
   */
  private static List<ScoreFusion.Example> examples(
      Sight sight, PictureSet held, LongConsumer done) {
    List<ScoreFusion.Example> examples = new ArrayList<>();
    for (int i = 0; i < held.size(); i++) {
      CameraFrame frame = held.frame(i);
      done.accept(i + 1L);
      if (held.views(i).isEmpty() && !held.objects(i).isEmpty()) {
        continue; // the labels do not say where it is seen
      }
      for (Sight.Opinion opinion :
          sight.opinions(
              frame.rgb(),
              frame.widthPixels(),
              frame.heightPixels(),
              Optional.of(frame.camera()))) {
        int first = likeliest(opinion.detectorLogits());
        int second = likeliest(opinion.readerLogits());
        for (int k : first == second ? new int[] {first} : new int[] {first, second}) {
          SightQuality.Verdict verdict =
              SightQuality.verdict(
                  opinion.box(), sight.kinds().get(k), held.objects(i), held.views(i));
          if (verdict != SightQuality.Verdict.IGNORED) {
            examples.add(
                new ScoreFusion.Example(
                    opinion.detectorLogits()[k],
                    opinion.readerLogits()[k],
                    verdict == SightQuality.Verdict.RIGHT));
          }
        }
      }
    }
    return examples;
  }

  private static int likeliest(double[] logits) {
    int best = 0;
    for (int k = 1; k < logits.length; k++) {
      best = logits[k] > logits[best] ? k : best;
    }
    return best;
  }

  private static SightTally look(Sight sight, PictureSet held, LongConsumer done) {
    SightTally tally = new SightTally();
    for (int i = 0; i < held.size(); i++) {
      CameraFrame frame = held.frame(i);
      tally.add(
          sight.look(
              frame.rgb(),
              frame.widthPixels(),
              frame.heightPixels(),
              Optional.of(frame.camera()),
              0),
          sight.kinds(),
          held.objects(i),
          held.views(i),
          frame.camera());
      done.accept(i + 1);
    }
    return tally;
  }

  /** Writes a detector as it is, and a reader with another history and other weights. */
  private static void write(
      Path out,
      ModelFolder boxes,
      ModelFolder attributes,
      JsonNode training,
      Weights weights,
      Map<String, Double> metrics)
      throws IOException {
    ModelCard detector = boxes.card();
    int kinds = detector.architecture().path("kinds").size();
    write(
        out.resolve("detector"),
        detector,
        detector.training(),
        new DetectorNet(kinds, true),
        boxes.weights(),
        metrics);
    write(
        out.resolve("reader"), attributes.card(), training, new ReaderNet(kinds), weights, metrics);
  }

  private static void write(
      Path directory,
      ModelCard card,
      JsonNode training,
      Architecture net,
      Weights weights,
      Map<String, Double> metrics)
      throws IOException {
    ModelFolder.writeSmall(
        directory,
        new ModelCard(
            card.name(),
            card.created(),
            card.seed(),
            card.architecture(),
            training,
            card.inputs(),
            card.outputs(),
            metrics,
            card.versions(),
            card.normalization()),
        net,
        weights);
  }
}
