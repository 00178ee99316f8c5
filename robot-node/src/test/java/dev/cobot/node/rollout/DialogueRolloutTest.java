package dev.cobot.node.rollout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.node.config.Profile;
import dev.cobot.node.config.ProfileReader;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.sim2real.world.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Dialogues with the whole runtime and its released models, up to what lies in the bowl. */
@Timeout(480)
class DialogueRolloutTest {
  private static final String SCENE =
      """
      [{"id": "red", "kind": "cube", "positionMeters": [0.1, -0.15, 0.02], "yawRad": 0.2,
        "colorRgb": [0.8, 0.1, 0.1]},
       {"id": "green", "kind": "cube", "positionMeters": [0.0, 0.0, 0.02], "yawRad": 0,
        "colorRgb": [0.1, 0.58, 0.16]},
       {"id": "bowl", "kind": "bowl", "positionMeters": [0.02, 0.18, 0.025], "yawRad": 0,
        "colorRgb": [0.5, 0.5, 0.52]}]
      """;

  @TempDir private Path folder;

  private List<DialogueCases.Script> read(String dialogues) throws Exception {
    Path file = folder.resolve("dialogues.json");
    Files.writeString(file, "{\"dialogues\": [" + dialogues.replace("SCENE", SCENE) + "]}");
    return DialogueCases.read(
        file, World.load(ProjectHome.resolve(ProfileReader.shipped().world())));
  }

  private static DialogueRollout.Played play(DialogueCases.Script script) throws Exception {
    Profile profile = ProfileReader.shipped();
    return new DialogueRollout(profile, ProjectHome.resolve(profile.world())).play(script);
  }

  private static List<String> reactions(DialogueRollout.Played played) {
    return played.turns().stream().map(DialogueRollout.Reacted::reaction).toList();
  }

  /** A question is answered, and the answer corrected while the arm is on its way. */
  @Test
  void aCorrectionOnTheWayTakesTheOtherObject() throws Exception {
    DialogueCases.Script script =
        read("""
        {"id": "corrected", "scene": SCENE, "end": {"inBowl": ["green"]}, "turns": [
          {"say": "what do you see?", "accept": ["REFUSED"]},
          {"say": "put the cube in the bowl", "accept": ["ASK"]},
          {"say": "the right one", "accept": ["DO red"]},
          {"say": "no, the green one", "whileMoving": true, "accept": ["DO green"]}]}
        """)
            .get(0);
    DialogueRollout.Played played = play(script);
    List<String> reactions = reactions(played);
    assertEquals(List.of("REFUSED", "ASK", "DO red"), reactions.subList(0, 3), played.toString());
    assertEquals("stopped by \"no, the green one\"", played.turns().get(2).detail());
    // With the arm over the table it may not see well enough at once, and ask.
    assertTrue(
        List.of("DO green", "FAILED green", "STOPPED").contains(reactions.get(3)),
        played.toString());
    assertTrue(played.turns().get(0).detail().contains("a green cube"), played.toString());
    assertFalse(played.isWrongMotion());
    // Whether the cube lands in the bowl is a matter of the policy; nothing else may.
    assertTrue(Set.of("green").containsAll(played.inBowl()), played.toString());
    assertEquals(played.inBowl().equals(Set.of("green")), played.isRightEnd());
  }

  /** Several wishes are said back, and done one after the other once they are agreed to. */
  @Test
  void bothCubesAreDoneOneAfterTheOther() throws Exception {
    DialogueCases.Script script =
        read("""
        {"id": "both", "scene": SCENE, "end": {"inBowl": ["red", "green"]}, "turns": [
          {"say": "put both cubes in the bowl, then don't wipe", "accept": ["REFUSED"]},
          {"say": "yes", "accept": ["REFUSED", "ASK"]},
          {"say": "put both cubes in the bowl", "accept": ["ASK"]},
          {"say": "yes", "accept": ["DO green+red"]}]}
        """)
            .get(0);
    DialogueRollout.Played played = play(script);
    assertFalse(played.isWrongMotion(), played.toString());
    assertEquals("ASK", reactions(played).get(2), played.toString());
    assertTrue(
        played.turns().get(2).detail().contains("1. place the green cube in the grey bowl"),
        played.toString());
    // Whether a cube lands in the bowl is a matter of the policy; after a miss the rest is not
    // begun.
    assertTrue(
        List.of("DO green+red", "FAILED green+red", "FAILED green")
            .contains(reactions(played).get(3)),
        played.toString());
    assertEquals(played.inBowl().equals(Set.of("red", "green")), played.isRightEnd());
  }

