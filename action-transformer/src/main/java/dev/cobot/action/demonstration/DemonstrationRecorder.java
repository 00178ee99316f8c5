package dev.cobot.action.demonstration;

import dev.cobot.action.decode.ChunkDecoder;
import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.policy.ChunkCodec;
import dev.cobot.action.policy.GripperHysteresis;
import dev.cobot.action.policy.PolicyNet;
import dev.cobot.action.policy.PolicyTokens;
import dev.cobot.brain.attribute.AttributeDomain;
import dev.cobot.brain.belief.SceneBelief;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.BodyDomain;
import dev.cobot.brain.body.GripSense;
import dev.cobot.brain.body.HandState;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.InverseKinematics;
import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.robot.Kinematics;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.sim.CellSimulator;
import dev.cobot.sim2real.sim.CellTruth;
import dev.cobot.sim2real.task.TaskJudge;
import dev.cobot.sim2real.task.TaskScene;
import dev.cobot.sim2real.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Records demonstrations in the simulator. The expert acts on beliefs that carry perception's
 * errors, and its motion is disturbed while its labels are clean (DART, Laskey et al. 2017), so
 * that the policy sees states off the expert's path and what to do there.
 */
public final class DemonstrationRecorder {
  private static final int PICTURE_EVERY_TICKS = 2;
  private static final int TICKS_AFTER_DONE = 12;
  private static final double MAX_SECONDS = 22;
  private static final double LOWEST_HAND_METERS = 0.012;
  private static final int WARM_UP_PICTURES = 4;

  /**
   * One control tick.
   *
   * @param objects ({@link PolicyTokens#SLOTS}, {@link PolicyTokens#OBJECT_WIDTH})
   * @param present ({@link PolicyTokens#SLOTS})
   * @param body the body's latent
   * @param attended the attribute latent of the target as believed
   * @param label (25, 12) as {@link ChunkCodec} writes it
   * @param targetSlot the slot of the target
   */
  public record Sample(
      float[] objects,
      float[] present,
      float[] body,
      float[] attended,
      float[] label,
      int targetSlot) {}

  /** One episode: what was said, what was done, whether the referee was content. */
  public record Episode(
      String prompt, List<Sample> samples, boolean success, String failure, double seconds) {
    public Episode {
      samples = List.copyOf(samples);
    }
  }

  private final World world;
  private final PickPlaceExpert expert = new PickPlaceExpert(ActionChunk.STEP_SECONDS);

  public DemonstrationRecorder(World world) {
    this.world = world;
  }

  /** Records one episode: disturbed, and from anywhere. */
  public Episode record(TaskScene scene, SeedStreams seeds) {
    return record(scene, seeds, EpisodeWatch.NONE);
  }

