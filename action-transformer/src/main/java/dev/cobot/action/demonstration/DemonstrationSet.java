package dev.cobot.action.demonstration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cobot.brain.network.FloatTensor;
import dev.cobot.brain.network.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Demonstrations on disk: shards of samples. A shard is {@code NNNN.safetensors} with one row a
 * sample and {@code NNNN.json} with one prompt an episode; the JSON is written last, so a shard
 * without it is not whole.
 */
public final class DemonstrationSet {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String[] FIELDS = {"objects", "present", "body", "attended", "label"};

  /** Episodes of a shard in its JSON file. */
  record ShardInfo(List<EpisodeInfo> episodes) {}

  record EpisodeInfo(String prompt, int samples, boolean success, String failure) {}

  private final List<DemonstrationRecorder.Sample> samples = new ArrayList<>();
  private final List<String> prompts = new ArrayList<>();

  private DemonstrationSet() {}

  /** Returns the samples in order. */
  public List<DemonstrationRecorder.Sample> samples() {
    return samples;
  }

  /** Returns what was said in the episode of each sample. */
  public List<String> prompts() {
    return prompts;
  }

  /** Whether this shard is whole on disk. */
  public static boolean hasShard(Path directory, int index) {
    return Files.isRegularFile(directory.resolve(String.format("%04d.json", index)));
  }

  /**
   * Writes a shard. Samples of failed episodes are left out: what they show is how not to do it.
   *
   * @return how many samples were kept
   */
  public static int writeShard(
      Path directory, int index, List<DemonstrationRecorder.Episode> episodes) throws IOException {
    Files.createDirectories(directory);
    List<DemonstrationRecorder.Sample> kept = new ArrayList<>();
    List<EpisodeInfo> infos = new ArrayList<>();
    for (DemonstrationRecorder.Episode episode : episodes) {
      int count = episode.success() ? episode.samples().size() : 0;
      if (episode.success()) {
        kept.addAll(episode.samples());
      }
      infos.add(new EpisodeInfo(episode.prompt(), count, episode.success(), episode.failure()));
    }
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    for (int f = 0; f < FIELDS.length; f++) {
      int width = kept.isEmpty() ? 1 : field(kept.get(0), f).length;
      float[] values = new float[kept.size() * width];
      for (int i = 0; i < kept.size(); i++) {
        System.arraycopy(field(kept.get(i), f), 0, values, i * width, width);
      }
      tensors.put(FIELDS[f], new FloatTensor(new long[] {kept.size(), width}, values));
    }
    float[] slots = new float[kept.size()];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = kept.get(i).targetSlot();
    }
    tensors.put("targetSlot", new FloatTensor(new long[] {kept.size(), 1}, slots));
    new Weights(tensors).write(directory.resolve(String.format("%04d.safetensors", index)));
    Files.writeString(
        directory.resolve(String.format("%04d.json", index)),
        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(new ShardInfo(infos)));
    return kept.size();
  }

  /** Reads every whole shard of a folder. */
  public static DemonstrationSet load(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new IOException(
          "no demonstrations at " + directory + "; record some with cobot data demos");
    }
    DemonstrationSet set = new DemonstrationSet();
    List<Path> shards;
    try (Stream<Path> files = Files.list(directory)) {
      shards =
          files.filter(f -> f.getFileName().toString().matches("\\d{4,}\\.json")).sorted().toList();
    }
    for (Path info : shards) {
      set.read(info);
    }
    if (set.samples.isEmpty()) {
      throw new IOException(
          directory + " holds no successful demonstrations; record some with cobot data demos");
    }
    return set;
  }

  private void read(Path info) throws IOException {
    ShardInfo shard;
    try {
      shard = JSON.readValue(Files.readString(info), ShardInfo.class);
    } catch (JsonProcessingException e) {
      throw damaged(info, e.getOriginalMessage());
    }
    if (shard == null || shard.episodes() == null) {
      throw damaged(info, "it names no episodes");
    }
    Path file = info.resolveSibling(info.getFileName().toString().replace(".json", ".safetensors"));
    Weights tensors = Weights.read(file);
    float[] slots = tensors.get("targetSlot").values();
    long told = shard.episodes().stream().mapToLong(e -> Math.max(0, e.samples())).sum();
    if (told != slots.length) {
      throw damaged(info, "it tells of " + told + " samples, " + file + " has " + slots.length);
    }
    float[][] values = new float[FIELDS.length][];
    int[] widths = new int[FIELDS.length];
    for (int f = 0; f < FIELDS.length; f++) {
      long[] shape = tensors.get(FIELDS[f]).shape();
      if (shape.length != 2 || shape[0] != slots.length) {
        throw damaged(
            file,
            FIELDS[f] + " has shape " + Arrays.toString(shape) + " for " + slots.length + " rows");
      }
      values[f] = tensors.get(FIELDS[f]).values();
      widths[f] = (int) shape[1];
    }
    int row = 0;
    for (EpisodeInfo episode : shard.episodes()) {
      for (int i = 0; i < episode.samples(); i++, row++) {
        float[][] fields = new float[FIELDS.length][];
        for (int f = 0; f < FIELDS.length; f++) {
          fields[f] = Arrays.copyOfRange(values[f], row * widths[f], (row + 1) * widths[f]);
        }
        samples.add(
            new DemonstrationRecorder.Sample(
                fields[0], fields[1], fields[2], fields[3], fields[4], (int) slots[row]));
        prompts.add(episode.prompt());
      }
    }
  }

  private static IOException damaged(Path file, String why) {
    return new IOException(
        file + " is damaged (" + why + "); remove this shard, or record it again");
  }

  private static float[] field(DemonstrationRecorder.Sample sample, int field) {
    return switch (field) {
      case 0 -> sample.objects();
      case 1 -> sample.present();
      case 2 -> sample.body();
      case 3 -> sample.attended();
      default -> sample.label();
    };
  }
}
