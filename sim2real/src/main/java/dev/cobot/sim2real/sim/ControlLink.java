package dev.cobot.sim2real.sim;

import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.scene.SeedStreams;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What is between the robot and who commands it: commands may be late or lost, sensors old and
 * noisy. What is lost and the noise depend on the seed, the number of the command and the step, so
 * that a restored simulator goes on with the same ones.
 */
final class ControlLink implements Checkpointed {
  private static final int MAX_PENDING = 100_000;

  private final SimulatorOptions.Link link;
  private final List<String> jointNames;
  private final SeedStreams losses;
  private final SeedStreams noise;
  private final int sensorDelaySteps;
  private final int actuationDelaySteps;
  private final Deque<Command> pending = new ArrayDeque<>();
  // The last states, the oldest first; of one more step than the delay.
  private final Deque<ArmState> said = new ArrayDeque<>();
  private long sent;

  /**
   * A command on its way.
   *
   * @param trajectory null for one to the gripper
   */
  private record Command(long dueStep, JointTrajectory trajectory, double openingMeters) {}

  /** Obeys commands. */
  interface Drives {
    void follow(JointTrajectory trajectory);

    void grip(double openingMeters);
  }

  ControlLink(SimulatorOptions.Link link, List<String> jointNames, long seed, double stepSeconds) {
    this.link = link;
    this.jointNames = jointNames;
    losses = new SeedStreams(new SeedStreams(seed).stream("link.loss").nextLong());
    noise = new SeedStreams(new SeedStreams(seed).stream("link.noise").nextLong());
    sensorDelaySteps = (int) Math.round(link.sensorDelaySeconds() / stepSeconds);
    actuationDelaySteps = (int) Math.round(link.actuationDelaySeconds() / stepSeconds);
  }

  /** Takes a command to the arm on its way; one without a delay arrives at once. */
  void send(JointTrajectory trajectory, long step, Drives drives) {
    send(new Command(step + actuationDelaySteps, trajectory, 0), step, drives);
  }

  /** Takes a command to the gripper on its way; one without a delay arrives at once. */
  void send(double openingMeters, long step, Drives drives) {
    send(new Command(step + actuationDelaySteps, null, openingMeters), step, drives);
  }

  private void send(Command command, long step, Drives drives) {
    long number = sent++;
    boolean lost =
        link.packetLoss() > 0
            && losses.child(number).stream("packet").nextDouble() < link.packetLoss();
    if (lost) {
      return;
    }
    if (pending.size() >= MAX_PENDING) {
      throw new IllegalStateException(
          "more than " + MAX_PENDING + " commands are on their way; let time go on between them");
    }
    pending.add(command);
    deliver(step, drives);
  }

  /** Hands over what is due. */
  void deliver(long step, Drives drives) {
    while (!pending.isEmpty() && pending.peek().dueStep() <= step) {
      Command command = pending.remove();
      if (command.trajectory() == null) {
        drives.grip(command.openingMeters());
      } else {
        drives.follow(command.trajectory());
      }
    }
  }

  /** Takes in the true state at the end of a step, or at the start. */
  void sense(ArmState state) {
    if (sensorDelaySteps == 0) {
      said.clear();
    }
    said.add(state);
    while (said.size() > sensorDelaySteps + 1) {
      said.remove();
    }
  }

  /** Returns what is heard of the sensors. */
  ArmState heard(long step) {
    ArmState state = said.element();
    double[] positions = state.positionsRad().clone();
    if (link.jointNoiseRad() > 0) {
      SplittableRandom random = noise.child(step).stream("joints");
      for (int i = 0; i < positions.length; i++) {
        positions[i] += random.nextGaussian() * link.jointNoiseRad();
      }
    }
    return new ArmState(
        state.jointNames(),
        positions,
        state.velocitiesRadPerSecond().clone(),
        state.gripperOpeningMeters(),
        state.gripperVelocityMetersPerSecond(),
        state.stampNanos());
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeLong(sent);
    out.writeInt(pending.size());
    for (Command command : pending) {
      out.writeLong(command.dueStep());
      out.writeBoolean(command.trajectory() != null);
      if (command.trajectory() == null) {
        out.writeDouble(command.openingMeters());
      } else {
        StateCodec.write(out, command.trajectory());
      }
    }
    out.writeInt(said.size());
    for (ArmState state : said) {
      StateCodec.write(out, state.positionsRad());
      StateCodec.write(out, state.velocitiesRadPerSecond());
      StateCodec.write(out, state.gripperOpeningMeters(), state.gripperVelocityMetersPerSecond());
      out.writeLong(state.stampNanos());
    }
  }

  @Override
  public void restore(DataInput in) throws IOException {
    long newSent = in.readLong();
    if (newSent < 0) {
      throw new IOException("the number of commands must not be negative, got " + newSent);
    }
    int joints = jointNames.size();
    List<Command> commands = new ArrayList<>();
    int count = StateCodec.inRange(in.readInt(), 0, MAX_PENDING, "commands on their way");
    for (int i = 0; i < count; i++) {
      long due = in.readLong();
      commands.add(
          in.readBoolean()
              ? new Command(due, StateCodec.trajectory(in, jointNames), 0)
              : new Command(due, null, StateCodec.numbers(in, 1)[0]));
    }
    List<ArmState> states = new ArrayList<>();
    int history = StateCodec.inRange(in.readInt(), 1, sensorDelaySteps + 1, "sensor states");
    for (int i = 0; i < history; i++) {
      double[] positions = StateCodec.numbers(in, joints);
      double[] velocities = StateCodec.numbers(in, joints);
      double[] gripper = StateCodec.numbers(in, 2);
      states.add(
          new ArmState(jointNames, positions, velocities, gripper[0], gripper[1], in.readLong()));
    }
    sent = newSent;
    pending.clear();
    pending.addAll(commands);
    said.clear();
    said.addAll(states);
  }
}