  /** As {@link #record(TaskScene, SeedStreams)}, watched. */
  public Episode record(TaskScene scene, SeedStreams seeds, EpisodeWatch watch) {
    SplittableRandom noise = seeds.stream("demonstration.noise");
    try (CellSimulator cell =
        CellSimulator.open(world, scene.objects(), seeds.stream("physics").nextLong())) {
      startSomewhere(cell, seeds.stream("demonstration.start"));
      Disturbance disturbance = new Disturbance(noise);
      PerceptionNoise perception = new PerceptionNoise(seeds.stream("demonstration.perception"));
      SplittableRandom order = seeds.stream("demonstration.slots");
      SceneBelief belief = new SceneBelief();
      GripSense grip = new GripSense();
      GripperHysteresis gripper = new GripperHysteresis();
      Kinematics kinematics = new Kinematics(world.robot().model());
      ChunkDecoder decoder = new ChunkDecoder(world.robot().model(), world.robot().tableFromBase());
      TaskJudge judge = new TaskJudge(scene, world.robot());
      List<Sample> samples = new ArrayList<>();
      double start = cell.timeSeconds();
      int tick = 0;
      int after = 0;
      String[] ids = null;
      while (cell.timeSeconds() - start < MAX_SECONDS && after < TICKS_AFTER_DONE) {
        ArmState arm = cell.armState();
        HandState hand =
            grip.feel(
                world.robot().tableFromBase().after(kinematics.baseFromTool(arm.positionsRad())),
                arm.gripperOpeningMeters(),
                arm.gripperVelocityMetersPerSecond(),
                gripper.closed());
        CellTruth truth = cell.truth();
        belief.feel(hand);
        if (tick % PICTURE_EVERY_TICKS == 0) {
          belief.see(cell.timeNanos(), perception.look(truth), world.camera(), hand);
        }
        if (tick++ < WARM_UP_PICTURES * PICTURE_EVERY_TICKS) {
          cell.advance(ActionChunk.STEP_SECONDS);
          continue;
        }
        if (ids == null) {
          ids = identify(belief, scene);
          if (ids == null) {
            return new Episode(scene.prompt(), List.of(), false, "not_seen", 0);
          }
        }
        Track target = byId(belief, ids[0]);
        Track destination = byId(belief, ids[1]);
        if (target == null || destination == null) {
          break;
        }
        ExpertView view =
            new ExpertView(
                hand,
                target.attributes().positionMeters(),
                target.attributes().yawRad(),
                target.attributes().sizeMeters().z() / 2,
                destination.attributes().positionMeters(),
                destination.attributes().positionMeters().z()
                    + destination.attributes().sizeMeters().z() / 2,
                PickPlaceExpert.TRAVEL_Z_METERS);
        ActionChunk chunk =
            expert.chunk(cell.timeNanos(), view, target.attributes().sizeMeters().y());
        samples.add(sample(belief, ids, hand, chunk, cell.timeNanos(), order));
        ActionChunk.Step next = chunk.steps().get(0);
        boolean close = gripper.update(next.closeProbability());
        cell.followTrajectory(
            decoder.decode(
                disturbance.apply(chunk),
                cell.timeNanos(),
                arm.positionsRad(),
                arm.velocitiesRadPerSecond()));
        cell.commandGripper(close ? 0 : world.robot().model().maxGripperOpeningMeters());
        cell.advance(ActionChunk.STEP_SECONDS);
        judge.observe(cell.truth(), cell.armTruth());
        watch.tick(cell, tick);
        after = next.doneProbability() > 0.5 ? after + 1 : 0;
      }
      TaskJudge.Verdict verdict = judge.end("timeout");
      return new Episode(
          scene.prompt(),
          samples,
          verdict.state() == TaskJudge.State.SUCCESS,
          verdict.failure(),
          cell.timeSeconds() - start);
    }
  }

  /** Starts at home, or with the hand somewhere over the table and the gripper at any opening. */
  private void startSomewhere(CellSimulator cell, SplittableRandom random) {
    if (random.nextInt(2) == 0) {
      Transform tableFromTool =
          new Transform(
              CameraModel.TABLE,
              RobotModel.TOOL,
              new Vector3(
                  random.nextDouble(-0.22, 0.2),
                  random.nextDouble(-0.25, 0.25),
                  random.nextDouble(0.2, 0.38)),
              InverseKinematics.toolDown(random.nextDouble(-0.7, 0.7)));
      InverseKinematics.Solution pose =
          new InverseKinematics(world.robot().model())
              .solve(
                  world.robot().tableFromBase().inverse().after(tableFromTool),
                  cell.homePositionsRad());
      cell.followTrajectory(
          JointTrajectory.to(cell.armState().jointNames(), 1.2, pose.positionsRad()));
      if (random.nextInt(3) == 0) {
        cell.commandGripper(random.nextDouble(0, 0.085));
      }
      cell.advance(1.5);
    } else {
      cell.advance(0.2);
    }
  }

  /** Returns the tracks of target and destination, or null when the belief lacks one. */
  private static String[] identify(SceneBelief belief, TaskScene scene) {
    String target = nearest(belief, scene, scene.targetId());
    String destination = nearest(belief, scene, scene.destinationId().orElseThrow());
    return target == null || destination == null ? null : new String[] {target, destination};
  }

  private static String nearest(SceneBelief belief, TaskScene scene, String objectId) {
    for (Track track : belief.tracks()) {
      boolean near =
          track
                  .attributes()
                  .positionMeters()
                  .horizontalDistanceTo(scene.object(objectId).positionMeters())
              < 0.03;
      if (near && track.attributes().kind() == scene.object(objectId).kind()) {
        return track.id();
      }
    }
    return null;
  }

