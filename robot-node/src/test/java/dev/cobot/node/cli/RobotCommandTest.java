package dev.cobot.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.topics.JointStateCodec;
import dev.cobot.node.topics.JointStateMerger;
import dev.cobot.node.topics.TrajectoryCodec;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.robotfile.RobotFile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A robot with other names than ours, from its description to a cube in the bowl. */
class RobotCommandTest {
  private static final Path ARM7 =
      Path.of(System.getProperty("cobot.home"), "worlds/robots/arm7.urdf");

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int cobot(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Cobot.execute(arguments, new PrintWriter(out, true), new PrintWriter(err, true));
  }

  private Path imported() throws Exception {
    Path urdf =
        Files.writeString(
            folder.resolve("other.urdf"),
            Files.readString(ARM7)
                .replace("\"base_link\"", "\"link0\"")
                .replace("\"tool0\"", "\"between\""));
    Path robot = folder.resolve("other");
    assertEquals(
        ExitCode.DONE, cobot("robot", "import", "" + urdf, "--out", "" + robot), out + "" + err);
    return robot;
  }

  @Test
  void anImportedArmPutsTheCubeIntoTheBowl() throws Exception {
    Path robot = imported();
    assertTrue(Files.size(robot.resolve("robot.png")) > 10_000);
    assertTrue(out.toString().contains("other: 7 joints"), out.toString());
    assertEquals(ExitCode.DONE, cobot("robot", "check", "" + robot, "--json"));
    JsonNode check = new JsonMapper().readTree(out.toString());
    assertEquals(7, check.get("armJoints").size());
    assertTrue(check.get("problems").isEmpty(), out.toString());
    assertEquals(ExitCode.DONE, cobot("robot", "check", "arm6"), out + "" + err);

    int code =
        cobot(
            "eval",
            "rat7",
            "--policy",
            "expert",
            "--tasks",
            "T2",
            "--episodes",
            "2",
            "--robot",
            "" + robot,
            "--json");
    assertEquals(ExitCode.DONE, code, err.toString());
    assertEquals(
        2,
        new JsonMapper().readTree(out.toString()).at("/tasks/0/successes").asInt(),
        out.toString());

    assertEquals(
        ExitCode.CONFIGURATION,
        cobot("eval", "rat7", "--policy", "expert", "--tasks", "T2", "--robot", "nobody"));
    assertTrue(err.toString().contains("cobot robot import FILE"), err.toString());
  }

  @Test
  void itsDriversAreToldAndTheGripperIsCommandedAndHeardByItsOwnJoint() throws Exception {
    Path folder = imported();
    assertTrue(out.toString().contains("arm: /arm_controller/command (traj"), out.toString());
    Path file = folder.resolve(RobotFile.FILE);
    String text = Files.readString(file);
    Files.writeString(
        file, text + "ros: {gripper: {type: std_srvs/SetBool, name: /pump, heldMeters: 0.02}}\n");
    assertEquals(ExitCode.DONE, cobot("robot", "check", "" + folder));
    assertTrue(out.toString().contains("gripper: /pump (std_srvs/SetBool), true closes"), "" + out);
    assertTrue(out.toString().contains("each closing is taken for a grasp, at 0.02 m"), "" + out);
    Files.writeString(file, text + "ros: {gripper: {type: pump, name: /pump}}\n");
    assertEquals(ExitCode.CONFIGURATION, cobot("robot", "check", "" + folder));
    assertTrue(
        err.toString().contains("robot.yaml: ros.gripper.type: gripper.type: got"), "" + err);

    RobotModel robot = RobotFile.load(folder);
    double[] none = new double[7];
    ArmState sent = new ArmState(robot.armJointNames(), none, none, 0.031, -0.02, 1_000_000_000L);
    ArmState heard =
        new JointStateMerger(robot)
            .update(new JointStateCodec(robot).toMessage(sent))
            .orElseThrow();
    assertEquals(0.031, heard.gripperOpeningMeters(), 1e-9);
    assertEquals(-0.02, heard.gripperVelocityMetersPerSecond(), 1e-6);
    assertEquals(
        0.05, TrajectoryCodec.openingMeters(TrajectoryCodec.gripper(robot, 0.05, 1), robot), 1e-9);
  }
}
