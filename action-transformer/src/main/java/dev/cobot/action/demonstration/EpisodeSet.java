package dev.cobot.action.demonstration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cobot.action.policy.TrainedSkill;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.network.FloatTensor;
import dev.cobot.brain.network.Weights;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Demonstrations on disk: shards of episodes. A shard is {@code NNNN.safetensors} with the values
 * of its ticks and {@code NNNN.json} with what was said in each episode and how it ended; the JSON
 * is written last, so a shard without it is not whole. What a network sees is made in training.
 */
public final class EpisodeSet {
  /** The version of the layout that is written and read. */
  private static final int FORMAT = 3;

  private static final String TICKS = "ticks";
  private static final String LABELS = "labels";
  private static final String SEEN = "seen";
  private static final String BELIEVED = "believed";

  /** How many rows of {@code seen} and of {@code believed} belong to each tick. */
  private static final String COUNTS = "counts";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A shard's JSON file. */
  record ShardInfo(int format, List<ObjectKind> kinds, List<EpisodeInfo> episodes) {}

  /**
   * One episode of a shard.
   *
   * @param ids of the believed objects, in the order in which rows name them
   */
  record EpisodeInfo(
      String prompt,
      String skill,
      long seed,
      Map<Role, String> roles,
      List<String> ids,
      int ticks,
      boolean success,
      String failure,
      double seconds) {
    EpisodeInfo {
      if (prompt == null || skill == null || roles == null || ids == null) {
        throw new IllegalArgumentException(
            "an episode needs prompt, skill, roles and ids, got '%s', '%s', %s and %s"
                .formatted(prompt, skill, roles, ids));
      }
    }
  }

  /** The values of a shard, and where each tick's objects begin. */
  record Shard(
      List<ObjectKind> kinds,
      float[] ticks,
      float[] labels,
      float[] seen,
      float[] believed,
      int[] seenFrom,
      int[] believedFrom) {}

  /** What stands in a shard's two files. */
  record Whole(ShardInfo info, Shard shard) {}

  private record Place(Shard shard, EpisodeInfo episode, int row) {}

  private final List<Place> places = new ArrayList<>();

  /** The index of each episode's first tick. */
  private final List<Integer> starts = new ArrayList<>();

  private EpisodeSet() {}

  /** Returns how many ticks there are. */
  public int size() {
    return places.size();
  }

  /** Returns what was said in the episode of a tick. */
  public String prompt(int index) {
    return places.get(index).episode().prompt();
  }

  /** Returns the name of the skill that a tick's episode shows. */
  public String skill(int index) {
    return places.get(index).episode().skill();
  }

  /** Returns the seed of the scene of a tick's episode. */
  public long seed(int index) {
    return places.get(index).episode().seed();
  }

  /** Whether a tick is the first of its episode. */
  public boolean isStart(int index) {
    return Collections.binarySearch(starts, index) >= 0;
  }

  /** Returns the id of the believed object in each role of a tick's episode. */
  public Map<Role, String> roles(int index) {
    return places.get(index).episode().roles();
  }

  /** Returns a tick. */
  public Episode.Tick tick(int index) {
    Place place = places.get(index);
    return tick(place.shard(), place.episode(), place.row());
  }

  static Episode.Tick tick(Shard shard, EpisodeInfo episode, int row) {
    List<String> ids = episode.ids();
    int at = row * EpisodeRows.TICK;
    double seconds = EpisodeRows.seconds(shard.ticks(), at);
    long nanos = nanos(seconds);
    List<ObjectAttributes> seen = new ArrayList<>();
    for (int i = shard.seenFrom()[row]; i < shard.seenFrom()[row + 1]; i++) {
      seen.add(EpisodeRows.object("", shard.kinds(), shard.seen(), i * EpisodeRows.OBJECT));
    }
    List<Track> believed = new ArrayList<>();
    for (int i = shard.believedFrom()[row]; i < shard.believedFrom()[row + 1]; i++) {
      believed.add(
          EpisodeRows.track(nanos, shard.kinds(), ids, shard.believed(), i * EpisodeRows.TRACK));
    }
    return new Episode.Tick(
        seconds,
        EpisodeRows.hand(shard.ticks(), at),
        seen,
        believed,
        EpisodeRows.progress(shard.ticks(), at),
        EpisodeRows.done(shard.ticks(), at),
        EpisodeRows.label(nanos, shard.labels(), row * EpisodeRows.LABEL));
  }

