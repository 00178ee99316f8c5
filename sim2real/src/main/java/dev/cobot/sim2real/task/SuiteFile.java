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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The shape of a suite's file. A file either declares tasks, each with its own objects, or takes
 * the tasks of another file and puts them all into one scene.
 *
 * @param goals by name, for tasks to refer to
 * @param tasks its own tasks, or null
 * @param tasksOf the file, beside this one, whose tasks it takes, or null
 * @param only ids of the tasks that it takes
 * @param objects the one scene of the tasks that it takes
 * @param circuit replaces those of the tasks that it takes
 * @param splits by name; with tasksOf they join those of the other file and replace namesakes
 */
record SuiteFile(
    @JsonProperty(required = true) String suite,
    @JsonProperty(required = true) String world,
    @JsonProperty(required = true) TaskSuite.Seeds seeds,
    @JsonProperty(required = true) TaskSuite.Region region,
    @JsonProperty(required = true) double clearanceMeters,
    Map<String, TaskSuite.Goal> goals,
    List<Entry> tasks,
    String tasksOf,
    List<String> only,
    Map<String, TaskSuite.Draw> objects,
    TaskSuite.Circuit circuit,
    Map<String, Split> splits) {
  private static final long MAX_FILE_BYTES = 1 << 20;
  private static final String NO_SKILL = "none";
  private static final double OTHERS_STAY_METERS = 0.05;
  private static final YAMLMapper MAPPER =
      YAMLMapper.builder(
              YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * A task as written.
   *
   * @param goal name of one of the file's goals; none for a wish to refuse
   * @param split name of one of the file's splits
   */
  record Entry(
      @JsonProperty(required = true) String id,
      @JsonProperty(required = true) String title,
      @JsonProperty(required = true) String skill,
      @JsonProperty(required = true) double timeLimitSeconds,
      @JsonProperty(required = true) Map<String, TaskSuite.Draw> objects,
      @JsonProperty(required = true) String target,
      String destination,
      String support,
      TaskSuite.Absent absent,
      TaskSuite.Circuit circuit,
      TaskSuite.Area area,
      Double othersStayMeters,
      String goal,
      @JsonProperty(required = true) List<String> prompts,
      String split) {

    private TaskSuite.Task task(Map<String, TaskSuite.Goal> goals, Map<String, Split> splits) {
      if (goal != null && !goals.containsKey(goal)) {
        throw new IllegalArgumentException(
            "task " + id + ": there is no goal '" + goal + "'; there are " + goals.keySet());
      }
      if (split != null && !splits.containsKey(split)) {
        throw new IllegalArgumentException(
            "task " + id + ": there is no split '" + split + "'; there are " + splits.keySet());
      }
      return new TaskSuite.Task(
          id,
          title,
          skill.equals(NO_SKILL) ? null : skill,
          timeLimitSeconds,
          objects,
          target,
          destination,
          support,
          absent,
          circuit,
          area,
          othersStayMeters == null ? OTHERS_STAY_METERS : othersStayMeters,
          goal == null ? null : goals.get(goal),
          prompts,
          split == null ? null : splits.get(split));
    }
  }

  /** Reads a suite; an error names the file and the place. */
  static TaskSuite read(Path file) throws IOException {
    SuiteFile written = parse(file);
    try {
      if ((written.tasks == null) == (written.tasksOf == null)) {
        throw new IllegalArgumentException("a suite has either tasks or tasksOf");
      }
      return written.tasksOf == null ? written.suite(written.own(), Map.of()) : written.taken(file);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private TaskSuite suite(List<TaskSuite.Task> all, Map<String, Split> others) {
    Map<String, Split> known = new LinkedHashMap<>(others);
    if (splits != null) {
      splits.forEach(
          (name, split) -> {
            if (split == null || split.equals(Split.NONE)) {
              throw new IllegalArgumentException("split " + name + " changes nothing");
            }
            known.put(name, split);
          });
    }
    return new TaskSuite(suite, world, seeds, region, clearanceMeters, all, known);
  }

  private List<TaskSuite.Task> own() {
    if (only != null || objects != null || circuit != null) {
      throw new IllegalArgumentException("only, objects and circuit of a suite go with tasksOf");
    }
    Map<String, TaskSuite.Goal> known = goals == null ? Map.of() : goals;
    Map<String, Split> differing = splits == null ? Map.of() : splits;
    return tasks.stream().map(entry -> entry.task(known, differing)).toList();
  }

  private TaskSuite taken(Path file) throws IOException {
    if (only == null || objects == null || goals != null) {
      throw new IllegalArgumentException("with tasksOf a suite has only and objects, and no goals");
    }
    SuiteFile other = parse(file.resolveSibling(tasksOf));
    if (other.tasks == null) {
      throw new IllegalArgumentException("tasksOf: " + tasksOf + " declares no tasks of its own");
    }
    TaskSuite base = other.suite(other.own(), Map.of());
    return suite(
        only.stream().map(id -> base.task(id).in(objects, circuit)).toList(), base.splits());
  }

  private static SuiteFile parse(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("no task suite at " + file + "; suites are worlds/suites/*.yaml");
    }
    if (Files.size(file) > MAX_FILE_BYTES) {
      throw new IOException(file + " is larger than " + MAX_FILE_BYTES + " bytes");
    }
    String text = Files.readString(file);
    try {
      SuiteFile written = MAPPER.readValue(text, SuiteFile.class);
      if (written == null) {
        throw new IOException(file + " is empty");
      }
      return written;
    } catch (JsonMappingException e) {
      throw new IOException(file + ":" + line(text, e) + " " + e.getOriginalMessage(), e);
    } catch (JsonProcessingException e) {
      String where = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
      throw new IOException(file + where + " " + e.getOriginalMessage(), e);
    }
  }

  /**
   * Returns the line on which the value starts that cannot be used. The error's own location is
   * where the parser was when it noticed: for an unknown key the end of the object around it.
   */
  private static int line(String text, JsonMappingException error) throws IOException {
    JsonPointer place = JsonPointer.empty();
    for (JsonMappingException.Reference step : error.getPath()) {
      place =
          step.getFieldName() == null
              ? place.appendIndex(step.getIndex())
              : place.appendProperty(step.getFieldName());
    }
    for (; place != null; place = place.head()) { // of a missing key: the object that lacks it
      try (JsonParser parser = MAPPER.createParser(text)) {
        while (parser.nextToken() != null) {
          if (parser.getParsingContext().pathAsPointer().equals(place)) {
            return parser.currentTokenLocation().getLineNr();
          }
        }
      }
    }
    return 1;
  }
}
