package dev.cobot.brain.sight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.brain.network.TrainingJob;
import dev.cobot.brain.network.Weights;
import dev.cobot.brain.vision.PictureSet;
import dev.cobot.sim2real.dataset.ObjectView;
import dev.cobot.sim2real.dataset.SceneFolderWriter;
import dev.cobot.sim2real.generate.varied.TableRanges;
import dev.cobot.sim2real.generate.varied.VariedTables;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A few steps of each stage: what one leaves behind is what the next begins with. */
class SightTrainingTest {
  @TempDir private Path folder;

  private static SightTraining.Config config(SightTraining.Trunk trunk) {
    SightTraining.Config d = SightTraining.Config.defaults();
    return new SightTraining.Config(d.kinds(), trunk, 2, 2, 1e-3, 2, 1e-3, 3, 6, 1e-3);
  }

  private PictureSet pictures() throws IOException {
    World world =
        World.load(Path.of(System.getProperty("cobot.home"), "worlds", "factory_table.world"));
    for (int i = 0; i < 3; i++) {
      new VariedTables(
              world.robot().model(),
              PlantSimulator.homePositionsRad(world),
              TableRanges.defaults(),
              5)
          .writeFolder(folder.resolve("set").resolve(Integer.toString(i)), i, 1, () -> {});
    }
    return PictureSet.load(folder.resolve("set"));
  }

  @Test
  void stagesFollowEachOtherToAReleasedSight() throws IOException {
    PictureSet set = pictures();
    SightTraining.Config config = config(SightTraining.Trunk.SCRATCH);
    Path first = folder.resolve("detector");
    SightTraining.trainDetector(set, config, null, TrainingJob.of(1, first));
    Path tuned = folder.resolve("tuned");
    SightTraining.tuneDetector(set, config, first.resolve("model"), TrainingJob.of(1, tuned));
    List<Long> proposed = new ArrayList<>();
    Path reader = folder.resolve("reader");
    Proposals proposals =
        SightTraining.propose(
            set, config, first.resolve("model"), TrainingJob.of(1, reader), proposed::add);
    SightTraining.trainReader(set, config, proposals, TrainingJob.of(1, reader));

    assertEquals(List.of(1L, 2L, 3L), proposed);
    String sha = ModelFolder.weightsSha256(first.resolve("model"));
    ModelFolder after = ModelFolder.open(tuned.resolve("model"));
    assertEquals(sha, after.card().training().path("startedFrom").asText());
    assertEquals(
        sha,
        ModelFolder.open(reader.resolve("model")).card().training().path("proposalsOf").asText());
    // Two steps move weights a little: another start would be far away.
    Weights before = ModelFolder.open(first.resolve("model")).weights();
    for (String name : List.of("trunk.5.weight", "neck.16.weight", "head.0.weight")) {
      float[] a = before.tensors().get(name).values();
      float[] b = after.weights().tensors().get(name).values();
      double moved = 0;
      double size = 0;
      for (int i = 0; i < a.length; i++) {
        moved += Math.abs(a[i] - b[i]);
        size += Math.abs(a[i]);
      }
      assertTrue(moved > 0 && moved < 0.2 * size, name + " moved by " + moved + " of " + size);
    }

    Path out = folder.resolve("released");
    SightQuality quality =
        SightRelease.release(
            tuned.resolve("model"),
            reader.resolve("model"),
            set,
            out,
            InferenceDevice.CPU,
            done -> {});
    assertEquals(3, quality.pictures());
    assertTrue(ModelFolder.open(out.resolve("reader")).card().metrics().containsKey("scoreReader"));
    CameraFrame frame = set.frame(0);
    try (Sight sight = Sight.open(out, InferenceDevice.CPU)) {
      assertEquals(config.kinds(), sight.kinds());
      sight.look(
          frame.rgb(), frame.widthPixels(), frame.heightPixels(), Optional.of(frame.camera()), 0);
    }
  }

