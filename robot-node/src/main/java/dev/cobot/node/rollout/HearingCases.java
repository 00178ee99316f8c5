package dev.cobot.node.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.node.cell.SceneText;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sentences with the reactions that are right to each on some tables, from a JSON file: {@code
 * tables} (each with a {@code scene}, or {@code --seed N} in {@code how}), {@code commands} (each
 * with {@code id}, {@code text}, {@code group} and, by table, what to {@code accept}) and {@code
 * families} (frames with {@code {x}} and lists of words), which are crossed with plain commands and
 * may never move the arm.
 *
 * @param tables what lies on each table
 * @param sentences in the order of the file, the families' after them
 */
public record HearingCases(Map<String, List<SceneObject>> tables, List<Sentence> sentences) {
  private static final Pattern SEED = Pattern.compile("--seed (\\d+)");
  private static final int CROSSED = 8;

  /**
   * A sentence.
   *
   * @param accept right reactions, by the table at which it is said; when it is empty, it is said
   *     at all of them, and nothing is right that moves the arm
   */
  public record Sentence(String id, String group, String text, Map<String, List<String>> accept) {}

  /**
   * Reads a file.
   *
   * @param seeded the scene of a seed
   * @throws IllegalArgumentException when it is not of that form; the message says where
   */
  public static HearingCases read(Path file, World world, LongFunction<List<SceneObject>> seeded)
      throws IOException {
    JsonNode root = new JsonMapper().readTree(Files.readString(file));
    Map<String, List<SceneObject>> tables = new TreeMap<>();
    root.path("tables")
        .properties()
        .forEach(
            table -> {
              JsonNode scene = table.getValue().path("scene");
              Matcher seed = SEED.matcher(table.getValue().path("how").asText());
              if (scene.isArray()) {
                tables.put(table.getKey(), SceneText.read(scene.toString(), world));
              } else if (seed.find()) {
                tables.put(table.getKey(), seeded.apply(Long.parseLong(seed.group(1))));
              } else {
                throw new IllegalArgumentException(
                    file + ": the table " + table.getKey() + " has neither a scene nor a seed");
              }
            });
    List<Sentence> sentences = new ArrayList<>();
    for (JsonNode command : root.path("commands")) {
      Map<String, List<String>> accept = new LinkedHashMap<>();
      command
          .path("accept")
          .properties()
          .forEach(
              table -> {
                List<String> words = new ArrayList<>();
                table.getValue().forEach(word -> words.add(word.asText()));
                accept.put(table.getKey(), words);
              });
      if (accept.isEmpty() || !tables.keySet().containsAll(accept.keySet())) {
        throw new IllegalArgumentException(
            "%s: %s accepts something on the tables %s, allowed: some of %s"
                .formatted(file, command.path("id").asText(), accept.keySet(), tables.keySet()));
      }
      sentences.add(
          new Sentence(
              command.path("id").asText(),
              command.path("group").asText(),
              command.path("text").asText(),
              accept));
    }
    if (tables.isEmpty() || sentences.isEmpty()) {
      throw new IllegalArgumentException(file + " has no tables or no commands");
    }
    cross(root.path("families"), sentences);
    return new HearingCases(tables, sentences);
  }

  private static void cross(JsonNode families, List<Sentence> sentences) {
    List<String> plain =
        sentences.stream()
            .filter(s -> s.accept().values().stream().allMatch(HearingCases::isOnlyToMove))
            .map(s -> s.text().strip().replaceAll("\\s+", " "))
            .limit(CROSSED)
            .toList();
    families
        .properties()
        .forEach(
            family -> {
              if (family.getValue().isArray()) {
                family
                    .getValue()
                    .forEach(entry -> cross(family.getKey(), entry.asText(), plain, sentences));
              }
            });
  }

  private static boolean isOnlyToMove(List<String> accept) {
    return accept.stream().allMatch(word -> word.startsWith("DO "));
  }

  private static void cross(
      String family, String entry, List<String> plain, List<Sentence> sentences) {
    List<String> texts;
    if (entry.contains("{x}")) {
      texts = plain.stream().map(x -> entry.replace("{x}", x)).toList();
    } else if (family.endsWith("container")) {
      texts = List.of("put the red cube in " + (entry.startsWith("my ") ? "" : "the ") + entry);
    } else {
      boolean isColor = family.endsWith("colour");
      texts = List.of("put the " + entry + (isColor ? " cube" : "") + " in the bowl");
    }
    for (String text : texts) {
      sentences.add(new Sentence("family", family, text, Map.of()));
    }
  }
}
