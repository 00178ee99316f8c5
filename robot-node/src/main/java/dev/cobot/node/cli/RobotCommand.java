package dev.cobot.node.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.node.cli.console.CliException;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.cli.console.Launcher;
import dev.cobot.node.cli.console.VerboseOption;
import dev.cobot.node.config.ConfigException;
import dev.cobot.node.config.ProfileReader;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.node.config.Robots;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.robotfile.RobotCheck;
import dev.cobot.sim2real.robotfile.RobotFile;
import dev.cobot.sim2real.robotfile.RobotImport;
import dev.cobot.sim2real.robotfile.RobotPicture;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot robot}: robots of other makers. */
@Command(
    name = "robot",
    mixinStandardHelpOptions = true,
    description = "Takes robots of other makers by their URDF, and checks them.",
    subcommands = {RobotCommand.Import.class, RobotCommand.Check.class})
final class RobotCommand implements Callable<Integer> {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int MAX_NOTES = 10;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "say what: import FILE, or check NAME");
  }

  /** {@code cobot robot import}. */
  @Command(
      name = "import",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "Finds the arm (6 or 7 turning joints in a row), the tool and the gripper in a URDF or"
            + " xacro file, where it stands best at the table and where it waits, and writes a"
            + " folder with robot.yaml, robot.urdf and robot.png. What cannot be decided is said,"
            + " with the option to give.",
        "Meshes are looked for by package above the file, then by ROS_PACKAGE_PATH and"
            + " AMENT_PREFIX_PATH."
      })
  static final class Import implements Callable<Integer> {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    @Parameters(paramLabel = "FILE", description = "A URDF or xacro file.")
    private Path file;

    @Option(names = "--base", paramLabel = "LINK", description = "The link the arm stands on.")
    private String base;

    @Option(
        names = "--tool",
        paramLabel = "LINK",
        description = "The last link of the arm, or one fixed to it.")
    private String tool;

    @Option(
        names = "--arm",
        paramLabel = "JOINT",
        split = ",",
        description = "The arm's joints from the base on, 5 to 7.")
    private List<String> arm = List.of();

    @Option(
        names = "--gripper",
        paramLabel = "JOINT",
        split = ",",
        description = "The one or two joints that open and close the gripper.")
    private List<String> gripper = List.of();

    @Option(
        names = "--srdf",
        paramLabel = "FILE",
        description =
            "Groups and states as MoveIt has them (default: the file of that name beside FILE).")
    private Path srdf;

    @Option(
        names = "--out",
        paramLabel = "DIR",
        required = true,
        description = "Where it is written, as worlds/robots/NAME.")
    private Path out;

    @Option(names = "--json", description = "Print one JSON document and nothing else.")
    private boolean json;

    @Mixin private VerboseOption verbose;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws ConfigException, IOException {
      verbose.apply();
      Path folder = out.toAbsolutePath().normalize();
      String name = folder.getFileName() == null ? "" : folder.getFileName().toString();
      if (!NAME.matcher(name).matches()) {
        throw new ParameterException(
            spec.commandLine(),
            "--out: the robot's name is the folder's, letters, digits, _ and -, got '"
                + name
                + "'");
      }
      RobotImport.Imported imported =
          RobotImport.run(
              new RobotImport.Request(
                  file,
                  name,
                  Optional.ofNullable(base),
                  Optional.ofNullable(tool),
                  arm,
                  gripper,
                  Optional.ofNullable(srdf)));
      imported.write(folder);
      Path picture = folder.resolve("robot.png");
      boolean drawn = !imported.check().homeRad().isEmpty();
      if (drawn) {
        RobotPicture.write(RobotFile.into(usualWorld(), folder), picture);
      }
      print(
          spec,
          imported.check(),
          Robots.drivers(folder.toString(), imported.robot()).words(imported.robot()),
          json);
      if (!json) {
        spec.commandLine()
            .getErr()
            .println(
                "cobot: wrote "
                    + folder.resolve(RobotFile.FILE)
                    + (drawn ? " and " + picture : "")
                    + Launcher.inWords(
                        "; try: cobot eval rat7 --policy expert --tasks T2 --episodes 10 --robot ")
                    + out);
      }
      return imported.check().problems().isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    }
  }

  /** {@code cobot robot check}. */
  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description =
          "Says of a robot how its drivers are spoken to, what its files say and is not used, and"
              + " whether it reaches the table, touches itself or the table at home. Exit code 1"
              + " when something keeps it from working.")
  static final class Check implements Callable<Integer> {
    @Parameters(
        paramLabel = "NAME|FILE",
        description =
            "A robot as --robot takes it, or a URDF or xacro file, which is looked at as import"
                + " does.")
    private String robot;

    @Option(names = "--json", description = "Print one JSON document and nothing else.")
    private boolean json;

    @Mixin private VerboseOption verbose;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws ConfigException, IOException {
      verbose.apply();
      RobotCheck check = check();
      print(spec, check, drivers(), json);
      return check.problems().isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    }

    /** Returns how the drivers of a robot with a robot file are spoken to. */
    private List<String> drivers() throws ConfigException, IOException {
      if (Files.isRegularFile(ProjectHome.typed(robot))) {
        return List.of();
      }
      Path found = Robots.find(robot);
      RobotModel model = Files.isDirectory(found) ? RobotFile.load(found) : RobotModel.load(found);
      return Robots.drivers(robot, model).words(model);
    }

    private RobotCheck check() throws ConfigException, IOException {
      Path typed = ProjectHome.typed(robot);
      if (Files.isRegularFile(typed)) {
        return RobotImport.run(
                new RobotImport.Request(
                    typed,
                    "robot",
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    Optional.empty()))
            .check();
      }
      Path found = Robots.find(robot);
      return Files.isDirectory(found)
          ? RobotCheck.of(found)
          : RobotCheck.of(RobotModel.load(found), usualWorld().robot().tableFromBase());
    }
  }

  private static World usualWorld() throws ConfigException, IOException {
    Path file = ProjectHome.resolve(ProfileReader.shipped().world());
    if (!Files.isRegularFile(file)) {
      throw new CliException(ExitCode.CONFIGURATION, "there is no world file " + file);
    }
    return World.load(file);
  }

  private static void print(CommandSpec spec, RobotCheck check, List<String> drivers, boolean json)
      throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ObjectNode document = JSON.valueToTree(check);
      document.set("drivers", JSON.valueToTree(drivers));
      out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document));
      return;
    }
    out.printf("%s: %d joints%n", check.robot(), check.armJoints().size());
    check.armJoints().forEach(joint -> out.println("  " + joint));
    out.printf(
        "gripper: %s, opens to %.0f mm%n",
        check.ownGripper() ? "its own" : "one of ours stands for it", 1000 * check.strokeMeters());
    out.printf("home: %s%n", check.homeRad().isEmpty() ? "none" : rounded(check.homeRad()));
    out.printf("reaches %d of %d places at the table%n", check.reachedPlaces(), check.places());
    drivers.forEach(out::println);
    List<String> notes = check.notes();
    notes.stream().limit(MAX_NOTES).forEach(note -> out.println("note: " + note));
    if (notes.size() > MAX_NOTES) {
      out.printf("note: %d more places (--json has all)%n", notes.size() - MAX_NOTES);
    }
    check.problems().forEach(problem -> out.println("problem: " + problem));
    out.println(check.problems().isEmpty() ? "ok" : "not ok");
  }

  private static List<Double> rounded(List<Double> values) {
    return values.stream().map(v -> Math.round(v * 1000) / 1000.0).toList();
  }
}
