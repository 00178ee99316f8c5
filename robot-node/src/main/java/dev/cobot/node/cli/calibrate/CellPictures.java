package dev.cobot.node.cli.calibrate;

import dev.cobot.brain.sight.SightQuality;
import dev.cobot.sim2real.calibration.attributes.LabelledPicture;
import dev.cobot.sim2real.calibration.session.ImageRole;
import dev.cobot.sim2real.calibration.session.RunImage;
import dev.cobot.sim2real.dataset.LabelledImage;
import dev.cobot.sim2real.dataset.SceneFolder;
import dev.cobot.sim2real.picture.FrameFiles;
import dev.cobot.sim2real.picture.RgbImage;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.SceneObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The labelled pictures of a cell, looked at.
 *
 * @param labelled one a usable picture
 * @param files of the usable pictures, in the same order
 * @param left why each of the others is left out, a sentence by its name
 */
record CellPictures(
    List<LabelledPicture> labelled, List<RunImage> files, Map<String, String> left) {
  /**
   * Looks at all labelled pictures of a folder. A picture that cannot be read, or is the copy of
   * another, costs only itself.
   *
   * @param progress is told the name of each picture before it is read
   */
  static CellPictures look(SceneFolder scenes, CellSight sight, Consumer<String> progress) {
    List<LabelledPicture> labelled = new ArrayList<>();
    List<RunImage> files = new ArrayList<>();
    Map<String, String> left = new TreeMap<>();
    Map<String, String> known = new HashMap<>();
    for (LabelledImage image : scenes.images()) {
      Path file = image.image();
      String name = file.getFileName().toString();
      progress.accept(name);
      try {
        RunImage hashed = RunImage.read(file, ImageRole.HELD_OUT);
        String same = known.putIfAbsent(hashed.sha256(), name);
        if (same != null) {
          left.put(name, "it is the same picture as " + same);
          continue;
        }
        CameraFrame frame = FrameFiles.readFrame(file, scenes.camera(), 0);
        RgbImage picture = new RgbImage(frame.widthPixels(), frame.heightPixels(), frame.rgb());
        labelled.add(
            new LabelledPicture(
                name,
                sight.look(picture, scenes.camera()).stream()
                    .flatMap(seen -> seen.attributes(seen.kind().word()).stream())
                    .toList(),
                labels(image, sight)));
        files.add(hashed);
      } catch (IOException | IllegalArgumentException e) {
        left.put(name, e.getMessage());
      }
    }
    return new CellPictures(labelled, files, left);
  }

  private static List<LabelledPicture.Label> labels(LabelledImage image, CellSight sight) {
    List<LabelledPicture.Label> labels = new ArrayList<>();
    for (int i = 0; i < image.objects().size(); i++) {
      SceneObject object = image.objects().get(i);
      if (sight.kinds().contains(object.kind())) {
        labels.add(
            new LabelledPicture.Label(
                object,
                image.views().isEmpty()
                    || image.views().get(i).visible() >= SightQuality.MIN_VISIBLE));
      }
    }
    return labels;
  }
}
