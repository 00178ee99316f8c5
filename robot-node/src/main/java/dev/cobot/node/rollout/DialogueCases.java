package dev.cobot.node.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.node.cell.SceneText;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Scripted dialogues from a JSON file: {@code dialogues}, each with {@code id}, a {@code scene},
 * {@code turns} (each what is said and what to {@code accept}: {@code DO id}, {@code DO id+id} for
 * the steps of a plan in their order, {@code ASK}, {@code REFUSED}, {@code ANSWERED}, {@code
 * STOPPED}; {@code whileMoving} for what is said while the arm carries out the turn before, {@code
 * whileLifted} once that has lifted something, some of which may follow each other: after these it
 * {@code WAITS} or {@code GOES_ON} with it) and {@code end}: {@code inBowl}, the objects that are
 * in a bowl at the end, and, where that matters, {@code onTable}, those that rest on the table, and
 * {@code at}, the places of centres, x, y and z in metres, table frame.
 */
public final class DialogueCases {
  private DialogueCases() {}

  /** A dialogue. */
  public record Script(String id, List<SceneObject> objects, List<Said> turns, End end) {
    public Script {
      objects = List.copyOf(objects);
      turns = List.copyOf(turns);
    }
  }

  /**
   * Where objects are at the end, by their ids.
   *
   * @param inBowl all that are in a bowl, and no other
   * @param onTable some that rest on the table, as they stood or lay before
   * @param atMeters where the centres of some are, table frame
   */
  public record End(Set<String> inBowl, Set<String> onTable, Map<String, Vector3> atMeters) {
    public End {
      inBowl = Set.copyOf(inBowl);
      onTable = Set.copyOf(onTable);
      atMeters = Map.copyOf(atMeters);
    }
  }

  /**
   * What the person says in a turn, and what is right to follow.
   *
   * @param whileMoving while the arm carries out the turn before
   * @param whileLifted and not before that has lifted something off its place
   */
  public record Said(String text, boolean whileMoving, boolean whileLifted, List<String> accept) {
    public Said {
      accept = List.copyOf(accept);
    }
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException when it is not of that form; the message says where
   */
  public static List<Script> read(Path file, World world) throws IOException {
    List<Script> scripts = new ArrayList<>();
    for (JsonNode dialogue : new JsonMapper().readTree(Files.readString(file)).path("dialogues")) {
      String id = dialogue.path("id").asText();
      List<Said> turns = new ArrayList<>();
      for (JsonNode turn : dialogue.path("turns")) {
        List<String> accept = new ArrayList<>();
        turn.path("accept").forEach(word -> accept.add(word.asText()));
        if (accept.isEmpty()) {
          throw new IllegalArgumentException(
              "%s: a turn of %s accepts nothing".formatted(file, id));
        }
        boolean whileLifted = turn.path("whileLifted").asBoolean(false);
        turns.add(
            new Said(
                turn.path("say").asText(),
                turn.path("whileMoving").asBoolean(whileLifted),
                whileLifted,
                accept));
      }
      JsonNode end = dialogue.path("end");
      if (turns.isEmpty() || turns.get(0).whileMoving() || !end.has("inBowl")) {
        throw new IllegalArgumentException(
            "%s: %s needs turns, of which the first moves nothing yet, and end.inBowl"
                .formatted(file, id));
      }
      List<SceneObject> objects = SceneText.read(dialogue.path("scene").toString(), world);
      scripts.add(new Script(id, objects, turns, end(end, objects, file + ": " + id)));
    }
    if (scripts.isEmpty()) {
      throw new IllegalArgumentException(file + " has no dialogues");
    }
    return scripts;
  }

  private static End end(JsonNode end, List<SceneObject> objects, String where) {
    Map<String, Vector3> at = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : end.path("at").properties()) {
      JsonNode xyz = entry.getValue();
      if (xyz.size() != 3 || !xyz.get(0).isNumber()) {
        throw new IllegalArgumentException(
            where + " needs three numbers in end.at." + entry.getKey() + ", got " + xyz);
      }
      at.put(
          entry.getKey(),
          new Vector3(xyz.get(0).asDouble(), xyz.get(1).asDouble(), xyz.get(2).asDouble()));
    }
    End read = new End(ids(end.path("inBowl")), ids(end.path("onTable")), at);
    Set<String> named = new HashSet<>(read.inBowl());
    named.addAll(read.onTable());
    named.addAll(at.keySet());
    objects.forEach(object -> named.remove(object.id()));
    if (!named.isEmpty()) {
      throw new IllegalArgumentException(
          where + " names in its end what is not in its scene: " + new TreeSet<>(named));
    }
    return read;
  }

  private static Set<String> ids(JsonNode list) {
    Set<String> ids = new HashSet<>();
    list.forEach(id -> ids.add(id.asText()));
    return ids;
  }
}
