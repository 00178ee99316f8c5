package dev.cobot.node.cli.learning;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.node.cli.console.VerboseOption;
import dev.cobot.node.config.Profile;
import dev.cobot.node.config.ProfileReader;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.node.rollout.DialogueCases;
import dev.cobot.node.rollout.DialogueRollout;
import dev.cobot.sim2real.world.World;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot eval dialogues}: plays scripted dialogues in simulation. */
@Command(
    name = "dialogues",
    description = {
      "Plays scripted dialogues: each in a whole runtime of its own with an embedded cell, in real"
          + " time or as fast as --pace says, and compares every turn and the end with the script.",
      "A wrong motion is one for what must not be done, or with another object."
    },
    mixinStandardHelpOptions = true)
final class EvalDialoguesCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "FILE", description = "JSON file with the dialogues")
  private Path file;

  @Option(
      names = "--pace",
      defaultValue = "1",
      description = "simulated seconds a second (default ${DEFAULT-VALUE})")
  private double pace;

  @Option(names = "--only", split = ",", description = "ids of the dialogues to play")
  private List<String> only;

  @Option(names = "--json", description = "print one JSON document and nothing else")
  private boolean json;

  @Mixin private VerboseOption verbose;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    verbose.apply();
    Profile profile =
        ProfileReader.read(
            ProjectHome.resolve("launch/profiles/default.yaml"),
            List.of("sim.realTimeFactor=" + pace));
    Path world = ProjectHome.resolve(profile.world());
    DialogueRollout rollout = new DialogueRollout(profile, world);
    PrintWriter out = spec.commandLine().getOut();
    List<DialogueRollout.Played> played = new ArrayList<>();
    for (DialogueCases.Script script : DialogueCases.read(file, World.load(world))) {
      if (only != null && !only.contains(script.id())) {
        continue;
      }
      DialogueRollout.Played result = rollout.play(script);
      played.add(result);
      if (!json) {
        print(out, script, result);
      }
    }
    if (played.isEmpty()) {
      throw new IllegalArgumentException(file + " has no dialogue of " + only);
    }
    long rightEnds = played.stream().filter(DialogueRollout.Played::isRightEnd).count();
    long wrongMotions = played.stream().filter(DialogueRollout.Played::isWrongMotion).count();
    long turns = played.stream().mapToLong(p -> p.turns().size()).sum();
    long rightTurns =
        played.stream()
            .flatMap(p -> p.turns().stream())
            .filter(DialogueRollout.Reacted::isRight)
            .count();
    if (json) {
      out.println(document(played).toPrettyString());
      return 0;
    }
    out.printf(
        "%d dialogues: %d with the right end, %d with a wrong motion; %d of %d turns right%n",
        played.size(), rightEnds, wrongMotions, rightTurns, turns);
    return 0;
  }

  private static void print(
      PrintWriter out, DialogueCases.Script script, DialogueRollout.Played played) {
    out.printf(
        "%s: %s, %s%s%n",
        played.id(),
        played.isRightEnd() ? "right end" : "WRONG END",
        played.end(),
        played.isRightEnd() ? "" : " instead of " + script.end());
    for (DialogueRollout.Reacted turn : played.turns()) {
      out.printf(
          "  %-5s \"%s\": %s (%s)%n",
          turn.isWrongMotion() ? "MOVED" : turn.isRight() ? "right" : "wrong",
          turn.text(),
          turn.reaction(),
          turn.detail());
    }
    out.flush();
  }

  private static ArrayNode document(List<DialogueRollout.Played> played) {
    ArrayNode all = new JsonMapper().createArrayNode();
    for (DialogueRollout.Played dialogue : played) {
      ObjectNode node = all.addObject();
      node.put("id", dialogue.id());
      node.put("rightEnd", dialogue.isRightEnd());
      node.put("wrongMotion", dialogue.isWrongMotion());
      ArrayNode turns = node.putArray("turns");
      for (DialogueRollout.Reacted turn : dialogue.turns()) {
        turns
            .addObject()
            .put("say", turn.text())
            .put("reaction", turn.reaction())
            .put("right", turn.isRight())
            .put("detail", turn.detail());
      }
    }
    return all;
  }
}
