package dev.cobot.sim2real.task;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A suite of tasks as {@code worlds/suites/*.yaml} declares it.
 *
 * @param suite the suite's name
 * @param world the world file, relative to the folder {@code worlds}
 * @param clearanceMeters smallest gap between the bounding circles of two objects
 */
public record TaskSuite(
    @JsonProperty(required = true) String suite,
    @JsonProperty(required = true) String world,
    @JsonProperty(required = true) Region region,
    @JsonProperty(required = true) double clearanceMeters,
    @JsonProperty(required = true) List<Task> tasks) {
  private static final long MAX_FILE_BYTES = 1 << 20;

  public TaskSuite {
    if (!(clearanceMeters >= 0 && clearanceMeters < 0.5)) {
      throw new IllegalArgumentException(
          "clearanceMeters must be in [0, 0.5), got " + clearanceMeters);
    }
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException("a suite needs at least one task");
    }
    tasks = List.copyOf(tasks);
  }

  /** A rectangle of the table, each side as [low, high]. */
  public record Region(
      @JsonProperty(required = true) List<Double> xMeters,
      @JsonProperty(required = true) List<Double> yMeters) {
    public Region {
      if (xMeters.size() != 2
          || yMeters.size() != 2
          || !(xMeters.get(0) < xMeters.get(1))
          || !(yMeters.get(0) < yMeters.get(1))) {
        throw new IllegalArgumentException(
            "a region needs [low, high] for xMeters and yMeters, got " + xMeters + " " + yMeters);
      }
    }
  }

  /** What a task wants of the runtime. */
  public enum Wish {
    /** The target ends in the destination. */
    PLACE_IN,
    /** The command is refused and nothing moves. */
    REFUSE
  }

  /** Kinds and colours to draw from; {@code count} is 1 unless said. */
  public record Draw(
      Integer count,
      @JsonProperty(required = true) List<ObjectKind> kinds,
      @JsonProperty(required = true) List<ColorName> colors) {
    public Draw {
      count = count == null ? 1 : count;
      if (count < 0 || count > 16 || kinds.isEmpty() || colors.isEmpty()) {
        throw new IllegalArgumentException(
            "a draw needs a count in [0, 16], kinds and colours; got count " + count);
      }
    }
  }

  /** A kind with a colour that no object of the scene may have. */
  public record Absent(
      @JsonProperty(required = true) ObjectKind kind,
      @JsonProperty(required = true) ColorName color) {}

  /**
   * One task.
   *
   * @param rivals further objects of other colours than the target's, or null
   * @param distractors objects that the task does not concern, or null
   * @param absent what no drawn object may be, or null
   * @param prompts sentences; {@code {color}} stands for the target's colour word
   */
  public record Task(
      @JsonProperty(required = true) String id,
      @JsonProperty(required = true) String title,
      @JsonProperty(required = true) Wish intent,
      @JsonProperty(required = true) double timeLimitSeconds,
      @JsonProperty(required = true) Draw target,
      @JsonProperty(required = true) Draw destination,
      Draw rivals,
      Draw distractors,
      Absent absent,
      @JsonProperty(required = true) List<String> prompts) {
    public Task {
      if (!(timeLimitSeconds > 0 && timeLimitSeconds <= 600)) {
        throw new IllegalArgumentException(
            "task " + id + ": timeLimitSeconds must be in (0, 600], got " + timeLimitSeconds);
      }
      if (prompts.isEmpty()) {
        throw new IllegalArgumentException("task " + id + " needs at least one prompt");
      }
      prompts = List.copyOf(prompts);
    }

    /** Returns the same task with other sentences. */
    public Task withPrompts(List<String> newPrompts) {
      return new Task(
          id,
          title,
          intent,
          timeLimitSeconds,
          target,
          destination,
          rivals,
          distractors,
          absent,
          newPrompts);
    }
  }

  /**
   * Reads a suite; unknown keys, missing keys and bad values are errors that name the file and the
   * place.
   */
  public static TaskSuite load(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("no task suite at " + file + "; suites are worlds/suites/*.yaml");
    }
    if (Files.size(file) > MAX_FILE_BYTES) {
      throw new IOException(file + " is larger than " + MAX_FILE_BYTES + " bytes");
    }
    YAMLMapper mapper =
        YAMLMapper.builder(
                YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();
    String text = Files.readString(file);
    try {
      return mapper.readValue(text, TaskSuite.class);
    } catch (JsonMappingException e) {
      throw new IOException(file + ":" + line(mapper, text, e) + " " + e.getOriginalMessage(), e);
    } catch (JsonProcessingException e) {
      String where = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
      throw new IOException(file + where + " " + e.getOriginalMessage(), e);
    }
  }

  /**
   * Returns the line on which the value starts that cannot be used. The error's own location is
   * where the parser was when it noticed: for an unknown key the end of the object around it.
   */
  private static int line(YAMLMapper mapper, String text, JsonMappingException error)
      throws IOException {
    JsonPointer place = JsonPointer.empty();
    for (JsonMappingException.Reference step : error.getPath()) {
      place =
          step.getFieldName() == null
              ? place.appendIndex(step.getIndex())
              : place.appendProperty(step.getFieldName());
    }
    for (; place != null; place = place.head()) { // of a missing key: the object that lacks it
      try (JsonParser parser = mapper.createParser(text)) {
        while (parser.nextToken() != null) {
          if (parser.getParsingContext().pathAsPointer().equals(place)) {
            return parser.currentTokenLocation().getLineNr();
          }
        }
      }
    }
    return 1;
  }

  /** Returns the task of this id; an unknown id is an error that lists the known ones. */
  public Task task(String id) {
    return tasks.stream()
        .filter(task -> task.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "suite "
                        + suite
                        + " has no task '"
                        + id
                        + "'; it has "
                        + tasks.stream().map(Task::id).toList()));
  }
}