  /** Returns the stamp of a tick at this time of its episode. */
  public static long nanos(double seconds) {
    return Math.round(seconds * 1e9);
  }

  /** Returns the skills that are shown, each with the kinds of objects that played its roles. */
  public List<TrainedSkill> skills() {
    Map<String, Map<Role, Set<ObjectKind>>> skills = new LinkedHashMap<>();
    for (int i : starts) {
      Map<Role, Set<ObjectKind>> kinds =
          skills.computeIfAbsent(skill(i), name -> new EnumMap<>(Role.class));
      List<Track> believed = tick(i).believed();
      roles(i)
          .forEach(
              (role, id) ->
                  believed.stream()
                      .filter(t -> t.id().equals(id))
                      .forEach(
                          t ->
                              kinds
                                  .computeIfAbsent(role, r -> EnumSet.noneOf(ObjectKind.class))
                                  .add(t.attributes().kind())));
    }
    return skills.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(e -> new TrainedSkill(e.getKey(), e.getValue()))
        .toList();
  }

  /** Returns the indices of ticks by the skill and the kind of the target that they show. */
  public List<int[]> byWhatIsShown() {
    Map<String, List<Integer>> groups = new TreeMap<>();
    String group = "";
    for (int i = 0, start = 0; i < size(); i++) {
      if (start < starts.size() && starts.get(start) == i) {
        start++;
        String target = roles(i).get(Role.TARGET);
        group =
            skill(i)
                + tick(i).believed().stream()
                    .filter(t -> t.id().equals(target))
                    .map(
                        t ->
                            " "
                                + t.attributes().kind()
                                + (t.attributes().isLying() ? " lying" : ""))
                    .findFirst()
                    .orElse("");
      }
      groups.computeIfAbsent(group, name -> new ArrayList<>()).add(i);
    }
    return groups.values().stream()
        .map(ticks -> ticks.stream().mapToInt(Integer::intValue).toArray())
        .toList();
  }

  /** Whether this shard is whole on disk. */
  public static boolean hasShard(Path directory, int index) {
    return Files.isRegularFile(directory.resolve(String.format("%04d.json", index)));
  }

  /**
   * Writes a shard. The ticks of failed episodes are left out: what they show is how not to do it.
   *
   * @return how many ticks were kept
   */
  public static int writeShard(Path directory, int index, List<Episode> episodes)
      throws IOException {
    return writeShard(directory, index, episodes, false);
  }

  /**
   * Writes a shard.
   *
   * @param failedToo whether ticks of failed episodes are kept: where a policy acted and the expert
   *     told what it would have done, they teach most
   * @return how many ticks were kept
   */
  public static int writeShard(Path directory, int index, List<Episode> episodes, boolean failedToo)
      throws IOException {
    Files.createDirectories(directory);
    List<ObjectKind> kinds = List.of(ObjectKind.values());
    List<EpisodeInfo> infos = new ArrayList<>();
    Rows rows = new Rows();
    for (Episode episode : episodes) {
      List<Episode.Tick> ticks = episode.success() || failedToo ? episode.ticks() : List.of();
      Set<String> found = new LinkedHashSet<>();
      ticks.forEach(t -> t.believed().forEach(track -> found.add(track.id())));
      List<String> ids = List.copyOf(found);
      for (Episode.Tick tick : ticks) {
        rows.add(tick, kinds, ids);
      }
      infos.add(
          new EpisodeInfo(
              episode.prompt(),
              episode.skill(),
              episode.seed(),
              episode.roles(),
              ids,
              ticks.size(),
              episode.success(),
              episode.failure(),
              episode.seconds()));
    }
    rows.weights().write(directory.resolve(String.format("%04d.safetensors", index)));
    Files.writeString(
        directory.resolve(String.format("%04d.json", index)),
        JSON.writerWithDefaultPrettyPrinter()
            .writeValueAsString(new ShardInfo(FORMAT, kinds, infos)));
    return rows.counts.size();
  }

  /** The values of a shard while it grows. */
  static final class Rows {
    private final List<float[]> ticks = new ArrayList<>();
    private final List<float[]> labels = new ArrayList<>();
    private final List<float[]> seen = new ArrayList<>();
    private final List<float[]> believed = new ArrayList<>();
    private final List<float[]> counts = new ArrayList<>();

