package dev.cobot.node.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads a {@link Profile} strictly. */
public final class ProfileReader {
  private static final long MAX_FILE_BYTES = 1 << 20;
  private static final Pattern FIELD_FIRST = Pattern.compile("([A-Za-z]+): (.*)", Pattern.DOTALL);
  private static final YAMLMapper YAML =
      YAMLMapper.builder(
              YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  private final String file;
  private final Map<String, String> places = new HashMap<>();

  private ProfileReader(String file) {
    this.file = file;
  }

  /**
   * Reads a profile.
   *
   * @param settings {@code key=value} with dots in the key, each replaces what the file says
   * @throws ConfigException with one sentence, when file or settings cannot be used
   */
  public static Profile read(Path file, List<String> settings) throws ConfigException {
    return new ProfileReader(shown(file)).readFile(file, settings);
  }

  /** Reads the profile of the default cell. */
  public static Profile shipped() throws ConfigException {
    return read(ProjectHome.resolve("launch/profiles/default.yaml"), List.of());
  }

  private static String shown(Path file) {
    Path home = ProjectHome.path();
    Path absolute = file.toAbsolutePath().normalize();
    return (absolute.startsWith(home) ? home.relativize(absolute) : file).toString();
  }

  private Profile readFile(Path path, List<String> settings) throws ConfigException {
    String text;
    try {
      if (!Files.isRegularFile(path)) {
        throw new ConfigException(
            "there is no profile " + file + "; profiles are launch/profiles/*.yaml");
      }
      if (Files.size(path) > MAX_FILE_BYTES) {
        throw new ConfigException(
            file + " has " + Files.size(path) + " bytes, allowed are " + MAX_FILE_BYTES);
      }
      text = Files.readString(path);
    } catch (IOException e) {
      throw new ConfigException(file + " cannot be read: " + e.getMessage(), e);
    }
    JsonNode tree;
    try {
      tree = YAML.readTree(text);
      notePlaces(text);
    } catch (IOException e) {
      throw new ConfigException(syntaxError(e), e);
    }
    if (!(tree instanceof ObjectNode root)) {
      throw new ConfigException(file + " is no profile: it must hold key: value lines");
    }
    for (String setting : settings) {
      set(root, setting);
    }
    requireKeys(root, Profile.class, "");
    try {
      return YAML.treeToValue(root, Profile.class);
    } catch (JsonProcessingException e) {
      throw new ConfigException(explain(e), e);
    }
  }

  private String syntaxError(IOException e) {
    if (e instanceof JsonProcessingException json) {
      String line = json.getLocation() == null ? "" : ":" + json.getLocation().getLineNr();
      String what = json.getOriginalMessage().lines().findFirst().orElse("is no YAML");
      return file + line + " " + what.replace("Duplicate field", "duplicate key");
    }
    return file + " cannot be read: " + e.getMessage();
  }

  /** Notes the line of each key, as a tree has none. */
  private void notePlaces(String text) throws IOException {
    try (JsonParser parser = YAML.getFactory().createParser(text)) {
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.FIELD_NAME) {
          String path = parser.getParsingContext().pathAsPointer().toString();
          places.put(
              path.substring(1).replace('/', '.'),
              file + ":" + parser.currentTokenLocation().getLineNr());
        }
      }
    }
  }

  private void set(ObjectNode root, String setting) throws ConfigException {
    int split = setting.indexOf('=');
    if (split <= 0) {
      throw new ConfigException("--set " + setting + ": must look like gate.rampSeconds=0.3");
    }
    String path = setting.substring(0, split).strip();
    String[] keys = path.split("\\.", -1);
    ObjectNode node = root;
    for (int i = 0; i < keys.length; i++) {
      JsonNode next = node.get(keys[i]);
      if (next == null) {
        throw new ConfigException(
            "--set "
                + setting
                + ": there is no key '"
                + path
                + "'"
                + didYouMean(keys[i], names(node)));
      }
      if (i == keys.length - 1) {
        break;
      }
      if (!(next instanceof ObjectNode inner)) {
        throw new ConfigException("--set " + setting + ": '" + keys[i] + "' has no keys below it");
      }
      node = inner;
    }
    try {
      node.set(keys[keys.length - 1], YAML.readTree(setting.substring(split + 1)));
    } catch (JsonProcessingException e) {
      throw new ConfigException(
          "--set " + setting + ": the value is no YAML: " + e.getOriginalMessage(), e);
    }
    places.put(path, "--set");
  }

  /** A mistyped key is both unknown and missing; only the first tells what to do. */
  private void requireKeys(ObjectNode node, Class<?> section, String prefix)
      throws ConfigException {
    Map<String, Class<?>> known = new TreeMap<>();
    for (RecordComponent component : section.getRecordComponents()) {
      known.put(component.getName(), component.getType());
    }
    for (String name : names(node)) {
      Class<?> type = known.get(name);
      if (type == null) {
        throw new ConfigException(
            place(prefix + name) + "unknown key" + didYouMean(name, known.keySet()));
      }
      if (type.isRecord() && node.get(name) instanceof ObjectNode inner) {
        requireKeys(inner, type, prefix + name + ".");
      }
    }
    for (String name : known.keySet()) {
      if (!node.has(name)) {
        throw new ConfigException(
            place(prefix + name) + "is missing; launch/profiles/default.yaml has every key");
      }
    }
  }

  private static Collection<String> names(ObjectNode node) {
    TreeSet<String> names = new TreeSet<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private String explain(JsonProcessingException e) {
    String path =
        e instanceof JsonMappingException mapping
            ? mapping.getPath().stream()
                .map(r -> r.getFieldName() == null ? "" + r.getIndex() : r.getFieldName())
                .collect(Collectors.joining("."))
            : "";
    if (e instanceof ValueInstantiationException && e.getCause() != null) {
      Matcher field = FIELD_FIRST.matcher(String.valueOf(e.getCause().getMessage()));
      if (field.matches()) {
        String at = path.isEmpty() ? field.group(1) : path + "." + field.group(1);
        return place(at) + field.group(2);
      }
      return place(path) + e.getCause().getMessage();
    }
    String what = e.getOriginalMessage();
    int end = what.indexOf("(for ");
    return place(path) + (end > 0 ? what.substring(0, end).strip() : what);
  }

  private String place(String path) {
    String key = path;
    while (!places.containsKey(key) && key.contains(".")) {
      key = key.substring(0, key.lastIndexOf('.'));
    }
    return places.getOrDefault(key, file) + " " + path + ": ";
  }

  private static String didYouMean(String got, Collection<String> known) {
    String best = null;
    int bestDistance = Integer.MAX_VALUE;
    for (String candidate : known) {
      boolean part =
          candidate
              .toLowerCase(java.util.Locale.ROOT)
              .contains(got.toLowerCase(java.util.Locale.ROOT));
      int distance = part ? 1 : distance(got, candidate);
      if (distance < bestDistance) {
        bestDistance = distance;
        best = candidate;
      }
    }
    String allowed = "; allowed: " + String.join(", ", new TreeSet<>(known));
    return best != null && bestDistance <= Math.max(2, got.length() / 3)
        ? ". Did you mean " + best + "?" + allowed
        : allowed;
  }

  /** Edit distance (Levenshtein). */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replace = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replace, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
