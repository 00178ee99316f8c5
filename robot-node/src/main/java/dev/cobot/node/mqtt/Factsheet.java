package dev.cobot.node.mqtt;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.action.policy.TrainedSkill;
import dev.cobot.node.config.Profile;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** What a cell is and can do, for whoever commands it. */
public final class Factsheet {
  /** What names the hashes of a model's files; of a policy trained elsewhere the second. */
  private static final Set<String> CARDS = Set.of("card.json", "policy.yaml");

  private static final JsonMapper JSON = new JsonMapper();

  private Factsheet() {}

  /**
   * Returns the facts.
   *
   * @param skills what the policy was trained for
   */
  public static ObjectNode of(
      Profile profile, World world, List<TrainedSkill> skills, String version) {
    ObjectNode node = JSON.createObjectNode();
    node.putObject("software")
        .put("cobot", version)
        .put("java", System.getProperty("java.version"));
    RobotModel model = world.robot().model();
    ObjectNode robot = node.putObject("robot").put("name", model.name());
    ArrayNode joints = robot.putArray("joints");
    for (RobotModel.Joint joint : model.armJoints()) {
      joints
          .addObject()
          .put("name", joint.name())
          .put("lowerRad", finite(joint.lower()))
          .put("upperRad", finite(joint.upper()))
          .put("velocityRadPerSecond", finite(joint.maxVelocity()));
    }
    robot.put("maxGripperOpeningMeters", model.maxGripperOpeningMeters());
    node.set("gate", JSON.valueToTree(profile.gate()));
    node.set("cameras", JSON.valueToTree(profile.cameras().keySet()));
    ArrayNode trained = node.putArray("skills");
    for (TrainedSkill skill : skills) {
      ObjectNode roles = trained.addObject().put("name", skill.skill()).putObject("kinds");
      skill
          .kinds()
          .forEach(
              (role, kinds) -> {
                ArrayNode names = roles.putArray(role.word());
                kinds.forEach(kind -> names.add(kind.name().toLowerCase(Locale.ROOT)));
              });
    }
    ObjectNode models = node.putObject("models");
    Profile.Models m = profile.models();
    models
        .put("vision", hashOfCards(m.vision()))
        .put("sight", hashOfCards(m.sight()))
        .put("language", hashOfCards(m.language()))
        .put("hearing", hashOfCards(m.hearing()))
        .put("workspace", hashOfCards(m.workspace()))
        .put("policy", hashOfCards(m.policy()));
    return node;
  }

  /** JSON has no infinity; null is a joint without a limit. */
  private static Double finite(double value) {
    return Double.isFinite(value) ? (Double) value : null;
  }

  /** SHA-256 of a model's cards, which hold those of its weights; null where there is none. */
  private static String hashOfCards(String folder) {
    try (Stream<Path> files = Files.walk(ProjectHome.resolve(folder), 3)) {
      List<Path> cards =
          files.filter(f -> CARDS.contains(f.getFileName().toString())).sorted().toList();
      if (cards.isEmpty()) {
        return null;
      }
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path card : cards) {
        digest.update(Files.readAllBytes(card));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException | UncheckedIOException e) {
      return null;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
