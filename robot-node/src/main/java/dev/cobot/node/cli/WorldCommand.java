package dev.cobot.node.cli;

import dev.cobot.node.cli.console.CliException;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.cli.console.JsonDocument;
import dev.cobot.node.cli.console.VerboseOption;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot world}: world files of Gazebo and of one's own. */
@Command(
    name = "world",
    mixinStandardHelpOptions = true,
    description = "Looks into world files (SDF).",
    subcommands = WorldCommand.Check.class)
final class WorldCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "say what: check FILE");
  }

  /** {@code cobot world check}. */
  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description =
          "Says where everything of a world stands, and what its files say and is not used, with"
              + " file and line. A world that cannot be read is refused by what is wrong.")
  static final class Check implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "A world file.")
    private String file;

    @Option(names = "--json", description = "Print one JSON document and nothing else.")
    private boolean json;

    @Mixin private VerboseOption verbose;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      verbose.apply();
      Path typed = ProjectHome.typed(file);
      if (!Files.isRegularFile(typed)) {
        throw new CliException(ExitCode.CONFIGURATION, "there is no world file " + typed);
      }
      World world = World.load(typed);
      List<String> notes = new ArrayList<>(world.ignored());
      world.arm().ifPresent(arm -> notes.addAll(arm.model().ignored()));
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(JsonDocument.of(document(world, notes)));
        return ExitCode.DONE;
      }
      out.printf(
          "%s: %d that stand still, %d objects, %d cameras, %s%n",
          world.name(),
          world.fixtures().size(),
          world.nominalObjects().size(),
          world.cameraMounts().size(),
          world.arm().isPresent() ? "a robot" : "no robot");
      fixtures(world).forEach((name, at) -> out.println("fixture: " + name + " at " + text(at)));
      objects(world).forEach((name, at) -> out.println("object: " + name + " at " + text(at)));
      notes.forEach(note -> out.println("note: " + note));
      out.println("ok");
      return ExitCode.DONE;
    }

    /** Where the frame of each model is, in the table's frame. */
    private static Map<String, Vector3> fixtures(World world) {
      Map<String, Vector3> at = new LinkedHashMap<>();
      world.fixtures().forEach(f -> at.put(f.model().name(), f.tableFromModel().translation()));
      return at;
    }

    /** Where the middle of each object is, in the table's frame. */
    private static Map<String, Vector3> objects(World world) {
      Map<String, Vector3> at = new LinkedHashMap<>();
      for (SceneObject object : world.nominalObjects()) {
        at.put(object.id(), object.positionMeters());
      }
      return at;
    }

    private static String text(Vector3 at) {
      return String.format(Locale.ROOT, "(%.4f, %.4f, %.4f) m", at.x(), at.y(), at.z());
    }

    private static Map<String, Object> document(World world, List<String> notes) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("world", world.name());
      document.put("fixturesMeters", numbers(fixtures(world)));
      document.put("objectsMeters", numbers(objects(world)));
      document.put("cameras", world.cameras().stream().map(CameraModel::id).toList());
      document.put("robot", world.arm().isPresent());
      document.put("notes", notes);
      return document;
    }

    private static Map<String, double[]> numbers(Map<String, Vector3> places) {
      Map<String, double[]> numbers = new LinkedHashMap<>();
      places.forEach((name, at) -> numbers.put(name, at.toArray()));
      return numbers;
    }
  }
}