  @Test
  void boxesLieWithinThePicture() throws IOException {
    PictureSet set = pictures();
    SightTraining.Config config = config(SightTraining.Trunk.SCRATCH);
    Path first = folder.resolve("detector");
    SightTraining.trainDetector(set, config, null, TrainingJob.of(1, first));
    try (BoxFinder finder =
        new BoxFinder(
            ModelFolder.open(first.resolve("model"))
                .openOnnx(new DetectorNet(config.kinds().size(), false), InferenceDevice.CPU),
            config.kinds().size())) {
      CameraFrame frame = set.frame(1);
      // An untrained detector holds everything for nothing; at this score, for everything.
      List<BoxFinder.Found> found =
          finder.find(Canvas.of(frame.widthPixels(), frame.heightPixels()), frame.rgb(), 0.005);
      assertFalse(found.isEmpty());
      for (BoxFinder.Found one : found) {
        assertTrue(one.box()[0] >= -0.5 && one.box()[2] <= frame.widthPixels() - 0.5);
        assertTrue(one.box()[1] >= -0.5 && one.box()[3] <= frame.heightPixels() - 0.5);
        assertTrue(one.box()[0] < one.box()[2] && one.box()[1] < one.box()[3]);
      }
    }
  }

  /** Rows of a batch whose proposals are made by hand, as the kinds that they are learned as. */
  private static Map<Integer, Integer> learnedAs(
      PictureSet set, List<ObjectKind> kinds, Function<double[], double[]> moved) {
    List<List<double[]>> boxes = new ArrayList<>();
    for (int i = 0; i < set.size(); i++) {
      List<double[]> own = new ArrayList<>();
      for (ObjectView v : set.views(i)) {
        own.add(moved.apply(new double[] {v.x0(), v.y0(), v.x1(), v.y1()}));
      }
      boxes.add(own);
    }
    ReaderLoss loss =
        new ReaderLoss(set, new Proposals("", boxes), 400, kinds, new ReaderNet(kinds.size()));
    loss.fill(new SplittableRandom(8));
    return loss.kindsOfBatch();
  }

  @Test
  void aProposalTeachesWhatItShows() throws IOException {
    PictureSet set = pictures();
    List<ObjectKind> kinds = config(SightTraining.Trunk.SCRATCH).kinds();
    int none = kinds.size();
    int on = learnedAs(set, kinds, box -> box).getOrDefault(none, 0);
    // Somewhere in the corner, where nothing is: as far as boxes go, no object is that small.
    int off = learnedAs(set, kinds, box -> new double[] {0, 0, 3, 3}).getOrDefault(none, 0);
    // Half on an object is neither: such proposals are drawn again as something else.
    int half =
        learnedAs(
                set,
                kinds,
                box -> new double[] {box[0], box[1], box[0] + 0.38 * (box[2] - box[0]), box[3]})
            .getOrDefault(none, 0);
    assertTrue(on < 0.2 * 400, on + " of 400 proposals on objects are learned as nothing");
    assertTrue(off > 0.4 * 400, off + " of 400 proposals on nothing are learned as nothing");
    assertTrue(half < 0.3 * 400, half + " of 400 half on objects are learned as nothing");
  }

  @Test
  void picturesWhoseLabelsDoNotSayWhereAreRefused() throws IOException {
    Path plain = folder.resolve("plain").resolve("0");
    PictureSet set = pictures();
    int shown = 0;
    while (set.objects(shown).isEmpty()) {
      shown++;
    }
    try (SceneFolderWriter writer = new SceneFolderWriter(plain, set.camera(shown))) {
      writer.append(set.frame(shown), set.objects(shown), "");
    }
    PictureSet without = PictureSet.load(folder.resolve("plain"));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                SightTraining.trainDetector(
                    without,
                    config(SightTraining.Trunk.SCRATCH),
                    null,
                    TrainingJob.of(1, folder.resolve("never"))));
    assertTrue(e.getMessage().contains("do not say where"), e.getMessage());
  }

  @Test
  void aTrunkAndItsStartMustFitEachOther() throws IOException {
    PictureSet set = pictures();
    TrainingJob job = TrainingJob.of(1, folder.resolve("never"));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            SightTraining.trainDetector(set, config(SightTraining.Trunk.PHOTOS_FROZEN), null, job));
    assertThrows(
        IllegalArgumentException.class,
        () -> SightTraining.trainDetector(set, config(SightTraining.Trunk.SCRATCH), folder, job));
  }
}
