package dev.cobot.node.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.node.cell.SceneText;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Scripted dialogues from a JSON file: {@code dialogues}, each with {@code id}, a {@code scene},
 * {@code turns} (each what is said and what to {@code accept}: {@code DO id}, {@code DO id+id} for
 * the steps of a plan in their order, {@code ASK}, {@code REFUSED}, {@code ANSWERED}, {@code
 * STOPPED}; {@code whileMoving} for what is said while the arm carries out the turn before, some of
 * which may follow each other: after these it {@code WAITS} or {@code GOES_ON} with it) and {@code
 * end.inBowl}, the objects that are in a bowl at the end.
 */
public final class DialogueCases {
  private DialogueCases() {}

  /** A dialogue. */
  public record Script(
      String id, List<SceneObject> objects, List<Said> turns, Set<String> inBowlAtEnd) {
    public Script {
      objects = List.copyOf(objects);
      turns = List.copyOf(turns);
      inBowlAtEnd = Set.copyOf(inBowlAtEnd);
    }
  }

  /** What the person says in a turn, and what is right to follow. */
  public record Said(String text, boolean whileMoving, List<String> accept) {
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
        turns.add(
            new Said(turn.path("say").asText(), turn.path("whileMoving").asBoolean(false), accept));
      }
      Set<String> inBowl = new HashSet<>();
      dialogue.path("end").path("inBowl").forEach(object -> inBowl.add(object.asText()));
      if (turns.isEmpty() || turns.get(0).whileMoving() || !dialogue.path("end").has("inBowl")) {
        throw new IllegalArgumentException(
            "%s: %s needs turns, of which the first moves nothing yet, and end.inBowl"
                .formatted(file, id));
      }
      scripts.add(
          new Script(id, SceneText.read(dialogue.path("scene").toString(), world), turns, inBowl));
    }
    if (scripts.isEmpty()) {
      throw new IllegalArgumentException(file + " has no dialogues");
    }
    return scripts;
  }
}
