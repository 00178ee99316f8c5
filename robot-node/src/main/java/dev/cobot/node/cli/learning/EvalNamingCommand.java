package dev.cobot.node.cli.learning;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.action.evaluate.TaskSummary;
import dev.cobot.action.session.Naming;
import dev.cobot.brain.Brain;
import dev.cobot.brain.Fusion;
import dev.cobot.brain.belief.Look;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.node.batch.Progress;
import dev.cobot.node.cli.console.JsonDocument;
import dev.cobot.node.cli.console.VerboseOption;
import dev.cobot.node.config.ReleasedModels;
import dev.cobot.node.rollout.NamingCases;
import dev.cobot.sim2real.dataset.SceneFolder;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.scene.Vector3;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot eval naming}: which object of a picture a command is about. */
@Command(
    name = "naming",
    mixinStandardHelpOptions = true,
    description = {
      "Says commands about the objects of labelled pictures and compares what each is taken to be"
          + " about with the labels: an object named by its kind, colour, place or neighbour; one"
          + " that is not there; one of several. Each goes the runtime's own way from one picture"
          + " to an object.",
      "Right is an object of the labelled one's kind within 50 mm of it and of no other nearer;"
          + " every command counts."
    })
final class EvalNamingCommand implements Callable<Integer> {
  private static final double SAME_OBJECT_METERS = 0.05;

  /** One sigma of what labels tell. */
  private static final double SURE = 0.001;

