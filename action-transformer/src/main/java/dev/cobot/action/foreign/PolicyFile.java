package dev.cobot.action.foreign;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.cobot.action.policy.TrainedSkill;
import dev.cobot.action.skill.Skill;
import dev.cobot.action.skill.Skills;
import dev.cobot.action.skill.catalog.SkillCatalog;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.network.ModelException;
import dev.cobot.sim2real.scene.ObjectKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * {@code policy.yaml}: what a network that was trained elsewhere takes and gives.
 *
 * @param format 1
 * @param model name of the file beside this one
 * @param sha256 of that file
 * @param periodSeconds time between two steps of a chunk
 * @param executeSteps how many steps are carried out before it is asked anew
 * @param skills what it can do, by the names of the catalogue
 * @param inputs by the network's names, in the order of a TorchScript module's arguments
 */
record PolicyFile(
    @JsonProperty(required = true) int format,
    @JsonProperty(required = true) String model,
    @JsonProperty(required = true) String sha256,
    @JsonProperty(required = true) double periodSeconds,
    @JsonProperty(required = true) int executeSteps,
    @JsonProperty(required = true) Map<String, Can> skills,
    @JsonProperty(required = true) Map<String, Input> inputs,
    @JsonProperty(required = true) Output output) {
  static final String NAME = "policy.yaml";

  private static final long MAX_BYTES = 1 << 20;
  private static final int MAX_INPUTS = 32;
  private static final int MAX_COLUMNS = 256;
  private static final int MAX_STEPS = 1000;
  private static final int MAX_SIDE_PIXELS = 2048;
  private static final int MAX_TASK = 100_000;
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final YAMLMapper YAML =
      YAMLMapper.builder(
              YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  /** How the channels of a picture follow each other. */
  enum ChannelOrder {
    RGB,
    BGR
  }

  /** How a network is told which of its tasks is meant. */
  enum TaskForm {
    /** The task's number, int64 (1). */
    INDEX,
    /** 1 at the task's place, else 0, float32 (1, skills). */
    ONE_HOT
  }

  /**
   * A skill that the network can do.
   *
   * @param task its number, as the data set had it in {@code task_index}; null where the network
   *     has no task input
   * @param target kinds of objects that it may be about
   * @param destination kinds of objects that it may lead to; null where the skill has none
   */
  record Can(
      Integer task,
      @JsonProperty(required = true) List<ObjectKind> target,
      List<ObjectKind> destination) {
    private TrainedSkill trained(String name) {
      Skills able = SkillCatalog.ALL.ofPolicies();
      Skill skill =
          able.find(name)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "skills: '%s' is none; allowed are %s"
                              .formatted(name, able.all().stream().map(Skill::name).toList())));
      Map<Role, Set<ObjectKind>> kinds = new EnumMap<>(Role.class);
      put(kinds, Role.TARGET, target);
      put(kinds, Role.DESTINATION, destination);
      if (!kinds.keySet().equals(skill.roles())) {
        throw new IllegalArgumentException(
            "skills.%s: kinds are given for %s; the skill is about %s"
                .formatted(name, kinds.keySet(), skill.roles()));
      }
      return new TrainedSkill(name, kinds);
    }

    private static void put(Map<Role, Set<ObjectKind>> kinds, Role role, List<ObjectKind> given) {
      if (given != null && !given.isEmpty() && !given.contains(null)) {
        kinds.put(role, new HashSet<>(given));
      }
    }
  }

  /**
   * An input: numbers (columns), a picture (camera), or which task is meant (task).
   *
   * @param columns names as the exports have them, float32 (1, columns)
   * @param camera id of the camera; float32 (1, 3, heightPixels, widthPixels) in [0, 1] before the
   *     normalizer
   */
  record Input(
      List<String> columns,
      String camera,
      Integer widthPixels,
      Integer heightPixels,
      ChannelOrder channelOrder,
      TaskForm task,
      JsonNode normalizer) {

    boolean isPicture() {
      return camera != null;
    }

    /** Returns its normalizer; none for a task. */
    Normalizer read() {
      return task != null
          ? Normalizer.NONE
          : Normalizer.of(normalizer, isPicture() ? 3 : columns.size());
    }

    private void check() {
      int sources = (columns == null ? 0 : 1) + (camera == null ? 0 : 1) + (task == null ? 0 : 1);
      if (sources != 1) {
        throw new IllegalArgumentException(
            "an input has one of columns (numbers), camera (a picture) or task, got " + sources);
      }
      boolean hasSize = widthPixels != null && heightPixels != null && channelOrder != null;
      boolean hasAny = widthPixels != null || heightPixels != null || channelOrder != null;
      if (isPicture() ? !hasSize : hasAny) {
        throw new IllegalArgumentException(
            "widthPixels, heightPixels and channelOrder (rgb or bgr) belong to a camera's input,"
                + " and it needs all three");
      }
      if (isPicture()) {
        requireIn("widthPixels", widthPixels, 1, MAX_SIDE_PIXELS);
        requireIn("heightPixels", heightPixels, 1, MAX_SIDE_PIXELS);
      }
      if (columns != null) {
        requireColumns(columns);
        List<String> known = new ArrayList<>(Columns.HAND_STATE);
        known.addAll(Columns.environment());
        for (String column : columns) {
          if (!known.contains(column) && !Columns.isJoint(column)) {
            throw new IllegalArgumentException(
                "there is no column '%s'; allowed are JOINT_rad and %s".formatted(column, known));
          }
        }
      }
      if (task != null && normalizer != null) {
        throw new IllegalArgumentException("a task has no normalizer");
      }
      read();
    }
  }

  /**
   * The output that is the chunk, float32 (1, steps, columns).
   *
   * @param name as the network calls it; other outputs are not looked at
   * @param columns of the hand or of the joints, as the exports have them
   * @param relative whether the state's column of the same name has to be added
   */
  record Output(
      @JsonProperty(required = true) String name,
      @JsonProperty(required = true) int steps,
      @JsonProperty(required = true) List<String> columns,
      @JsonProperty(required = true) boolean relative,
      JsonNode normalizer) {
    boolean isOfHand() {
      return Set.copyOf(columns).equals(Set.copyOf(Columns.HAND_ACTION));
    }

    /** Returns the columns of joints, in their order. */
    List<String> joints() {
      return columns.stream().filter(c -> !c.equals(Columns.CLOSE)).toList();
    }

    Normalizer read() {
      return Normalizer.of(normalizer, columns.size());
    }

    private void check() {
      requireIn("steps", steps, 1, MAX_STEPS);
      requireColumns(columns);
      boolean isOfJoints =
          columns.contains(Columns.CLOSE)
              && columns.size() > 1
              && joints().stream().allMatch(Columns::isJoint);
      if (!isOfHand() && !isOfJoints) {
        throw new IllegalArgumentException(
            "columns are %s; allowed are %s, or one JOINT_rad for each joint of the arm and %s"
                .formatted(columns, Columns.HAND_ACTION, Columns.CLOSE));
      }
      read();
    }
  }

  /**
   * Reads a folder's file.
   *
   * @throws ModelException with one sentence: file and line, what was got, what is allowed
   */
  static PolicyFile read(Path folder) {
    Path file = folder.resolve(NAME);
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new ModelException("there is no file " + file);
      }
      if (Files.size(file) > MAX_BYTES) {
        throw new ModelException(file + " is larger than " + MAX_BYTES + " bytes");
      }
      return parse(Files.readString(file), file.toString());
    } catch (IOException e) {
      throw new ModelException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a file's text.
   *
   * @param source what to call it in an error
   */
  static PolicyFile parse(String text, String source) {
    try {
      PolicyFile file = YAML.readValue(text, PolicyFile.class);
      if (file == null) {
        throw new ModelException(source + " is empty");
      }
      file.check();
      return file;
    } catch (JsonMappingException e) {
      throw new ModelException(source + ":" + line(text, e) + " " + words(e), e);
    } catch (JsonProcessingException e) {
      String where = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
      throw new ModelException(source + where + " " + words(e), e);
    } catch (IllegalArgumentException e) {
      throw new ModelException(source + ": " + e.getMessage(), e);
    }
  }

  private static String words(JsonProcessingException e) {
    return e.getOriginalMessage().lines().findFirst().orElse("is no YAML");
  }

  /** Returns the line of what cannot be used; an error's own location is often the next key. */
  private static int line(String text, JsonMappingException error) {
    JsonPointer place = JsonPointer.empty();
    for (JsonMappingException.Reference step : error.getPath()) {
      place =
          step.getFieldName() == null
              ? place.appendIndex(step.getIndex())
              : place.appendProperty(step.getFieldName());
    }
    for (; place != null; place = place.head()) { // of a missing key: the object that lacks it
      try (JsonParser parser = YAML.createParser(text)) {
        while (parser.nextToken() != null) {
          if (parser.getParsingContext().pathAsPointer().equals(place)) {
            return parser.currentTokenLocation().getLineNr();
          }
        }
      } catch (IOException e) {
        return 1;
      }
    }
    return 1;
  }

  private void check() {
    if (format != 1) {
      throw new IllegalArgumentException("format is " + format + "; this version reads 1");
    }
    if (!HASH.matcher(sha256).matches()) {
      throw new IllegalArgumentException(
          "sha256: got '%s'; it is 64 hexadecimal digits, as sha256sum %s prints them"
              .formatted(sha256, model));
    }
    if (!(periodSeconds >= 0.005 && periodSeconds <= 1)) {
      throw new IllegalArgumentException(
          "periodSeconds: got %s; allowed are 0.005 to 1".formatted(periodSeconds));
    }
    requireIn("inputs", inputs.size(), 1, MAX_INPUTS);
    inputs.forEach((name, input) -> at("inputs." + name, input, Input::check));
    at("output", output, Output::check);
    requireIn("executeSteps", executeSteps, 1, output.steps);
    if (skills.isEmpty()) {
      throw new IllegalArgumentException("skills: name at least one");
    }
    Optional<TaskForm> form = taskForm();
    skills.forEach(
        (name, can) -> {
          at("skills." + name, can, c -> c.trained(name));
          if (form.isPresent() != (can.task != null)) {
            throw new IllegalArgumentException(
                "skills.%s: task is %s; a number is needed exactly where an input is the task"
                    .formatted(name, can.task));
          }
          if (form.isPresent()) {
            int most = form.get() == TaskForm.ONE_HOT ? skills.size() - 1 : MAX_TASK;
            requireIn("skills." + name + ".task", can.task, 0, most);
          }
        });
  }

  private Optional<TaskForm> taskForm() {
    return inputs.values().stream().filter(i -> i.task != null).map(Input::task).findFirst();
  }

  private static <T> void at(String where, T value, java.util.function.Consumer<T> check) {
    if (value == null) {
      throw new IllegalArgumentException(where + " is empty");
    }
    try {
      check.accept(value);
    } catch (IllegalArgumentException e) {
      String why = e.getMessage();
      throw new IllegalArgumentException(why.startsWith(where) ? why : where + ": " + why, e);
    }
  }

  private static void requireIn(String what, int value, int least, int most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          "%s: got %d; allowed are %d to %d".formatted(what, value, least, most));
    }
  }

  private static void requireColumns(List<String> columns) {
    requireIn("columns", columns.size(), 1, MAX_COLUMNS);
    if (columns.contains(null) || new HashSet<>(columns).size() < columns.size()) {
      throw new IllegalArgumentException("columns are " + columns + "; each is named once");
    }
  }

  /** Returns what it can do. */
  List<TrainedSkill> trained() {
    Map<String, TrainedSkill> trained = new LinkedHashMap<>();
    skills.forEach((name, can) -> trained.put(name, can.trained(name)));
    return List.copyOf(trained.values());
  }
}
