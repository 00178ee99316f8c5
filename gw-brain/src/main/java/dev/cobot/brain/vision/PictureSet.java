package dev.cobot.brain.vision;

import dev.cobot.sim2real.dataset.LabelledFrame;
import dev.cobot.sim2real.dataset.ObjectView;
import dev.cobot.sim2real.dataset.SceneFolder;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.SceneObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Labelled pictures of many scene folders, decoded once and held in memory. */
public final class PictureSet {
  private final List<CameraFrame> frames = new ArrayList<>();
  private final List<List<SceneObject>> objects = new ArrayList<>();
  private final List<List<ObjectView>> views = new ArrayList<>();

  /**
   * Reads a scene folder, or every scene folder directly inside a folder, in the order of their
   * names.
   *
   * @throws IOException if there are no pictures, if a folder has no labels, or if a file is
   *     damaged
   */
  public static PictureSet load(Path root) throws IOException {
    PictureSet set = new PictureSet();
    for (Path folder : folders(root)) {
      SceneFolder scene = SceneFolder.open(folder);
      if (!scene.labelled()) {
        // Without this check its pictures would teach that there is nothing on the table.
        throw new IOException(
            folder + " has no labels.json; label its pictures or take the folder out of the set");
      }
      try (Stream<LabelledFrame> frames = scene.frames()) {
        // Decoding takes the time; what comes out keeps its order.
        frames
            .parallel()
            .forEachOrdered(
                frame -> {
                  set.frames.add(frame.frame());
                  set.objects.add(frame.objects());
                  set.views.add(frame.views());
                });
      }
    }
    if (set.frames.isEmpty()) {
      throw new IOException(
          root + " holds no labelled pictures; make some with cobot data tabletop");
    }
    return set;
  }

  private static List<Path> folders(Path root) throws IOException {
    if (Files.isRegularFile(root.resolve("camera.json"))) {
      return List.of(root);
    }
    if (!Files.isDirectory(root)) {
      throw new IOException("no data set at " + root + "; make one with cobot data tabletop");
    }
    try (Stream<Path> children = Files.list(root)) {
      return children
          .filter(child -> Files.isRegularFile(child.resolve("camera.json")))
          .sorted()
          .toList();
    }
  }

  public int size() {
    return frames.size();
  }

  public CameraFrame frame(int index) {
    return frames.get(index);
  }

  public CameraModel camera(int index) {
    return frames.get(index).camera();
  }

  public List<SceneObject> objects(int index) {
    return objects.get(index);
  }

  /** Returns how each object is seen; empty where the labels do not say it. */
  public List<ObjectView> views(int index) {
    return views.get(index);
  }
}
