package dev.cobot.sim2real.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.LensDistortion;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SceneFolderTest {
  private static final CameraModel CAMERA =
      new CameraModel(
          new CameraIntrinsics(
              24, 16, 20.25, 21, 11.5, 7.75, List.of(-0.1, 0.02, 0.001, -0.002, 0.0)),
          CameraModel.lookAt(new Vector3(0.9, -0.7, 0.8), new Vector3(0, 0, 0)));

  @TempDir Path parent;
  private Path folder;

  @BeforeEach
  void writeFolder() throws IOException {
    folder = parent.resolve("scenes");
    try (SceneFolderWriter writer = new SceneFolderWriter(folder, CAMERA)) {
      for (int k = 0; k < 3; k++) {
        writer.append(frame(k), objects(k), "picture number " + k);
      }
      assertEquals(3, writer.count());
    }
  }

  private static CameraFrame frame(int k) {
    byte[] rgb = new byte[3 * 24 * 16];
    Arrays.fill(rgb, (byte) (40 * k + 1));
    return new CameraFrame(1000 + k, CAMERA, rgb);
  }

  private static List<SceneObject> objects(int k) {
    List<SceneObject> objects = new ArrayList<>();
    for (int i = 0; i < k; i++) {
      objects.add(
          new SceneObject(
              "anything",
              ObjectKind.values()[i],
              new Vector3(0.1 * i, -0.2, 0.03),
              Quaternion.fromRollPitchYaw(0.1, -0.2, 1.5 + i),
              new ColorRgb(0.2, 0.4 + 0.1 * i, 1),
              new Vector3(0.04, 0.05, 0.06)));
    }
    return objects;
  }

  @Test
  void roundTrip() throws IOException {
    SceneFolder read = SceneFolder.open(folder);
    assertEquals(CAMERA.intrinsics(), read.camera().intrinsics());
    assertEquals(
        CAMERA.tableFromCamera().translation(), read.camera().tableFromCamera().translation());
    assertEquals(
        0,
        CAMERA.tableFromCamera().rotation().angleTo(read.camera().tableFromCamera().rotation()),
        1e-7);
    assertTrue(read.labelled());
    assertEquals(3, read.size());
    assertEquals(Optional.of("picture number 2"), read.caption(2));
    assertEquals("000001.png", read.images().get(1).image().getFileName().toString());
    List<LabelledFrame> frames = read.frames().toList();
    for (int k = 0; k < 3; k++) {
      assertArrayEquals(frame(k).rgb(), frames.get(k).frame().rgb());
      assertEquals(k, frames.get(k).frame().stampNanos());
      assertEquals(k, frames.get(k).objects().size());
      for (int i = 0; i < k; i++) {
        SceneObject expected = objects(k).get(i);
        SceneObject got = frames.get(k).objects().get(i);
        assertEquals(expected.kind().word() + i, got.id());
        assertEquals(expected.kind(), got.kind());
        assertEquals(expected.positionMeters(), got.positionMeters());
        assertEquals(0, expected.rotation().angleTo(got.rotation()), 1e-7);
        assertEquals(expected.color(), got.color());
        assertEquals(expected.sizeMeters(), got.sizeMeters());
      }
    }
  }

  @Test
  void cameraAndLabelsMayLieElsewhere() throws IOException {
    Path camera = parent.resolve("other-camera.json");
    Path labels = parent.resolve("other-labels.json");
    Files.move(folder.resolve("camera.json"), camera);
    Files.writeString(labels, "[{\"image\":\"000002.png\",\"objects\":[]}]");
    SceneFolder read = SceneFolder.open(folder, Optional.of(camera), Optional.of(labels));
    assertEquals(1, read.size());
    assertEquals(folder.resolve("000002.png"), read.images().get(0).image());
    assertArrayEquals(frame(2).rgb(), read.readFrame(0).rgb());
    assertEquals(Optional.empty(), read.caption(0));
    Files.writeString(labels, "[{\"image\":\"other-camera.png\",\"objects\":[]}]");
    IOException e =
        assertThrows(
            IOException.class,
            () -> SceneFolder.open(folder, Optional.of(camera), Optional.of(labels)));
    assertTrue(e.getMessage().contains("is not in the folder " + folder), e.getMessage());
  }

  @Test
  void folderWithoutLabelsOrCaptionsListsItsPictures() throws IOException {
    Files.delete(folder.resolve("labels.json"));
    Files.delete(folder.resolve("captions.txt"));
    Files.writeString(folder.resolve("notes.md"), "not a picture");
    SceneFolder read = SceneFolder.open(folder);
    assertFalse(read.labelled());
    assertEquals(3, read.size());
    assertEquals(Optional.empty(), read.caption(0));
    assertTrue(read.frames().allMatch(f -> f.objects().isEmpty() && f.caption().isEmpty()));
  }

  @Test
  void pitchAndRollMayBeLeftOut() throws IOException {
    labels(
        "[{\"image\":\"000000.png\",\"objects\":[{\"kind\":\"cup\",\"positionMeters\":[0,1,2],"
            + "\"yawRad\":0.5,\"colorRgb\":[0,1,0.5],\"sizeMeters\":[1,1,1]}]}]");
    Files.delete(folder.resolve("captions.txt"));
    SceneObject cup = SceneFolder.open(folder).images().get(0).objects().get(0);
    assertEquals(ObjectKind.CUP, cup.kind());
    assertEquals(0.5, cup.yawRad(), 1e-12);
  }

  private static final String CUBE =
      "{\"kind\":\"cube\",\"positionMeters\":[0,0,0],\"yawRad\":0,\"colorRgb\":[1,0,0],"
          + "\"sizeMeters\":[1,1,1]}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'kind'|'sort'|unknown key 'sort'; allowed: box, colorRgb, kind",
        "'kind':'cube',||key 'kind' is missing",
        "'cube'|'cat'|unknown object kind 'cat'; allowed: cube, bowl",
        "'cube'|null|key 'kind' is missing",
        "[0,0,0]|[0,0]|positionMeters must be a list of 3 numbers",
        "[0,0,0]|[0,0,null]|positionMeters must be a list of 3 numbers",
        "[0,0,0]|[0,0,1e9]|positionMeters must be in",
        "[1,0,0]|[1,0,255]|each colour channel must be in [0, 1]",
        "[1,1,1]|[1,0,1]|sizeMeters must be in",
        "'yawRad':0|'yawRad':null|yawRad",
        "'yawRad':0|'yawRad':'0'|yawRad",
        "'yawRad':0|'yawRad':1e300|yawRad must be in",
        "'yawRad':0|'yawRad':0,'yawRad':0|yawRad",
        "000000.png|000009.png|image '000009.png' is not in the folder",
        "000000.png|../000000.png|is not in the folder",
        "000000.png|labels.json|must be the name of a PNG or JPEG file",
        "'objects'|'things'|unknown key 'things'; allowed: image, objects",
        "[{'image'|[null,{'image'|expected {\"image\", \"objects\"}",
        "}]}]|}]}] []|after the end of the list",
        "}]}]|}]|labels.json",
      })
  void wrongLabelsAreNamed(String from, String to, String expected) throws IOException {
    String good = "[{\"image\":\"000000.png\",\"objects\":[" + CUBE + "]}]";
    String quoted = from.replace('\'', '"');
    assertTrue(good.contains(quoted));
    labels(good.replace(quoted, to == null ? "" : to.replace('\'', '"')));
    IOException e = assertThrows(IOException.class, () -> SceneFolder.open(folder));
    assertTrue(e.getMessage().contains("labels.json"), e.getMessage());
    assertTrue(e.getMessage().contains(expected), e.getMessage());
  }

  @Test
  void imageListedTwiceIsNamed() throws IOException {
    String entry = "{\"image\":\"000001.png\",\"objects\":[]}";
    labels("[" + entry + "," + entry + "]");
    IOException e = assertThrows(IOException.class, () -> SceneFolder.open(folder));
    assertTrue(e.getMessage().contains("[1]: image '000001.png' is listed twice"), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"fx\"|\"focal\"|unknown key 'focal'; allowed: cx, cy, distortion, distortionModel, fx",
        "24|25|25 x 16",
        "24|24.5|widthPixels",
        "24|999999|each image side must be in [8, 8192]",
        "20.25|-1|focal lengths must be in",
        "-0.002, 0.0 ]|0.0 ]|distortion must be a list of 5 numbers",
        "\"cx\" : 11.5,||key 'cx' is missing",
      })
  void wrongCameraIsNamed(String from, String to, String expected) throws IOException {
    Path file = folder.resolve("camera.json");
    String good = Files.readString(file);
    assertTrue(good.contains(from), good);
    Files.writeString(file, good.replace(from, to == null ? "" : to));
    IOException e = assertThrows(IOException.class, () -> SceneFolder.open(folder));
    assertTrue(e.getMessage().contains(expected), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rational_polynomial | 0.4, -0.2, 0.001, -0.001, 0.05, 0.8, -0.1, 0.02",
        "equidistant | 0.03, -0.01, 0.004, -0.001",
        "plumb_bob | -0.1, 0.02, 0.001, -0.002, 0.0",
      })
  void lensModelsSurviveTheWay(String word, String values) throws IOException {
    LensDistortion lens =
        LensDistortion.of(
            LensDistortion.Model.of(word),
            Arrays.stream(values.split(", ")).map(Double::valueOf).toList());
    CameraModel camera =
        new CameraModel(
            new CameraIntrinsics(24, 16, 20.25, 21, 11.5, 7.75, lens), CAMERA.tableFromCamera());
    Path other = parent.resolve("other");
    new SceneFolderWriter(other, camera).close();
    assertEquals(camera.intrinsics(), SceneFolder.open(other).camera().intrinsics());
    String text = Files.readString(other.resolve("camera.json"));
    assertEquals(!word.equals("plumb_bob"), text.contains("distortionModel"), text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'fov' | distortionModel: got 'fov', allowed: plumb_bob, rational_polynomial, equidistant",
        "'equidistant' | distortion must be a list of 4 numbers (k1, k2, k3, k4 of equidistant)",
        "'rational_polynomial' | distortion must be a list of 8 numbers (k1, k2, p1, p2, k3, k4",
        "7 | distortionModel",
      },
      quoteCharacter = '`')
  void wrongLensModelsAreNamed(String value, String expected) throws IOException {
    Path file = folder.resolve("camera.json");
    String good = Files.readString(file);
    Files.writeString(
        file,
        good.replace(
            "\"distortion\"",
            "\"distortionModel\":" + value.replace('\'', '"') + ",\"distortion\""));
    IOException e = assertThrows(IOException.class, () -> SceneFolder.open(folder));
    assertTrue(
        e.getMessage().contains("camera.json") && e.getMessage().contains(expected),
        e.getMessage());
  }

  @Test
  void missingFilesAreNamed() throws IOException {
    Files.delete(folder.resolve("camera.json"));
    IOException e = assertThrows(IOException.class, () -> SceneFolder.open(folder));
    assertTrue(e.getMessage().contains("no camera.json"), e.getMessage());
    Path nowhere = parent.resolve("nowhere");
    e = assertThrows(IOException.class, () -> SceneFolder.open(nowhere));
    assertTrue(e.getMessage().contains("not a folder"), e.getMessage());
  }

  @Test
  void captionsNeedOneLineAnImage() throws IOException {
    Files.writeString(folder.resolve("captions.txt"), "one\ntwo\n");
    IOException e = assertThrows(IOException.class, () -> SceneFolder.open(folder));
    assertTrue(e.getMessage().contains("2 lines for 3 images"), e.getMessage());
    Files.writeString(folder.resolve("captions.txt"), "one\ntwo\n" + "x".repeat(5000));
    e = assertThrows(IOException.class, () -> SceneFolder.open(folder));
    assertTrue(e.getMessage().contains("captions.txt:3"), e.getMessage());
    Files.write(folder.resolve("captions.txt"), new byte[] {(byte) 0xff, 10, 10, 10});
    e = assertThrows(IOException.class, () -> SceneFolder.open(folder));
    assertTrue(e.getMessage().contains("UTF-8"), e.getMessage());
  }

  @Test
  void damagedLaterPictureFailsTheStreamThere() throws IOException {
    Files.write(folder.resolve("000002.png"), new byte[] {1, 2, 3});
    SceneFolder read = SceneFolder.open(folder);
    assertEquals(2, read.frames().limit(2).count());
    UncheckedIOException e = assertThrows(UncheckedIOException.class, () -> read.frames().toList());
    assertTrue(e.getMessage().contains("000002.png"), e.getMessage());
  }

  @Test
  void writerRefusesWhatWouldBeUnreadable() throws IOException {
    IOException e =
        assertThrows(IOException.class, () -> new SceneFolderWriter(folder, CAMERA).close());
    assertTrue(e.getMessage().contains("not empty"), e.getMessage());
    Path other = parent.resolve("other");
    try (SceneFolderWriter writer = new SceneFolderWriter(other, CAMERA)) {
      writer.append(frame(0), List.of());
      assertThrows(
          IllegalArgumentException.class, () -> writer.append(frame(0), List.of(), "late"));
      CameraModel moved =
          new CameraModel(
              CAMERA.intrinsics(), CameraModel.lookAt(new Vector3(1, 1, 1), new Vector3(0, 0, 0)));
      CameraFrame elsewhere = new CameraFrame(0, moved, frame(0).rgb());
      assertThrows(IllegalArgumentException.class, () -> writer.append(elsewhere, List.of()));
      assertFalse(Files.exists(other.resolve("labels.json")));
    }
    assertEquals(1, SceneFolder.open(other).size());
    Path third = parent.resolve("third");
    try (SceneFolderWriter writer = new SceneFolderWriter(third, CAMERA)) {
      assertThrows(
          IllegalArgumentException.class, () -> writer.append(frame(0), List.of(), "two\nlines"));
    }
    assertEquals(0, SceneFolder.open(third).size());
  }

  @Test
  void mutatedJsonIsReadOrRefused() throws IOException {
    byte[] labels = Files.readAllBytes(folder.resolve("labels.json"));
    byte[] camera = Files.readAllBytes(folder.resolve("camera.json"));
    Set<String> files = Set.of("000000.png", "000001.png", "000002.png");
    byte[] alphabet =
        "{}[]\",:0123456789eE+-.nulltruefalse \\\u0000".getBytes(StandardCharsets.UTF_8);
    SplittableRandom random = new SplittableRandom(5);
    int refused = 0;
    for (int k = 0; k < 3000; k++) {
      byte[] source = k % 2 == 0 ? labels : camera;
      byte[] bytes = Arrays.copyOf(source, source.length - random.nextInt(2) * random.nextInt(40));
      for (int n = random.nextInt(1, 4); n > 0; n--) {
        bytes[random.nextInt(bytes.length)] =
            random.nextInt(5) == 0
                ? (byte) random.nextInt(256)
                : alphabet[random.nextInt(alphabet.length)];
      }
      try (ByteArrayInputStream in = new ByteArrayInputStream(bytes)) {
        if (k % 2 == 0) {
          SceneFolder.parseLabels(in, folder.resolve("labels.json"), folder, files);
        } else {
          SceneFolder.parseCamera(in, "camera.json");
        }
      } catch (IOException e) {
        assertTrue(e.getMessage().contains(".json"), e.getMessage());
        assertTrue(e.getMessage().length() < 2000);
        refused++;
      }
    }
    assertTrue(refused > 1500, "refused " + refused);
  }

  @Test
  void deepOrEndlessJsonIsRefused() {
    for (String text : List.of("[".repeat(100_000), "[{\"image\":\"" + "x".repeat(100_000))) {
      IOException e =
          assertThrows(
              IOException.class,
              () ->
                  SceneFolder.parseLabels(
                      new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                      folder.resolve("labels.json"),
                      folder,
                      Set.of()));
      assertTrue(e.getMessage().length() < 2000);
    }
  }

  private void labels(String text) throws IOException {
    Files.writeString(folder.resolve("labels.json"), text);
  }
}