    void add(Episode.Tick tick, List<ObjectKind> kinds, List<String> ids) {
      float[] row = new float[EpisodeRows.TICK];
      EpisodeRows.putTick(tick, row, 0);
      ticks.add(row);
      float[] label = new float[EpisodeRows.LABEL];
      EpisodeRows.putLabel(tick.label(), label, 0);
      labels.add(label);
      for (ObjectAttributes object : tick.seen()) {
        float[] values = new float[EpisodeRows.OBJECT];
        EpisodeRows.putObject(object, kinds, values, 0);
        seen.add(values);
      }
      double nowSeconds = tick.label().stampNanos() * 1e-9;
      for (Track track : tick.believed()) {
        float[] values = new float[EpisodeRows.TRACK];
        EpisodeRows.putTrack(track, nowSeconds, kinds, ids, values, 0);
        believed.add(values);
      }
      counts.add(new float[] {tick.seen().size(), tick.believed().size()});
    }

    /**
     * Adds a tick that stands as rows already.
     *
     * @param seenRows the rows of what is seen, one after the other
     */
    void add(float[] tick, float[] label, float[] seenRows, float[] believedRows) {
      ticks.add(tick);
      labels.add(label);
      split(seenRows, EpisodeRows.OBJECT, seen);
      split(believedRows, EpisodeRows.TRACK, believed);
      int seenObjects = seenRows.length / EpisodeRows.OBJECT;
      int tracks = believedRows.length / EpisodeRows.TRACK;
      counts.add(new float[] {seenObjects, tracks});
    }

    private static void split(float[] rows, int width, List<float[]> out) {
      for (int at = 0; at < rows.length; at += width) {
        out.add(Arrays.copyOfRange(rows, at, at + width));
      }
    }

    Weights weights() {
      Map<String, FloatTensor> tensors = new LinkedHashMap<>();
      tensors.put(TICKS, tensor(ticks, EpisodeRows.TICK));
      tensors.put(LABELS, tensor(labels, EpisodeRows.LABEL));
      tensors.put(SEEN, tensor(seen, EpisodeRows.OBJECT));
      tensors.put(BELIEVED, tensor(believed, EpisodeRows.TRACK));
      tensors.put(COUNTS, tensor(counts, 2));
      return new Weights(tensors);
    }

    private static FloatTensor tensor(List<float[]> rows, int width) {
      float[] values = new float[rows.size() * width];
      for (int i = 0; i < rows.size(); i++) {
        System.arraycopy(rows.get(i), 0, values, i * width, width);
      }
      return new FloatTensor(new long[] {rows.size(), width}, values);
    }
  }

  /**
   * Reads every whole shard of a folder, or of every folder directly inside a folder, in the order
   * of their names.
   */
  public static EpisodeSet load(Path directory) throws IOException {
    return load(List.of(directory));
  }

  /** Reads several sets as one, in their order, each as {@link #load(Path)} does. */
  public static EpisodeSet load(List<Path> directories) throws IOException {
    EpisodeSet set = new EpisodeSet();
    for (Path directory : directories) {
      int before = set.places.size();
      set.readAll(directory);
      if (set.places.size() == before) {
        throw new IOException(
            directory + " holds no successful demonstrations; record some with cobot data demos");
      }
    }
    return set;
  }

  private void readAll(Path directory) throws IOException {
    for (Path info : shards(directory)) {
      read(info);
    }
  }

