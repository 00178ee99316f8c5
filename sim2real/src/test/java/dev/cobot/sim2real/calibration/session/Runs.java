package dev.cobot.sim2real.calibration.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.sim2real.calibration.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs for tests. */
final class Runs {
  private static final JsonMapper MAPPER = new JsonMapper();

  private Runs() {}

  static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static RunImage image(String content, ImageRole role, Double before, Double after) {
    return new RunImage(
        content + ".png",
        "/pictures/" + content + ".png",
        ImageArchive.sha256(content.getBytes(StandardCharsets.UTF_8)),
        content.length(),
        640,
        480,
        role,
        before,
        after);
  }

  /**
   * Two fitted images and ten held out ones, of which each error goes from 1 to about {@code
   * after}.
   */
  static List<RunImage> images(String set, double after) {
    List<RunImage> images = new ArrayList<>();
    images.add(image(set + "-fit0", ImageRole.FIT, null, 0.2));
    images.add(image(set + "-fit1", ImageRole.FIT, null, 0.3));
    for (int i = 0; i < 10; i++) {
      images.add(image(set + "-held" + i, ImageRole.HELD_OUT, 1 + 0.01 * i, after + 0.02 * i));
    }
    return images;
  }

  static CalibrationRun run(String session, CalibrationKind kind, Verdict verdict, double after) {
    return run(session, kind, verdict, images(session, after), 500);
  }

  static CalibrationRun run(
      String session, CalibrationKind kind, Verdict verdict, List<RunImage> images, double fx) {
    String camera = "{'widthPixels':640,'heightPixels':480,'fx':" + fx + ",'distortion':[0.1,0]}";
    return new CalibrationRun(
        session,
        kind,
        "head",
        new Provenance(1_780_000_000_000L, Map.of("cobot", "0.1.0"), Map.of()),
        new Finding(
            json("{'fx':520}"),
            json(camera),
            json("{'sigma':{'fx':3,'distortion':[0.01]},'note':'\u00e9 \ud83d\ude00'}"),
            verdict,
            "Twelve views, all over the picture."),
        ErrorUnit.PIXELS,
        images,
        null);
  }
}
