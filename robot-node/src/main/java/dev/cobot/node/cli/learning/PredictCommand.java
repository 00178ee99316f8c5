package dev.cobot.node.cli.learning;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.sight.SeenObject;
import dev.cobot.brain.sight.Sight;
import dev.cobot.node.cli.calibrate.CalibrationOption;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.cli.console.JsonDocument;
import dev.cobot.node.cli.console.VerboseOption;
import dev.cobot.node.config.ReleasedModels;
import dev.cobot.node.picture.SightPicture;
import dev.cobot.sim2real.calibration.attributes.AttributeCorrection;
import dev.cobot.sim2real.dataset.SceneFolder;
import dev.cobot.sim2real.picture.FrameFiles;
import dev.cobot.sim2real.picture.RgbImage;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.Vector3;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cobot predict}: what is on pictures. */
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    description = {
      "Says what is on each picture of a folder.",
      "Kind, box, colour and score; with a camera also position, yaw and size, with one sigma.",
      "Without a camera nothing is placed."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:all pictures were read", "3:a picture or the camera cannot be used"})
public final class PredictCommand implements Callable<Integer> {
  private static final String NOT_PLACED =
      "no camera is known, so nothing is placed; name one with --camera FILE (cobot calibrate)";

  @Option(
      names = "--images",
      paramLabel = "DIR",
      required = true,
      description = "a scene folder (its camera.json is used), or any folder of PNG and JPEG files")
  private Path images;

  @Option(
      names = "--camera",
      paramLabel = "FILE",
      description = "the camera that took them, as camera.json; goes before the folder's own")
  private Path cameraFile;

  @Option(
      names = "--models",
      paramLabel = "DIR",
      description = "folder with detector and reader (default: the released ones)")
  private Path models;

  @Option(
      names = "--min-score",
      paramLabel = "S",
      description =
          "leave out what is less sure, in [0, 1] (default: what --calibration says, else what"
              + " suited the models on held-out pictures)")
  private Double wantedScore;

  @Option(
      names = "--draw",
      paramLabel = "DIR",
      description = "write each picture with what is seen")
  private Path drawings;

  @Option(names = "--json", description = "print one JSON document and nothing else")
  private boolean json;

  @Option(
      names = "--device",
      defaultValue = "auto",
      description = "auto, cpu, cuda or cuda:N (default ${DEFAULT-VALUE})")
  private String device;

  @Mixin private CalibrationOption calibration;
  @Mixin private VerboseOption verbose;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    verbose.apply();
    if (wantedScore != null && !(wantedScore >= 0 && wantedScore <= 1)) {
      throw new IllegalArgumentException("--min-score must be in [0, 1], got " + wantedScore);
    }
    List<String> names = SceneFolder.pictures(images);
    if (names.isEmpty()) {
      throw new IOException(images + ": no PNG or JPEG file in it; name a folder of pictures");
    }
    Optional<CameraModel> camera = camera();
    if (drawings != null) {
      Files.createDirectories(drawings);
    }
    Path folder = models == null ? ReleasedModels.sight() : models;
    AttributeCorrection correction = calibration.find(folder).of(camera);
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    int failed = 0;
    try (Sight sight = Sight.open(folder, InferenceDevice.parse(device))) {
      for (String name : names) {
        ObjectNode entry = all.addObject().put("image", name);
        try {
          look(sight, name, camera, correction, entry);
        } catch (IOException | IllegalArgumentException e) {
          failed++;
          entry.putArray("objects");
          entry.put("error", e.getMessage());
          if (!json) {
            spec.commandLine().getErr().println("cobot: " + e.getMessage());
          }
        }
      }
    }
    if (json) {
      ObjectNode document = JsonNodeFactory.instance.objectNode();
      document.put("placed", camera.isPresent());
      if (camera.isEmpty()) {
        document.put("detail", NOT_PLACED);
      }
      document.set("images", all);
      spec.commandLine().getOut().println(JsonDocument.of(document));
    } else if (camera.isEmpty()) {
      spec.commandLine().getOut().println(NOT_PLACED);
    }
    return failed == 0 ? ExitCode.DONE : ExitCode.CONFIGURATION;
  }

  private Optional<CameraModel> camera() throws IOException {
    Path own = images.resolve(SceneFolder.CAMERA_FILE);
    if (cameraFile != null) {
      return Optional.of(SceneFolder.readCamera(cameraFile));
    }
    return Files.exists(own) ? Optional.of(SceneFolder.readCamera(own)) : Optional.empty();
  }

  private void look(
      Sight sight,
      String name,
      Optional<CameraModel> camera,
      AttributeCorrection correction,
      ObjectNode entry)
      throws IOException {
    RgbImage image = FrameFiles.readImage(images.resolve(name));
    if (camera.isPresent()) {
      CameraIntrinsics lens = camera.get().intrinsics();
      if (lens.widthPixels() != image.widthPixels()
          || lens.heightPixels() != image.heightPixels()) {
        throw new IOException(
            "%s is %d x %d pixels, its camera says %d x %d; name the camera of these pictures"
                .formatted(
                    images.resolve(name),
                    image.widthPixels(),
                    image.heightPixels(),
                    lens.widthPixels(),
                    lens.heightPixels()));
      }
    }
    double minScore =
        wantedScore == null ? correction.minScore().orElse(sight.minScore()) : wantedScore;
    List<SeenObject> objects =
        sight
            .look(image.rgb(), image.widthPixels(), image.heightPixels(), camera, minScore)
            .stream()
            .map(object -> object.corrected(correction))
            .toList();
    ArrayNode nodes = entry.putArray("objects");
    objects.forEach(object -> nodes.add(node(object)));
    if (drawings != null) {
      String stem = name.substring(0, name.lastIndexOf('.'));
      SightPicture.write(image, objects, camera, drawings.resolve(stem + ".png"));
    }
    if (!json) {
      print(name, objects);
    }
  }

  private void print(String name, List<SeenObject> objects) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(name + (objects.isEmpty() ? ": nothing" : ""));
    for (SeenObject object : objects) {
      String place =
          object
              .place()
              .map(
                  p ->
                      String.format(
                          Locale.ROOT,
                          "  at (%.3f, %.3f, %.3f) m +- (%.3f, %.3f, %.3f)%s",
                          p.positionMeters().x(),
                          p.positionMeters().y(),
                          p.positionMeters().z(),
                          p.positionSigmaMeters().x(),
                          p.positionSigmaMeters().y(),
                          p.positionSigmaMeters().z(),
                          p.pitchRad() > 0 ? ", lying" : ""))
              .orElse("");
      out.printf(
          Locale.ROOT,
          "  %-16s %.2f  box %.0f %.0f %.0f %.0f%s%n",
          ColorName.nearest(object.color()).word() + " " + object.kind().word(),
          object.score(),
          object.x0(),
          object.y0(),
          object.x1(),
          object.y1(),
          place);
    }
  }

  private static ObjectNode node(SeenObject object) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("kind", object.kind().word());
    object
        .place()
        .ifPresent(
            p -> {
              put(node, "positionMeters", p.positionMeters());
              node.put("yawRad", p.yawRad()).put("pitchRad", p.pitchRad()).put("rollRad", 0.0);
              put(node, "sizeMeters", p.sizeMeters());
            });
    ColorRgb color = object.color();
    put(node, "colorRgb", new Vector3(color.red(), color.green(), color.blue()));
    node.put("score", object.score());
    ObjectNode uncertainty = node.putObject("uncertainty");
    object
        .place()
        .ifPresent(
            p -> {
              put(uncertainty, "positionMeters", p.positionSigmaMeters());
              uncertainty.put("yawRad", p.yawSigmaRad());
            });
    put(uncertainty, "colorRgb", object.colorSigma());
    node.putArray("box").add(object.x0()).add(object.y0()).add(object.x1()).add(object.y1());
    return node;
  }

  private static void put(ObjectNode node, String key, Vector3 v) {
    node.putArray(key).add(v.x()).add(v.y()).add(v.z());
  }
}