  /** Returns the JSON file of every whole shard that {@link #load(Path)} reads, in its order. */
  static List<Path> shards(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new IOException(
          "no demonstrations at " + directory + "; record some with cobot data demos");
    }
    List<Path> found = new ArrayList<>(shardsIn(directory));
    if (found.isEmpty()) {
      List<Path> folders;
      try (Stream<Path> children = Files.list(directory)) {
        folders = children.filter(Files::isDirectory).sorted().toList();
      }
      for (Path folder : folders) {
        found.addAll(shardsIn(folder));
      }
    }
    return found;
  }

  private static List<Path> shardsIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(f -> f.getFileName().toString().matches("\\d{4,}\\.json"))
          .sorted()
          .toList();
    }
  }

  private void read(Path info) throws IOException {
    Whole whole = whole(info);
    int row = 0;
    for (EpisodeInfo episode : whole.info().episodes()) {
      if (episode.ticks() > 0) {
        starts.add(places.size());
      }
      for (int i = 0; i < episode.ticks(); i++) {
        places.add(new Place(whole.shard(), episode, row++));
      }
    }
  }

  static Whole whole(Path info) throws IOException {
    ShardInfo shard = info(info);
    Path file = info.resolveSibling(info.getFileName().toString().replace(".json", ".safetensors"));
    Weights tensors = Weights.read(file);
    long told = shard.episodes().stream().mapToLong(e -> Math.max(0, e.ticks())).sum();
    float[] counts = values(tensors, COUNTS, 2, file);
    int rows = counts.length / 2;
    if (told != rows) {
      throw damaged(info, "it tells of " + told + " ticks, " + file + " has " + rows);
    }
    Shard read =
        new Shard(
            shard.kinds(),
            values(tensors, TICKS, EpisodeRows.TICK, file),
            values(tensors, LABELS, EpisodeRows.LABEL, file),
            values(tensors, SEEN, EpisodeRows.OBJECT, file),
            values(tensors, BELIEVED, EpisodeRows.TRACK, file),
            starts(counts, 0),
            starts(counts, 1));
    if (read.ticks().length != rows * EpisodeRows.TICK
        || read.labels().length != rows * EpisodeRows.LABEL
        || read.seen().length != read.seenFrom()[rows] * EpisodeRows.OBJECT
        || read.believed().length != read.believedFrom()[rows] * EpisodeRows.TRACK) {
      throw damaged(file, "its tensors do not belong to the same " + rows + " ticks");
    }
    int row = 0;
    for (EpisodeInfo episode : shard.episodes()) {
      for (int i = 0; i < episode.ticks(); i++) {
        requireKnown(read, episode, row++, file);
      }
    }
    return new Whole(shard, read);
  }

  private static ShardInfo info(Path info) throws IOException {
    try {
      JsonNode root = JSON.readTree(Files.readString(info));
      int format = root.path("format").asInt(1);
      if (format != FORMAT) {
        throw new IOException(
            info
                + " is of format "
                + format
                + ", expected "
                + FORMAT
                + (format == 1
                    ? ": it keeps the inputs of an older policy's network, not what was seen, "
                        + "believed and done"
                    : "")
                + "; record it again with cobot data demos");
      }
      ShardInfo shard = JSON.treeToValue(root, ShardInfo.class);
      if (shard.episodes() == null || shard.kinds() == null) {
        throw damaged(info, "it names no episodes or no kinds");
      }
      return shard;
    } catch (JsonProcessingException e) {
      throw damaged(info, e.getOriginalMessage());
    }
  }

  private static float[] values(Weights tensors, String name, int width, Path file)
      throws IOException {
    long[] shape = tensors.get(name).shape();
    if (shape.length != 2 || shape[1] != width) {
      throw damaged(
          file, name + " has shape " + Arrays.toString(shape) + ", expected (rows, " + width + ")");
    }
    return tensors.get(name).values();
  }

  private static int[] starts(float[] counts, int column) {
    int[] starts = new int[counts.length / 2 + 1];
    for (int i = 0; i + 1 < starts.length; i++) {
      starts[i + 1] = starts[i] + Math.max(0, (int) counts[2 * i + column]);
    }
    return starts;
  }

  private static void requireKnown(Shard shard, EpisodeInfo episode, int row, Path file)
      throws IOException {
    for (int i = shard.seenFrom()[row]; i < shard.seenFrom()[row + 1]; i++) {
      requireIndex(shard.seen()[i * EpisodeRows.OBJECT], shard.kinds().size(), "kind", file);
    }
    for (int i = shard.believedFrom()[row]; i < shard.believedFrom()[row + 1]; i++) {
      int at = i * EpisodeRows.TRACK;
      requireIndex(shard.believed()[at], shard.kinds().size(), "kind", file);
      requireIndex(shard.believed()[at + EpisodeRows.TRACK - 1], episode.ids().size(), "id", file);
    }
  }

  private static void requireIndex(float value, int size, String what, Path file)
      throws IOException {
    if (!(value >= 0 && value < size)) {
      throw damaged(file, "it names " + what + " " + value + " of " + size);
    }
  }

  private static IOException damaged(Path file, String why) {
    return new IOException(
        file + " is damaged (" + why + "); remove this shard, or record it again");
  }
}
