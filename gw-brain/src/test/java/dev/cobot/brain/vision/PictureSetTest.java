package dev.cobot.brain.vision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.dataset.SceneFolderWriter;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureSetTest {
  @TempDir private Path folder;

  /** Writes pictures of one grey each, with one cube each. */
  private void write(Path directory, int width, int... greys) throws IOException {
    CameraModel camera =
        new CameraModel(
            CameraIntrinsics.ideal(width, 30, 0.9),
            CameraModel.lookAt(new Vector3(0.7, 0, 0.7), Vector3.ZERO));
    try (SceneFolderWriter writer = new SceneFolderWriter(directory, camera)) {
      for (int grey : greys) {
        byte[] rgb = new byte[3 * width * 30];
        Arrays.fill(rgb, (byte) grey);
        writer.append(
            new CameraFrame(0, camera, rgb),
            List.of(
                new SceneObject(
                    "cube",
                    ObjectKind.CUBE,
                    new Vector3(grey * 0.001, 0, 0.02),
                    Quaternion.IDENTITY,
                    ColorName.RED.prototype(),
                    new Vector3(0.04, 0.04, 0.04))));
      }
    }
  }

  private String refused(Path root) {
    return assertThrows(IOException.class, () -> PictureSet.load(root)).getMessage();
  }

  @Test
  void foldersAreReadInTheOrderOfTheirNames() throws IOException {
    write(folder.resolve("b"), 40, 30, 40);
    write(folder.resolve("a"), 60, 10);
    Files.createDirectory(folder.resolve("notes"));
    PictureSet set = PictureSet.load(folder);
    assertEquals(3, set.size());
    int[] greys = {10, 30, 40};
    for (int i = 0; i < greys.length; i++) {
      assertEquals(greys[i], set.frame(i).rgb()[0]);
      assertEquals(greys[i] * 0.001, set.objects(i).get(0).positionMeters().x(), 1e-12);
      assertEquals(i == 0 ? 60 : 40, set.camera(i).intrinsics().widthPixels());
    }
    assertEquals(2, PictureSet.load(folder.resolve("b")).size());
  }

  @Test
  void whatIsNoDataSetIsAnErrorThatSaysHowToMakeOne() throws IOException {
    String missing = refused(folder.resolve("none"));
    assertTrue(missing.contains("none") && missing.contains("cobot data tabletop"), missing);
    String empty = refused(folder);
    assertTrue(empty.contains("cobot data tabletop"), empty);
    write(folder.resolve("zero"), 40);
    assertTrue(refused(folder).contains("no labelled pictures"));
  }

  @Test
  void picturesWithoutLabelsAreNotTakenForEmptyTables() throws IOException {
    write(folder.resolve("labelled"), 40, 10);
    write(folder.resolve("photos"), 40, 20);
    Files.delete(folder.resolve("photos/labels.json"));
    String message = refused(folder);
    assertTrue(message.contains("photos") && message.contains("labels.json"), message);
  }

  @Test
  void aDamagedPictureIsAnErrorThatNamesIt() throws IOException {
    write(folder.resolve("a"), 40, 10, 20);
    Files.write(folder.resolve("a/000001.png"), new byte[] {1, 2, 3});
    String message =
        assertThrows(
                Exception.class,
                () -> PictureSet.load(folder),
                "damage of a later picture shows when it is read")
            .getMessage();
    assertTrue(message.contains("000001.png"), message);
  }
}
