package dev.cobot.node.cell;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.node.topics.Topics;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.Publisher;
import dev.cobot.ros.PublisherOptions;
import dev.cobot.ros.RosException;
import dev.cobot.ros.message.StringMessage;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.task.TaskJudge;
import dev.cobot.sim2real.task.TaskScene;
import dev.cobot.sim2real.world.World;
import java.util.Locale;
import java.util.Optional;

/**
 * Tells judges how a cell's task stands: its prompt and, at every change and once a second, the
 * verdict of the same referee as an evaluation's. The task's time runs from the first command that
 * the robot obeys. Belongs to the cell's thread.
 */
final class CellReferee {
  /** The control rate of an evaluation. */
  private static final long OBSERVE_NANOS = 40_000_000L;

  private static final long TELL_NANOS = 1_000_000_000L;
  private static final JsonMapper JSON = new JsonMapper();

  private final World.RobotMount robot;
  private final Publisher<StringMessage> prompts;
  private final Publisher<StringMessage> verdicts;
  private TaskScene scene;
  private TaskJudge judge;
  private long seed;
  private long nextNanos;
  private long nextTellNanos;
  private double beganSeconds;
  private String told = "";

  CellReferee(ConnectedNode node, World.RobotMount robot) throws RosException {
    this.robot = robot;
    prompts = node.newPublisher(Topics.PROMPT, StringMessage.class, PublisherOptions.latched(1));
    verdicts = node.newPublisher(Topics.VERDICT, StringMessage.class, PublisherOptions.latched(10));
  }

  /** Begins an episode; without a task there is nothing to judge. */
  void begin(Optional<TaskScene> task, long sceneSeed, PlantSimulator simulator) {
    scene = task.orElse(null);
    judge = scene == null ? null : new TaskJudge(scene, robot);
    seed = sceneSeed;
    beganSeconds = Double.NaN;
    nextNanos = simulator.timeNanos();
    nextTellNanos = simulator.timeNanos();
    prompts.publish(new StringMessage(scene == null ? "" : scene.prompt()));
    tell(simulator, scene == null ? "none" : state());
  }

  /**
   * Judges and tells; call after a step.
   *
   * @param commanded whether the robot has obeyed a command in this episode
   */
  void observe(PlantSimulator simulator, boolean commanded) {
    if (scene == null || simulator.timeNanos() < nextNanos) {
      return;
    }
    nextNanos = simulator.timeNanos() + OBSERVE_NANOS;
    if (commanded && Double.isNaN(beganSeconds)) {
      beganSeconds = simulator.timeSeconds();
    }
    judge.observe(simulator.truth(), simulator.armTruth());
    if (isJudged() && simulator.timeSeconds() - beganSeconds > scene.task().timeLimitSeconds()) {
      judge.end("timeout");
    }
    tell(simulator, state());
  }

  /** A refusal is judged by the runtime's answer, which the cell does not hear. */
  private boolean isJudged() {
    return !scene.task().isRefused();
  }

  private String state() {
    return isJudged() ? judge.verdict().state().name().toLowerCase(Locale.ROOT) : "unjudged";
  }

  private void tell(PlantSimulator simulator, String state) {
    ObjectNode verdict = JSON.createObjectNode();
    verdict.put("state", state);
    if (scene != null) {
      verdict.put("task", scene.task().id());
      verdict.put("seed", seed);
      verdict.put("prompt", scene.prompt());
      verdict.put("failure", judge.verdict().failure());
      verdict.put("progress", judge.progress());
      verdict.put("picked", judge.picked());
      verdict.set("predicates", JSON.valueToTree(judge.predicates()));
      verdict.put("timeLimitSeconds", scene.task().timeLimitSeconds());
    }
    String content = verdict.toString();
    if (content.equals(told) && simulator.timeNanos() < nextTellNanos) {
      return;
    }
    told = content;
    nextTellNanos = simulator.timeNanos() + TELL_NANOS;
    verdict.put("timeSeconds", millis(simulator.timeSeconds()));
    verdict.put(
        "taskSeconds",
        Double.isNaN(beganSeconds) ? 0 : millis(simulator.timeSeconds() - beganSeconds));
    verdicts.publish(new StringMessage(verdict.toString()));
  }

  private static double millis(double seconds) {
    return Math.round(1000 * seconds) / 1000.0;
  }
}
