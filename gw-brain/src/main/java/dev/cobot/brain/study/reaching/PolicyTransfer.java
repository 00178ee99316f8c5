package dev.cobot.brain.study.reaching;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.ModelException;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.brain.network.TrainingJob;
import dev.cobot.brain.network.TrainingListener;
import dev.cobot.brain.study.shapes.ShapesModule;
import dev.cobot.brain.workspace.GlobalWorkspace;
import dev.cobot.brain.workspace.WorkspaceFolder;
import dev.cobot.sim2real.scene.SeedStreams;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Trains policies on workspace states of one modality and tries them in both (Maytié et al., RLJ
 * 2024). The workspaces and the domain modules are frozen; a swapped policy learns nothing.
 */
public final class PolicyTransfer {
  /** What stands in the column of workspaces for a policy on the raw attributes. */
  public static final String CONTROL = "no workspace";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final TransferConfig config;
  private final Workspaces workspaces;
  private final Map<Modality, ShapesModule> modules;
  private final Path out;
  private final InferenceDevice device;
  private final Function<String, TrainingListener> listeners;

  private PolicyTransfer(
      TransferConfig config,
      Workspaces workspaces,
      Map<Modality, ShapesModule> modules,
      Path out,
      InferenceDevice device,
      Function<String, TrainingListener> listeners) {
    this.config = config;
    this.workspaces = workspaces;
    this.modules = modules;
    this.out = out;
    this.device = device;
    this.listeners = listeners;
  }

  /** Where released workspaces are; one may be trained when it is asked for. */
  @FunctionalInterface
  public interface Workspaces {
    /** Returns the folder of a workspace over the two domains of Simple Shapes. */
    Path folder(String kind, long seed) throws IOException;
  }

  /**
   * Trains and tries every policy that has not been tried in {@code out} yet. A stopped run goes on
   * where it was, within a policy too. Writes {@code policy.csv} (one row a workspace kind, seed,
   * modality of the training and of the test), {@code policy.md} and {@code policy.png}, and for
   * each policy a folder with its training, its model and {@code film.png}: episodes in the
   * modality that it was not trained in.
   *
   * @param listeners gives the listener of a training by its name, such as {@code
   *     all/seed-1/attributes}
   * @return the rows of {@code policy.csv}
   * @throws ModelException if {@code out} holds results of another configuration, workspace or
   *     module
   */
  public static List<TransferResult> run(
      TransferConfig config,
      Workspaces workspaces,
      ShapesModule vision,
      ShapesModule attributes,
      Path out,
      InferenceDevice device,
      Function<String, TrainingListener> listeners)
      throws IOException {
    return new PolicyTransfer(
            config,
            workspaces,
            Map.of(Modality.PICTURES, vision, Modality.ATTRIBUTES, attributes),
            out,
            device,
            listeners)
        .run();
  }

  private List<TransferResult> run() throws IOException {
    List<TransferResult> results = new ArrayList<>();
    for (long seed : config.seeds()) {
      if (config.control()) {
        Sense raw = Sense.ofAttributes();
        results.addAll(
            policy(CONTROL, seed, Modality.ATTRIBUTES, Map.of(Modality.ATTRIBUTES, raw), "none"));
      }
      for (String kind : config.workspaces()) {
        Path folder = workspaces.folder(kind, seed);
        String print = fingerprint(folder);
        try (GlobalWorkspace workspace = WorkspaceFolder.open(folder, device)) {
          Map<Modality, Sense> senses =
              Map.of(
                  Modality.ATTRIBUTES, sense(workspace, Modality.ATTRIBUTES),
                  Modality.PICTURES, sense(workspace, Modality.PICTURES));
          for (Modality trained : Modality.values()) {
            results.addAll(policy(kind, seed, trained, senses, print));
          }
        }
      }
    }
    TransferReport.write(out, config, results);
    return results;
  }

  private Sense sense(GlobalWorkspace workspace, Modality modality) {
    return new WorkspaceSense(workspace, modules.get(modality), modality);
  }

