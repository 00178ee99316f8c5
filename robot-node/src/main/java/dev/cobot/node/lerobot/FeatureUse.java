package dev.cobot.node.lerobot;

import dev.cobot.action.demonstration.EpisodeShard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What Cobot can do with the features of a data set, in words. */
public final class FeatureUse {
  /** What the policy is trained with, and what it says. */
  private static final Map<String, String> NEEDED = needed();

  private FeatureUse() {}

  private static Map<String, String> needed() {
    Map<String, String> needed = new LinkedHashMap<>();
    needed.put(DemonstrationFormat.TICK, "the hand, what was done, how far the task had come");
    needed.put(DemonstrationFormat.LABEL, "the expert's intention for the second ahead");
    needed.put(DemonstrationFormat.COUNTS, "how many objects there are");
    needed.put(DemonstrationFormat.SEEN, "the objects as the pictures show them");
    needed.put(DemonstrationFormat.BELIEVED, "the objects as believed");
    return needed;
  }

  /** Returns what a feature is to Cobot. */
  public static String of(Feature feature) {
    if (Feature.INDICES.stream().anyMatch(f -> f.name().equals(feature.name()))) {
      return "index";
    }
    if (NEEDED.containsKey(feature.name())) {
      return "used: " + NEEDED.get(feature.name());
    }
    return switch (feature.dtype()) {
      case "video" -> "not used: no video is decoded";
      case "image" -> "not used: demonstrations keep what was seen, not pictures";
      default -> "not used";
    };
  }

  /** Returns why a set cannot train Cobot's policy, or an empty list where it can. */
  public static List<String> missing(Path set, DatasetInfo info) {
    List<String> missing = new ArrayList<>();
    NEEDED.forEach(
        (name, what) -> {
          Feature feature = info.features().get(name);
          if (feature == null) {
            missing.add("it lacks " + name + " (" + what + ")");
          }
        });
    if (missing.isEmpty()) {
      requireSize(info, DemonstrationFormat.TICK, EpisodeShard.TICK_NUMBERS, missing);
      requireSize(info, DemonstrationFormat.LABEL, EpisodeShard.LABEL_NUMBERS, missing);
      if (!Files.isRegularFile(set.resolve("meta").resolve(DemonstrationFormat.ABOUT))) {
        missing.add("it lacks meta/cobot.json (skills, seeds and names of the objects)");
      }
    }
    return missing;
  }

  private static void requireSize(
      DatasetInfo info, String name, int numbers, List<String> missing) {
    int size = info.features().get(name).size();
    if (size != numbers) {
      missing.add(name + " has " + size + " numbers, this version reads " + numbers);
    }
  }

  /**
   * Requires that demonstrations can be made of a set.
   *
   * @throws IOException when not, with all reasons
   */
  static void requireOwn(Path set, DatasetInfo info) throws IOException {
    List<String> missing = missing(set, info);
    if (!missing.isEmpty()) {
      throw new IOException(
          set
              + " cannot become demonstrations: "
              + String.join("; ", missing)
              + ". Pictures, joints and actions of another program do not tell what was believed"
              + " and intended; cobot lerobot info lists what each feature is good for");
    }
  }
}
