package dev.cobot.sim2real.robotfile;

import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.robot.RobotModel.Joint;
import dev.cobot.sim2real.scene.Transform;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What was looked at before a robot moves.
 *
 * @param homeRad where it waits; empty when it cannot bring its tool there
 * @param reachedPlaces of {@code places} on and over the table, the gripper down
 * @param problems what keeps it from working, one sentence each; empty when nothing does
 * @param notes what the files say and is not used
 */
public record RobotCheck(
    String robot,
    List<String> armJoints,
    double strokeMeters,
    boolean ownGripper,
    List<Double> homeRad,
    int reachedPlaces,
    int places,
    List<String> problems,
    List<String> notes) {
  private static final double ENOUGH = 0.9;

  public RobotCheck {
    armJoints = List.copyOf(armJoints);
    homeRad = List.copyOf(homeRad);
    problems = List.copyOf(problems);
    notes = List.copyOf(notes);
  }

  /** Checks the robot of a folder that {@code cobot robot import} wrote. */
  public static RobotCheck of(Path folder) throws IOException {
    RobotFile file = RobotFile.read(folder);
    RobotModel robot = RobotFile.load(folder);
    return of(
        robot, Optional.of(new TableReach(robot, file.place()).from(file.homeRad())), List.of());
  }

  /** Checks an arm that is called by our names. */
  public static RobotCheck of(RobotModel robot, Transform tableFromBase) {
    TableReach reach = new TableReach(robot, tableFromBase);
    Optional<TableReach.Home> home =
        robot.homeStateRad().isEmpty()
            ? reach.find(List.of())
            : Optional.of(reach.from(robot.homeStateRad()));
    return of(robot, home, List.of());
  }

  static RobotCheck of(RobotModel robot, Optional<TableReach.Home> home, List<String> more) {
    List<String> problems = new ArrayList<>();
    if (home.isEmpty()) {
      problems.add(
          "the tool cannot be brought over the table's near part pointing down; give another mount,"
              + " tool frame or homeRad in robot.yaml");
    } else {
      if (home.get().share() < ENOUGH) {
        problems.add(
            String.format(
                Locale.ROOT,
                "only %d of %d places at the table are reached from home without a jump or a limit",
                home.get().reached(),
                TableReach.places()));
      }
      if (!home.get().inItself().isEmpty()) {
        problems.add("at home it touches itself: " + home.get().inItself());
      }
      if (!home.get().inTable().isEmpty()) {
        problems.add("at home it is in the table: " + home.get().inTable());
      }
    }
    List<String> notes = new ArrayList<>(more);
    notes.addAll(robot.ignored());
    return new RobotCheck(
        robot.name(),
        robot.armJoints().stream().map(RobotCheck::words).toList(),
        robot.maxGripperOpeningMeters(),
        robot.linkage().isThere() || !robot.palmLink().equals(FittedRobot.PALM),
        home.map(h -> Arrays.stream(h.positionsRad()).boxed().toList()).orElse(List.of()),
        home.map(TableReach.Home::reached).orElse(0),
        TableReach.places(),
        problems,
        notes);
  }

  private static String words(Joint joint) {
    return String.format(
        Locale.ROOT,
        "%s, %.3f to %.3f rad, %.3f rad/s",
        joint.name(),
        joint.lower(),
        joint.upper(),
        joint.maxVelocity());
  }
}
