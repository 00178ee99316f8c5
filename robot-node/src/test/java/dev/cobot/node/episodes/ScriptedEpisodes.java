package dev.cobot.node.episodes;

import dev.cobot.action.safety.Release;
import dev.cobot.action.skill.Outcome;
import dev.cobot.brain.language.CommandMeaning;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.node.config.RecordingsProfile;
import dev.cobot.node.event.CellEvent;
import dev.cobot.node.event.CellListener;
import dev.cobot.node.event.CellStatus;
import dev.cobot.node.event.Command;
import dev.cobot.node.event.CommandReport;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.Transform;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Tells a listener what a loop would, without one. */
final class ScriptedEpisodes {
  static final List<String> JOINTS = List.of("shoulder", "elbow");
  private static final long TICK_NANOS = 40_000_000L;
  private static final CameraModel CAMERA =
      new CameraModel(
          CameraIntrinsics.ideal(64, 48, 1),
          Transform.identity(CameraModel.TABLE, CameraModel.OPTICAL));

  private final CellListener listener;
  private final Random random = new Random(7);
  long nowNanos = 5_000_000_000L;

  ScriptedEpisodes(CellListener listener) {
    this.listener = listener;
  }

  static RecordingsProfile profile(Path folder, int maxMegabytes) {
    return new RecordingsProfile(folder.toString(), maxMegabytes, 30, 1);
  }

  /** A command is accepted, moves for some ticks with a grasp in the middle, and ends. */
  void carryOut(Command command, int ticks, Outcome outcome) {
    begin(command);
    for (int i = 0; i < ticks; i++) {
      tick(command, i >= ticks / 2);
    }
    end(command, outcome);
  }

  void begin(Command command) {
    listener.on(new CellEvent.Accepted(nowNanos, command, "understood " + command.text()));
    listener.on(
        new CellEvent.Heard(
            nowNanos,
            command.id(),
            new CommandReading(command.text(), CommandMeaning.NONE, 0.75, Map.of())));
  }

  void tick(Command command, boolean closes) {
    nowNanos += TICK_NANOS;
    double[] at = {nowNanos * 1e-9, -1};
    listener.on(
        new CellEvent.Released(
            nowNanos,
            command.id(),
            new Release.Released(
                JointTrajectory.to(JOINTS, 0.04, new double[] {2, 3}), closes, List.of())));
    listener.on(
        new CellEvent.Ticked(
            nowNanos,
            command.id(),
            new ArmState(JOINTS, at, new double[2], 0.05, 0, nowNanos),
            Map.of("camera", frame()),
            Optional.empty(),
            1_000_000,
            Map.of()));
  }

  private CameraFrame frame() {
    byte[] rgb = new byte[3 * 64 * 48];
    random.nextBytes(rgb);
    return new CameraFrame(nowNanos, CAMERA, rgb);
  }

  void end(Command command, Outcome outcome) {
    CommandReport report = report(command, outcome);
    listener.on(
        new CellEvent.Status(
            new CellStatus(
                CellStatus.Mode.IDLE,
                nowNanos,
                Optional.of(command),
                "",
                Optional.of(report),
                Optional.empty())));
    listener.on(new CellEvent.Ended(nowNanos, report));
  }

  private static CommandReport report(Command command, Outcome outcome) {
    return new CommandReport(
        command.id(),
        command.text(),
        outcome,
        null,
        List.of(),
        List.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        List.of(),
        0,
        0,
        List.of(),
        0,
        0,
        0.5,
        false,
        null,
        null,
        List.of());
  }
}