  @Parameters(paramLabel = "DIR", description = "a scene folder with labels, or a folder of them")
  private Path directory;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "decides what is asked about each picture (default ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--device",
      defaultValue = "auto",
      description = "auto, cpu, cuda or cuda:N (default ${DEFAULT-VALUE})")
  private String device;

  @Option(
      names = "--oracle",
      description =
          "let the labels take the place of perception: what is not chosen then is lost by"
              + " grounding")
  private boolean oracle;

  @Option(names = "--json", description = "print one JSON document and nothing else")
  private boolean json;

  @Mixin private PerceptionOption perception;
  @Mixin private VerboseOption verbose;
  @Spec private CommandSpec spec;

  /** How the commands of a group ended. */
  private static final class Tally {
    private int right;
    private int other;
    private final Map<Naming.Kind, Integer> wrong = new EnumMap<>(Naming.Kind.class);

    /** Counts an answer, and returns whether it is right. */
    boolean add(NamingCases.Case asked, Naming.Answer answer, List<SceneObject> objects) {
      boolean isRight =
          answer.kind() == asked.expected()
              && (asked.targetOrNull() == null || isAt(answer, asked.targetOrNull(), objects));
      if (isRight) {
        right++;
      } else if (answer.kind() == Naming.Kind.MEANT) {
        other++;
      } else {
        wrong.merge(answer.kind(), 1, Integer::sum);
      }
      return isRight;
    }

    /** Whether the answer is of the target's kind, near it, and nearer to none of its kind. */
    private static boolean isAt(
        Naming.Answer answer, SceneObject target, List<SceneObject> objects) {
      if (answer.meant().isEmpty() || answer.meant().get().kind() != target.kind()) {
        return false;
      }
      Vector3 at = answer.meant().get().positionMeters();
      double distance = at.horizontalDistanceTo(target.positionMeters());
      return distance < SAME_OBJECT_METERS
          && objects.stream()
              .filter(o -> o.kind() == target.kind())
              .allMatch(o -> at.horizontalDistanceTo(o.positionMeters()) >= distance);
    }

    int all() {
      return right + other + wrong.values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  @Override
  public Integer call() throws IOException {
    verbose.apply();
    Map<NamingCases.Group, Tally> groups = new EnumMap<>(NamingCases.Group.class);
    ArrayNode wrong = new ObjectMapper().createArrayNode();
    List<Path> folders = LabelledFolders.in(directory);
    try (Brain brain =
            perception
                .perceiving()
                .of(ReleasedModels.brain(), ReleasedModels.sight())
                .open(InferenceDevice.parse(device), Fusion.LEARNED);
        Progress progress = new Progress("folders", folders.size())) {
      for (int k = 0; k < folders.size(); k++) {
        SceneFolder scenes = LabelledFolders.open(folders.get(k));
        for (int i = 0; i < scenes.size(); i++) {
          SplittableRandom random = new SeedStreams(seed).child(k).child(i).stream("naming");
          List<SceneObject> objects = scenes.images().get(i).objects();
          CameraFrame frame = scenes.readFrame(i);
          Look look = oracle ? brain.told(frame, truth(objects)) : brain.perceive(frame);
          for (NamingCases.Case asked : NamingCases.of(scenes.images().get(i), random)) {
            Naming.Answer answer = Naming.of(brain, asked.text(), look);
            Tally tally = groups.computeIfAbsent(asked.group(), g -> new Tally());
            if (!tally.add(asked, answer, objects)) {
              note(wrong, scenes.images().get(i).image(), asked, answer);
            }
          }
        }
        progress.to(k + 1L, "");
      }
    }
    print(groups, wrong);
    return 0;
  }

  /** Returns labels as perception would tell them if it made no error. */
  private static List<ObjectAttributes> truth(List<SceneObject> objects) {
    return objects.stream()
        .map(
            o ->
                new ObjectAttributes(
                    o.id(),
                    o.kind(),
                    o.positionMeters(),
                    o.yawRad(),
                    o.color(),
                    o.sizeMeters(),
                    1,
                    new ObjectAttributes.Uncertainty(
                        new Vector3(SURE, SURE, SURE), SURE, new Vector3(SURE, SURE, SURE))))
        .toList();
  }

  private static void note(
      ArrayNode wrong, Path image, NamingCases.Case asked, Naming.Answer answer) {
    wrong
        .addObject()
        .put("image", image.toString())
        .put("group", word(asked.group()))
        .put("text", asked.text())
        .put("became", answer.kind().name())
        .put("detail", answer.meant().map(o -> "the " + o.words()).orElse(answer.detail()));
  }

  private void print(Map<NamingCases.Group, Tally> groups, ArrayNode wrong) {
    PrintWriter out = spec.commandLine().getOut();
    Tally named = new Tally();
    groups.forEach(
        (group, tally) -> {
          if (group != NamingCases.Group.ABSENT && group != NamingCases.Group.AMBIGUOUS) {
            named.right += tally.right;
            named.other += tally.other;
            tally.wrong.forEach((kind, n) -> named.wrong.merge(kind, n, Integer::sum));
          }
        });
    if (json) {
      ObjectNode document = new ObjectMapper().createObjectNode();
      ObjectNode counts = document.putObject("groups");
      groups.forEach((group, t) -> write(counts.putObject(word(group)), t));
      write(document.putObject("named"), named);
      document.set("wrong", wrong);
      out.println(JsonDocument.of(document));
      return;
    }
    out.printf(
        Locale.ROOT,
        "%-10s %6s %6s %15s %13s %7s %6s %15s%n",
        "group",
        "n",
        "right",
        "95 % interval",
        "other object",
        "absent",
        "asked",
        "not understood");
    groups.forEach((group, t) -> row(out, word(group), t));
    row(out, "all named", named);
  }

  private static String word(NamingCases.Group group) {
    return group.name().toLowerCase(Locale.ROOT);
  }

  private static void write(ObjectNode node, Tally tally) {
    double[] interval = TaskSummary.wilson95(tally.right, tally.all());
    node.put("n", tally.all())
        .put("right", tally.right)
        .put("low", interval[0])
        .put("high", interval[1])
        .put("otherObject", tally.other);
    tally.wrong.forEach((kind, n) -> node.put(kind.name().toLowerCase(Locale.ROOT), n));
  }

  private static void row(PrintWriter out, String name, Tally t) {
    double[] interval = TaskSummary.wilson95(t.right, t.all());
    out.printf(
        Locale.ROOT,
        "%-10s %6d %5.1f%% %15s %13d %7d %6d %15d%n",
        name,
        t.all(),
        100.0 * t.right / Math.max(1, t.all()),
        String.format(Locale.ROOT, "%.1f..%.1f", 100 * interval[0], 100 * interval[1]),
        t.other,
        t.wrong.getOrDefault(Naming.Kind.ABSENT, 0),
        t.wrong.getOrDefault(Naming.Kind.AMBIGUOUS, 0),
        t.wrong.getOrDefault(Naming.Kind.NOT_UNDERSTOOD, 0));
  }
}