  private static Track byId(SceneBelief belief, String id) {
    return belief.tracks().stream().filter(t -> t.id().equals(id)).findFirst().orElse(null);
  }

  private static Sample sample(
      SceneBelief belief,
      String[] ids,
      HandState hand,
      ActionChunk chunk,
      long nowNanos,
      SplittableRandom random) {
    List<Track> tracks = new ArrayList<>(belief.tracks());
    for (int i = tracks.size() - 1; i > 0; i--) { // slots in random order: they mean nothing
      int j = random.nextInt(i + 1);
      Track swap = tracks.get(i);
      tracks.set(i, tracks.get(j));
      tracks.set(j, swap);
    }
    float[] objects = new float[PolicyTokens.SLOTS * PolicyTokens.OBJECT_WIDTH];
    float[] present = new float[PolicyTokens.SLOTS];
    float[] attended = null;
    int targetSlot = -1;
    for (int slot = 0; slot < Math.min(PolicyTokens.SLOTS, tracks.size()); slot++) {
      Track track = tracks.get(slot);
      boolean isTarget = track.id().equals(ids[0]);
      boolean isDestination = track.id().equals(ids[1]);
      PolicyTokens.writeObject(
          track,
          hand,
          (nowNanos - track.lastSeenNanos()) * 1e-9,
          attention(isTarget, random),
          attention(isDestination, random),
          objects,
          slot * PolicyTokens.OBJECT_WIDTH);
      present[slot] = 1;
      if (isTarget) {
        targetSlot = slot;
        attended = AttributeDomain.latent(track.attributes());
      }
    }
    float[] label = new float[ActionChunk.STEPS * PolicyNet.STEP_WIDTH];
    ChunkCodec.write(chunk, hand, label, 0);
    return new Sample(objects, present, BodyDomain.latent(hand), attended, label, targetSlot);
  }

  private static double attention(boolean attended, SplittableRandom random) {
    return attended ? 1 - 0.25 * random.nextDouble() : 0.08 * random.nextDouble();
  }

  /**
   * What keeps the hand from following the expert exactly: a slow drift, and now and then a push.
   */
  private static final class Disturbance {
    private static final double KICK_PER_TICK = 0.008;
    private static final double KICK_METERS = 0.004;

    private final SplittableRandom random;
    private final double driftMeters;
    private final double driftRad;
    private Vector3 offset = Vector3.ZERO;
    private double yawRad;

    Disturbance(SplittableRandom random) {
      this.random = random;
      double[] levels = {0, 0, 0.0004, 0.0008};
      driftMeters = levels[random.nextInt(levels.length)];
      driftRad = driftMeters * 8;
    }

    ActionChunk apply(ActionChunk chunk) {
      offset =
          offset
              .times(0.85)
              .plus(
                  new Vector3(
                      random.nextGaussian() * driftMeters,
                      random.nextGaussian() * driftMeters,
                      random.nextGaussian() * driftMeters));
      yawRad = 0.9 * yawRad + random.nextGaussian() * driftRad;
      if (driftMeters > 0 && random.nextDouble() < KICK_PER_TICK) {
        offset =
            offset.plus(
                new Vector3(
                    random.nextGaussian() * KICK_METERS,
                    random.nextGaussian() * KICK_METERS,
                    Math.abs(random.nextGaussian()) * KICK_METERS));
      }
      Quaternion turn = Quaternion.fromYaw(yawRad);
      List<ActionChunk.Step> steps = new ArrayList<>(chunk.steps().size());
      for (ActionChunk.Step step : chunk.steps()) {
        Vector3 p = step.tableFromTool().translation().plus(offset);
        steps.add(
            new ActionChunk.Step(
                new Transform(
                    CameraModel.TABLE,
                    RobotModel.TOOL,
                    new Vector3(p.x(), p.y(), Math.max(LOWEST_HAND_METERS, p.z())),
                    turn.after(step.tableFromTool().rotation())),
                step.closeProbability(),
                step.doneProbability(),
                step.progress()));
      }
      return new ActionChunk(chunk.stampNanos(), chunk.stepSeconds(), steps);
    }
  }
}
