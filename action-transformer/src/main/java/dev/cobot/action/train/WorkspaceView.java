package dev.cobot.action.train;

import dev.cobot.action.demonstration.DemonstrationRecorder;
import dev.cobot.action.demonstration.DemonstrationSet;
import dev.cobot.brain.Brain;
import dev.cobot.brain.Broadcast;
import dev.cobot.brain.Fusion;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.workspace.GlobalWorkspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What the workspace makes of each demonstration sample: the command's two phrases and the
 * broadcast. Demonstrations have no pictures; the attended object enters through the attribute
 * domain, whose encodings the workspace has learned to align with vision's.
 */
final class WorkspaceView {
  final List<float[]> commands = new ArrayList<>();
  final List<float[]> broadcasts = new ArrayList<>();

  WorkspaceView(
      GlobalWorkspace workspace,
      Function<String, CommandReading> reader,
      DemonstrationSet demonstrations) {
    int width = workspace.shape().latentWidth();
    Map<String, float[]> phrases = new HashMap<>();
    Map<String, float[]> encodings = new HashMap<>();
    List<DemonstrationRecorder.Sample> samples = demonstrations.samples();
    for (int i = 0; i < samples.size(); i++) {
      String prompt = demonstrations.prompts().get(i);
      float[] command = phrases.get(prompt);
      if (command == null) {
        CommandReading reading = reader.apply(prompt);
        float[] target = workspace.encode(Brain.LANGUAGE, 1, reading.targetLatent());
        float[] destination = workspace.encode(Brain.LANGUAGE, 1, reading.destinationLatent());
        command = new float[2 * width];
        System.arraycopy(workspace.alone(target), 0, command, 0, width);
        System.arraycopy(workspace.alone(destination), 0, command, width, width);
        phrases.put(prompt, command);
        encodings.put(prompt, target);
      }
      commands.add(command);
      List<float[]> fused =
          List.of(
              workspace.encode(Brain.ATTRIBUTES, 1, samples.get(i).attended()),
              encodings.get(prompt),
              workspace.encode(Brain.BODY, 1, samples.get(i).body()));
      Broadcast broadcast = Fusion.LEARNED.of(workspace, fused);
      float[] content = Arrays.copyOf(broadcast.latent(), width + fused.size());
      int a = width;
      for (double alpha : broadcast.modalityAttention().values()) {
        content[a++] = (float) alpha;
      }
      broadcasts.add(content);
    }
  }
}