  /**
   * The arm that waits, and is then stopped, stands over the cube and hides it: it is remembered.
   */
  @Test
  void whatAStoppedArmHidesIsStillKnown() throws Exception {
    DialogueCases.Script script =
        read("""
        {"id": "stopped", "scene": SCENE, "end": {"inBowl": ["red", "green"]}, "turns": [
          {"say": "put the red cube in the bowl", "accept": ["DO red"]},
          {"say": "Wait a moment.", "whileMoving": true, "accept": ["WAITS"]},
          {"say": "Put the green cube in the bowl.", "whileMoving": true, "accept": ["REFUSED"]},
          {"say": "Halt!", "whileMoving": true, "accept": ["STOPPED"]},
          {"say": "What do you see?", "accept": ["REFUSED"]},
          {"say": "Okay, now put the red cube in the bowl.", "accept": ["DO red"]},
          {"say": "The other one too.", "accept": ["DO green"]}]}
        """)
            .get(0);
    DialogueRollout.Played played = play(script);
    List<String> reactions = reactions(played);
    assertEquals(
        List.of("DO red", "WAITS", "REFUSED", "STOPPED", "REFUSED"),
        reactions.subList(0, 5),
        played.toString());
    assertTrue(played.turns().get(2).detail().contains("say \"go on\""), played.toString());
    assertTrue(played.turns().get(4).detail().contains("a red cube"), played.toString());
    assertTrue(reactions.get(5).endsWith(" red"), played.toString());
    assertTrue(reactions.get(6).endsWith(" green"), played.toString());
    assertFalse(played.isWrongMotion(), played.toString());
  }

  /** What the arm carries when somebody thinks better of it goes back to where it was. */
  @Test
  void whatIsCarriedIsPutBackOrDown() throws Exception {
    DialogueCases.Script script =
        read("""
        {"id": "back", "scene": SCENE,
         "end": {"inBowl": ["red"], "onTable": ["green"]}, "turns": [
          {"say": "put it down", "accept": ["REFUSED"]},
          {"say": "put the red cube in the bowl", "accept": ["DO red"]},
          {"say": "Put it back, please.", "whileLifted": true, "accept": ["DO red"]},
          {"say": "undo that", "accept": ["REFUSED"]},
          {"say": "put the green cube in the bowl", "accept": ["DO green"]},
          {"say": "Stop!", "whileLifted": true, "accept": ["STOPPED"]},
          {"say": "What do you see?", "accept": ["REFUSED"]},
          {"say": "put the green cube down", "accept": ["DO green"]},
          {"say": "put the red cube in the bowl", "accept": ["DO red"]}]}
        """)
            .get(0);
    DialogueRollout.Played played = play(script);
    List<String> reactions = reactions(played);
    assertEquals(
        List.of(
            "REFUSED", "DO red", "DO red", "REFUSED", "DO green", "STOPPED", "REFUSED", "DO green"),
        reactions.subList(0, 8),
        played.toString());
    assertEquals(
        "I put the red cube back where it was", played.turns().get(2).detail(), played.toString());
    assertEquals("I put the green cube down", played.turns().get(7).detail(), played.toString());
    assertFalse(played.isWrongMotion(), played.toString());
    // Whether the last cube lands in the bowl is a matter of the policy.
    assertEquals(played.inBowl().equals(Set.of("red")), played.isRightEnd(), played.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"id\": \"a\", \"scene\": SCENE, \"turns\": [{\"say\": \"x\"}]} | accepts nothing",
        "{\"id\": \"b\", \"scene\": SCENE, \"turns\": []} | b needs turns",
        "{\"id\": \"c\", \"scene\": SCENE, \"turns\": [{\"say\": \"x\", \"accept\": [\"ASK\"]}]}"
            + " | end.inBowl",
        "'' | no dialogues"
      })
  void aFileOfAnotherFormIsRefused(String dialogues, String part) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> read(dialogues)).getMessage();
    assertTrue(message.contains(part), message);
  }
}
