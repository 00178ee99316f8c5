package dev.cobot.node.episodes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.node.config.Profile;
import dev.cobot.node.config.ProjectHome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the episodes of one run have in common, as JSON. */
public final class RunDescription {
  private static final JsonMapper JSON = new JsonMapper();

  private RunDescription() {}

  /**
   * Returns the run's versions, seed, world, and the hashes of its configuration, its world file
   * and the cards of its models; a file that cannot be read has none.
   */
  public static String of(Profile profile, Path world, String robot, Map<String, String> versions) {
    ObjectNode node = JSON.createObjectNode();
    node.put("seed", profile.sim().seed());
    node.put("world", world.getFileName().toString()).put("robot", robot);
    ObjectNode hashes = node.putObject("sha256");
    try {
      hashes.put(
          "profile",
          Recordings.sha256(JSON.writeValueAsString(profile).getBytes(StandardCharsets.UTF_8)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A profile can be written as JSON", e);
    }
    hashes.put("world", ofFile(world));
    Map<String, String> models = new LinkedHashMap<>();
    Profile.Models m = profile.models();
    models.put("vision", m.vision());
    models.put("sight", m.sight());
    models.put("language", m.language());
    models.put("hearing", m.hearing());
    models.put("workspace", m.workspace());
    models.put("policy", m.policy());
    models.forEach((name, folder) -> hashes.put(name, ofCard(ProjectHome.resolve(folder))));
    node.set("versions", JSON.valueToTree(versions));
    return node.toString();
  }

  /** Returns the hash of a model's card, or of what a policy trained elsewhere has in its place. */
  private static String ofCard(Path folder) {
    Path card = folder.resolve("card.json");
    return ofFile(Files.exists(card) ? card : folder.resolve("policy.yaml"));
  }

  private static String ofFile(Path file) {
    try {
      return Recordings.sha256(Files.readAllBytes(file));
    } catch (IOException e) {
      // Whoever uses the file says what is wrong with it.
      return null;
    }
  }
}