  private static String fingerprint(Path workspace) {
    List<String> prints = new ArrayList<>();
    for (Modality modality : Modality.values()) {
      Path encoder = workspace.resolve("encode." + modality.domain());
      prints.add(ModelFolder.open(encoder).weights().sha256());
    }
    return String.join("+", prints);
  }

  /** Returns the results of one policy, from its folder where it has been tried. */
  private List<TransferResult> policy(
      String kind, long seed, Modality trained, Map<Modality, Sense> senses, String workspace)
      throws IOException {
    String name = "%s/seed-%d/%s".formatted(TransferConfig.folderName(kind), seed, trained.title());
    Path folder = out.resolve(name);
    ObjectNode request = JSON.createObjectNode();
    request.set("policy", JSON.valueToTree(config.policy()));
    request.put("episodes", config.episodes()).put("seed", seed);
    request.put("kind", kind).put("trainedOn", trained.title()).put("workspace", workspace);
    if (!kind.equals(CONTROL)) {
      for (Modality modality : Modality.values()) {
        request.put(modality.domain(), modules.get(modality).fingerprint());
      }
    }
    accept(folder, request);
    Path file = folder.resolve("results.json");
    if (Files.exists(file)) {
      return read(file);
    }
    TrainingJob job = new TrainingJob(seed, folder, true, device, listeners.apply(name));
    new PpoTraining(config.policy(), senses.get(trained), job).train(request);
    List<TransferResult> results = new ArrayList<>();
    SeedStreams draws = new SeedStreams(seed);
    try (Policy policy = Policy.open(job.model(), device)) {
      for (Modality tested : senses.keySet().stream().sorted().toList()) {
        Chooser chooser = policy.on(senses.get(tested), draws.stream("test/" + tested.title()));
        List<Trial> trials = TestEpisodes.play(chooser, config.episodes());
        results.add(TransferResult.of(kind, seed, trained, tested, trials));
      }
      Modality shown = senses.containsKey(trained.other()) ? trained.other() : trained;
      FilmStrip.write(
          folder.resolve("film.png"), policy.on(senses.get(shown), draws.stream("film")));
    }
    write(file, JSON.valueToTree(results));
    return results;
  }

  /** Notes what a folder is for; one that is for something else is not touched. */
  private static void accept(Path folder, ObjectNode request) throws IOException {
    Path file = folder.resolve("request.json");
    if (!Files.exists(file)) {
      Files.createDirectories(folder);
      write(file, request);
      return;
    }
    // Both as text: a number keeps its value but not its type through a file.
    JsonNode known = tree(file);
    if (!known.equals(JSON.readTree(request.toString()))) {
      throw new ModelException(
          "%s holds a policy of another configuration, workspace or module; give another folder, or delete it"
              .formatted(folder));
    }
  }

  private static JsonNode tree(Path file) throws IOException {
    try {
      return JSON.readTree(Files.readString(file));
    } catch (JsonProcessingException e) {
      throw damaged(file, e);
    }
  }

  private static List<TransferResult> read(Path file) throws IOException {
    try {
      return JSON.readValue(Files.readString(file), new TypeReference<List<TransferResult>>() {});
    } catch (JsonProcessingException e) {
      throw damaged(file, e);
    }
  }

  private static ModelException damaged(Path file, JsonProcessingException e) {
    return new ModelException(
        "%s is damaged (%s); delete its folder and run again"
            .formatted(file, e.getOriginalMessage()),
        e);
  }

  private static void write(Path file, JsonNode node) throws IOException {
    replace(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node));
  }

  /** Writes beside the target, then renames: a stopped run leaves no half file. */
  static void replace(Path file, String text) throws IOException {
    // A name of its own: other processes may write the same report.
    Path part = Files.createTempFile(file.toAbsolutePath().getParent(), ".", ".part");
    Files.writeString(part, text, StandardCharsets.UTF_8);
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  static String number(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
