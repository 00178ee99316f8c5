package dev.cobot.sim2real.generate.povray;

import dev.cobot.sim2real.dataset.ObjectView;
import dev.cobot.sim2real.dataset.SceneFolderWriter;
import dev.cobot.sim2real.picture.RgbImage;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.SeedStreams;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Labelled pictures of tables that POV-Ray draws, to measure sight with. Label rules are those of
 * {@code generate.varied}: an object is labelled when at least 0.15 of it and 25 pixels (at a width
 * of 320) show and its centre is within the picture.
 *
 * <p>The same seed and the same POV-Ray write the same bytes. Safe in any thread.
 */
public final class PovrayTables {
  private final Povray povray;
  private final SeedStreams seeds;

  public PovrayTables(Povray povray, long seed) {
    this.povray = povray;
    this.seeds = new SeedStreams(seed).child(0x90f);
  }

  /**
   * Writes one scene folder with one picture, by a camera of its own.
   *
   * @param index which folder of the set; decides every draw together with the seed
   * @throws IOException if POV-Ray fails or the folder cannot be written
   */
  public void writeFolder(Path directory, int index) throws IOException {
    SeedStreams own = seeds.child(index);
    TableScene scene = TableScene.draw(own);
    CameraIntrinsics lens = scene.camera().intrinsics();
    RgbImage clean =
        povray
            .render(
                scene.text(),
                lens.widthPixels(),
                lens.heightPixels(),
                scene.blurred() ? Povray.Look.LENS : Povray.Look.CAMERA,
                1)
            .get(0);
    Outlines outlines = new Outlines(scene.camera(), scene.things());
    List<Optional<ObjectView>> seen =
        outlines.views(
            povray.render(
                outlines.scene(),
                lens.widthPixels(),
                lens.heightPixels(),
                Povray.Look.FLAT,
                outlines.pictures()));
    List<SceneObject> objects = new ArrayList<>();
    List<ObjectView> views = new ArrayList<>();
    for (int i = 0; i < seen.size(); i++) {
      if (seen.get(i).isPresent()) {
        objects.add(scene.things().get(i).object("thing" + i));
        views.add(seen.get(i).get());
      }
    }
    RgbImage picture = Sensor.photograph(clean, own.stream("sensor"));
    try (SceneFolderWriter writer = new SceneFolderWriter(directory, scene.camera())) {
      writer.append(new CameraFrame(0, scene.camera(), picture.rgb()), objects, views, "");
    }
  }
}
