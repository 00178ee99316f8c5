package dev.cobot.brain.sight;

import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.ModelCard;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.brain.vision.PictureSet;
import dev.cobot.sim2real.dataset.ObjectView;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SceneObject;
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
    SightCalibration calibration;
    try (Sight sight = Sight.open(boxes, attributes, SightCalibration.NONE, device)) {
      calibration = look(sight, held, done -> progress.accept(done / 2)).calibration();
    }
    SightQuality quality;
    try (Sight sight = Sight.open(boxes, attributes, calibration, device)) {
      quality =
          look(sight, held, done -> progress.accept(held.size() / 2 + (done + 1) / 2)).quality();
    }
    Map<String, Double> metrics = new TreeMap<>(quality.metrics());
    calibration.writeTo(metrics);
    int kinds = boxes.card().architecture().path("kinds").size();
    write(out.resolve("detector"), boxes, new DetectorNet(kinds, true), metrics);
    write(out.resolve("reader"), attributes, new ReaderNet(kinds), metrics);
    return quality;
  }

  private static SightQuality.Tally look(Sight sight, PictureSet held, LongConsumer done) {
    SightQuality.Tally tally = new SightQuality.Tally();
    for (int i = 0; i < held.size(); i++) {
      CameraFrame frame = held.frame(i);
      List<SceneObject> objects = new ArrayList<>();
      List<ObjectView> views = new ArrayList<>();
      for (int k = 0; k < held.objects(i).size(); k++) {
        ObjectKind kind = held.objects(i).get(k).kind();
        if (sight.kinds().contains(kind)) {
          objects.add(held.objects(i).get(k));
          if (!held.views(i).isEmpty()) {
            views.add(held.views(i).get(k));
          }
        }
      }
      tally.add(
          sight.look(
              frame.rgb(),
              frame.widthPixels(),
              frame.heightPixels(),
              Optional.of(frame.camera()),
              0),
          objects,
          views,
          frame.camera());
      done.accept(i + 1);
    }
    return tally;
  }

  private static void write(
      Path directory, ModelFolder model, Architecture net, Map<String, Double> metrics)
      throws IOException {
    ModelCard c = model.card();
    ModelFolder.writeSmall(
        directory,
        new ModelCard(
            c.name(),
            c.created(),
            c.seed(),
            c.architecture(),
            c.training(),
            c.inputs(),
            c.outputs(),
            metrics,
            c.versions(),
            c.normalization()),
        net,
        model.weights());
  }
}
