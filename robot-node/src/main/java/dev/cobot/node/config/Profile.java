package dev.cobot.node.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.cobot.action.safety.GateLimits;
import dev.cobot.action.skill.Skill;
import dev.cobot.action.skill.Skills;
import dev.cobot.action.skill.catalog.SkillCatalog;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.node.cell.CellOptions;
import dev.cobot.node.topics.CameraTopics;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Everything that may differ from cell to cell.
 *
 * @param world the world file: robot, camera and table
 * @param cameras the cameras that are listened to: id in the world file, namespace of its topics
 * @param perception {@code vision}: the workspace's vision domain, which knows its own camera; or
 *     {@code sight}: any calibrated camera
 * @param device {@code auto}, {@code cpu} or {@code cuda:N}
 * @param gate the safety gate's limits
 * @param sim the simulated cell
 * @param mqtt the broker, if there is one
 * @param recordings what is kept of each command
 * @param dashboard the page for a browser, if it is wanted
 * @param foxglove the server for Foxglove and Lichtblick, if it is wanted
 * @param log how the log is written: {@code text}, for people, or {@code json}, an object a line
 */
public record Profile(
    @JsonProperty(required = true) String world,
    @JsonProperty(required = true) Map<String, String> cameras,
    @JsonProperty(required = true) Models models,
    @JsonProperty(required = true) String perception,
    @JsonProperty(required = true) String device,
    @JsonProperty(required = true) Ros ros,
    @JsonProperty(required = true) GateLimits gate,
    @JsonProperty(required = true) Sim sim,
    @JsonProperty(required = true) CommandLimits command,
    @JsonProperty(required = true) Rehearsal rehearsal,
    @JsonProperty(required = true) MqttProfile mqtt,
    @JsonProperty(required = true) RecordingsProfile recordings,
    @JsonProperty(required = true) DashboardProfile dashboard,
    @JsonProperty(required = true) FoxgloveProfile foxglove,
    @JsonProperty(required = true) String log) {
  public Profile {
    if (world.isBlank()) {
      throw new IllegalArgumentException("world: got nothing, must be a world file");
    }
    if (cameras.isEmpty()) {
      throw new IllegalArgumentException(
          "cameras: got none, must be at least one, such as {camera: /camera}");
    }
    cameras = Collections.unmodifiableMap(new LinkedHashMap<>(cameras));
    cameras.forEach(
        (id, namespace) -> {
          try {
            new CameraTopics(namespace);
          } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("cameras." + id + ": " + e.getMessage(), e);
          }
        });
    try {
      Perceiving.parse(perception);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("perception: " + e.getMessage(), e);
    }
    try {
      InferenceDevice.parse(device);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("device: " + e.getMessage(), e);
    }
    if (!log.equals("text") && !log.equals("json")) {
      throw new IllegalArgumentException("log: got '" + log + "', must be text or json");
    }
  }

  /** Returns the topics of the cameras that are listened to, by id. */
  public Map<String, CameraTopics> cameraTopics() {
    Map<String, CameraTopics> topics = new LinkedHashMap<>();
    cameras.forEach((id, namespace) -> topics.put(id, new CameraTopics(namespace)));
    return topics;
  }

  /** Folders of the released models, relative to the project's home. */
  public record Models(
      @JsonProperty(required = true) String vision,
      @JsonProperty(required = true) String sight,
      @JsonProperty(required = true) String language,
      @JsonProperty(required = true) String hearing,
      @JsonProperty(required = true) String workspace,
      @JsonProperty(required = true) String policy) {}

  /**
   * The ROS graph.
   *
   * @param startTimeoutSeconds longest wait for the cell's first messages
   * @param peerTimeoutSeconds silence of the joint states after which the cell counts as lost
   * @param masterTimeoutSeconds silence of the master after which it counts as lost
   */
  public record Ros(
      @JsonProperty(required = true) double startTimeoutSeconds,
      @JsonProperty(required = true) double peerTimeoutSeconds,
      @JsonProperty(required = true) double masterTimeoutSeconds) {
    public Ros {
      require("startTimeoutSeconds", startTimeoutSeconds, 0.1, 3600);
      require("peerTimeoutSeconds", peerTimeoutSeconds, 0.2, 600);
      require("masterTimeoutSeconds", masterTimeoutSeconds, 0.5, 600);
    }
  }

  /**
   * The simulated cell.
   *
   * @param seed of the scene and its physics
   */
  public record Sim(
      @JsonProperty(required = true) long seed,
      @JsonProperty(required = true) double realTimeFactor,
      @JsonProperty(required = true) int imageWidthPixels,
      @JsonProperty(required = true) double imagesPerSecond) {
    public Sim {
      new CellOptions(seed, realTimeFactor, imageWidthPixels, imagesPerSecond);
    }
  }

  /**
   * What a command may take, and what this cell does not do.
   *
   * @param timeLimitSeconds longest time from the first look to the end, clock in use
   * @param withheld skills that are refused, although the policy was trained for them
   */
  public record CommandLimits(
      @JsonProperty(required = true) double timeLimitSeconds,
      @JsonProperty(required = true) Set<String> withheld) {
    public CommandLimits {
      require("timeLimitSeconds", timeLimitSeconds, 1, 600);
      withheld = Collections.unmodifiableSet(new TreeSet<>(withheld));
      Skills ofPolicies = SkillCatalog.ALL.ofPolicies();
      for (String skill : withheld) {
        if (ofPolicies.find(skill).isEmpty()) {
          throw new IllegalArgumentException(
              "withheld: got '%s'; allowed: %s"
                  .formatted(skill, ofPolicies.all().stream().map(Skill::name).toList()));
        }
      }
    }
  }

  /**
   * Whether commands are rehearsed in twins before the arm moves.
   *
   * @param twins how many; 0 for no rehearsal
   * @param minRate share of the twins that must succeed, or the command is refused; 0 for none
   * @param threads that rehearse beside the control loop, each with models of its own
   */
  public record Rehearsal(
      @JsonProperty(required = true) int twins,
      @JsonProperty(required = true) double minRate,
      @JsonProperty(required = true) int threads) {
    public Rehearsal {
      require("twins", twins, 0, 1000);
      require("minRate", minRate, 0, 1);
      require("threads", threads, 1, 64);
      if (minRate > 0 && twins == 0) {
        throw new IllegalArgumentException(
            "minRate: got " + minRate + " without twins; set twins, as --rehearse 5 does");
      }
    }
  }

  private static void require(String what, double value, double low, double high) {
    if (!(value >= low && value <= high)) {
      throw new IllegalArgumentException(
          what + ": got " + value + ", must be in [" + low + ", " + high + "]");
    }
  }
}
